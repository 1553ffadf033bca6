"""
A supplier of JAGGAER's (companyprofiles): what we read of it, and how its code is written.

extCode is the code that the ERP has for it, and the answer to a write names its bravoId (a public TypeScript client).
sendEMail is "0" always: nobody is sent a message by it. Nothing of a bank account is read or written.
"""

from __future__ import annotations

from datetime import date

from connector.domain.hold import Hold
from connector.domain.hold_code import HoldCode
from connector.domain.identifiers import DocumentId
from connector.domain.invoice import Standing
from connector.domain.supplier import DETAILS, SupplierProfile
from connector.jaggaer.payload import Json, wire_text
from connector.jaggaer.rows import APART, Names, header_of
from connector.jaggaer.supplier_rules import SupplierFields, SupplierWriting
from connector.jaggaer.wire_profile import at

NAMES = Names(
    "supplier", "supplier", "suppliers", "bravoId", "companyName", stamp="lastModTime", prefix=f"supplier{APART}"
)
CODE, BUYER = "extCode", "BUYER"
INACTIVE = frozenset({"INACTIVE", "DISABILITATO"})
"""Spellings of the status that were seen of it are localised (a public TypeScript client); these two are assumed."""


def standing(header: Json) -> Standing:
    """The company itself is among them, and is no supplier."""
    return Standing.SKIPPED if header.get("type") == BUYER else Standing.NOTED


def normalise(document: Json, fields: SupplierFields) -> SupplierProfile | Hold:
    header = header_of(document)
    name = _text(header, fields.name)
    if not name:
        return Hold.of(HoldCode.UNREADABLE, detail=f"In the supplier, {fields.name}: it has no name.")
    details = ((one, _text(header, getattr(fields, one))) for one in DETAILS)
    own, status = str(header.get(NAMES.id, "")), str(header.get("status", ""))
    return SupplierProfile(
        id=DocumentId(f"{NAMES.prefix}{own}"),
        own_id=own,
        name=name,
        code=str(header.get(CODE) or "").strip(),
        is_active=status.upper() not in INACTIVE,
        stamp=str(header.get(NAMES.stamp, "")),
        standing=standing(header),
        statuses=status,
        details=tuple((one, text) for one, text in details if text),
        registered=_day(_text(header, fields.registered)),
    )


def _text(header: Json, path: str) -> str:
    found = at(header, path) if path else None
    return str(found).strip() if isinstance(found, str | int) else ""


def _day(text: str) -> date | None:
    """JAGGAER runs the digits of a day together (a public TypeScript client)."""
    try:
        return date.fromisoformat(text[:10] if "-" in text else text[:8])
    except ValueError:
        return None


def body(own_id: str, code: str, rules: SupplierWriting) -> str:
    """The exact text of the request that gives a supplier its code."""
    number: int | str = int(own_id) if own_id.isdecimal() else own_id
    info: Json = {NAMES.id: number, CODE: code}
    return wire_text({"company": {"operationCode": rules.update, "sendEMail": "0", "companyInfo": info}})
