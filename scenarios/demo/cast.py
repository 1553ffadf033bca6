"""Who is in the demo: vendors, items and purchase orders of a distributor, and the 25 invoices that JAGGAER has."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from simulators.jaggaer import Tenant, company_profile, credit_memo, invoice, line, order_line
from simulators.jaggaer import purchase_order as ordered_of
from simulators.qbwc import CompanyFile, account, bare_company, item, purchase_order, vendor

Json = dict[str, Any]
FIRST, FIRST_ORDER = 2_600_000, 7_001
GIVEN = ("Harbor Freight Lines", "V-1005")
"""The supplier that JAGGAER has no code of, until the connector gives it its vendor's."""
PENDING = "I00123"
"""The invoice that is not approved before the end."""
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

# Order number → supplier and lines (item, quantity, price): JAGGAER's, which pads numbers to ten digits.
ORDERS: dict[str, tuple[str, tuple[tuple[str, str, str], ...]]] = {
    "49": ("V-1001", (("Reagents", "20", "41.25"), ("Glassware", "6", "118.00"))),
    "50": ("V-1002", (("Valves", "12", "73.50"),)),
    "51": ("V-1003", (("Cartons", "1000", "0.875"), ("Tape", "48", "3.29"))),
    "52": ("V-1005", (("Pallets", "40", "18.60"),)),
    "53": ("V-1001", (("Reagents", "10", "41.25"),)),
    "55": ("V-1002", (("Hoses", "10", "12.40"), ("Clamps", "60", "0.85"))),
}
TYPED = ("54", "Evergreen Electric Co", ("Cable", "2.5", "199.99"))
"""One that a person typed in QuickBooks, without the zeros."""

DEEDS: tuple[Json, ...] = (
    {"deed": "revise_order", "order": "0000000052", "quantities": {"1": 44}},
    {"deed": "revise_order", "order": "0000000055", "quantities": {"2": 0}},
    {"deed": "confirm_order", "order": "0000000055", "supplier_order": "SO-7731", "day": "2026-02-02"},
    {"deed": "receive_order", "order": "0000000049", "quantities": {"1": 20, "2": 6}},
    {"deed": "receive_order", "order": "0000000051", "quantities": {"1": 1000}},
)
"""What becomes of orders in JAGGAER after the first pass: one revised, a line cancelled, confirmed, received twice."""

# What QuickBooks is to have of each order in the end: lines (item, quantity, amount), and which are closed.
EXPECTED_ORDERS: dict[str, tuple[tuple[tuple[str, str, str], ...], tuple[int, ...]]] = {
    "0000000049": ((("Reagents", "20", "825.00"), ("Glassware", "6", "708.00")), ()),
    "0000000050": ((("Valves", "12", "882.00"),), ()),
    "0000000051": ((("Cartons", "1000", "875.00"), ("Tape", "48", "157.92")), ()),
    "0000000052": ((("Pallets", "44", "818.40"),), ()),
    "0000000053": ((("Reagents", "10", "412.50"),), ()),
    "0000000055": ((("Hoses", "10", "124.00"), ("Clamps", "60", "51.00")), (2,)),
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
    number, name, typed = TYPED
    ordered = (row for _, lines in ORDERS.values() for row in lines)
    parts = {
        part: item(file, part, "Cost of Goods Sold", OPENED)
        for part in dict.fromkeys(part for part, *_ in (*ordered, typed))
    }
    purchase_order(file, known[name], number, [(parts[typed[0]], *typed[1:])], OPENED)
    return file


def supplier(number: str) -> Json:
    return {"id": 1_003_837_200 + int(number[2:]), "name": SUPPLIERS[number][0], "supplierNumber": number}


def orders() -> list[Json]:
    """JAGGAER's, each with the catalogue numbers that the profile maps to items."""
    found = []
    for po_id, (number, (of, lines)) in enumerate(ORDERS.items(), FIRST_ORDER):
        rows = [order_line(at, part, quantity, price) for at, (part, quantity, price) in enumerate(lines, 1)]
        for row, (part, _, _) in zip(rows, lines, strict=True):
            row["item"]["catalogNumber"] = part
        found.append(ordered_of(po_id, number.zfill(10), supplier(of), rows))
    return found


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
        profile = company_profile(52_000 + position, name, number)
        if number == GIVEN[1]:
            del profile["returnCompanyInfo"]["extCode"]
        made.put_supplier(profile)
    for document in orders():
        made.put_order(document)
    for document in invoices():
        made.put_invoice(document)
    return made
