"""
Rows of a response as a list takes them in.

Rule 1: a row is read once: the same text says the same, and lists bring the same rows again and again.
Rule 2: what is kept of them is bounded, in rows and in the length of one.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from connector.domain.policy import CurrencyPolicy
from connector.domain.records import Mirrored, Shelf
from connector.quickbooks.qbxml import lists
from connector.quickbooks.qbxml.fields import Unreadable, stamp_at
from connector.quickbooks.qbxml.responses import Row, Rows, value_of
from connector.quickbooks.qbxml.values import EARLIEST

MOST, LONGEST = 10_000, 8 * 1024


@dataclass(frozen=True, slots=True)
class ListRow:
    """
    ``id`` is what it is known by, ``changed_at`` QuickBooks' wall time of its last change, where it can be read.

    ``kept`` is what we keep of it, and on which shelf; ``gone`` the shelf and id of what it says was deleted.
    """

    id: str
    changed_at: datetime | None
    kept: tuple[Shelf[Any], Mirrored] | None = None
    gone: tuple[Shelf[Any], str] | None = None

    def stamp(self, latest: datetime) -> str:
        """When it was changed; "" where that cannot be, or be read, as nothing would come after it."""
        at = self.changed_at
        return at.isoformat() if at and EARLIEST <= at <= latest else ""


_known: dict[tuple[str, bytes], ListRow] = {}
"""By the currencies it was read with and the digest of its text; for all companies."""


def read_rows(rows: Rows, currencies: CurrencyPolicy) -> Iterator[ListRow]:
    """Each row of a list, in their order."""
    policy = sys.intern(repr(currencies))
    for text, element in rows.with_texts():
        key = (policy, sha256(text).digest())
        row = _known.get(key)
        if row is None:
            row = _read(element(), currencies)
            if len(text) <= LONGEST:
                _keep(key, row)
        yield row


def changed_rows(rows: Iterable[Row]) -> Iterator[ListRow]:
    """Their ids and stamps alone."""
    return (ListRow(_id(row), _changed_at(row)) for row in rows)


def _read(row: Row, currencies: CurrencyPolicy) -> ListRow:
    return ListRow(_id(row), _changed_at(row), lists.read(row, currencies), lists.deleted(row))


def _keep(key: tuple[str, bytes], row: ListRow) -> None:
    if len(_known) >= MOST:
        _known.clear()
    _known[key] = row


def _id(row: Row) -> str:
    """What has no id is known by the name of its element."""
    return value_of(row, "TxnID") or value_of(row, "ListID") or str(row.tag)


def _changed_at(row: Row) -> datetime | None:
    try:
        return stamp_at(row, "TimeModified")
    except Unreadable:
        return None
