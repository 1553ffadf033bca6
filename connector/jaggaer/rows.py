"""
A row of JAGGAER's list of invoices, and a document of its own, as far as reading them needs: id, stamp, number, names.

A row without an id is known by what it says.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass

from connector.domain.identifiers import DocumentId
from connector.errors import OtherSideError
from connector.jaggaer.payload import Json

NO_ID = "without-id-"
LONGEST_ID = 100
NO_ID_SAID = "In the invoice, header.invoiceId: it is missing, or too long to be one."
NAMES = ("invoiceId", "invoiceNumber", "lastUpdate")


@dataclass(frozen=True, slots=True)
class Row:
    """``header`` is the row as it came; ``number`` what people call the document by."""

    id: DocumentId
    stamp: str
    number: str
    header: Json

    @property
    def has_id(self) -> bool:
        return not self.id.startswith(NO_ID)

    @property
    def payload(self) -> Json:
        """The document as far as its row says it."""
        return {"header": self.header}


def row_of(header: Json) -> Row:
    key = _id(header)
    stamp, number = str(header.get("lastUpdate", "")), str(header.get("invoiceNumber", key))
    return Row(key, stamp[:LONGEST_ID], number[:LONGEST_ID], header)


def named(row: Row) -> Json:
    """So much of it that it is known by."""
    return dict(zip(NAMES, (row.id, row.number, row.stamp), strict=True))


def header_of(payload: Json) -> Json:
    """The header of a document, whatever else it has."""
    header = payload.get("header")
    return header if isinstance(header, dict) else {}


def supplier_name(payload: Json) -> str:
    """The supplier's name, also of a document that cannot be read."""
    supplier = header_of(payload).get("supplier")
    return str(supplier.get("name", "")) if isinstance(supplier, dict) else ""


def whole(payload: Json, invoice_id: DocumentId) -> Row:
    """The row of a whole document, if it is the one that was asked for."""
    header = payload.get("header")
    if not isinstance(header, dict) or str(header.get("invoiceId")) != invoice_id:
        raise OtherSideError(f"JAGGAER's answer for invoice {invoice_id} is not that invoice.")
    return row_of(header)


def _id(header: Json) -> DocumentId:
    given = header.get("invoiceId")
    if isinstance(given, str | int) and 0 < len(str(given)) <= LONGEST_ID:
        return DocumentId(str(given))
    text = json.dumps(header, sort_keys=True, default=str)
    return DocumentId(f"{NO_ID}{hashlib.sha256(text.encode()).hexdigest()[:12]}")
