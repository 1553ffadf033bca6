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

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from dataclasses import field as dataclass_field
from datetime import date, timedelta
from decimal import Decimal

from connector.domain.bill import Draft, ExpenseLine, ItemLine
from connector.domain.hold import Hold
from connector.domain.hold_code import HoldCode
from connector.domain.identifiers import ListID, RefNumber, TxnLineID
from connector.domain.invoice import Invoice, InvoiceKind, InvoiceLine
from connector.domain.keys import by_name
from connector.domain.kind import Kind
from connector.domain.money import Money
from connector.domain.policy import Policy
from connector.domain.records import ACCOUNTS, TAX_CODES, TERMS, Books, TaxCode, Terms, Vendor, preferences
from connector.domain.ruling import Matter
from connector.sync.charging import charge_line, spread
from connector.sync.coding import ROUNDING, Coded, coded, find_account, splits_of
from connector.sync.ordered import Open, Written, item_lines, on
from connector.sync.pairing import find_vendor

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


def nothing_promised(_: TxnLineID) -> Decimal:
    return Decimal(0)


@dataclass(frozen=True, slots=True)
class Situation:
    """
    What is known when a document is mapped.

    ``paired`` is the vendor its supplier was before, ``chosen`` the one that a person says it is; ``day`` is the date
    that a person says it is posted on; ``promised`` says what bills already on their way will take from a purchase
    order line, and ``own`` what the document's own bill took of each already; ``untied`` is what a person said that it
    is booked without. ``said`` are all the rulings, by what they are about; they are in the policy already.
    """

    books: Books
    policy: Policy
    paired: ListID | None = None
    chosen: ListID | None = None
    day: date | None = None
    promised: Callable[[TxnLineID], Decimal] = nothing_promised
    own: Mapping[TxnLineID, Decimal] = dataclass_field(default_factory=dict)
    untied: frozenset[str] = frozenset()
    said: Mapping[tuple[Matter, str], str] = dataclass_field(default_factory=dict)


def draft(invoice: Invoice, situation: Situation) -> Draft | tuple[Hold, ...]:
    """The draft, or every reason against it."""
    policy, books = situation.policy, situation.books
    vendor = find_vendor(invoice.supplier, books, policy.vendor, situation.paired, situation.chosen)
    number, terms, day = _ref_number(invoice, policy), _terms(invoice, situation), _day(invoice, situation)
    payable = _payable(invoice, vendor, situation)
    lines = spread(invoice, policy.charges)
    found = _written(invoice.kind, lines, vendor, situation)
    written = [one for one in found if not isinstance(one, Hold)]
    charges = [charge_line(charge, policy.charges, books, has_lines=bool(lines)) for charge in invoice.charges]
    difference, tax_code = _difference(invoice, situation), _tax_code(situation)
    parts = [vendor, number, terms, day, payable, *found, *charges, difference, tax_code]
    parts += _sums(invoice)
    holds = tuple(dict.fromkeys(part for part in parts if isinstance(part, Hold)))
    if holds or isinstance(vendor, Hold) or isinstance(number, Hold) or isinstance(day, Hold):
        return holds
    code = tax_code.list_id if isinstance(tax_code, TaxCode) else None
    written = [replace(one, tax_code_id=code) for one in written]
    extra = [replace(one, tax_code_id=code) for one in (*charges, difference) if isinstance(one, ExpenseLine)]
    is_bill = invoice.kind is InvoiceKind.INVOICE
    return Draft(
        kind=Kind.BILL if is_bill else Kind.CREDIT,
        supplier_id=invoice.supplier.id,
        vendor_id=vendor.list_id,
        vendor=vendor.name,
        ref_number=number,
        txn_date=day,
        due_date=invoice.due_date if is_bill else None,
        terms_id=terms.list_id if is_bill and isinstance(terms, Terms) else None,
        memo=_memo(invoice, number, day, policy),
        mark=mark(invoice),
        expenses=(*(one for one in written if isinstance(one, ExpenseLine)), *extra),
        items=tuple(one for one in written if isinstance(one, ItemLine)),
        total=invoice.total,
        payable_id=payable if payable and not isinstance(payable, Hold) else None,
        exchange_rate=invoice.exchange_rate if invoice.total.currency != policy.currency.home else None,
    )


def mark(invoice: Invoice) -> str:
    """What in a memo says that this record is ours, and whose it is; plain ASCII, so that it comes back as it went."""
    return f"[JAGGAER {invoice.number}/{invoice.id}]".encode("ascii", "replace").decode("ascii")


def _memo(invoice: Invoice, number: RefNumber, day: date, policy: Policy) -> str:
    full = invoice.supplier_invoice_number or ""
    note = f" supplier invoice {full}" if full and full != number else ""
    dated = _wanted_day(invoice, policy)
    moved = f" dated {dated.isoformat()}, in a closed period" if dated != day else ""
    return f"{mark(invoice)}{note}{moved}"


def _sums(invoice: Invoice) -> list[Hold]:
    return [] if invoice.total.amount > 0 else [Hold.of(HoldCode.AMOUNT_NOT_POSITIVE, total=invoice.total)]


def _difference(invoice: Invoice, situation: Situation) -> ExpenseLine | Hold | None:
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
    return ExpenseLine(account.list_id, account.full_name, short, "rounding")


def _wanted_day(invoice: Invoice, policy: Policy) -> date:
    return invoice.accounting_date if policy.dates.bill == "accounting" else invoice.invoice_date


def _day(invoice: Invoice, situation: Situation) -> date | Hold:
    """The bill's date; never one that QuickBooks' books are closed for."""
    day = situation.day or _wanted_day(invoice, situation.policy)
    closing = preferences(situation.books).closing_date
    if closing is None or day > closing:
        return day
    if situation.policy.dates.closed_period == "first_open_day":
        return closing + timedelta(days=1)
    return Hold.of(HoldCode.PERIOD_CLOSED, date=day, closing=closing)


def _payable(invoice: Invoice, vendor: Vendor | Hold, situation: Situation) -> ListID | Hold | None:
    """The accounts payable account, where the customer names one; or why the currency cannot be."""
    currency, rule = invoice.total.currency, situation.policy.currency
    several = preferences(situation.books).has_several_currencies
    if currency != rule.home and (not several or currency not in rule.names):
        return Hold.of(HoldCode.CURRENCY_FOREIGN, currency=currency, home=rule.home)
    if several and isinstance(vendor, Vendor) and rule.code_of(vendor.currency) != currency:
        own = vendor.currency or rule.home
        return Hold.of(HoldCode.CURRENCY_MISMATCH, vendor=vendor.name, own=own, currency=currency)
    name = rule.payable.get(currency)
    if not name:
        return None
    found = [one for one in situation.books.find(ACCOUNTS, by_name(name)) if one.is_active]
    payable = [one for one in found if one.type == "AccountsPayable"]
    return payable[0].list_id if payable else Hold.of(HoldCode.PAYABLE_WRONG, account=name, currency=currency)


def _ref_number(invoice: Invoice, policy: Policy) -> RefNumber | Hold:
    number = (invoice.supplier_invoice_number or "").strip()
    why_not = _why_no_number(number)
    if not why_not:
        return RefNumber(number)
    if policy.ref_number.fallback == "jaggaer" and not _why_no_number(invoice.number):
        return RefNumber(invoice.number)
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


def _terms(invoice: Invoice, situation: Situation) -> Terms | Hold | None:
    if invoice.terms is None or invoice.kind is InvoiceKind.CREDIT:
        return None
    name = situation.policy.terms.map.get(invoice.terms, invoice.terms)
    found = situation.books.find(TERMS, by_name(name))
    active = [one for one in found if one.is_active]
    if active:
        return active[0]
    if situation.policy.terms.unknown == "omit":
        return None
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
    kind: InvoiceKind, lines: Sequence[InvoiceLine], vendor: Vendor | Hold, situation: Situation
) -> list[Written | Hold]:
    """Every line as it is written, or what stands in its way; each finds less open than those before it."""
    found: list[Written | Hold] = []
    taken: Counter[TxnLineID] = Counter()
    promised = lambda one: situation.promised(one) + Decimal(taken[one])  # noqa: E731 # as short as its use
    open_ = Open(situation.books, situation.policy, promised, situation.own)
    for line in lines:
        rows = _lines(kind, line, vendor, situation, open_)
        found += rows
        taken.update({one.link.line_id: one.quantity for one in rows if isinstance(one, ItemLine)})
    return found


def _lines(
    kind: InvoiceKind, line: InvoiceLine, vendor: Vendor | Hold, situation: Situation, open_: Open
) -> list[Written] | list[Hold]:
    """A line as it is written; of an order where it takes something from it, else by its codes."""
    if not line.quantity and not line.amount:
        return []
    if line.po_number is None or kind is InvoiceKind.CREDIT or line.amount.amount < 0:
        return _by_codes(line, situation)
    if isinstance(vendor, Hold):
        return []
    found = item_lines(line, vendor, open_)
    holds = [one for one in found if isinstance(one, Hold)]
    if not holds or any(one.code not in UNMATCHED for one in holds):
        return found
    is_said = situation.policy.orders.unmatched == "unlinked" or {untied(one) for one in holds} <= situation.untied
    return _by_codes(line, situation) if is_said else found


def _by_codes(line: InvoiceLine, situation: Situation) -> list[Written] | list[Hold]:
    splits = splits_of(line, situation.policy)
    found = [coded(line.number, split, situation.policy, situation.books) for split in splits]
    holds = [hold for one in found if not isinstance(one, Coded) for hold in one]
    if holds:
        return holds
    amounts: tuple[Money, ...] = line.amount.shared([split.share for split in splits])
    codes = [one for one in found if isinstance(one, Coded)]
    written: list[Written] = []
    written += [on(code, amount, line.description) for code, amount in zip(codes, amounts, strict=True) if amount]
    return written
