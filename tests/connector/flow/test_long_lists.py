"""A list that breaks off in every update is read to its end all the same: each goes on where the last one got to."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from connector.domain.identifiers import CompanyName
from connector.domain.keys import by_name
from connector.domain.records import VENDORS
from connector.flow.entities import Purpose
from connector.flow.rebinding import adopting
from connector.flow.tasks.company_mark import ADOPT_FROM
from connector.sync.sizing import Size
from scenarios.checks import violations
from scenarios.profiles import STORY
from scenarios.world import NAME, World
from simulators.jaggaer import invoice, line
from simulators.qbwc import fault, vendor

pytestmark = pytest.mark.once

COMPANY = CompanyName(NAME)
ACME = {"id": 1_003_837_201, "name": "Acme", "supplierNumber": "V-1001"}


@pytest.fixture
def world() -> World:
    """1,500 vendors, entered over two years."""
    made = World(seed=8)
    made.advance(timedelta(days=730))
    for number in range(1500):
        vendor(made.file, f"Vendor {(number * 7919) % 1500:04d}", made.clock.now() - timedelta(hours=number * 11))
    vendor(made.file, "Acme", made.clock.now(), AccountNumber="V-1001")
    made.connect(STORY)
    return made


def unknown(world: World) -> list[str]:
    """The vendors that the connector has not heard of."""
    with world.connector.store.read() as work:
        books = work.mirror.books(COMPANY)
        return [one["Name"] for one in world.file.records("Vendor") if not books.find(VENDORS, by_name(one["Name"]))]


def is_read(world: World) -> bool:
    """Whether the vendors were read whole within the last day."""
    with world.connector.store.read() as work:
        whole = work.mirror.cursor(COMPANY, "whole.vendors")
    return whole is not None and world.clock.now() - datetime.fromisoformat(whole) < timedelta(hours=20)


def is_adopted(world: World) -> bool:
    with world.connector.store.read() as work:
        return work.mirror.cursor(COMPANY, ADOPT_FROM) is None


def asked(world: World, listing: str) -> list[str]:
    return [one.request for one in world.connector.messages(NAME) if one.listing == listing]


def broken_updates(world: World, on: str, nth: int, is_over: Callable[[World], bool]) -> int:
    """Updates in each of which the Web Connector dies at the ``nth`` page; how many until the reading is over."""
    for count in range(1, 40):
        with world.connector.store.write() as work:
            work.mirror.set_value(COMPANY, "size.orders", Size(20))
        world.pc.faults[:] = [fault("web_connector_killed", on, nth=nth)]
        world.update()
        world.advance(timedelta(minutes=20))
        if is_over(world):
            world.pc.faults.clear()
            return count
    return 40


def test_a_reading_that_breaks_off_goes_on_in_the_next_update(world: World) -> None:
    assert broken_updates(world, "VendorQuery", 2, is_read) < 40
    assert not unknown(world)
    slices = [request for request in asked(world, "vendors") if 'iterator="Start"' in request]
    assert "ModifiedDate" not in slices[0]
    assert "<ToModifiedDate>" in slices[1], "the second one asks for less"
    assert any("<FromModifiedDate>" in one and "<ToModifiedDate>" in one for one in slices[2:]), (
        "and goes on from there"
    )


def test_what_was_deleted_meanwhile_is_gone_at_the_end_of_it(world: World) -> None:
    world.update()
    gone = world.file.records("Vendor")[700]
    world.file.remove("Vendor", gone["ListID"])
    world.advance(timedelta(hours=25))
    assert broken_updates(world, "VendorQuery", 2, is_read) < 40
    assert not unknown(world)


def test_the_search_for_our_own_records_goes_on_too_and_writes_nothing_before_its_end() -> None:
    world = World(seed=9)
    vendor(world.file, "Acme", world.clock.now(), AccountNumber="V-1001")
    world.connect(STORY)
    backup = world.connector.store.copy()
    for number in range(80):
        goods = [line(1, "Goods", "1", f"{number}.10", account="6120")]
        world.tenant.put_invoice(invoice(2_600_000 + number, ACME, goods, supplier_invoice=f"AC-{number}"))
        if number % 10 == 9:
            world.poll()
            world.advance(timedelta(hours=9))
            world.update()
    assert len(world.file.records("Bill")) == 80
    world.use_store(backup)
    with world.connector.store.write() as work:
        adopting(work, work.companies.all(), world.clock.now())
    world.poll()
    assert broken_updates(world, "BillQuery", 3, is_adopted) < 60
    for _ in range(3):
        world.advance(timedelta(minutes=20))
        world.update()
    assert len(world.file.records("Bill")) == 80
    assert not [
        one for one in world.connector.messages(NAME) if one.purpose is Purpose.WRITE and "BillAdd" in one.request
    ]
    assert {one.state for one in world.connector.lines(NAME)} == {"done"}
    assert violations(world) == []
