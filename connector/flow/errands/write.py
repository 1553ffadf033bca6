"""Write to QuickBooks: what was checked in this session, and nothing beside what it needs or what is unknown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from connector.domain.bill import Draft
from connector.domain.draft import Extension, VendorDraft
from connector.domain.form import Form
from connector.domain.hold import Hold
from connector.domain.hold_code import HoldCode
from connector.domain.identifiers import ListID, OperationId
from connector.domain.keys import by_id
from connector.domain.operation import Deed, Operation, State
from connector.domain.record import Record
from connector.domain.records import ORDERS, VENDORS, Vendor
from connector.errors import InternalError
from connector.flow.errands import sign
from connector.flow.errands.answers import said
from connector.flow.errands.size import size
from connector.flow.errands.turn import Conclusion, Proposal, Turn, conclude
from connector.flow.kept import Purpose, SentSet
from connector.quickbooks.qbxml import writes
from connector.quickbooks.qbxml.edition import Edition
from connector.quickbooks.qbxml.forms import form_of
from connector.quickbooks.qbxml.message_set import Answer, Request, Response
from connector.quickbooks.qbxml.shapes import problems
from connector.quickbooks.web_connector.hresults import refuses_the_text
from connector.sync.followup import follow_up


def propose(turn: Turn) -> Proposal | None:
    """
    A batch of writes, as many as fit; what was in a refused or lost message set goes in smaller ones.

    What would make QuickBooks refuse them all is held first. What QuickBooks stored for an earlier, settled message
    set is dropped on the way.
    """
    most = size(turn, "write")
    ready = turn.work.operations.clear(turn.company.name, turn.opened.ticket, turn.now, limit=most)
    unknown = turn.operations(State.UNKNOWN)
    free = [one for one in ready if _is_sendable(turn, one) and not any(_touch(one, other) for other in unknown)]
    if not free:
        return None
    together = free[0].together
    batch = [one for one in free if one.together == together][: together or most]
    requests = _requests(turn, batch)
    if not requests:
        return propose(turn)  # each of them is an exception by now
    head, mark = sign.raised(turn)
    return Proposal(
        Purpose.WRITE,
        (*head, *requests.values()),
        turn.notes,
        tuple(requests),
        is_stored=True,
        old=next((one.id for one in settled_sets(turn)), None),
        mark=mark,
    )


def _requests(turn: Turn, batch: Sequence[Operation]) -> dict[OperationId, Request]:
    """The requests of those that can be written out."""
    requests: dict[OperationId, Request] = {}
    turn.each(batch, lambda one: requests.update({one.id: request_of(one, edition_of(turn))}))
    return requests


def edition_of(turn: Turn) -> Edition:
    return Edition.of(turn.company.region, turn.opened.qbxml or turn.company.qbxml)


def request_of(operation: Operation, edition: Edition) -> Request:
    """The request of one operation, with its number as requestID."""
    request_id, wanted, record = str(operation.id), operation.draft, operation.found or operation.record
    if isinstance(wanted, Extension):
        return writes.extend(request_id, _EXTENSION_DEEDS[operation.deed], wanted)
    if wanted is not None and operation.deed is Deed.ADD:
        return writes.add(request_id, wanted.kind, form_of(wanted), operation.guid, edition)
    if record is None:
        raise InternalError(f"Operation {operation.id} changes a record that is not known.")
    if operation.deed is Deed.MODIFY:
        return writes.modify(request_id, record, operation.changes or Form())
    if operation.deed is Deed.VOID:
        return writes.void(request_id, record)
    return writes.delete(request_id, record.kind, record.id)


ZERO = Decimal(0)
NO_ANSWER = "no answer to this request"
_EXTENSION_DEEDS = {Deed.ADD: "Add", Deed.MODIFY: "Mod", Deed.DELETE: "Del"}


def _is_sendable(turn: Turn, operation: Operation) -> bool:
    """What QuickBooks' parser would refuse, with all that goes along, is shown to a person and stays here."""
    if operation.draft is None:
        return False
    wrong = problems(operation.draft.kind, form_of(operation.draft), edition_of(turn))
    if wrong:
        hold = Hold.of(HoldCode.UNSENDABLE, detail="; ".join(wrong))
        conclude(turn, operation, Conclusion((State.HELD,), "it breaks Intuit's listing", hold=hold))
    return not wrong


def _touch(one: Operation, other: Operation) -> bool:
    """Whether what is unknown has to be known first: the same record, number, name or order."""
    if one.document == other.document or (one.record and other.record and one.record.id == other.record.id):
        return True
    if one.bill is None or other.bill is None:
        mine, theirs = one.draft, other.draft
        return bool(mine and theirs and (mine.kind, mine.ref_number) == (theirs.kind, theirs.ref_number))
    if one.bill.vendor_id != other.bill.vendor_id:
        return False
    shared_orders = set(one.bill.purchase_orders) & set(other.bill.purchase_orders)
    return one.bill.ref_number == other.bill.ref_number or bool(shared_orders)


def settled_sets(turn: Turn) -> list[SentSet]:
    """Message sets whose answers QuickBooks still stores although nothing of them is unknown."""
    waiting = turn.work.operations.sets_of(turn.company.name, State.SENT, State.UNKNOWN, State.NEEDS_PERSON)
    return [one for one in turn.work.sent_sets.stored(turn.company.name) if one.id not in waiting]


def depart(turn: Turn, sent: SentSet) -> None:
    """Commit that the operations are on their way, before the bytes leave."""
    sign.depart(turn, sent)
    newest = turn.work.mirror.newest_stamp(turn.company.name)
    for operation in turn.operations_of(sent):
        on_its_way = replace(
            operation,
            attempts=operation.attempts + 1,
            message_set=sent.id,
            not_before=None,
            since=operation.since or newest,
        )
        turn.work.operations.save(turn.company.name, on_its_way.to(State.SENT))
        turn.tell("sent", f"{operation.name} left for QuickBooks", operation, message_set=sent.id)


def apply(turn: Turn, sent: SentSet, answer: Answer) -> None:
    sign.confirm(turn, sent, answer)
    responses = answer.by_request()
    on_the_way = turn.operations_of(sent, State.SENT)
    turn.each(on_the_way, lambda one: _apply_one(turn, one, responses.get(str(one.id))))


def _apply_one(turn: Turn, operation: Operation, response: Response | None) -> None:
    heard = said(turn, operation, response)
    further = follow_up(heard, operation.attempts)
    evidence = f"QuickBooks answered {heard.status} {heard.message}" if heard.status else NO_ANSWER
    conclusion = Conclusion(further.path, evidence, further.record, further.hold, further.pause, further.look_again)
    conclude(turn, operation, conclusion)
    if further.path[-1] is State.DONE:
        _follow(turn, operation, further.record)


def _follow(turn: Turn, operation: Operation, record: Record | None) -> None:
    """What is known at once, until the lists are read again."""
    _receive(turn, operation)
    if isinstance(operation.draft, VendorDraft) and record is not None:
        vendor = Vendor(ListID(record.id), operation.draft.name, account_number=operation.draft.account_number or None)
        turn.work.mirror.put(turn.company.name, VENDORS.name, [vendor])
        turn.work.mirror.pair_vendor(turn.company.name, operation.draft.supplier_id, vendor.list_id)
    if operation.bill is None or operation.deed is not Deed.ADD:
        turn.work.documents.decide_anew(turn.company.name)


def _receive(turn: Turn, operation: Operation) -> None:
    """What it took of its orders, or gave back, counts at once."""
    taken = operation.takes
    if not any(taken.values()):
        return
    drafts = [one for one in (operation.draft, operation.base) if isinstance(one, Draft)]
    books = turn.work.mirror.books(turn.company.name)
    for order_id in dict.fromkeys(line.link.txn_id for draft in drafts for line in draft.items):
        for order in books.find(ORDERS, by_id(order_id)):
            lines = [replace(line, received=line.received + taken.get(line.line_id, ZERO)) for line in order.lines]
            turn.work.mirror.put(turn.company.name, ORDERS.name, [replace(order, lines=tuple(lines))])


def refuse(turn: Turn, sent: SentSet, hresult: str, message: str) -> None:
    """QuickBooks took nothing of the message set; what it could not read is halved until it stands alone."""
    on_the_way = turn.operations_of(sent, State.SENT)
    evidence = f"QuickBooks refused the whole message set: {hresult} {message}"
    for operation in on_the_way:
        if not refuses_the_text(hresult):  # closed, a dialog, single-user: nothing wrong with it
            calm = replace(operation, attempts=operation.attempts - 1)
            conclude(turn, calm, Conclusion((State.REFUSED, State.QUEUED), evidence))
        elif len(on_the_way) > 1:
            calm = replace(_halved(operation, on_the_way), attempts=operation.attempts - 1)
            conclude(turn, calm, Conclusion((State.REFUSED, State.QUEUED), evidence))
        else:
            hold = Hold.of(HoldCode.FIELD_REFUSED, status=hresult, message=message)
            conclude(turn, operation, Conclusion((State.REFUSED, State.HELD), evidence, hold=hold))


def lose(turn: Turn, sent: SentSet, why: str) -> None:
    """No usable answer: QuickBooks may have saved any of them."""
    on_the_way = turn.operations_of(sent, State.SENT)
    for operation in on_the_way:
        conclude(turn, _halved(operation, on_the_way), Conclusion((State.UNKNOWN,), why))


def _halved(operation: Operation, batch: Sequence[Operation]) -> Operation:
    return replace(operation, together=max(1, len(batch) // 2))
