"""
A supplier of JAGGAER's (companyprofiles): what we read of it, and how its code is written.

extCode is the code that the ERP has for it, and the answer to a write names its bravoId (a public TypeScript client).
sendEMail is "0" always: nobody is sent a message by it. Nothing of a bank account is read or written.
"""

from __future__ import annotations

from connector.domain.hold import Hold
from connector.domain.hold_code import HoldCode
from connector.domain.identifiers import DocumentId
from connector.domain.invoice import Standing
from connector.domain.supplier import SupplierProfile
from connector.jaggaer.payload import Json, wire_text
from connector.jaggaer.rows import APART, Names, header_of
from connector.jaggaer.wire_profile import SupplierWriting

NAMES = Names(
    "supplier", "supplier", "suppliers", "bravoId", "companyName", stamp="lastModTime", prefix=f"supplier{APART}"
)
CODE, BUYER = "extCode", "BUYER"
INACTIVE = frozenset({"INACTIVE", "DISABILITATO"})
"""Spellings of the status that were seen of it are localised (a public TypeScript client); these two are assumed."""


def standing(header: Json) -> Standing:
    """The company itself is among them, and is no supplier."""
    return Standing.SKIPPED if header.get("type") == BUYER else Standing.NOTED


def normalise(document: Json) -> SupplierProfile | Hold:
    header = header_of(document)
    name = str(header.get(NAMES.number) or "").strip()
    if not name:
        return Hold.of(HoldCode.UNREADABLE, detail=f"In the supplier, {NAMES.number}: it has no name.")
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
    )


def body(own_id: str, code: str, rules: SupplierWriting) -> str:
    """The exact text of the request that gives a supplier its code."""
    number: int | str = int(own_id) if own_id.isdecimal() else own_id
    info: Json = {NAMES.id: number, CODE: code}
    return wire_text({"company": {"operationCode": rules.update, "sendEMail": "0", "companyInfo": info}})
