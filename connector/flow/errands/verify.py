"""Read back what was written: the record as QuickBooks has it ties to what JAGGAER approved, to the cent."""

from __future__ import annotations

from dataclasses import replace

from connector.domain.hold import Hold
from connector.domain.hold_code import HoldCode
from connector.domain.kind import POSTINGS
from connector.domain.operation import Operation
from connector.domain.record import Record
from connector.flow.errands.size import size
from connector.flow.errands.turn import Proposal, Turn
from connector.flow.generations import show
from connector.flow.kept import Purpose, SentSet
from connector.quickbooks.qbxml.message_set import Answer
from connector.quickbooks.qbxml.records import find_by_id, records_of
from connector.quickbooks.qbxml.status_codes import Meaning, meaning_of


def propose(turn: Turn) -> Proposal | None:
    """Each once in a session; with their lines, which a later change is compared with."""
    most = size(turn, "read back")
    untied = turn.work.operations.untied(turn.company.name, limit=most + len(turn.notes.read_back))
    batch = [one for one in untied if one.id not in turn.notes.read_back and one.record][:most]
    if not batch:
        return None
    requests = []
    for kind in POSTINGS:
        ids = [one.record.id for one in batch if one.record and one.record.kind is kind]
        if ids:
            requests.append(find_by_id(kind.value, kind, ids, whole=True))
    ids_of_batch = tuple(one.id for one in batch)
    notes = replace(turn.notes, read_back=(*turn.notes.read_back, *ids_of_batch))
    return Proposal(Purpose.VERIFY, tuple(requests), notes, ids_of_batch)


def apply(turn: Turn, sent: SentSet, answer: Answer) -> None:
    responses, currencies = answer.by_request(), turn.company.policy.currency
    records = {
        kind: {record.id: record for record in records_of(response, currencies)}
        for kind in POSTINGS
        if (response := responses.get(kind.value)) and meaning_of(response) in (Meaning.DONE, Meaning.NO_MATCH)
    }
    for operation in turn.operations_of(sent):
        if operation.record is not None and operation.record.kind in records:
            with turn.apart(operation):
                _compare(turn, operation, records[operation.record.kind].get(operation.record.id))


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
    posted, txn_id = (operation.record.total, operation.record.id) if operation.record else ("", "")
    show(
        turn.work,
        turn.company,
        operation.document,
        Hold.of(HoldCode.NOT_TIED, posted=posted, txn_id=txn_id, found=found),
    )


def _ties(operation: Operation, record: Record) -> bool:
    draft = operation.bill
    if draft is None or record.total is None:
        return False
    orders = {line.link.txn_id for line in draft.items}
    same = (record.vendor_id, record.total.amount) == (draft.vendor_id, draft.total.amount)
    return same and orders <= set(record.linked)
