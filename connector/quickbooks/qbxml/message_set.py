"""A message set of ours as qbXML; every request carries a ``requestID``, by which alone its response is known."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Union

from lxml import etree

Tree = tuple[str, Union[str, "list[Tree]", None]]
"""An element to be written: name and text, or name and children; ``None`` leaves it out."""


@dataclass(frozen=True, slots=True)
class Request:
    """``name`` without its ``Rq``: ``BillAdd``; ``attributes`` are iterator and iteratorID."""

    id: str
    name: str
    body: tuple[Tree, ...] = ()
    attributes: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class MessageSet:
    """
    ``new_id`` has QuickBooks store its answer; ``old_id`` alone clears it, both ask for it. ``stops``: after a request
    that fails, QuickBooks carries out none of the others.
    """

    version: str
    requests: tuple[Request, ...] = ()
    new_id: str | None = None
    old_id: str | None = None
    stops: bool = False


def render(message_set: MessageSet) -> str:
    """Compact ASCII text that begins as QuickBooks wants it."""
    root = etree.Element("QBXML")
    attributes = {"onError": "stopOnError" if message_set.stops else "continueOnError"}
    if message_set.new_id:
        attributes = {"newMessageSetID": message_set.new_id, **attributes}
    if message_set.old_id:
        attributes = {"oldMessageSetID": message_set.old_id, **attributes}
    messages = etree.SubElement(root, "QBXMLMsgsRq", attributes)
    for request in message_set.requests:
        element = etree.SubElement(messages, f"{request.name}Rq", {"requestID": request.id})
        for name, value in request.attributes:
            element.set(name, value)
        _write(element, request.body)
    head = f'<?xml version="1.0" encoding="utf-8"?><?qbxml version="{message_set.version}"?>'
    return head + etree.tostring(root, encoding="us-ascii", xml_declaration=False).decode("ascii")


def _write(parent: etree._Element, children: Iterable[Tree]) -> None:
    for name, value in children:
        if value is None:
            continue
        element = etree.SubElement(parent, name)
        if isinstance(value, str):
            element.text = value
        else:
            _write(element, value)


def requests_of(text: str) -> dict[str, tuple[str, str]]:
    """The requests of a message set of ours by requestID, each with its name and its qbXML."""
    messages = etree.fromstring(text.encode("ascii"), etree.XMLParser(resolve_entities=False, no_network=True))
    return {
        one.get("requestID", ""): (one.tag.removesuffix("Rq"), etree.tostring(one, encoding="unicode"))
        for one in messages.iterfind("QBXMLMsgsRq/*")
    }
