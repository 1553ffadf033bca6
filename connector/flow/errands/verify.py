"""
Read back what was written, and what a person has changed since: does it stand as JAGGAER approved it, to the cent?

Rule 1: what was just written is compared whole; what is not so is shown (NOT_TIED).
Rule 2: of what tied once, another vendor, number, date, currency or total is shown (CHANGED_IN_QUICKBOOKS); what is
        coded otherwise is QuickBooks' own business, and stands in the tie-out. The same is shown once.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from connector.domain.bill import Draft
from connector.domain.form import Form
from connector.domain.hold import Hold
from connector.domain.hold_code import HoldCode
from connector.domain.identifiers import RecordId
from connector.domain.illegible import Illegible
from connector.domain.keys import by_id
from connector.domain.kind import POSTINGS, Kind
from connector.domain.operation import Deed, Operation, State
from connector.domain.record import Record
from connector.domain.records import ACCOUNTS, CLASSES, CUSTOMERS, ITEMS, ORDERS, TERMS, VENDORS, PurchaseOrder, Shelf
from connector.flow.errands import standing
from connector.flow.errands.size import size
from connector.flow.errands.turn import Proposal, Turn
from connector.flow.generations import show
from connector.flow.kept import Purpose, SentSet
from connector.quickbooks.qbxml import lists
from connector.quickbooks.qbxml.forms import form_of
from connector.quickbooks.qbxml.message_set import Answer, Request
from connector.quickbooks.qbxml.records import find_by_id, illegible_of, records_of
from connector.quickbooks.qbxml.status_codes import Meaning, meaning_of
from connector.sync.evidence import was_changed
from connector.sync.standing import Difference, NameOf, Receiving, coding, face, lines, ties

NAMED: tuple[Shelf[Any], ...] = (ACCOUNTS, CLASSES, CUSTOMERS, TERMS, ITEMS)


def propose(turn: Turn) -> Proposal | None:
    """Each once in a session, with its lines; and the orders of what was just written."""
    most = size(turn, "read back")
    untied = turn.work.operations.untied(turn.company.name, limit=most + len(turn.notes.read_back))
    fresh = [one for one in untied if one.id not in turn.notes.read_back and one.record]
    batch = [one for one in fresh if not _is_overtaken(turn, one)][:most]
    if not batch:
        return None
    ids_of_batch = tuple(one.id for one in batch)
    notes = replace(turn.notes, read_back=(*turn.notes.read_back, *ids_of_batch))
    return Proposal(Purpose.VERIFY, tuple(_requests(batch)), notes, ids_of_batch)


def _is_overtaken(turn: Turn, operation: Operation) -> bool:
    """Something was done about its document since: the record is read back for that."""
    latest = turn.work.operations.latest(turn.company.name, operation.document)
    is_so = latest is not None and latest.id != operation.id and latest.state is State.DONE
    if is_so:
        turn.work.operations.save(turn.company.name, replace(operation, tied=False))
    return is_so


def _requests(batch: Sequence[Operation]) -> Iterable[Request]:
    for kind in POSTINGS:
        ids = [one.record.id for one in batch if one.record and one.record.kind is kind]
        if ids:
            yield find_by_id(kind.value, kind, ids, whole=True)
    orders = dict.fromkeys(line.link.txn_id for one in batch if one.bill for line in one.bill.items)
    if orders:
        yield find_by_id(Kind.ORDER.value, Kind.ORDER, [RecordId(one) for one in orders], whole=True)


@dataclass(frozen=True, slots=True)
class _ReadBack:
    """What QuickBooks answered, by kind and id; ``orders`` are those that it gave."""

    records: dict[Kind, dict[str, Record]]
    illegible: tuple[Illegible, ...]
    receiving: Receiving


def apply(turn: Turn, sent: SentSet, answer: Answer) -> None:
    back = _read(turn, answer)
    for operation in turn.operations_of(sent):
        if operation.record is not None and operation.record.kind in back.records:
            with turn.apart(operation):
                _compare(turn, operation, back)


def _read(turn: Turn, answer: Answer) -> _ReadBack:
    responses, currencies = answer.by_request(), turn.company.policy.currency
    given = {
        kind: response
        for kind in (*POSTINGS, Kind.ORDER)
        if (response := responses.get(kind.value)) and meaning_of(response) in (Meaning.DONE, Meaning.NO_MATCH)
    }
    rows = given[Kind.ORDER].records if Kind.ORDER in given else ()
    read = [found for row in rows if (found := lists.read(row, currencies)) is not None]
    orders = [record for _, record in read if isinstance(record, PurchaseOrder)]
    turn.work.mirror.put(turn.company.name, ORDERS.name, orders)
    order_lines = [line for order in orders for line in order.lines]
    return _ReadBack(
        {kind: {one.id: one for one in records_of(given[kind], currencies)} for kind in POSTINGS if kind in given},
        tuple(one for kind in POSTINGS if kind in given for one in illegible_of(given[kind], currencies)),
        Receiving(
            {line.line_id: line.item_id for line in order_lines},
            {line.line_id: line.received for line in order_lines},
        ),
    )


def _compare(turn: Turn, operation: Operation, back: _ReadBack) -> None:
    known = operation.record
    if known is None:
        return
    record = back.records[known.kind].get(known.id)
    unread = next((one for one in back.illegible if one.id in ("", known.id)), None)
    if record is None:
        found = f"{unread}, which cannot be read" if unread else "no such record"
        _keep(turn, replace(operation, tied=False), found, (Difference("record", known.id, found),), HoldCode.NOT_TIED)
    elif record.is_void:
        turn.work.operations.save(turn.company.name, replace(operation, tied=False, record=record))
        standing.take_away(turn, replace(operation, tied=False, record=record), standing.VOIDED)
    elif operation.was_tied or not isinstance(operation.draft, Draft):
        _compare_again(turn, operation, record)
    else:
        _compare_first(turn, operation, operation.draft, record, back.receiving)


def _compare_first(turn: Turn, operation: Operation, draft: Draft, record: Record, receiving: Receiving) -> None:
    """What was just written; what a person had changed before stays theirs."""
    wanted, header = form_of(draft), face(draft, record)
    before = face(draft, operation.found) if operation.deed is Deed.MODIFY and operation.found else ()
    news = [one for one in header if one not in before]
    if operation.deed is Deed.ADD:
        news += [*lines(wanted, record.form, receiving.items, _names(turn)), *ties(draft, record, receiving)]
    elif not was_changed(operation.changes or Form(), record):
        news += lines(wanted, record.form, name_of=_names(turn)) or (Difference("change", "made", "not there"),)
    code = HoldCode.NOT_TIED if news else HoldCode.CHANGED_IN_QUICKBOOKS
    after = replace(operation, record=record, was_tied=not news, coded=_coded(turn, draft, record))
    _keep(turn, after, f"{record.total} of {record.vendor}", tuple(news) or header, code)


def _compare_again(turn: Turn, operation: Operation, record: Record) -> None:
    """What tied once, or was paired by a person: whatever differs now is somebody's doing."""
    draft, known = operation.draft, operation.record
    posted = draft if isinstance(draft, Draft) else known
    if posted is None:
        return
    header = face(posted, record, is_merged=_is_merged(turn, posted))
    coded = _coded(turn, draft, record) if isinstance(draft, Draft) else ()
    after = replace(operation, record=record, coded=coded)
    _keep(turn, after, f"{record.total} of {record.vendor}", header, HoldCode.CHANGED_IN_QUICKBOOKS)


def _coded(turn: Turn, draft: Draft, record: Record) -> tuple[str, ...]:
    wanted, names = form_of(draft), _names(turn)
    return tuple(map(str, (*coding(wanted, record.form, names), *lines(wanted, record.form, name_of=names))))


def _names(turn: Turn) -> NameOf:
    """QuickBooks' names of accounts, classes, customers and terms; what is not mirrored keeps its id."""
    books = turn.work.mirror.books(turn.company.name)

    def name_of(list_id: str) -> str:
        found = [one for shelf in NAMED for one in books.find(shelf, by_id(list_id))]
        return str(getattr(found[0], "full_name", "") or found[0].name) if found else list_id

    return name_of


def _is_merged(turn: Turn, posted: Draft | Record) -> bool:
    """QuickBooks has no such vendor any more, and a vendor with bills goes by a merge only."""
    key = by_id(posted.vendor_id or "")
    illegible = turn.work.mirror.illegible(turn.company.name)
    return not turn.work.mirror.books(turn.company.name).find(VENDORS, key) and not any(
        one.id == posted.vendor_id for one in illegible
    )


def _keep(turn: Turn, operation: Operation, found: str, differences: Sequence[Difference], code: HoldCode) -> None:
    """Whether it ties, told and shown where that is news."""
    tied, otherwise = not differences, tuple(map(str, differences))
    after = replace(operation, tied=tied, was_tied=operation.was_tied or tied, otherwise=otherwise)
    turn.work.operations.save(turn.company.name, after)
    verdict = "it ties" if tied else f"it does not tie: {'; '.join(otherwise)}"
    turn.tell("read back", f"QuickBooks has {found}: {verdict}", operation)
    latest = turn.work.operations.latest(turn.company.name, operation.document)
    if latest is None:
        return
    if latest.id != operation.id and latest.record is not None and latest.state is not State.DONE:
        latest = replace(latest, record=after.record)
        turn.work.operations.save(turn.company.name, latest)
    if tied and any(hold.code in standing.SHOWN for hold in latest.holds):
        standing.stands(turn, latest, after)
    elif differences and otherwise != operation.otherwise and not _is_shown(latest):
        show(turn.work, turn.company, operation.document, _hold(after, differences, code))


def _is_shown(latest: Operation) -> bool:
    """Whether a person sees already that both sides changed it."""
    return any(hold.code is HoldCode.BOTH_CHANGED for hold in latest.holds)


def _hold(operation: Operation, differences: Sequence[Difference], code: HoldCode) -> Hold:
    told, txn_id = "; ".join(map(str, differences)), operation.record.id if operation.record else ""
    if code is HoldCode.CHANGED_IN_QUICKBOOKS:
        return Hold.of(code, txn_id=txn_id, differences=told)
    posted = operation.bill.total if operation.bill else operation.record.total if operation.record else ""
    return Hold.of(code, posted=posted, txn_id=txn_id, found=told)
