"""
From an approved invoice to the bill or vendor credit that QuickBooks will hold.

Rule 1: every reason that stands in the way is gathered; a document is whole or it is not written.
Rule 2: the lines add up to the invoice's total, to the cent; a difference is held, or booked where the customer allows
        as much.
Rule 3: a vendor credit cannot be linked to a purchase order in QuickBooks Desktop (the element is
        Online only), so its lines are booked to accounts.
Rule 4: a transaction is in its vendor's currency, and only its exchange rate can be given (Intuit's listing).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from connector.domain.bill import Choice, Draft, ExpenseLine, ItemLine
from connector.domain.decision import Matter
from connector.domain.hold import Hold
from connector.domain.hold_code import HoldCode
from connector.domain.identifiers import ListID, RefNumber, TxnLineID
from connector.domain.invoice import Invoice, InvoiceKind, InvoiceLine
from connector.domain.keys import by_name
from connector.domain.kind import Kind
from connector.domain.mark import mark_of
from connector.domain.money import Money
from connector.domain.policy import Policy
from connector.domain.records import ACCOUNTS, TAX_CODES, TERMS, TaxCode, Terms, Vendor, preferences
from connector.sync.charging import charge_line, spread
from connector.sync.choosing import PERSON, Chosen, holds_in
from connector.sync.coding import ROUNDING, coded, find_account, splits_of
from connector.sync.order_lines import Lines, Open, Written, item_lines, on
from connector.sync.pairing import find_vendor
from connector.sync.situation import Situation

REF_NUMBER_LENGTH = 20
UNMATCHED = frozenset(
    {
        HoldCode.PO_UNKNOWN,
        HoldCode.PO_LINE_UNKNOWN,
        HoldCode.PO_LINE_DOUBTFUL,
        HoldCode.PO_LINE_WITHOUT_QUANTITY,
        HoldCode.PO_CLOSED,
        HoldCode.PO_OVERBILLED,
    }
)
"""What a line may be booked by its codes for, where the customer wants it."""


def untied(hold: Hold) -> str:
    """What a person says who books a line without its order: for this reason, of this order."""
    return f"{hold.code.value} {hold['po']}"


def draft(invoice: Invoice, situation: Situation) -> Draft | tuple[Hold, ...]:
    """The draft, with the rule behind each of its parts; or every reason against it."""
    policy, books = situation.policy, situation.books
    vendor = find_vendor(invoice.supplier, books, policy.vendor, situation.paired, situation.chosen)
    number, terms, day = _ref_number(invoice, policy), _terms(invoice, situation), _day(invoice, situation)
    payable = _payable(invoice, vendor, situation)
    lines = spread(invoice, policy.charges)
    found = _written(invoice.kind, lines, vendor, situation)
    charges = [charge_line(charge, situation, has_lines=bool(lines)) for charge in invoice.charges]
    difference, tax_code = _difference(invoice, situation), _tax_code(situation)
    holds = holds_in((vendor, number, terms, day, payable, *found, *charges, difference, tax_code, *_sums(invoice)))
    if holds or isinstance(vendor, Hold) or isinstance(number, Hold) or isinstance(day, Hold):
        return holds
    made = [one for one in found if isinstance(one, Chosen)]
    extra = [one for one in (*charges, difference) if isinstance(one, Chosen)]
    code = tax_code.list_id if isinstance(tax_code, TaxCode) else None
    written = [replace(line, tax_code_id=code) for one in made for line in one.value]
    further = [replace(one.value, tax_code_id=code) for one in extra if one.value is not None]
    is_bill = invoice.kind is InvoiceKind.INVOICE
    kind = Kind.BILL if is_bill else Kind.CREDIT
    chosen = (vendor, number, day, *(one for one in (terms, payable) if isinstance(one, Chosen)), *made, *extra)
    rate = invoice.exchange_rate if invoice.total.currency != policy.currency.home else None
    return Draft(
        kind=kind,
        supplier_id=invoice.supplier.id,
        vendor_id=vendor.value.list_id,
        vendor=vendor.value.name,
        ref_number=number.value,
        txn_date=day.value,
        due_date=invoice.due_date if is_bill else None,
        terms_id=terms.value.list_id if is_bill and isinstance(terms, Chosen) and terms.value else None,
        memo=_memo(invoice, number.value, day.value, policy),
        mark=mark_of(invoice.number, invoice.id),
        expenses=(*(one for one in written if isinstance(one, ExpenseLine)), *further),
        items=tuple(one for one in written if isinstance(one, ItemLine)),
        total=invoice.total,
        payable_id=payable.value if isinstance(payable, Chosen) else None,
        exchange_rate=rate,
        choices=(*_is_due(invoice, kind), *(choice for one in chosen for choice in one.choices), *_rate(invoice, rate)),
    )


def _is_due(invoice: Invoice, kind: Kind) -> tuple[Choice, ...]:
    return (Choice(f"statuses {invoice.statuses}", f"a {kind.value} is due", "wire.due_when"),)


def _rate(invoice: Invoice, rate: Decimal | None) -> tuple[Choice, ...]:
    about = f"currency {invoice.total.currency}"
    return () if rate is None else (Choice(about, f"rate {rate:f}", "JAGGAER's exchange rate"),)


def _memo(invoice: Invoice, number: RefNumber, day: date, policy: Policy) -> str:
    full = invoice.supplier_invoice_number or ""
    note = f" supplier invoice {full}" if full and full != number else ""
    dated = _wanted_day(invoice, policy)
    moved = f" dated {dated.isoformat()}, in a closed period" if dated != day else ""
    return f"{mark_of(invoice.number, invoice.id)}{note}{moved}"


def _sums(invoice: Invoice) -> list[Hold]:
    return [] if invoice.total.amount > 0 else [Hold.of(HoldCode.AMOUNT_NOT_POSITIVE, total=invoice.total)]


def _difference(invoice: Invoice, situation: Situation) -> Chosen[ExpenseLine] | Hold | None:
    """What lines and charges are short of the total: nothing, a line of its own, or a reason to hold it."""
    rule, short = situation.policy.amounts, invoice.total - invoice.computed_total
    if not short:
        return None
    if abs(short.amount) > rule.tolerance:
        sums = {"computed": invoice.computed_total, "total": invoice.total, "difference": short}
        return Hold.of(HoldCode.TOTAL_MISMATCH, **sums)
    account = find_account(rule.rounding_account, ROUNDING, situation.books)
    if isinstance(account, Hold):
        return account
    choice = Choice(f"a difference of {short}", rule.rounding_account, "amounts.tolerance")
    return Chosen(ExpenseLine(account.list_id, account.full_name, short, "rounding"), (choice,))


def _wanted_day(invoice: Invoice, policy: Policy) -> date:
    return invoice.accounting_date if policy.dates.bill == "accounting" else invoice.invoice_date


def _day(invoice: Invoice, situation: Situation) -> Chosen[date] | Hold:
    """The bill's date; never one that QuickBooks' books are closed for."""
    policy, wanted = situation.policy.dates, _wanted_day(invoice, situation.policy)
    day = situation.day or wanted
    rule = PERSON if situation.day and day != wanted else f"dates.bill = {policy.bill}"
    closing = preferences(situation.books).closing_date
    if closing is not None and day <= closing:
        if policy.closed_period != "first_open_day":
            return Hold.of(HoldCode.PERIOD_CLOSED, date=day, closing=closing)
        day, rule = closing + timedelta(days=1), f"dates.closed_period = {policy.closed_period}"
    return Chosen(day, (Choice(f"date {wanted}", f"TxnDate {day}", rule),))


def _payable(invoice: Invoice, vendor: Chosen[Vendor] | Hold, situation: Situation) -> Chosen[ListID] | Hold | None:
    """The accounts payable account, where the customer names one; or why the currency cannot be."""
    currency, rule = invoice.total.currency, situation.policy.currency
    several = preferences(situation.books).has_several_currencies
    if currency != rule.home and (not several or currency not in rule.names):
        return Hold.of(HoldCode.CURRENCY_FOREIGN, currency=currency, home=rule.home)
    if several and isinstance(vendor, Chosen) and rule.code_of(vendor.value.currency) != currency:
        own = vendor.value.currency or rule.home
        return Hold.of(HoldCode.CURRENCY_MISMATCH, vendor=vendor.value.name, own=own, currency=currency)
    name = rule.payable.get(currency)
    if not name:
        return None
    found = [one for one in situation.books.find(ACCOUNTS, by_name(name)) if one.is_active]
    payable = [one for one in found if one.type == "AccountsPayable"]
    if not payable:
        return Hold.of(HoldCode.PAYABLE_WRONG, account=name, currency=currency)
    choice = Choice(f"currency {currency}", f"payable {payable[0].list_id}", "currency.payable")
    return Chosen(payable[0].list_id, (choice,))


def _ref_number(invoice: Invoice, policy: Policy) -> Chosen[RefNumber] | Hold:
    number = (invoice.supplier_invoice_number or "").strip()
    about, why_not = f"number {number or 'none'}", _why_no_number(number)
    if not why_not:
        choice = Choice(about, f"RefNumber {number}", "the supplier's invoice number")
        return Chosen(RefNumber(number), (choice,))
    if policy.ref_number.fallback == "jaggaer" and not _why_no_number(invoice.number):
        return Chosen(RefNumber(invoice.number), (Choice(about, f"RefNumber {invoice.number}", "ref_number.fallback"),))
    return Hold.of(HoldCode.NUMBER_MISSING, detail=why_not)


def _why_no_number(number: str) -> str:
    """Why QuickBooks could not keep a number as it is: it is never cut or changed, or nobody would find it."""
    if not number:
        return "is missing"
    if len(number) > REF_NUMBER_LENGTH:
        return f"“{number}” is longer than {REF_NUMBER_LENGTH} characters"
    if not number.isprintable() or number.encode("cp1252", "replace").decode("cp1252") != number:
        return "has characters that QuickBooks cannot store"
    return ""


def _terms(invoice: Invoice, situation: Situation) -> Chosen[Terms | None] | Hold | None:
    if invoice.terms is None:
        return None
    about, left_out = f"terms {invoice.terms}", "terms.unknown, or a vendor credit has none"
    if invoice.kind is InvoiceKind.CREDIT:
        return Chosen(None, (Choice(about, "left out", left_out),))
    name = situation.policy.terms.map.get(invoice.terms, invoice.terms)
    found = situation.books.find(TERMS, by_name(name))
    active = [one for one in found if one.is_active]
    if active:
        otherwise = "terms.map" if invoice.terms in situation.policy.terms.map else "its name"
        return Chosen(active[0], (Choice(about, name, situation.rule(Matter.TERMS, invoice.terms, otherwise)),))
    if situation.policy.terms.unknown == "omit":
        return Chosen(None, (Choice(about, "left out", left_out),))
    if found:
        return Hold.of(HoldCode.REFERENCE_INACTIVE, what="terms", name=found[0].name, value=invoice.terms)
    return Hold.of(HoldCode.TERMS_UNKNOWN, terms=invoice.terms, name=name)


def _tax_code(situation: Situation) -> TaxCode | Hold | None:
    name = situation.policy.tax.code
    if not name:
        return None
    found = situation.books.find(TAX_CODES, by_name(name))
    active = [one for one in found if one.is_active]
    if found and not active:
        return Hold.of(HoldCode.REFERENCE_INACTIVE, what="tax code", name=name, value="every line")
    return active[0] if active else Hold.of(HoldCode.NAME_MISSING, what="tax code", value="every line", name=name)


def _written(
    kind: InvoiceKind, lines: Sequence[InvoiceLine], vendor: Chosen[Vendor] | Hold, situation: Situation
) -> list[Lines]:
    """Every line as it is written, or what stands in its way; each finds less open than those before it."""
    found: list[Lines] = []
    taken: dict[TxnLineID, Decimal] = {}
    for line in lines:
        made = _lines(kind, line, vendor, Open(situation, taken))
        found.append(made)
        rows = made.value if isinstance(made, Chosen) else ()
        for item in (one for one in rows if isinstance(one, ItemLine)):
            taken[item.link.line_id] = taken.get(item.link.line_id, Decimal(0)) + item.quantity
    return found


def _lines(kind: InvoiceKind, line: InvoiceLine, vendor: Chosen[Vendor] | Hold, open_: Open) -> Lines:
    """A line as it is written; of an order where it takes something from it, else by its codes."""
    situation = open_.situation
    if not line.amount and (not line.quantity or line.po_number is None):
        return Chosen(())  # what is free and of no order is no line of a bill
    if line.po_number is None or kind is InvoiceKind.CREDIT or line.amount.amount < 0:
        return _by_codes(line, situation)
    if isinstance(vendor, Hold):
        return Chosen(())
    found = item_lines(line, vendor.value, open_)
    if isinstance(found, Chosen) or any(one.code not in UNMATCHED for one in found):
        return found
    is_said = situation.policy.orders.unmatched == "unlinked" or {untied(one) for one in found} <= situation.untied
    return _by_codes(line, situation) if is_said else found


def _by_codes(line: InvoiceLine, situation: Situation) -> Lines:
    splits = splits_of(line, situation.policy)
    found = [coded(line, split, situation) for split in splits]
    holds = holds_in(found)
    if holds:
        return holds
    amounts: tuple[Money, ...] = line.amount.shared([split.share for split in splits])
    codes = [one for one in found if isinstance(one, Chosen)]
    written: list[Written] = []
    written += [on(one.value, amount, line.description) for one, amount in zip(codes, amounts, strict=True) if amount]
    return Chosen(tuple(written), tuple(choice for one in codes for choice in one.choices))
