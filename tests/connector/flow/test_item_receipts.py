"""JAGGAER's receipts become item receipts, tied to the lines of their order; what bills bring in they leave out."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from connector import Answer, Said
from connector.domain.hold_code import HoldCode
from connector.domain.policy import ReceiptPolicy
from scenarios.checks import violations
from scenarios.profiles import STORY
from scenarios.world import NAME, World
from tests.connector.flow.ordered import (
    NUMBER,
    bill_of,
    clerk,
    entered,
    go_on,
    held,
    made,
    person,
    profile,
    rows,
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
    assert world.connector.tie_out(NAME).is_tied
