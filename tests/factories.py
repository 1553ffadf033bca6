"""Domain values for tests: whole and plausible, with only what a test is about to be given."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import factory

from connector.domain.bill import Draft, ExpenseLine
from connector.domain.identifiers import EditSequence, ListID, RefNumber, SupplierId, TxnID, TxnLineID
from connector.domain.invoice import Invoice, InvoiceKind, InvoiceLine, Split, Standing, Supplier
from connector.domain.kind import Kind
from connector.domain.money import Money
from connector.domain.record import Record
from connector.domain.records import (
    ACCOUNTS,
    ORDERS,
    TERMS,
    VENDORS,
    Account,
    Mirrored,
    PurchaseOrder,
    PurchaseOrderLine,
    Remembered,
    Shelf,
    Terms,
    Vendor,
)

ACME = Vendor(ListID("80000001-1767628800"), "Acme Lab Supply", account_number="V-1001")
SUPPLIES = Account(ListID("80000010-1767628800"), "Office Supplies", number="6120", type="Expense")
FREIGHT = Account(ListID("80000011-1767628800"), "Freight In")
NET_30 = Terms(ListID("80000020-1767628800"), "Net 30")
REAGENTS = PurchaseOrderLine(TxnLineID("3-1"), "Reagents", Decimal(20), Decimal(0), Money(Decimal("825.00")))
ORDER_49 = PurchaseOrder(TxnID("1-1"), "49", ACME.list_id, (REAGENTS,))


def books(*more: tuple[Shelf[Any], Mirrored]) -> Remembered:
    """Books of a vendor, two accounts, terms and an order, and what else is given; the last of an id counts."""
    shelves: tuple[tuple[Shelf[Any], Mirrored], ...] = (
        (VENDORS, ACME),
        (ACCOUNTS, SUPPLIES),
        (ACCOUNTS, FREIGHT),
        (TERMS, NET_30),
        (ORDERS, ORDER_49),
        *more,
    )
    made = Remembered()
    for shelf, record in {(shelf.name, record.record_id): (shelf, record) for shelf, record in shelves}.values():
        made.put(shelf, [record])
    return made


BOOKS = books()


def usd(amount: str) -> Money:
    return Money(Decimal(amount))


class LineFactory(factory.Factory):  # type: ignore[misc] # factory-boy has no types
    class Meta:
        model = InvoiceLine

    number = 1
    description = "Nitrile gloves"
    quantity = Decimal(2)
    unit_price = Decimal("10.00")
    amount = factory.LazyAttribute(lambda o: Money.rounded(o.quantity * o.unit_price))
    codings = ((Split(Decimal(100), (("Account", "6120"),)),),)


class InvoiceFactory(factory.Factory):  # type: ignore[misc] # as above
    class Meta:
        model = Invoice

    id = "2600001"
    number = "I00101"
    kind = InvoiceKind.INVOICE
    standing = Standing.DUE
    supplier = Supplier(SupplierId("1003837241"), "Acme Lab Supply", "V-1001")
    supplier_invoice_number = "AC-778"
    invoice_date = date(2026, 1, 12)
    accounting_date = date(2026, 1, 14)
    due_date = date(2026, 2, 11)
    terms = "Net 30"
    lines = factory.LazyFunction(lambda: (LineFactory(),))
    charges = ()
    total = factory.LazyAttribute(
        lambda o: Money.total([*(one.amount for one in o.lines), *(one.effect for one in o.charges)])
    )
    stamp = "2026-01-14T19:58:56.973Z"


class DraftFactory(factory.Factory):  # type: ignore[misc] # as above
    class Meta:
        model = Draft

    kind = Kind.BILL
    supplier_id = "1003837241"
    vendor_id = ACME.list_id
    vendor = ACME.name
    ref_number = "AC-778"
    txn_date = date(2026, 1, 12)
    due_date = date(2026, 2, 11)
    terms_id = NET_30.list_id
    memo = "[JAGGAER I00101/2600001]"
    mark = "[JAGGAER I00101/2600001]"
    expenses = (ExpenseLine(SUPPLIES.list_id, SUPPLIES.full_name, usd("20.00"), "Nitrile gloves"),)
    items = ()
    total = usd("20.00")


class RecordFactory(factory.Factory):  # type: ignore[misc] # as above
    class Meta:
        model = Record

    kind = Kind.BILL
    id = factory.Sequence(lambda n: TxnID(f"{n:X}-1768000000"))
    edit_sequence = EditSequence("1768000000")
    vendor_id = ACME.list_id
    vendor = ACME.name
    ref_number = RefNumber("AC-778")
    txn_date = date(2026, 1, 12)
    total = usd("20.00")
