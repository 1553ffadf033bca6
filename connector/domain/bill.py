"""What we write to QuickBooks: a bill, or the vendor credit that a credit memo becomes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from connector.domain.identifiers import ListID, RefNumber, SupplierId, TxnID, TxnLineID
from connector.domain.kind import Kind
from connector.domain.money import Money


@dataclass(frozen=True, slots=True)
class ExpenseLine:
    account_id: ListID
    account: str
    amount: Money
    memo: str = ""


@dataclass(frozen=True, slots=True)
class PurchaseOrderLink:
    """One purchase order line; its item then comes from the order and must not be given again."""

    txn_id: TxnID
    line_id: TxnLineID
    ref_number: str


@dataclass(frozen=True, slots=True)
class ItemLine:
    link: PurchaseOrderLink
    quantity: Decimal
    amount: Money
    description: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """
    A bill or vendor credit about to be written; ``due_date`` and ``terms`` are for bills only.

    ``mark`` stands in the memo and, with the ExternalGUID, tells our own record from a person's.
    """

    kind: Kind
    supplier_id: SupplierId
    vendor_id: ListID
    vendor: str
    ref_number: RefNumber
    txn_date: date
    due_date: date | None
    terms_id: ListID | None
    memo: str
    mark: str
    expenses: tuple[ExpenseLine, ...]
    items: tuple[ItemLine, ...]
    total: Money

    @property
    def computed_total(self) -> Money:
        lines = [*(line.amount for line in self.expenses), *(line.amount for line in self.items)]
        return Money.total(lines, self.total.currency)

    @property
    def purchase_orders(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(line.link.ref_number for line in self.items))
