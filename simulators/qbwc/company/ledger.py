"""
What a transaction does to balances: which accounts it moves by how much, and what its vendor is owed.

Debits are positive. Every transaction that posts balances in its own currency: its debits and credits sum to nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal

from simulators.qbwc.company import currency
from simulators.qbwc.company.currency import TOTALS
from simulators.qbwc.company.entry import special
from simulators.qbwc.company.file import ITEMS, CompanyFile
from simulators.qbwc.company.record import ZERO, Record, amount, entity, money

ASSETS = ("Bank", "AccountsReceivable", "OtherCurrentAsset", "FixedAsset", "OtherAsset")
#: Balances of income and expense accounts are shown like the others, each in its own direction. [captured s52]
DEBIT = frozenset({*ASSETS, "Expense", "OtherExpense", "CostOfGoodsSold"})
LINES = ("ExpenseLineRet", "ItemLineRet")
SALES = {"Invoice": "InvoiceLineRet", "SalesOrder": "SalesOrderLineRet"}
#: What is sold of an item without an account is booked on Uncategorized Income. [captured s52: such an account]
UNCATEGORIZED_INCOME = "UncategorizedIncome"
NON_POSTING = ("PurchaseOrder", "SalesOrder")
BOOKED = "OverrideItemAccountRef"
UNCATEGORIZED = "UncategorizedExpenses"


def lines_of(record: Record) -> Iterator[Record]:
    for name in LINES:
        yield from record.get(name, ())


def entries(file: CompanyFile, kind: str, record: Record) -> Iterator[tuple[str, Decimal]]:
    """The accounts a transaction posts to, by ListID, each with its debit."""
    match kind:
        case "Bill" | "ItemReceipt":
            yield record["APAccountRef"]["ListID"], -amount(record, TOTALS[kind])
            yield from _purchases(file, record, Decimal(1))
        case "VendorCredit":
            yield record["APAccountRef"]["ListID"], amount(record, TOTALS[kind])
            yield from _purchases(file, record, Decimal(-1))
        case "BillPaymentCheck" | "BillPaymentCreditCard":
            source = record.get("BankAccountRef") or record["CreditCardAccountRef"]
            discounts = [
                (one["DiscountAccountRef"]["ListID"], amount(one, "DiscountAmount")) for one in _discounts(record)
            ]
            yield (
                record["APAccountRef"]["ListID"],
                amount(record, "Amount") + sum((each for _, each in discounts), ZERO),
            )
            yield source["ListID"], -amount(record, "Amount")
            yield from ((account, -each) for account, each in discounts)
        case "Invoice":
            yield record["ARAccountRef"]["ListID"], amount(record, TOTALS[kind])
            yield from ((account, -credit) for account, credit in _sales(file, record))
        #: Purchase and sales orders do not post: no balance moves. [Intuit's listing: NonPosting]
        case _:
            return


def _discounts(record: Record) -> Iterator[Record]:
    return (one for one in record.get("AppliedToTxnRet", ()) if amount(one, "DiscountAmount"))


def _purchases(file: CompanyFile, record: Record, sign: Decimal) -> Iterator[tuple[str, Decimal]]:
    for line in lines_of(record):
        account = account_of(file, line)
        if account:
            yield account, sign * (amount(line, "Amount") + amount(line, "TaxAmount"))


def _sales(file: CompanyFile, record: Record) -> Iterator[tuple[str, Decimal]]:
    """The accounts that an invoice is booked on, each with its credit."""
    for line in record[SALES["Invoice"]]:
        item = file.find(ITEMS, line["ItemRef"]) if line.get("ItemRef") else None
        part = sold_part(item or {})
        booked = line.get(BOOKED) or part.get("IncomeAccountRef") or part.get("AccountRef")
        others = (one for one in file.lists["Account"] if one.get("SpecialAccountType") == UNCATEGORIZED_INCOME)
        yield (booked or next(others))["ListID"], amount(line, "Amount")


def sold_part(item: Record) -> Record:
    """Where an item says how it is sold: in a part of its own, or among its fields."""
    part: Record = item.get("SalesAndPurchase") or item.get("SalesOrPurchase") or item
    return part


def account_of(file: CompanyFile, line: Record) -> str:
    """The ListID of the account that a line is booked on; empty where it has none."""
    if line.get("AccountRef"):
        return str(line["AccountRef"]["ListID"])
    #: OverrideItemAccountRef takes the place of the item's own account. [Intuit's listing]
    if line.get(BOOKED):
        return str(line[BOOKED]["ListID"])
    found = file.find(ITEMS, line["ItemRef"]) if line.get("ItemRef") else None
    booked = purchase_account(found) if found else None
    if booked is None:
        #: What has no account is booked on Uncategorized Expenses. [captured s52: such an account, with a balance]
        booked = next((one for one in file.lists["Account"] if one.get("SpecialAccountType") == UNCATEGORIZED), None)
    return str(booked["ListID"]) if booked else ""


def get_ready(file: CompanyFile, record: Record, now: datetime) -> None:
    """The account for what has none, where a line needs it."""
    if any(not account_of(file, line) for line in lines_of(record)):
        special(file, UNCATEGORIZED, now)


def purchase_part(item: Record) -> Record:
    """Where an item says how it is bought: in a part of its own, or among its fields."""
    part: Record = item.get("SalesAndPurchase") or item.get("SalesOrPurchase") or item
    return part


def purchase_account(item: Record) -> Record | None:
    """Where what is bought of an item is booked: stock goes to the asset account."""
    part = purchase_part(item)
    account: Record | None = part.get("AssetAccountRef") or part.get("ExpenseAccountRef") or part.get("AccountRef")
    return account


def owed(kind: str, record: Record | None) -> Decimal:
    """What a transaction adds to what its vendor is owed, or its customer owes."""
    if record is None or kind in NON_POSTING:
        return ZERO
    if kind == "Invoice":
        return amount(record, TOTALS[kind])
    if kind in ("Bill", "ItemReceipt"):
        return amount(record, TOTALS[kind])
    return -amount(record, TOTALS[kind]) - sum((amount(one, "DiscountAmount") for one in _discounts(record)), ZERO)


def post(file: CompanyFile, kind: str, before: Record | None, after: Record | None, now: datetime) -> None:
    """Move balances from what a transaction was to what it is; None where it was not, or is no more."""
    moved: dict[str, Decimal] = defaultdict(lambda: ZERO)
    for sign, record in ((-1, before), (1, after)):
        for account, debit in entries(file, kind, record) if record else ():
            known = file.lists["Account"].get(account) or {}
            moved[account] += sign * currency.booked(known, record or {}, debit)
    for account, debit in moved.items():
        move_account(file, account, debit, now)
    for entity_id, change in _owed_by_entity(kind, before, after).items():
        _move_vendor(file, entity_id, change, now)
        _move_customer(file, entity_id, change, now)


def _owed_by_entity(kind: str, before: Record | None, after: Record | None) -> dict[str, Decimal]:
    changes: dict[str, Decimal] = defaultdict(lambda: ZERO)
    for sign, record in ((-1, before), (1, after)):
        if record is not None and kind not in NON_POSTING:
            changes[entity(record)["ListID"]] += sign * owed(kind, record)
    return changes


def _move_vendor(file: CompanyFile, list_id: str, change: Decimal, now: datetime) -> None:
    vendor = file.lists["Vendor"].get(list_id)
    if vendor is not None:
        moved = {**vendor, "Balance": money(amount(vendor, "Balance") + change)}
        #: A posting moves TimeModified of its vendor and accounts, and leaves their EditSequence. [captured: 10
        #: objects]
        file.put("Vendor", file.stamped(moved, now, is_edit=False))


def _move_customer(file: CompanyFile, list_id: str, change: Decimal, now: datetime) -> None:
    customer = file.lists["Customer"].get(list_id)
    if customer is not None:
        moved = {**customer, "Balance": money(amount(customer, "Balance") + change)}
        file.put("Customer", file.stamped(_with_total(moved, change), now, is_edit=False))
    while customer is not None and customer.get("ParentRef"):
        customer = file.lists["Customer"].get(customer["ParentRef"]["ListID"])
        if customer is not None:
            #: TotalBalance of a customer is with its jobs'. [Intuit's listing: CustomerRet]
            file.put("Customer", _with_total(customer, change))


def move_account(file: CompanyFile, list_id: str, debit: Decimal, now: datetime) -> None:
    account = file.lists["Account"].get(list_id)
    if account is None:
        return
    change = debit if account["AccountType"] in DEBIT else -debit
    moved = {**account, "Balance": money(amount(account, "Balance") + change)}
    file.put("Account", file.stamped(_with_total(moved, change), now, is_edit=False))
    while account is not None and account.get("ParentRef"):
        account = file.lists["Account"].get(account["ParentRef"]["ListID"])
        if account is not None:
            #: TotalBalance is an account's with its children's. [Intuit's listing]
            file.put("Account", _with_total(account, change))


def _with_total(account: Record, change: Decimal) -> Record:
    return {**account, "TotalBalance": money(amount(account, "TotalBalance") + change)}
