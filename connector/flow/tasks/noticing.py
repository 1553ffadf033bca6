"""
What a person changed, voided or deleted of ours is noticed whenever QuickBooks' lists are read.

Rule 1: a row of ours that is not as it was read last is read back again, with its lines, in the same update.
Rule 2: so is an item receipt of ours that its order does not show any more: a person may have made it the bill.
Rule 3: what is void or deleted is noted as evidence, with what the profile says of it at that moment
        (``corrections.gone``); what becomes of it the table says.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from connector.domain.draft import VendorDraft
from connector.domain.identifiers import RecordId, TxnID
from connector.domain.keys import by_id
from connector.domain.operation import TAKES_OUT, Operation, State
from connector.domain.record import Record
from connector.domain.records import GONE, ORDERS, Gone, PurchaseOrder
from connector.flow.course import course
from connector.flow.tasks.turn import Turn
from connector.kinds import kind_of
from connector.sync.posted import DELETED, NOT_FOUND, VOIDED, mirrored


def notice(turn: Turn, rows: Sequence[Record]) -> None:
    """Rows of bills, credits and orders that QuickBooks changed since they were read last."""
    by_record = {row.id: row for row in rows}
    posted = _posted(turn, list(by_record))
    turn.each(posted, lambda one: _notice(turn, one, by_record[one.record.id]) if one.record else None)


def notice_unlinked(turn: Turn, orders: Iterable[PurchaseOrder]) -> None:
    """Orders as they are read now, beside what was kept of them."""
    books, gone = turn.work.mirror.books(turn.company.name), set[TxnID]()
    for order in orders:
        for before in books.find(ORDERS, by_id(order.txn_id)):
            gone |= set(before.receipts) - set(order.receipts)
    turn.each(_posted(turn, [RecordId(one) for one in sorted(gone)]), lambda one: _read_again(turn, one))


def _read_again(turn: Turn, posted: Operation) -> None:
    written = course(turn.work, turn.company, posted.document).written
    if written is not None and written.id == posted.id:
        turn.work.operations.save(turn.company.name, posted.to_read_back)


def notice_deleted(turn: Turn, ids: Iterable[str]) -> None:
    """Rows of the deleted list; they come again for ninety days."""
    posted = _posted(turn, [RecordId(one) for one in ids])
    of_documents = [one for one in posted if not isinstance(one.draft, VendorDraft)]
    turn.each(of_documents, lambda one: take_away(turn, one, DELETED))


def _posted(turn: Turn, ids: Sequence[RecordId]) -> list[Operation]:
    """Of those records that are ours, the operation that wrote the record last, or paired it."""
    ours = turn.work.operations.of_records(turn.company.name, ids)
    return list({one.record.id: one for one in ours if one.record and one.state is State.DONE}.values())


def _notice(turn: Turn, posted: Operation, row: Record) -> None:
    if row.is_void:
        take_away(turn, posted, VOIDED)
        return
    written = course(turn.work, turn.company, posted.document).written
    if _is_noted(turn, row.id):
        let_stand(turn, row.id)
        turn.tell("stands again", f"{row.kind.value} {row.ref_number or row.id}, which was gone, stands again", posted)
        turn.work.documents.set_to_plan(turn.company.name, posted.document, waits=True)
    elif written is None or written.id != posted.id:  # it was to be gone
        turn.work.documents.set_to_plan(turn.company.name, posted.document, waits=True)
    if written is not None and written.id == posted.id and not _is_same(posted.record, row):
        turn.work.operations.save(turn.company.name, posted.to_read_back)


def _is_same(known: Record | None, row: Record) -> bool:
    sides = [
        one and (one.edit_sequence, one.vendor_id, one.ref_number, one.txn_date, one.total) for one in (known, row)
    ]
    return sides[0] == sides[1]


def take_away(turn: Turn, posted: Operation, how: str) -> None:
    """A person voided or deleted what was posted; what is ours to take out, and is under way, comes first."""
    work, company, record = turn.work, turn.company, posted.record
    known = course(work, company, posted.document)
    is_ours = known.open is not None and known.open.deed in TAKES_OUT
    if record is None or is_ours:
        return
    if known.written is None or known.written.id != posted.id:
        if mirrored(record, work.mirror.books(company.name)) is not None:  # it may have stood again until now
            work.documents.set_to_plan(company.name, posted.document, waits=True)
        return
    before = work.mirror.books(company.name).find(GONE, by_id(record.id))
    if before and (before[0].how in (how, DELETED) or how == NOT_FOUND):
        return
    gone = kind_of(posted.document).corrections(company.policy).gone
    then = "hold" if how == NOT_FOUND else gone  # a file from a backup lacks it as well
    work.mirror.put(company.name, GONE.name, [Gone(record.id, how, then)])
    by = "" if how == NOT_FOUND else " by a person"
    turn.tell("gone", f"{record.kind.value} {record.ref_number or record.id} was {how} in QuickBooks{by}", posted)
    work.documents.set_to_plan(company.name, posted.document, waits=True)


def _is_noted(turn: Turn, record_id: RecordId) -> bool:
    return bool(turn.work.mirror.books(turn.company.name).find(GONE, by_id(record_id)))


def let_stand(turn: Turn, record_id: RecordId) -> None:
    """It is there after all."""
    turn.work.mirror.drop(turn.company.name, GONE.name, [record_id])
