"""QuickBooks tells for ninety days what was deleted: after a longer absence its bills are read anew."""

from __future__ import annotations

from datetime import timedelta

import pytest

from connector.domain.identifiers import CompanyName
from connector.domain.keys import by_id
from connector.domain.records import BILLS
from scenarios.checks import violations
from scenarios.profiles import STORY
from scenarios.world import NAME, World
from simulators.jaggaer import invoice, line
from simulators.qbwc import Person, vendor

SUPPLIER = {"id": 1_003_837_201, "name": "Acme", "supplierNumber": "V-1001"}


@pytest.fixture
def world() -> World:
    """A person has entered a bill of the number that an invoice has; the invoice waits for an answer."""
    made = World(seed=5)
    vendor(made.file, "Acme", made.clock.now(), AccountNumber="V-1001")
    made.connect(STORY)
    for number, total in (("AC-1", "120.00"), ("AC-2", "55.00")):
        person(made).enter_bill("Acme", number, total, day="2026-01-12")
    goods = [line(1, "Goods", "1", "120.00", account="6120")]
    made.tenant.put_invoice(invoice(2_600_001, SUPPLIER, goods, supplier_invoice="AC-1"))
    made.poll()
    made.update()
    assert [one.invoice_id for one in made.connector.exceptions(NAME)] == ["2600001"]
    return made


def person(world: World) -> Person:
    return Person(world.file, world.clock.now())


def mirrored(world: World) -> set[str]:
    with world.connector.store.read() as work:
        books = work.mirror.books(CompanyName(NAME))
        ids = [bill["TxnID"] for bill in world.file.records("Bill")]
        return {one.ref_number or "" for record in ids for one in books.find(BILLS, by_id(record))}


def test_a_bill_that_was_deleted_and_is_not_told_of_any_more_holds_nothing_back(world: World) -> None:
    person(world).delete("Bill", "AC-1")
    world.clock.advance(timedelta(days=100))
    world.update()
    assert [bill["AmountDue"] for bill in world.file.records("Bill") if bill["RefNumber"] == "AC-1"] == ["120.00"]
    assert world.connector.exceptions(NAME) == []
    assert mirrored(world) == {"AC-1", "AC-2"}
    assert not violations(world)
