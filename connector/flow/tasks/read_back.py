"""
Read back what was written, and what a person has changed since: does it stand as JAGGAER approved it, to the cent?

Rule 1: each once in a session, with its lines (``comparing`` says what counts).
Rule 2: what QuickBooks does not find by its TxnID is gone: that is evidence.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial

from connector.domain.bill import Draft
from connector.domain.identifiers import RecordId
from connector.domain.illegible import Illegible
from connector.domain.kind import TRANSACTIONS, Kind
from connector.domain.operation import Operation
from connector.domain.record import Record
from connector.domain.records import ORDERS, PurchaseOrder, numbered
from connector.flow.entities import Notes, Purpose, SentSet
from connector.flow.tasks import noticing
from connector.flow.tasks.comparing import Compared, compared
from connector.flow.tasks.label import lacks
from connector.flow.tasks.size import of_set, size
from connector.flow.tasks.task import Task
from connector.flow.tasks.turn import Proposal, Turn, put_in_mirror
from connector.kinds import kind_of
from connector.quickbooks.differences import Receiving
from connector.quickbooks.qbxml import lists
from connector.quickbooks.qbxml.message_set import Request
from connector.quickbooks.qbxml.records import all_of, find_by_id
from connector.quickbooks.qbxml.responses import ResponseSet, Row
from connector.quickbooks.qbxml.status_codes import Meaning, meaning_of
from connector.sync.posted import NOT_FOUND, VOIDED


def propose(turn: Turn) -> Proposal | None:
    """Each once in a session, with its lines; and the orders of what was just written."""
    most = size(turn, "read back")
    seen = frozenset(turn.notes.read_back)
    untied = turn.work.operations.untied(turn.company.name, most, but=seen)
    batch = [one for one in untied if one.record and one.record.kind in TRANSACTIONS]
    if not batch:
        return None
    ids_of_batch = tuple(one.id for one in batch)
    notes = replace(turn.notes, read_back=(*turn.notes.read_back, *ids_of_batch))
    owner_id = turn.company.owner_id if turn.company.policy.orders.has_extensions else ""
    return Proposal(Purpose.VERIFY, tuple(_requests(batch, owner_id)), notes, ids_of_batch)


def _requests(batch: Sequence[Operation], owner_id: str) -> Iterable[Request]:
    """By kind; with the orders that were written, those that bills are of."""
    bills = [one.draft for one in batch if isinstance(one.draft, Draft)]
    billed = [RecordId(line.link.txn_id) for bill in bills for line in bill.items]
    for kind in TRANSACTIONS:
        ids = [one.record.id for one in batch if one.record and one.record.kind is kind]
        ids += billed if kind is Kind.ORDER else []
        if ids:
            owned_by = owner_id if kind is Kind.ORDER else ""
            yield find_by_id(kind.value, kind, list(dict.fromkeys(ids)), whole=True, owner_id=owned_by)


@dataclass(frozen=True, slots=True)
class _ReadBack:
    """What QuickBooks answered, by kind and id."""

    records: dict[Kind, dict[str, Record]]
    illegible: dict[Kind, list[Illegible]]
    receiving: Receiving


def apply(turn: Turn, sent: SentSet, answer: ResponseSet) -> Notes:
    back = _read(turn, sent, answer)
    given = [one for one in turn.operations_of(sent) if one.record is not None and one.record.kind in back.records]
    turn.each(given, lambda one: _compare(turn, one, one.record, back) if one.record else None)
    is_kept = turn.company.policy.orders.has_extensions
    lacking = [one.id for one in turn.operations_of(sent) if is_kept and one.tied is not None and lacks(one)]
    return replace(turn.notes, to_label=(*turn.notes.to_label, *lacking))


def _read(turn: Turn, sent: SentSet, answer: ResponseSet) -> _ReadBack:
    responses, currencies = answer.by_request(), turn.company.policy.currency
    given = {
        kind: response
        for kind in TRANSACTIONS
        if (response := responses.get(kind.value)) and meaning_of(response) in (Meaning.DONE, Meaning.NO_MATCH)
    }
    rows = {kind: list(all_of(given[kind], currencies)) for kind in TRANSACTIONS if kind in given}
    order_lines = [
        line
        for order in _orders(turn, given[Kind.ORDER].records if Kind.ORDER in given else ())
        for line in order.lines
    ]
    return _ReadBack(
        {kind: {one.id: one for one in found if isinstance(one, Record)} for kind, found in rows.items()},
        {kind: [one for one in found if isinstance(one, Illegible)] for kind, found in rows.items()},
        Receiving(
            {line.line_id: line.item_id for line in order_lines},
            {line.line_id: line.received for line in order_lines},
        ),
    )


def _orders(turn: Turn, rows: Iterable[Row]) -> list[PurchaseOrder]:
    """The orders as they are now, which are the newest that there is of them."""
    read = [found for one in rows if (found := lists.read(one, turn.company.policy.currency)) is not None]
    orders = [record for _, record in read if isinstance(record, PurchaseOrder)]
    noticing.notice_unlinked(turn, orders)
    turn.work.mirror.put(turn.company.name, ORDERS.name, orders)
    return orders


def _compare(turn: Turn, operation: Operation, known: Record, back: _ReadBack) -> None:
    record = back.records[known.kind].get(known.id)
    unread = next((one for one in back.illegible[known.kind] if one.id in ("", known.id)), None)
    if record is None and unread is not None:
        _wait(turn, operation, unread)
    elif record is None:
        _gone(turn, operation, NOT_FOUND)
    elif record.is_void:
        _gone(turn, operation, VOIDED)
    else:
        noticing.let_stand(turn, record.id)
        _keep(turn, compared(turn, operation, record, back.receiving))


def _gone(turn: Turn, operation: Operation, how: str) -> None:
    """QuickBooks was asked for this very record."""
    gone = replace(operation, tied=False, otherwise=(), differs=None, unread=None)
    turn.work.operations.save(turn.company.name, gone)
    noticing.take_away(turn, gone, how)
    _decide(turn, gone)


def _wait(turn: Turn, operation: Operation, unread: Illegible) -> None:
    """It stays to be read back; what cannot be read is shown once."""
    if operation.unread != unread:
        turn.work.operations.save(turn.company.name, replace(operation, unread=unread))
        turn.tell("read back", f"QuickBooks shows {unread}", operation)
        _decide(turn, operation)


def _keep(turn: Turn, seen: Compared) -> None:
    """Whether it ties, told; what is not as it was is decided about."""
    before, otherwise = seen.operation, tuple(map(str, seen.differences))
    after = replace(
        before,
        tied=seen.tied,
        was_tied=before.was_tied or seen.tied,
        otherwise=otherwise,
        differs=None if seen.tied else seen.code,
        unread=None,
    )
    turn.work.operations.save(turn.company.name, after)
    verdict = "it ties" if seen.tied else f"it does not tie: {'; '.join(otherwise)}"
    turn.tell("read back", f"QuickBooks has {seen.record.total} of {seen.record.vendor}: {verdict}", after)
    put_in_mirror(turn, seen.record)  # it is newer than the list
    if seen.record.kind in (Kind.ORDER, Kind.RECEIPT):
        _let_its_bills_go(turn, after)
    if not seen.tied or _has_more(turn, after) or kind_of(after.document).is_of_several:
        _decide(turn, after)
    else:
        turn.work.documents.go_on(turn.company.name, after.document)


def _let_its_bills_go(turn: Turn, operation: Operation) -> None:
    """Where an order or item receipt stands, and what its lines are, is known: what waited for it is decided about."""
    document = turn.work.documents.get(turn.company.name, operation.document)
    if document is not None:
        turn.work.documents.wake(turn.company.name, [numbered(document.number)])


def _has_more(turn: Turn, operation: Operation) -> bool:
    """Whether something waits or was decided beside it."""
    latest = turn.work.operations.latest(turn.company.name, operation.document)
    return latest is not None and latest.id != operation.id


def _decide(turn: Turn, operation: Operation) -> None:
    turn.work.documents.set_to_plan(turn.company.name, operation.document, waits=True)


VERIFY = Task(Purpose.VERIFY, propose, apply, sizes=partial(of_set, what="read back"))
