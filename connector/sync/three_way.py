"""
What was ordered, what came and what was billed of an order, line by line: the questions of a three-way match.

Matching is JAGGAER's (UMass, Colorado): these numbers are shown, and hold nothing unless the customer wants it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from connector.domain.draft import OrderDraft
from connector.domain.identifiers import TxnLineID
from connector.domain.order import Order
from connector.domain.records import PurchaseOrder, PurchaseOrderLine

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Goods:
    """One line of an order; ``billed`` is what QuickBooks shows, where it has the order."""

    number: int
    description: str
    ordered: Decimal
    received: Decimal
    billed: Decimal | None

    def __str__(self) -> str:
        words = [f"ordered {_plain(self.ordered)}", f"received {_plain(self.received)}"]
        words += [f"billed {_plain(self.billed)}"] if self.billed is not None else ["not in QuickBooks"]
        return f"line {self.number} {self.description}".strip() + f": {', '.join(words)}"


def goods(
    order: Order, written: OrderDraft | None, came: Mapping[int, Decimal], stands: PurchaseOrder | None
) -> Iterator[Goods]:
    """Line by line, in JAGGAER's order; ``came`` is how much of each JAGGAER received."""
    known = _by_number(written, stands)
    for line in order.lines:
        there = known.get(line.number)
        ordered = ZERO if line.is_cancelled else line.quantity
        billed = there.billed if there is not None else None
        yield Goods(line.number, line.description, ordered, came.get(line.number, ZERO), billed)


def _by_number(written: OrderDraft | None, stands: PurchaseOrder | None) -> Mapping[int, PurchaseOrderLine]:
    """QuickBooks' lines by JAGGAER's numbers: as they were paired, else by their places."""
    if stands is None:
        return {}
    if written is None:
        return dict(enumerate(stands.lines, 1))
    there: dict[TxnLineID | None, PurchaseOrderLine] = {line.line_id: line for line in stands.lines}
    return {line.number: there[line.line_id] for line in written.lines if line.line_id in there}


def _plain(quantity: Decimal) -> str:
    return f"{quantity.normalize():f}"
