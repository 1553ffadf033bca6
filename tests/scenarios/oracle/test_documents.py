"""The oracle sees what is wrong of invoices and credits, in records that are written out here."""

from __future__ import annotations

from collections import Counter
from copy import deepcopy
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from scenarios.oracle import Facts, judge
from scenarios.oracle.documents import wanted
from simulators.jaggaer import credit_memo, invoice, line, order_line, purchase_order

SUPPLIER = {"id": 1, "name": "Acme", "supplierNumber": "V-1"}
THIRDS = [("33.33", "6120"), ("33.33", "6130"), ("33.34", "6140")]
DOCUMENT = invoice(
    2_600_001,
    SUPPLIER,
    [line(1, "Goods", "2", "50.00", account="6120"), line(2, "Reagents", "2", "12.50", po=("49", 1))],
    supplier_invoice="AC-1",
    tax="1.00",
)
ORDER = purchase_order(7001, "49", SUPPLIER, [order_line(1, "Reagents", "400", "12.50")])
POLICY: dict[str, Any] = {
    "vendor": {"map": {}},
    "account": {"map": {"6120": "Office Supplies", "6130": "Repairs", "6140": "Fees"}},
    "charges": {"tax1": "Sales Tax Paid", "shipping": "Freight In"},
    "orders": {"items": {"map": {"A-1": "Reagents"}}},
}
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
FACTS = Facts(invoices=[DOCUMENT], orders=[ORDER], policy=POLICY, states={"2600001": "done", "order:7001": "held"})


def judged(*bills: dict[str, Any], state: str = "done", document: Any = DOCUMENT, **more: Any) -> tuple[int, int, int]:
    """How many are doubled, wrong and stuck."""
    states = {**FACTS.states, "2600001": state}
    facts = replace(FACTS, invoices=[document], records={"Bill": bills}, states=states, **more)
    found = Counter(one.kind for one in judge(facts))
    return found["doubled"], found["wrong"], found["stuck"]


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
    assert judged(moved, reworked=frozenset({"1-1"})) == (0, 0, 0)


def test_the_first_open_day_is_right_where_the_customer_wishes_it() -> None:
    moved = {**BILL, "TxnDate": "2026-02-01"}
    wished = {**POLICY, "dates": {"closed_period": "first_open_day"}}
    assert judged(moved, policy=wished, closed_until="2026-01-31") == (0, 0, 0)
    assert judged(moved, closed_until="2026-01-31") == (0, 1, 0)


def test_a_vendor_is_the_one_it_is_called_by_now_and_any_where_it_was_merged() -> None:
    other = {**BILL, "VendorRef": {"FullName": "Acme Inc"}}
    assert judged(other, renamed={"Acme": "Acme Inc"}) == (0, 0, 0)
    assert judged(other, renamed={"Acme": ""}) == (0, 0, 0)
    assert judged(BILL, renamed={"Acme": "Acme Inc"}) == (0, 1, 0)


def test_two_are_doubled_none_is_wrong_and_what_is_on_its_way_is_stuck() -> None:
    assert judged(BILL, {**BILL, "TxnID": "2-1"}) == (1, 0, 0)
    assert judged(BILL, {**BILL, "TxnID": "2-1", "Memo": f"VOID: {BILL['Memo']}"}) == (0, 0, 0)
    assert judged() == (0, 1, 0)
    assert judged(state="unknown") == (0, 0, 1)
    assert judged(state="unknown", taken_away=frozenset({"2600001"})) == (0, 0, 0)


def test_a_record_whose_memo_a_person_wrote_over_is_found_by_what_the_connector_says() -> None:
    written_over = {**BILL, "Memo": "seen by Ann"}
    assert judged(written_over) == (0, 1, 0)
    assert judged(written_over, txn_ids={"2600001": "1-1"}) == (0, 0, 0)


def test_a_void_record_is_void_also_where_its_memo_was_written_over() -> None:
    empty = deepcopy(BILL)
    empty |= {"AmountDue": "0.00", "ItemLineRet": []}
    for one in empty["ExpenseLineRet"]:
        one["Amount"] = "0.00"
    both = (BILL, {**empty, "TxnID": "2-1"})
    assert judged(*both, edited=frozenset({"2-1"})) == (0, 0, 0)
    assert judged(*both) == (1, 0, 0)


def test_what_is_cancelled_and_stands_is_wrong_unless_somebody_sees_it() -> None:
    cancelled = deepcopy(DOCUMENT)
    cancelled["header"]["paymentStatus"] = "Cancelled"
    assert judged(BILL, document=cancelled) == (0, 1, 0)
    assert judged(BILL, document=cancelled, state="held") == (0, 0, 0)


def test_a_line_in_thirds_goes_to_the_cent_where_most_was_lost() -> None:
    shared = invoice(2_600_001, SUPPLIER, [line(1, "Goods", "1", "100.01", account=THIRDS)], supplier_invoice="AC-1")
    amounts = wanted(shared, FACTS).amounts
    assert sorted(amounts.values()) == [Decimal("33.33"), Decimal("33.33"), Decimal("33.35")]


def test_a_credit_is_a_vendor_credit_with_its_amounts_turned_round() -> None:
    made = credit_memo(
        2_600_001, SUPPLIER, [line(1, "Goods", "1", "10.00", account="6120")], supplier_invoice="C-1", tax="1.00"
    )
    found = wanted(made, FACTS)
    assert (found.kind, found.total) == ("VendorCredit", Decimal("11.00"))
    assert found.amounts == {"Office Supplies": Decimal("10.00"), "Sales Tax Paid": Decimal("1.00")}
