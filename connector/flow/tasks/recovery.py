"""Look for what may have been saved, where no stored answer settled it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from connector.domain.draft import POSTINGS, Extension, Posting
from connector.domain.form import Form
from connector.domain.hold import Hold
from connector.domain.hold_code import HoldCode
from connector.domain.identifiers import EditSequence, RecordId
from connector.domain.kind import TRANSACTIONS
from connector.domain.operation import Deed, Operation, State
from connector.domain.record import Record
from connector.domain.records import GONE, Gone
from connector.flow.entities import Notes, Purpose, SentSet
from connector.flow.tasks import search
from connector.flow.tasks.lookups import (
    UNANSWERED,
    about_record,
    deleted_questions,
    found,
    found_value,
    illegible,
    is_deleted,
    known_records,
    may_be,
    questions,
    several,
    taken,
)
from connector.flow.tasks.preflight import UNREAD
from connector.flow.tasks.replacing import suspect
from connector.flow.tasks.size import of_set, size
from connector.flow.tasks.stored_response import MAX_QUESTIONS, count, counted_loss, counted_refusal
from connector.flow.tasks.task import Task
from connector.flow.tasks.turn import Conclusion, Proposal, Turn, conclude
from connector.kinds import kind_of
from connector.quickbooks.qbxml.responses import ResponseSet
from connector.sync.evidence import Nothing, Ours, Several, Theirs, was_changed, weigh
from connector.sync.followup import MAX_ATTEMPTS, pause_after
from connector.sync.posted import DELETED

AGAIN = (State.NOT_APPLIED, State.QUEUED)


def propose(turn: Turn) -> Proposal | None:
    """What may have been saved."""
    all_unknown = turn.operations(State.UNKNOWN)
    going_on = search.next_page(turn, all_unknown)
    if going_on is not None:
        return going_on
    batch = [one for one in _not_looked_for(turn, all_unknown) if not _is_spent(turn, one)][: size(turn, "look up")]
    if not batch:
        return None
    looked_for = (*turn.notes.looked_for, *(one.id for one in batch))
    notes = replace(turn.notes, looked_for=looked_for)
    requests = (*questions(batch), *search.first_pages(turn, batch), *deleted_questions(batch))
    return Proposal(Purpose.FIND, requests, notes, tuple(one.id for one in batch))


def prepare(turn: Turn) -> None:
    """A person is asked after three sessions without an answer."""
    for operation in _not_looked_for(turn, turn.operations(State.UNKNOWN)):
        if _is_spent(turn, operation):
            _give_up(turn, operation)


def _not_looked_for(turn: Turn, unknown: Sequence[Operation]) -> list[Operation]:
    return [one for one in unknown if one.id not in turn.notes.looked_for and one.draft]


def _is_spent(turn: Turn, operation: Operation) -> bool:
    return operation.questions >= MAX_QUESTIONS and operation.id not in turn.notes.questioned


def _give_up(turn: Turn, operation: Operation) -> None:
    if operation.draft is None:
        return
    vendor = getattr(operation.draft, "vendor", operation.draft.kind.value)
    number = operation.draft.ref_number
    hold = Hold.of(HoldCode.NO_ANSWER, sessions=operation.questions, ref_number=number, vendor=vendor)
    conclude(turn, operation, Conclusion((State.NEEDS_PERSON,), "no answer came", hold=hold))


def apply(turn: Turn, sent: SentSet, answer: ResponseSet) -> Notes:
    turn.each(turn.operations_of(sent, State.UNKNOWN), lambda one: _apply_one(turn, one, sent, answer))
    return search.after_page(count(turn, sent), sent, answer)


def _apply_one(turn: Turn, operation: Operation, sent: SentSet, answer: ResponseSet) -> None:
    is_sought = operation.deed is Deed.ADD and operation.draft and operation.draft.kind in TRANSACTIONS
    settled = _added if is_sought else _settled
    conclusion = settled(turn, operation, sent, answer)
    if conclusion is not None:
        conclude(turn, operation, _bounded(turn, operation, conclusion))


def _bounded(turn: Turn, operation: Operation, conclusion: Conclusion) -> Conclusion:
    """
    The first time it is sent again at once, later after pauses; at last a person is told.

    What went along with others counts only once it was alone: the fault may have been another's.
    """
    if conclusion.path != AGAIN or operation.attempts <= 1:
        return conclusion
    sent = turn.work.sent_sets.get(turn.company.name, operation.message_set) if operation.message_set else None
    was_alone = sent is not None and suspect(turn.operations_of(sent)) is not None
    if not was_alone or operation.attempts < MAX_ATTEMPTS:
        return replace(conclusion, pause=pause_after(operation.attempts - 1), look_again=True)
    hold = Hold.of(HoldCode.NEVER_SAVED, attempts=operation.attempts, said=operation.evidence)
    return Conclusion((*AGAIN, State.HELD), conclusion.evidence, hold=hold)


def _settled(turn: Turn, operation: Operation, _sent: SentSet, answer: ResponseSet) -> Conclusion | None:
    """What the records say, or None where QuickBooks did not answer."""
    currencies = turn.company.policy.currency
    if isinstance(operation.draft, Extension):
        return _by_value(operation, operation.draft, answer)
    records, unread = found(answer, operation, currencies), illegible(answer, operation, currencies)
    if unread is not None:
        return Conclusion((State.NEEDS_PERSON,), UNREAD, hold=unread.hold)
    if records is None:
        return None
    match operation.deed:
        case Deed.ADD:
            return _weighed(turn, operation, records)
        case Deed.MODIFY:
            return _modified(operation, records)
        case Deed.VOID | Deed.DELETE:
            return _taken_away(operation, records, is_listed=is_deleted(answer, operation))


def _added(turn: Turn, operation: Operation, sent: SentSet, answer: ResponseSet) -> Conclusion | None:
    """A bill, credit or order: by all that changed since before it left, and by what was deleted since."""
    found = search.found_by(turn, sent, answer, operation)
    if found is None or not isinstance(operation.draft, POSTINGS):
        return None
    conclusion = _weighed(turn, operation, found.records)
    unread = next((one for one in found.illegible if may_be(one, operation)), None)
    if conclusion is not None and conclusion.path != (State.DONE,) and unread is not None:
        return Conclusion((State.NEEDS_PERSON,), UNREAD, hold=unread.hold)
    if conclusion is None or conclusion.path != AGAIN:
        return conclusion
    gone = [one for one in found.deleted if not turn.work.operations.of_record(turn.company.name, RecordId(one.id))]
    if not gone:
        return conclusion
    record = _deleted(operation.draft, RecordId(gone[0].id))
    then = kind_of(operation.document).corrections(turn.company.policy).gone
    turn.work.mirror.put(turn.company.name, GONE.name, [Gone(record.id, DELETED, then)])
    turn.work.documents.set_to_plan(turn.company.name, operation.document, waits=True)
    return Conclusion((State.DONE,), "QuickBooks lists one of its number as deleted since", record)


def _deleted(draft: Posting, record_id: RecordId) -> Record:
    """What was saved and deleted, as far as that is known."""
    facts = (draft.ref_number, draft.vendor_id, draft.vendor, draft.txn_date, draft.total)
    return Record(draft.kind, record_id, EditSequence(""), *facts)


def _weighed(turn: Turn, operation: Operation, records: Sequence[Record]) -> Conclusion | None:
    if operation.draft is None:
        return None
    known = known_records(turn, operation)
    match weigh(operation.draft, operation.guid, records, was_sent=True, known=known):
        case Ours(record=record, by=by):
            return Conclusion((State.DONE,), f"found in QuickBooks by {by}", record)
        case Several(records=records):
            return Conclusion((State.NEEDS_PERSON,), "several records fit", hold=several(records))
        case Theirs(record=record):
            hold = taken(operation.draft, record)
            return Conclusion((*AGAIN, State.HELD), "a person's record has this number", hold=hold)
        case Nothing():
            return Conclusion(AGAIN, "QuickBooks has no such record")


def _modified(operation: Operation, records: tuple[Record, ...]) -> Conclusion:
    if not records:
        hold = about_record(HoldCode.RECORD_GONE, operation)
        return Conclusion((*AGAIN, State.HELD), "QuickBooks does not have the record any more", hold=hold)
    if was_changed(operation.changes or Form(), records[0]):
        return Conclusion((State.DONE,), "the record shows every change", records[0])
    return Conclusion(AGAIN, f"the record does not show the change (EditSequence {records[0].edit_sequence})")


def _taken_away(operation: Operation, records: tuple[Record, ...], *, is_listed: bool) -> Conclusion:
    if is_listed:
        return Conclusion((State.DONE,), "QuickBooks lists it as deleted")
    if not records:
        return Conclusion((State.DONE,), "QuickBooks does not have it any more")
    if records[0].is_void and operation.deed is Deed.VOID:
        return Conclusion((State.DONE,), "the record is void")
    return Conclusion(AGAIN, "the record stands as it was")


def _by_value(operation: Operation, wanted: Extension, answer: ResponseSet) -> Conclusion | None:
    value = found_value(answer, operation, wanted)
    if value is UNANSWERED:
        return None
    expected = None if operation.deed is Deed.DELETE else wanted.value
    return Conclusion((State.DONE,), "the value stands") if value == expected else Conclusion(AGAIN, "it does not")


FIND = Task(
    Purpose.FIND,
    propose,
    apply,
    prepare=prepare,
    refuse=counted_refusal,
    lose=counted_loss,
    sizes=partial(of_set, what="look up"),
)
