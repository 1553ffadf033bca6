"""JAGGAER's receipts become item receipts, tied to the lines of their order; what bills bring in they leave out."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from connector import Answer, Said
from connector.domain.hold_code import HoldCode
from connector.domain.policy import ReceiptPolicy
from scenarios.checks import violations
from scenarios.profiles import STORY
from scenarios.world import NAME, World
from simulators.qbwc import fault
from tests.connector.flow.ordered import (
    NUMBER,
    bill_of,
    clerk,
    enter,
    entered,
    go_on,
    held,
    made,
    order,
    person,
    profile,
    revise,
    rows,
    set_back,
)

ENTERED = ReceiptPolicy(as_="item_receipt")


def use(world: World, receipts: ReceiptPolicy = ENTERED) -> World:
    world.connector.set_profile(NAME, replace(STORY, policy=replace(profile().policy, receipts=receipts)))
    return world


@pytest.fixture
def world() -> World:
    return entered(use(made()))


def receipts(world: World) -> list[dict[str, Any]]:
    return world.file.records("ItemReceipt")


def lines(world: World) -> list[list[tuple[str, str]]]:
    """Quantities and amounts of the item receipts that stand."""
    standing = [one for one in receipts(world) if not one["Memo"].startswith("VOID:")]
    return [[(row["Quantity"], row["Amount"]) for row in one["ItemLineRet"]] for one in standing]


def received(world: World) -> list[str]:
    return [one["ReceivedQuantity"] for one in rows(world)]


def test_a_receipt_is_entered_once_tied_line_by_line(world: World) -> None:
    clerk(world).receive_order(NUMBER, {1: 12, 2: 4})
    go_on(world)
    go_on(world)
    assert lines(world) == [[("12", "495.00"), ("4", "20.00")]]
    assert received(world) == ["12", "4"]
    (record,) = receipts(world)
    assert (record["RefNumber"], record["TotalAmount"]) == ("R008001", "515.00")
    assert record["Memo"] == f"[JAGGAER R008001/receipt:8001] order {NUMBER}"
    assert (held(world), violations(world)) == ([], [])


def test_what_went_back_is_taken_from_what_came_last(world: World) -> None:
    clerk(world).receive_order(NUMBER, {1: 12, 2: 4})
    go_on(world)
    clerk(world).receive_order(NUMBER, {1: 3})
    go_on(world)
    clerk(world).receive_order(NUMBER, {1: 5}, "Returned")
    go_on(world)
    go_on(world)
    assert lines(world) == [[("10", "412.50"), ("4", "20.00")]]
    assert received(world) == ["10", "4"]
    assert (held(world), violations(world)) == ([], [])


def test_a_line_that_went_back_whole_is_entered_no_more(world: World) -> None:
    clerk(world).receive_order(NUMBER, {1: 12, 2: 4})
    go_on(world)
    clerk(world).receive_order(NUMBER, {1: 12}, "Returned")
    go_on(world)
    go_on(world)
    go_on(world)
    assert (lines(world), received(world)) == ([[("4", "20.00")]], ["0", "4"])
    assert (held(world), violations(world)) == ([], [])


REPLACED = ReceiptPolicy(as_="item_receipt", billed="replace")


def bills(world: World) -> list[tuple[str, str]]:
    return [(one["RefNumber"], one["AmountDue"]) for one in world.file.records("Bill")]


def test_an_invoice_of_what_was_received_waits_for_a_person(world: World) -> None:
    clerk(world).receive_order(NUMBER, {1: 12})
    go_on(world)
    bill_of(world, "12", "41.25", 1)
    go_on(world)
    assert (held(world), bills(world)) == ([HoldCode.RECEIVED_NOT_BILLED], [])
    assert violations(world) == []


def test_a_bill_takes_the_place_of_its_item_receipt(world: World) -> None:
    use(world, REPLACED)
    clerk(world).receive_order(NUMBER, {1: 12})
    go_on(world)
    bill_of(world, "12", "41.25", 1)
    go_on(world)
    go_on(world)
    assert (lines(world), bills(world)) == ([], [("AC-2600001", "495.00")])
    assert received(world) == ["12", "0"]
    assert (held(world), violations(world)) == ([], [])


def test_what_the_bill_leaves_of_an_item_receipt_is_entered_anew(world: World) -> None:
    use(world, REPLACED)
    clerk(world).receive_order(NUMBER, {1: 20, 2: 4})
    go_on(world)
    bill_of(world, "12", "41.25", 1)
    for _ in range(4):
        go_on(world)
    assert (lines(world), bills(world)) == ([[("8", "330.00"), ("4", "20.00")]], [("AC-2600001", "495.00")])
    assert received(world) == ["20", "4"]
    assert (held(world), violations(world)) == ([], [])


@pytest.mark.parametrize("how", ["listed", "silent"])
def test_an_item_receipt_that_a_person_makes_the_bill_is_the_bill_of_its_invoice(world: World, how: str) -> None:
    world.file.assumed.choose("billed_receipt", how)
    clerk(world).receive_order(NUMBER, {1: 12})
    go_on(world)
    bill_of(world, "12", "41.25", 1)
    go_on(world)
    person(world).bill_received("R008001", "AC-2600001")
    go_on(world)
    go_on(world)
    (waiting,) = world.connector.waiting(NAME)
    assert waiting.hold.code is HoldCode.LOOKS_ENTERED
    bill = world.file.records("Bill")[0]["TxnID"]
    world.connector.resolve(NAME, waiting.id, Said(Answer.PAIR, bill, "Ann", "I made the receipt the bill"))
    for _ in range(3):
        go_on(world)
    assert (lines(world), received(world), held(world)) == ([], ["12", "0"], [])
    assert violations(world) == []
    states = {one.invoice_id: one.state for one in world.connector.lines(NAME)}
    assert states == {"order:7001": "done", "2600001": "done", "receipt:8001": "done"}
    assert all(one.is_fine for one in world.connector.invoices_tied(NAME))


def receipt_of(world: World, quantity: str, cost: float, receipt_id: int) -> None:
    """A receipt of the first line, at a cost of its own."""
    clerk(world).receive_order(NUMBER, {1: int(quantity)})
    world.tenant.receipts[str(receipt_id)]["lineList"]["receiptLine"][0]["cost"] = cost


def test_a_receipt_has_its_own_cost_and_without_one_the_price_of_its_order(world: World) -> None:
    receipt_of(world, "2", 40.5, 8001)
    receipt_of(world, "3", 0, 8002)
    go_on(world)
    assert lines(world) == [[("2", "81.00")], [("3", "123.75")]]
    assert (held(world), violations(world)) == ([], [])


def test_a_lot_is_received_in_the_shares_that_its_costs_are() -> None:
    world = use(made())
    document = order(("1", "1000.00"))
    document["lineList"]["poLine"][0]["item"]["unitOfMeasure"] = {"dimension": "LOT"}
    enter(world, document)
    receipt_of(world, "1", 400, 8001)
    receipt_of(world, "1", 600, 8002)
    go_on(world)
    assert lines(world) == [[("0.4", "400.00")], [("0.6", "600.00")]]
    assert (received(world), held(world)) == (["1"], [])


def test_a_receipt_waits_for_its_order_by_name_and_goes_by_itself() -> None:
    world = use(made())
    world.tenant.put_order(order(("20", "41.25")))
    clerk(world).receive_order(NUMBER, {1: 12})
    world.poll()
    world.update()
    told = [event.text for event in world.connector.history(NAME) if event.document == "receipt:8001"]
    assert "Held: The order of a receipt is not in QuickBooks" in told
    go_on(world)
    assert (lines(world), held(world)) == ([[("12", "495.00")]], [])


def test_a_receipt_of_an_order_that_nobody_knows_is_held(world: World) -> None:
    clerk(world).receive_order(NUMBER, {1: 1})
    world.tenant.receipts["8001"]["poNumber"] = "999"
    go_on(world)
    (told,) = world.connector.exceptions(NAME)
    assert told.holds[0].code is HoldCode.RECEIPT_ORDER_MISSING
    assert "Receipt R008001 is of purchase order 999" in told.holds[0].what


def test_a_receipt_of_a_line_that_its_order_has_not_is_held_and_the_others_go_on(world: World) -> None:
    clerk(world).receive_order(NUMBER, {1: 1})
    clerk(world).receive_order(NUMBER, {1: 2})
    world.tenant.receipts["8001"]["lineList"]["receiptLine"][0]["poLineNumber"] = "7"
    go_on(world)
    assert (lines(world), held(world)) == ([[("2", "82.50")]], [HoldCode.RECEIPT_LINE_MISSING])


def test_more_than_was_ordered_is_held_with_both_numbers_and_goes_once_the_order_is_revised(world: World) -> None:
    clerk(world).receive_order(NUMBER, {1: 15})
    clerk(world).receive_order(NUMBER, {1: 8})
    go_on(world)
    (told,) = world.connector.exceptions(NAME)
    assert told.holds[0].code is HoldCode.RECEIPT_BEYOND_ORDER
    assert "Receipt R008002 brings 8 of line 1" in told.holds[0].what
    assert "5 of it are open" in told.holds[0].what
    assert lines(world) == [[("15", "618.75")]]
    revise(world, 2, ("23", "41.25"), ("4", "5.00"))
    go_on(world)
    assert (lines(world), held(world)) == ([[("15", "618.75")], [("8", "330.00")]], [])


def test_nothing_is_received_of_what_a_person_closed(world: World) -> None:
    person(world).close_order(NUMBER)
    clerk(world).receive_order(NUMBER, {1: 1})
    go_on(world)
    assert (lines(world), held(world)) == ([], [HoldCode.RECEIPT_BEYOND_ORDER])


def test_a_receipt_that_is_corrected_in_jaggaer_is_entered_anew(world: World) -> None:
    clerk(world).receive_order(NUMBER, {1: 12})
    go_on(world)
    row = {"poLineNumber": "1", "quantity": 9, "cost": 41.25, "status": "Received"}
    change(world, "8001", lineList={"receiptLine": [row]})
    go_on(world)
    go_on(world)
    assert (lines(world), received(world), held(world)) == ([[("9", "371.25")]], ["9", "0"], [])
    change(world, "8001", lineList={"receiptLine": [{**row, "status": "Cancelled"}]})
    go_on(world)
    assert (lines(world), received(world), held(world)) == ([], ["0", "0"], [])
    assert violations(world) == []


def change(world: World, receipt: str, **fields: Any) -> None:
    world.advance(timedelta(minutes=1))
    stamp = f"{world.clock.now():%Y-%m-%dT%H:%M:%S}.000Z"
    world.tenant.receipts[receipt] = {**world.tenant.receipts[receipt], "lastUpdate": stamp, **fields}


def test_an_item_receipt_that_a_person_deletes_is_shown_and_not_entered_again(world: World) -> None:
    clerk(world).receive_order(NUMBER, {1: 12})
    go_on(world)
    person(world).delete("ItemReceipt", "R008001")
    go_on(world)
    go_on(world)
    assert (receipts(world), held(world)) == ([], [HoldCode.TAKEN_AWAY])


def test_what_stands_stays_when_the_customer_only_notes_receipts_again(world: World) -> None:
    clerk(world).receive_order(NUMBER, {1: 12})
    go_on(world)
    use(world, ReceiptPolicy())
    clerk(world).receive_order(NUMBER, {1: 3})
    go_on(world)
    go_on(world)
    assert (lines(world), held(world)) == ([[("12", "495.00")]], [])


def test_what_was_noted_is_entered_once_the_customer_wants_it() -> None:
    world = entered(made())
    clerk(world).receive_order(NUMBER, {1: 12})
    go_on(world)
    assert receipts(world) == []
    use(world)
    go_on(world)
    assert (lines(world), held(world)) == ([[("12", "495.00")]], [])


def test_a_receipt_of_an_order_under_a_cut_number_finds_it() -> None:
    world = use(made(), ENTERED)
    policy = replace(profile(long_number="last").policy, receipts=ENTERED)
    world.connector.set_profile(NAME, replace(STORY, policy=policy))
    enter(world, order(("20", "41.25"), number="PO-2026-000000049"))
    clerk(world).receive_order("PO-2026-000000049", {1: 2})
    go_on(world)
    assert (lines(world), held(world)) == ([[("2", "82.50")]], [])


def test_a_number_that_quickbooks_cannot_keep_stands_in_the_memo(world: World) -> None:
    clerk(world).receive_order(NUMBER, {1: 2})
    change(world, "8001", receiptNumber="RECEIPT-2026-0000000001")
    go_on(world)
    (record,) = receipts(world)
    assert record["RefNumber"] == "8001"
    assert "[JAGGAER RECEIPT-2026-0000000001/receipt:8001]" in record["Memo"]


@pytest.mark.parametrize("trouble", ["lose_answer", "error_after_save", "crash_in_message_set", "answer_not_stored"])
@pytest.mark.parametrize("on", ["ItemReceiptAdd", "TxnVoid"])
def test_an_item_receipt_is_there_once_after_any_trouble(world: World, trouble: str, on: str) -> None:
    clerk(world).receive_order(NUMBER, {1: 12})
    world.pc.faults.append(fault(trouble, on))
    if trouble == "answer_not_stored":
        world.pc.faults.append(fault("lose_answer", on))
    go_on(world)
    clerk(world).receive_order(NUMBER, {1: 2}, "Returned")
    for _ in range(5):
        go_on(world, timedelta(hours=1))
    assert (lines(world), received(world), held(world)) == ([[("10", "412.50")]], ["10", "0"], [])
    assert violations(world) == []


def test_a_database_set_back_finds_the_item_receipts_that_it_does_not_know(world: World) -> None:
    before = world.connector.store.copy()
    clerk(world).receive_order(NUMBER, {1: 12})
    go_on(world)
    set_back(world, before)
    for _ in range(3):
        go_on(world)
    assert (lines(world), received(world), held(world)) == ([[("12", "495.00")]], ["12", "0"], [])
    assert violations(world) == []
