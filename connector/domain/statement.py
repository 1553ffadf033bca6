"""
The statement of a day: what JAGGAER has and what QuickBooks has, vendor by vendor and day by day, to the cent.

Rule 1: every difference has a class and a reason; those of a vendor and day come to the difference of its sums.
Rule 2: a credit memo counts less than nothing on both sides.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum

from connector.domain.identifiers import CompanyName


class Class(Enum):
    """Why one invoice does not stand the same on both sides."""

    NOT_YET_DUE = "not yet due"
    QUEUED = "queued"
    IN_FLIGHT = "in flight"
    HELD = "held"
    REFUSED = "refused by QuickBooks"
    CHANGED = "changed in QuickBooks"
    VOIDED = "voided in QuickBooks"
    DELETED = "deleted in QuickBooks"
    PAIRED = "entered by hand and paired"
    NOT_OURS = "entered by hand and not ours"
    CANCELLED = "cancelled in JAGGAER"
    RESTORED = "lost with a restored backup"
    AMOUNT = "currency or rounding"
    PAID_HERE = "paid in QuickBooks only"
    PAID_THERE = "paid in JAGGAER only"
    SETTLED = "settled by hand"


@dataclass(frozen=True, slots=True)
class Row:
    """One vendor on one day, in one currency: how many documents each side has, and over how much."""

    vendor: str
    day: date | None
    currency: str
    jaggaer_count: int
    jaggaer: Decimal
    quickbooks_count: int
    quickbooks: Decimal

    @property
    def difference(self) -> Decimal:
        return self.jaggaer - self.quickbooks


@dataclass(frozen=True, slots=True)
class Difference:
    """
    One document, or one bill of QuickBooks' alone; ``why`` says in words what it waits for or what differs.

    An amount is None where that side has none. ``is_fine`` says that it takes its time, or is as a person said.
    """

    kind: Class
    document: str
    vendor: str
    day: date | None
    currency: str
    jaggaer: Decimal | None = None
    quickbooks: Decimal | None = None
    number: str = ""
    txn_id: str = ""
    why: str = ""
    is_fine: bool = False

    @property
    def amount(self) -> Decimal:
        return (self.jaggaer or Decimal(0)) - (self.quickbooks or Decimal(0))


@dataclass(frozen=True, slots=True)
class Statement:
    """
    ``at`` is when it was made, ``read_at`` when QuickBooks' lists were read last, ``polled_at`` JAGGAER's.

    ``rows`` are by vendor and day, ``differences`` by class.
    """

    company: CompanyName
    at: datetime
    read_at: datetime | None
    polled_at: datetime | None
    rows: tuple[Row, ...]
    differences: tuple[Difference, ...]

    @property
    def totals(self) -> dict[str, tuple[Decimal, Decimal]]:
        """What each side comes to, by currency."""
        found: dict[str, tuple[Decimal, Decimal]] = {}
        for row in self.rows:
            ours, theirs = found.get(row.currency, (Decimal(0), Decimal(0)))
            found[row.currency] = ours + row.jaggaer, theirs + row.quickbooks
        return found

    @property
    def is_tied(self) -> bool:
        """Whether nothing differs but what takes its time, or is as a person said."""
        return all(one.is_fine for one in self.differences)

    @property
    def count(self) -> int:
        """How many documents JAGGAER has."""
        return sum(one.jaggaer_count for one in self.rows)
