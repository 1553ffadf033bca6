"""A purchase order as JAGGAER has it: what was ordered, and how much of it still stands."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from connector.domain.identifiers import DocumentId
from connector.domain.invoice import Charge, Split, Standing, Supplier
from connector.domain.money import Money


@dataclass(frozen=True, slots=True)
class OrderLine:
    """
    ``number`` is what JAGGAER calls it by, whatever its place is; ``is_cancelled`` that nothing more of it is expected.

    ``codings`` say what it is charged to, one for each chart of accounts, its own before the document's.
    """

    number: int
    description: str
    quantity: Decimal
    unit_price: Decimal
    amount: Money
    catalog_number: str = ""
    commodity: str = ""
    unit: str = ""
    requested: date | None = None
    is_cancelled: bool = False
    codings: tuple[tuple[Split, ...], ...] = ()
    charges: tuple[Charge, ...] = ()


@dataclass(frozen=True, slots=True)
class Confirmation:
    """What the supplier said: ``number`` is its own of the order, ``is_accepted`` that it delivers as ordered."""

    status: str
    is_accepted: bool
    day: date | None = None
    number: str = ""

    def __str__(self) -> str:
        parts = [self.status, f"for {self.day}" if self.day else "", f"as {self.number}" if self.number else ""]
        return " ".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class Order:
    """
    ``revision`` counts its versions under one number; ``stamp`` is JAGGAER's ``lastUpdate``. ``ship_to`` are the lines
    of an address, ``reference`` is another number of it, as QuickBooks' TxnID of what began there. ``statuses`` are
    JAGGAER's own words, of which ``standing`` is the meaning.
    """

    id: DocumentId
    number: str
    revision: int
    standing: Standing
    supplier: Supplier
    order_date: date
    terms: str | None
    ship_to: tuple[str, ...]
    lines: tuple[OrderLine, ...]
    charges: tuple[Charge, ...]
    total: Money
    stamp: str
    exchange_rate: Decimal | None = None
    statuses: str = ""
    confirmation: Confirmation | None = None
    reference: str = field(default="", repr=False)

    @property
    def requested(self) -> date | None:
        """The first day that anything of it is wanted on."""
        days = (line.requested for line in self.lines if line.requested and not line.is_cancelled)
        return min(days, default=None)

    @property
    def computed_total(self) -> Money:
        lines = Money.total((line.amount for line in self.lines if not line.is_cancelled), self.total.currency)
        return Money.total((charge.effect for charge in self.charges), self.total.currency) + lines
