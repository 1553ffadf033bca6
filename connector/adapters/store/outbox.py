"""Operations and the message sets they left in: the write-ahead part of the database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select, update

from connector.adapters.store import codec
from connector.adapters.store.tables import operations, sent_sets
from connector.domain.identifiers import CompanyName, InvoiceId, MessageSetId, OperationId
from connector.domain.operation import Operation, State
from connector.errors import InternalError
from connector.flow.ports import Delivery, Purpose, SentSet


class SqlOperations:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, company: CompanyName, operation: Operation) -> Operation:
        key = {"company": company, "document": operation.document, "generation": operation.generation}
        result = self._connection.execute(insert(operations).values(**key, **_columns(operation)))
        if result.inserted_primary_key is None:
            raise InternalError("The database gave a new operation no number.")
        added = replace(operation, id=OperationId(result.inserted_primary_key[0]))
        self.save(company, added)
        return added

    def save(self, company: CompanyName, operation: Operation) -> None:
        ours = (operations.c.company == company) & (operations.c.id == operation.id)
        self._connection.execute(update(operations).where(ours).values(**_columns(operation)))

    def get(self, company: CompanyName, operation_id: OperationId) -> Operation | None:
        found = self._select(company, operations.c.id == operation_id)
        return found[0] if found else None

    def latest(self, company: CompanyName, document: InvoiceId) -> Operation | None:
        found = self.of_document(company, document)
        return found[-1] if found else None

    def of_document(self, company: CompanyName, document: InvoiceId) -> Sequence[Operation]:
        return self._select(company, operations.c.document == document)

    def in_state(self, company: CompanyName, *states: State) -> Sequence[Operation]:
        return self._select(company, operations.c.state.in_([state.value for state in states]))

    def untied(self, company: CompanyName) -> Sequence[Operation]:
        """Done, and not read back yet."""
        return self._select(company, operations.c.state == State.DONE.value, operations.c.tied.is_(None))

    def _select(self, company: CompanyName, *conditions: Any) -> list[Operation]:
        wanted = select(operations.c.facts).where(operations.c.company == company, *conditions)
        ordered = wanted.order_by(operations.c.document, operations.c.generation)
        return [codec.load(Operation, row.facts) for row in self._connection.execute(ordered)]


def _columns(operation: Operation) -> dict[str, object]:
    return {"state": operation.state.value, "tied": operation.tied, "facts": codec.dump(operation)}


class SqlSentSets:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, company: CompanyName, sent: SentSet) -> None:
        number = self.count(company) + 1
        self._connection.execute(insert(sent_sets).values(company=company, id=sent.id, number=number, **_row(sent)))

    def save(self, company: CompanyName, sent: SentSet) -> None:
        ours = (sent_sets.c.company == company) & (sent_sets.c.id == sent.id)
        self._connection.execute(update(sent_sets).where(ours).values(**_row(sent)))

    def get(self, company: CompanyName, message_set: MessageSetId) -> SentSet | None:
        found = self._select((sent_sets.c.company == company) & (sent_sets.c.id == message_set))
        return found[0] if found else None

    def stored(self, company: CompanyName) -> Sequence[SentSet]:
        """Those whose answer QuickBooks still keeps, as far as we know."""
        return self._select((sent_sets.c.company == company) & sent_sets.c.is_stored.is_(True))

    def of_ticket(self, ticket: str) -> Sequence[SentSet]:
        return self._select(sent_sets.c.ticket == ticket)

    def about(self, company: CompanyName, message_set: MessageSetId) -> Sequence[SentSet]:
        return self._select((sent_sets.c.company == company) & (sent_sets.c.about == message_set))

    def count(self, company: CompanyName) -> int:
        wanted = select(func.count()).select_from(sent_sets).where(sent_sets.c.company == company)
        return self._connection.execute(wanted).scalar_one()

    def all(self, company: CompanyName) -> Sequence[SentSet]:
        return self._select(sent_sets.c.company == company)

    def drop_lists(self, company: CompanyName) -> None:
        lists = (sent_sets.c.company == company) & (sent_sets.c.purpose == Purpose.READ.name)
        held = lists & (sent_sets.c.delivery == Delivery.ANSWERED.value) & (sent_sets.c.response != "")
        self._connection.execute(update(sent_sets).where(held).values(response=""))

    def _select(self, condition: Any) -> list[SentSet]:
        rows = self._connection.execute(select(sent_sets).where(condition).order_by(sent_sets.c.number))
        return [_sent(row) for row in rows]


def _row(sent: SentSet) -> dict[str, object]:
    return {
        "ticket": sent.ticket,
        "purpose": sent.purpose.name,
        "delivery": sent.delivery.value,
        "is_stored": sent.is_stored,
        "sent_at": codec.instant(sent.sent_at),
        "settled_at": codec.instant(sent.settled_at) if sent.settled_at else None,
        "request": sent.request,
        "response": sent.response,
        "note": sent.note,
        "about": sent.about,
        "listing": sent.listing,
        "operations": list(sent.operations),
    }


def _sent(row: Row[Any]) -> SentSet:
    return SentSet(
        id=MessageSetId(row.id),
        ticket=row.ticket,
        purpose=Purpose[row.purpose],
        request=row.request,
        sent_at=datetime.fromisoformat(row.sent_at),
        delivery=Delivery(row.delivery),
        response=row.response,
        note=row.note,
        settled_at=datetime.fromisoformat(row.settled_at) if row.settled_at else None,
        about=MessageSetId(row.about) if row.about else None,
        listing=row.listing,
        operations=tuple(OperationId(one) for one in row.operations),
        is_stored=row.is_stored,
    )
