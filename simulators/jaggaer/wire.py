"""
The common rules of ``/j1p/api/public``: envelopes, paging, filters.

  rule                                                       source
  envelope returnCode, returnMessage, totRecords, …           UCLA invoice list; public TypeScript client
  pages by 1-based ``start``, at most 100 rows                Crown Commercial Service ("max 100"), ABAP class
  a start beyond the end gives an empty page                  assumed
  a parameter that is not known is not looked at              assumed
  filter ``FIELD==v;FIELD>=v;FIELD=in=(a,b)``, ``;`` is AND   public clients; the field names of ji: assumed
  numbers are compared as numbers, the rest as text           assumed
  an unknown filter field gives returnCode -2                 assumed
  rows by internal id ascending, not by change                UCLA (verified on 64 rows)
  an error of its own: 200 and a returnCode that is not 0     Crown Commercial Service, ABAP class
"""

from __future__ import annotations

import json
import operator
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from functools import cached_property
from typing import Any

Json = dict[str, Any]
PAGE = 100
TERM = re.compile(r"(?P<field>\w+)(?P<sign>==|!=|>=|<=|=in=|=out=|>|<)(?P<value>.*)", re.DOTALL)
COMPARE: Mapping[str, Callable[[Any, Any], bool]] = {
    "==": operator.eq,
    "!=": operator.ne,
    ">=": operator.ge,
    "<=": operator.le,
    ">": operator.gt,
    "<": operator.lt,
}


@dataclass(frozen=True, slots=True)
class Call:
    """One request to the API: the ids in its path, its query, and its JSON body."""

    path: Mapping[str, str]
    query: Mapping[str, str]
    body: Any = None


@dataclass(frozen=True)
class Answer:
    """``body`` is JSON, or bytes of the content type that ``headers`` name."""

    body: Any
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def content(self) -> bytes:
        return self.body if isinstance(self.body, bytes) else json.dumps(self.body).encode("ascii")


class Refused(Exception):
    """An error of the tenant's own; it is answered with HTTP's 200 unless ``status`` is another."""

    def __init__(self, code: int, message: str, status: int = 200) -> None:
        super().__init__(message)
        self.code, self.message, self.status = code, message, status

    def answer(self) -> Answer:
        return Answer(failure(self.code, self.message), self.status)


@dataclass(frozen=True, slots=True)
class Shape:
    """How one resource wraps its rows: ``code`` 0 or "0", ``message`` "" or "OK", and the path to the list."""

    path: tuple[str, ...]
    code: int | str
    message: str
    fields: Mapping[str, tuple[str, ...]]


def passing(filter_: str, shape: Shape) -> Callable[[Json], bool] | None:
    """Whether a row passes a filter; nothing where there is none."""
    terms = [_term(term.strip(), shape) for term in filter_.split(";") if term.strip()]
    return (lambda row: all(term(row) for term in terms)) if terms else None


def page(found: Sequence[Json], shape: Shape, start: int, row: Callable[[Json], Json]) -> Json:
    """One page of the records that were found, each as its ``row``."""
    part = [row(record) for record in found[start - 1 :][:PAGE]]
    envelope: Json = {
        "returnCode": shape.code,
        "returnMessage": shape.message,
        "totRecords": len(found),
        "returnedRecords": len(part),
        "startAt": start,
    }
    node = envelope
    for step in shape.path[:-1]:
        node = node.setdefault(step, {})
    node[shape.path[-1]] = part
    return envelope


def failure(code: int, message: str) -> Json:
    return {"returnCode": code, "returnMessage": message}


def success(**more: Any) -> Json:
    return {"returnCode": 0, "returnMessage": "", **more}


def start_of(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise Refused(-2, "Invalid start")
    return max(int(text), 1)


def _term(term: str, shape: Shape) -> Callable[[Json], bool]:
    match = TERM.fullmatch(term)
    if match is None or match["field"] not in shape.fields:
        raise Refused(-2, f"Invalid filter field: {match['field'] if match else term}")
    path, sign, want = shape.fields[match["field"]], match["sign"], match["value"]
    if sign in COMPARE:
        return lambda row: COMPARE[sign](*_alike(_at(row, path), want))
    listed = {one.strip() for one in want.removeprefix("(").removesuffix(")").split(",")}
    return lambda row: (str(_at(row, path)) in listed) is (sign == "=in=")


def _at(row: Json, path: Sequence[str]) -> Any:
    node: Any = row
    for step in path:
        node = node.get(step) if isinstance(node, dict) else None
    return "" if node is None else node


def _alike(have: Any, want: str) -> tuple[Any, Any]:
    if isinstance(have, int | float):
        try:
            number = Decimal(want)
        except InvalidOperation:
            return str(have), want
        if number.is_finite():
            return Decimal(str(have)), number
    return str(have), want
