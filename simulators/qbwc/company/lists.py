"""Adding list records: vendors, accounts, items, terms."""

from __future__ import annotations

from datetime import datetime

from simulators.qbwc.company import stamps
from simulators.qbwc.company.file import CompanyFile, Record


def add(file: CompanyFile, kind: str, fields: Record, now: datetime) -> Record:
    """A new record of a list, with its id, its stamps and the defaults of its kind."""
    stamp = file.printed(now)
    record: Record = {
        "ListID": file.next_list_id(now),
        "TimeCreated": stamp,
        "TimeModified": stamp,
        "EditSequence": str(stamps.epoch(now)),
        "IsActive": "true",
        **fields,
    }
    file.lists[kind].append(record)
    return record


def vendor(file: CompanyFile, name: str, now: datetime, **fields: object) -> Record:
    """A vendor; ``AccountNumber`` is the number the vendor gave *us*: there is no vendor number."""
    defaults = {"Name": name, "IsVendorEligibleFor1099": "false", "Balance": "0.00"}
    return add(file, "Vendor", {**defaults, **fields}, now)


def account(file: CompanyFile, name: str, kind: str, now: datetime, number: str | None = None) -> Record:
    """An account; ``Parent:Child`` makes a child of an account that is there already."""
    *parents, own = name.split(":")
    fields: Record = {"Name": own, "FullName": name, "Sublevel": str(len(parents)), "AccountType": kind}
    if parents:
        parent = file.find("Account", {"FullName": ":".join(parents)})
        if parent is not None:
            fields["ParentRef"] = {"ListID": parent["ListID"], "FullName": parent["FullName"]}
    if number:
        fields["AccountNumber"] = number
    return add(file, "Account", {**fields, "Balance": "0.00", "TotalBalance": "0.00"}, now)


def item(file: CompanyFile, name: str, expense_account: str, now: datetime) -> Record:
    """A non-inventory part that is bought: what most purchase order lines of a distributor's overhead are."""
    booked = file.find("Account", {"FullName": expense_account})
    ref = {"ListID": booked["ListID"], "FullName": booked["FullName"]} if booked else {"FullName": expense_account}
    fields = {
        "Name": name,
        "FullName": name,
        "Sublevel": "0",
        "SalesOrPurchase": {"Desc": name, "Price": "0.00", "AccountRef": ref},
        "ret": "ItemNonInventoryRet",
    }
    return add(file, "Item", fields, now)


def terms(file: CompanyFile, name: str, due_days: int, now: datetime) -> Record:
    fields = {"Name": name, "StdDueDays": str(due_days), "StdDiscountDays": "0", "DiscountPct": "0.00"}
    return add(file, "Terms", {**fields, "ret": "StandardTermsRet"}, now)
