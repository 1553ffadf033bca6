"""Item receipts where people, dates, other documents or an older database come in between."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from connector import Answer, Said
from connector.domain.hold_code import HoldCode
from connector.domain.policy import CorrectionPolicy, ReceiptPolicy
from connector.domain.receipt import Receipt
from connector.sync import receiving
from connector.sync.situation import Ordered
from scenarios.checks import violations
from scenarios.profiles import STORY
from scenarios.world import NAME, World
from simulators.qbwc import purchase_order
from tests.connector.flow.ordered import (
    NUMBER,
    bill_of,
    clerk,
    enter,
    go_on,
    held,
    made,
    order,
    orders,
    person,
    profile,
    set_back,
)
from tests.connector.flow.test_item_receipts import ENTERED, REPLACED, bills, change, lines, receipts, received

pytestmark = pytest.mark.once
MODIFIED = CorrectionPolicy(changed="modify")
ROWS = (("20", "41.25"), ("4", "5.00"))


def stage(
    receipts: ReceiptPolicy = REPLACED,
    corrections: CorrectionPolicy = CorrectionPolicy(),
    rows: tuple[tuple[str, str], ...] = ROWS,
    **of_orders: Any,
) -> World:
    world = made()
    policy = replace(profile(**of_orders).policy, receipts=receipts, corrections=corrections)
    world.connector.set_profile(NAME, replace(STORY, policy=policy))
    enter(world, order(*rows))
    return world


def settle(world: World, updates: int = 5) -> None:
    for _ in range(updates):
        go_on(world, timedelta(hours=1))


def came(world: World, quantities: dict[int, Any], updates: int = 2) -> None:
    clerk(world).receive_order(NUMBER, quantities)
    settle(world, updates)


@pytest.mark.parametrize(("quantity", "number"), [("12", "4711"), ("5", "4711"), ("5", "AC-2600001")])
def test_the_bill_that_a_person_made_of_an_item_receipt_is_offered_whatever_its_number(
    quantity: str, number: str
) -> None:
    world = stage(ENTERED, rows=(("40", "41.25"),))
    came(world, {1: 12})
    bill_of(world, quantity, "41.25", 1)
    settle(world, 2)
    person(world).bill_received("R008001", number)
    settle(world)
    assert (held(world), len(bills(world))) == ([HoldCode.LOOKS_ENTERED], 1)
    if number == "4711":
        said = Said(Answer.POST_ANYWAY, "", "Ann", "that bill is another invoice's")
        world.connector.resolve(NAME, world.connector.waiting(NAME)[0].id, said)
        settle(world)
        assert (held(world), len(bills(world))) == ([], 2)


@pytest.mark.parametrize("follows", ["a return", "its invoice"])
def test_an_item_receipt_that_an_older_database_does_not_know_is_ours_again(follows: str) -> None:
    world = stage()
    before = world.connector.store.copy()
    came(world, {1: 5}, 1)
    set_back(world, before)
    settle(world, 3)
    assert [one.state for one in world.connector.lines(NAME) if one.kind == "receipt"] == ["done"]
    if follows == "a return":
        clerk(world).receive_order(NUMBER, {1: 3}, "Returned")
        settle(world)
        assert lines(world) == [[("2", "82.50")]]
    else:
        bill_of(world, "5", "41.25", 1)
        settle(world)
        assert (lines(world), bills(world)) == ([], [("AC-2600001", "206.25")])
    assert (held(world), violations(world)) == ([], [])


def test_others_wait_until_an_unknown_one_is_found_again() -> None:
    world = stage()
    came(world, {1: 12})
    before = world.connector.store.copy()
    came(world, {1: 5}, 1)
    set_back(world, before)
    settle(world, 3)
    assert lines(world) == [[("12", "495.00")], [("5", "206.25")]], "neither is changed for the other"
    assert not [one for one in receipts(world) if one["Memo"].startswith("VOID:")]
    assert (held(world), violations(world)) == ([], [])


@pytest.mark.parametrize("end", ["cancelled in JAGGAER", "inactive item"])
def test_an_item_receipt_stays_where_the_rest_of_it_could_not_be_entered_again(end: str) -> None:
    world = stage()
    came(world, {1: 12, 2: 2})
    if end == "inactive item":
        person(world).set_active("ItemNonInventory", "Gloves", is_active=False)
    else:
        clerk(world).revise_order(NUMBER, {2: 0}, {}, [])
    settle(world, 2)
    bill_of(world, "12", "41.25", 1)
    settle(world)
    assert (bills(world), received(world)) == ([], ["12", "2"])
    assert held(world) == [HoldCode.RECEIVED_NOT_BILLED]


def test_a_receipt_of_a_line_that_a_person_moved_is_in_doubt() -> None:
    world = made()
    policy = replace(profile().policy, receipts=ENTERED)
    world.connector.set_profile(NAME, replace(STORY, policy=policy))
    goods = [world.file.find("ItemNonInventory", {"FullName": name}) or {} for name in ("Gloves", "Reagents")]
    acme = world.file.find("Vendor", {"FullName": "Acme"}) or {}
    rows = [(goods[0], "4", "5.00"), (goods[1], "20", "41.25")]
    purchase_order(world.file, acme, NUMBER, rows, world.clock.now())
    enter(world, order(*ROWS))
    said = Said(Answer.PAIR, orders(world)[0]["TxnID"], "Ann", "it is ours")
    world.connector.resolve(NAME, world.connector.waiting(NAME)[0].id, said)
    settle(world, 2)
    came(world, {1: 3})
    assert (lines(world), held(world)) == ([], [HoldCode.RECEIPT_LINE_DOUBTFUL])


@pytest.mark.parametrize("unmatched", ["hold", "unlinked"])
def test_no_bill_is_booked_without_its_order_beside_an_item_receipt(unmatched: str) -> None:
    world = stage(unmatched=unmatched)
    came(world, {1: 12})
    bill_of(world, "25", "41.25", 1)
    settle(world)
    assert (bills(world), lines(world)) == ([], [[("12", "495.00")]])
    assert sorted(held(world)) == [HoldCode.PO_OVERBILLED, HoldCode.RECEIVED_NOT_BILLED]


@pytest.mark.parametrize("overbilling", ["refuse", "allow"])
def test_a_receipt_of_an_earlier_day_is_held_to_what_stands(overbilling: str) -> None:
    world = stage()
    world.file.assumed.choose("overbilling", overbilling)
    world.advance(timedelta(days=3))
    came(world, {1: 8})
    clerk(world).receive_order(NUMBER, {1: 15})
    change(world, "8002", receiptDate="2026-01-10T00:00:00.000Z")
    settle(world)
    (told,) = world.connector.exceptions(NAME)
    assert (told.holds[0].code, received(world)) == (HoldCode.RECEIPT_BEYOND_ORDER, ["8", "0"])
    assert "12 of it are open" in told.holds[0].what


@pytest.mark.parametrize("is_settled", [True, False])
def test_a_receipt_that_does_not_stand_uses_nothing_up(*, is_settled: bool) -> None:
    world = stage()
    came(world, {1: 25})
    if is_settled:
        world.connector.withdraw(NAME, "receipt:8001", "Ann", "a slip, it was 2.5")
    came(world, {1: 5})
    assert lines(world) == [[("5", "206.25")]]
    assert held(world) == ([] if is_settled else [HoldCode.RECEIPT_BEYOND_ORDER])


def test_two_rows_of_one_line_come_to_what_both_cost() -> None:
    world = stage()
    clerk(world).receive_order(NUMBER, {1: 2})
    row = {"poLineNumber": "1", "quantity": 2, "cost": 40.0, "status": "Received"}
    change(world, "8001", lineList={"receiptLine": [row, {**row, "quantity": 3, "cost": 50.0}]})
    settle(world)
    assert lines(world) == [[("5", "230.00")]]


def test_a_quantity_is_kept_with_as_many_decimals_as_quickbooks_keeps() -> None:
    world = stage()
    clerk(world).receive_order(NUMBER, {1: 2})
    row = {"poLineNumber": "1", "quantity": 0.1234567, "cost": 41.25, "status": "Received"}
    change(world, "8001", lineList={"receiptLine": [row, {**row, "poLineNumber": "2", "quantity": 1e-7}]})
    settle(world)
    assert lines(world) == [[("0.12346", "5.09")]]
    assert (held(world), violations(world)) == ([], [])


def test_a_negative_quantity_received_is_held() -> None:
    world = stage()
    clerk(world).receive_order(NUMBER, {1: 3})
    row = {"poLineNumber": "1", "quantity": -3, "cost": 41.25, "status": "Received"}
    change(world, "8001", lineList={"receiptLine": [row]})
    settle(world)
    assert (lines(world), held(world)) == ([], [HoldCode.UNREADABLE])


@pytest.mark.parametrize("whose", ["a person's", "ours"])
def test_an_invoice_that_grows_waits_for_what_came_on_an_item_receipt(whose: str) -> None:
    world = stage(ENTERED if whose == "a person's" else REPLACED, MODIFIED)
    bill_of(world, "12", "41.25", 1)
    settle(world, 2)
    if whose == "a person's":
        person(world).receive(NUMBER, "8")
        settle(world, 2)
    else:
        clerk(world).receive_order(NUMBER, {1: 12})
        came(world, {1: 8})
    number = world.tenant.invoices["2600001"]["header"]["invoiceNumber"]
    clerk(world).edit_invoice_line(number, 1, {"quantity": 15})
    settle(world)
    assert bills(world) == [("AC-2600001", "495.00")]
    assert HoldCode.RECEIVED_NOT_BILLED in held(world)


def test_an_invoice_that_grows_within_what_is_open_takes_it_from_the_item_receipt() -> None:
    world = stage(REPLACED, MODIFIED, rows=(("40", "41.25"),))
    bill_of(world, "12", "41.25", 1)
    settle(world, 2)
    clerk(world).receive_order(NUMBER, {1: 20})
    settle(world, 2)
    number = world.tenant.invoices["2600001"]["header"]["invoiceNumber"]
    clerk(world).edit_invoice_line(number, 1, {"quantity": 15})
    settle(world, 6)
    assert (lines(world), received(world)) == ([[("5", "206.25")]], ["20"])
    assert (held(world), violations(world)) == ([], [])


def test_what_a_person_added_to_an_item_receipt_is_not_received_again() -> None:
    world = stage()
    came(world, {1: 12})
    there = receipts(world)[0]["ItemLineRet"][0]["TxnLineID"]
    person(world).edit("ItemReceipt", "R008001", ItemLineMod=[{"TxnLineID": there, "Quantity": "15"}])
    settle(world, 2)
    came(world, {1: 3})
    assert (received(world), held(world)) == (["15", "0"], [HoldCode.CHANGED_IN_QUICKBOOKS])


def test_an_order_that_is_entered_again_receives_again_what_came() -> None:
    world = stage(gone="post")
    came(world, {1: 12})
    person(world).delete("PurchaseOrder", NUMBER)
    settle(world)
    assert (lines(world), received(world)) == ([[("12", "495.00")]], ["12", "0"])
    assert (held(world), violations(world)) == ([], [])


def test_an_update_ends_though_a_receipt_never_comes_to_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    def restless(receipt: Receipt, ordered: Ordered) -> Receipt:
        wanted = Decimal(2) if ordered.took(receipt.id, 1) == 1 else Decimal(1)
        rows = tuple(replace(line, quantity=wanted) for line in receipt.lines)
        return replace(receipt, lines=rows, order_id=ordered.order.txn_id if ordered.order else "")

    world = stage(ENTERED)
    monkeypatch.setattr(receiving, "left_of", restless)
    came(world, {1: 12}, updates=1)
    [told] = [one for one in world.connector.history(NAME) if one.kind == "left"]
    assert told.text == "Left for the next update, after 20 changes of it in this one"
    monkeypatch.undo()
    settle(world)
    assert received(world) == ["12", "0"]
