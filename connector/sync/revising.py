"""
What JAGGAER changed of an order since it was entered: as a draft to be written, and in words.

Rule 1: lines are paired by JAGGAER's line number, and keep QuickBooks' id of theirs: never by their places.
Rule 2: JAGGAER's two versions are both drafted as the customer has it today. What differs between them is JAGGAER's,
        and is laid over what was written, field by field.
Rule 3: a line that is cancelled, or not there any more, is closed and keeps what it had: something may have come of it.
Rule 4: what was received, or is about to be billed, is never cut below that.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import fields, replace
from decimal import Decimal

from connector.domain.difference import Difference, NameOf, differing
from connector.domain.draft import OrderDraft, OrderDraftLine
from connector.domain.hold import Hold
from connector.domain.hold_code import HoldCode
from connector.domain.identifiers import TxnLineID
from connector.domain.invoice import Standing
from connector.domain.money import Money
from connector.domain.order import Order
from connector.domain.policy import CONFIRMATION_EXTENSION, NUMBER_EXTENSION
from connector.domain.records import PurchaseOrder

SIDES = ("as entered", "in JAGGAER now")
VENDOR = ("supplier_id", "vendor_id", "vendor")
APART = frozenset({*VENDOR, "lines", "total", "choices"})
FIELDS = tuple(field.name for field in fields(OrderDraft) if field.name not in APART)
OF_LINE = tuple(field.name for field in fields(OrderDraftLine) if field.name not in ("number", "line_id"))
HEADER = {
    "ref_number": "number",
    "txn_date": "date",
    "terms_id": "terms",
    "expected": "expected date",
    "exchange_rate": "exchange rate",
    "confirmed": "supplier's number",
    "is_closed": "closed",
    "total": "total",
}
SAID_OF_EXTENSION = {NUMBER_EXTENSION: "whole number", CONFIRMATION_EXTENSION: "confirmed as"}
SAID_OF_LINE = {
    "item": "item",
    "quantity": "quantity",
    "amount": "amount",
    "description": "text",
    "unit": "unit",
    "class_id": "class",
    "customer_id": "customer",
    "is_closed": "closed",
}


def carried(written: OrderDraft, before: OrderDraft | None, after: OrderDraft) -> OrderDraft:
    """What was written with what JAGGAER changed since; ``before`` and ``after`` are its versions as drafted today."""
    was = before or written
    changed = {name: getattr(after, name) for name in FIELDS if getattr(was, name) != getattr(after, name)}
    if was.vendor_id != after.vendor_id:
        changed |= {name: getattr(after, name) for name in VENDOR}
    lines = tuple(_lines(written, was, after))
    total = Money.total((line.amount for line in lines), after.total.currency)
    return replace(written, **changed, lines=lines, total=total, choices=after.choices)


def _lines(written: OrderDraft, before: OrderDraft, after: OrderDraft) -> Iterator[OrderDraftLine]:
    """Those that were written, in their order, and then the new ones."""
    was, now = ({line.number: line for line in one.lines} for one in (before, after))
    for line in written.lines:
        new = now.get(line.number)
        yield _line(line, was.get(line.number, line), new) if new else replace(line, is_closed=True)
    known = {line.number for line in written.lines}
    yield from (line for line in after.lines if line.number not in known)


def _line(written: OrderDraftLine, before: OrderDraftLine, after: OrderDraftLine) -> OrderDraftLine:
    names = [name for name in OF_LINE if getattr(before, name) != getattr(after, name)]
    if {"quantity", "rate", "amount"} & set(names):
        names += ["rate", "amount"]  # one follows from the other two
    return replace(written, **{name: getattr(after, name) for name in names})


def changes(written: OrderDraft, wanted: OrderDraft, name_of: NameOf) -> tuple[Difference, ...]:
    """Field by field, with names for ids."""
    return tuple(differing(list(_said(written, name_of)), list(_said(wanted, name_of)), SIDES))


def _said(draft: OrderDraft, name_of: NameOf) -> Iterator[tuple[str, str]]:
    yield "vendor", draft.vendor
    for name, said in HEADER.items():
        yield said, _text(getattr(draft, name), name, name_of)
    yield "ship-to address", ", ".join(draft.ship_to)
    yield from ((SAID_OF_EXTENSION[name], value) for name, value in draft.extensions)
    for line in draft.lines:
        for name, said in SAID_OF_LINE.items():
            yield f"line {line.number} {said}", _text(getattr(line, name), name, name_of)


def _text(value: object, name: str, name_of: NameOf) -> str:
    if value is None or value == "":
        return ""
    if name.endswith("_id"):
        return name_of(str(value))
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value.normalize():f}" if isinstance(value, Decimal) else str(value)


def told(before: Order, after: Order) -> tuple[Difference, ...]:
    """What two versions say otherwise in JAGGAER's own words, where the new one cannot be drafted."""
    return tuple(differing(list(_words(before)), list(_words(after)), SIDES))


def _words(order: Order) -> Iterator[tuple[str, str]]:
    yield "revision", str(order.revision)
    yield "supplier", order.supplier.id
    yield "date", order.order_date.isoformat()
    yield "terms", order.terms or ""
    yield "total", str(order.total)
    yield "confirmation", str(order.confirmation or "")
    for line in order.lines:
        yield f"line {line.number} quantity", "cancelled" if line.is_cancelled else f"{line.quantity.normalize():f}"
        yield f"line {line.number} amount", str(line.amount)
        yield f"line {line.number} item", line.catalog_number or line.description


def is_same_in_substance(before: Order, after: Order) -> bool:
    """Whether two versions differ in what is not entered only: names, stamps, statuses and revision numbers."""
    return bare(before) == bare(after)


def bare(order: Order) -> Order:
    """An order without what is not entered."""
    supplier = replace(order.supplier, name="", number=None)
    ended = Standing.CLOSED if order.standing in (Standing.CLOSED, Standing.CANCELLED) else Standing.DUE
    return replace(order, supplier=supplier, stamp="", statuses="", revision=0, standing=ended)


def below_received(
    new: OrderDraft, stands: PurchaseOrder | None, promised: Callable[[TxnLineID], Decimal]
) -> Iterator[Hold]:
    """The lines that would be cut below what came of them, with both numbers."""
    there = {line.line_id: line for line in stands.lines} if stands else {}
    for line in new.lines:
        known = there.get(line.line_id) if line.line_id else None
        if known is None:
            continue
        came = known.received + promised(known.line_id)
        if line.quantity < came:
            numbers = {"quantity": f"{line.quantity.normalize():f}", "received": f"{came.normalize():f}"}
            yield Hold.of(HoldCode.ORDER_BELOW_RECEIVED, line=line.number, number=new.ref_number, **numbers)
