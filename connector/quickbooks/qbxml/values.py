"""
The lexical forms of qbXML: one function for each type, out and in.

Rule 1: amounts have two decimals exactly; quantities and prices up to five (Intuit's schema).
Rule 2: a request is pure ASCII with numeric references; QuickBooks refuses raw bytes above 0x7F with
        0x80040400 (ConsoliBYTE wiki), and stores only what the Windows-1252 code page holds.
Rule 3: a string that is too long would refuse the whole message set, so it is cut before it is sent;
        numbers that people look for (RefNumber) are never cut: they are checked before they come here.
Rule 4: what comes in and is not of its form is a ValueError, and never a guess.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import NoReturn

from connector.domain.money import Money

CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\s]+")
NUMBER = re.compile(r"-?[0-9][0-9,]{0,17}(\.[0-9]{1,10})?")
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?![0-9])")
STAMP = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?![0-9])")
BOOLS = {"true": True, "1": True, "false": False, "0": False}
EARLIEST = datetime(1990, 1, 1)  # noqa: DTZ001 # a wall time has no zone
FIVE_PLACES = Decimal("0.00001")


def text(value: str, limit: int) -> str:
    """One line of characters that QuickBooks can store, at most ``limit`` long."""
    line = CONTROL.sub(" ", value)
    return (line if line.isascii() else "".join(map(_storable, line))).strip()[:limit].rstrip()


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


def read_bool(value: str) -> bool:
    """``true``, ``false``, ``1`` or ``0``; a ValueError for anything else."""
    return BOOLS[value.strip().lower()] if value.strip().lower() in BOOLS else _unread(value)


def read_decimal(value: str) -> Decimal:
    """A plain number, perhaps with thousands set apart; a ValueError for anything else."""
    return Decimal(value.strip().replace(",", "")) if NUMBER.fullmatch(value.strip()) else _unread(value)


def read_day(value: str) -> date:
    """A date, perhaps with a time behind it; a ValueError for anything else."""
    return date.fromisoformat(value[:10]) if DAY.match(value) else _unread(value)


def wall_time(stamp: str) -> datetime:
    """
    QuickBooks' stamp without its offset, which is the zone's January offset all year in many versions.

    Filters are read the same way, so a cursor is kept as wall time (206 captured objects, 103 off by an hour). A
    ValueError for what is no stamp.
    """
    return datetime.fromisoformat(stamp[:19]) if STAMP.match(stamp) else _unread(stamp)


def _unread(value: str) -> NoReturn:
    raise ValueError(f"“{value}” is not of its form")


def modified_since(stamp: str, overlap: timedelta) -> str:
    """A stamp less its overlap; there is nothing before 1990 to be taken away from."""
    return (max(wall_time(stamp), EARLIEST + overlap) - overlap).isoformat()
