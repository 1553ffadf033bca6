"""
The history of everything that was done: lines are only ever added, each sealed with the one before.

Rule 1: a line's seal is the SHA-256 of the seal before it and of all that it says; the first of a company follows on
        ``FIRST``. Whoever changes, adds, drops or moves a line breaks the chain from there on.
Rule 2: the newest seal of a company and the count of its lines are kept beside it, so that lines cut off the end are
        missed too. A line is added in the transaction of what it tells, under SQLite's one write lock.
Rule 3: who has written down a seal can later show that everything up to there is as it was.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, bindparam, insert, select

from connector.adapters.store import codec
from connector.adapters.store.cursors import Cursors
from connector.adapters.store.statements import Row
from connector.adapters.store.tables import history
from connector.adapters.store.transaction import Transaction
from connector.domain.identifiers import CompanyName, DocumentId
from connector.flow.entities import Event, Sealed

FIRST = "0" * 64
HEAD = "history.head"

HISTORY = select(history).where(history.c.company == bindparam("of_company")).order_by(history.c.number)
OF_DOCUMENT = HISTORY.where(history.c.document == bindparam("of_document"))
SINCE = (
    select(history.c.document, history.c.number)
    .where(history.c.company == bindparam("of_company"), history.c.number > bindparam("since"))
    .order_by(history.c.number)
)
ADD = insert(history)


class SqlHistory:
    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction
        self._cursors = Cursors(transaction)
        self._heads: dict[CompanyName, tuple[int, str]] = {}
        """What this transaction wrote last, of each company: nobody else writes meanwhile."""
        self._new: list[dict[str, Any]] = []
        """Lines that are sealed, and not in the database yet."""

    def add(self, company: CompanyName, event: Event) -> None:
        count, before = self._heads.get(company) or self.head(company)
        values: dict[str, Any] = {
            "company": company,
            "at": codec.instant(event.at),
            "kind": event.kind,
            "text": event.text,
            "document": event.document,
            "data": dict(event.data),
        }
        sealed = seal(before, values)
        self._new.append({**values, "seal": sealed})
        self._heads[company] = (count + 1, sealed)

    def settle(self) -> None:
        """Write what is new, before it is read, before a commit, and before a part that may be undone alone."""
        if not self._new:
            return
        self._transaction.write_each(ADD, self._new)
        for company in dict.fromkeys(line["company"] for line in self._new):
            count, newest = self._heads[company]
            self._cursors.set(company, HEAD, f"{count} {newest}")
        self._new.clear()

    def forget_heads(self) -> None:
        """Part of the transaction was undone: the newest seals are those that stand in the database."""
        self._heads.clear()
        self._new.clear()

    def head(self, company: CompanyName) -> tuple[int, str]:
        """How many lines there are to be, and the newest seal."""
        self.settle()
        count, _, newest = self._cursors.of(company).get(HEAD, f"0 {FIRST}").partition(" ")
        return int(count), newest

    def sealed(self, company: CompanyName) -> Iterator[Sealed]:
        """Every line with whether its seal is right, in their order."""
        self.settle()
        before = FIRST
        for number, row in enumerate(self._transaction.read(HISTORY, {"of_company": company}), 1):
            values = {name: getattr(row, name) for name in ("company", "at", "kind", "text", "document", "data")}
            yield Sealed(number, _event(row), row.seal, is_right=row.seal == seal(before, values))
            before = row.seal

    def all(self, company: CompanyName) -> Sequence[Event]:
        return self._select(HISTORY, of_company=company)

    def of_document(self, company: CompanyName, document: DocumentId) -> Sequence[Event]:
        return self._select(OF_DOCUMENT, of_company=company, of_document=document)

    def documents_since(self, company: CompanyName, number: int) -> tuple[Sequence[DocumentId], int]:
        """The documents of the lines after that number, in their order, and the number of the newest line."""
        self.settle()
        rows = list(self._transaction.read(SINCE, {"of_company": company, "since": number}))
        documents = dict.fromkeys(DocumentId(row.document) for row in rows if row.document)
        return list(documents), int(rows[-1].number) if rows else number

    def _select(self, statement: Select[Any], **values: object) -> list[Event]:
        self.settle()
        return [_event(row) for row in self._transaction.read(statement, values)]


def seal(before: str, values: dict[str, Any]) -> str:
    """The seal of a line: over the seal before it and every value, in one order and one spelling."""
    text = json.dumps(values, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(f"{before}\n{text}".encode()).hexdigest()


def _event(row: Row) -> Event:
    return Event(
        at=datetime.fromisoformat(row.at),
        kind=row.kind,
        text=row.text,
        document=DocumentId(row.document) if row.document else None,
        data=row.data,
    )
