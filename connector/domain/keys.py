"""The keys under which records of QuickBooks are looked up: two that are the same to QuickBooks have the same key."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from decimal import Decimal

TO_LOOK_UP = "to look up"
"""What is to be read once more."""
PAID = "paid"
"""What is paid by QuickBooks' own word."""


def by_id(record_id: str) -> str:
    return f"id {record_id}"


def by_name(name: str) -> str:
    """QuickBooks compares names without regard to case."""
    return f"name {name.strip().casefold()}"


def by_mark(document: str) -> str:
    """Of what carries our mark of a document."""
    return f"mark {document}"


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


def by_look(name: str) -> str:
    """What the eye sees of a name: one blank for any, and letters however they are composed."""
    return f"look {_seen(name)}"


def _seen(name: str) -> str:
    shown = "".join(one for one in unicodedata.normalize("NFKC", name) if unicodedata.category(one) != "Cf")
    return " ".join(shown.split()).casefold()


UNSEEN = {
    "\u00a0": "a no-break space",
    "\u202f": "a narrow no-break space",
    "\u200b": "a zero-width space",
    "\u00ad": "a soft hyphen",
    "\t": "a tab",
}
"""Characters that look like another one, or like nothing, by what people call them."""


def unseen(one: str, other: str) -> str:
    """What makes two names differ that look the same."""
    found = [said for char, said in UNSEEN.items() if (char in one) != (char in other)]
    pair = (one, other)
    if any("  " in name.strip() for name in pair) and " ".join(one.split()) == " ".join(other.split()):
        found.append("a double blank")
    if any(unicodedata.normalize("NFC", name) != name for name in pair):
        found.append("an accent that is a character of its own")
    return " and ".join(found) or "other characters"
