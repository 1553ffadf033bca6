"""Rows of a response, as far as reading a list page by page needs: their ids, and when they were changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from connector.quickbooks.qbxml.fields import Unreadable, stamp_at
from connector.quickbooks.qbxml.responses import Row, value_of
from connector.quickbooks.qbxml.values import EARLIEST


def row_id(row: Row) -> str:
    """What it is known by; what has no id, by the name of its element."""
    return value_of(row, "TxnID") or value_of(row, "ListID") or str(row.tag)


def changes(rows: Iterable[Row], latest: datetime) -> Iterator[tuple[str, str]]:
    """The id of each, and when it was changed: "" where that cannot be, or be read, as nothing would come after it."""
    for row in rows:
        try:
            stamp = stamp_at(row, "TimeModified")
        except Unreadable:
            stamp = None
        yield row_id(row), stamp.isoformat() if stamp and EARLIEST <= stamp <= latest else ""
