"""What is to be in QuickBooks, kind by kind; bills and vendor credits have a module of their own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from connector.domain.bill import Draft
from connector.domain.identifiers import ListID, SupplierId
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


@dataclass(frozen=True, slots=True)
class OrderLine:
    item_id: ListID
    quantity: Decimal
    rate: Decimal
    description: str = ""


@dataclass(frozen=True, slots=True)
class OrderDraft:
    """A purchase order; its RefNumber has at most 11 characters."""

    vendor_id: ListID
    vendor: str
    ref_number: str
    txn_date: date
    lines: tuple[OrderLine, ...]
    memo: str
    mark: str
    total: Money

    @property
    def kind(self) -> Kind:
        return Kind.ORDER


@dataclass(frozen=True, slots=True)
class Extension:
    """The value of one of our data extensions; on the company itself without a ``vendor_id``."""

    owner_id: str
    name: str
    value: str
    vendor_id: ListID | None = None

    @property
    def kind(self) -> Kind:
        return Kind.EXTENSION

    @property
    def ref_number(self) -> str:
        return self.name


Wanted = Draft | VendorDraft | OrderDraft | Extension
"""What an operation wants to be in QuickBooks."""
