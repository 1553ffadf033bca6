"""
The lexical forms of qbXML: one function for each type, out and in.

Rule 1: amounts have two decimals exactly; quantities and prices up to five (Intuit's schema).
Rule 2: a request is pure ASCII with numeric references; QuickBooks refuses raw bytes above 0x7F with
        0x80040400 (ConsoliBYTE wiki), and stores only what the Windows-1252 code page holds.
Rule 3: a string that is too long would refuse the whole message set, so it is cut before it is sent;
        numbers that people look for (RefNumber) are never cut: they are checked before they come here.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, timedelta
from decimal import Decimal

from connector.domain.money import Money

CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\s]+")
FIVE_PLACES = Decimal("0.00001")


def text(value: str, limit: int) -> str:
    """One line of characters that QuickBooks can store, at most ``limit`` long."""
    return "".join(map(_storable, CONTROL.sub(" ", value))).strip()[:limit].rstrip()


def _storable(char: str) -> str:
    for candidate in (char, unicodedata.normalize("NFKD", char)):
        stored = "".join(one for one in candidate if not unicodedata.combining(one)) or candidate
        for form in (candidate, stored):
            try:
                form.encode("cp1252")
            except UnicodeEncodeError:
                continue
            return form
    return "?"


def amount(value: Money) -> str:
    return f"{value.amount:.2f}"


def quantity(value: Decimal) -> str:
    """Without trailing zeros, as QuickBooks itself writes it."""
    return f"{value.quantize(FIVE_PLACES).normalize():f}"


def day(value: date) -> str:
    return value.isoformat()


def read_bool(value: str | None, *, default: bool = False) -> bool:
    return default if not value else value.strip().lower() in ("true", "1")


def read_decimal(value: str | None) -> Decimal | None:
    return Decimal(value.replace(",", "")) if value else None


def wall_time(stamp: str) -> datetime:
    """
    QuickBooks' stamp without its offset, which is the zone's January offset all year in many versions.

    Filters are read the same way, so a cursor is kept as wall time (206 captured objects, 103 off by an hour).
    """
    return datetime.fromisoformat(stamp[:19])


def modified_since(stamp: str, overlap: timedelta) -> str:
    return (wall_time(stamp) - overlap).strftime("%Y-%m-%dT%H:%M:%S")
