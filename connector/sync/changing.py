"""
What JAGGAER changed of a document since it was posted: as a draft to be written, and in words.

Rule 1: JAGGAER's two versions are both drafted as the customer has it today, and what differs between them is
        JAGGAER's. What another map or decision makes of both is no change: it reaches what is not posted only.
Rule 2: the change is laid over what was written, field by field. Lines go one by one where their number is the same
        everywhere, else all of a kind together.
Rule 3: an older release kept no version of JAGGAER's: there, everything that differs from what was written is taken
        for JAGGAER's.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import fields, replace
from typing import TypeVar

from connector.domain.bill import Draft, ExpenseLine, ItemLine
from connector.domain.difference import Difference, NameOf, differing
from connector.domain.invoice import Invoice, Standing

L = TypeVar("L", ExpenseLine, ItemLine)
SIDES = ("as posted", "in JAGGAER now")
VENDOR = ("supplier_id", "vendor_id", "vendor")
LINES = ("expenses", "items")
APART = frozenset({"kind", *VENDOR, *LINES, "choices"})
FIELDS = tuple(field.name for field in fields(Draft) if field.name not in APART)
HEADER = {
    "ref_number": "number",
    "txn_date": "date",
    "due_date": "due date",
    "terms_id": "terms",
    "payable_id": "payable account",
    "exchange_rate": "exchange rate",
    "memo": "memo",
    "total": "total",
}
OF_LINE = {
    "account": "account",
    "account_id": "account",
    "class_id": "class",
    "customer_id": "customer",
    "quantity": "quantity",
    "amount": "amount",
    "memo": "text",
    "description": "text",
    "tax_code_id": "tax code",
}


def carried(written: Draft, before: Draft | None, after: Draft) -> Draft:
    """What was written with what JAGGAER changed since; ``before`` and ``after`` are its versions as drafted today."""
    if before is None or not before.kind is after.kind is written.kind:
        return after
    changed = {name: getattr(after, name) for name in FIELDS if getattr(before, name) != getattr(after, name)}
    if before.vendor_id != after.vendor_id:
        changed |= {name: getattr(after, name) for name in VENDOR}
    made = replace(
        written,
        **changed,
        expenses=_lines(written.expenses, before.expenses, after.expenses),
        items=_lines(written.items, before.items, after.items),
        choices=after.choices,
    )
    return made if made.computed_total == made.total else after


def _lines(written: tuple[L, ...], before: tuple[L, ...], after: tuple[L, ...]) -> tuple[L, ...]:
    if before == after:
        return written
    if not len(written) == len(before) == len(after):
        return after
    return tuple(_line(*three) for three in zip(written, before, after, strict=True))


def _line(written: L, before: L, after: L) -> L:
    names = [field.name for field in fields(after) if getattr(before, field.name) != getattr(after, field.name)]
    return replace(written, **{name: getattr(after, name) for name in names})


def is_relinked(written: Draft, wanted: Draft) -> bool:
    """Whether QuickBooks takes it with a new record only: another kind of record, or other order lines."""
    return written.kind is not wanted.kind or _links(written) != _links(wanted)


def _links(draft: Draft) -> list[tuple[str, str]]:
    return sorted((line.link.txn_id, line.link.line_id) for line in draft.items)


def changes(written: Draft, wanted: Draft, name_of: NameOf) -> tuple[Difference, ...]:
    """Field by field, with accounts and classes by their names."""
    sides = [("kind", written.kind.value, wanted.kind.value)]
    if written.vendor_id != wanted.vendor_id:
        sides.append(("vendor", written.vendor, wanted.vendor))
    sides += [(said, _text(written, name, name_of), _text(wanted, name, name_of)) for name, said in HEADER.items()]
    sides += _of_lines(written, wanted, name_of)
    return tuple(Difference(*side, SIDES) for side in sides if side[1] != side[2])


def _of_lines(written: Draft, wanted: Draft, name_of: NameOf) -> Iterator[tuple[str, str, str]]:
    was: list[ExpenseLine | ItemLine] = [*written.expenses, *written.items]
    now: list[ExpenseLine | ItemLine] = [*wanted.expenses, *wanted.items]
    if len(was) != len(now):
        yield "lines", _listed(was), _listed(now)
        return
    for number, (old, new) in enumerate(zip(was, now, strict=True), 1):
        for name in OF_LINE:
            said = f"line {number} {OF_LINE[name]}"
            if not (name == "account_id" and hasattr(old, "account")):  # its account has a name
                yield said, _text(old, name, name_of), _text(new, name, name_of)


def _listed(lines: Sequence[ExpenseLine | ItemLine]) -> str:
    return "; ".join(f"{_text(line, 'account', str) or 'of an order'} {line.amount}" for line in lines)


def _text(one: object, name: str, name_of: NameOf) -> str:
    value = getattr(one, name, None)
    if value is None:
        return ""
    return name_of(str(value)) if name.endswith("_id") else f"{value:f}" if name == "quantity" else str(value)


def said_otherwise(before: Invoice, after: Invoice) -> tuple[Difference, ...]:
    """The same in JAGGAER's own words, where the new version cannot be drafted."""
    return tuple(differing(list(_said(before)), list(_said(after)), SIDES))


def _said(invoice: Invoice) -> Iterator[tuple[str, str]]:
    yield "number", invoice.supplier_invoice_number or ""
    yield "supplier", invoice.supplier.id
    yield "date", invoice.invoice_date.isoformat()
    yield "due date", invoice.due_date.isoformat() if invoice.due_date else ""
    yield "terms", invoice.terms or ""
    yield "total", str(invoice.total)
    for charge in invoice.charges:
        yield charge.label, str(charge.amount)
    for line in invoice.lines:
        yield f"line {line.number} amount", str(line.amount)
        yield f"line {line.number} order", f"{line.po_number or ''} {line.po_line or ''}".strip()
        for split in (split for group in line.codings for split in group):
            for field, code in split.codes:
                yield f"line {line.number} {field}", code


def is_same_in_substance(before: Invoice, after: Invoice) -> bool:
    """Whether two versions differ in what is not posted only: names, stamps and statuses."""
    return _bare(before) == _bare(after)


def _bare(invoice: Invoice) -> Invoice:
    supplier = replace(invoice.supplier, name="", number=None)
    return replace(invoice, supplier=supplier, stamp="", statuses="", standing=Standing.DUE)
