"""Read back what was written: the record as QuickBooks has it ties to what JAGGAER approved, to the cent."""

from __future__ import annotations

from dataclasses import replace

from connector.domain.bill import Posting, Record
from connector.domain.hold import Hold, HoldCode
from connector.domain.operation import Operation
from connector.flow.errands.numbers import BATCH, found
from connector.flow.errands.turn import Proposal, Turn
from connector.flow.planning import next_generation
from connector.flow.ports import Purpose, SentSet
from connector.quickbooks.qbxml.message_set import Answer
from connector.quickbooks.qbxml.postings import find_by_id


def propose(turn: Turn) -> Proposal | None:
    untied = turn.work.operations.untied(turn.company.name)
    batch = [one for one in untied if one.id not in turn.notes.read_back and one.record][:BATCH]
    if not batch:
        return None
    requests = []
    for posting in Posting:
        ids = [one.record.txn_id for one in batch if one.record and one.record.posting is posting]
        if ids:
            requests.append(find_by_id(posting.value, posting, ids))
    ids_of_batch = tuple(one.id for one in batch)
    notes = replace(turn.notes, read_back=(*turn.notes.read_back, *ids_of_batch))
    return Proposal(Purpose.VERIFY, tuple(requests), notes, ids_of_batch)


def apply(turn: Turn, sent: SentSet, answer: Answer) -> None:
    for operation_id in sent.operations:
        operation = turn.work.operations.get(turn.company.name, operation_id)
        if operation is None or operation.record is None:
            continue
        records = found(answer, operation.record.posting, turn.company.policy.home_currency)
        if records is not None:
            by_id = {record.txn_id: record for record in records}
            _compare(turn, operation, by_id.get(operation.record.txn_id))


def _compare(turn: Turn, operation: Operation, record: Record | None) -> None:
    tied = record is not None and operation.draft is not None and _ties(operation, record)
    turn.work.operations.save(turn.company.name, replace(operation, tied=tied, record=record or operation.record))
    what = f"{record.total} of {record.vendor}" if record else "no such record"
    verdict = "it ties" if tied else "it does not tie"
    turn.tell("read back", f"QuickBooks has {what}: {verdict}", operation)
    if not tied:
        _hold(turn, operation, what)


def _hold(turn: Turn, operation: Operation, found: str) -> None:
    """What is posted stays posted; what does not tie is shown to a person."""
    after = next_generation(turn.company, operation.document, operation, operation.fingerprint)
    posted, txn_id = (operation.record.total, operation.record.txn_id) if operation.record else ("", "")
    hold = Hold.of(HoldCode.NOT_TIED, posted=posted, txn_id=txn_id, found=found)
    turn.work.operations.add(turn.company.name, replace(after, holds=(hold,), is_sticky=True))


def _ties(operation: Operation, record: Record) -> bool:
    draft = operation.draft
    if draft is None:
        return False
    orders = {line.link.txn_id for line in draft.items}
    same = (record.vendor_id, record.total.amount) == (draft.vendor_id, draft.total.amount)
    return same and orders <= set(record.linked)
