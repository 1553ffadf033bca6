"""JAGGAER's documents as last read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Select, bindparam, delete, func, select, text, update
from sqlalchemy.dialects.sqlite import insert as upsert

from connector.adapters.store import codec
from connector.adapters.store.statements import UTMOST, Row, each_of
from connector.adapters.store.sums import total_of
from connector.adapters.store.tables import documents, operations, watches
from connector.adapters.store.transaction import Transaction
from connector.domain.brief import Brief, InvoiceTotal, Listed
from connector.domain.identifiers import CompanyName, DocumentId
from connector.flow.entities import StoredDocument
from connector.flow.families import Decided, Figure
from connector.jaggaer.payload import dump_payload, load_payload

OF_COMPANY = documents.c.company == bindparam("of_company")
OF_ID = documents.c.id == bindparam("of_id")
DOCUMENTS = select(documents).where(OF_COMPANY).order_by(documents.c.id)
BY_ID = DOCUMENTS.where(OF_ID)
PAYLOAD = select(documents.c.payload).where(OF_COMPANY, OF_ID)
KEEP_SOURCE = (
    update(operations)
    .where(operations.c.company == bindparam("of_company"), operations.c.document == bindparam("of_id"))
    .where(operations.c.source.is_(None))
    .values(source=bindparam("before"))
)
"""What was decided on the version before keeps it."""

TO_PLAN = DOCUMENTS.where(documents.c.to_plan.is_(True), documents.c.decided_in != bindparam("of_reading"))
TO_PLAN = TO_PLAN.order_by(None).order_by(documents.c.decided_in, documents.c.id).limit(bindparam("most"))
ANEW = {"to_plan": True, "decided_in": ""}
OF_WATCHES = watches.c.company == bindparam("of_company")
WATCHING = select(watches.c.document).where(OF_WATCHES)
WAITING = documents.c.to_plan.is_(True) | documents.c.id.in_(WATCHING)
DECIDE_ANEW = update(documents).where(OF_COMPANY, WAITING).values(**ANEW)
LOOKED_THERE = WATCHING.where(watches.c.place.in_(each_of("places")))
WAKE = update(documents).where(OF_COMPANY, documents.c.id.in_(LOOKED_THERE)).values(**ANEW)
GO_ON = update(documents).where(OF_COMPANY, OF_ID, documents.c.to_plan.is_(True)).values(decided_in="")
ANY_WATCH = WATCHING.limit(1)
FORGET_PLACES = delete(watches).where(OF_WATCHES, watches.c.document == bindparam("of_id"))
PUT_PLACES = upsert(watches).on_conflict_do_nothing()
AT_ONCE = 500
"""So many places are looked up in one statement."""

TROUBLED = DOCUMENTS.where(text("documents.problem != ''")).order_by(None).order_by(documents.c.read_in, documents.c.id)
TROUBLED = TROUBLED.where(func.substr(documents.c.id, 1, func.instr(documents.c.id, ":")) == bindparam("of_prefix"))
TROUBLED = TROUBLED.limit(bindparam("most"))
BY_NUMBER = DOCUMENTS.where(documents.c.number == bindparam("of_number")).order_by(None)
STAMPS = select(documents.c.id, documents.c.stamp).where(OF_COMPANY, documents.c.id.in_(each_of("ids")))
COUNT = select(func.count()).select_from(documents).where(OF_COMPANY)
PUT = upsert(documents)
PUT = PUT.on_conflict_do_update(
    index_elements=["company", "id"],
    set_={
        name: PUT.excluded[name]
        for name in (
            *("number", "stamp", "standing", "problem", "to_plan", "payload", "decided_in", "read_in"),
            *("supplier", "day", "cents", "currency", "is_paid"),
        )
    },
)
LAST = (operations.c.company == documents.c.company) & (operations.c.document == documents.c.id)
WITH_LAST = documents.outerjoin(operations, LAST & operations.c.is_last.is_(True))
LISTED = (
    select(documents.c.id, documents.c.number, documents.c.standing, operations.c.brief)
    .select_from(WITH_LAST)
    .where(OF_COMPANY)
    .order_by(documents.c.id)
)
UNDER = select(documents.c.id).where(OF_COMPANY, documents.c.id.between(bindparam("beginning"), bindparam("end")))
OTHERS_LISTED = LISTED.where(func.instr(documents.c.id, ":") > 0)
FIGURES = (
    select(documents.c.standing, operations.c.state, func.count())
    .select_from(WITH_LAST)
    .where(OF_COMPANY)
    .group_by(documents.c.standing, operations.c.state)
)
IN_FIGURE = (
    select(documents.c.id)
    .select_from(WITH_LAST)
    .where(OF_COMPANY, documents.c.standing == bindparam("of_standing"), operations.c.state.is_(bindparam("of_state")))
)
FORGET_STAMPS = update(documents).where(OF_COMPANY).values(stamp="")
SET_READ_IN = update(documents).where(OF_COMPANY, OF_ID).values(read_in=bindparam("new_read_in"))
SET_TO_PLAN = update(documents).where(OF_COMPANY, OF_ID)
DECIDED = SET_TO_PLAN.values(to_plan=bindparam("to_plan"), decided_in=bindparam("decided_in"))


class SqlDocuments:
    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    def put(self, company: CompanyName, document: StoredDocument, total: InvoiceTotal | None = None) -> None:
        payload = dump_payload(document.payload)
        values: dict[str, object] = {
            "company": company,
            "id": document.id,
            "number": document.number,
            "stamp": document.stamp,
            "standing": document.standing,
            "problem": document.problem,
            "to_plan": True,
            "decided_in": "",
            "payload": codec.packed(payload, codec.DOCUMENTS),
            "read_in": document.read_in,
            **total_of(total),
        }
        key = {"of_company": company, "of_id": document.id}
        before = self._transaction.first(PAYLOAD, key)
        if before is not None and codec.unpacked(before.payload) != payload:
            self._transaction.write(KEEP_SOURCE, {**key, "before": before.payload})
        self._transaction.write(PUT, values)

    def get(self, company: CompanyName, invoice_id: DocumentId) -> StoredDocument | None:
        found = self._select(BY_ID, company, of_id=invoice_id)
        return found[0] if found else None

    def stamps(self, company: CompanyName, ids: Sequence[DocumentId]) -> Mapping[DocumentId, str]:
        found: dict[DocumentId, str] = {}
        for at in range(0, len(ids), AT_ONCE):
            values = {"of_company": company, "ids": list(ids[at : at + AT_ONCE])}
            found |= dict(self._transaction.read(STAMPS, values))
        return found

    def count(self, company: CompanyName) -> int:
        return self._transaction.one(COUNT, {"of_company": company}, lambda row: int(row[0])) or 0

    def to_plan(self, company: CompanyName, reading: str, limit: int) -> Sequence[StoredDocument]:
        values = {"of_company": company, "of_reading": reading, "most": limit}
        return self._transaction.ask(TO_PLAN, values, _document, most=0)  # a document may be megabytes

    def decide_anew(self, company: CompanyName) -> None:
        self._transaction.write(DECIDE_ANEW, {"of_company": company})

    def troubled(self, company: CompanyName, prefix: str, most: int) -> Sequence[StoredDocument]:
        values = {"of_company": company, "of_prefix": prefix, "most": most}
        return self._transaction.ask(TROUBLED, values, _document, most=0)  # as above

    def set_read_in(self, company: CompanyName, invoice_id: DocumentId, read_in: int) -> None:
        self._transaction.write(SET_READ_IN, {"of_company": company, "of_id": invoice_id, "new_read_in": read_in})

    def all(self, company: CompanyName) -> Sequence[StoredDocument]:
        return self._select(DOCUMENTS, company)

    def listed(self, company: CompanyName) -> Iterator[Listed]:
        return self._listed(LISTED, company)

    def under(self, company: CompanyName, beginning: str) -> Sequence[DocumentId]:
        values = {"of_company": company, "beginning": beginning, "end": f"{beginning}{UTMOST}"}
        return [DocumentId(row.id) for row in self._transaction.read(UNDER, values)]

    def others_listed(self, company: CompanyName) -> Iterator[Listed]:
        return self._listed(OTHERS_LISTED, company)

    def _listed(self, statement: Select[Any], company: CompanyName) -> Iterator[Listed]:
        rows = self._transaction.read(statement, {"of_company": company})
        return (Listed(DocumentId(row.id), row.number, row.standing, _brief(row.brief)) for row in rows)

    def figures(self, company: CompanyName) -> Sequence[Figure]:
        return [Figure(*row) for row in self._transaction.read(FIGURES, {"of_company": company})]

    def in_figure(self, company: CompanyName, figure: Figure) -> Sequence[DocumentId]:
        values = {"of_company": company, "of_standing": figure.standing, "of_state": figure.state}
        return [DocumentId(row.id) for row in self._transaction.read(IN_FIGURE, values)]

    def read_again(self, company: CompanyName) -> None:
        self._transaction.write(FORGET_STAMPS, {"of_company": company})

    def decided(self, company: CompanyName, reading: str, decisions: Mapping[DocumentId, Decided]) -> None:
        if not decisions:
            return
        ours = [{"of_company": company, "of_id": one} for one in decisions]
        rows = [
            {**key, "to_plan": one.waits, "decided_in": reading}
            for key, one in zip(ours, decisions.values(), strict=True)
        ]
        self._transaction.write_each(DECIDED, rows)
        if is_anything_watched(self._transaction, company):
            self._transaction.write_each(FORGET_PLACES, ours)
        looked = [
            {"company": company, "place": place, "document": document}
            for document, one in decisions.items()
            for place in one.places
        ]
        if looked:
            self._transaction.write_each(PUT_PLACES, looked)

    def go_on(self, company: CompanyName, invoice_id: DocumentId) -> None:
        self._transaction.write(GO_ON, {"of_company": company, "of_id": invoice_id})

    def unwatch(self, company: CompanyName, invoice_id: DocumentId) -> None:
        if is_anything_watched(self._transaction, company):
            self._transaction.write(FORGET_PLACES, {"of_company": company, "of_id": invoice_id})

    def wake(self, company: CompanyName, places: Iterable[str]) -> None:
        wake(self._transaction, company, places)

    def find(self, company: CompanyName, number: str) -> Sequence[StoredDocument]:
        own, numbered = self.get(company, DocumentId(number)), self._select(BY_NUMBER, company, of_number=number)
        found = {one.id: one for one in (*([own] if own else []), *numbered)}
        return [found[one] for one in sorted(found)]

    def set_to_plan(self, company: CompanyName, invoice_id: DocumentId, *, waits: bool, reading: str = "") -> None:
        values = {"of_company": company, "of_id": invoice_id, "to_plan": waits, "decided_in": reading}
        self._transaction.write(SET_TO_PLAN, values)

    def _select(self, statement: Select[Any], company: CompanyName, **values: object) -> list[StoredDocument]:
        return [_document(row) for row in self._transaction.read(statement, {"of_company": company, **values})]


def wake(transaction: Transaction, company: CompanyName, places: Iterable[str]) -> None:
    """Decide once more about the documents that looked there."""
    changed = list(places) if is_anything_watched(transaction, company) else []
    for at in range(0, len(changed), AT_ONCE):
        transaction.write(WAKE, {"of_company": company, "places": changed[at : at + AT_ONCE]})


def is_anything_watched(transaction: Transaction, company: CompanyName) -> bool:
    return bool(transaction.ask(ANY_WATCH, {"of_company": company}, lambda row: row.document))


def _brief(text: str | None) -> Brief | None:
    return codec.load(Brief, text) if text else None


def _document(row: Row) -> StoredDocument:
    payload = load_payload(codec.unpacked(row.payload))
    return StoredDocument(DocumentId(row.id), row.number, row.stamp, row.standing, payload, row.problem, row.read_in)
