"""From an invoice to a draft: whole and to the cent, or held with every reason."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connector.domain.bill import Draft
from connector.domain.hold import Hold, HoldCode
from connector.domain.invoice import Charge, ChargeKind, Invoice, InvoiceKind, Split
from connector.domain.kind import Kind
from connector.domain.money import Money
from connector.domain.policy import AccountPolicy, ChargePolicy, Policy, RefNumberPolicy, TermsPolicy
from connector.domain.records import Books
from connector.sync.mapping import Situation, draft
from tests.factories import BOOKS, ORDER_49, REAGENTS, InvoiceFactory, LineFactory, usd

POLICY = Policy(
    account=AccountPolicy(map={"6120": "Office Supplies"}),
    charges=ChargePolicy(tax1="Office Supplies", shipping="Freight In", discount="Office Supplies"),
)
SITUATION = Situation(BOOKS, POLICY, {}, {})
PO_LINE = LineFactory(po_number="0000000049", po_line=1, quantity=Decimal(8), unit_price=Decimal("41.25"), splits=())


def codes(found: Draft | tuple[Hold, ...]) -> set[HoldCode]:
    assert isinstance(found, tuple), found
    return {hold.code for hold in found}


def made(invoice: Invoice, situation: Situation = SITUATION) -> Draft:
    found = draft(invoice, situation)
    assert isinstance(found, Draft), found
    return found


def test_a_plain_invoice_becomes_a_bill_on_vendor_account_terms_and_dates() -> None:
    bill = made(InvoiceFactory())
    assert (bill.kind, bill.vendor, bill.ref_number) == (Kind.BILL, "Acme Lab Supply", "AC-778")
    assert [(line.account, line.amount) for line in bill.expenses] == [("Office Supplies", usd("20.00"))]
    assert (bill.txn_date.isoformat(), str(bill.due_date)) == ("2026-01-12", "2026-02-11")
    assert bill.terms_id == BOOKS.terms[0].list_id
    assert bill.mark in bill.memo


def test_charges_become_lines_and_a_discount_lowers_the_bill() -> None:
    charges = (
        Charge(ChargeKind.TAX1, "tax", usd("1.50")),
        Charge(ChargeKind.SHIPPING, "freight", usd("5.00")),
        Charge(ChargeKind.DISCOUNT, "discount", usd("2.00")),
    )
    bill = made(InvoiceFactory(charges=charges))
    assert [str(line.amount.amount) for line in bill.expenses] == ["20.00", "1.50", "5.00", "-2.00"]
    assert bill.total == bill.computed_total == usd("24.50")


@given(
    st.lists(st.decimals("0.01", "5000", places=3), min_size=1, max_size=6),
    st.integers(1, 99),
)
def test_a_draft_always_adds_up_to_the_invoice_whatever_the_prices_and_splits(prices: list[Decimal], cut: int) -> None:
    shares = (Split(Decimal(cut), (("Account", "6120"),)), Split(Decimal(100 - cut), (("Account", "6120"),)))
    lines = tuple(
        LineFactory(number=at, quantity=Decimal(3), unit_price=price, splits=shares)
        for at, price in enumerate(prices, 1)
    )
    bill = made(InvoiceFactory(lines=lines))
    assert bill.computed_total == bill.total == Money.total(line.amount for line in lines)


def test_a_line_of_an_order_becomes_a_linked_item_line_with_quantity_and_amount() -> None:
    bill = made(InvoiceFactory(lines=(PO_LINE,)))
    (line,) = bill.items
    assert (line.link.txn_id, line.link.line_id) == (ORDER_49.txn_id, REAGENTS.line_id)
    assert (line.quantity, line.amount) == (Decimal(8), usd("330.00"))
    assert bill.purchase_orders == ("49",)


def test_a_credit_memo_becomes_a_vendor_credit_on_accounts_without_a_due_date() -> None:
    line = replace(PO_LINE, splits=LineFactory().splits)
    credit = made(InvoiceFactory(kind=InvoiceKind.CREDIT, lines=(line,)))
    assert (credit.kind, credit.due_date, credit.terms_id) == (Kind.CREDIT, None, None)
    assert not credit.items
    assert credit.total == usd("330.00")


def test_every_reason_against_a_document_is_gathered() -> None:
    line = LineFactory(splits=(Split(Decimal(100), (("Account", "6175"),)),))
    invoice = InvoiceFactory(
        lines=(line,),
        supplier=replace(InvoiceFactory().supplier, name="Northwind", number="V-9"),
        terms="Net 7",
        charges=(Charge(ChargeKind.HANDLING, "handling", usd("1.00")),),
        total=usd("99.00"),
        supplier_invoice_number="X" * 21,
    )
    assert codes(draft(invoice, SITUATION)) == {
        HoldCode.VENDOR_UNKNOWN,
        HoldCode.ACCOUNT_UNMAPPED,
        HoldCode.TERMS_UNKNOWN,
        HoldCode.CHARGE_UNMAPPED,
        HoldCode.TOTAL_MISMATCH,
        HoldCode.NUMBER_MISSING,
    }


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"lines": (replace(PO_LINE, po_number="50"),)}, HoldCode.PO_UNKNOWN),
        ({"lines": (replace(PO_LINE, po_line=2),)}, HoldCode.PO_LINE_UNKNOWN),
        ({"lines": (LineFactory(splits=()),)}, HoldCode.CODE_MISSING),
        ({"total": Money(Decimal("20.00"), "CAD")}, HoldCode.CURRENCY_FOREIGN),
        ({"lines": (), "total": usd("0.00")}, HoldCode.AMOUNT_NOT_POSITIVE),
        ({"supplier_invoice_number": None}, HoldCode.NUMBER_MISSING),
    ],
)
def test_one_thing_wrong_is_held_for_that_reason(changes: dict[str, object], code: HoldCode) -> None:
    invoice = InvoiceFactory(**changes)
    if changes.get("total", invoice.total).currency == "CAD":  # type: ignore[attr-defined] # it is Money
        lines = tuple(replace(line, amount=Money(line.amount.amount, "CAD")) for line in invoice.lines)
        invoice = replace(invoice, lines=lines)
    assert codes(draft(invoice, SITUATION)) == {code}


def test_more_than_an_order_has_open_is_held_counting_what_is_on_its_way() -> None:
    promised = {REAGENTS.line_id: Decimal(13)}
    assert codes(draft(InvoiceFactory(lines=(PO_LINE,)), replace(SITUATION, promised=promised))) == {
        HoldCode.PO_OVERBILLED
    }
    made(InvoiceFactory(lines=(PO_LINE,)), replace(SITUATION, promised={REAGENTS.line_id: Decimal(12)}))


@pytest.mark.parametrize(
    "order",
    [
        replace(ORDER_49, is_closed=True),
        replace(ORDER_49, lines=(replace(REAGENTS, is_closed=True),)),
        replace(ORDER_49, lines=(replace(REAGENTS, received=Decimal(20)),)),
    ],
)
def test_a_closed_order_is_held(order: object) -> None:
    books = Books(BOOKS.vendors, BOOKS.accounts, BOOKS.terms, (order,))  # type: ignore[arg-type] # orders, each
    assert codes(draft(InvoiceFactory(lines=(PO_LINE,)), replace(SITUATION, books=books))) == {HoldCode.PO_CLOSED}


def test_a_number_too_long_falls_back_to_jaggaer_s_and_stays_whole_in_the_memo() -> None:
    policy = replace(POLICY, ref_number=RefNumberPolicy(fallback="jaggaer"))
    bill = made(InvoiceFactory(supplier_invoice_number="A-VERY-LONG-INVOICE-NUMBER"), replace(SITUATION, policy=policy))
    assert bill.ref_number == "I00101"
    assert "A-VERY-LONG-INVOICE-NUMBER" in bill.memo


def test_unknown_terms_may_be_left_out_by_policy() -> None:
    policy = replace(POLICY, terms=TermsPolicy(unknown="omit"))
    assert made(InvoiceFactory(terms="Net 7"), replace(SITUATION, policy=policy)).terms_id is None
