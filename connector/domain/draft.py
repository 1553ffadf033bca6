"""What is to be in QuickBooks, kind by kind; bills and vendor credits have a module of their own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Self

from connector.domain.bill import Choice, Draft
from connector.domain.identifiers import ListID, SupplierId, TxnID, TxnLineID
from connector.domain.kind import Kind
from connector.domain.money import Money


@dataclass(frozen=True, slots=True)
class VendorDraft:
    """A vendor as JAGGAER knows the supplier; ``notes`` carry our ``mark``, as a bill's memo does."""

    supplier_id: SupplierId
    name: str
    company_name: str = ""
    account_number: str = ""
    notes: str = ""
    mark: str = ""

    @property
    def kind(self) -> Kind:
        return Kind.VENDOR

    @property
    def ref_number(self) -> str:
        """What it is found by: names are unique among vendors, customers, employees and other names."""
        return self.name


class BillsNoOrder:
    """A draft that bills no purchase order, and takes the place of no item receipt."""

    __slots__ = ()

    @property
    def bare(self) -> Self:
        return self

    @property
    def taken(self) -> Mapping[TxnLineID, Decimal]:
        return {}

    @property
    def purchase_orders(self) -> tuple[str, ...]:
        return ()


@dataclass(frozen=True, slots=True)
class VendorDetails(BillsNoOrder):
    """
    A vendor that says what JAGGAER's supplier says: ``fields`` are those that JAGGAER is the master of, by their paths
    in QuickBooks' words. ``vendor_id`` is empty where QuickBooks is to have it first. It is no money.
    """

    supplier_id: SupplierId
    vendor_id: ListID
    vendor: str
    fields: tuple[tuple[str, str], ...]
    mark: str = ""
    choices: tuple[Choice, ...] = field(default=(), compare=False)

    @property
    def kind(self) -> Kind:
        return Kind.VENDOR

    @property
    def ref_number(self) -> str:
        return dict(self.fields).get("Name") or self.vendor

    @property
    def memo(self) -> str:
        return dict(self.fields).get("Notes", "")

    @property
    def txn_date(self) -> None:
        return None

    @property
    def total(self) -> Money:
        return Money.zero()

    @property
    def computed_total(self) -> Money:
        return self.total

    @property
    def parts(self) -> tuple[tuple[str, Money], ...]:
        return ()


@dataclass(frozen=True, slots=True)
class OrderDraftLine:
    """
    ``number`` is JAGGAER's of the line, and ``line_id`` QuickBooks', once QuickBooks has said it: the two are a pair,
    whatever becomes of the places of lines. A line without ``rate`` is written by its amount.
    """

    number: int
    item_id: ListID
    item: str
    quantity: Decimal
    amount: Money
    rate: Decimal | None = None
    description: str = ""
    unit: str = ""
    class_id: ListID | None = None
    customer_id: ListID | None = None
    tax_code_id: ListID | None = None
    is_closed: bool = False
    line_id: TxnLineID | None = None


@dataclass(frozen=True, slots=True)
class OrderDraft(BillsNoOrder):
    """
    A purchase order; its RefNumber has at most 11 characters.

    ``ship_to`` are the lines of an address, ``is_closed`` that nothing more of it is expected,
    ``confirmed`` the supplier's own number of it, for the field Other1. ``extensions`` are the data extensions that it
    is to have, by name and value. JAGGAER has sent it to the supplier already: QuickBooks never prints or mails it.
    """

    supplier_id: SupplierId
    vendor_id: ListID
    vendor: str
    ref_number: str
    txn_date: date
    lines: tuple[OrderDraftLine, ...]
    memo: str
    mark: str
    total: Money
    terms_id: ListID | None = None
    class_id: ListID | None = None
    expected: date | None = None
    ship_to: tuple[str, ...] = ()
    exchange_rate: Decimal | None = None
    is_closed: bool = False
    confirmed: str = ""
    extensions: tuple[tuple[str, str], ...] = ()
    choices: tuple[Choice, ...] = field(default=(), compare=False)

    @property
    def kind(self) -> Kind:
        return Kind.ORDER

    @property
    def computed_total(self) -> Money:
        return Money.total((line.amount for line in self.lines), self.total.currency)

    @property
    def parts(self) -> tuple[tuple[str, Money], ...]:
        """Its lines, in words and amounts."""
        return tuple((f"line {line.number} {line.item} {line.description}".strip(), line.amount) for line in self.lines)


@dataclass(frozen=True, slots=True)
class Extension:
    """The value of one of our data extensions: on an order, a vendor, or without their ids on the company itself."""

    owner_id: str
    name: str
    value: str
    vendor_id: ListID | None = None
    order_id: TxnID | None = None

    @property
    def kind(self) -> Kind:
        return Kind.EXTENSION

    @property
    def ref_number(self) -> str:
        return self.name


Posting = Draft | OrderDraft | VendorDetails
"""What a document of JAGGAER's can become."""
POSTINGS = (Draft, OrderDraft, VendorDetails)

Wanted = Posting | VendorDraft | Extension
"""What an operation wants to be in QuickBooks."""
