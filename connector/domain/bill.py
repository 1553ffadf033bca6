"""What we write to QuickBooks: a bill, the vendor credit that a credit memo becomes, or an item receipt."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
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
    class_id: ListID | None = None
    customer_id: ListID | None = None
    tax_code_id: ListID | None = None


@dataclass(frozen=True, slots=True)
class PurchaseOrderLink:
    """
    One purchase order line; its item then comes from the order and must not be given again.

    ``receipts`` are the item receipts of ours that a bill of this line takes the place of.
    """

    txn_id: TxnID
    line_id: TxnLineID
    ref_number: str
    receipts: tuple[TxnID, ...] = ()


@dataclass(frozen=True, slots=True)
class ItemLine:
    """``account_id`` overrides the account of the item, where the customer's codes decide."""

    link: PurchaseOrderLink
    quantity: Decimal
    amount: Money
    description: str = ""
    account_id: ListID | None = None
    class_id: ListID | None = None
    customer_id: ListID | None = None
    tax_code_id: ListID | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """What one thing of JAGGAER's became, and the rule that says so."""

    about: str
    became: str
    rule: str

    def __str__(self) -> str:
        return f"{self.about} → {self.became} [{self.rule}]"


@dataclass(frozen=True, slots=True)
class Draft:
    """
    A bill, vendor credit or item receipt about to be written; ``due_date`` and ``terms`` are for bills only.

    ``payable_id`` is the accounts payable account and ``exchange_rate`` home units to one of the total's currency,
    where they are not QuickBooks' choice.

    ``choices`` are why each part is as it is; they say nothing of what is written.

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
    payable_id: ListID | None = None
    exchange_rate: Decimal | None = None
    choices: tuple[Choice, ...] = field(default=(), compare=False)

    @property
    def computed_total(self) -> Money:
        lines = [*(line.amount for line in self.expenses), *(line.amount for line in self.items)]
        return Money.total(lines, self.total.currency)

    @property
    def parts(self) -> tuple[tuple[str, Money], ...]:
        """Its lines, in words and amounts."""
        items = ((f"order {one.link.ref_number} {one.description}".strip(), one.amount) for one in self.items)
        return (*items, *((f"{one.account} {one.memo}".strip(), one.amount) for one in self.expenses))

    @property
    def taken(self) -> Mapping[TxnLineID, Decimal]:
        """How much it takes of each line of an order."""
        found: dict[TxnLineID, Decimal] = {}
        for line in self.items:
            found[line.link.line_id] = found.get(line.link.line_id, Decimal(0)) + line.quantity
        return found

    @property
    def replaces(self) -> tuple[TxnID, ...]:
        """The item receipts that go as it comes."""
        return tuple(dict.fromkeys(one for line in self.items for one in line.link.receipts))

    @property
    def bare(self) -> Draft:
        """The same, whatever it takes the place of."""
        items = (replace(line, link=replace(line.link, receipts=())) for line in self.items)
        return replace(self, items=tuple(items))

    @property
    def purchase_orders(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(line.link.ref_number for line in self.items))
