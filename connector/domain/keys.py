"""The keys under which records of QuickBooks are looked up: two that are the same to QuickBooks have the same key."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal


def by_id(record_id: str) -> str:
    return f"id {record_id}"


def by_name(name: str) -> str:
    """QuickBooks compares names without regard to case."""
    return f"name {name.strip().casefold()}"


def by_number(where: str, number: str) -> str:
    """``where`` is ``account_number`` or ``custom_field:NAME`` of a vendor, or ``account``."""
    return f"number {where} {number}"


def by_order(vendor_id: str, number: str) -> str:
    """Zeros that lead a number are left out: whoever looks it up decides whether they count."""
    return f"order {vendor_id} {number.lstrip('0') or number}"


def by_ref_number(vendor_id: str, number: str) -> str:
    """Without regard to what people write one way or the other: whoever looks it up decides what counts."""
    return f"numbered {vendor_id} {bare(number)}"


def bare(number: str) -> str:
    """A number without blanks, signs, case and leading zeros; of signs alone, as it is."""
    return re.sub(r"[\W_]+", "", number).casefold().lstrip("0") or number.strip()


def by_face(vendor_id: str, day: date, amount: Decimal) -> str:
    """What a bill shows besides its number."""
    return f"face {vendor_id} {day.isoformat()} {amount:.2f}"
