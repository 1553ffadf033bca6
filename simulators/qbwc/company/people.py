"""
What people do in QuickBooks' own windows while an application works: each with its effect on ids, sequences, times.

They name records as they see them: vendors by name, bills and orders by number. What they cannot do is a
``Refusal``, as it is for an application; a name that is not there is ``NotOnScreen``.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from functools import wraps
from typing import Any, TypeVar, cast

from simulators.qbwc.company import entry, guards, lists, orders, payables, payments, removal
from simulators.qbwc.company.file import CompanyFile
from simulators.qbwc.company.links import Link
from simulators.qbwc.company.record import Record, amount, money, ref

FORM = "form"
BALANCES = ("Balance", "TotalBalance")


class NotOnScreen(Exception):
    """What a person looked for, and QuickBooks does not have."""


Deed = TypeVar("Deed", bound=Callable[..., Any])


def all_or_nothing(deed: Deed) -> Deed:
    """A deed is done whole or not at all."""

    @wraps(deed)
    def done(person: Person, *given: Any, **rest: Any) -> Any:
        with person.file.all_or_nothing():
            return deed(person, *given, **rest)

    return cast("Deed", done)


class Person:
    """A person at the PC; ``now`` is the instant of what they do."""

    def __init__(self, file: CompanyFile, now: datetime) -> None:
        self.file, self._now = file, now

    # lists

    @all_or_nothing
    def add_vendor(self, name: str, **fields: Any) -> Record:
        return lists.add(self.file, "Vendor", {"Name": name, **fields}, self._now)

    @all_or_nothing
    def edit_vendor(self, name: str, **fields: Any) -> Record:
        #: A person's edit moves EditSequence and TimeModified, as an application's does. [captured m01]
        vendor = self._record("Vendor", name)
        given = {"ListID": vendor["ListID"], "EditSequence": vendor["EditSequence"], **fields}
        return lists.modify(self.file, "Vendor", given, self._now)

    @all_or_nothing
    def rename(self, kind: str, name: str, to: str) -> Record:
        record = self._record(kind, name)
        given = {"ListID": record["ListID"], "EditSequence": record["EditSequence"], "Name": to}
        return lists.modify(self.file, kind, given, self._now)

    @all_or_nothing
    def set_active(self, kind: str, name: str, *, is_active: bool) -> Record:
        record = self._record(kind, name)
        guards.free(self.file, record)
        #: Making a list record inactive is an edit of it; ListID and references stay. [Intuit's listing: IsActive]
        changed = {**record, "IsActive": "true" if is_active else "false"}
        return self._edited(kind, changed)

    @all_or_nothing
    def merge(self, kind: str, name: str, into: str) -> Record:
        """The one that goes is deleted; what referred to it refers to the other."""
        gone, kept = self._record(kind, name), self._record(kind, into)
        if gone["ListID"] == kept["ListID"]:
            raise NotOnScreen(f"“{name}” cannot be merged into itself")
        for record in (gone, kept):
            guards.free(self.file, record)
        known = ref(kept)
        for table in (*self.file.lists, *self.file.transactions):
            for one in self.file.records(table):
                moved = lists.with_reference(one, gone["ListID"], known)
                if moved != one and one["ListID" if table in self.file.lists else "TxnID"] != gone["ListID"]:
                    #: Records of a merged one keep their TimeModified, or it moves. [assumed: merge_times]
                    is_moved = self.file.assumed.holds("merge_times", "move")
                    self.file.put(table, self.file.stamped(moved, self._now, is_edit=False) if is_moved else moved)
        #: Merging adds the balances, and the one that goes is among the deleted. [Intuit's help: merging list entries]
        removal.list_record(self.file, kind, gone["ListID"], self._now)
        left = self.file.lists[kind].get(kept["ListID"]) or kept
        summed = {key: money(amount(left, key) + amount(gone, key)) for key in BALANCES if key in left}
        return self._edited(kind, {**left, **summed})

    @all_or_nothing
    def delete_record(self, kind: str, name: str) -> Record:
        return removal.list_record(self.file, kind, self._record(kind, name)["ListID"], self._now)

    # transactions

    @all_or_nothing
    def enter_bill(
        self, vendor: str, number: str, total: str, account: str = "Office Supplies", day: str = ""
    ) -> Record:
        """A bill of one line; dated today, as the form proposes, where no day is given."""
        line = {"AccountRef": {"FullName": account}, "Amount": total}
        given = {"VendorRef": {"FullName": vendor}, "RefNumber": number, "TxnDate": day, "ExpenseLineAdd": [line]}
        return payables.add(self.file, "Bill", given, self._now)[0]

    @all_or_nothing
    def enter_credit(self, vendor: str, number: str, total: str, account: str = "Office Supplies") -> Record:
        """A vendor credit of one line, dated today."""
        line = {"AccountRef": {"FullName": account}, "Amount": total}
        given = {"VendorRef": {"FullName": vendor}, "RefNumber": number, "ExpenseLineAdd": [line]}
        return payables.add(self.file, "VendorCredit", given, self._now)[0]

    @all_or_nothing
    def add_account(self, name: str, kind: str = "Expense") -> Record:
        given = {"Name": name, "FullName": name, "Sublevel": "0", "AccountType": kind}
        return entry.enter(self.file, "Account", given, self._now)

    @all_or_nothing
    def edit(self, kind: str, number: str, **fields: Any) -> Record:
        """Change fields of the header, as a form that is saved does."""
        record = self._txn(kind, number)
        guards.free(self.file, record)
        if kind == orders.LABEL:
            return orders.modify(self.file, record, dict(fields), self._now)
        return payables.modify(self.file, kind, record, dict(fields), self._now)

    @all_or_nothing
    def delete(self, kind: str, number: str) -> Record:
        return removal.transaction(self.file, kind, self._txn(kind, number)["TxnID"], self._now)

    @all_or_nothing
    def void(self, kind: str, number: str) -> Record:
        return removal.void(self.file, kind, self._txn(kind, number)["TxnID"], self._now)

    @all_or_nothing
    def pay(
        self, number: str, total: str = "", kind: str = payments.CHECK, check: str = "", discount: str = ""
    ) -> Record:
        """Pay a bill, whole unless an amount is given, by a check of a number, and take a discount off."""
        bill = self._txn("Bill", number)
        source, types = payments.SOURCES[kind]
        account = next((one for one in self.file.lists["Account"] if one["AccountType"] in types), None)
        if account is None:
            account = entry.enter(
                self.file,
                "Account",
                {"Name": "Credit Card", "FullName": "Credit Card", "Sublevel": "0", "AccountType": types[0]},
                self._now,
            )
        left = money(amount(bill, "OpenAmount") - Decimal(discount or "0"))
        paid: Record = {"TxnID": bill["TxnID"], "PaymentAmount": total or left}
        if discount:
            taken = next(one for one in self.file.lists["Account"] if one["AccountType"] == "Expense")
            paid |= {"DiscountAmount": money(Decimal(discount)), "DiscountAccountRef": ref(taken)}
        given: Record = {"PayeeEntityRef": bill["VendorRef"], source: ref(account), "AppliedToTxnAdd": [paid]}
        return payments.pay(self.file, kind, given | ({"RefNumber": check} if check else {}), self._now)

    @all_or_nothing
    def set_credit(self, number: str, credit: str, total: str = "") -> None:
        """Set a vendor credit against a bill, as far as both go."""
        bill, given = self._txn("Bill", number), self._txn("VendorCredit", credit)
        #: A credit that settles a bill alone is linked to it, or a payment of nothing sets it. [assumed: credit_alone]
        if self.file.assumed.holds("credit_alone", "linked"):
            payments.set_against(self.file, bill, given, total, self._now)
            return
        left = min(amount(bill, "OpenAmount"), payments.remaining_credit(self.file, given))
        taken = {"CreditTxnID": given["TxnID"], "AppliedAmount": total or money(left)}
        bank = next(one for one in self.file.lists["Account"] if one["AccountType"] == "Bank")
        wanted: Record = {
            "PayeeEntityRef": bill["VendorRef"],
            "BankAccountRef": ref(bank),
            "AppliedToTxnAdd": [{"TxnID": bill["TxnID"], "SetCredit": [taken]}],
        }
        payments.pay(self.file, payments.CHECK, wanted, self._now)

    @all_or_nothing
    def receive(self, number: str, quantity: str = "") -> Record:
        """Receive an order's open lines with an item receipt, each at most as much as is given."""
        order = self._txn(orders.LABEL, number)
        if not orders.open_lines(order):
            raise NotOnScreen(f"order “{number}” has nothing left to receive")
        given = {
            "VendorRef": order["VendorRef"],
            "ItemLineAdd": [
                {
                    "Quantity": str(min(Decimal(quantity or "Infinity"), orders.open_quantity(line))),
                    "LinkToTxn": {"TxnID": order["TxnID"], "TxnLineID": line["TxnLineID"]},
                }
                for line in orders.open_lines(order)
            ],
        }
        return payables.add(self.file, "ItemReceipt", given, self._now)[0]

    @all_or_nothing
    def bill_received(self, number: str, reference: str) -> Record:
        """Enter the bill for what an item receipt brought in: the item receipt becomes it."""
        receipt = self._txn("ItemReceipt", number)
        links = {one.source_line: one for one in self.file.links.from_(receipt["TxnID"])}
        removal.transaction(self.file, "ItemReceipt", receipt["TxnID"], self._now)
        #: The bill has another TxnID; the item receipt is among the deleted, or just not there. [assumed:
        #: billed_receipt]
        if self.file.assumed.holds("billed_receipt", "silent"):
            self.file.deleted.pop()
        given: Record = {
            "VendorRef": receipt["VendorRef"],
            "Memo": receipt.get("Memo", ""),
            "RefNumber": reference,
            "ExpenseLineAdd": [_again(line) for line in receipt["ExpenseLineRet"]],
            "ItemLineAdd": [_again(line, links.get(line["TxnLineID"])) for line in receipt["ItemLineRet"]],
        }
        #: The bill has the lines of the item receipt, its memo, and its links to orders. [Intuit's help: enter bill for
        #: received items]
        return payables.add(self.file, "Bill", given, self._now)[0]

    @all_or_nothing
    def close_order(self, number: str) -> Record:
        return self.edit(orders.LABEL, number, IsManuallyClosed="true")

    # the file

    def close_period(self, until: str) -> None:
        #: Closing a period is a preference: no record changes by it. [Intuit's listing: ClosingDate]
        self.file.preferences.closing_date = until

    def open_window(self, kind: str, name: str) -> None:
        """A form is open on the screen: what it shows cannot be changed by others."""
        record = self._record(kind, name) if kind in self.file.lists else self._txn(kind, name)
        self.file.in_use[record.get("ListID") or record["TxnID"]] = FORM

    def close_windows(self) -> None:
        self.file.in_use.clear()

    def _edited(self, kind: str, record: Record) -> Record:
        changed = self.file.stamped(record, self._now, is_edit=True)
        self.file.put(kind, changed)
        return changed

    def _record(self, kind: str, name: str) -> Record:
        found = self.file.find(kind, {"FullName": name}) if kind in self.file.lists else None
        if found is None:
            raise NotOnScreen(f"there is no {kind} “{name}”")
        return found

    def _txn(self, kind: str, number: str) -> Record:
        record = numbered(self.file, kind, number)
        if record is None:
            raise NotOnScreen(f"there is no {kind} “{number}”")
        return record


def _again(line: Record, link: Link | None = None) -> Record:
    """A line as it is given anew; the item of a linked one comes from the order."""
    if link is None:
        return {name: value for name, value in line.items() if name not in ("TxnLineID", "DataExtRet")}
    kept: Record = {name: line[name] for name in ("Quantity", "Amount") if name in line}
    return {**kept, "LinkToTxn": {"TxnID": link.target, "TxnLineID": link.target_line}}


def copied(file: CompanyFile) -> CompanyFile:
    """A copy of the file: the same ids, FileID and all, and from here on each goes its own way."""
    #: A copied company file has every id, and the FileID, of the one it was copied from. [Intuit's guide: FileID]
    made: CompanyFile = pickle.loads(pickle.dumps(file))  # noqa: S301 # pickled in the same expression
    made.assumed.asked = file.assumed.asked  # whoever asks, it is one QuickBooks that is assumed
    return made


def restore(file: CompanyFile, backup: CompanyFile) -> None:
    """The file as it was when the backup was made: later ids are given again."""
    #: After a backup is restored, ids count on from where they stood when it was made. [Intuit's help: restoring a
    #: backup]
    asked = file.assumed.asked
    file.__setstate__(copied(backup).__getstate__())
    asked |= file.assumed.asked
    file.assumed.asked = asked


def numbered(file: CompanyFile, kind: str, number: str) -> Record | None:
    """The newest transaction of a number, whatever its case, as a person finds it."""
    found = file.transactions[kind].having("number", number.casefold()) if kind in file.transactions else ()
    return file.transactions[kind].get(found[-1]) if found else None
