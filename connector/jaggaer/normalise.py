"""
From a J1P invoice to the domain's invoice, with the surprises of the real payloads taken out.

Rule 1: a credit memo comes with negative totals, taxes and shipping, but a positive discount; here
        every amount is positive and the kind says the rest (UCLA; NetSuite consumer).
Rule 2: header charges are also allocated to the lines: only the header's are read, never both (UCLA).
Rule 3: a line has no extended amount: it is quantity times unit price, rounded to the cent.
Rule 4: one split comes without a percentage and is the whole line (UCLA); several must come to 100.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from pydantic import ValidationError

from connector.domain.hold import Hold, HoldCode
from connector.domain.identifiers import InvoiceId, SupplierId
from connector.domain.invoice import (
    Charge,
    ChargeKind,
    Invoice,
    InvoiceKind,
    InvoiceLine,
    Split,
    Standing,
    Supplier,
)
from connector.domain.money import Money
from connector.jaggaer.documents import Header, InvoiceDocument, Json, Line, explain
from connector.jaggaer.wire_profile import WireProfile

HUNDRED = Decimal(100)
Sign = Callable[[Decimal], Decimal]


def standing(header: Json, profile: WireProfile) -> Standing:
    """What the statuses of a list row mean; decided before anything else of it is read."""
    if profile.cancelled_when.holds(header):
        return Standing.CANCELLED
    return Standing.DUE if profile.due_when.holds(header) else Standing.NOT_DUE


def normalise(document: Json, profile: WireProfile) -> Invoice | Hold:
    """The invoice, or why it cannot be read: one bad document never stops the others."""
    try:
        parsed = InvoiceDocument.model_validate(document)
        return _invoice(parsed, standing(document["header"], profile), profile)
    except ValidationError as error:
        return Hold.of(HoldCode.UNREADABLE, detail=explain(error))
    except ArithmeticError:
        return Hold.of(HoldCode.UNREADABLE, detail="In the invoice, a quantity, price or amount is out of all bounds.")
    except ValueError as error:
        return Hold.of(HoldCode.UNREADABLE, detail=f"In the invoice, {error}.")


def _invoice(document: InvoiceDocument, status: Standing, profile: WireProfile) -> Invoice:
    header = document.header
    is_credit = header.invoice_type in profile.credit_types
    sign: Sign = abs if is_credit else Decimal
    currency = header.total.currency
    return Invoice(
        id=InvoiceId(header.invoice_id),
        number=header.invoice_number,
        kind=InvoiceKind.CREDIT if is_credit else InvoiceKind.INVOICE,
        standing=status,
        supplier=Supplier(SupplierId(header.supplier.id), header.supplier.name, header.supplier.supplier_number),
        supplier_invoice_number=header.supplier_invoice_number,
        invoice_date=header.invoice_date,
        accounting_date=header.accounting_date or header.invoice_date,
        due_date=header.due_date,
        terms=header.terms.code,
        lines=tuple(_line(line, sign, currency) for line in document.line_list.lines),
        charges=_charges(header, sign, currency),
        total=Money(-header.total.value if is_credit else header.total.value, currency),
        stamp=header.last_update,
    )


def _line(line: Line, sign: Sign, currency: str) -> InvoiceLine:
    quantity, price = sign(line.quantity), sign(line.unit_price)
    return InvoiceLine(
        number=line.line_number,
        description=line.item.description or "",
        quantity=quantity,
        unit_price=price,
        amount=Money.rounded(quantity * price, currency),
        po_number=line.po_number,
        po_line=line.po_line_number,
        splits=_splits(line),
    )


def _splits(line: Line) -> tuple[Split, ...]:
    """The first group that has any: one group per chart of accounts, and they tell the same story (UCLA)."""
    sets = [one for group in line.splits.groups for one in group.sets if one.indexes.indexes]
    if not sets:
        return ()
    indexes = sets[0].indexes.indexes
    if sets[0].kind != "PercentOfPrice":
        raise ValueError(f"line {line.line_number} is split by {sets[0].kind}, not by percent of price")
    shares = [HUNDRED if one.share is None and len(indexes) == 1 else one.share for one in indexes]
    known = [share for share in shares if share is not None and share > 0]
    if len(known) < len(shares) or sum(known) != HUNDRED:
        raise ValueError(f"the splits of line {line.line_number} do not come to 100 percent")
    codes = [
        tuple((code.internal_name, code.value) for code in one.codes.values if code.value is not None)
        for one in indexes
    ]
    return tuple(Split(share, code) for share, code in zip(known, codes, strict=True))


def _charges(header: Header, sign: Sign, currency: str) -> tuple[Charge, ...]:
    named = [
        (ChargeKind.TAX1, "tax", sign(header.tax1)),
        (ChargeKind.TAX2, "second tax", sign(header.tax2)),
        (ChargeKind.SHIPPING, "freight", sign(header.shipping)),
        (ChargeKind.HANDLING, "handling", sign(header.handling)),
        *((ChargeKind.MISC, fee.name, sign(fee.fee)) for fee in header.misc_fees.fees),
        (ChargeKind.DISCOUNT, "discount", abs(header.discount)),
    ]
    return tuple(Charge(kind, label, Money.rounded(value, currency)) for kind, label, value in named if value)
