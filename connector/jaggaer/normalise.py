"""
From a J1P invoice to the domain's invoice, with the surprises of the real payloads taken out.

Rule 1: a credit memo comes with negative totals, taxes and shipping, but a positive discount; here every amount of its
        total is positive and the kind says the rest (UCLA; a NetSuite consumer). An invoice over less than nothing is
        a credit, too: QuickBooks has no negative bills (BQE, a help page). It is turned whole, its discount as well.
Rule 2: the lines of a credit come with or without the minus; those that stand against the others keep the other sign.
        So do its charges (a fee for restocking), where that comes to its total; else all of them are taken to be
        of the goods' sign.
Rule 3: a line has no extended amount: it is quantity times unit price, rounded to the cent.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from operator import neg, pos

from pydantic import ValidationError

from connector.domain.hold import Hold
from connector.domain.hold_code import HoldCode
from connector.domain.identifiers import DocumentId, SupplierId
from connector.domain.invoice import Invoice, InvoiceKind, InvoiceLine, Standing, Supplier
from connector.domain.money import Money
from connector.jaggaer.documents import Header, InvoiceDocument, Line, explain
from connector.jaggaer.parts import Signs, charges_of, codings, whole_charges
from connector.jaggaer.payload import Json
from connector.jaggaer.wire_profile import WireProfile, at, canonical

LINES = "lineList.invoiceLine"
ZERO = Decimal(0)


def standing(header: Json, profile: WireProfile) -> Standing:
    """What the statuses of a list row mean; decided before anything else of it is read."""
    rules = (
        (profile.skip_when, Standing.SKIPPED),
        (profile.cancelled_when, Standing.CANCELLED),
        (profile.due_when, Standing.DUE),
    )
    for rule, meaning in rules:
        if rule.holds(header):
            return meaning
    return Standing.NOT_DUE if profile.known.holds(header) else Standing.STRANGE


def is_paid(header: Json, profile: WireProfile) -> bool:
    """Whether JAGGAER says of it what we tell it of paid bills."""
    return bool(header.get("paymentStatus") == profile.writeback.payment.paid)


def normalise(document: Json, profile: WireProfile) -> Invoice | Hold:
    """The invoice, or why it cannot be read: one bad document never stops the others."""
    try:
        parsed = InvoiceDocument.model_validate(canonical(document, profile.fields, LINES))
        if parsed.header.invoice_type not in (*profile.invoice_types, *profile.credit_types):
            return Hold.of(HoldCode.TYPE_UNKNOWN, type=parsed.header.invoice_type or "empty")
        return _invoice(parsed, document["header"], profile)
    except ValidationError as error:
        return Hold.of(HoldCode.UNREADABLE, detail=explain(error, "invoice"))
    except ArithmeticError:
        return Hold.of(HoldCode.UNREADABLE, detail="In the invoice, a quantity, price or amount is out of all bounds.")
    except ValueError as error:
        return Hold.of(HoldCode.UNREADABLE, detail=f"In the invoice, {error}.")


def _invoice(document: InvoiceDocument, raw: Json, profile: WireProfile) -> Invoice:
    readings = [_read(document, raw, profile, signs) for signs in _signs(document, profile)]
    return next((one for one in readings if one.computed_total == one.total), readings[-1])


def _signs(document: InvoiceDocument, profile: WireProfile) -> list[Signs]:
    """How a document may have to be turned for its total to be positive, the likeliest first."""
    header, goods = document.header, sum(row.quantity * row.unit_price for row in document.line_list.lines)
    is_negative = header.total.value < 0
    if header.invoice_type not in profile.credit_types:
        return [Signs(neg, neg, neg) if is_negative else Signs(pos, pos, pos)]
    lines = neg if goods < 0 else pos
    return [Signs(lines, neg if is_negative else pos, pos), Signs(lines, abs, pos)]


def _read(document: InvoiceDocument, raw: Json, profile: WireProfile, signs: Signs) -> Invoice:
    header = document.header
    is_credit = header.invoice_type in profile.credit_types or header.total.value < 0
    currency = header.total.currency
    goods = Money.rounded(sum((row.quantity * row.unit_price for row in document.line_list.lines), ZERO), currency)
    wholes = (Money.rounded(header.total.value, currency), goods)
    lines = tuple(_line(row, signs, header, wholes) for row in document.line_list.lines)
    return Invoice(
        id=DocumentId(header.invoice_id),
        number=header.invoice_number,
        kind=InvoiceKind.CREDIT if is_credit else InvoiceKind.INVOICE,
        standing=standing(raw, profile),
        supplier=Supplier(SupplierId(header.supplier.id), header.supplier.name, header.supplier.supplier_number),
        supplier_invoice_number=header.supplier_invoice_number,
        invoice_date=header.invoice_date,
        accounting_date=header.accounting_date or header.invoice_date,
        due_date=header.due_date,
        terms=header.terms.code,
        lines=lines,
        charges=whole_charges(tuple(charges_of(header, currency, signs)), lines),
        total=Money(abs(header.total.value) if is_credit else header.total.value, currency),
        stamp=header.last_update,
        statuses=", ".join(str(value) for path in profile.known.all_of if (value := at(raw, path)) is not None),
        exchange_rate=header.exchange_rate if header.exchange_rate and header.exchange_rate > 0 else None,
        is_paid=is_paid(raw, profile),
    )


def _line(line: Line, signs: Signs, header: Header, wholes: Sequence[Money]) -> InvoiceLine:
    """``wholes`` are what the document comes to: its total, and its goods alone."""
    currency = header.total.currency
    amount = Money.rounded(signs.lines(line.quantity * line.unit_price), currency)
    return InvoiceLine(
        number=line.line_number,
        description=line.item.description or "",
        quantity=abs(line.quantity) if amount.amount >= 0 else -abs(line.quantity),
        unit_price=abs(line.unit_price),
        amount=amount,
        po_number=line.po_number,
        po_line=line.po_line_number,
        codings=(
            *codings(line.splits, (amount,), f"line {line.line_number}"),
            *codings(header.splits, wholes, "the document"),
        ),
        charges=tuple(charges_of(line, currency, signs)),
        unit=line.item.unit.dimension or "",
    )
