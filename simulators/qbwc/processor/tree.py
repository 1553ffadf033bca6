"""XML to plain records and back: a record is a dict of element names, repeated elements are lists."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from lxml import etree

from simulators.qbwc.company.record import Record, boolean, is_true, money, number, price
from simulators.qbwc.processor.schema import CANADA, Edition, Element, messages

LATEST = Edition("", (99, 0))
NORMAL: Mapping[str, Callable[[str], str]] = {
    "AMT": lambda text: money(Decimal(text)),
    "PRICE": lambda text: price(Decimal(text)),
    "PERCENT": lambda text: price(Decimal(text)),
    "QUAN": lambda text: number(Decimal(text)),
    "BOOL": lambda text: boolean(is_true(text)),
    "DATE": lambda text: text[: text.index("-", 1) + 6],
    "INT": lambda text: str(int(text)),
    "FLOAT": str,
}
ESCAPES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"}
IN_TEXT = str.maketrans(ESCAPES)
IN_ATTRIBUTE = str.maketrans({**ESCAPES, '"': "&quot;", "\n": "&#10;", "\t": "&#9;"})
#: Canada's 3.0 has names of its own: Province, TaxCodeRef, IsVendorEligibleForT4A. [Intuit's listing of CA3.0]
CANADIAN = {"Province": "State", "TaxCodeRef": "SalesTaxCodeRef", "IsVendorEligibleForT4A": "IsVendorEligibleFor1099"}


def read(element: etree._Element, declared: Element, edition: Edition = LATEST) -> Record:
    """
    The element's children by name, values in the form QuickBooks shows them; what may come twice is a list.

    What this edition does not have is not read: QuickBooks warns of it and saves the rest.
    """
    record: Record = {}
    for child in element.iterchildren("*"):
        known = declared.by_name[child.tag]
        if edition.country in known.not_in:
            continue
        value: Any = read(child, known, edition) if known.children else _value(child.text or "", known)
        # a boolean cannot be cleared
        if value == "" and known.type == "BOOL":
            continue
        name = CANADIAN.get(known.name, known.name) if edition.table == CANADA else known.name
        if known.name in declared.repeated:
            record.setdefault(name, []).append(value)
        else:
            record[name] = value
    return record


def record_of(element: etree._Element) -> Record:
    """A record of a response, as QuickBooks showed it: a BillRet, whatever request brought it."""
    name = str(element.tag)
    for message, declared in messages().items():
        if message.endswith("Rs") and name in declared.by_name:
            return read(element, declared.by_name[name])
    raise KeyError(name)


def _value(text: str, declared: Element) -> str:
    normal = NORMAL.get(declared.type or "")
    if normal is None:
        return text
    stripped = text.strip()
    return normal(stripped) if stripped else ""


def write(lines: list[str], name: str, record: Record, declared: Element, edition: Edition) -> None:
    """
    One record under a name, its children in the order of the schema, an element to a line; empty ones are left out.

    The shape is that of the version asked for: what came later is not shown.
    """
    shape = declared.shape(edition)
    known = _canadian(record, shape) if edition.table == CANADA else record
    lines.append(f"<{name}>")
    for key in sorted((key for key in known if key in shape), key=lambda key: shape[key][0]):
        value = known[key]
        for one in value if isinstance(value, list) else (value,):
            if isinstance(one, dict):
                if one:
                    write(lines, key, one, shape[key][1], edition)
            elif one or (one == "" and shape[key][1].low and not shape[key][1].enum):
                lines.append(f"<{key}>{str(one).translate(IN_TEXT)}</{key}>")
    lines.append(f"</{name}>")


def leaf(name: str, value: str) -> str:
    return f"<{name}>{value.translate(IN_TEXT)}</{name}>"


def attribute(value: str) -> str:
    return value.translate(IN_ATTRIBUTE)


def _canadian(record: Record, shape: Mapping[str, object]) -> Record:
    own = {theirs: ours for ours, theirs in CANADIAN.items() if ours in shape}
    return {own.get(key, key): value for key, value in record.items()}
