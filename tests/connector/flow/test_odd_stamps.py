"""Stamps of QuickBooks that cannot be: no update ends with one, and nothing that comes after it is passed over."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from connector.domain.identifiers import CompanyName
from connector.domain.keys import by_name
from connector.domain.records import VENDORS
from connector.quickbooks.qbxml.records import deletions
from connector.quickbooks.qbxml.responses import parse
from connector.quickbooks.qbxml.values import EARLIEST
from scenarios.profiles import STORY
from scenarios.world import NAME, World
from simulators.jaggaer import invoice, line
from simulators.qbwc import item, purchase_order, vendor
from tests.scenarios import planting

pytestmark = pytest.mark.once

COMPANY = CompanyName(NAME)
ODD = (
    "0001-01-01T00:00:00-08:00",
    "0001-01-01T01:30:00+14:00",
    "1969-12-31T23:59:59-08:00",
    "9999-12-31T23:59:59-08:00",
)
STAMP = re.compile("<(TimeCreated|TimeModified|TimeDeleted)>[^<]*<")
CURSORS = ("vendors", "purchase_orders", "bills", "credits")


def prepared() -> World:
    world = World(seed=3)
    now = world.clock.now()
    acme = vendor(world.file, "Acme", now)
    purchase_order(
        world.file, acme, "49", [(item(world.file, "Reagents", "Cost of Goods Sold", now), "20", "41.25")], now
    )
    world.connect(STORY)
    return world


def goes_on(world: World) -> None:
    """A day of updates, in which invoices are posted and vendors are entered: all of it is seen."""
    for number in (1, 2, 3):
        name = f"Vendor {number}"
        vendor(world.file, name, world.clock.now())
        lines = [line(1, "Goods", "1", "5.00", account="6120"), line(2, "Reagents", "1", "41.25", po=("49", 1))]
        for supplier in ("Acme", name):
            at = 10 * number + (supplier == "Acme")
            world.tenant.put_invoice(
                invoice(
                    at,
                    {"id": at, "name": supplier},
                    lines if supplier == "Acme" else lines[:1],
                    supplier_invoice=f"N-{at}",
                )
            )
        world.poll()
        world.update()
        world.advance(timedelta(hours=5))
    assert {one.result.status for one in world.told} == {"OK"}
    assert {one.state for one in world.connector.lines(NAME)} == {"done"}
    with world.connector.store.read() as work:
        assert work.mirror.books(COMPANY).find(VENDORS, by_name("Vendor 3"))


@pytest.mark.parametrize("stamp", ODD)
def test_a_stamp_that_cannot_be_ends_no_update_and_moves_no_cursor(stamp: str, monkeypatch: pytest.MonkeyPatch) -> None:
    planting.answers(lambda text: STAMP.sub(rf"<\1>{stamp}<", text, count=1))(monkeypatch)
    goes_on(prepared())


@pytest.mark.parametrize("stamp", ODD)
def test_where_no_stamp_can_be_nothing_is_passed_over(stamp: str, monkeypatch: pytest.MonkeyPatch) -> None:
    planting.answers(lambda text: STAMP.sub(rf"<\1>{stamp}<", text))(monkeypatch)
    goes_on(prepared())


@pytest.mark.parametrize("stamp", ["0001-01-01T00:00:00", "9999-12-31T23:59:59"])
def test_a_cursor_that_an_earlier_release_moved_there_is_not_believed(stamp: str) -> None:
    world = prepared()
    world.update()
    with world.connector.store.write() as work:
        for name in CURSORS:
            work.mirror.set_cursor(COMPANY, f"quickbooks.{name}", stamp)
    goes_on(world)


@pytest.mark.parametrize("stamp", [*ODD, "", "yesterday"])
def test_a_deletion_at_a_time_that_cannot_be_counts_as_one_since(stamp: str) -> None:
    row = f"<TxnDeletedRet><TxnID>1-2</TxnID><TimeDeleted>{stamp}</TimeDeleted></TxnDeletedRet>"
    answer = parse(
        f'<QBXML><QBXMLMsgsRs><TxnDeletedQueryRs requestID="1">{row}</TxnDeletedQueryRs></QBXMLMsgsRs></QBXML>'
    )
    (found,) = deletions(answer.responses[0])
    assert found.at >= "9999"


def test_a_cursor_of_an_earlier_release_hides_no_other_one() -> None:
    world = prepared()
    world.update()
    with world.connector.store.write() as work:
        work.mirror.set_cursor(COMPANY, "quickbooks.vendors", "9999-12-31T23:59:59")
        now = world.clock.now().replace(tzinfo=None)
        assert work.mirror.newest_stamp(COMPANY, EARLIEST, now + timedelta(days=1)) > "2026"
