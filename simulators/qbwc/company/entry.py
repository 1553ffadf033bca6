"""A new list record in the file: its id, its stamps, the defaults of its kind."""

from __future__ import annotations

from datetime import datetime

from simulators.qbwc.company.file import CompanyFile
from simulators.qbwc.company.record import Record

DEFAULTS: dict[str, Record] = {
    "Vendor": {"IsVendorEligibleFor1099": "false", "Balance": "0.00"},
    "Account": {"Balance": "0.00", "TotalBalance": "0.00", "Sublevel": "0"},
    "ItemInventory": {"QuantityOnHand": "0"},
}
SPECIAL = {
    "UncategorizedExpenses": ("Uncategorized Expenses", "Expense"),
    "OpeningBalanceEquity": ("Opening Balance Equity", "Equity"),
}


def enter(file: CompanyFile, kind: str, fields: Record, now: datetime) -> Record:
    """Nothing is checked."""
    record: Record = {
        "ListID": file.next_list_id(now),
        **file.created(now),
        "IsActive": "true",
        **DEFAULTS.get(kind, {}),
        **fields,
    }
    file.put(kind, record)
    return record


def special(file: CompanyFile, kind: str, now: datetime) -> Record:
    """An account QuickBooks makes for itself when it first needs it."""
    #: Uncategorized Expenses and Opening Balance Equity are there as special accounts. [captured s52]
    found = next((one for one in file.lists["Account"] if one.get("SpecialAccountType") == kind), None)
    if found is not None:
        return found
    name, type_ = SPECIAL[kind]
    fields = {"Name": name, "FullName": name, "AccountType": type_, "SpecialAccountType": kind}
    return enter(file, "Account", fields, now)
