"""A document is decided about when something that it looked at changes, and at no other time."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest

from connector import Answer, Said
from connector.domain.hold_code import HoldCode
from connector.flow import planning
from scenarios.profiles import STORY
from scenarios.world import NAME, World
from simulators.jaggaer import invoice, line
from simulators.qbwc import Person, account, item, purchase_order, vendor

pytestmark = pytest.mark.once

ACME = {"id": 1_003_837_201, "name": "Acme", "supplierNumber": "V-1001"}
STRANGER = {"id": 77, "name": "Nobody Knows", "supplierNumber": "V-7"}


@pytest.fixture
def world() -> World:
    made = World(seed=5)
    vendor(made.file, "Acme", made.clock.now(), AccountNumber="V-1001")
    made.connect(STORY)
    later(made)
    return made


@pytest.fixture
def decided(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often each document was decided about."""
    seen: Counter[str] = Counter()
    real = planning._Planner.plan

    def plan(self: Any, document: Any, known: Any) -> Any:
        seen[document.number] += 1
        return real(self, document, known)

    monkeypatch.setattr(planning._Planner, "plan", plan)
    return seen


def put(world: World, number: int, supplier: Any = ACME, **rest: Any) -> None:
    goods = rest.pop("lines", [line(1, "Goods", "1", "120.00", account=rest.pop("code", "6120"))])
    document = invoice(2_600_000 + number, supplier, goods, **{"supplier_invoice": f"AC-{number}", **rest})
    document["header"]["lastUpdate"] = world.clock.now().strftime("%Y-%m-%dT%H:%M:%S.000Z")
    world.tenant.put_invoice(document)


def later(world: World) -> None:
    world.poll()
    world.update()
    world.advance(timedelta(minutes=20))


def held(world: World) -> dict[str, list[HoldCode]]:
    return {one.invoice: [hold.code for hold in one.holds] for one in world.connector.exceptions(NAME)}


def test_a_document_is_decided_about_once_on_its_way(world: World, decided: Counter[str]) -> None:
    for number in range(1, 16):
        put(world, number)
    later(world)
    assert len(world.file.records("Bill")) == 15
    assert set(decided.values()) == {1}


def test_an_update_in_which_nothing_changed_decides_about_nothing(world: World, decided: Counter[str]) -> None:
    put(world, 1)
    put(world, 2, STRANGER)
    put(world, 3, code="7777")
    later(world)
    decided.clear()
    later(world)
    later(world)
    assert decided == {}


def test_a_vendor_that_comes_wakes_those_that_looked_for_it(world: World, decided: Counter[str]) -> None:
    put(world, 1, STRANGER)
    put(world, 2, code="7777")
    later(world)
    decided.clear()
    vendor(world.file, "Nobody Knows", world.clock.now())
    later(world)
    assert (decided, held(world)) == ({"I00101": 1}, {"I00102": [HoldCode.ACCOUNT_UNMAPPED]})


def test_an_account_that_is_made_active_wakes_what_was_mapped_to_it(world: World, decided: Counter[str]) -> None:
    world.connector.set_profile(NAME, STORY)
    put(world, 1, code="7777")
    later(world)
    account(world.file, "Training Abroad", "Expense", world.clock.now())
    later(world)
    decided.clear()
    world.connector.resolve(NAME, "ACCOUNT_UNMAPPED/7777", Said(Answer.MAP, "Training Abroad", "Ann", "by the books"))
    later(world)
    assert (decided["I00101"], held(world)) == (1, {})


def test_a_number_that_is_given_back_wakes_the_other_document(world: World) -> None:
    put(world, 1, supplier_invoice="X-1")
    put(world, 2, supplier_invoice="X-1", lines=[line(1, "Goods", "1", "99.00", account="6120")])
    world.poll()
    assert held(world) == {"I00102": [HoldCode.NUMBER_TWICE]}
    world.tenant.edit_invoice(
        "2600001", {"workflowStatus": "Cancelled", "paymentStatus": "Cancelled"}, world.clock.now()
    )
    later(world)
    assert ([bill["AmountDue"] for bill in world.file.records("Bill")], held(world)) == (["99.00"], {})


def test_an_order_that_a_person_raises_wakes_what_it_was_too_small_for(world: World, decided: Counter[str]) -> None:
    part = item(world.file, "Valves", "Cost of Goods Sold", world.clock.now())
    acme = world.file.records("Vendor")[0]
    order = purchase_order(world.file, acme, "49", [(part, "3", "10.00")], world.clock.now())
    put(world, 1, lines=[line(1, "Valves", "5", "10.00", po=("49", 1))])
    later(world)
    assert held(world) == {"I00101": [HoldCode.PO_OVERBILLED]}
    (kept,) = [one for one in world.file.records("PurchaseOrder") if one["TxnID"] == order["TxnID"]]
    raised = [{**one, "Quantity": "9", "Amount": "90.00"} for one in kept["PurchaseOrderLineRet"]]
    made = {**kept, "PurchaseOrderLineRet": raised}
    world.file.put("PurchaseOrder", world.file.stamped(made, world.clock.now(), is_edit=True))
    decided.clear()
    later(world)
    assert (decided, held(world)) == ({"I00101": 1}, {})


def test_a_closing_date_that_moves_wakes_what_it_was_in_the_way_of(world: World) -> None:
    person = Person(world.file, world.clock.now())
    person.close_period("2026-06-30")
    later(world)
    put(world, 1)
    later(world)
    assert held(world) == {"I00101": [HoldCode.PERIOD_CLOSED]}
    person.close_period("2025-06-30")
    later(world)
    assert (held(world), len(world.file.records("Bill"))) == ({}, 1)
