"""QuickBooks' vendors, accounts, terms and purchase orders, as far as posting a bill needs them."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from connector.domain.identifiers import ListID, TxnID, TxnLineID
from connector.domain.money import Money


@dataclass(frozen=True, slots=True)
class Vendor:
    """``custom`` holds the public custom fields (OwnerID 0): QuickBooks has no vendor number of its own."""

    list_id: ListID
    name: str
    is_active: bool = True
    account_number: str | None = None
    custom: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Account:
    list_id: ListID
    full_name: str
    is_active: bool = True


@dataclass(frozen=True, slots=True)
class Terms:
    list_id: ListID
    name: str
    is_active: bool = True


@dataclass(frozen=True, slots=True)
class PurchaseOrderLine:
    line_id: TxnLineID
    item: str
    quantity: Decimal | None
    received: Decimal
    amount: Money
    is_closed: bool = False

    @property
    def open_quantity(self) -> Decimal:
        return (self.quantity or Decimal(0)) - self.received


@dataclass(frozen=True, slots=True)
class PurchaseOrder:
    txn_id: TxnID
    ref_number: str
    vendor_id: ListID
    lines: tuple[PurchaseOrderLine, ...]
    is_closed: bool = False


@dataclass(frozen=True, slots=True)
class Books:
    """Everything of one company file that a posting decision looks at."""

    vendors: tuple[Vendor, ...] = ()
    accounts: tuple[Account, ...] = ()
    terms: tuple[Terms, ...] = ()
    purchase_orders: tuple[PurchaseOrder, ...] = ()
