"""A company file of an invented distributor, the same for the same seed."""

from __future__ import annotations

from datetime import datetime

from faker import Faker

from simulators.qbwc.company import lists
from simulators.qbwc.company.file import CompanyFile

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
    fake = Faker("en_US")
    fake.seed_instance(seed)
    file = bare_company(now)
    for _ in range(vendors):
        name = fake.unique.company()[:41]
        lists.vendor(file, name, now, CompanyName=name)
    return file


def bare_company(now: datetime) -> CompanyFile:
    """Accounts and terms, and nobody to pay."""
    file = CompanyFile()
    for name, kind, number in ACCOUNTS:
        lists.account(file, name, kind, now, number)
    for name, days in TERMS:
        lists.terms(file, name, days, now)
    return file
