"""
A row of a list of JAGGAER's, and a document of its own, as far as reading them needs: id, stamp, number, names.

A row without an id is known by what it says.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass

from connector.domain.identifiers import DocumentId
from connector.errors import OtherSideError
from connector.jaggaer.payload import Json

COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)")
NO_ID = "without-id-"
LONGEST_ID = 100
APART = ":"
"""Stands between the name of a kind and JAGGAER's id, and so in no id of JAGGAER's."""


@dataclass(frozen=True, slots=True)
class Names:
    """
    What the header of a kind calls its id, its number and its stamp, and what people call such documents.

    ``name`` is the kind's own, ``prefix`` begins the ids of its documents: two kinds may have the same numbers.
    """

    name: str
    called: str
    many: str
    id: str
    number: str
    stamp: str = "lastUpdate"
    prefix: str = ""

    def own(self, document: DocumentId) -> str:
        """The id that JAGGAER knows it by."""
        return document.removeprefix(self.prefix)

    def has_id(self, document: DocumentId) -> bool:
        return not self.own(document).startswith(NO_ID)

    @property
    def no_id(self) -> str:
        """What is said of a row without one."""
        return f"In the {self.called}, header.{self.id}: it is missing, or cannot be one."


@dataclass(frozen=True, slots=True)
class Row:
    """``header`` is the row as it came; ``number`` what people call the document by."""

    id: DocumentId
    stamp: str
    number: str
    header: Json

    @property
    def payload(self) -> Json:
        """The document as far as its row says it."""
        return {"header": self.header}


def row_of(header: Json, names: Names) -> Row:
    own = _id(header, names)
    stamp, number = _iso(str(header.get(names.stamp, ""))), str(header.get(names.number, own))
    return Row(DocumentId(f"{names.prefix}{own}"), stamp[:LONGEST_ID], number[:LONGEST_ID], header)


def _iso(stamp: str) -> str:
    """An instant as ISO 8601 writes it; resources of ja run its digits together (a public TypeScript client)."""
    return COMPACT.sub(r"\1-\2-\3T\4:\5:\6Z", stamp) if COMPACT.fullmatch(stamp) else stamp


def named(row: Row, names: Names) -> Json:
    """So much of it that it is known by."""
    return {names.id: names.own(row.id), names.number: row.number, names.stamp: row.stamp}


def header_of(payload: Json) -> Json:
    """The header of a document, whatever else it has."""
    header = payload.get("header")
    return header if isinstance(header, dict) else {}


def supplier_name(payload: Json) -> str:
    """The supplier's name, also of a document that cannot be read."""
    supplier = header_of(payload).get("supplier")
    return str(supplier.get("name", "")) if isinstance(supplier, dict) else ""


def whole(payload: Json, document: DocumentId, names: Names) -> Row:
    """The row of a whole document, if it is the one that was asked for."""
    header, own = payload.get("header"), names.own(document)
    if not isinstance(header, dict) or str(header.get(names.id)) != own:
        raise OtherSideError(f"JAGGAER's answer for {names.called} {own} is not that {names.called}.")
    return row_of(header, names)


def _id(header: Mapping[str, object], names: Names) -> str:
    given = header.get(names.id)
    if isinstance(given, str | int) and 0 < len(str(given)) <= LONGEST_ID and APART not in str(given):
        return str(given)
    text = json.dumps(header, sort_keys=True, default=str)
    return f"{NO_ID}{hashlib.sha256(text.encode()).hexdigest()[:12]}"
