"""What QuickBooks was asked about one operation, and what it said: out of the message sets as they were kept."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from connector.domain.identifiers import MessageSetId
from connector.domain.operation import Operation
from connector.domain.policy import CurrencyPolicy
from connector.domain.record import Record
from connector.errors import OtherSideError
from connector.flow.entities import Delivery, Purpose, SentSet
from connector.flow.tasks.lookups import asked_by, asked_by_deleted
from connector.flow.tasks.search import searched_by
from connector.quickbooks.qbxml.message_set import requests_of
from connector.quickbooks.qbxml.records import deletions, records_of
from connector.quickbooks.qbxml.responses import Response, ResponseSet, parse

STORED = "the answer that QuickBooks stored for message set {}"
NO_ANSWER = "no answer came"


@dataclass(frozen=True, slots=True)
class Probe:
    """
    One request about an operation: ``asked`` is its qbXML, ``said`` QuickBooks' status in its own words.

    ``found`` are the records that may be the operation's; without an answer, ``said`` says why there is none.
    """

    at: datetime
    message_set: MessageSetId
    purpose: Purpose
    request: str
    asked: str
    said: str
    found: tuple[str, ...] = ()


def probes(operations: Iterable[Operation], sets: Iterable[SentSet], currencies: CurrencyPolicy) -> list[Probe]:
    """Every request about some operations, in the order in which they left."""
    known = {one.id: one for one in operations}
    return [
        probe
        for sent in sets
        for operation_id in sent.operations
        if operation_id in known
        for probe in _of(known[operation_id], sent, currencies)
    ]


def _of(operation: Operation, sent: SentSet, currencies: CurrencyPolicy) -> Iterator[Probe]:
    answer = _answer(sent)
    asked = requests_of(sent.request)
    if sent.purpose is Purpose.ASK:
        asked = {str(operation.id): ("MessageSet", STORED.format(sent.about))}
    for request_id in _ids(operation, sent.purpose):
        if request_id in asked:
            name, text = asked[request_id]
            responses = [one for one in answer.responses if one.request_id == request_id] if answer else []
            found = [text for one in responses for text in _found(operation, sent.purpose, one, currencies)]
            said = _said(sent, answer, responses)
            yield Probe(sent.sent_at, sent.id, sent.purpose, name, text, said, tuple(found))


def _ids(operation: Operation, purpose: Purpose) -> tuple[str, ...]:
    """The requestIDs by which an operation is asked about."""
    if operation.draft is None:
        return ()
    match purpose:
        case Purpose.CHECK | Purpose.FIND:
            kind = operation.draft.kind
            return (asked_by(operation), searched_by(kind), asked_by_deleted(kind))
        case Purpose.VERIFY:
            return (operation.draft.kind.value,)
        case _:
            return (str(operation.id),)


def _answer(sent: SentSet) -> ResponseSet | None:
    try:
        return parse(sent.response) if sent.response else None
    except OtherSideError:
        return None


def _said(sent: SentSet, answer: ResponseSet | None, responses: Sequence[Response]) -> str:
    if len(responses) > 1:
        return f"{len(responses)} answers came under one requestID"
    if responses and responses[0].code is not None:
        late = " (it came late)" if sent.delivery is Delivery.UNANSWERED else ""
        return f"{responses[0].code} {responses[0].message}{late}"
    if sent.delivery is Delivery.REFUSED:
        return sent.note
    if answer is not None and answer.status:
        return f"{answer.status} for the whole message set"
    unusable = "nothing that answers this came" if sent.response else NO_ANSWER
    return f"{unusable} ({sent.note})" if sent.note else unusable


def _found(operation: Operation, purpose: Purpose, response: Response, currencies: CurrencyPolicy) -> Iterator[str]:
    if response.name.endswith("DeletedQuery"):
        gone = [one for one in deletions(response) if _is_it(operation, one.id, one.ref_number)]
        yield from (f"{one.id}: {one.ref_number or 'without a number'} was deleted" for one in gone)
        return
    for one in records_of(response, currencies):
        if purpose is Purpose.WRITE or _may_be(operation, one):
            total = f", {one.total}" if one.total else ""
            vendor = f" of {one.vendor}" if one.vendor_id else ""
            yield f"{one.kind.value} {one.id}: {one.ref_number}{vendor}{total}, EditSequence {one.edit_sequence}"


def _may_be(operation: Operation, record: Record) -> bool:
    mark = getattr(operation.draft, "mark", "")
    is_ours = (record.external_guid or "").casefold() == operation.guid.casefold() or bool(mark and mark in record.memo)
    return is_ours or _is_it(operation, record.id, record.ref_number or "")


def _is_it(operation: Operation, record_id: str, ref_number: str) -> bool:
    """Whether something has its id or its number."""
    number = operation.draft.ref_number.casefold() if operation.draft else ""
    return ref_number.casefold() == number or (operation.record is not None and operation.record.id == record_id)
