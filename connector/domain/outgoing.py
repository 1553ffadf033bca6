"""What JAGGAER is to have of a purchase order that QuickBooks owns."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from connector.domain.identifiers import SupplierId, TxnID, TxnLineID
from connector.domain.money import Money


@dataclass(frozen=True, slots=True)
class OutgoingLine:
    """
    ``number`` is what JAGGAER calls it by, and stays with QuickBooks' ``line_id``, wherever the line is moved.

    A ``quantity`` of 0 takes it back. ``catalog_number`` and ``commodity`` are the customer's codes of its item.
    """

    number: int
    line_id: TxnLineID
    catalog_number: str
    description: str
    quantity: Decimal
    unit: str
    price: Decimal
    amount: Money
    commodity: str = ""


@dataclass(frozen=True, slots=True)
class OutgoingOrder:
    """
    ``txn_id`` is QuickBooks' id of it, ``number`` its RefNumber.

    The supplier is known by JAGGAER's own id, or by the number that JAGGAER has of it, or by both.
    """

    txn_id: TxnID
    number: str
    supplier_id: SupplierId | None
    supplier_number: str
    vendor: str
    day: date
    lines: tuple[OutgoingLine, ...]
    total: Money
    expected: date | None = None
    terms: str = ""
    is_closed: bool = False

    def __str__(self) -> str:
        standing = [one for one in self.lines if one.quantity]
        lines = ", ".join(
            f"{one.number}: {one.quantity.normalize():f} at {one.price.normalize():f}" for one in standing
        )
        return f"{self.total} ({lines})"
