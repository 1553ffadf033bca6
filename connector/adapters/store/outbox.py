"""Operations and the message sets they left in: the write-ahead part of the database."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from itertools import islice
from operator import itemgetter
from typing import Any

from sqlalchemy import Select, bindparam, delete, func, insert, literal, or_, select, update

from connector.adapters.store import codec
from connector.adapters.store.documents import AT_ONCE, wake
from connector.adapters.store.statements import UTMOST, Row, each_of
from connector.adapters.store.sums import money_of
from connector.adapters.store.tables import carried, claims, documents, operations, sent_sets
from connector.adapters.store.transaction import Transaction
from connector.domain.brief import brief_of
from connector.domain.identifiers import CompanyName, DocumentId, MessageSetId, OperationId, RecordId
from connector.domain.operation import Operation, State
from connector.flow.entities import Delivery, Purpose, SentSet
from connector.flow.families import ALL
from connector.jaggaer.payload import Json, load_payload
from connector.sync.followup import LONGEST_PAUSE

OF_COMPANY = operations.c.company == bindparam("of_company")
OPERATIONS = (
    select(operations.c.id, operations.c.facts)
    .where(OF_COMPANY)
    .order_by(operations.c.document, operations.c.generation)
)
BY_ID = OPERATIONS.where(operations.c.id == bindparam("of_id"))
BY_IDS = select(operations.c.id, operations.c.facts).where(
    operations.c.id.in_(each_of("ids")), operations.c.company.concat("") == bindparam("of_company")
)
"""The company is compared as an expression: by its column, SQLite would walk through all that it has."""
BY_DOCUMENT = OPERATIONS.where(operations.c.document == bindparam("of_document"))
BY_DOCUMENTS = OPERATIONS.where(operations.c.document.in_(each_of("documents")))
IN_STATES = OPERATIONS.where(operations.c.state.in_(each_of("states"))).order_by(None)
"""Not in their order, for which SQLite would walk through all that there are."""
UNDER = IN_STATES.where(operations.c.document.between(bindparam("beginning"), bindparam("end")))
DUE = (
    operations.c.not_before.is_(None)
    | (operations.c.not_before <= bindparam("now"))
    | (operations.c.not_before > bindparam("furthest"))  # the clock was set back since
)
IS_QUEUED = operations.c.state == State.QUEUED.value
IS_STALE = (
    select(documents.c.id)
    .where(documents.c.company == operations.c.company, documents.c.id == operations.c.document)
    .where(documents.c.to_plan.is_(True), documents.c.decided_in == "")
    .exists()
)
"""Its document is to be decided about anew: it changed, or QuickBooks' lists did."""
TO_LOOK_UP = OPERATIONS.where(IS_QUEUED, DUE, ~IS_STALE, operations.c.looked_in != bindparam("ticket"))
CLEAR = OPERATIONS.where(IS_QUEUED, DUE, ~IS_STALE, operations.c.clear_in == bindparam("ticket"))
OPEN = operations.c.state.in_([State.SENT.value, State.UNKNOWN.value])
LATER = operations.alias("later")
IS_FOLLOWED = (
    select(LATER.c.id)
    .where(LATER.c.company == operations.c.company, LATER.c.document == operations.c.document)
    .where(LATER.c.generation > operations.c.generation)
)
COMES_FIRST = (State.DONE, State.SENT, State.UNKNOWN, State.REFUSED, State.NOT_APPLIED, State.NEEDS_PERSON)
IS_OVERTAKEN = IS_FOLLOWED.where(LATER.c.state.in_([state.value for state in COMES_FIRST])).exists()
"""Something was done about its document since, or is under way: what it shows is that one's."""
IS_UNTIED = (operations.c.state == State.DONE.value) & operations.c.tied.is_(None) & ~IS_OVERTAKEN
ANY_WAITING = select(literal(1)).where(
    or_(*(select(operations.c.id).where(OF_COMPANY, what).exists() for what in (IS_QUEUED & DUE, OPEN, IS_UNTIED)))
)
BY_RECORD = OPERATIONS.where(operations.c.record == bindparam("of_record")).order_by(None)
BY_RECORDS = OPERATIONS.where(operations.c.record.in_(each_of("records"))).order_by(None)
SETS_OF = (
    select(operations.c.message_set)
    .where(OF_COMPANY, operations.c.state.in_(each_of("states")))
    .where(operations.c.message_set.is_not(None))
    .distinct()
)
UNTIED = OPERATIONS.where(IS_UNTIED, operations.c.record.is_not(None))
LOADED = codec.Loaded(Operation, 1000, codec.OPERATIONS)
UNKNOWN_SOURCE = b""
"""JAGGAER changed the document under a release that kept no version."""

SOURCE = (
    select(operations.c.source, documents.c.payload)
    .join(documents, (documents.c.company == operations.c.company) & (documents.c.id == operations.c.document))
    .where(OF_COMPANY, operations.c.id == bindparam("of_id"))
)
STATE_OF = select(operations.c.state).where(OF_COMPANY, operations.c.id == bindparam("of_id"))
NUMBERED = select(operations.c.document).where(OF_COMPANY, operations.c.number == bindparam("of_number"))
NOT_LAST = (
    update(operations)
    .where(OF_COMPANY, operations.c.document == bindparam("of_document"), operations.c.is_last.is_(True))
    .values(is_last=False)
)
ADD_OPERATION = insert(operations)
SAVE_OPERATION = update(operations).where(OF_COMPANY, operations.c.id == bindparam("of_id"))

OF_CLAIMS = claims.c.company == bindparam("of_company")
ADD_CLAIMS = insert(claims)
CLAIMS_OF = select(claims).where(OF_CLAIMS, claims.c.operation == bindparam("of_id"))
DROP_CLAIMS = delete(claims).where(OF_CLAIMS, claims.c.operation == bindparam("of_id"))
CLAIMED = select(claims).where(OF_CLAIMS, claims.c.claim == bindparam("of_claim")).order_by(claims.c.operation)

OF_SET_COMPANY = sent_sets.c.company == bindparam("of_company")
SETS = select(sent_sets)
SETS_OF_COMPANY = SETS.where(OF_SET_COMPANY)
ALL_SETS = SETS_OF_COMPANY.order_by(sent_sets.c.number)
SET_BY_ID = SETS_OF_COMPANY.where(sent_sets.c.id == bindparam("of_id"))
STORED_SETS = SETS_OF_COMPANY.where(sent_sets.c.is_stored.is_(True))
SETS_ABOUT = SETS_OF_COMPANY.where(sent_sets.c.about == bindparam("of_id"))
SETS_OF_TICKET = SETS.where(sent_sets.c.ticket == bindparam("of_ticket"))
COUNT_SETS = select(func.max(sent_sets.c.number)).where(OF_SET_COMPANY)
"""They are numbered without a gap."""
OF_CARRIED = carried.c.company == bindparam("of_company")
CARRIERS = select(carried.c.message_set).where(OF_CARRIED, carried.c.operation.in_(each_of("operations")))
CARRYING = SETS_OF_COMPANY.where(sent_sets.c.id.in_(CARRIERS))
CARRY = insert(carried)
ADD_SET = insert(sent_sets)
SAVE_SET = update(sent_sets).where(OF_SET_COMPANY, sent_sets.c.id == bindparam("of_id"))
DROP_LISTS = (
    update(sent_sets)
    .where(sent_sets.c.ticket == bindparam("of_ticket"), sent_sets.c.purpose == Purpose.READ.name)
    .where(sent_sets.c.delivery == Delivery.ANSWERED.value, sent_sets.c.response != b"")
    .values(response=b"")
)


class SqlOperations:
    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction
        self._released: set[str] = set()

    def add(self, company: CompanyName, operation: Operation) -> Operation:
        key = {"company": company, "document": operation.document, "generation": operation.generation}
        if operation.generation > 1:
            self._transaction.write(NOT_LAST, {"of_company": company, "of_document": operation.document})
        number = self._transaction.add(ADD_OPERATION, {**key, **_columns(operation)})
        added = replace(operation, id=OperationId(number))
        self._claim(company, added, {})
        return added

    def decide(self, company: CompanyName, operation: Operation) -> None:
        self._save(company, operation, source=None)

    def save(self, company: CompanyName, operation: Operation) -> None:
        self._save(company, operation)

    def _save(self, company: CompanyName, operation: Operation, **more: object) -> None:
        ours = {"of_company": company, "of_id": operation.id}
        self._transaction.write(SAVE_OPERATION, {**ours, **more, **_columns(operation)})
        self._claim(company, operation, dict(self._transaction.ask(CLAIMS_OF, ours, _claimed)))

    def _claim(self, company: CompanyName, operation: Operation, before: Mapping[str, str]) -> None:
        """What it reserves from now on; the documents that looked at what is let go of are decided about once more."""
        after = {claim: str(much) for claim, much in operation.reservations.items()}
        if before == after:
            return
        ours = {"company": company, "operation": operation.id, "document": operation.document}
        if before:
            self._transaction.write(DROP_CLAIMS, {"of_company": company, "of_id": operation.id})
        if after:
            taken = [{**ours, "claim": claim, "quantity": much} for claim, much in after.items()]
            self._transaction.write_each(ADD_CLAIMS, taken)
        released = [claim for claim, much in before.items() if Decimal(after.get(claim, "0")) < Decimal(much)]
        self._released.update(released)
        wake(self._transaction, company, released)

    def numbered(self, company: CompanyName, number: str) -> Sequence[DocumentId]:
        rows = self._transaction.read(NUMBERED, {"of_company": company, "of_number": number})
        return [DocumentId(one) for one in sorted({row.document for row in rows})]

    def released(self) -> frozenset[str]:
        released = frozenset(self._released)
        self._released.clear()
        return released

    def reserved(self, company: CompanyName, claim: str) -> Sequence[tuple[DocumentId, Decimal]]:
        return self._transaction.ask(CLAIMED, {"of_company": company, "of_claim": claim}, _reserved)

    def get(self, company: CompanyName, operation_id: OperationId) -> Operation | None:
        return next(iter(self._ask(BY_ID, company, of_id=operation_id)), None)

    def several(self, company: CompanyName, ids: Sequence[OperationId]) -> Sequence[Operation]:
        known = {one.id: one for one in self._ask(BY_IDS, company, ids=list(ids))} if ids else {}
        return [known[one] for one in ids if one in known]

    def latest(self, company: CompanyName, document: DocumentId) -> Operation | None:
        found = self.of_document(company, document)
        return found[-1] if found else None

    def source(self, company: CompanyName, operation_id: OperationId) -> Json | None:
        """As long as JAGGAER has it unchanged, it is the document's own."""
        row = self._transaction.first(SOURCE, {"of_company": company, "of_id": operation_id})
        if row is None or row.source == UNKNOWN_SOURCE:
            return None
        return load_payload(codec.unpacked(row.payload if row.source is None else row.source))

    def of_document(self, company: CompanyName, document: DocumentId) -> Sequence[Operation]:
        return self._ask(BY_DOCUMENT, company, of_document=document)

    def of_documents(
        self, company: CompanyName, documents: Sequence[DocumentId]
    ) -> Mapping[DocumentId, Sequence[Operation]]:
        found: dict[DocumentId, list[Operation]] = {one: [] for one in documents}
        for operation in self._ask(BY_DOCUMENTS, company, documents=list(documents)):
            found[operation.document].append(operation)
        return found

    def of_record(self, company: CompanyName, record: RecordId) -> Sequence[Operation]:
        return _in_order(self._ask(BY_RECORD, company, of_record=record))

    def of_records(self, company: CompanyName, records: Sequence[RecordId]) -> Sequence[Operation]:
        found: list[Operation] = []
        for at in range(0, len(records), AT_ONCE):
            found += self._ask(BY_RECORDS, company, records=list(records[at : at + AT_ONCE]))
        return _in_order(found)

    def in_state(self, company: CompanyName, *states: State) -> Sequence[Operation]:
        return _in_order(self._ask(IN_STATES, company, states=[state.value for state in states]))

    def under(self, company: CompanyName, beginning: str, *states: State) -> Sequence[Operation]:
        given = {"states": [state.value for state in states], "beginning": beginning, "end": f"{beginning}{UTMOST}"}
        return _in_order(self._ask(UNDER, company, **given))

    def untied(self, company: CompanyName, limit: int = ALL, but: Container[OperationId] = ()) -> Sequence[Operation]:
        rows = self._transaction.read(UNTIED, {"of_company": company})
        return [_operation(row) for row in islice((row for row in rows if row.id not in but), limit)]

    def to_look_up(self, company: CompanyName, ticket: str, now: datetime, limit: int) -> Sequence[Operation]:
        return self._free(TO_LOOK_UP, company, limit, ticket=ticket, **_times(now))

    def clear(self, company: CompanyName, ticket: str, now: datetime, limit: int) -> Sequence[Operation]:
        return self._free(CLEAR, company, limit, ticket=ticket, **_times(now))

    def are_waiting(self, company: CompanyName, now: datetime) -> bool:
        return self._transaction.first(ANY_WAITING, {"of_company": company, **_times(now)}) is not None

    def sets_of(self, company: CompanyName, *states: State) -> frozenset[MessageSetId]:
        values = {"of_company": company, "states": [state.value for state in states]}
        return frozenset(self._transaction.ask(SETS_OF, values, lambda row: MessageSetId(row.message_set)))

    def _free(self, statement: Select[Any], company: CompanyName, limit: int, **values: object) -> list[Operation]:
        """Those whose needs are done; read until there are enough, as the first may all be waiting."""
        found: list[Operation] = []
        for row in self._transaction.read(statement, {"of_company": company, **values}):
            operation = _operation(row)
            if all(self._is_done(company, need) for need in operation.needs):
                found.append(operation)
            if len(found) == limit:
                break
        return found

    def _is_done(self, company: CompanyName, need: OperationId) -> bool:
        found = self._transaction.first(STATE_OF, {"of_company": company, "of_id": need})
        return found is not None and found.state == State.DONE.value

    def _ask(self, question: Select[Any], company: CompanyName, **values: object) -> Sequence[Operation]:
        return self._transaction.ask(question, {"of_company": company, **values}, _operation)


def _in_order(found: Sequence[Operation]) -> Sequence[Operation]:
    return sorted(found, key=lambda one: (one.document, one.generation))


def _times(now: datetime) -> dict[str, str]:
    return {"now": codec.instant(now), "furthest": codec.instant(now + LONGEST_PAUSE)}


def _operation(row: Row) -> Operation:
    """Its number is the row's: the database gives it when the operation is added."""
    operation: Operation = LOADED.load(row.facts)
    return operation if operation.id == row.id else replace(operation, id=OperationId(row.id))


def _claimed(row: Row) -> tuple[str, str]:
    return row.claim, row.quantity


def _reserved(row: Row) -> tuple[DocumentId, Decimal]:
    return DocumentId(row.document), Decimal(row.quantity)


def _columns(operation: Operation) -> dict[str, object]:
    return {
        "state": operation.state.value,
        "tied": operation.tied,
        "record": operation.record.id if operation.record else None,
        "message_set": operation.message_set,
        "not_before": codec.instant(operation.not_before) if operation.not_before else None,
        "looked_in": operation.looked_in,
        "clear_in": operation.clear_in,
        "facts": LOADED.dump(operation, rests=_rests(operation)),
        "number": operation.draft.ref_number if operation.draft else "",
        "brief": codec.dump(brief_of(operation)),
        **money_of(operation),
    }


def _rests(operation: Operation) -> bool:
    """Whether nothing is to be done about it, as far as it is known."""
    return operation.state is State.WITHDRAWN or (operation.state is State.DONE and operation.tied is not None)


class SqlSentSets:
    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    def add(self, company: CompanyName, sent: SentSet) -> None:
        number = self.count(company) + 1
        self._transaction.write(ADD_SET, {"company": company, "id": sent.id, "number": number, **_row(sent)})
        if sent.operations:
            key = {"company": company, "message_set": sent.id}
            self._transaction.write_each(CARRY, [{**key, "operation": one} for one in dict.fromkeys(sent.operations)])
        self._transaction.keep(COUNT_SETS, {"of_company": company}, number)
        self._transaction.keep(SET_BY_ID, {"of_company": company, "of_id": sent.id}, sent)

    def save(self, company: CompanyName, sent: SentSet) -> None:
        count = self.count(company)
        self._transaction.write(SAVE_SET, {"of_company": company, "of_id": sent.id, **_row(sent)})
        self._transaction.keep(COUNT_SETS, {"of_company": company}, count)

    def get(self, company: CompanyName, message_set: MessageSetId) -> SentSet | None:
        return self._transaction.one(SET_BY_ID, {"of_company": company, "of_id": message_set}, _sent)

    def stored(self, company: CompanyName) -> Sequence[SentSet]:
        """Those whose answer QuickBooks still keeps, as far as we know."""
        found = self._transaction.ask(STORED_SETS, {"of_company": company}, lambda row: (_number(row), _sent(row)))
        return [sent for _, sent in sorted(found, key=itemgetter(0))]

    def of_ticket(self, ticket: str) -> Sequence[SentSet]:
        return self._select(SETS_OF_TICKET, of_ticket=ticket)

    def about(self, company: CompanyName, message_set: MessageSetId) -> Sequence[SentSet]:
        return self._select(SETS_ABOUT, of_company=company, of_id=message_set)

    def count(self, company: CompanyName) -> int:
        return self._transaction.one(COUNT_SETS, {"of_company": company}, lambda row: int(row[0] or 0)) or 0

    def all(self, company: CompanyName) -> Sequence[SentSet]:
        return self._select(ALL_SETS, of_company=company)

    def carrying(self, company: CompanyName, operations: Iterable[OperationId]) -> Sequence[SentSet]:
        return self._select(CARRYING, of_company=company, operations=list(operations))

    def drop_lists(self, ticket: str) -> None:
        self._transaction.write(DROP_LISTS, {"of_ticket": ticket})

    def _select(self, statement: Select[Any], **values: object) -> list[SentSet]:
        """In the order in which they left."""
        return [_sent(row) for row in sorted(self._transaction.read(statement, values), key=_number)]


def _row(sent: SentSet) -> dict[str, object]:
    return {
        "ticket": sent.ticket,
        "purpose": sent.purpose.name,
        "delivery": sent.delivery.value,
        "is_stored": sent.is_stored,
        "sent_at": codec.instant(sent.sent_at),
        "settled_at": codec.instant(sent.settled_at) if sent.settled_at else None,
        "request": codec.packed(sent.request),
        "response": codec.packed(sent.response),
        "note": sent.note,
        "about": sent.about,
        "listing": sent.listing,
        "operations": sent.operations,
        "mark": sent.mark,
    }


def _number(row: Row) -> int:
    number: int = row.number
    return number


def _sent(row: Row) -> SentSet:
    return SentSet(
        id=MessageSetId(row.id),
        ticket=row.ticket,
        purpose=Purpose[row.purpose],
        request=codec.unpacked(row.request),
        sent_at=datetime.fromisoformat(row.sent_at),
        delivery=Delivery(row.delivery),
        response=codec.unpacked(row.response),
        note=row.note,
        settled_at=datetime.fromisoformat(row.settled_at) if row.settled_at else None,
        about=MessageSetId(row.about) if row.about else None,
        listing=row.listing,
        operations=tuple(OperationId(one) for one in row.operations),
        is_stored=row.is_stored,
        mark=row.mark,
    )
