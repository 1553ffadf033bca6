"""
From a J1P invoice to the domain's invoice, with the surprises of the real payloads taken out.

Rule 1: a credit memo comes with negative totals, taxes and shipping, but a positive discount; here every amount of its
        total is positive and the kind says the rest (UCLA; a NetSuite consumer). An invoice over less than nothing is
        a credit, too: QuickBooks has no negative bills (BQE, a help page). It is turned whole, its discount as well.
Rule 2: the lines of a credit come with or without the minus; those that stand against the others keep the other sign.
        So do its charges (a fee for restocking), where that comes to its total; else all of them are taken to be
        of the goods' sign.
Rule 3: header charges are also allocated to the lines: only the header's are read, never both (UCLA). Where the
        header has none of a kind, the lines' own are added up.
Rule 4: a line has no extended amount: it is quantity times unit price, rounded to the cent.
Rule 5: one split comes without a percentage and is the whole line (UCLA); several must come to 100 percent of the
        price or quantity, but for what rounding each to two decimals loses, or are amounts that must come to the line;
        those of the header to the document's total, or to its goods alone (assumed: which of the two is not public).
Rule 6: there is a group of splits for each chart of accounts, at the line and at the header (UCLA).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from operator import neg, pos

from pydantic import ValidationError

from connector.domain.hold import Hold
from connector.domain.hold_code import HoldCode
from connector.domain.identifiers import DocumentId, SupplierId
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
from connector.jaggaer.documents import Charged, Header, InvoiceDocument, Line, SplitGroups, SplitSet, explain
from connector.jaggaer.payload import Json
from connector.jaggaer.wire_profile import WireProfile, at

Turn = Callable[[Decimal], Decimal]
ZERO, HUNDRED = Decimal(0), Decimal(100)
ROUNDED = Decimal("0.005")
PERCENTAGES = ("PercentOfPrice", "PercentOfQuantity")
AMOUNTS = "AmountOfPrice"


@dataclass(frozen=True, slots=True)
class Signs:
    """What is done with the signs of a document's parts."""

    lines: Turn
    charges: Turn
    discount: Turn


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


def normalise(document: Json, profile: WireProfile) -> Invoice | Hold:
    """The invoice, or why it cannot be read: one bad document never stops the others."""
    try:
        parsed = InvoiceDocument.model_validate(profile.canonical(document))
        if parsed.header.invoice_type not in (*profile.invoice_types, *profile.credit_types):
            return Hold.of(HoldCode.TYPE_UNKNOWN, type=parsed.header.invoice_type or "empty")
        return _invoice(parsed, document["header"], profile)
    except ValidationError as error:
        return Hold.of(HoldCode.UNREADABLE, detail=explain(error))
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
        charges=_whole(tuple(_charges(header, currency, signs)), lines),
        total=Money(abs(header.total.value) if is_credit else header.total.value, currency),
        stamp=header.last_update,
        statuses=", ".join(str(value) for path in profile.known.all_of if (value := at(raw, path)) is not None),
        exchange_rate=header.exchange_rate if header.exchange_rate and header.exchange_rate > 0 else None,
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
            *_codings(line.splits, (amount,), f"line {line.line_number}"),
            *_codings(header.splits, wholes, "the document"),
        ),
        charges=tuple(_charges(line, currency, signs)),
    )


def _codings(given: SplitGroups, wholes: Sequence[Money], of: str) -> Iterator[tuple[Split, ...]]:
    for group in given.groups:
        for one in group.sets:
            if one.indexes.indexes:
                yield _coding(one, wholes, of)


def _coding(one: SplitSet, wholes: Sequence[Money], of: str) -> tuple[Split, ...]:
    indexes = one.indexes.indexes
    codes = [
        tuple((code.internal_name, code.value) for code in index.codes.values if code.value is not None)
        for index in indexes
    ]
    if len(indexes) == 1 and indexes[0].share in (None, 0, HUNDRED):
        return (Split(HUNDRED, codes[0]),)
    given = [index.share for index in indexes]
    shares = [share for share in given if share is not None]
    if len(shares) < len(given):
        raise ValueError(f"a split of {of} has no share")
    _check(one.kind, shares, wholes, of)
    parts = tuple(Split(abs(share), code) for share, code in zip(shares, codes, strict=True) if share)
    return parts or (Split(HUNDRED, codes[0]),)


def _check(kind: str, shares: Sequence[Decimal], wholes: Sequence[Money], of: str) -> None:
    """Shares that leave something out, or take too much, are nobody's guess."""
    if kind not in (*PERCENTAGES, AMOUNTS):
        raise ValueError(f"{of} is split by {kind}, which is not known")
    is_mixed = min(shares) < 0 < max(shares)
    if kind in PERCENTAGES and (is_mixed or abs(sum(shares) - HUNDRED) > ROUNDED * len(shares)):
        raise ValueError(f"the splits of {of} do not come to 100 percent")
    if kind == AMOUNTS and (is_mixed or all(abs(sum(shares)) != abs(whole.amount) for whole in wholes)):
        raise ValueError(f"the splits of {of} come to {sum(shares):.2f}, and {of} to {wholes[0]}")


def _charges(given: Charged, currency: str, signs: Signs) -> Iterator[Charge]:
    named = (
        (ChargeKind.TAX1, "tax", given.tax1),
        (ChargeKind.TAX2, "second tax", given.tax2),
        (ChargeKind.SHIPPING, "freight", given.shipping),
        (ChargeKind.HANDLING, "handling", given.handling),
        *((ChargeKind.MISC, fee.name, fee.fee) for fee in given.misc_fees.fees),
        (ChargeKind.DISCOUNT, "discount", abs(given.discount)),
    )
    for kind, label, value in named:
        turned = signs.discount(value) if kind is ChargeKind.DISCOUNT else signs.charges(value)
        amount = Money.rounded(turned, currency)
        if amount:
            yield Charge(kind, label, amount)


def _whole(header: tuple[Charge, ...], lines: Sequence[InvoiceLine]) -> tuple[Charge, ...]:
    """The header's charges, and of kinds that it has none of, the lines' own."""
    kinds = {one.kind for one in header}
    further: dict[tuple[ChargeKind, str], Money] = {}
    for one in (charge for line in lines for charge in line.charges if charge.kind not in kinds):
        name = (one.kind, one.label)
        further[name] = further[name] + one.amount if name in further else one.amount
    return (*header, *(Charge(kind, label, amount) for (kind, label), amount in further.items()))
