"""The oracle sees what is wrong of orders, of what came of them, and of what is paid."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace
from typing import Any

import pytest

from scenarios.oracle import Facts, judge
from simulators.jaggaer import invoice, line, order_line, purchase_order
from tests.scenarios.oracle.test_documents import BILL, POLICY, SUPPLIER

ORDER = purchase_order(7001, "49", SUPPLIER, [order_line(1, "Reagents", "10", "12.50")])
RECORD: dict[str, Any] = {
    "TxnID": "5-1",
    "RefNumber": "49",
    "VendorRef": {"FullName": "Acme"},
    "Memo": "[JAGGAER 49/order:7001]",
    "IsManuallyClosed": "false",
    "IsFullyReceived": "false",
    "PurchaseOrderLineRet": [
        {
            "ItemRef": {"FullName": "Reagents"},
            "Quantity": "10",
            "Amount": "125.00",
            "ReceivedQuantity": "0",
            "IsManuallyClosed": "false",
        }
    ],
}
RECEIPT = {
    "receiptId": 8001,
    "poNumber": "49",
    "lineList": {"receiptLine": [{"poLineNumber": "1", "quantity": 4, "status": "Received"}]},
}
FACTS = Facts(orders=[ORDER], records={"PurchaseOrder": [RECORD]}, policy=POLICY, states={"order:7001": "done"})
ENTERED = {**POLICY, "receipts": {"as": "item_receipt"}}


def said(**changes: Any) -> list[str]:
    return [one.text for one in judge(replace(FACTS, **changes))]


def with_line(**fields: str) -> dict[str, list[dict[str, Any]]]:
    record = deepcopy(RECORD)
    record["PurchaseOrderLineRet"][0].update(fields)
    return {"PurchaseOrder": [record]}


def test_an_order_that_stands_as_it_was_ordered_is_right() -> None:
    assert said() == []


@pytest.mark.parametrize(
    ("records", "words"),
    [
        ({"PurchaseOrder": []}, "is done, and nothing stands"),
        ({"PurchaseOrder": [RECORD, {**RECORD, "TxnID": "6-1"}]}, "5-1, 6-1"),
        ({"PurchaseOrder": [{**RECORD, "VendorRef": {"FullName": "Bay"}}]}, "and Bay in QuickBooks"),
        (with_line(Quantity="9"), "lacks Reagents 10 for 125.00, and has Reagents 9 for 125.00"),
        (with_line(Amount="124.00"), "lacks Reagents 10 for 125.00"),
        (with_line(ReceivedQuantity="1"), "0 came and 0 are billed, and QuickBooks received 1"),
    ],
)
def test_one_that_is_missing_doubled_or_otherwise_is_found(records: Any, words: str) -> None:
    (found,) = said(records=records)
    assert words in found


def test_what_a_person_changed_of_it_is_theirs() -> None:
    assert said(records=with_line(Quantity="9"), edited=frozenset({"5-1"})) == []
    assert said(records=with_line(ReceivedQuantity="1"), reworked=frozenset({"5-1"})) == []
    assert said(records={"PurchaseOrder": []}, taken_away=frozenset({"order:7001"})) == []


def test_one_that_is_neither_written_nor_held_is_stuck() -> None:
    assert said(states={"order:7001": "queued"}) == ["order 49 is queued"]
    assert said(states={"order:7001": "held"}) == []


def test_one_that_is_cancelled_is_closed() -> None:
    cancelled = deepcopy(ORDER)
    cancelled["header"]["poStatus"] = "Cancelled"
    assert said(orders=[cancelled]) == ["order 49 is cancelled, and open in QuickBooks"]
    closed = {"PurchaseOrder": [{**RECORD, "IsManuallyClosed": "true"}]}
    assert said(orders=[cancelled], records=closed) == []


def test_what_came_is_received_where_receipts_are_entered() -> None:
    assert len(said(receipts=[RECEIPT], policy=ENTERED)) == 1
    assert said(receipts=[RECEIPT], policy=ENTERED, records=with_line(ReceivedQuantity="4")) == []
    waiting = {"order:7001": "done", "receipt:8001": "held"}
    assert said(receipts=[RECEIPT], policy=ENTERED, states=waiting) == []


def test_what_is_billed_counts_where_it_is_more() -> None:
    document = invoice(2_600_001, SUPPLIER, [line(1, "Reagents", "6", "12.50", po=("49", 1))], supplier_invoice="AC-1")
    billed = {
        **BILL,
        "AmountDue": "75.00",
        "ExpenseLineRet": [],
        "ItemLineRet": [{"ItemRef": {"FullName": "Reagents"}, "Amount": "75.00"}],
    }
    states = {"order:7001": "done", "2600001": "done"}
    given = {"invoices": [document], "receipts": [RECEIPT], "policy": ENTERED, "states": states}
    assert said(**given, records={**with_line(ReceivedQuantity="6"), "Bill": [billed]}) == []
    (found,) = said(**given, records={**with_line(ReceivedQuantity="10"), "Bill": [billed]})
    assert "4 came and 6 are billed, and QuickBooks received 10" in found


def test_what_is_paid_is_told_with_its_sum() -> None:
    document = invoice(
        2_600_001, SUPPLIER, [line(1, "Goods", "1", "125.00", account="6120")], supplier_invoice="AC-1", tax="1.00"
    )
    paid = {**BILL, "IsPaid": "true", "ItemLineRet": []}
    paid["ExpenseLineRet"] = [
        {"AccountRef": {"FullName": "Office Supplies"}, "Amount": "125.00"},
        BILL["ExpenseLineRet"][1],
    ]
    given = {
        "orders": [],
        "invoices": [document],
        "records": {"Bill": [paid]},
        "states": {"2600001": "done"},
        "writeback": {"payments": True},
    }
    assert said(**given) == ["I00101 is paid in QuickBooks, and JAGGAER says Payable"]
    assert said(**given, held_write_backs=frozenset({"I00101"})) == []
    told = deepcopy(document)
    told["header"]["paymentStatus"] = "Paid"
    for amount, count in ((126, 0), (125.5, 1)):
        payment = {"invoiceId": 2_600_001, "paymentAmount": {"money": amount}}
        assert len(said(**{**given, "invoices": [told]}, payments=[payment])) == count
