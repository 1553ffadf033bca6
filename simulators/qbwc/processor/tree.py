"""XML to plain records and back: a record is a dict of element names, repeated elements are lists."""

from __future__ import annotations

from typing import Any

from lxml import etree

from simulators.qbwc.processor.schema import Element, messages

Record = dict[str, Any]


def read(element: etree._Element, declared: Element) -> Record:
    """The element's children by name; what may come more than once is a list, also inside a choice."""
    record: Record = {}
    for child in element.iterchildren("*"):
        known = declared.by_name[child.tag]
        value: Any = read(child, known) if known.children else _kept(child.text or "")
        if known.high != 1 or child.tag.endswith("Add"):
            record.setdefault(child.tag, []).append(value)
        else:
            record[child.tag] = value
    return record


def record_of(element: etree._Element) -> Record:
    """A record of a response, as QuickBooks showed it: a BillRet, whatever request brought it."""
    name = str(element.tag)
    for message, declared in messages().items():
        if message.endswith("Rs") and name in declared.by_name:
            return read(element, declared.by_name[name])
    raise KeyError(name)


def _kept(text: str) -> str:
    """QuickBooks keeps what the Windows-1252 code page holds; the rest becomes “?” (assumed: or it fails)."""
    return text.encode("cp1252", "replace").decode("cp1252")


def write(parent: etree._Element, name: str, record: Record, declared: Element) -> None:
    """One record under a name, its children in the order of the schema; empty ones are left out."""
    element = etree.SubElement(parent, name)
    for key in sorted((key for key in record if key in declared.order), key=declared.order.__getitem__):
        for value in record[key] if isinstance(record[key], list) else [record[key]]:
            if isinstance(value, dict):
                write(element, key, value, declared.by_name[key])
            elif value not in (None, ""):
                etree.SubElement(element, key).text = str(value)


def ret(response: str, name: str) -> Element:
    """The declaration of a record in a response: ``ret("BillQuery", "BillRet")``."""
    return messages()[f"{response}Rs"].by_name[name]
