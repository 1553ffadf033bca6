"""
One company file: what is in it, and how its records are found and changed.

Rule 1: records are never changed in place; ``put`` sets a new one under the same id.
Rule 2: every change is written down until the request is over, so that one that is refused leaves nothing behind.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from simulators.qbwc.assumed import Assumed
from simulators.qbwc.company import stamps
from simulators.qbwc.company.links import Link, Links
from simulators.qbwc.company.preferences import Preferences
from simulators.qbwc.company.record import Record, entity, full_name
from simulators.qbwc.company.table import Table

ENTITIES = ("Vendor", "Customer", "Employee", "OtherName")
ITEMS = ("ItemService", "ItemNonInventory", "ItemInventory", "ItemOtherCharge")
TERMS = ("StandardTerms", "DateDrivenTerms")
LISTS = ("Account", "Class", "Currency", *ENTITIES, *ITEMS, "SalesTaxCode", *TERMS)
TRANSACTIONS = (
    "PurchaseOrder",
    "Bill",
    "ItemReceipt",
    "VendorCredit",
    "BillPaymentCheck",
    "BillPaymentCreditCard",
    "Invoice",
    "SalesOrder",
)


@dataclass(slots=True)
class Counters:
    """How many ids were given; transactions and their lines share one count."""

    txn: int = 0
    list: int = 0
    number: int = 0
    extension: int = 0


def _list_table() -> Table:
    return Table("ListID", {"name": _name}, {"changed": _changed})


def _txn_table() -> Table:
    return Table(
        "TxnID",
        {"number": _number, "entity": _entity, "guid": _guid},
        {"changed": _changed, "dated": _dated},
    )


def _name(record: Record) -> str:
    return full_name(record).casefold()


def _number(record: Record) -> str:
    return str(record.get("RefNumber", "")).casefold()


def _entity(record: Record) -> str:
    return str(entity(record).get("ListID", ""))


def _guid(record: Record) -> str | None:
    return record.get("ExternalGUID")


def _changed(record: Record) -> str:
    return stamps.wall(record.get("TimeModified", ""))


def _dated(record: Record) -> str:
    return str(record.get("TxnDate", ""))


@dataclass(slots=True)
class CompanyFile:
    """
    ``extensions`` are the data extensions of the company itself; ``answers`` what was stored under message set ids;
    ``deleted`` what was deleted, newest last; ``in_use`` the ids of what is open in a window of QuickBooks;
    ``denied`` the requests that the user or the application may not make, with their status.
    """

    name: str = "Acme Distribution"
    path: str = r"C:\Users\Public\Documents\Intuit\QuickBooks\Company Files\acme distribution.QBW"
    product: str = "QuickBooks Enterprise Solutions 24.0"
    major: int = 34
    country: str = "US"
    qbxml: str = "16.0"
    zone: str = "America/Los_Angeles"
    correct_offset: bool = False
    mode: str = "MultiUser"
    preferences: Preferences = field(default_factory=Preferences)
    assumed: Assumed = field(default_factory=Assumed)
    counters: Counters = field(default_factory=Counters)
    lists: dict[str, Table] = field(default_factory=lambda: {name: _list_table() for name in LISTS})
    transactions: dict[str, Table] = field(default_factory=lambda: {name: _txn_table() for name in TRANSACTIONS})
    links: Links = field(default_factory=Links)
    deleted: list[Record] = field(default_factory=list)
    definitions: list[Record] = field(default_factory=list)
    extensions: list[Record] = field(default_factory=list)
    answers: dict[str, Record] = field(default_factory=dict)
    in_use: dict[str, str] = field(default_factory=dict)
    denied: dict[str, int] = field(default_factory=dict)
    _undo: list[Callable[[], None]] | None = field(default=None, compare=False)

    # what is there

    def records(self, kind: str) -> list[Record]:
        """The records of a list or of a kind of transaction, in the order they were entered."""
        return list(self.table(kind))

    def table(self, kind: str) -> Table:
        return self.lists[kind] if kind in self.lists else self.transactions[kind]

    def find(self, kinds: str | tuple[str, ...], given: Record) -> Record | None:
        """A list record by ListID, else by FullName without regard to case."""
        found = self.located(kinds, given)
        return found[1] if found else None

    def located(self, kinds: str | tuple[str, ...], given: Record) -> tuple[str, Record] | None:
        """The same with the list it is in."""
        for kind in (kinds,) if isinstance(kinds, str) else kinds:
            table = self.lists[kind]
            #: Where a reference has both a ListID and a FullName, the FullName is not looked at. [Intuit's reference]
            ids = (
                [given["ListID"]] if given.get("ListID") else table.having("name", given.get("FullName", "").casefold())
            )
            record = table.get(ids[0]) if ids else None
            if record is not None:
                return kind, record
        return None

    def transaction(self, txn_id: str) -> tuple[str, Record] | None:
        """The transaction with an id and its kind: a TxnID is unique among all of them."""
        for kind, table in self.transactions.items():
            record = table.get(txn_id)
            if record is not None:
                return kind, record
        return None

    # changes

    def put(self, kind: str, record: Record) -> None:
        table = self.table(kind)
        before = table.get(record[table.id_key])
        table.put(record)
        self._remember(lambda: table.put(before) if before is not None else table.remove(record[table.id_key]))

    def remove(self, kind: str, id_: str) -> None:
        table = self.table(kind)
        record, place = table.get(id_), table.place(id_)
        table.remove(id_)
        self._remember(lambda: table.put(record, place) if record is not None else None)

    def link(self, link: Link) -> None:
        self.links.add(link)
        self._remember(lambda: self.links.remove(link))

    def unlink(self, link: Link) -> None:
        self.links.remove(link)
        self._remember(lambda: self.links.add(link))

    def note_deleted(self, entry: Record) -> None:
        self.deleted.append(entry)
        self._remember(lambda: self.deleted.remove(entry))

    def set_extensions(self, values: list[Record]) -> None:
        before, self.extensions = self.extensions, values
        self._remember(lambda: setattr(self, "extensions", before))

    def set_definitions(self, values: list[Record]) -> None:
        before, self.definitions = self.definitions, values
        self._remember(lambda: setattr(self, "definitions", before))

    @contextmanager
    def all_or_nothing(self) -> Iterator[None]:
        """What happens inside happens whole or not at all, ids and all; inside another one it is part of that."""
        if self._undo is not None:
            yield
            return
        counters = replace(self.counters)
        self._undo = [lambda: setattr(self, "counters", counters)]
        try:
            yield
        except BaseException:
            undo, self._undo = self._undo, None
            for step in reversed(undo):
                step()
            raise
        self._undo = None

    def _remember(self, step: Callable[[], None]) -> None:
        if self._undo is not None:
            self._undo.append(step)

    # ids, stamps, dates

    def next_txn_id(self, now: datetime) -> str:
        #: Transactions and their lines take their ids from one count. [captured: 13 of 13 transactions]
        self.counters.txn += 1
        return stamps.txn_id(self.counters.txn, now)

    def next_list_id(self, now: datetime) -> str:
        self.counters.list += 1
        return stamps.list_id(self.counters.list, now)

    def next_txn_number(self) -> str:
        #: TxnNumber counts all transactions of a file. [captured]
        self.counters.number += 1
        return str(self.counters.number)

    def printed(self, now: datetime) -> str:
        return stamps.printed(now, self.zone, is_correct=self.correct_offset)

    def day(self, now: datetime) -> date:
        """The date on the PC's own calendar."""
        return stamps.today(now, self.zone)

    def today(self, now: datetime) -> str:
        return self.day(now).isoformat()

    def created(self, now: datetime) -> Record:
        """The stamps of a new record."""
        stamp = self.printed(now)
        return {"TimeCreated": stamp, "TimeModified": stamp, "EditSequence": stamps.edit_sequence(now)}

    def stamped(self, record: Record, now: datetime, *, is_edit: bool) -> Record:
        """The record as just changed: an edit moves its EditSequence, other changes its TimeModified only."""
        moved = {**record, "TimeModified": self.printed(now)}
        return {**moved, "EditSequence": stamps.edit_sequence(now)} if is_edit else moved

    # copies

    def __getstate__(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__slots__ if name != "_undo"}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self._undo = None
        for name, value in state.items():
            setattr(self, name, value)
