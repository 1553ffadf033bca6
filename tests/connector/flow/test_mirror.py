"""What people change in QuickBooks' lists is noticed by the next update, before anything is sent on what was."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from connector.domain.identifiers import CompanyName
from connector.domain.keys import by_id, by_name
from connector.domain.records import ACCOUNTS, BILLS, ITEMS, VENDORS
from connector.flow.tasks import preflight
from scenarios.profiles import STORY
from scenarios.world import NAME, World
from simulators.jaggaer import invoice, line
from simulators.qbwc import Person, item, named, purchase_order, vendor

pytestmark = pytest.mark.once

ACME = {"id": 1_003_837_201, "name": "Acme", "supplierNumber": "V-1001"}
COMPANY = CompanyName(NAME)
BY_CLASS = replace(STORY.policy.classes, fields=("Account",), map={"6120": "East"})
CUSTOMER = replace(STORY.policy.customers, fallback="Roof")


@pytest.fixture
def world() -> World:
    made = World(seed=5)
    now = made.clock.now()
    made.file.preferences.uses_classes = True
    acme = vendor(made.file, "Acme", now, AccountNumber="V-1001")
    named(made.file, "Class", "East", now)
    named(made.file, "Customer", "Roof", now)
    purchase_order(made.file, acme, "49", [(item(made.file, "Valves", "Cost of Goods Sold", now), "9", "10.00")], now)
    made.connect(replace(STORY, policy=replace(STORY.policy, classes=BY_CLASS, customers=CUSTOMER)))
    put(made, 1)
    update(made)
    assert [one.state for one in made.connector.lines(NAME)] == ["done"]
    return made


def put(world: World, number: int, supplier: dict[str, Any] = ACME) -> None:
    lines = [line(1, "Goods", "1", "120.00", account="6120"), line(2, "Valves", "1", "10.00", po=("49", 1))]
    made = invoice(2_600_000 + number, supplier, lines, supplier_invoice=f"AC-{number}")
    world.tenant.put_invoice(made)
    world.tenant.edit_invoice(str(2_600_000 + number), {}, world.clock.now())


def update(world: World) -> None:
    world.poll()
    world.update()


def person(world: World) -> Person:
    world.clock.sleep(5)
    return Person(world.file, world.clock.now())


CHANGES: dict[str, tuple[Callable[[Person], Any], list[str]]] = {
    "an account is inactive": (
        lambda one: one.set_active("Account", "Office Supplies", is_active=False),
        ["REFERENCE_INACTIVE/account/Office Supplies"],
    ),
    "an account is renamed": (
        lambda one: one.rename("Account", "Office Supplies", "Stationery"),
        ["ACCOUNT_MISSING/6120"],
    ),
    "an account is merged": (
        lambda one: one.merge("Account", "Office Supplies", "Professional Fees"),
        ["ACCOUNT_MISSING/6120"],
    ),
    "terms are inactive": (
        lambda one: one.set_active("StandardTerms", "Net 30", is_active=False),
        ["REFERENCE_INACTIVE/terms/Net 30"],
    ),
    "a class is inactive": (
        lambda one: one.set_active("Class", "East", is_active=False),
        ["REFERENCE_INACTIVE/class/East"],
    ),
    "a class is renamed": (lambda one: one.rename("Class", "East", "West"), ["NAME_MISSING/class/6120"]),
    "a customer is inactive": (
        lambda one: one.set_active("Customer", "Roof", is_active=False),
        ["REFERENCE_INACTIVE/customer/Roof"],
    ),
    "an item of an order is inactive": (
        lambda one: one.set_active("ItemNonInventory", "Valves", is_active=False),
        ["REFERENCE_INACTIVE/item/Valves"],
    ),
    "a vendor is inactive": (lambda one: one.set_active("Vendor", "Acme", is_active=False), ["VENDOR_INACTIVE/Acme"]),
    "a vendor is renamed": (lambda one: one.rename("Vendor", "Acme", "Acme Corporation"), []),
    "an order is closed": (lambda one: one.close_order("49"), ["PO_CLOSED/49"]),
}


@pytest.mark.parametrize("what", CHANGES)
def test_it_is_noticed_before_the_next_bill_and_nothing_is_sent_on_it(world: World, what: str) -> None:
    change, expected = CHANGES[what]
    change(person(world))
    put(world, 2)
    update(world)
    assert [one.id for one in world.connector.waiting(NAME)] == expected
    assert len(world.file.records("Bill")) == (1 if expected else 2)
    assert not any(operation.attempts for one in world.connector.waiting(NAME) for operation in one.operations)


def test_what_was_deleted_is_let_go(world: World) -> None:
    txn_id = world.file.records("Bill")[0]["TxnID"]
    put(world, 2)
    update(world)
    with world.connector.store.read() as work:
        assert len(work.mirror.books(COMPANY).find(BILLS, by_id(txn_id))) == 1, "it was read by its stamp"
    person(world).delete("Bill", "AC-1")
    put(world, 3)
    update(world)
    with world.connector.store.read() as work:
        books = work.mirror.books(COMPANY)
        assert books.find(BILLS, by_id(txn_id)) == ()
        assert len(books.find(VENDORS, by_name("Acme"))) == 1
        assert len(books.find(ACCOUNTS, by_name("Office Supplies"))) == 1


def test_an_item_is_kept_while_it_is_inactive_and_no_longer(world: World) -> None:
    person(world).set_active("ItemNonInventory", "Valves", is_active=False)
    put(world, 2)
    update(world)
    with world.connector.store.read() as work:
        assert len(work.mirror.books(COMPANY).find(ITEMS, by_name("Valves"))) == 1
    person(world).set_active("ItemNonInventory", "Valves", is_active=True)
    put(world, 3)
    world.advance(timedelta(hours=1))
    update(world)
    assert world.connector.waiting(NAME) == []
    assert len(world.file.records("Bill")) == 3


@pytest.mark.parametrize("at_once", [1, 2, 200])
def test_nothing_is_sent_on_what_was_decided_before_the_lists_were_read_however_many_wait(
    world: World, monkeypatch: pytest.MonkeyPatch, at_once: int
) -> None:
    nobody = {"id": 99, "name": "Nobody", "supplierNumber": "V-99"}
    for number in range(2, 8):
        put(world, number, nobody)
    put(world, 9)
    world.poll()
    person(world).enter_bill("Acme", "", "130.00", day="2026-01-12")
    monkeypatch.setattr(preflight, "AT_ONCE", at_once)
    for _ in range(3):
        world.clock.sleep(3600)
        world.update()
    found = {one.invoice: (one.state, [hold.code.value for hold in one.holds]) for one in world.connector.lines(NAME)}
    assert found["I00109"] == ("held", ["LOOKS_ENTERED"])
    assert len(world.file.records("Bill")) == 2
