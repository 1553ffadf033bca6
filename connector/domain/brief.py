"""
A document and its operation in brief: what sums and lists of a company's documents need, without payloads, drafts and
records.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from connector.domain.identifiers import DocumentId
from connector.domain.money import Money
from connector.domain.operation import TAKES_OUT, Deed, Operation, State


@dataclass(frozen=True, slots=True)
class Brief:
    """``posted`` is the total that was written and ``shown`` the one that QuickBooks shows, each as people read it."""

    generation: int
    state: State
    deed: Deed
    tied: bool | None
    is_paired: bool
    is_coded: bool
    posted: str
    record: str
    shown: str

    @property
    def is_as_posted(self) -> bool:
        """Whether the record stands as it was written, and was read back so."""
        is_written = self.state is State.DONE and self.deed not in TAKES_OUT
        return is_written and self.tied is True and not self.is_paired and not self.is_coded


@dataclass(frozen=True, slots=True)
class InvoiceTotal:
    """What the header of an invoice says of its money; the total of a credit memo is less than nothing."""

    supplier: str
    day: date | None
    total: Money | None
    is_paid: bool = False


@dataclass(frozen=True, slots=True)
class Listed:
    """A document with its newest operation, in brief."""

    id: DocumentId
    number: str
    standing: str
    last: Brief | None


@dataclass(frozen=True, slots=True)
class Summed:
    """Invoices of one vendor and day that stand as they were posted: how many, and what each side has of them."""

    vendor: str
    day: date | None
    currency: str
    count: int
    jaggaer: Decimal
    quickbooks: Decimal


@dataclass(frozen=True, slots=True)
class Apart:
    """An invoice that stands otherwise than it was posted, or over another amount; ``is_paid`` is JAGGAER's word."""

    document: DocumentId
    supplier: str
    day: date | None
    total: Money | None
    is_paid: bool


def brief_of(operation: Operation) -> Brief:
    record = operation.record
    return Brief(
        operation.generation,
        operation.state,
        operation.deed,
        operation.tied,
        is_paired=operation.draft is None and operation.deed is Deed.ADD,
        is_coded=bool(operation.coded),
        posted=str(operation.posting.total) if operation.posting else "",
        record=record.id if record else "",
        shown=str(record.total) if record and record.total is not None else "",
    )
