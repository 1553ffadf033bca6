"""
The envelope: a message set out, its responses in.

Rule 1: every request carries a ``requestID``, and an answer is tied to its request by nothing else.
Rule 2: only this module writes or reads XML text; the parser takes no DTD, no entity, no network.
Rule 3: a response without a statusCode is not a success: it is no answer.
Rule 4: nor is one to a request that was not made, one of another name, or one of two under the same requestID.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Union

from lxml import etree

from connector.errors import OtherSideError

NUMBER = re.compile(r"-?[0-9]{1,9}")
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
    """``new_id`` has QuickBooks store its answer; ``old_id`` alone clears it, both ask for it."""

    version: str
    requests: tuple[Request, ...] = ()
    new_id: str | None = None
    old_id: str | None = None


@dataclass(frozen=True, slots=True)
class Response:
    request_id: str
    name: str
    code: int | None
    severity: str
    message: str
    records: tuple[etree._Element, ...] = field(repr=False, default=())
    iterator_id: str | None = None
    remaining: int = 0


@dataclass(frozen=True, slots=True)
class ResponseSet:
    """``status`` is the message set's own: there only when a message set id was sent."""

    responses: tuple[Response, ...]
    status: int | None = None

    def by_request(self) -> dict[str, Response]:
        return {response.request_id: response for response in self.responses}

    def to(self, asked: Mapping[str, tuple[str, str]]) -> ResponseSet:
        """What answers these requests: under an id and a name that were asked, and once."""
        fits = [one for one in self.responses if one.name == asked.get(one.request_id, ("", ""))[0]]
        times = Counter(one.request_id for one in fits)
        return replace(self, responses=tuple(one for one in fits if times[one.request_id] == 1))


def render(message_set: MessageSet) -> str:
    """Compact ASCII text that begins as QuickBooks wants it."""
    root = etree.Element("QBXML")
    attributes = {"onError": "continueOnError"}
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


def parse(text: str) -> ResponseSet:
    """QuickBooks' answer; anything that is not one is an error of the other side."""
    if "<!DOCTYPE" in text:
        raise OtherSideError("QuickBooks' answer is not a qbXML message set.")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True, encoding="utf-8")
    try:
        root = etree.fromstring(text.encode("utf-8"), parser)
    except (etree.XMLSyntaxError, UnicodeEncodeError) as error:
        raise OtherSideError("QuickBooks' answer is not well-formed XML.") from error
    messages = root.find("QBXMLMsgsRs")
    if root.tag != "QBXML" or messages is None:
        raise OtherSideError("QuickBooks' answer is not a qbXML message set.")
    status = messages.get("messageSetStatusCode")
    return ResponseSet(tuple(_responses(messages)), _number(status))


def _responses(messages: etree._Element) -> Iterator[Response]:
    for element in messages.iterchildren("*"):
        yield Response(
            request_id=element.get("requestID", ""),
            name=element.tag.removesuffix("Rs"),
            code=_number(element.get("statusCode")),
            severity=element.get("statusSeverity", ""),
            message=element.get("statusMessage", ""),
            records=tuple(child for child in element.iterchildren("*") if child.tag.endswith("Ret")),
            iterator_id=element.get("iteratorID"),
            remaining=_remaining(element.get("iteratorRemainingCount")),
        )


def _number(value: str | None) -> int | None:
    return int(value) if value and NUMBER.fullmatch(value.strip()) else None


def _remaining(value: str | None) -> int:
    """A list of which nobody knows whether it has ended must not be taken for read."""
    found = _number(value)
    if value and (found is None or found < 0):
        raise OtherSideError(f"QuickBooks says that “{value[:40]}” rows of a list are left.")
    return found or 0


def value_of(element: etree._Element, path: str) -> str | None:
    """The text at a path below a record, or None where the element is absent or empty."""
    return element.findtext(path) or None
