"""A new list record in the file: its id, its stamps, the defaults of its kind."""

from __future__ import annotations

from datetime import datetime

from simulators.qbwc.company.file import CompanyFile
from simulators.qbwc.company.record import Record

DEFAULTS: dict[str, Record] = {
    "Vendor": {"IsVendorEligibleFor1099": "false", "Balance": "0.00"},
    "Account": {"Balance": "0.00", "TotalBalance": "0.00", "Sublevel": "0"},
    #: A customer has balances and a JobStatus from the start. [captured m01, m05]
    "Customer": {"Balance": "0.00", "TotalBalance": "0.00", "JobStatus": "None"},
    "ItemInventory": {"QuantityOnHand": "0", "AverageCost": "0.00"},
}
#: An account has a CashFlowClassification by its type, undeposited funds none. [captured s42, s52: 46 accounts]
#: … banks have none, credit cards are operating, other assets investing, loans financing. [Intuit's help: statement of
#: cash flows]
CASH_FLOW = {
    **dict.fromkeys(("Income", "CostOfGoodsSold", "Expense", "OtherIncome", "OtherExpense"), "None"),
    **dict.fromkeys(("AccountsPayable", "AccountsReceivable", "CreditCard"), "Operating"),
    **dict.fromkeys(("OtherCurrentAsset", "OtherCurrentLiability"), "Operating"),
    **dict.fromkeys(("FixedAsset", "OtherAsset"), "Investing"),
    **dict.fromkeys(("Equity", "LongTermLiability"), "Financing"),
    **dict.fromkeys(("Bank", "NonPosting"), "NotApplicable"),
}
UNDEPOSITED = "UndepositedFunds"
SPECIAL = {
    "UncategorizedExpenses": ("Uncategorized Expenses", "Expense"),
    "OpeningBalanceEquity": ("Opening Balance Equity", "Equity"),
    "UncategorizedIncome": ("Uncategorized Income", "Income"),
    "AccountsReceivable": ("Accounts Receivable", "AccountsReceivable"),
}


def enter(file: CompanyFile, kind: str, fields: Record, now: datetime) -> Record:
    """Nothing is checked."""
    flow = (
        "NotApplicable"
        if fields.get("SpecialAccountType") == UNDEPOSITED
        else CASH_FLOW.get(fields.get("AccountType", ""))
    )
    record: Record = {
        "ListID": file.next_list_id(now),
        **file.created(now),
        "IsActive": "true",
        **DEFAULTS.get(kind, {}),
        **({"CashFlowClassification": flow} if kind == "Account" and flow else {}),
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
