"""
From an approved invoice to the bill or vendor credit that QuickBooks will hold.

Rule 1: every reason that stands in the way is gathered; a document is whole or it is not written.
Rule 2: the lines add up to the invoice's total, to the cent; a difference is held, or booked where the customer allows
        as much.
Rule 3: a vendor credit cannot be linked to a purchase order in QuickBooks Desktop (the element is
        Online only), so its lines are booked to accounts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from connector.domain.bill import Choice, Draft, ExpenseLine, ItemLine
from connector.domain.hold import Hold
from connector.domain.hold_code import HoldCode
from connector.domain.identifiers import ListID, RefNumber, TxnLineID
from connector.domain.invoice import Invoice, InvoiceKind, InvoiceLine
from connector.domain.keys import by_name
from connector.domain.kind import Kind
from connector.domain.mark import mark_of
from connector.domain.money import Money
from connector.domain.policy import Policy
from connector.domain.records import ACCOUNTS, TaxCode, Terms, Vendor
from connector.sync.charging import charge_line, spread
from connector.sync.choosing import Chosen, holds_in
from connector.sync.coding import ROUNDING, coded, find_account, splits_of
from connector.sync.heading import LEFT_OUT, open_day, rate_of, tax_code, terms_of, why_not_kept, wrong_currency
from connector.sync.order_lines import Lines, Open, Written, item_lines, on, untied
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


def draft(invoice: Invoice, situation: Situation) -> Draft | tuple[Hold, ...]:
    """The draft, with the rule behind each of its parts; or every reason against it."""
    policy, books = situation.policy, situation.books
    vendor = find_vendor(invoice.supplier, books, policy.vendor, situation.paired, situation.chosen)
    number, terms, day = _ref_number(invoice, policy), _terms(invoice, situation), _day(invoice, situation)
    payable = _payable(invoice, vendor, situation)
    lines = spread(invoice, policy.charges)
    found = _written(invoice.kind, lines, vendor, situation)
    charges = [charge_line(charge, situation, has_lines=bool(lines)) for charge in invoice.charges]
    difference, tax = _difference(invoice, situation), tax_code(situation)
    holds = holds_in((vendor, number, terms, day, payable, *found, *charges, difference, tax, *_sums(invoice)))
    if holds or isinstance(vendor, Hold) or isinstance(number, Hold) or isinstance(day, Hold):
        return holds
    made = [one for one in found if isinstance(one, Chosen)]
    extra = [one for one in (*charges, difference) if isinstance(one, Chosen)]
    code = tax.list_id if isinstance(tax, TaxCode) else None
    written = [replace(line, tax_code_id=code) for one in made for line in one.value]
    further = [replace(one.value, tax_code_id=code) for one in extra if one.value is not None]
    head = _headed(invoice, vendor, number, day)
    chosen = (vendor, number, day, *(one for one in (terms, payable) if isinstance(one, Chosen)), *made, *extra)
    rate, rated = rate_of(invoice.total.currency, invoice.exchange_rate, situation)
    is_bill = head.kind is Kind.BILL
    return replace(
        head,
        due_date=invoice.due_date if is_bill else None,
        terms_id=terms.value.list_id if is_bill and isinstance(terms, Chosen) and terms.value else None,
        memo=_memo(invoice, number.value, day.value, policy),
        expenses=(*(one for one in written if isinstance(one, ExpenseLine)), *further),
        items=tuple(one for one in written if isinstance(one, ItemLine)),
        payable_id=payable.value if isinstance(payable, Chosen) else None,
        exchange_rate=rate,
        choices=(*_is_due(invoice, head.kind), *(choice for one in chosen for choice in one.choices), *rated),
    )


def outline(invoice: Invoice, situation: Situation) -> Draft | None:
    """A draft without its lines: the face of it, where vendor, number and date are known."""
    vendor = find_vendor(invoice.supplier, situation.books, situation.policy.vendor, situation.paired, situation.chosen)
    number, day = _ref_number(invoice, situation.policy), _day(invoice, situation)
    if isinstance(vendor, Hold) or isinstance(number, Hold) or isinstance(day, Hold):
        return None
    return _headed(invoice, vendor, number, day)


def _headed(invoice: Invoice, vendor: Chosen[Vendor], number: Chosen[RefNumber], day: Chosen[date]) -> Draft:
    return Draft(
        kind=Kind.BILL if invoice.kind is InvoiceKind.INVOICE else Kind.CREDIT,
        supplier_id=invoice.supplier.id,
        vendor_id=vendor.value.list_id,
        vendor=vendor.value.name,
        ref_number=number.value,
        txn_date=day.value,
        due_date=None,
        terms_id=None,
        memo="",
        mark=mark_of(invoice.number, invoice.id),
        expenses=(),
        items=(),
        total=invoice.total,
    )


def _is_due(invoice: Invoice, kind: Kind) -> tuple[Choice, ...]:
    return (Choice(f"statuses {invoice.statuses}", f"a {kind.value} is due", "wire.due_when"),)


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
    return open_day(_wanted_day(invoice, situation.policy), situation, f"dates.bill = {situation.policy.dates.bill}")


def _payable(invoice: Invoice, vendor: Chosen[Vendor] | Hold, situation: Situation) -> Chosen[ListID] | Hold | None:
    """The accounts payable account, where the customer names one; or why the currency cannot be."""
    currency = invoice.total.currency
    wrong, name = wrong_currency(currency, vendor, situation), situation.policy.currency.payable.get(currency)
    if wrong or not name:
        return wrong
    found = [one for one in situation.books.find(ACCOUNTS, by_name(name)) if one.is_active]
    payable = [one for one in found if one.type == "AccountsPayable"]
    if not payable:
        return Hold.of(HoldCode.PAYABLE_WRONG, account=name, currency=currency)
    choice = Choice(f"currency {currency}", f"payable {payable[0].list_id}", "currency.payable")
    return Chosen(payable[0].list_id, (choice,))


def _ref_number(invoice: Invoice, policy: Policy) -> Chosen[RefNumber] | Hold:
    number = (invoice.supplier_invoice_number or "").strip()
    about, why_not = f"number {number or 'none'}", why_not_kept(number, REF_NUMBER_LENGTH)
    if not why_not:
        choice = Choice(about, f"RefNumber {number}", "the supplier's invoice number")
        return Chosen(RefNumber(number), (choice,))
    if policy.ref_number.fallback == "jaggaer" and not why_not_kept(invoice.number, REF_NUMBER_LENGTH):
        return Chosen(RefNumber(invoice.number), (Choice(about, f"RefNumber {invoice.number}", "ref_number.fallback"),))
    return Hold.of(HoldCode.NUMBER_MISSING, detail=why_not)


def _terms(invoice: Invoice, situation: Situation) -> Chosen[Terms | None] | Hold | None:
    if invoice.kind is InvoiceKind.CREDIT and invoice.terms is not None:
        return Chosen(None, (Choice(f"terms {invoice.terms}", "left out", LEFT_OUT),))
    return terms_of(invoice.terms, situation)


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
