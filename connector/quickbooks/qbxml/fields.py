"""
The fields of a record, read by their types; a record of which one cannot be read is a value of its own.

Rule 1: a field that is absent or empty is None; one that is there and not of its form makes its record illegible.
Rule 2: what can be read of an illegible record says where it would stand, so that what depends on it finds it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from copy import deepcopy
from datetime import date, datetime
from decimal import Decimal
from typing import TypeVar

from lxml import etree

from connector.domain.illegible import Illegible
from connector.domain.records import Mirrored
from connector.quickbooks.qbxml import values
from connector.quickbooks.qbxml.responses import value_of

T = TypeVar("T")
K = TypeVar("K", bound=Mirrored)
ID = re.compile(r"[0-9A-Za-z-]{1,36}|\?")
UNKNOWN = "?"
NAMES = ("FullName", "Name", "RefNumber")
IDS = ("TxnID", "ListID")
NEEDED = {
    **dict.fromkeys((*IDS, "TxnLineID", "EditSequence"), UNKNOWN),
    **dict.fromkeys(("AmountDue", "CreditAmount", "TotalAmount"), "0.00"),
}
"""What stands in for fields without which a record is none, where its other fields are looked at."""


class Unreadable(ValueError):
    """A field by its path below the record, and what stands in it."""

    def __init__(self, path: str, text: str) -> None:
        super().__init__(f"{path} reads “{text}”")
        self.path, self.text = path, text


def _typed(parse: Callable[[str], T], element: etree._Element, path: str, within: str) -> T | None:
    text = value_of(element, path)
    if text is None:
        return None
    try:
        return parse(text)
    except ValueError as error:
        raise Unreadable(f"{within}{path}", text) from error


def decimal_at(element: etree._Element, path: str, within: str = "") -> Decimal | None:
    """``within`` is the path of the element below its record, where it is a part of one."""
    return _typed(values.read_decimal, element, path, within)


def day_at(element: etree._Element, path: str) -> date | None:
    return _typed(values.read_day, element, path, "")


def stamp_at(element: etree._Element, path: str) -> datetime | None:
    return _typed(values.wall_time, element, path, "")


def bool_at(element: etree._Element, path: str, *, default: bool = False, within: str = "") -> bool:
    found = _typed(values.read_bool, element, path, within)
    return default if found is None else found


def needed(element: etree._Element, path: str, within: str = "") -> str:
    """A text without which its record is none."""
    text = value_of(element, path)
    if text is None:
        raise Unreadable(f"{within}{path}", "")
    return text


def id_at(element: etree._Element, path: str, within: str = "") -> str:
    """An id; QuickBooks refuses a whole query for one that is none."""
    text = needed(element, path, within)
    if not ID.fullmatch(text):
        raise Unreadable(f"{within}{path}", text)
    return text


def read_or_tell(element: etree._Element, shelf: str, read: Callable[[etree._Element], K]) -> K | Illegible:
    """The record, or what can be told of it where a field cannot be read; ``shelf`` is where it would stand."""
    try:
        stamp_at(element, "TimeModified")
        return read(element)
    except Unreadable as wrong:
        return Illegible(
            kind=str(element.tag).removesuffix("Ret"),
            id=next((one for path in IDS if (one := value_of(element, path))), ""),
            name=next((one for path in NAMES if (one := value_of(element, path))), ""),
            field=wrong.path,
            text=wrong.text[:80],
            shelf=shelf,
            places=_places(element, wrong, read),
            vendor_id=value_of(element, "VendorRef/ListID") or "",
            number=value_of(element, "RefNumber") or "",
            guid=value_of(element, "ExternalGUID") or "",
            memo=value_of(element, "Memo") or value_of(element, "Notes") or "",
        )


def _places(element: etree._Element, wrong: Unreadable, read: Callable[[etree._Element], K]) -> tuple[str, ...]:
    """The keys of the record without what cannot be read; each turn leaves out one field more, or fills one in."""
    rest, seen = deepcopy(element), set[str]()
    while wrong.path not in seen:
        seen.add(wrong.path)
        for one in rest.findall(wrong.path):
            one.clear()
        _fill(rest, wrong.path)
        try:
            return tuple(key for key in read(rest).keys if UNKNOWN not in key)
        except Unreadable as further:
            wrong = further
    return ()


def _fill(element: etree._Element, path: str) -> None:
    """A field that has to be there, and is not; one that may be absent is left so."""
    parent, _, name = path.rpartition("/")
    for holder in element.findall(parent) if parent else [element]:
        if name in NEEDED and value_of(holder, name) is None:
            etree.SubElement(holder, name).text = NEEDED[name]
