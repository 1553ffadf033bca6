"""JAGGAER's documents as last read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Row, Select, bindparam, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from connector.adapters.store.tables import documents, operations
from connector.domain.identifiers import CompanyName, InvoiceId
from connector.domain.operation import State
from connector.flow.kept import StoredDocument
from connector.jaggaer.payload import dump_payload, load_payload

OF_COMPANY = documents.c.company == bindparam("of_company")
OF_ID = documents.c.id == bindparam("of_id")
DOCUMENTS = select(documents).where(OF_COMPANY).order_by(documents.c.id)
BY_ID = DOCUMENTS.where(OF_ID)
TO_PLAN = DOCUMENTS.where(documents.c.to_plan.is_(True), documents.c.decided_in != bindparam("of_reading"))
TO_PLAN = TO_PLAN.order_by(None).order_by(documents.c.decided_in, documents.c.id).limit(bindparam("most"))
DECIDE_ANEW = update(documents).where(OF_COMPANY, documents.c.to_plan.is_(True)).values(decided_in="")
TROUBLED = DOCUMENTS.where(documents.c.problem != "")
BY_NUMBER = DOCUMENTS.where((documents.c.number == bindparam("of_number")) | (documents.c.id == bindparam("of_number")))
STAMPS = select(documents.c.id, documents.c.stamp).where(OF_COMPANY, documents.c.problem == "")
PUT = upsert(documents)
PUT = PUT.on_conflict_do_update(
    index_elements=["company", "id"],
    set_={
        name: PUT.excluded[name]
        for name in ("number", "stamp", "standing", "problem", "to_plan", "payload", "decided_in", "read_in")
    },
)
FORGET_STAMPS = update(documents).where(OF_COMPANY).values(stamp="")
SET_TO_PLAN = update(documents).where(OF_COMPANY, OF_ID)
QUEUED = select(operations.c.document).where(
    operations.c.company == bindparam("of_company"), operations.c.state == State.QUEUED.value
)
PLAN_QUEUED = update(documents).where(OF_COMPANY, documents.c.id.in_(QUEUED)).values(to_plan=True, decided_in="")


class SqlDocuments:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def put(self, company: CompanyName, document: StoredDocument) -> None:
        values: dict[str, object] = {
            "company": company,
            "id": document.id,
            "number": document.number,
            "stamp": document.stamp,
            "standing": document.standing,
            "problem": document.problem,
            "to_plan": True,
            "decided_in": "",
            "payload": dump_payload(document.payload),
            "read_in": document.read_in,
        }
        self._connection.execute(PUT, values)

    def get(self, company: CompanyName, invoice_id: InvoiceId) -> StoredDocument | None:
        found = self._select(BY_ID, company, of_id=invoice_id)
        return found[0] if found else None

    def stamps(self, company: CompanyName) -> Mapping[InvoiceId, str]:
        rows = self._connection.execute(STAMPS, {"of_company": company})
        return {InvoiceId(row.id): row.stamp for row in rows}

    def to_plan(self, company: CompanyName, reading: str, limit: int) -> Sequence[StoredDocument]:
        return self._select(TO_PLAN, company, of_reading=reading, most=limit)

    def decide_anew(self, company: CompanyName) -> None:
        self._connection.execute(DECIDE_ANEW, {"of_company": company})

    def troubled(self, company: CompanyName) -> Sequence[StoredDocument]:
        return self._select(TROUBLED, company)

    def all(self, company: CompanyName) -> Sequence[StoredDocument]:
        return self._select(DOCUMENTS, company)

    def read_again(self, company: CompanyName) -> None:
        self._connection.execute(FORGET_STAMPS, {"of_company": company})

    def plan_queued(self, company: CompanyName) -> None:
        self._connection.execute(PLAN_QUEUED, {"of_company": company})

    def find(self, company: CompanyName, number: str) -> Sequence[StoredDocument]:
        return self._select(BY_NUMBER, company, of_number=number)

    def set_to_plan(self, company: CompanyName, invoice_id: InvoiceId, *, waits: bool, reading: str = "") -> None:
        values = {"of_company": company, "of_id": invoice_id, "to_plan": waits, "decided_in": reading}
        self._connection.execute(SET_TO_PLAN, values)

    def _select(self, statement: Select[Any], company: CompanyName, **values: object) -> list[StoredDocument]:
        return [_document(row) for row in self._connection.execute(statement, {"of_company": company, **values})]


def _document(row: Row[Any]) -> StoredDocument:
    payload = load_payload(row.payload)
    return StoredDocument(InvoiceId(row.id), row.number, row.stamp, row.standing, payload, row.problem, row.read_in)
