"""An invoice or credit memo as JAGGAER approved it, with every amount positive as printed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import Enum

from connector.domain.identifiers import DocumentId, SupplierId
from connector.domain.money import Money


class InvoiceKind(Enum):
    INVOICE = "invoice"
    CREDIT = "credit memo"


class Standing(Enum):
    """What JAGGAER's two statuses together mean for us."""

    DUE = "due"
    NOT_DUE = "not due"
    CANCELLED = "cancelled"
    CLOSED = "closed"
    SKIPPED = "skipped"
    NOTED = "noted"
    OWN = "quickbooks' own"
    STRANGE = "of an unknown status"


class ChargeKind(Enum):
    TAX1 = "tax1"
    TAX2 = "tax2"
    SHIPPING = "shipping"
    HANDLING = "handling"
    MISC = "misc"
    DISCOUNT = "discount"


@dataclass(frozen=True, slots=True)
class Supplier:
    """``number`` is the ERP vendor number that JAGGAER holds, where it holds one."""

    id: SupplierId
    name: str
    number: str | None = None


@dataclass(frozen=True, slots=True)
class Split:
    """A share of a line and the accounting codes it is charged to; ``share`` is its weight beside the others'."""

    share: Decimal
    codes: tuple[tuple[str, str], ...]

    def code(self, field: str) -> str | None:
        return dict(self.codes).get(field)


@dataclass(frozen=True, slots=True)
class Charge:
    """A charge of the whole document; a discount is positive and lowers the total."""

    kind: ChargeKind
    label: str
    amount: Money

    @property
    def effect(self) -> Money:
        return -self.amount if self.kind is ChargeKind.DISCOUNT else self.amount


@dataclass(frozen=True, slots=True)
class InvoiceLine:
    """
    JAGGAER gives no extended amount: ``amount`` is quantity times unit price, to the cent.

    ``codings`` say what it is charged to, one for each chart of accounts, its own before the document's.
    ``charges`` are its shares of the document's charges, where JAGGAER tells them. ``unit`` is what it is counted in; a
    line in another unit alone is no other version (``sync.fingerprint``).
    """

    number: int
    description: str
    quantity: Decimal
    unit_price: Decimal
    amount: Money
    po_number: str | None = None
    po_line: int | None = None
    codings: tuple[tuple[Split, ...], ...] = ()
    charges: tuple[Charge, ...] = ()
    unit: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Invoice:
    """
    ``stamp`` is JAGGAER's ``lastUpdate``: it tells a new version of the same document. ``statuses`` are its own words,
    of which ``standing`` is the meaning; ``is_paid`` is that they say that it was paid, and no version of it.
    """

    id: DocumentId
    number: str
    kind: InvoiceKind
    standing: Standing
    supplier: Supplier
    supplier_invoice_number: str | None
    invoice_date: date
    accounting_date: date
    due_date: date | None
    terms: str | None
    lines: tuple[InvoiceLine, ...]
    charges: tuple[Charge, ...]
    total: Money
    stamp: str
    exchange_rate: Decimal | None = None
    statuses: str = ""
    is_paid: bool = field(default=False, repr=False, compare=False)

    @property
    def computed_total(self) -> Money:
        lines = Money.total((line.amount for line in self.lines), self.total.currency)
        return Money.total((charge.effect for charge in self.charges), self.total.currency) + lines
