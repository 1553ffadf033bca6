"""
The common rules of ``/j1p/api/public``: envelopes, paging, filters.

  rule                                                       source
  envelope returnCode, returnMessage, totRecords, …           UCLA invoice list; public TypeScript client
  pages by 1-based ``start``, at most 100 rows                Crown Commercial Service ("max 100"), ABAP class
  a start beyond the end gives an empty page                  assumed
  filter ``FIELD==v;FIELD>=v;FIELD=in=(a,b)``, ``;`` is AND   public clients; the field names of ji: assumed
  an unknown filter field gives returnCode -2                 assumed
  rows by internal id ascending, not by change                UCLA (verified on 64 rows)
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Json = dict[str, Any]
PAGE = 100
TERM = re.compile(r"^(\w+)(==|!=|>=|<=|>|<|=in=|=out=)(.*)$")
COMPARE: Mapping[str, Callable[[str, str], bool]] = {
    "==": operator.eq,
    "!=": operator.ne,
    ">=": operator.ge,
    "<=": operator.le,
    ">": operator.gt,
    "<": operator.lt,
}


class BadFilter(Exception):
    """A filter that the tenant refuses, with the text it answers."""


@dataclass(frozen=True, slots=True)
class Shape:
    """How one resource wraps its rows: ``code`` 0 or "0", ``message`` "" or "OK", and the path to the list."""

    path: tuple[str, ...]
    code: int | str
    message: str
    fields: Mapping[str, tuple[str, ...]]


INVOICES = Shape(
    ("jiinvoiceList", "jiinvoice"),
    0,
    "",
    {
        "lastUpdate": ("header", "lastUpdate"),
        "invoiceId": ("header", "invoiceId"),
        "invoiceNumber": ("header", "invoiceNumber"),
        "supplierInvoiceNumber": ("header", "supplierInvoiceNumber"),
        "workflowStatus": ("header", "workflowStatus"),
        "paymentStatus": ("header", "paymentStatus"),
        "invoiceType": ("header", "invoiceType"),
        "businessUnit": ("header", "businessUnit"),
        "supplierNumber": ("header", "supplier", "supplierNumber"),
    },
)
SUPPLIERS = Shape(
    ("returnCompanyData",),
    "0",
    "OK",
    {
        "LASTMODTIME": ("returnCompanyInfo", "lastModTime"),
        "EXTCODE": ("returnCompanyInfo", "extCode"),
        "STATUS": ("returnCompanyInfo", "status"),
    },
)


def page(rows: Sequence[Json], shape: Shape, start: int, flt: str) -> Json:
    """One page of the rows that pass the filter."""
    found = [row for row in rows if _passes(row, shape, flt)]
    part = found[max(start, 1) - 1 :][:PAGE]
    envelope: Json = {
        "returnCode": shape.code,
        "returnMessage": shape.message,
        "totRecords": len(found),
        "returnedRecords": len(part),
        "startAt": max(start, 1),
    }
    node = envelope
    for step in shape.path[:-1]:
        node = node.setdefault(step, {})
    node[shape.path[-1]] = part
    return envelope


def failure(code: int, message: str) -> Json:
    return {"returnCode": code, "returnMessage": message}


def _passes(row: Json, shape: Shape, flt: str) -> bool:
    return all(_term(row, shape, term.strip()) for term in flt.split(";") if term.strip())


def _term(row: Json, shape: Shape, term: str) -> bool:
    match = TERM.match(term)
    if match is None or match[1] not in shape.fields:
        raise BadFilter(f"Invalid filter field: {match[1] if match else term}")
    node: Any = row
    for step in shape.fields[match[1]]:
        node = node.get(step) if isinstance(node, dict) else None
    have, sign, want = "" if node is None else str(node), match[2], match[3]
    if sign in COMPARE:
        return COMPARE[sign](have, want)
    listed = have in [one.strip() for one in want.strip("()").split(",")]
    return listed if sign == "=in=" else not listed
