"""
What support needs to see of an installation, and nothing that names anybody.

Rule 1: nothing is copied that somebody typed: of a sentence its kind is left, of a message its kinds of requests and
        QuickBooks' codes, of a setting whether it is set, of a document its place in the bundle.
Rule 2: the newest come first where there is no room for all, and what is left out is counted.
Rule 3: payloads are copied only while somebody allows it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import datetime
from decimal import Decimal
from enum import Enum
from typing import Any, Literal, get_origin, get_type_hints

from connector.flow import overview
from connector.flow.entities import Company, Event, SentSet
from connector.flow.ports import Work
from connector.flow.status import status

FORMAT = 1
REQUEST = re.compile(r"<(\w{2,60})Rq[\s/>]")
ANSWER = re.compile(r"<(\w{2,60})Rs\s[^<>]{0,400}?statusCode=\"(\d{1,6})\"")
HRESULT = re.compile(r"0x[0-9A-Fa-f]{8}")
MESSAGE_SET = "message_set"
ENVELOPE = "QBXMLMsgs"
LAST_ERRORS = 50
Plain = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Bundle:
    """``parts`` are its lines in order, each a plain value; ``left_out`` counts what had no room."""

    parts: list[Plain]
    left_out: dict[str, int]


def bundle(
    work: Work, company: Company, now: datetime, versions: Mapping[str, str], room: int, *, payloads: bool
) -> Bundle:
    """``room`` is in characters of JSON, roughly; ``payloads`` whether requests and answers are copied as they are."""
    documents = _Places()
    messages = list(work.sent_sets.all(company.name))
    tickets = _Places()
    parts: list[Plain] = [
        {"support_bundle": FORMAT, "made_at": now.isoformat(), "has_payloads": payloads},
        {"versions": dict(versions)},
        {"settings": {name: _settings(getattr(company, name)) for name in ("policy", "wire", "schedule")}},
        {"health": _health(work, company, now)},
    ]
    errors = [_error(one) for one in messages if _codes(one) or HRESULT.search(one.note)]
    parts.append({"last_errors": errors[-LAST_ERRORS:]})
    rows = {
        "message": [_message(one, tickets, payloads=payloads) for one in messages],
        "event": [_event(one, documents) for one in work.history.all(company.name)],
    }
    left_out = {}
    for name, told in rows.items():
        kept = list(_newest(told, room // len(rows)))
        left_out[name] = len(told) - len(kept)
        parts.extend({name: one} for one in kept)
    parts.append({"left_out": left_out})
    return Bundle(parts, left_out)


class _Places:
    """Whatever has a name is called by its place: the first, the second."""

    def __init__(self) -> None:
        self._places: dict[str, int] = {}

    def of(self, name: str | None) -> int | None:
        return None if name is None else self._places.setdefault(name, len(self._places) + 1)


def _newest(told: list[Plain], room: int) -> Iterator[Plain]:
    size, first = 0, len(told)
    while first and (size := size + len(repr(told[first - 1]))) <= room:
        first -= 1
    yield from told[first:]


def _settings(value: Any) -> Any:
    """A setting as it is where it is a number, a yes or one of few words; of all else whether there is something."""
    if is_dataclass(value) and not isinstance(value, type):
        types = get_type_hints(type(value))
        return {
            one.name: getattr(value, one.name)
            if get_origin(types[one.name]) is Literal
            else _settings(getattr(value, one.name))
            for one in fields(value)
        }
    if isinstance(value, bool | int | None):
        return value
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, Enum):
        return value.name
    return {"set": len(value) if isinstance(value, Mapping | tuple | list | frozenset | set) else bool(value)}


def _health(work: Work, company: Company, now: datetime) -> Plain:
    stands = status(work, company, now)
    held = Counter(hold.code.name for one in overview.exceptions(work, company) for hold in one.holds)
    return {
        "region": company.region,
        "qbxml": company.qbxml,
        "documents": stands.documents,
        "states": stands.states,
        "not_due": stands.not_due,
        "to_jaggaer": {str(name): count for name, count in stands.to_jaggaer.items()},
        "exceptions": dict(held),
        "illegible": len(stands.illegible),
        "last_check_in": stands.last_check_in.isoformat() if stands.last_check_in else None,
        "stops": {
            str(road): {"since": stop.since.isoformat(), "times": stop.times, "passes": stop.passes}
            for road, stop in stands.stops.items()
        },
    }


def _message(one: SentSet, tickets: _Places, *, payloads: bool) -> Plain:
    told: Plain = {
        "id": str(one.id),
        "update": tickets.of(one.ticket),
        "purpose": one.purpose.name,
        "delivery": one.delivery.name,
        "sent_at": one.sent_at.isoformat(),
        "settled_at": one.settled_at.isoformat() if one.settled_at else None,
        "requests": dict(Counter(name for name in REQUEST.findall(one.request) if not name.startswith(ENVELOPE))),
        "answers": dict(Counter(f"{name} {code}" for name, code in ANSWER.findall(one.response))),
        "hresult": (HRESULT.findall(one.note) or [""])[0],
        "request_size": len(one.request),
        "response_size": len(one.response),
    }
    return told | ({"request": one.request, "response": one.response} if payloads else {})


def _codes(one: SentSet) -> list[str]:
    return [code for _, code in ANSWER.findall(one.response) if code not in ("0", "1", "500")]


def _error(one: SentSet) -> Plain:
    return {
        "at": one.sent_at.isoformat(),
        "message": str(one.id),
        "codes": _codes(one),
        "hresult": (HRESULT.findall(one.note) or [""])[0],
    }


def _event(one: Event, documents: _Places) -> Plain:
    message_set = {MESSAGE_SET: one.data[MESSAGE_SET]} if MESSAGE_SET in one.data else {}
    return {"at": one.at.isoformat(), "kind": one.kind, "document": documents.of(one.document), **message_set}
