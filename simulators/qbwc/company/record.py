"""
What a record of a company file is, and how its numbers are written.

A record is a dict of element names in the form of its Ret element; repeated elements are lists. A record that is in
the file is never changed in place: a change is a new record under the same id.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

Record = dict[str, Any]
CENT = Decimal("0.01")
FINEST = Decimal("0.00001")
ZERO = Decimal(0)


def full_name(record: Record) -> str:
    name: str = record.get("FullName") or record["Name"]
    return name


def ref(record: Record) -> Record:
    """How other records point to a list record."""
    return {"ListID": record["ListID"], "FullName": full_name(record)}


def amount(record: Record, key: str) -> Decimal:
    """A number of a record; what is not there or empty is zero."""
    return Decimal(record.get(key) or 0)


def entity(record: Record) -> Record:
    """Whom a transaction is with: the vendor, the payee, or the customer."""
    found: Record = record.get("VendorRef") or record.get("PayeeEntityRef") or record.get("CustomerRef") or {}
    return found


def is_true(value: object) -> bool:
    return value in ("true", "1")


def boolean(value: object) -> str:
    """How QuickBooks writes whether something holds."""
    return "true" if value else "false"


def money(value: Decimal) -> str:
    #: Amounts have two decimals. [captured: every answer with amounts]
    return f"{value.quantize(CENT, ROUND_HALF_UP) + ZERO:.2f}"


def number(value: Decimal) -> str:
    #: Quantities have no trailing zeros, and up to five decimals. [captured s19; Intuit's types]
    return f"{value.quantize(FINEST, ROUND_HALF_UP).normalize() + ZERO:f}"


def price(value: Decimal) -> str:
    #: Costs and rates have at least two decimals, and up to five. [captured s19, s48]
    whole, _, part = number(value).partition(".")
    return f"{whole}.{part.ljust(2, '0')}"
