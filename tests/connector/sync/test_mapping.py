"""From an invoice to a draft: whole and to the cent, or held with every reason."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connector.domain.bill import Draft
from connector.domain.hold import Hold
from connector.domain.hold_code import HoldCode
from connector.domain.identifiers import ListID, TxnLineID
from connector.domain.invoice import Charge, ChargeKind, Invoice, InvoiceKind, Split
from connector.domain.kind import Kind
from connector.domain.money import Money
from connector.domain.policy import (
    AmountPolicy,
    ChargePolicy,
    CodePolicy,
    CurrencyPolicy,
    DatePolicy,
    OrderPolicy,
    Policy,
    RefNumberPolicy,
    TermsPolicy,
)
from connector.domain.records import (
    ACCOUNTS,
    CLASSES,
    CUSTOMERS,
    ORDERS,
    PREFERENCES,
    VENDORS,
    Account,
    Class,
    Customer,
    Mirrored,
    Preferences,
    PurchaseOrder,
    PurchaseOrderLine,
    Shelf,
)
from connector.sync.coding import NO_CODE
from connector.sync.mapping import draft
from connector.sync.situation import Situation
from tests.factories import ACME, BOOKS, NET_30, ORDER_49, REAGENTS, SUPPLIES, InvoiceFactory, LineFactory, books, usd

POLICY = Policy(
    account=CodePolicy(("Account",), map={"6120": "Office Supplies"}),
    charges=ChargePolicy(tax1="Office Supplies", shipping="Freight In", discount="Office Supplies"),
)
SITUATION = Situation(BOOKS, POLICY)
PO_LINE = LineFactory(po_number="0000000049", po_line=1, quantity=Decimal(8), unit_price=Decimal("41.25"), codings=())


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
    assert bill.terms_id == NET_30.list_id
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
        LineFactory(number=at, quantity=Decimal(3), unit_price=price, codings=(shares,))
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
    line = replace(PO_LINE, codings=LineFactory().codings)
    credit = made(InvoiceFactory(kind=InvoiceKind.CREDIT, lines=(line,)))
    assert (credit.kind, credit.due_date, credit.terms_id) == (Kind.CREDIT, None, None)
    assert not credit.items
    assert credit.total == usd("330.00")


def test_every_reason_against_a_document_is_gathered() -> None:
    line = LineFactory(codings=((Split(Decimal(100), (("Account", "6175"),)),),))
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
        ({"lines": (LineFactory(codings=()),)}, HoldCode.CODE_MISSING),
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
    one_too_many = replace(SITUATION, promised=lambda _: Decimal(13))
    assert codes(draft(InvoiceFactory(lines=(PO_LINE,)), one_too_many)) == {HoldCode.PO_OVERBILLED}
    made(InvoiceFactory(lines=(PO_LINE,)), replace(SITUATION, promised=lambda _: Decimal(12)))


@pytest.mark.parametrize(
    "order",
    [
        replace(ORDER_49, is_closed=True),
        replace(ORDER_49, lines=(replace(REAGENTS, is_closed=True),)),
        replace(ORDER_49, lines=(replace(REAGENTS, received=Decimal(20)),)),
    ],
)
def test_a_closed_order_is_held(order: PurchaseOrder) -> None:
    there = replace(SITUATION, books=books((ORDERS, order)))
    assert codes(draft(InvoiceFactory(lines=(PO_LINE,)), there)) == {HoldCode.PO_CLOSED}


def test_a_number_too_long_falls_back_to_jaggaer_s_and_stays_whole_in_the_memo() -> None:
    policy = replace(POLICY, ref_number=RefNumberPolicy(fallback="jaggaer"))
    bill = made(InvoiceFactory(supplier_invoice_number="A-VERY-LONG-INVOICE-NUMBER"), replace(SITUATION, policy=policy))
    assert bill.ref_number == "I00101"
    assert "A-VERY-LONG-INVOICE-NUMBER" in bill.memo


CONSULTING = Account(ListID("80000012-1"), "Professional Fees", number="6140", type="Expense")
PAYABLE = Account(ListID("80000013-1"), "Accounts Payable", type="AccountsPayable")
WEST = Class(ListID("80000030-1"), "Sales:West")
EAST = Class(ListID("80000031-1"), "Sales:East")
JOB = Customer(ListID("80000040-1"), "Baker:Hall B")
CODED = (("Fund", "19900-A"), ("Account", "6140-A"), ("Department", "W"), ("Project", "77"))
WIDE = Policy(
    account=CodePolicy(("Fund", "Account"), "/", "-A", {"19900/6140": "Professional Fees", "19900/6120": "6120"}),
    classes=CodePolicy(("Department",), map={"W": "sales:west"}),
    customers=CodePolicy(("Project",), map={"77": "Baker:Hall B"}),
)


def situated(policy: Policy = POLICY, *there: tuple[Shelf[Any], Mirrored]) -> Situation:
    ledger = books((ACCOUNTS, CONSULTING), (ACCOUNTS, PAYABLE), (CLASSES, WEST), (CUSTOMERS, JOB), *there)
    return Situation(ledger, policy)


def one_line(*codes: tuple[str, str], **changes: object) -> Invoice:
    return InvoiceFactory(lines=(LineFactory(codings=((Split(Decimal(100), codes),),), **changes),))


def test_several_fields_without_their_suffix_make_the_account_and_others_the_class_and_the_job() -> None:
    (line,) = made(one_line(*CODED), situated(WIDE)).expenses
    assert (line.account, line.class_id, line.customer_id) == ("Professional Fees", WEST.list_id, JOB.list_id)


def test_an_account_may_be_mapped_to_its_number_or_be_it() -> None:
    (line,) = made(one_line(("Fund", "19900"), ("Account", "6120")), situated(WIDE)).expenses
    assert (line.account, line.class_id) == ("Office Supplies", None)
    as_is = replace(POLICY, account=CodePolicy(("Account",), unmapped="as_is"))
    assert made(one_line(("Account", "6140")), situated(as_is)).expenses[0].account == "Professional Fees"


def test_of_several_charts_of_accounts_the_one_with_the_customer_s_fields_counts_and_the_line_s_own_first() -> None:
    legacy, own, header = (
        (Split(Decimal(100), codes),) for codes in ((("FAU", "4"),), (("Account", "6120"),), (("Account", "6140"),))
    )
    invoice = InvoiceFactory(lines=(LineFactory(codings=(legacy, own, header)),))
    assert made(invoice, situated()).expenses[0].account == "Office Supplies"


@pytest.mark.parametrize(
    ("codes_", "policy", "there", "code"),
    [
        ((("Account", "6140-A"),), WIDE, (), HoldCode.CODE_MISSING),
        ((*CODED[:3], ("Project", "78")), WIDE, (), HoldCode.NAME_UNMAPPED),
        (CODED, WIDE, ((CUSTOMERS, replace(JOB, is_active=False)),), HoldCode.REFERENCE_INACTIVE),
        (CODED, WIDE, ((ACCOUNTS, replace(CONSULTING, is_active=False)),), HoldCode.REFERENCE_INACTIVE),
        (CODED, WIDE, ((CLASSES, replace(WEST, name="Sales:East")),), HoldCode.NAME_MISSING),
        (CODED, WIDE, ((PREFERENCES, Preferences(has_classes=False)),), HoldCode.CLASSES_OFF),
        (
            (("Account", "1"),),
            Policy(account=CodePolicy(("Account",), map={"1": "accounts payable"})),
            (),
            HoldCode.ACCOUNT_TYPE,
        ),
    ],
)
def test_what_quickbooks_would_refuse_of_a_code_is_held_first(
    codes_: tuple[tuple[str, str], ...], policy: Policy, there: tuple[tuple[Shelf[Any], Mirrored], ...], code: HoldCode
) -> None:
    assert codes(draft(one_line(*codes_), situated(policy, *there))) == {code}


def test_a_fallback_takes_what_has_no_code_or_none_that_is_mapped() -> None:
    policy = replace(POLICY, account=replace(POLICY.account, fallback="Freight In"))
    for codes_ in ((), (("Account", "9999"),)):
        assert made(one_line(*codes_), situated(policy)).expenses[0].account == "Freight In"


@given(st.lists(st.decimals("0.01", "99", places=2), min_size=1, max_size=7))
def test_splits_of_any_percentages_come_to_the_line(shares: list[Decimal]) -> None:
    coding = tuple(Split(share, (("Account", "6120"),)) for share in shares)
    bill = made(
        InvoiceFactory(lines=(LineFactory(quantity=Decimal(1), unit_price=Decimal("0.07"), codings=(coding,)),))
    )
    assert bill.computed_total == usd("0.07")


def test_a_charge_is_spread_as_jaggaer_allocated_it_or_by_the_lines_amounts() -> None:
    spread = replace(POLICY, charges=ChargePolicy(shipping="spread", tax1="spread"))
    freight = Charge(ChargeKind.SHIPPING, "freight", usd("9.00"))
    lines = (LineFactory(number=1), LineFactory(number=2, unit_price=Decimal("20.00")))
    by_amount = made(InvoiceFactory(lines=lines, charges=(freight,)), situated(spread))
    assert [line.amount for line in by_amount.expenses] == [usd("23.00"), usd("46.00")]
    told = (replace(lines[0], charges=(freight,)), lines[1])
    allocated = made(InvoiceFactory(lines=told, charges=(freight,)), situated(spread))
    assert [line.amount for line in allocated.expenses] == [usd("29.00"), usd("40.00")]


@given(st.decimals("0.01", "999", places=2), st.lists(st.decimals("-40", "40", places=2), min_size=1, max_size=6))
def test_what_is_spread_never_changes_the_total(charge: Decimal, prices: list[Decimal]) -> None:
    lines = tuple(LineFactory(number=at, unit_price=price) for at, price in enumerate(prices, 1))
    invoice = InvoiceFactory(lines=lines, charges=(Charge(ChargeKind.TAX1, "tax", usd(str(charge))),))
    bill = draft(invoice, situated(replace(POLICY, charges=ChargePolicy(tax1="spread"))))
    assert not isinstance(bill, Draft) or bill.computed_total == invoice.total


def test_a_fee_goes_to_the_account_of_its_name() -> None:
    policy = replace(POLICY, charges=ChargePolicy(misc="Freight In", misc_named={"Permit": "Professional Fees"}))
    fees = tuple(Charge(ChargeKind.MISC, name, usd("1.00")) for name in ("Permit", "Other"))
    bill = made(InvoiceFactory(charges=fees), situated(policy))
    assert [line.account for line in bill.expenses[1:]] == ["Professional Fees", "Freight In"]


@pytest.mark.parametrize(("off", "extra"), [("0.02", "0.02"), ("-0.02", "-0.02"), ("0.03", None)])
def test_a_difference_is_booked_as_far_as_the_customer_allows_and_else_held_with_its_amount(
    off: str, extra: str | None
) -> None:
    policy = replace(POLICY, amounts=AmountPolicy(Decimal("0.02"), "Office Supplies"))
    found = draft(InvoiceFactory(total=usd("20.00") + usd(off)), situated(policy))
    if extra is None:
        assert isinstance(found, tuple)
        assert "a difference of 0.03 USD" in found[0].what
    else:
        assert isinstance(found, Draft)
        assert found.expenses[-1].amount == usd(extra)


def test_an_order_line_on_several_accounts_is_held_or_linked_whole_with_lines_that_move_the_shares() -> None:
    coding = tuple(Split(Decimal(33), (("Account", code),)) for code in ("6120", "6140", "6120"))
    invoice = InvoiceFactory(lines=(replace(PO_LINE, codings=(coding,)),))
    mapped = CodePolicy(("Account",), map={"6120": "Office Supplies", "6140": "Professional Fees"})
    policy = Policy(account=mapped, orders=OrderPolicy(account="code"))
    assert codes(draft(invoice, situated(policy))) == {HoldCode.PO_LINE_SPLIT}
    bill = made(invoice, situated(replace(policy, orders=OrderPolicy(account="code", split="move"))))
    (item,) = bill.items
    assert (item.quantity, item.amount, item.account_id) == (Decimal(8), usd("330.00"), SUPPLIES.list_id)
    assert [(line.account, str(line.amount.amount)) for line in bill.expenses] == [
        ("Office Supplies", "-110.00"),
        ("Professional Fees", "110.00"),
    ]
    assert bill.computed_total == invoice.total


def test_each_account_of_a_split_order_line_bears_of_a_spread_charge_what_it_bears_of_the_line() -> None:
    coding = tuple(Split(Decimal(share), (("Account", code),)) for share, code in ((40, "6120"), (60, "6140")))
    freight = Charge(ChargeKind.SHIPPING, "freight", usd("30.00"))
    invoice = InvoiceFactory(lines=(replace(PO_LINE, codings=(coding,)),), charges=(freight,))
    mapped = CodePolicy(("Account",), map={"6120": "Office Supplies", "6140": "Professional Fees"})
    charges = ChargePolicy(shipping="spread")
    policy = Policy(account=mapped, charges=charges, orders=OrderPolicy(account="code", split="move"))
    bill = made(invoice, situated(policy))
    assert [item.amount for item in bill.items] == [usd("360.00")]
    assert [line.amount for line in bill.expenses] == [usd("-216.00"), usd("216.00")]


def test_a_line_of_an_order_that_quickbooks_does_not_have_may_be_booked_by_its_code() -> None:
    line = replace(PO_LINE, po_number="77", codings=LineFactory().codings)
    policy = replace(POLICY, orders=OrderPolicy(unmatched="unlinked"))
    bill = made(InvoiceFactory(lines=(line,)), situated(policy))
    assert (bill.items, [one.amount for one in bill.expenses]) == ((), [usd("330.00")])


def test_what_a_line_of_an_order_gives_back_is_booked_by_its_code_and_takes_nothing_of_the_order() -> None:
    back = replace(PO_LINE, number=2, quantity=Decimal(-1), amount=usd("-41.25"), codings=LineFactory().codings)
    bill = made(InvoiceFactory(lines=(PO_LINE, back)))
    assert [line.quantity for line in bill.items] == [Decimal(8)]
    assert [line.amount for line in bill.expenses] == [usd("-41.25")]


def test_where_goods_are_received_before_they_are_billed_a_linked_line_is_held_until_the_customer_says_otherwise() -> (
    None
):
    there = (PREFERENCES, Preferences(receives_before_billing=True))
    invoice = InvoiceFactory(lines=(PO_LINE,))
    assert codes(draft(invoice, situated(POLICY, there))) == {HoldCode.RECEIVE_FIRST}
    made(invoice, situated(replace(POLICY, orders=OrderPolicy(receiving="link")), there))


@pytest.mark.parametrize(
    ("bill", "closing", "policy", "expected"),
    [
        ("invoice", None, "hold", "2026-01-12"),
        ("accounting", None, "hold", "2026-01-14"),
        ("invoice", "2026-01-11", "hold", "2026-01-12"),
        ("invoice", "2026-01-12", "first_open_day", "2026-01-13"),
        ("invoice", "2026-01-12", "hold", None),
        ("accounting", "2026-01-12", "hold", "2026-01-14"),
    ],
)
def test_a_bill_is_never_dated_in_a_closed_period(
    bill: Any, closing: str | None, policy: Any, expected: str | None
) -> None:
    there = Preferences(closing_date=date.fromisoformat(closing) if closing else None)
    wanted = replace(POLICY, dates=DatePolicy(bill, policy))
    found = draft(InvoiceFactory(), situated(wanted, (PREFERENCES, there)))
    if expected is None:
        assert codes(found) == {HoldCode.PERIOD_CLOSED}
    else:
        assert isinstance(found, Draft)
        assert found.txn_date.isoformat() == expected
        assert ("2026-01-12, in a closed period" in found.memo) == (expected == "2026-01-13")


def in_cad(**changes: object) -> Invoice:
    line = LineFactory(amount=Money(Decimal("20.00"), "CAD"))
    return InvoiceFactory(lines=(line,), total=Money(Decimal("20.00"), "CAD"), exchange_rate=Decimal("0.73"), **changes)


SEVERAL = (PREFERENCES, Preferences(has_several_currencies=True))
CANADIAN = replace(
    POLICY, currency=CurrencyPolicy(names={"CAD": "Canadian Dollar"}, payable={"CAD": "Accounts Payable"})
)


def test_another_currency_needs_a_vendor_that_is_kept_in_it() -> None:
    maple = (VENDORS, replace(ACME, currency="Canadian Dollar"))
    bill = made(in_cad(), situated(CANADIAN, SEVERAL, maple))
    assert (str(bill.total), bill.exchange_rate, bill.payable_id) == ("20.00 CAD", Decimal("0.73"), PAYABLE.list_id)
    dollars = (VENDORS, replace(ACME, currency="US Dollar"))
    assert codes(draft(in_cad(), situated(CANADIAN, SEVERAL, dollars))) == {HoldCode.CURRENCY_MISMATCH}
    assert codes(draft(InvoiceFactory(), situated(CANADIAN, SEVERAL, maple))) == {HoldCode.CURRENCY_MISMATCH}
    made(InvoiceFactory(), situated(CANADIAN, SEVERAL, dollars))
    assert codes(draft(in_cad(), situated(CANADIAN, maple))) == {HoldCode.CURRENCY_FOREIGN}


def test_unknown_terms_may_be_left_out_by_policy() -> None:
    policy = replace(POLICY, terms=TermsPolicy(unknown="omit"))
    assert made(InvoiceFactory(terms="Net 7"), replace(SITUATION, policy=policy)).terms_id is None


SECOND = PurchaseOrderLine(TxnLineID("3-2"), "Tractors", Decimal(5), Decimal(0), usd("45000.00"))
TWO_LINES = replace(ORDER_49, lines=(REAGENTS, SECOND))


def test_lines_of_one_order_line_are_within_it_together_and_what_is_beyond_may_be_booked_by_its_code() -> None:
    rest = replace(PO_LINE, number=2, quantity=Decimal(13), amount=usd("536.25"), codings=LineFactory().codings)
    found = draft(InvoiceFactory(lines=(PO_LINE, rest)), SITUATION)
    assert isinstance(found, tuple)
    assert [hold.what for hold in found] == ["Line 2 bills 13 of purchase order 49 line 1; only 12 are still open."]
    untied = replace(POLICY, orders=OrderPolicy(unmatched="unlinked"))
    bill = made(InvoiceFactory(lines=(PO_LINE, rest)), situated(untied))
    assert ([one.quantity for one in bill.items], [one.amount for one in bill.expenses]) == (
        [Decimal(8)],
        [usd("536.25")],
    )


def test_a_line_with_the_price_of_another_line_of_its_order_is_held() -> None:
    there = situated(POLICY, (ORDERS, TWO_LINES))
    shifted = replace(PO_LINE, po_line=2)
    assert codes(draft(InvoiceFactory(lines=(shifted,)), there)) == {HoldCode.PO_LINE_DOUBTFUL}
    dearer = replace(shifted, quantity=Decimal(1), unit_price=Decimal("9100.00"), amount=usd("9100.00"))
    assert made(InvoiceFactory(lines=(dearer,)), there).items[0].link.line_id == "3-2"


def test_an_order_line_without_a_quantity_is_held_by_name() -> None:
    there = situated(POLICY, (ORDERS, replace(ORDER_49, lines=(replace(REAGENTS, quantity=None),))))
    assert codes(draft(InvoiceFactory(lines=(PO_LINE,)), there)) == {HoldCode.PO_LINE_WITHOUT_QUANTITY}


def test_a_line_of_nothing_is_no_line() -> None:
    nothing = replace(PO_LINE, number=2, quantity=Decimal(0), amount=usd("0.00"))
    assert len(made(InvoiceFactory(lines=(PO_LINE, nothing))).items) == 1


def test_a_linked_line_has_the_class_and_customer_of_its_codes_also_on_its_item_s_account() -> None:
    policy = replace(WIDE, orders=OrderPolicy(account="item"))
    coding = tuple(Split(Decimal(50), CODED) for _ in range(2))
    bill = made(InvoiceFactory(lines=(replace(PO_LINE, codings=(coding,)),)), situated(policy))
    assert [(one.account_id, one.class_id, one.customer_id) for one in bill.items] == [
        (None, WEST.list_id, JOB.list_id)
    ]


def test_terms_are_answered_by_jaggaer_s_name_of_them() -> None:
    policy = replace(POLICY, terms=TermsPolicy(map={"N30": "Net 30 days"}))
    found = draft(InvoiceFactory(terms="N30"), situated(policy))
    assert isinstance(found, tuple)
    assert (found[0].subject, "“Net 30 days”" in found[0].what) == ("N30", True)


def test_a_fee_whose_account_is_gone_is_answered_by_its_own_name() -> None:
    policy = replace(POLICY, charges=ChargePolicy(misc="Freight In", misc_named={"Fuel": "Fuel and Oil"}))
    fees = tuple(Charge(ChargeKind.MISC, name, usd("1.00")) for name in ("Fuel", "Other"))
    found = draft(InvoiceFactory(charges=fees), situated(policy))
    assert isinstance(found, tuple)
    assert [hold.subject for hold in found] == ["Fuel"]


def test_what_is_answered_for_lines_without_a_code_is_not_said_of_codes_that_nobody_mapped() -> None:
    policy = replace(POLICY, account=replace(POLICY.account, map={**POLICY.account.map, NO_CODE: "Freight In"}))
    assert made(one_line(), situated(policy)).expenses[0].account == "Freight In"
    assert codes(draft(one_line(("Account", "9999")), situated(policy))) == {HoldCode.ACCOUNT_UNMAPPED}


def test_a_line_is_booked_without_its_order_only_for_what_a_person_said_it_of() -> None:
    unknown = replace(PO_LINE, po_number="77", codings=LineFactory().codings)
    beyond = replace(PO_LINE, number=2, quantity=Decimal(50), amount=usd("2062.50"), codings=LineFactory().codings)
    invoice = InvoiceFactory(lines=(unknown, beyond))
    said = replace(SITUATION, untied=frozenset({"PO_UNKNOWN 77"}))
    assert codes(draft(invoice, said)) == {HoldCode.PO_OVERBILLED}
    both = replace(SITUATION, untied=frozenset({"PO_UNKNOWN 77", "PO_OVERBILLED 49"}))
    assert len(made(invoice, both).expenses) == 2


def test_an_order_that_the_document_s_own_bill_closed_is_open_for_its_change() -> None:
    closed = replace(ORDER_49, is_closed=True, lines=(replace(REAGENTS, received=Decimal(20), is_closed=True),))
    there = situated(POLICY, (ORDERS, closed))
    invoice = InvoiceFactory(lines=(PO_LINE,))
    assert codes(draft(invoice, there)) == {HoldCode.PO_CLOSED}
    own = replace(there, own={REAGENTS.line_id: Decimal(8)})
    assert [one.quantity for one in made(invoice, own).items] == [Decimal(8)]
    more = InvoiceFactory(lines=(replace(PO_LINE, quantity=Decimal(9), amount=usd("371.25")),))
    assert codes(draft(more, own)) == {HoldCode.PO_OVERBILLED}


def test_a_class_that_stands_in_another_chart_than_the_account_is_that_of_the_line() -> None:
    account, department = ((Split(Decimal(100), (one,)),) for one in (("Account", "6120"), ("Department", "W")))
    halves = tuple(Split(Decimal(50), (("Account", one),)) for one in ("6120", "6140"))
    mapped = CodePolicy(("Account",), map={"6120": "Office Supplies", "6140": "Professional Fees"})
    policy = replace(POLICY, account=mapped, classes=WIDE.classes)
    for codings in ((department, account), (account, department), (department, halves)):
        bill = made(InvoiceFactory(lines=(LineFactory(codings=codings),)), situated(policy))
        assert {one.class_id for one in bill.expenses} == {WEST.list_id}


def test_a_free_line_without_a_code_does_not_hold_its_invoice() -> None:
    free = LineFactory(number=2, unit_price=Decimal(0), codings=())
    bill = made(InvoiceFactory(lines=(LineFactory(), free)))
    assert [line.amount for line in bill.expenses] == [usd("20.00")]


@pytest.mark.parametrize(
    ("account", "split", "advice"),
    [
        ("code", "hold", "set orders.split = “move” in the profile to have further lines move the shares"),
        ("item", "hold", "set orders.account = “code” and orders.split = “move” in the profile"),
        ("item", "move", "set orders.account = “code” in the profile"),
    ],
)
def test_an_order_line_in_shares_is_advised_what_is_not_set_already(account: str, split: str, advice: str) -> None:
    orders = OrderPolicy(account=account, split=split)  # type: ignore[arg-type] # of the table
    policy = replace(POLICY, orders=orders, classes=CodePolicy(("Class",), map={"A": "Sales:West", "B": "Sales:East"}))
    shares = tuple(
        Split(Decimal(50), (("Account", code), ("Class", tag))) for code, tag in (("6120", "A"), ("6140", "B"))
    )
    both = replace(POLICY.account, map={"6120": "Office Supplies", "6140": "Professional Fees"})
    found = draft(
        InvoiceFactory(lines=(replace(PO_LINE, codings=(shares,)),)),
        situated(replace(policy, account=both), (CLASSES, WEST), (CLASSES, EAST)),
    )
    assert isinstance(found, tuple)
    (hold,) = found
    assert (hold.code, hold.steps[0].does) == (
        HoldCode.PO_LINE_SPLIT,
        f"Charge the line in one share in JAGGAER, or {advice}.",
    )
