"""A receipt as JAGGAER has it: how much of an order's lines came, or went back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from connector.domain.identifiers import DocumentId, SupplierId
from connector.domain.invoice import Standing, Supplier
from connector.domain.money import Money

NOBODY = Supplier(SupplierId(""), "")
PREFIX = "receipt:"
"""Begins the ids of receipts, as ``connector.kinds`` tells kinds of documents apart."""


@dataclass(frozen=True, slots=True)
class ReceiptLine:
    """``quantity`` is less than nothing where goods went back, and nothing where the line was cancelled."""

    po_line: int
    quantity: Decimal
    cost: Decimal


@dataclass(frozen=True, slots=True)
class Receipt:
    """
    People call it by its order: ``number`` is the order's. It names no supplier, as the order does.

    ``receipt_number`` is its own. ``order_id`` is QuickBooks' id of the order that what is left of it is received of.
    """

    id: DocumentId
    number: str
    receipt_number: str
    day: date
    standing: Standing
    lines: tuple[ReceiptLine, ...]
    stamp: str
    currency: str = ""
    statuses: str = ""
    order_id: str = ""

    @property
    def supplier(self) -> Supplier:
        return NOBODY

    @property
    def total(self) -> Money:
        return Money.rounded(sum((line.quantity * line.cost for line in self.lines), Decimal(0)), self.currency)
