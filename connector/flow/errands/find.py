"""Look for what may have been saved, where no stored answer settled it."""

from __future__ import annotations

from dataclasses import replace

from connector.domain.bill import Record
from connector.domain.hold import Hold, HoldCode
from connector.domain.operation import Operation, State
from connector.flow.errands.ask import MAX_QUESTIONS
from connector.flow.errands.numbers import BATCH, found, number_queries, taken
from connector.flow.errands.turn import Conclusion, Proposal, Turn, conclude
from connector.flow.ports import Purpose, SentSet
from connector.quickbooks.qbxml.message_set import Answer
from connector.sync.evidence import Nothing, Ours, Several, Theirs, weigh


def propose(turn: Turn) -> Proposal | None:
    """The records under the numbers we wrote; a person is asked after three sessions without an answer."""
    unknown = [one for one in turn.operations(State.UNKNOWN) if one.id not in turn.notes.looked_for and one.draft]
    spent = [one for one in unknown if one.questions >= MAX_QUESTIONS and one.id not in turn.notes.questioned]
    for operation in spent:
        _give_up(turn, operation)
    batch = [one for one in unknown if one not in spent][:BATCH]
    if not batch:
        return None
    looked_for = (*turn.notes.looked_for, *(one.id for one in batch))
    notes = replace(turn.notes, looked_for=looked_for)
    return Proposal(Purpose.FIND, number_queries(batch), notes, tuple(one.id for one in batch))


def _give_up(turn: Turn, operation: Operation) -> None:
    if operation.draft is None:
        return
    hold = Hold.of(
        HoldCode.NO_ANSWER,
        sessions=operation.questions,
        ref_number=operation.draft.ref_number,
        vendor=operation.draft.vendor,
    )
    conclude(turn, operation, Conclusion((State.NEEDS_PERSON,), "no answer came", hold=hold))


def apply(turn: Turn, sent: SentSet, answer: Answer) -> None:
    for operation_id in sent.operations:
        operation = turn.work.operations.get(turn.company.name, operation_id)
        if operation is None or operation.draft is None or operation.state is not State.UNKNOWN:
            continue
        records = found(answer, operation.draft.posting, turn.company.policy.home_currency)
        if records is not None:
            conclude(turn, operation, _conclusion(operation, records))


def _conclusion(operation: Operation, records: tuple[Record, ...]) -> Conclusion:
    assert operation.draft is not None  # noqa: S101 # the caller looks only at operations that have one
    again = (State.NOT_APPLIED, State.QUEUED)
    match weigh(operation.draft, operation.guid, records, was_sent=True):
        case Ours(record=record, by=by):
            return Conclusion((State.DONE,), f"found in QuickBooks by {by}", record)
        case Several(records=several):
            ids = ", ".join(one.txn_id for one in several)
            hold = Hold.of(HoldCode.SEVERAL_FIT, count=len(several), txn_ids=ids)
            return Conclusion((State.NEEDS_PERSON,), "several records fit", hold=hold)
        case Theirs(record=record):
            return Conclusion((*again, State.HELD), "a person's record has this number", hold=taken(record))
        case Nothing():
            return Conclusion(again, "QuickBooks has no such record")
