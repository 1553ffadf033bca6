"""Before anything is written: are the numbers about to be written taken already?"""

from __future__ import annotations

from dataclasses import replace

from connector.domain.hold import Hold, HoldCode
from connector.domain.operation import Operation, State
from connector.flow.errands.numbers import BATCH, found, number_queries, taken
from connector.flow.errands.turn import Conclusion, Proposal, Turn, conclude
from connector.flow.ports import Notes, Purpose, SentSet
from connector.quickbooks.qbxml.message_set import Answer
from connector.sync.evidence import Nothing, Ours, Several, Theirs, weigh


def propose(turn: Turn) -> Proposal | None:
    waiting = [
        one
        for one in turn.operations(State.QUEUED)
        if one.version not in turn.notes.compared and one.draft and not is_tried(turn, one)
    ]
    batch = waiting[:BATCH]
    if not batch:
        return None
    notes = replace(turn.notes, compared=(*turn.notes.compared, *(one.version for one in batch)))
    return Proposal(Purpose.CHECK, number_queries(batch), notes, tuple(one.id for one in batch))


def is_tried(turn: Turn, operation: Operation) -> bool:
    """It was sent in this session already: what was busy then waits for the next one."""
    sent = turn.work.sent_sets.get(turn.company.name, operation.message_set) if operation.message_set else None
    return sent is not None and sent.ticket == turn.opened.ticket and sent.purpose is Purpose.WRITE


def apply(turn: Turn, sent: SentSet, answer: Answer) -> Notes:
    """A number that could not be asked about stays unchecked, and is not written in this session."""
    checked = list(turn.notes.checked)
    for operation_id in sent.operations:
        operation = turn.work.operations.get(turn.company.name, operation_id)
        if operation is not None and operation.state is State.QUEUED and _is_free(turn, operation, answer):
            checked.append(operation.version)
    return replace(turn.notes, checked=tuple(checked))


def _is_free(turn: Turn, operation: Operation, answer: Answer) -> bool:
    if operation.draft is None:
        return False
    records = found(answer, operation.draft.posting, turn.company.policy.home_currency)
    if records is None:
        return False
    match weigh(operation.draft, operation.guid, records, was_sent=False):
        case Nothing():
            return True
        case Ours(record=record, by=by):
            conclude(turn, operation, Conclusion((State.DONE,), f"found in QuickBooks by {by}", record))
        case Theirs(record=record):
            conclude(
                turn,
                operation,
                Conclusion((State.HELD,), "a person's record has this number", hold=taken(record)),
            )
        case Several(records=several):
            ids = ", ".join(one.txn_id for one in several)
            hold = Hold.of(HoldCode.SEVERAL_FIT, count=len(several), txn_ids=ids)
            conclude(turn, operation, Conclusion((State.HELD,), "several records fit", hold=hold))
    return False
