"""JAGGAER's documents as last read, and the history of everything that was done about them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from connector.adapters.store import codec
from connector.adapters.store.tables import documents, history
from connector.domain.identifiers import CompanyName, InvoiceId
from connector.flow.ports import Event, StoredDocument


class SqlDocuments:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def put(self, company: CompanyName, document: StoredDocument) -> None:
        values: dict[str, object] = {
            "number": document.number,
            "stamp": document.stamp,
            "standing": document.standing,
            "problem": document.problem,
            "to_plan": True,
            "payload": codec.dump_payload(document.payload),
        }
        statement = upsert(documents).values(company=company, id=document.id, **values)
        self._connection.execute(statement.on_conflict_do_update(index_elements=["company", "id"], set_=values))

    def get(self, company: CompanyName, invoice_id: InvoiceId) -> StoredDocument | None:
        found = self._select(company, documents.c.id == invoice_id)
        return found[0] if found else None

    def stamps(self, company: CompanyName) -> Mapping[InvoiceId, str]:
        wanted = (documents.c.company == company) & (documents.c.problem == "")
        rows = self._connection.execute(select(documents.c.id, documents.c.stamp).where(wanted))
        return {InvoiceId(row.id): row.stamp for row in rows}

    def to_plan(self, company: CompanyName) -> Sequence[StoredDocument]:
        return self._select(company, documents.c.to_plan.is_(True))

    def troubled(self, company: CompanyName) -> Sequence[StoredDocument]:
        return self._select(company, documents.c.problem != "")

    def all(self, company: CompanyName) -> Sequence[StoredDocument]:
        return self._select(company)

    def read_again(self, company: CompanyName) -> None:
        self._connection.execute(update(documents).where(documents.c.company == company).values(stamp=""))

    def find(self, company: CompanyName, number: str) -> Sequence[StoredDocument]:
        return self._select(company, (documents.c.number == number) | (documents.c.id == number))

    def set_to_plan(self, company: CompanyName, invoice_id: InvoiceId, *, waits: bool) -> None:
        ours = (documents.c.company == company) & (documents.c.id == invoice_id)
        self._connection.execute(update(documents).where(ours).values(to_plan=waits))

    def _select(self, company: CompanyName, *conditions: Any) -> list[StoredDocument]:
        wanted = select(documents).where(documents.c.company == company, *conditions).order_by(documents.c.id)
        return [_document(row) for row in self._connection.execute(wanted)]


def _document(row: Row[Any]) -> StoredDocument:
    payload = codec.load_payload(row.payload)
    return StoredDocument(InvoiceId(row.id), row.number, row.stamp, row.standing, payload, row.problem)


class SqlHistory:
    """Lines are only ever added."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, company: CompanyName, event: Event) -> None:
        values = {
            "kind": event.kind,
            "text": event.text,
            "document": event.document,
            "data": dict(event.data),
        }
        self._connection.execute(insert(history).values(company=company, at=codec.instant(event.at), **values))

    def all(self, company: CompanyName) -> Sequence[Event]:
        return self._select(history.c.company == company)

    def of_document(self, company: CompanyName, document: InvoiceId) -> Sequence[Event]:
        return self._select((history.c.company == company) & (history.c.document == document))

    def _select(self, condition: Any) -> list[Event]:
        rows = self._connection.execute(select(history).where(condition).order_by(history.c.number))
        return [
            Event(
                at=datetime.fromisoformat(row.at),
                kind=row.kind,
                text=row.text,
                document=InvoiceId(row.document) if row.document else None,
                data=row.data,
            )
            for row in rows
        ]
