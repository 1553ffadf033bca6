"""
A supplier of JAGGAER's (companyprofiles): what we read of it, and how its code is written.

extCode is the code that the ERP has for it, and the answer to a write names its bravoId (a public TypeScript client).
sendEMail is "0" always: nobody is sent a message by it. Nothing of a bank account is read or written.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from connector.domain.hold import Hold
from connector.domain.hold_code import HoldCode
from connector.domain.identifiers import DocumentId
from connector.domain.invoice import Standing
from connector.domain.outgoing import OutgoingCode
from connector.domain.supplier import DETAILS, PREFIX, SupplierProfile
from connector.jaggaer.payload import Json, wire_text
from connector.jaggaer.rows import Names, header_of
from connector.jaggaer.supplier_rules import SupplierFields, SupplierWriting
from connector.jaggaer.wire_profile import at, with_value

NAMES = Names("supplier", "supplier", "suppliers", "bravoId", "companyName", stamp="lastModTime", prefix=PREFIX)
CODE, STATUS, BUYER, SELLER = "extCode", "status", "BUYER", "SELLER"
SPECIAL = frozenset(";,=<>()!'\"")
"""What a filter is written with (seen in UCLA's code; how a value is quoted is not public)."""
ACTIVE, INACTIVE = frozenset({"ACTIVE", "ABILITATO"}), frozenset({"INACTIVE", "DISABILITATO"})
"""Those of an active one were seen, and are localised (a public TypeScript client); the other two are assumed."""


def standing(header: Json) -> Standing:
    """The company itself is among them, and is no supplier."""
    return Standing.SKIPPED if header.get("type") == BUYER else Standing.NOTED


def normalise(document: Json, fields: SupplierFields) -> SupplierProfile | Hold:
    header = header_of(document)
    name = text_at(header, fields.name)
    if not name:
        return Hold.of(HoldCode.UNREADABLE, detail=f"In the supplier, {fields.name}: it has no name.")
    details = ((one, text_at(header, getattr(fields, one))) for one in DETAILS)
    own, status = str(header.get(NAMES.id, "")), str(header.get(STATUS, ""))
    return SupplierProfile(
        id=DocumentId(f"{NAMES.prefix}{own}"),
        own_id=own,
        name=name,
        code=str(header.get(CODE) or "").strip(),
        is_active=status.upper() not in INACTIVE,
        is_status_known=status.upper() in ACTIVE | INACTIVE,
        stamp=str(header.get(NAMES.stamp, "")),
        standing=standing(header),
        statuses=status,
        details=tuple((one, text) for one, text in details if text),
        registered=_day(text_at(header, fields.registered)),
    )


def text_at(header: Json, path: str) -> str:
    """What stands at a path of a row; empty where nothing does."""
    found = at(header, path) if path else None
    return str(found).strip() if isinstance(found, str | int) else ""


def _day(text: str) -> date | None:
    """JAGGAER runs the digits of a day together (a public TypeScript client)."""
    try:
        return date.fromisoformat(text[:10] if "-" in text else text[:8])
    except ValueError:
        return None


def named(said: Mapping[str, str], fields: SupplierFields, rules: SupplierWriting) -> tuple[tuple[str, str], ...]:
    """The same by JAGGAER's names; what this tenant has no field for is left out."""
    statuses = {"true": rules.active, "false": rules.inactive}
    found = [(STATUS, statuses[said["active"]])] if "active" in said else []
    found += [(getattr(fields, name), text) for name, text in said.items() if name != "active"]
    return tuple((path, text) for path, text in found if path)


def shows(row: Json, path: str, text: str) -> bool:
    return text_at(row, path) == text


def body(own_id: str, wanted: OutgoingCode, rules: SupplierWriting) -> str:
    """The exact text of the request that writes a supplier; one without an id is new."""
    number: int | str = int(own_id) if own_id.isdecimal() else own_id
    info: Json = {NAMES.id: number} if own_id else {"type": SELLER}
    info |= {CODE: wanted.code} if wanted.code else {}
    for path, text in wanted.fields:
        info = with_value(info, path, text)
    operation = rules.update if own_id else rules.create
    return wire_text({"company": {"operationCode": operation, "sendEMail": "0", "companyInfo": info}})


def kept(document: Json, fields: SupplierFields, *, with_tax_id: bool) -> Json:
    """A supplier's row without what is no business of ours: bank data, and tax ids that nobody keeps in step."""
    header, names = header_of(document), [getattr(fields, one) for one in (*DETAILS, "name", "registered")]
    left_out = () if with_tax_id else (fields.tax_id,)
    small: Json = {one: header[one] for one in (NAMES.id, NAMES.stamp, CODE, STATUS, "type") if one in header}
    for path in names:
        small = with_value(small, path, at(header, path) if path and path not in left_out else None)
    return {**document, "header": small}


def filter_for(rule: str, **value: str) -> str:
    """One of the list's filters; the whole list, where the value would be read as part of the filter."""
    (text,) = value.values()
    return "" if SPECIAL & set(text) else rule.format(**value)
