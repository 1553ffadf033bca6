"""Rows of a response, as far as reading a list page by page needs: their ids, and when they were changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from lxml import etree

from connector.quickbooks.qbxml.fields import Unreadable, stamp_at
from connector.quickbooks.qbxml.message_set import value_of

Row = etree._Element
"""A record as QuickBooks shows it: ``BillRet``, ``VendorRet``."""


def row_id(row: Row) -> str:
    """What it is known by; what has no id, by the name of its element."""
    return value_of(row, "TxnID") or value_of(row, "ListID") or str(row.tag)


def stamps(rows: Sequence[Row], latest: datetime) -> Iterator[str]:
    """When rows were changed; a stamp that cannot be, or be read, is none: nothing would ever come after it."""
    for row in rows:
        try:
            stamp = stamp_at(row, "TimeModified")
        except Unreadable:
            continue
        if stamp and stamp <= latest:
            yield stamp.isoformat()
