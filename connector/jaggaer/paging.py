"""
The envelope of a J1P list and the way to its next page.

Rule 1: pages are 1-based by ``start``; the server decides their size (at most 100 seen).
Rule 2: success is a ``returnCode`` of 0, which comes as a number or as text; 1 is done with warnings.
        Anything else is an error, although the HTTP status is 200 (Crown Commercial Service; UCLA).
Rule 3: a row that holds no record, among others that do, becomes a record without an id, which nobody can post.
Rule 4: rows come by internal id, not by change, and can shift between pages: tell them apart by id.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from connector.errors import OtherSideError
from connector.jaggaer.payload import Json
from connector.jaggaer.wire_profile import Resource, WireProfile

NO_RECORD = "no record in the row"
MAX_PAGES = 10_000


@dataclass(frozen=True, slots=True)
class Page:
    rows: tuple[Json, ...]
    next_start: int | None


def read_page(envelope: Json, resource: Resource, profile: WireProfile, start: int = 1) -> Page:
    """The records of the page that was asked for by ``start``, and where the next begins (None at the end)."""
    code = str(envelope.get("returnCode", ""))
    if code not in profile.success_codes:
        said = str(envelope.get("returnMessage", ""))[:200]
        raise OtherSideError(f"JAGGAER answered returnCode {code or 'missing'}: {said or 'no message'}.")
    rows = tuple(_records(envelope, resource))
    returned = _whole(envelope, "returnedRecords", len(rows))
    if returned != len(rows):
        raise OtherSideError(
            f"JAGGAER says that it returned {returned} rows, and we can read {len(rows)}.",
            remedy="Check wire.*.rows and wire.*.row in the company's profile; nothing was changed.",
        )
    following = _whole(envelope, "startAt", start) + len(rows)
    total = _whole(envelope, "totRecords", following)  # without it, there is more until a page is empty
    return Page(rows, following if rows and following <= total else None)


def _whole(envelope: Json, name: str, default: int) -> int:
    value = envelope.get(name, default)
    try:
        return int(value)
    except (TypeError, ValueError) as error:
        raise OtherSideError(f"JAGGAER's {name} is not a number.") from error


def _records(envelope: Json, resource: Resource) -> Iterator[Json]:
    node: object = envelope
    for step in resource.rows.split("."):
        node = node.get(step) if isinstance(node, dict) else None
    rows = node if isinstance(node, list) else []
    records = [row.get(resource.row) if resource.row and isinstance(row, dict) else row for row in rows]
    if any(isinstance(one, dict) for one in records):  # else the profile names the wrong place
        yield from (one if isinstance(one, dict) else {NO_RECORD: row} for one, row in zip(records, rows, strict=True))
