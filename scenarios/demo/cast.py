"""Who is in the demo: vendors and purchase orders of a distributor, and the 25 invoices that JAGGAER has."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from simulators.jaggaer import Tenant, company_profile, credit_memo, invoice, line
from simulators.qbwc import CompanyFile, account, bare_company, item, purchase_order, vendor

Json = dict[str, Any]
FIRST = 2_600_000
OPENED = datetime(2026, 1, 5, 16, 0, tzinfo=UTC)

# JAGGAER's supplier → the vendor in QuickBooks (None: QuickBooks does not know it), and how it is found.
SUPPLIERS: dict[str, tuple[str, str | None]] = {
    "V-1001": ("Acme Lab Supply", "Acme Lab Supply"),  # by number
    "V-1002": ("BAY PLUMBING", "Bay Plumbing"),  # by number; the name differs in case
    "V-1003": ("Cascade Packaging", "Cascade Packaging"),
    "V-1004": ("Delta Office Products, Inc.", "Delta Office Products"),  # by number; the name differs
    "V-1005": ("Harbor Freight Lines", "Harbor Freight Lines"),
    "V-1006": ("Evergreen Electrical Contractors LLC", "Evergreen Electric Co"),  # by the vendor map
    "V-1099": ("Northwind Traders", None),
}
NORTHWIND = "Northwind Trading Co"
"""What QuickBooks calls the supplier that nobody has paired yet."""

ANSWERS: tuple[tuple[str, ...], ...] = (
    ("VENDOR_UNKNOWN/Northwind Traders", "--pair", NORTHWIND, "--by", "Ann", "--reason", "same tax number"),
    ("ACCOUNT_UNMAPPED/6175", "--map", "Equipment Rental", "--by", "Ann", "--reason", "leases of machines"),
)
"""What the accountant says about the two that are held."""

# Order number in QuickBooks → vendor and lines (item, quantity, rate).
ORDERS: dict[str, tuple[str, tuple[tuple[str, str, str], ...]]] = {
    "49": ("Acme Lab Supply", (("Reagents", "20", "41.25"), ("Glassware", "6", "118.00"))),
    "50": ("Bay Plumbing", (("Valves", "12", "73.50"),)),
    "51": ("Cascade Packaging", (("Cartons", "1000", "0.875"), ("Tape", "48", "3.29"))),
    "52": ("Harbor Freight Lines", (("Pallets", "40", "18.60"),)),
    "53": ("Acme Lab Supply", (("Reagents", "10", "41.25"),)),
    "54": ("Evergreen Electric Co", (("Cable", "2.5", "199.99"),)),
}


def company_file() -> CompanyFile:
    """The books as they stand before the first update."""
    file = bare_company(OPENED)
    known = {}
    for number, (_, name) in SUPPLIERS.items():
        if name is not None:
            known[name] = vendor(file, name, OPENED, CompanyName=name, AccountNumber=number)
    vendor(file, NORTHWIND, OPENED, CompanyName=NORTHWIND)
    account(file, "Equipment Rental", "Expense", OPENED)
    parts = {
        name: item(file, name, "Cost of Goods Sold", OPENED)
        for name in dict.fromkeys(part for _, lines in ORDERS.values() for part, _, _ in lines)
    }
    for number, (name, lines) in ORDERS.items():
        wanted = [(parts[part], quantity, rate) for part, quantity, rate in lines]
        purchase_order(file, known[name], number, wanted, OPENED)
    return file


def supplier(number: str) -> Json:
    return {"id": 1_003_837_200 + int(number[2:]), "name": SUPPLIERS[number][0], "supplierNumber": number}


def _po(position: int, what: str, quantity: str, price: str, order: str, row: int) -> Json:
    """A line on a purchase order; JAGGAER pads the order's number to ten digits."""
    return line(position, what, quantity, price, po=(order.zfill(10), row))


def invoices() -> list[Json]:
    """20 that become bills, 2 credit memos, 1 not yet approved, 2 that have to be held."""
    return [*_bills_without_orders(), *_bills_on_orders(), *_credits(), _pending(), *_held()]


def _bills_without_orders() -> list[Json]:
    a, b, c, d, e, f = (supplier(number) for number in ("V-1001", "V-1002", "V-1003", "V-1004", "V-1005", "V-1006"))
    thirds = [("33.33", "6120"), ("33.33", "6130"), ("33.34", "6140")]
    return [
        invoice(FIRST + 1, a, [line(1, "Nitrile gloves", "40", "8.95", account="6120")], supplier_invoice="AC-778"),
        invoice(
            FIRST + 2,
            b,
            [line(1, "Leak in dock 3", "1", "475.00", account="6130")],
            supplier_invoice="BP-9",
            tax="41.56",
        ),
        invoice(
            FIRST + 3,
            c,
            [line(1, "Samples", "3", "19.99", account=[("60", "6120"), ("40", "5000")])],
            supplier_invoice="778",
        ),
        invoice(
            FIRST + 4,
            d,
            [line(1, "Paper", "12", "43.17", account="6120"), line(2, "Toner", "2", "88.40", account="6120")],
            supplier_invoice="DO-2026-0114",
            tax="61.38",
            freight="15.00",
        ),
        invoice(FIRST + 5, e, [line(1, "Line haul", "1", "1240.00", account="5000")], supplier_invoice="PRO 884-1201"),
        invoice(
            FIRST + 6,
            f,
            [line(1, "Rewiring, hall B", "1", "1000.00", account=thirds)],
            supplier_invoice="EE/2026/17",
        ),
        invoice(
            FIRST + 7,
            a,
            [line(1, "Safety review & “audit”", "7.5", "180.00", account="6140")],
            supplier_invoice="AC-779",
            discount="27.00",
        ),
        invoice(
            FIRST + 8,
            d,
            [line(1, "Café supplies", "1", "64.05", account="6120")],
            supplier_invoice="DO-2026-0114-REPLACEMENT-B",  # longer than 20: JAGGAER's own number is used
        ),
        invoice(
            FIRST + 9,
            b,
            [line(1, "Backflow test", "2", "112.505", account="6130")],
            supplier_invoice="778",  # the same number as another vendor's
            day=date(2026, 1, 13),
        ),
    ]


def _bills_on_orders() -> list[Json]:
    a, b, c, e, f = (supplier(number) for number in ("V-1001", "V-1002", "V-1003", "V-1005", "V-1006"))
    return [
        invoice(FIRST + 10, a, [_po(1, "Reagents", "8", "41.25", "49", 1)], supplier_invoice="AC-780", tax="31.35"),
        invoice(
            FIRST + 11,
            a,
            [_po(1, "Reagents", "12", "41.25", "49", 1), _po(2, "Glassware", "6", "118.00", "49", 2)],
            supplier_invoice="AC-781",
            tax="115.14",
            freight="38.50",
        ),
        invoice(FIRST + 12, b, [_po(1, "Valves", "5", "73.50", "50", 1)], supplier_invoice="BP-10"),
        invoice(FIRST + 13, b, [_po(1, "Valves", "4", "73.50", "50", 1)], supplier_invoice="BP-11"),
        invoice(FIRST + 14, b, [_po(1, "Valves", "3", "71.00", "50", 1)], supplier_invoice="BP-12"),  # a lower price
        invoice(
            FIRST + 15,
            c,
            [_po(1, "Cartons", "1000", "0.875", "51", 1), _po(2, "Tape", "48", "3.29", "51", 2)],
            supplier_invoice="CP-55012",
            freight="92.10",
        ),
        invoice(FIRST + 16, e, [_po(1, "Pallets", "40", "18.60", "52", 1)], supplier_invoice="PRO 884-1202"),
        invoice(
            FIRST + 17,
            a,
            [_po(1, "Reagents", "10", "41.25", "53", 1), line(2, "Rush handling", "1", "25.00", account="6120")],
            supplier_invoice="AC-782",
        ),
        invoice(FIRST + 18, f, [_po(1, "Cable", "2.5", "199.99", "54", 1)], supplier_invoice="EE/2026/18"),
        invoice(
            FIRST + 19,
            e,
            [line(1, "Detention", "3", "65.00", account="5000"), line(2, "Lumper", "1", "140.00", account="5000")],
            supplier_invoice="PRO 884-1203",
            handling="12.00",
        ),
        invoice(FIRST + 20, c, [line(1, "Pallet wrap", "24", "11.40", account="6120")], supplier_invoice="CP-55013"),
    ]


def _credits() -> list[Json]:
    a, d = supplier("V-1001"), supplier("V-1004")
    return [
        credit_memo(
            FIRST + 21,
            a,
            [line(1, "Returned gloves", "4", "8.95", account="6120")],
            supplier_invoice="AC-CM-31",
            tax="3.40",
        ),
        credit_memo(FIRST + 22, d, [line(1, "Price correction", "1", "18.00", account="6120")]),  # no supplier number
    ]


def _pending() -> Json:
    lines = [line(1, "Racking", "1", "2210.00", account="6130")]
    waiting = {"workflowStatus": "Pending", "paymentStatus": "InProcess"}
    return invoice(FIRST + 23, supplier("V-1002"), lines, supplier_invoice="BP-13", header=waiting)


def _held() -> list[Json]:
    unknown_vendor = [line(1, "Consulting", "1", "900.00", account="6140")]
    unmapped = [line(1, "Forklift lease", "1", "1310.00", account="6175")]
    return [
        invoice(FIRST + 24, supplier("V-1099"), unknown_vendor, supplier_invoice="NW-1"),
        invoice(FIRST + 25, supplier("V-1003"), unmapped, supplier_invoice="CP-55014"),
    ]


def tenant() -> Tenant:
    """The tenant that serves all of it."""
    made = Tenant()
    for position, (number, (name, _)) in enumerate(SUPPLIERS.items()):
        made.put_supplier(company_profile(52_000 + position, name, number))
    for document in invoices():
        made.put_invoice(document)
    return made
