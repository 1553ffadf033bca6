"""The oracle sees what it is there for, in records that are written out here."""

from __future__ import annotations

from copy import deepcopy
from decimal import Decimal
from typing import Any

import pytest

from simulators.jaggaer import credit_memo, invoice, line
from tests.scenarios.oracle import expected, judge, profile

SUPPLIER = {"id": 1, "name": "Acme", "supplierNumber": "V-1"}
THIRDS = [("33.33", "6120"), ("33.33", "6130"), ("33.34", "6140")]
DOCUMENT = invoice(
    2_600_001,
    SUPPLIER,
    [line(1, "Goods", "2", "50.00", account="6120"), line(2, "Reagents", "2", "12.50", po=("49", 1))],
    supplier_invoice="AC-1",
    tax="1.00",
)
ITEMS = {"49/1": "Reagents"}
BILL: dict[str, Any] = {
    "TxnID": "1-1",
    "VendorRef": {"FullName": "Acme"},
    "RefNumber": "AC-1",
    "TxnDate": "2026-01-12",
    "AmountDue": "126.00",
    "Memo": "[JAGGAER I00101/2600001]",
    "ExpenseLineRet": [
        {"AccountRef": {"FullName": "Office Supplies"}, "Amount": "100.00"},
        {"AccountRef": {"FullName": "Sales Tax Paid"}, "Amount": "1.00"},
    ],
    "ItemLineRet": [{"ItemRef": {"FullName": "Reagents"}, "Amount": "25.00"}],
}


def judged(*bills: dict[str, Any], state: str = "done", document: Any = DOCUMENT) -> tuple[int, int, int]:
    found = judge([document], [("Bill", one) for one in bills], {"2600001": state}, ITEMS, frozenset(), frozenset())
    return len(found.doubled), len(found.wrong), len(found.stuck)


def test_what_is_right_is_right() -> None:
    assert judged(BILL) == (0, 0, 0)
    assert judged(state="held") == (0, 0, 0)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("VendorRef", {"FullName": "Bay"}),
        ("RefNumber", "AC-2"),
        ("TxnDate", "2026-01-13"),
        ("AmountDue", "126.01"),
        ("ItemLineRet", []),
    ],
)
def test_another_vendor_number_date_total_or_line_is_wrong(field: str, value: Any) -> None:
    assert judged({**BILL, field: value})[1] == 1


def test_another_account_is_wrong_unless_a_person_gave_it() -> None:
    moved = deepcopy(BILL)
    moved["ExpenseLineRet"][0]["AccountRef"]["FullName"] = "Freight In"
    assert judged(moved) == (0, 1, 0)
    left = judge([DOCUMENT], [("Bill", moved)], {"2600001": "done"}, ITEMS, frozenset({"1-1"}), frozenset())
    assert left.is_clean


def test_two_are_doubled_none_is_wrong_and_what_is_on_its_way_is_stuck() -> None:
    assert judged(BILL, {**BILL, "TxnID": "2-1"}) == (1, 0, 0)
    assert judged(BILL, {**BILL, "TxnID": "2-1", "Memo": f"VOID: {BILL['Memo']}"}) == (0, 0, 0)
    assert judged() == (0, 1, 0)
    assert judged(state="unknown") == (0, 0, 1)


def test_what_is_cancelled_and_stands_is_wrong_unless_somebody_sees_it() -> None:
    cancelled = deepcopy(DOCUMENT)
    cancelled["header"]["paymentStatus"] = "Cancelled"
    assert judged(BILL, document=cancelled) == (0, 1, 0)
    assert judged(BILL, document=cancelled, state="held") == (0, 0, 0)


def test_a_line_in_thirds_goes_to_the_cent_where_most_was_lost() -> None:
    shared = invoice(2_600_001, SUPPLIER, [line(1, "Goods", "1", "100.01", account=THIRDS)], supplier_invoice="AC-1")
    amounts = expected(shared, {}, profile()).amounts
    assert sorted(amounts.values()) == [Decimal("33.33"), Decimal("33.33"), Decimal("33.35")]


def test_a_credit_is_a_vendor_credit_with_its_amounts_turned_round() -> None:
    made = credit_memo(
        2_600_001, SUPPLIER, [line(1, "Goods", "1", "10.00", account="6120")], supplier_invoice="C-1", tax="1.00"
    )
    found = expected(made, {}, profile())
    assert (found.kind, found.total) == ("VendorCredit", Decimal("11.00"))
    assert found.amounts == {"Office Supplies": Decimal("10.00"), "Sales Tax Paid": Decimal("1.00")}
