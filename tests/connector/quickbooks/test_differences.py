"""What stands in QuickBooks, compared with what was posted: field by field, and line by line in any order."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connector.domain.bill import ExpenseLine, ItemLine, PurchaseOrderLink
from connector.domain.form import Form, FormLine
from connector.domain.identifiers import ListID, RefNumber, TxnID, TxnLineID
from connector.quickbooks.differences import Receiving, coding, face, lines, ties
from connector.quickbooks.qbxml.forms import form_of
from tests.factories import FREIGHT, ORDER_49, SUPPLIES, DraftFactory, RecordFactory, usd

DRAFT = DraftFactory()
RECORD = RecordFactory()
LINK = PurchaseOrderLink(TxnID("1-1"), TxnLineID("3-1"), "49")
ORDERED = ItemLine(LINK, Decimal(8), usd("330.00"), "Reagents")
ON_ORDER = DraftFactory(items=(ORDERED,), expenses=(), total=usd("330.00"))
NONE = Receiving({}, {})


def named(found: object) -> list[str]:
    return [one.field for one in found]  # type: ignore[attr-defined] # differences


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"vendor_id": ListID("9"), "vendor": "Bay Plumbing"}, "vendor"),
        ({"ref_number": RefNumber("AC-779")}, "number"),
        ({"ref_number": None}, "number"),
        ({"txn_date": date(2026, 1, 13)}, "date"),
        ({"total": usd("20.01")}, "total"),
        ({"total": replace(usd("20.00"), currency="EUR")}, "total"),
    ],
)
def test_vendor_number_date_currency_and_total_are_a_persons_to_explain(change: dict[str, object], field: str) -> None:
    assert face(DRAFT, RECORD) == ()
    assert named(face(DRAFT, replace(RECORD, **change))) == [field]


def test_a_number_in_another_letter_case_is_the_same_and_a_merged_vendor_too() -> None:
    assert face(DRAFT, replace(RECORD, ref_number=RefNumber("ac-778"))) == ()
    assert face(DRAFT, replace(RECORD, vendor_id=ListID("9")), is_merged=True) == ()


def test_currencies_of_one_amount_are_told_apart_in_words() -> None:
    (difference,) = face(DRAFT, replace(RECORD, total=replace(usd("20.00"), currency="Euro")))
    assert str(difference) == "total 20.00 USD as posted, 20.00 Euro in QuickBooks"


EXPENSES = (
    ExpenseLine(SUPPLIES.list_id, "Office Supplies", usd("20.00"), "Gloves"),
    ExpenseLine(SUPPLIES.list_id, "Office Supplies", usd("5.00"), class_id=ListID("C-1")),
    ExpenseLine(FREIGHT.list_id, "Freight In", usd("5.00"), customer_id=ListID("K-1")),
)


def as_returned(form: Form, order: tuple[int, ...]) -> Form:
    """QuickBooks gives each line an id, and perhaps another memo."""
    return Form(form.fields, tuple(replace(form.lines[at], id=f"{at}-1") for at in order))


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_expense_lines_are_the_same_in_any_order(order: tuple[int, ...]) -> None:
    wanted = form_of(replace(DRAFT, expenses=EXPENSES, total=usd("30.00")))
    assert lines(wanted, as_returned(wanted, order)) == ()


@pytest.mark.parametrize("at", range(3))
@pytest.mark.parametrize(
    ("path", "text"),
    [("AccountRef/ListID", "80-9"), ("ClassRef/ListID", "C-9"), ("CustomerRef/ListID", "K-9"), ("Amount", "4.00")],
)
def test_another_account_class_customer_or_amount_of_any_line_is_a_difference(at: int, path: str, text: str) -> None:
    wanted = form_of(replace(DRAFT, expenses=EXPENSES, total=usd("30.00")))
    other = FormLine("ExpenseLine", ((path, text), *(one for one in wanted.lines[at].fields if one[0] != path)))
    found = Form(wanted.fields, (*wanted.lines[:at], other, *wanted.lines[at + 1 :]))
    (difference,) = lines(wanted, found)
    assert text in difference.other
    assert difference.field == "lines"


def test_lines_of_one_total_are_not_the_same_lines() -> None:
    wanted = form_of(replace(DRAFT, expenses=EXPENSES[:1]))
    halves = [FormLine("ExpenseLine", (("AccountRef/ListID", SUPPLIES.list_id), ("Amount", "10.00")))] * 2
    assert lines(wanted, Form((), tuple(halves)))


@given(st.sampled_from(["8", "8.0", "8.00000", " 8"]), st.sampled_from(["330.00", "330.0"]))
def test_quantities_and_amounts_are_compared_as_numbers(quantity: str, amount: str) -> None:
    found = FormLine("ItemLine", (("ItemRef/ListID", "I-1"), ("Quantity", quantity.strip()), ("Amount", amount)), "7-1")
    assert lines(form_of(ON_ORDER), Form((), (found,)), {TxnLineID("3-1"): ListID("I-1")}) == ()


def test_what_is_no_number_is_a_difference_and_no_error() -> None:
    found = FormLine("ItemLine", (("Quantity", "eight"), ("Amount", "330.00")))
    assert lines(form_of(ON_ORDER), Form((), (found,)))


def test_the_item_is_compared_where_the_order_line_is_known() -> None:
    found = FormLine("ItemLine", (("ItemRef/ListID", "I-2"), ("Quantity", "8"), ("Amount", "330.00")))
    assert lines(form_of(ON_ORDER), Form((), (found,)), {TxnLineID("3-1"): ListID("I-1")})
    assert lines(form_of(ON_ORDER), Form((), (found,)), {}) == ()


def test_memo_due_date_and_terms_are_quickbooks_own_business() -> None:
    wanted = form_of(DRAFT)
    changed = {"Memo": "by Ann", "DueDate": "2026-03-01", "TermsRef/ListID": "T-9"}
    found = Form(tuple((path, changed.get(path, text)) for path, text in wanted.fields))
    assert named(coding(wanted, found)) == ["memo", "due date", "terms"]
    assert coding(wanted, wanted) == ()


@pytest.mark.parametrize(
    ("linked", "received", "wrong"),
    [
        (("1-1",), {"3-1": "8"}, []),
        (("1-1",), {"3-1": "20"}, []),
        (("1-1",), {}, []),
        ((), {"3-1": "8"}, ["order"]),
        (("1-2",), {"3-1": "8"}, ["order"]),
        (("1-1",), {"3-1": "0"}, ["line of order 49"]),
    ],
    ids=["tied", "others received too", "the order was not shown", "no link", "another order", "another line"],
)
def test_a_bill_is_tied_to_its_order_and_to_the_line_that_received(
    linked: tuple[str, ...], received: dict[str, str], wrong: list[str]
) -> None:
    record = RecordFactory(linked=tuple(map(TxnID, linked)), total=usd("330.00"))
    shown = Receiving({}, {TxnLineID(line): Decimal(much) for line, much in received.items()})
    assert named(ties(ON_ORDER, record, shown)) == wrong
    assert named(ties(DRAFT, record, NONE)) == []
    assert ORDER_49.txn_id == LINK.txn_id
