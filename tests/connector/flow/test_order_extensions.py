"""What QuickBooks has no field for is kept in data extensions of the order, and written again where it is not there."""

from __future__ import annotations

from datetime import timedelta

import pytest

from scenarios.checks import violations
from scenarios.world import NAME, World
from simulators.qbwc import fault
from tests.connector.flow.ordered import clerk, enter, go_on, held, made, order, orders, sent

pytestmark = pytest.mark.once
LONG = "PO-2026-000000049"


def extensions(world: World) -> dict[str, str]:
    return {one["DataExtName"]: one["DataExtValue"] for one in orders(world)[0].get("DataExtRet", ())}


def cut() -> World:
    world = made(long_number="last")
    world.tenant.put_order(order(("20", "41.25"), number=LONG))
    return world


def test_the_whole_number_of_an_order_that_is_cut_stands_in_a_data_extension() -> None:
    world = cut()
    go_on(world)
    go_on(world)
    assert orders(world)[0]["RefNumber"] == "6-000000049"
    assert extensions(world) == {"JaggaerOrder": LONG}
    written = sent(world, "DataExtAdd")
    go_on(world, timedelta(hours=1))
    go_on(world, timedelta(hours=1))
    assert sent(world, "DataExtAdd") == written, "it stands, and is not written again"
    assert (held(world), violations(world)) == ([], [])


def test_a_confirmation_goes_to_a_data_extension_and_follows_the_supplier() -> None:
    world = made(confirmation_in="extension")
    enter(world, order(("20", "41.25")))
    assert extensions(world) == {}
    for number in ("SO-9", "SO-10"):
        clerk(world).confirm_order(orders(world)[0]["RefNumber"], number)
        for _ in range(3):
            go_on(world)
        assert extensions(world) == {"JaggaerConfirmation": number}
    assert (held(world), violations(world)) == ([], [])


@pytest.mark.parametrize("trouble", ["lose_answer", "error_after_save", "record_in_use", "list_busy", "internal_error"])
@pytest.mark.parametrize("on", ["DataExtAdd", "DataExtDefAdd"])
def test_a_data_extension_is_written_after_any_trouble(trouble: str, on: str) -> None:
    world = cut()
    world.poll()
    world.update()
    world.pc.faults.append(fault(trouble, on))
    for _ in range(4):
        go_on(world, timedelta(hours=1))
    assert extensions(world) == {"JaggaerOrder": LONG}
    assert (held(world), violations(world)) == ([], [])


def test_a_company_file_that_refuses_data_extensions_is_reported_once_and_asked_again_a_day_later() -> None:
    world = cut()
    world.pc.faults.append(fault("no_permission", "DataExtAdd", nth=2, times=100))
    for _ in range(4):
        go_on(world)
    told = [one.text for one in world.connector.history(NAME) if "takes no data extensions" in one.text]
    assert len(told) == 1
    assert (extensions(world), held(world)) == ({}, [])
    world.pc.faults.clear()
    clerk(world).revise_order(LONG, {1: 21}, {}, [])
    go_on(world, timedelta(days=1, hours=1))
    go_on(world)
    assert extensions(world) == {"JaggaerOrder": LONG}


def test_what_somebody_deletes_is_written_again_once_the_order_changes() -> None:
    world = cut()
    go_on(world)
    go_on(world)
    record = {name: value for name, value in orders(world)[0].items() if name != "DataExtRet"}
    world.file.put("PurchaseOrder", record)
    clerk(world).revise_order(LONG, {1: 21}, {}, [])
    go_on(world)
    go_on(world)
    assert extensions(world) == {"JaggaerOrder": LONG}


def test_data_extensions_are_written_only_where_the_profile_uses_them() -> None:
    world = made()
    enter(world, order(("20", "41.25")))
    go_on(world)
    assert (extensions(world), sent(world, "DataExtDefAdd")) == ({}, 1), "the one of the company's mark"
