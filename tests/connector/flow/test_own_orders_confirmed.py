"""What the supplier confirms of an order that QuickBooks owns is noted there, or shown where it is something else."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from connector.domain.hold_code import HoldCode
from scenarios.checks import violations
from scenarios.world import NAME, World
from simulators.jaggaer import Clerk
from simulators.qbwc import Person, fault
from tests.connector.flow.written import NUMBER, back, go_on, made, sent, told, written

pytestmark = pytest.mark.once


@pytest.fixture(params=["quickbooks", "both"])
def world(request: pytest.FixtureRequest) -> World:
    world = written(made(origin=request.param))
    go_on(world)
    return world


def confirm(world: World, number: str, day: str = "", status: Any = "Accepted") -> None:
    world.advance(timedelta(minutes=1))
    Clerk(world.tenant, world.clock).confirm_order(NUMBER, number, status, day)
    world.poll()


def order(world: World) -> dict[str, Any]:
    return next(one for one in world.file.records("PurchaseOrder") if one["RefNumber"] == NUMBER)


def shows(world: World) -> tuple[str, str]:
    return order(world)["ExpectedDate"], order(world).get("Other1", "")


def held(world: World) -> list[HoldCode]:
    return [hold.code for one in world.connector.exceptions(NAME) for hold in one.holds]


def edit(world: World, **fields: Any) -> None:
    world.advance(timedelta(minutes=1))
    Person(world.file, world.clock.now()).edit("PurchaseOrder", NUMBER, **fields)


def test_date_and_number_are_noted_once_and_not_sent_to_jaggaer(world: World) -> None:
    writes = sent(world)
    confirm(world, "SO-9", "2026-02-20")
    for _ in range(3):
        go_on(world)
    assert shows(world) == ("2026-02-20", "SO-9")
    assert sent(world) == writes, "it is no change of ours"
    assert [one for one in told(world) if "confirmed" in one] == [
        f"The supplier confirmed {NUMBER}: Accepted for 2026-02-20 as SO-9. "
        "QuickBooks' order has ExpectedDate 2026-02-20, Other1 SO-9"
    ]
    assert (held(world), violations(world)) == ([], [])


def test_another_date_of_the_suppliers_follows(world: World) -> None:
    for day, number in (("2026-02-20", "SO-9"), ("2026-03-01", "SO-9a")):
        confirm(world, number, day)
        go_on(world)
        assert shows(world) == (day, number)
    edit(
        world,
        PurchaseOrderLineMod=[{"TxnLineID": order(world)["PurchaseOrderLineRet"][0]["TxnLineID"], "Quantity": "25"}],
    )
    go_on(world)
    told_of_it = back(world).told
    assert told_of_it
    assert told_of_it.lines[0].quantity == 25
    assert str(told_of_it.expected) != "2026-03-01", "JAGGAER keeps the day that was wanted"
    assert (held(world), violations(world)) == ([], [])


def test_what_a_person_wrote_there_stays(world: World) -> None:
    edit(world, ExpectedDate="2026-02-14", Other1="dock 4")
    confirm(world, "SO-9", "2026-02-20")
    world.advance(timedelta(minutes=20))
    world.update()
    assert shows(world) == ("2026-02-14", "dock 4")
    assert any("a person has changed it since" in one for one in told(world))


def test_what_the_supplier_changed_is_shown_and_goes_when_the_order_is_revised_and_accepted(world: World) -> None:
    confirm(world, "SO-9", "2026-02-20", "Changed")
    go_on(world)
    (waiting,) = world.connector.exceptions(NAME)
    assert waiting.holds[0].code is HoldCode.ORDER_NOT_CONFIRMED
    assert "The supplier confirmed: Changed for 2026-02-20 as SO-9" in waiting.holds[0].what
    line = order(world)["PurchaseOrderLineRet"][0]["TxnLineID"]
    edit(world, PurchaseOrderLineMod=[{"TxnLineID": line, "Quantity": "18"}])
    go_on(world)
    told_of_it = back(world).told
    assert told_of_it
    assert told_of_it.lines[0].quantity == 18, "a revision goes although the supplier has not accepted it"
    confirm(world, "SO-9", "2026-02-20")
    go_on(world)
    go_on(world)
    assert (shows(world), held(world), violations(world)) == (("2026-02-20", "SO-9"), [], [])


def test_what_a_person_settled_of_a_rejection_stays_settled(world: World) -> None:
    confirm(world, "SO-9", "", "Rejected")
    go_on(world)
    assert held(world) == [HoldCode.ORDER_NOT_CONFIRMED]
    world.connector.withdraw(NAME, NUMBER, by="Ann", reason="another supplier delivers")
    go_on(world)
    go_on(world)
    assert held(world) == []


@pytest.mark.parametrize(
    "trouble",
    ["lose_answer", "error_after_save", "record_in_use", "list_busy", "internal_error", "web_connector_killed"],
)
def test_it_is_noted_after_any_trouble(world: World, trouble: str) -> None:
    confirm(world, "SO-9", "2026-02-20")
    world.pc.faults.append(fault(trouble, "PurchaseOrderMod"))
    for _ in range(4):
        go_on(world, timedelta(hours=1))
    assert (shows(world), held(world), violations(world)) == (("2026-02-20", "SO-9"), [], [])


def test_what_quickbooks_refuses_stands_in_the_history_and_is_not_tried_again(world: World) -> None:
    confirm(world, "SO-9", "2026-02-20")
    world.pc.faults.append(fault("no_permission", "PurchaseOrderMod", times=100))
    for _ in range(3):
        go_on(world)
    tried = sum("<PurchaseOrderModRq" in one.request for one in world.connector.messages(NAME))
    assert tried == 1
    assert any("QuickBooks does not take" in one for one in told(world))


def test_an_order_that_is_deleted_meanwhile_is_not_waited_for(world: World) -> None:
    confirm(world, "SO-9", "2026-02-20")
    Person(world.file, world.clock.now()).delete("PurchaseOrder", NUMBER)
    go_on(world)
    go_on(world)
    assert held(world) == [HoldCode.DELETED_IN_QUICKBOOKS]


def test_without_a_field_for_the_number_the_date_alone_is_noted() -> None:
    world = written(made(confirmation_in="none"))
    go_on(world)
    confirm(world, "SO-9", "2026-02-20")
    go_on(world)
    assert shows(world) == ("2026-02-20", "")
