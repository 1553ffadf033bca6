"""A HAR of the SOAP traffic, as a proxy between the PC and the service records it."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any, BinaryIO

from scenarios.captures.model import BadCapture, Parted
from scenarios.captures.problems import Problems
from scenarios.captures.tally import Tally
from scenarios.captures.traffic import Call, updates
from scenarios.transcript import soap_parts

LARGEST = 512 * 1024 * 1024
NO_CALL = "it is no call of the Web Connector"


def parts(stream: BinaryIO) -> Iterator[Parted]:
    """Updates, problems and totals; a ``BadCapture`` where it is no HAR, or has no call of the Web Connector."""
    content = stream.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise BadCapture(f"The HAR is larger than {LARGEST // 1024**2} MiB. Record fewer updates.")
    try:
        rows = json.loads(content)["log"]["entries"]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise BadCapture("It is no HAR: there are no log.entries in it.") from error
    problems, tally, calls = Problems(), Tally(), list[Call]()
    left = len(content)
    for number, row in enumerate(rows if isinstance(rows, Sequence) else [], 1):
        size = min(len(json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")), left)
        left -= size
        call = _call(number, row)
        if call is None:
            problems.tell(number, _address(row), NO_CALL, unused=1)
            tally.add("unused", 1, size)
        else:
            calls.append(call)
            tally.add("calls", 1, size)
    if not calls:
        raise BadCapture("There is no call of a Web Connector in the HAR. Record between the PC and the service.")
    yield from updates(sorted(calls, key=lambda one: one.at))
    yield from problems.end()
    tally.add("empty", 0, left)  # what stands around the entries
    yield tally.totals()


def _call(number: int, row: Any) -> Call | None:
    """A row of the HAR, where it is a SOAP call."""
    try:
        asked = str(row["request"]["postData"]["text"]).encode()
        at = datetime.fromisoformat(str(row["startedDateTime"]))
        taken = timedelta(microseconds=int(Decimal(str(row.get("time") or 0)) * 1000))
        answered = _body(row.get("response") or {})
        name = _name(asked)
    except (KeyError, TypeError, ValueError, OverflowError, AttributeError, InvalidOperation):
        return None
    if not name or not 2000 <= at.year <= 2100:
        return None
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    given = dict(soap_parts(asked, ""))
    return Call(number, name, at, at + taken, given, [text for _, text in soap_parts(answered, "Response")])


def _name(envelope: bytes) -> str:
    from lxml import etree

    try:
        root = etree.fromstring(envelope, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True))
    except etree.XMLSyntaxError:
        return ""
    call = root.find("{*}Body/*")
    return "" if call is None else str(etree.QName(call).localname)


def _body(response: Mapping[str, Any]) -> bytes:
    content = response.get("content") or {}
    text = str(content.get("text") or "")
    if content.get("encoding") != "base64":
        return text.encode()
    try:
        return base64.b64decode(text)
    except binascii.Error:
        return b""


def _address(row: Any) -> str:
    try:
        return str(row["request"]["url"])
    except (KeyError, TypeError):
        return "an entry without a request"
