"""One company file: what is in it, how it is saved, and how its records are found."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from simulators.qbwc.company import stamps

Record = dict[str, Any]
LISTS = ("Vendor", "Account", "Item", "Terms", "Customer", "Class")
TRANSACTIONS = ("PurchaseOrder", "Bill", "VendorCredit")
ONE_NAME_SPACE = ("Vendor", "Customer", "Employee", "OtherName")


class BadCompanyFile(Exception):
    """A file that is not a company file of ours; the text says why."""


@dataclass(slots=True)
class CompanyFile:
    """
    ``lists`` and ``transactions`` hold records in the form of their Ret elements; ``extensions`` the data
    extensions of the company itself; ``answers`` what was stored under message set ids.

    ``overbilling`` is what a bill for more than a purchase order line answers: "refuse" (3210) or "allow";
    no public source says which, so it can be set.
    """

    name: str = "Acme Distribution"
    path: str = r"C:\Users\Public\Documents\Intuit\QuickBooks\Company Files\acme distribution.QBW"
    product: str = "QuickBooks Enterprise Solutions 24.0"
    major: int = 34
    country: str = "US"
    qbxml: str = "16.0"
    zone: str = "America/Los_Angeles"
    correct_offset: bool = False
    days_bills_are_due: int = 10
    requires_accounts: bool = True
    overbilling: str = "refuse"
    counter: int = 0
    list_counter: int = 0
    txn_number: int = 0
    lists: dict[str, list[Record]] = field(default_factory=lambda: {name: [] for name in LISTS})
    transactions: dict[str, list[Record]] = field(default_factory=lambda: {name: [] for name in TRANSACTIONS})
    definitions: list[Record] = field(default_factory=list)
    extensions: list[Record] = field(default_factory=list)
    answers: dict[str, Record] = field(default_factory=dict)

    @classmethod
    def load(cls, path: Path) -> CompanyFile:
        try:
            return cls(**json.loads(path.read_text(encoding="utf-8")))
        except OSError as error:
            raise BadCompanyFile(f"{path} cannot be read") from error
        except (ValueError, TypeError) as error:
            raise BadCompanyFile(f"{path} is not a company file of this simulator ({error})") from error

    def save(self, path: Path) -> None:
        """Whole or not at all: a new file takes the old one's place."""
        new = path.with_name(path.name + ".new")
        new.write_text(json.dumps(asdict(self), indent=1), encoding="utf-8")
        os.replace(new, path)

    def next_txn_id(self, now: datetime) -> str:
        """Transactions and their lines share one counter; each transaction also takes a hidden line."""
        self.counter += 1
        return stamps.txn_id(self.counter, now)

    def next_list_id(self, now: datetime) -> str:
        self.list_counter += 1
        return stamps.list_id(self.list_counter, now)

    def next_txn_number(self) -> str:
        self.txn_number += 1
        return str(self.txn_number)

    def printed(self, now: datetime) -> str:
        return stamps.printed(now, self.zone, is_correct=self.correct_offset)

    def find(self, kind: str, ref: Record) -> Record | None:
        """A list record by ListID, else by FullName without regard to case (ListID wins: Intuit OSR)."""
        records = self.lists.get(kind, [])
        if ref.get("ListID"):
            return next((one for one in records if one["ListID"] == ref["ListID"]), None)
        name = ref.get("FullName", "").casefold()
        return next((one for one in records if full_name(one).casefold() == name), None)

    def transaction(self, kind: str, txn_id: str) -> Record | None:
        return next((one for one in self.transactions.get(kind, []) if one["TxnID"] == txn_id), None)

    def names_taken(self) -> Iterator[str]:
        """Vendors, customers, employees and other names share one name space."""
        for kind in ONE_NAME_SPACE:
            yield from (one["Name"].casefold() for one in self.lists.get(kind, []))

    def touch(self, record: Record, now: datetime, *, is_edit: bool) -> None:
        """A posting moves a list record's TimeModified only; an edit moves its EditSequence too."""
        record["TimeModified"] = self.printed(now)
        if is_edit:
            record["EditSequence"] = str(stamps.epoch(now))


def full_name(record: Record) -> str:
    name: str = record.get("FullName") or record["Name"]
    return name


def ref(record: Record) -> Record:
    """How other records point to a list record."""
    return {"ListID": record["ListID"], "FullName": full_name(record)}
