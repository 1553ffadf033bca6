"""
From a purchase order of QuickBooks' to what JAGGAER is to have of it, and what JAGGAER's own reading says of that.

Rule 1: every reason that stands in the way is gathered; an order is whole or it is not written.
Rule 2: the supplier is the one whose documents the vendor's bills are, the one that the vendor's number names, or the
        one that the customer's map names. Two are never decided by us.
Rule 3: JAGGAER's codes are those that the customer's maps make QuickBooks' names of, where just one does; else
        QuickBooks' names go.
Rule 4: a line keeps its number, wherever it is moved; one that is gone has a quantity of 0, by which JAGGAER cancels a
        line (Cornell). Text that orders nothing is left out.
Rule 5: JAGGAER is looked at before each write, and after one whose answer was lost. What it shows decides: it has the
        change, it has what it had before, or somebody changed it there. The last is never overwritten by us.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import Enum

from connector.domain.hold import Hold
from connector.domain.hold_code import HoldCode
from connector.domain.identifiers import SupplierId
from connector.domain.invoice import Standing
from connector.domain.money import Money
from connector.domain.order import Order
from connector.domain.outgoing import OutgoingLine, OutgoingOrder
from connector.domain.policy import Policy
from connector.domain.records import PurchaseOrder, PurchaseOrderLine, Vendor
from connector.domain.writeback import CANCELLED, Change, WriteBack

ZERO = Decimal(0)
PRICE = Decimal("0.00001")
"""QuickBooks keeps five decimals of a price (Intuit's PRICETYPE)."""
LOT = "LOT"
"""JAGGAER's unit of what has an amount and no quantity (Cornell)."""
NUMBER = re.compile(r"[\w./#&+-]+( [\w./#&+-]+)*")
"""Numbers that JAGGAER's filter can be asked for: others would be part of its syntax."""
OVER = frozenset({Standing.CANCELLED, Standing.CLOSED})


@dataclass(frozen=True, slots=True)
class Outside:
    """What is known beside the order: its vendor, and the suppliers whose documents are booked to it."""

    policy: Policy
    vendor: Vendor | None
    paired: Sequence[SupplierId] = ()


def draft(order: PurchaseOrder, told: OutgoingOrder | None, outside: Outside) -> OutgoingOrder | tuple[Hold, ...]:
    """What JAGGAER is to have of it, or every reason against it; ``told`` is what it has by our last write."""
    supplier, why = _supplier(outside), list(_why_not(order))
    lines = tuple(_lines(order, told, outside.policy))
    holds = tuple(Hold.of(HoldCode.NOT_FOR_JAGGAER, number=order.ref_number or "none", detail=one) for one in why)
    if isinstance(supplier, Hold):
        return (supplier, *holds)
    if holds or order.record is None or order.record.total is None or order.record.txn_date is None:
        return holds
    return OutgoingOrder(
        txn_id=order.txn_id,
        number=order.ref_number,
        supplier_id=supplier.id,
        supplier_number=supplier.number,
        vendor=outside.vendor.name if outside.vendor else "",
        day=order.record.txn_date,
        lines=lines,
        total=order.record.total,
        expected=order.expected,
        terms=_named(order.terms, outside.policy.terms.map) or order.terms,
        is_closed=order.is_closed,
    )


@dataclass(frozen=True, slots=True)
class _Supplier:
    id: SupplierId | None
    number: str


def _supplier(outside: Outside) -> _Supplier | Hold:
    vendor, rule = outside.vendor, outside.policy.vendor
    if vendor is None:
        return Hold.of(HoldCode.SUPPLIER_UNKNOWN, vendor="none", hint="The order names no vendor")
    number = vendor.numbers.get(rule.number_in) or _named(vendor.name, rule.map)
    if len(outside.paired) > 1 and not number:
        hint = f"Documents of {len(outside.paired)} suppliers of JAGGAER's are booked to it"
        return Hold.of(HoldCode.SUPPLIER_UNKNOWN, vendor=vendor.name, hint=hint)
    own = outside.paired[0] if len(outside.paired) == 1 else None
    if own is None and not number:
        hint = "No document of JAGGAER's was booked to it, and neither its number nor the vendor map names a supplier"
        return Hold.of(HoldCode.SUPPLIER_UNKNOWN, vendor=vendor.name, hint=hint)
    return _Supplier(own, number)


def _named(name: str, codes: Mapping[str, str]) -> str:
    """The one code that is mapped to a name."""
    found = [code for code, one in codes.items() if one == name] if name else []
    return found[0] if len(found) == 1 else ""


def _why_not(order: PurchaseOrder) -> Iterator[str]:
    """What no order of JAGGAER's can be."""
    record, counted = order.record, [line for line in order.lines if _is_counted(line)]
    if not NUMBER.fullmatch(order.ref_number):
        yield "its number is empty, or has characters by which it cannot be looked up in JAGGAER"
    if not counted:
        yield "it orders nothing"
    for at, line in enumerate(order.lines, 1):
        if line.amount.amount < 0 or (line.quantity or ZERO) < 0:
            yield f"line {at} is negative"
        elif _is_counted(line) and not line.item:
            yield f"line {at} has no item"
    if record is None or record.total is None or record.txn_date is None:
        yield "QuickBooks shows no date or total of it"
    elif sum((line.amount.amount for line in counted), ZERO) != record.total.amount:
        yield f"its lines come to {Money.total((one.amount for one in counted), record.total.currency)}"


def _is_counted(line: PurchaseOrderLine) -> bool:
    return bool(line.item or line.quantity or line.amount)


def _lines(order: PurchaseOrder, told: OutgoingOrder | None, policy: Policy) -> Iterator[OutgoingLine]:
    known = {line.line_id: line for line in told.lines} if told else {}
    number = max((line.number for line in known.values()), default=0)
    there = set()
    for line in order.lines:
        if not _is_counted(line):
            continue
        there.add(line.line_id)
        number += line.line_id not in known
        yield _line(line, known[line.line_id].number if line.line_id in known else number, policy)
    for one in known.values():
        if one.line_id not in there:
            yield replace(one, quantity=ZERO, amount=Money.zero(one.amount.currency))


def _line(line: PurchaseOrderLine, number: int, policy: Policy) -> OutgoingLine:
    quantity = Decimal(1) if line.quantity is None else line.quantity
    items = policy.orders.items
    code = _named(line.item, items.map)
    return OutgoingLine(
        number=number,
        line_id=line.line_id,
        catalog_number=code if code and items.by == "catalog" else line.item,
        description=line.description or line.item,
        quantity=quantity,
        unit=LOT if line.quantity is None else _named(line.unit, policy.orders.units) or line.unit,
        price=_price(line.amount.amount, quantity),
        amount=line.amount,
        commodity=code if items.by == "commodity" else "",
    )


def _price(amount: Decimal, quantity: Decimal) -> Decimal:
    """Of one; an amount that it does not come to goes beside it."""
    return (amount / quantity).quantize(PRICE).normalize() if quantity else ZERO


def change_of(back: WriteBack, wanted: OutgoingOrder, close: str) -> Change | None:
    """What JAGGAER has to be told, where it is anything; ``close`` is its operation for that, empty without one."""
    told = back.told
    if told is None and back.own_id:
        return Change.UPDATE
    if told is None:
        return None if wanted.is_closed else Change.CREATE
    counts = _substance if wanted.is_closed else bare  # nobody orders by what is over: other codes are no news of it
    if counts(told) != counts(wanted):
        return Change.UPDATE
    return Change.CLOSE if close and wanted.is_closed and not back.ended else None


def _substance(order: OutgoingOrder) -> tuple[object, ...]:
    lines = [(one.number, one.quantity, one.amount) for one in order.lines if one.quantity]
    return (order.number, order.supplier_number or order.supplier_id, sorted(lines, key=lambda one: one[0]))


def bare(order: OutgoingOrder) -> tuple[object, ...]:
    """All of it but whether it is closed, and what QuickBooks calls the vendor."""
    supplier = order.supplier_number or order.supplier_id
    header = (order.number, supplier, order.day, order.expected, order.terms)
    return (*header, order.total, order.lines)


class Shows(Enum):
    """What JAGGAER shows of a write."""

    DONE = "it has it"
    NOT_DONE = "it has what it had before"


@dataclass(frozen=True, slots=True)
class There:
    """JAGGAER's order of a number, as it was read just now; ``reference`` is the id that QuickBooks has of it."""

    order: Order | Hold
    own_id: str
    reference: str = ""


def shown(back: WriteBack, there: There | None, *, is_sole_source: bool) -> Shows | Hold:
    """What JAGGAER's own reading says; ``is_sole_source`` is whether no order begins in JAGGAER."""
    if back.change is Change.CREATE:
        return _created(back, there, is_sole_source=is_sole_source)
    if there is None:
        is_over = back.change in (Change.CANCEL, Change.CLOSE) and bool(back.own_id)
        return Shows.DONE if is_over else Hold.of(HoldCode.GONE_IN_JAGGAER, number=back.number)
    order = there.order
    if isinstance(order, Hold):
        return Shows.NOT_DONE if back.overwrites else _changed(back, there)
    if back.change is Change.CANCEL and order.standing is Standing.CANCELLED:
        return Shows.DONE
    if back.change is Change.CLOSE and order.standing in OVER:
        return Shows.DONE
    if back.change is Change.UPDATE:
        return _updated(back, order, there)
    return Shows.NOT_DONE if back.overwrites or is_as_told(back.told, order) else _changed(back, there)


def _created(back: WriteBack, there: There | None, *, is_sole_source: bool) -> Shows | Hold:
    if there is None:
        return Shows.NOT_DONE
    order, is_marked = there.order, there.reference == back.subject
    wanted = back.wanted
    if is_marked and wanted is not None and isinstance(order, Order):
        wanted = replace(wanted, number=order.number)  # JAGGAER may number orders itself
    is_same = isinstance(order, Order) and order.standing not in OVER and is_as_told(wanted, order)
    if is_same and (is_marked or (not there.reference and (back.attempts or is_sole_source))):
        return Shows.DONE
    return _changed(back, there) if is_marked else _taken(back, there)


def _updated(back: WriteBack, order: Order, there: There) -> Shows | Hold:
    """A change that JAGGAER does not show, as it is of words alone, may go twice: it leaves the same."""
    if order.standing is Standing.CANCELLED:
        return over_in_jaggaer(back.number, CANCELLED, back.wanted)
    has_it, had_it = is_as_told(back.wanted, order), is_as_told(back.told, order)
    if has_it and (_is_word_for_word(back.wanted, order) or not had_it):
        return Shows.DONE
    return Shows.NOT_DONE if had_it or back.overwrites else _changed(back, there)


def is_as_told(ours: OutgoingOrder | None, there: Order) -> bool:
    """Whether an order of JAGGAER's is what it was told, in all that counts: supplier, quantities and amounts."""
    if ours is None or ours.number != there.number:
        return False
    is_same_id = ours.supplier_id is not None and ours.supplier_id == there.supplier.id
    if not is_same_id and (not ours.supplier_number or ours.supplier_number != there.supplier.number):
        return False
    wanted = {one.number: (one.quantity, one.amount) for one in ours.lines if one.quantity}
    return wanted == {one.number: (one.quantity, one.amount) for one in there.lines if not one.is_cancelled}


def _is_word_for_word(ours: OutgoingOrder | None, there: Order) -> bool:
    if ours is None:
        return False
    said = {one.number: (one.description, one.catalog_number, one.unit, ours.expected) for one in ours.lines}
    found = {one.number: (one.description, one.catalog_number, one.unit, one.requested) for one in there.lines}
    is_headed_so = (ours.day, ours.terms) == (there.order_date, there.terms or "")
    return is_headed_so and {number: said[number] for number in found if number in said} == found


def over_in_jaggaer(number: str, how: str, ours: OutgoingOrder | None) -> Hold:
    """JAGGAER has ended what QuickBooks has open."""
    return Hold.of(HoldCode.ENDED_IN_JAGGAER, number=number, how=how, ours=ours or "nothing")


def _changed(back: WriteBack, there: There) -> Hold:
    before, now = back.told or "nothing", back.wanted or "deleted"
    return Hold.of(HoldCode.CHANGED_IN_JAGGAER, number=back.number, told=before, there=described(there.order), ours=now)


def _taken(back: WriteBack, there: There) -> Hold:
    ours = back.wanted or "nothing"
    return Hold.of(HoldCode.NUMBER_IN_JAGGAER, number=back.number, there=described(there.order), ours=ours)


def described(order: Order | Hold) -> str:
    """What JAGGAER has, in words, as ``OutgoingOrder`` says what it is to have."""
    if isinstance(order, Hold):
        return order.what
    lines = [
        f"{one.number}: {one.quantity.normalize():f} at {one.unit_price.normalize():f}"
        for one in order.lines
        if not one.is_cancelled
    ]
    ended = "" if order.standing is Standing.DUE else f", {order.standing.value}"
    return f"{order.total} of {order.supplier.name} ({', '.join(lines)}){ended}"
