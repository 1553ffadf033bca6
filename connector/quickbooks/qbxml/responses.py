"""
QuickBooks' response to a message set, in.

Rule 1: a response is tied to its request by its ``requestID``, and by nothing else.
Rule 2: a response without a statusCode is not a success: it is no answer.
Rule 3: nor is one to a request that was not made, one of another name, or one of two under the same requestID.
Rule 4: the parser takes no DTD, no entity, no network. A large text is read in slices, and its records are kept as
        text until they are looked at: a page of 40 MB is 300 MB as a tree.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import cast, overload

from lxml import etree

from connector.errors import OtherSideError

NUMBER = re.compile(r"-?[0-9]{1,9}")
LARGE = 1024 * 1024
SLICE = 8 * 1024  # a larger one has so many parts alive at a time that Python looks through all its memory for garbage
RESPONSE_DEPTH = 3
MOST_PARTS = 1_000_000
"""Elements that are held as a tree at a time: of one record, and of all that is around the records."""
Row = etree._Element
"""A record as QuickBooks shows it: ``BillRet``, ``VendorRet``."""


class Rows(Sequence[Row]):
    """Records in their order, each as an element, or as its text until it is looked at."""

    def __init__(self, parts: Iterable[Row | bytes] = ()) -> None:
        self._parts = tuple(parts)

    def __len__(self) -> int:
        return len(self._parts)

    def __iter__(self) -> Iterator[Row]:
        parser = _parser()
        return (_row(part, parser) for part in self._parts)

    @overload
    def __getitem__(self, at: int) -> Row: ...
    @overload
    def __getitem__(self, at: slice) -> Rows: ...
    def __getitem__(self, at: int | slice) -> Row | Rows:
        return Rows(self._parts[at]) if isinstance(at, slice) else _row(self._parts[at], _parser())

    def with_texts(self) -> Iterator[tuple[bytes, Callable[[], Row]]]:
        """The text of each, and how to get at its element: who knows the text need not."""
        parser = _parser()
        for part in self._parts:
            text = part if isinstance(part, bytes) else etree.tostring(part, with_tail=False)
            yield text, partial(_row, part, parser)

    @classmethod
    def joined(cls, several: Iterable[Rows]) -> Rows:
        return cls(part for one in several for part in one._parts)


NO_ROWS = Rows()


def _row(part: Row | bytes, parser: etree.XMLParser) -> Row:
    return etree.fromstring(part, parser) if isinstance(part, bytes) else part


@dataclass(frozen=True, slots=True)
class Response:
    request_id: str
    name: str
    code: int | None
    severity: str
    message: str
    records: Rows = field(repr=False, default=NO_ROWS)
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


def parse(text: str) -> ResponseSet:
    """QuickBooks' answer; anything that is not one is an error of the other side."""
    if "<!DOCTYPE" in text:
        raise OtherSideError("QuickBooks' answer is not a qbXML message set.")
    try:
        root, cut_out = _streamed(text) if len(text) > LARGE else (etree.fromstring(text.encode(), _parser()), {})
    except (etree.XMLSyntaxError, UnicodeEncodeError) as error:
        raise OtherSideError("QuickBooks' answer is not well-formed XML.") from error
    messages = root.find("QBXMLMsgsRs")
    if root.tag != "QBXML" or messages is None:
        raise OtherSideError("QuickBooks' answer is not a qbXML message set.")
    status = messages.get("messageSetStatusCode")
    responses = tuple(_response(one, cut_out.get(one, ())) for one in messages.iterchildren("*"))
    return ResponseSet(responses, _number(status))


def _parser() -> etree.XMLParser:
    return etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True, encoding="utf-8")


def _streamed(text: str) -> tuple[Row, dict[Row, list[bytes]]]:
    """The tree without its records, and those by their response: each was cut out as soon as it was whole."""
    parser = etree.XMLPullParser(
        ("start", "end"), resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True, encoding="utf-8"
    )
    cut_out: dict[Row, list[bytes]] = {}
    path: list[Row] = []
    parts = outside = 0
    for at in range(0, len(text), SLICE):
        parser.feed(text[at : at + SLICE].encode())
        for event, element in cast("Iterator[tuple[str, Row]]", parser.read_events()):
            if event == "start":
                outside = parts if len(path) == RESPONSE_DEPTH else outside
                parts += 1
                if parts > MOST_PARTS:
                    raise OtherSideError(f"QuickBooks' answer has a record of more than {MOST_PARTS:,} elements.")
                path.append(element)
                continue
            path.pop()
            if len(path) == RESPONSE_DEPTH:
                if _is_record(element):
                    cut_out.setdefault(path[-1], []).append(etree.tostring(element, with_tail=False))
                path[-1].remove(element)
                parts = outside
    return parser.close(), cut_out


def _is_record(element: Row) -> bool:
    return str(element.tag).endswith("Ret")


def _response(element: Row, cut_out: Iterable[bytes]) -> Response:
    return Response(
        request_id=element.get("requestID", ""),
        name=element.tag.removesuffix("Rs"),
        code=_number(element.get("statusCode")),
        severity=element.get("statusSeverity", ""),
        message=element.get("statusMessage", ""),
        records=Rows(cut_out or [one for one in element.iterchildren("*") if _is_record(one)]),
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
