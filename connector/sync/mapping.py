"""
From an approved invoice to the bill or vendor credit that QuickBooks will hold.

Rule 1: every reason that stands in the way is gathered; a document is whole or it is not written.
Rule 2: the lines add up to the invoice's total, to the cent, or it is held.
Rule 3: a line of a purchase order becomes an item line linked to the order's line, with quantity and
        amount given; ``LinkToTxnID`` would pull the whole order at its own prices and is not used.
Rule 4: a vendor credit cannot be linked to a purchase order in QuickBooks Desktop (the element is
        Online only), so its lines are booked to accounts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from connector.domain.bill import Draft, ExpenseLine, ItemLine, PurchaseOrderLink
from connector.domain.hold import Hold, HoldCode
from connector.domain.identifiers import ListID, RefNumber, TxnLineID
from connector.domain.invoice import Charge, Invoice, InvoiceKind, InvoiceLine, Split
from connector.domain.kind import Kind
from connector.domain.money import Money
from connector.domain.policy import Policy
from connector.domain.records import Account, Books, PurchaseOrder, PurchaseOrderLine, Terms, Vendor
from connector.sync.pairing import find_vendor

REF_NUMBER_LENGTH = 20
WHOLE = (Split(Decimal(100), ()),)


@dataclass(frozen=True, slots=True)
class Situation:
    """
    What is known when a document is mapped.

    ``promised`` holds what bills already on their way will take from purchase order lines.
    """

    books: Books
    policy: Policy
    vendor_pairs: Mapping[str, ListID]
    promised: Mapping[TxnLineID, Decimal]


def draft(invoice: Invoice, situation: Situation) -> Draft | tuple[Hold, ...]:
    """The draft, or every reason against it."""
    vendor = find_vendor(
        invoice.supplier,
        situation.books.vendors,
        situation.policy.vendor,
        situation.vendor_pairs.get(invoice.supplier.id),
    )
    number = _ref_number(invoice, situation.policy)
    terms = _terms(invoice, situation)
    lines = [_lines(invoice, line, vendor, situation) for line in invoice.lines]
    charges = [_charge(charge, situation) for charge in invoice.charges]
    written = [one for line in lines for one in line]
    together = _together(written, situation)
    parts = [vendor, number, terms, *written, *charges, *_sums(invoice, situation), *together]
    holds = tuple(dict.fromkeys(part for part in parts if isinstance(part, Hold)))
    if holds or isinstance(vendor, Hold) or isinstance(number, Hold) or isinstance(terms, Hold):
        return holds
    items = tuple(part for part in parts if isinstance(part, ItemLine))
    expenses = tuple(part for part in parts if isinstance(part, ExpenseLine))
    posting = Kind.CREDIT if invoice.kind is InvoiceKind.CREDIT else Kind.BILL
    return Draft(
        kind=posting,
        supplier_id=invoice.supplier.id,
        vendor_id=vendor.list_id,
        vendor=vendor.name,
        ref_number=number,
        txn_date=invoice.accounting_date if situation.policy.bill_date == "accounting" else invoice.invoice_date,
        due_date=invoice.due_date if posting is Kind.BILL else None,
        terms_id=terms.list_id if terms and posting is Kind.BILL else None,
        memo=_memo(invoice, number),
        mark=mark(invoice),
        expenses=expenses,
        items=items,
        total=invoice.total,
    )


def _together(written: Sequence[ItemLine | ExpenseLine | Hold], situation: Situation) -> list[Hold]:
    """Lines of one document on the same order line, which are within it one by one but not together."""
    items = [one for one in written if isinstance(one, ItemLine)]
    ordered = {line.line_id: line for order in situation.books.purchase_orders for line in order.lines}
    holds = []
    for line_id in dict.fromkeys(one.link.line_id for one in items):
        same = [one for one in items if one.link.line_id == line_id]
        quantity = sum((one.quantity for one in same), Decimal(0))
        left = ordered[line_id].open_quantity - situation.promised.get(line_id, Decimal(0))
        if len(same) > 1 and quantity > left:
            holds.append(_overbilled("several", quantity, same[0].link.ref_number, "one", left))
    return holds


def _overbilled(line: object, quantity: Decimal, po: str, po_line: object, left: Decimal) -> Hold:
    amounts = {"quantity": f"{quantity.normalize():f}", "open": f"{left.normalize():f}"}
    return Hold.of(HoldCode.PO_OVERBILLED, line=line, po=po, po_line=po_line, **amounts)


def mark(invoice: Invoice) -> str:
    """What in a memo says that this record is ours, and whose it is; plain ASCII, so that it comes back as it went."""
    return f"[JAGGAER {invoice.number}/{invoice.id}]".encode("ascii", "replace").decode("ascii")


def _memo(invoice: Invoice, number: RefNumber) -> str:
    full = invoice.supplier_invoice_number or ""
    note = f" supplier invoice {full}" if full and full != number else ""
    return f"{mark(invoice)}{note}"


def _sums(invoice: Invoice, situation: Situation) -> list[Hold]:
    holds = []
    if invoice.total.currency != situation.policy.home_currency:
        home = situation.policy.home_currency
        holds.append(Hold.of(HoldCode.CURRENCY_FOREIGN, currency=invoice.total.currency, home=home))
    if invoice.total.amount <= 0:
        holds.append(Hold.of(HoldCode.AMOUNT_NOT_POSITIVE, total=invoice.total))
    if invoice.computed_total != invoice.total:
        computed = invoice.computed_total
        holds.append(Hold.of(HoldCode.TOTAL_MISMATCH, computed=computed, total=invoice.total))
    return holds


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
    found = [one for one in situation.books.terms if one.is_active and one.name.casefold() == name.casefold()]
    if found:
        return found[0]
    if situation.policy.terms.unknown == "omit":
        return None
    return Hold.of(HoldCode.TERMS_UNKNOWN, terms=name)


def _lines(
    invoice: Invoice, line: InvoiceLine, vendor: Vendor | Hold, situation: Situation
) -> list[ItemLine | ExpenseLine | Hold]:
    if line.po_number is not None and invoice.kind is InvoiceKind.INVOICE:
        return [] if isinstance(vendor, Hold) else [_item_line(line, vendor, situation)]
    splits = line.splits or WHOLE
    amounts = line.amount.shared([split.share for split in splits])
    return [_expense(line, split, part, situation) for split, part in zip(splits, amounts, strict=True) if part]


def _expense(line: InvoiceLine, split: Split, amount: Money, situation: Situation) -> ExpenseLine | Hold:
    rule = situation.policy.account
    value = split.code(rule.field)
    if value is None:
        return Hold.of(HoldCode.CODE_MISSING, line=line.number, field=rule.field)
    value = value.removesuffix(rule.strip_suffix)
    name = rule.map.get(value)
    if name is None:
        return Hold.of(HoldCode.ACCOUNT_UNMAPPED, line=line.number, field=rule.field, value=value)
    account = _account(name, situation.books)
    if account is None:
        return Hold.of(HoldCode.ACCOUNT_MISSING, value=value, account=name)
    return ExpenseLine(account.list_id, account.full_name, amount, line.description)


def _account(name: str, books: Books) -> Account | None:
    found = [one for one in books.accounts if one.is_active and one.full_name.casefold() == name.casefold()]
    return found[0] if found else None


def _charge(charge: Charge, situation: Situation) -> ExpenseLine | Hold:
    name: str = getattr(situation.policy.charges, charge.kind.value)
    if not name:
        return Hold.of(HoldCode.CHARGE_UNMAPPED, charge=charge.kind.value, amount=charge.amount)
    account = _account(name, situation.books)
    if account is None:
        return Hold.of(HoldCode.ACCOUNT_MISSING, value=charge.kind.value, account=name)
    return ExpenseLine(account.list_id, account.full_name, charge.effect, charge.label)


def same_order(left: str, right: str, *, strip_zeros: bool) -> bool:
    """Whether two purchase order numbers mean the same order."""
    return left == right or (strip_zeros and left.lstrip("0") == right.lstrip("0") != "")


def _item_line(line: InvoiceLine, vendor: Vendor, situation: Situation) -> ItemLine | Hold:
    order = _order(line, vendor, situation)
    if isinstance(order, Hold):
        return order
    if order is None:
        return Hold.of(HoldCode.PO_UNKNOWN, line=line.number, po=line.po_number, vendor=vendor.name)
    position = line.po_line or 0
    if not 1 <= position <= len(order.lines):
        count, po = len(order.lines), order.ref_number
        return Hold.of(HoldCode.PO_LINE_UNKNOWN, line=line.number, po=po, po_line=position, count=count)
    ordered = order.lines[position - 1]
    return _why_not(line, position, order, ordered, situation) or ItemLine(
        link=PurchaseOrderLink(order.txn_id, ordered.line_id, order.ref_number),
        quantity=line.quantity,
        amount=line.amount,
        description=line.description,
    )


def _order(line: InvoiceLine, vendor: Vendor, situation: Situation) -> PurchaseOrder | Hold | None:
    """The order of this very number, else the one whose number differs in leading zeros only."""
    number = line.po_number or ""
    strip = situation.policy.po_strip_zeros
    found = [
        order
        for order in situation.books.purchase_orders
        if order.vendor_id == vendor.list_id and same_order(order.ref_number, number, strip_zeros=strip)
    ]
    exact = [order for order in found if order.ref_number == number]
    if len(found) > 1 and len(exact) != 1:
        orders = ", ".join(order.ref_number for order in found)
        return Hold.of(HoldCode.PO_AMBIGUOUS, line=line.number, po=number, orders=orders)
    return next(iter(exact or found), None)


def _why_not(
    line: InvoiceLine, position: int, order: PurchaseOrder, ordered: PurchaseOrderLine, situation: Situation
) -> Hold | None:
    open_quantity = ordered.open_quantity - situation.promised.get(ordered.line_id, Decimal(0))
    if order.is_closed or ordered.is_closed or ordered.open_quantity <= 0:
        return Hold.of(HoldCode.PO_CLOSED, po=order.ref_number, po_line=position)
    if not 0 < line.quantity <= open_quantity:
        return _overbilled(line.number, line.quantity, order.ref_number, position, open_quantity)
    return None
