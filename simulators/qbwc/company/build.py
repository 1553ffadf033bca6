"""A company file of an invented distributor, the same for the same seed, and the records people put into one."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from simulators.qbwc.company import lists, orders, payables
from simulators.qbwc.company.file import CompanyFile
from simulators.qbwc.company.record import Record, ref

ACCOUNTS = (
    ("Checking", "Bank", "1000"),
    ("Accounts Payable", "AccountsPayable", "2000"),
    ("Cost of Goods Sold", "CostOfGoodsSold", "5000"),
    ("Freight In", "CostOfGoodsSold", "5100"),
    ("Office Supplies", "Expense", "6120"),
    ("Repairs and Maintenance", "Expense", "6130"),
    ("Professional Fees", "Expense", "6140"),
    ("Sales Tax Paid", "Expense", "6190"),
    ("Purchase Discounts", "OtherIncome", "7010"),
)
TERMS = (
    ("Due on receipt", 0),
    ("Net 10", 10),
    ("Net 15", 15),
    ("Net 30", 30),
    ("Net 45", 45),
    ("Net 60", 60),
)


def new_company(seed: int, now: datetime, vendors: int = 12) -> CompanyFile:
    """Accounts, terms and vendors; transactions come by posting."""
    from faker import Faker  # only who invents a company waits for it

    fake = Faker("en_US")
    fake.seed_instance(seed)
    file = bare_company(now)
    for _ in range(vendors):
        name = fake.unique.company()[:41]
        vendor(file, name, now, CompanyName=name)
    return file


def furnished(seed: int, now: datetime, vendors: int, orders: int, bills: int) -> CompanyFile:
    """The same with purchase orders that are open and bills that are unpaid."""
    file = new_company(seed, now, vendors)
    part = item(file, "Purchased goods", "Cost of Goods Sold", now)
    suppliers = file.records("Vendor")
    for place in range(orders):
        purchase_order(file, suppliers[place % vendors], str(1001 + place), [(part, "10", "12.50")], now)
    for place in range(bills):
        line = {"AccountRef": {"FullName": "Office Supplies"}, "Amount": f"{10 + place % 500}.00"}
        supplier = ref(suppliers[place % vendors])
        given = {"VendorRef": supplier, "RefNumber": f"B-{place + 1}", "ExpenseLineAdd": [line]}
        payables.add(file, "Bill", given, now)
    return file


def bare_company(now: datetime) -> CompanyFile:
    """Accounts and terms, and nobody to pay."""
    file = CompanyFile()
    for name, kind, number in ACCOUNTS:
        account(file, name, kind, now, number)
    for name, days in TERMS:
        terms(file, name, days, now)
    return file


def vendor(file: CompanyFile, name: str, now: datetime, **fields: str) -> Record:
    """A vendor; ``AccountNumber`` is the number the vendor gave *us*: there is no vendor number."""
    return lists.add(file, "Vendor", {"Name": name, **fields}, now)


def account(file: CompanyFile, name: str, kind: str, now: datetime, number: str = "") -> Record:
    """An account; ``Parent:Child`` makes a child of an account that is there already."""
    parent, _, own = name.rpartition(":")
    given = {"Name": own, "AccountType": kind, "AccountNumber": number, "ParentRef": {"FullName": parent}}
    return lists.add(file, "Account", given, now)


def item(file: CompanyFile, name: str, expense_account: str, now: datetime) -> Record:
    """A non-inventory part that is bought: what most purchase order lines of a distributor's overhead are."""
    bought = {"Desc": name, "Price": "0.00", "AccountRef": {"FullName": expense_account}}
    return lists.add(file, "ItemNonInventory", {"Name": name, "SalesOrPurchase": bought}, now)


def named(file: CompanyFile, kind: str, name: str, now: datetime) -> Record:
    """A class, or a customer; ``Parent:Child`` makes a child, or a job, of one that is there already."""
    parent, _, own = name.rpartition(":")
    return lists.add(file, kind, {"Name": own, **({"ParentRef": {"FullName": parent}} if parent else {})}, now)


def terms(file: CompanyFile, name: str, due_days: int, now: datetime) -> Record:
    given = {"Name": name, "StdDueDays": str(due_days), "StdDiscountDays": "0", "DiscountPct": "0.00"}
    return lists.add(file, "StandardTerms", given, now)


def purchase_order(
    file: CompanyFile, vendor: Record, number: str, lines: Iterable[tuple[Record, str, str]], now: datetime
) -> Record:
    """An order as a person enters it: lines are (item, quantity, rate)."""
    made = [{"ItemRef": ref(one), "Quantity": quantity, "Rate": rate} for one, quantity, rate in lines]
    given = {"VendorRef": ref(vendor), "RefNumber": number, "PurchaseOrderLineAdd": made}
    return orders.add(file, given, now)
