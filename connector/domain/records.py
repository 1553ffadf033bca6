"""
QuickBooks' lists, orders and preferences, as far as posting a bill needs them, and how they are looked up.

Every record has an id and keys; whoever looks something up names a shelf and a key, and pays for what is found, not
for what there is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Generic, Literal, Protocol, TypeVar

from connector.domain.identifiers import ListID, SupplierId, TxnID, TxnLineID
from connector.domain.illegible import DependsOnIllegible, Illegible, place_on
from connector.domain.keys import by_id, by_look, by_mark, by_name, by_number, by_order
from connector.domain.mark import document_of
from connector.domain.money import Money
from connector.domain.payment import Payment, Settlement
from connector.domain.record import Record


@dataclass(frozen=True, slots=True)
class Vendor:
    """
    ``custom`` holds the public custom fields (OwnerID 0): QuickBooks has no vendor number of its own.

    ``currency`` is QuickBooks' name of it (``US Dollar``), and there only where the file has several. ``details`` are
    the fields that JAGGAER has, too, by their paths in QuickBooks' words; ``created`` is the day that it was entered.
    """

    list_id: ListID
    name: str
    is_active: bool = True
    account_number: str | None = None
    custom: tuple[tuple[str, str], ...] = ()
    currency: str = ""
    details: tuple[tuple[str, str], ...] = ()
    created: date | None = None

    @property
    def record_id(self) -> str:
        return self.list_id

    @property
    def numbers(self) -> dict[str, str]:
        """What may be its number, by where it stands."""
        own = [("account_number", self.account_number), *((f"custom_field:{name}", one) for name, one in self.custom)]
        return {where: one for where, one in own if one}

    @property
    def keys(self) -> tuple[str, ...]:
        own = (by_number(where, one) for where, one in self.numbers.items())
        document = document_of(dict(self.details).get("Notes", ""))
        marked = (by_mark(document),) if document is not None else ()
        return (by_id(self.list_id), by_name(self.name), by_look(self.name), *own, *marked)


NO_LINES = frozenset({"AccountsPayable", "AccountsReceivable", "NonPosting"})
"""Types of accounts that no line can be booked on."""


@dataclass(frozen=True, slots=True)
class Account:
    """``type`` is Intuit's: ``Expense``, ``AccountsPayable``, ``NonPosting`` and so on."""

    list_id: ListID
    full_name: str
    is_active: bool = True
    number: str = ""
    type: str = ""

    @property
    def record_id(self) -> str:
        return self.list_id

    @property
    def keys(self) -> tuple[str, ...]:
        number = (by_number("account", self.number),) if self.number else ()
        return (by_id(self.list_id), by_name(self.full_name), *number)


@dataclass(frozen=True, slots=True)
class Named:
    """A record of a list of which its name is all we need; ``name`` is the full one, ``Parent:Child``."""

    list_id: ListID
    name: str
    is_active: bool = True

    @property
    def record_id(self) -> str:
        return self.list_id

    @property
    def keys(self) -> tuple[str, ...]:
        return (by_id(self.list_id), by_name(self.name))


class Terms(Named):
    """Standard and date-driven ones."""


class Class(Named):
    """What QuickBooks tracks departments and the like with."""


class Customer(Named):
    """A customer, or a job of one."""


@dataclass(frozen=True, slots=True)
class Item(Named):
    """
    One that an order may name; where no orders are entered, the inactive ones alone are read.

    ``expense_account`` is what is bought of it booked to; one that is kept on stock has none.
    """

    expense_account: ListID | None = None


class TaxCode(Named):
    """Of editions that have taxes on bills."""


@dataclass(frozen=True, slots=True)
class PurchaseOrderLine:
    line_id: TxnLineID
    item: str
    quantity: Decimal | None
    received: Decimal
    amount: Money
    is_closed: bool = False
    item_id: ListID = ListID("")
    unbilled: Decimal = Decimal(0)
    description: str = ""
    unit: str = ""

    @property
    def billed(self) -> Decimal:
        """Of what came, by a bill or an item receipt, what is no item receipt any more."""
        return self.received - self.unbilled

    @property
    def open_quantity(self) -> Decimal:
        return (self.quantity or Decimal(0)) - self.received

    @property
    def rate(self) -> Decimal | None:
        return self.amount.amount / self.quantity if self.quantity else None


@dataclass(frozen=True, slots=True)
class PurchaseOrder:
    """
    ``has_receipts`` says that goods came in on an item receipt, which is no bill yet; ``receipts`` are their ids, of
    which an older release kept none.

    ``record`` is it as any other record; one that an older release kept has none until it is read again. ``other1`` is
    the first of its two free fields.
    """

    txn_id: TxnID
    ref_number: str
    vendor_id: ListID
    lines: tuple[PurchaseOrderLine, ...]
    is_closed: bool = False
    has_receipts: bool = False
    record: Record | None = None
    expected: date | None = None
    terms: str = ""
    receipts: tuple[TxnID, ...] = ()
    other1: str = ""

    @property
    def record_id(self) -> str:
        return self.txn_id

    @property
    def keys(self) -> tuple[str, ...]:
        return (by_id(self.txn_id), by_order(self.vendor_id, self.ref_number))


PREFERENCES_ID = "PreferencesRet"
"""QuickBooks gives them no id."""


@dataclass(frozen=True, slots=True)
class Preferences:
    """What the administrator of a company file has switched on; one record of one key."""

    closing_date: date | None = None
    has_classes: bool = True
    has_several_currencies: bool = False
    receives_before_billing: bool = False

    @property
    def record_id(self) -> str:
        return PREFERENCES_ID

    @property
    def keys(self) -> tuple[str, ...]:
        return (by_id(self.record_id),)


@dataclass(frozen=True, slots=True)
class Gone:
    """
    The evidence that a record of ours is not in QuickBooks any more, and that a person took it away.

    ``how`` is voided, deleted, or not found by its id; ``then`` what the profile said of it when it was seen
    (``corrections.gone``).
    """

    id: str
    how: str
    then: Literal["hold", "leave", "post"] = "hold"

    @property
    def record_id(self) -> str:
        return self.id

    @property
    def keys(self) -> tuple[str, ...]:
        return (by_id(self.id),)


class Mirrored(Protocol):
    """A record that can be put on a shelf."""

    @property
    def record_id(self) -> str: ...
    @property
    def keys(self) -> tuple[str, ...]: ...


R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Shelf(Generic[R]):
    """Where the records of one list stand."""

    name: str
    kind: type[R]


VENDORS = Shelf("vendors", Vendor)
ACCOUNTS = Shelf("accounts", Account)
TERMS = Shelf("terms", Terms)
CLASSES = Shelf("classes", Class)
CUSTOMERS = Shelf("customers", Customer)
ITEMS = Shelf("items", Item)
TAX_CODES = Shelf("tax_codes", TaxCode)
ORDERS = Shelf("purchase_orders", PurchaseOrder)
BILLS = Shelf("bills", Record)
CREDITS = Shelf("credits", Record)
RECEIPTS = Shelf("item_receipts", Record)
PREFERENCES = Shelf("preferences", Preferences)
CHECKS = Shelf("check_payments", Payment)
CARDS = Shelf("card_payments", Payment)
"""What bills were paid by."""
SETTLEMENTS = Shelf("settlements", Settlement)
"""How far the bills of JAGGAER's invoices are paid."""
ADOPTED = Shelf("adopted", Record)
"""What QuickBooks had with marks of ours, when one of the two databases had been restored."""
GONE = Shelf("gone", Gone)
"""What a person voided or deleted of ours."""
ILLEGIBLE = Shelf("illegible", Illegible)
"""What QuickBooks shows of any list, and cannot be read."""

SHELVES: Mapping[str, Shelf[Any]] = {
    one.name: one
    for one in (
        *(VENDORS, ACCOUNTS, TERMS, CLASSES, CUSTOMERS, ITEMS, TAX_CODES),
        *(ORDERS, BILLS, CREDITS, RECEIPTS, PREFERENCES, CHECKS, CARDS, SETTLEMENTS, ADOPTED, GONE, ILLEGIBLE),
    )
}


class Books(Protocol):
    """The mirror of one company file."""

    def find(self, shelf: Shelf[R], key: str) -> Sequence[R]:
        """What stands under a key, in the order of the ids."""
        ...


@dataclass(frozen=True, slots=True)
class Legible:
    """Books in which a lookup that comes upon a record that cannot be read raises ``DependsOnIllegible``."""

    books: Books

    def find(self, shelf: Shelf[R], key: str) -> Sequence[R]:
        found = self.books.find(shelf, key)
        illegible = self.books.find(ILLEGIBLE, place_on(shelf.name, key))
        if illegible and not (found and shelf.name == PREFERENCES.name):  # preferences keep their last good value
            raise DependsOnIllegible(illegible[0])
        return found


def place(shelf: str, key: str) -> str:
    """A key of a shelf, as it is kept of a document that looked there."""
    return f"{shelf} {key}"


def of_supplier(supplier: SupplierId) -> str:
    """The place of what is known of a supplier: its vendor, or the one that is on its way."""
    return f"supplier {supplier}"


def billing(line: TxnLineID) -> str:
    """The place of the bills of an order's line that are on their way."""
    return f"billing {line}"


def numbered(number: str) -> str:
    """The place of what JAGGAER has under a number."""
    return f"numbered {number}"


@dataclass(frozen=True, slots=True)
class Watching:
    """Books that keep where they were looked in: what changes there may change what was decided."""

    books: Books
    places: set[str] = field(default_factory=set)

    def find(self, shelf: Shelf[R], key: str) -> Sequence[R]:
        self.places.add(place(shelf.name, key))
        return self.books.find(shelf, key)


@dataclass(frozen=True, slots=True)
class Remembered:
    """Books in memory."""

    shelves: dict[str, dict[str, list[Any]]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(list)))

    def put(self, shelf: Shelf[R], records: Iterable[R]) -> Remembered:
        for record in records:
            for key in record.keys:  # type: ignore[attr-defined] # what stands on a shelf is Mirrored
                self.shelves[shelf.name][key].append(record)
        return self

    def find(self, shelf: Shelf[R], key: str) -> Sequence[R]:
        return tuple(self.shelves[shelf.name][key])


def preferences(books: Books) -> Preferences:
    """As last read; QuickBooks' own defaults until then."""
    found = books.find(PREFERENCES, by_id(PREFERENCES_ID))
    return found[0] if found else Preferences()
