"""Write to QuickBooks: what was checked in this session, and nothing beside what it needs or what is unknown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from functools import partial

from connector.domain.bill import Draft
from connector.domain.draft import Extension, VendorDetails, VendorDraft, Wanted
from connector.domain.form import Form
from connector.domain.hold import Hold
from connector.domain.hold_code import HoldCode
from connector.domain.identifiers import ListID, TxnLineID
from connector.domain.keys import by_id
from connector.domain.kind import Kind
from connector.domain.operation import TAKES_OUT, Deed, Operation, State, reservation_of_line
from connector.domain.record import Record
from connector.domain.records import ORDERS, VENDORS, PurchaseOrderLine, Vendor
from connector.errors import InternalError
from connector.flow.entities import Purpose, SentSet
from connector.flow.obstacles import unsendable
from connector.flow.tasks import company_mark
from connector.flow.tasks.outcomes import said
from connector.flow.tasks.replacing import groups, is_apart, suspect
from connector.flow.tasks.size import of_set, size
from connector.flow.tasks.stored_response import dropped, settled_sets
from connector.flow.tasks.task import Task
from connector.flow.tasks.turn import Conclusion, Proposal, Turn, conclude
from connector.quickbooks.qbxml import writes
from connector.quickbooks.qbxml.edition import Edition
from connector.quickbooks.qbxml.forms import form_of
from connector.quickbooks.qbxml.message_set import Request
from connector.quickbooks.qbxml.responses import Response, ResponseSet
from connector.quickbooks.qbxml.values import EARLIEST
from connector.quickbooks.web_connector.hresults import refuses_the_text
from connector.sync.followup import follow_up


def prepare(turn: Turn) -> None:
    """What would make QuickBooks refuse all that goes along, or cannot be written out, is shown and stays here."""
    checked: Sequence[Operation] | None = None
    while (ready := _ready(turn)) != checked:  # those that are held make room for others
        turn.each(ready, lambda one: _check(turn, one))
        checked = ready


def _ready(turn: Turn) -> Sequence[Operation]:
    most = size(turn, "write")
    return turn.work.operations.clear(turn.company.name, turn.opened.ticket, turn.now, limit=most)


def _check(turn: Turn, operation: Operation) -> None:
    wrong = unsendable(operation.draft, turn.edition) if operation.draft else ()
    if wrong:
        conclude(turn, operation, Conclusion((State.HELD,), "it breaks Intuit's listing", hold=wrong[0]))
    elif operation.deed in TAKES_OUT and _is_billed(turn, operation):
        turn.work.operations.save(turn.company.name, replace(operation, clear_in=""))
        turn.work.documents.set_to_plan(turn.company.name, operation.document, waits=True)
    else:
        request_of(operation, turn.edition)


def _is_billed(turn: Turn, operation: Operation) -> bool:
    """Whether something on its way is of one of its lines: an order stays until that is known."""
    lines = operation.found.form.lines if operation.found else ()
    return any(
        turn.work.operations.reserved(turn.company.name, reservation_of_line(TxnLineID(one.id))) for one in lines
    )


def propose(turn: Turn) -> Proposal | None:
    """
    A batch of writes, as many as fit; what was in a refused or lost message set goes in smaller ones.

    What QuickBooks stored for an earlier, settled message set is dropped on the way.
    """
    unknown = turn.operations(State.UNKNOWN)
    ready = [one for one in _ready(turn) if one.draft is not None]
    free = [one for one in ready if not any(_touch(one, other) for other in unknown)]
    if not free:
        return None
    batch, stops = _batch(turn, free)
    if not batch:
        return None
    requests = {one.id: request_of(one, turn.edition) for one in batch}
    head, mark = company_mark.raised(turn)
    return Proposal(
        Purpose.WRITE,
        (*head, *requests.values()),
        turn.notes,
        tuple(requests),
        is_stored=True,
        old=next((one.id for one in settled_sets(turn)), None),
        stops=stops,
        mark=mark,
    )


def _batch(turn: Turn, free: Sequence[Operation]) -> tuple[Sequence[Operation], bool]:
    """What goes together, and whether QuickBooks is to stop at what fails."""
    others = [one for one in free if not is_apart(turn, one)]
    if not others:
        return next(groups(turn, free), ()), True
    together = others[0].together
    return [one for one in others if one.together == together][: together or None], False


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


def _touch(one: Operation, other: Operation) -> bool:
    """Whether what is unknown has to be known first: the same record, number, name or order."""
    if one.document == other.document or (one.record and other.record and one.record.id == other.record.id):
        return True
    mine, theirs = one.posting, other.posting
    if mine is None or theirs is None:
        return _is_same_name(one.draft, other.draft)
    if mine.vendor_id != theirs.vendor_id:
        return False
    shared_orders = set(mine.purchase_orders) & set(theirs.purchase_orders)
    return mine.ref_number == theirs.ref_number or bool(shared_orders)


def _is_same_name(mine: Wanted | None, theirs: Wanted | None) -> bool:
    return bool(mine and theirs and (mine.kind, mine.ref_number) == (theirs.kind, theirs.ref_number))


def depart(turn: Turn, sent: SentSet) -> None:
    """Commit that the operations are on their way, before the bytes leave."""
    company_mark.depart(turn, sent)
    newest = turn.work.mirror.newest_stamp(turn.company.name, EARLIEST, turn.latest)
    for operation in turn.operations_of(sent):
        turn.work.documents.unwatch(turn.company.name, operation.document)
        on_its_way = replace(
            operation,
            attempts=operation.attempts + 1,
            message_set=sent.id,
            not_before=None,
            since=operation.since or newest,
        )
        turn.work.operations.save(turn.company.name, on_its_way.to(State.SENT))
        turn.tell("sent", f"{operation.name} left for QuickBooks", operation, message_set=sent.id)


def apply(turn: Turn, sent: SentSet, answer: ResponseSet) -> None:
    company_mark.confirm(turn, sent, answer)
    responses = answer.by_request()
    on_the_way = turn.operations_of(sent, State.SENT)
    turn.each(on_the_way, lambda one: _apply_one(turn, one, responses.get(str(one.id))))
    dropped(turn, sent, answer)


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
    if isinstance(operation.draft, VendorDraft | VendorDetails) and operation.deed is Deed.ADD and record is not None:
        number = record.form.at("AccountNumber") or None
        vendor = Vendor(ListID(record.id), record.ref_number or "", account_number=number, details=record.form.fields)
        turn.work.mirror.put(turn.company.name, VENDORS.name, [vendor])
        if operation.draft.supplier_id:
            turn.work.mirror.pair_vendor(turn.company.name, operation.draft.supplier_id, vendor.list_id)


def _receive(turn: Turn, operation: Operation) -> None:
    """What it took of its orders, or gave back, counts at once."""
    taken = operation.takes
    if not any(taken.values()):
        return
    drafts = [one for one in (operation.draft, operation.base) if isinstance(one, Draft)]
    is_billed = any(draft.kind is not Kind.RECEIPT for draft in drafts)
    books = turn.work.mirror.books(turn.company.name)
    for order_id in dict.fromkeys(line.link.txn_id for draft in drafts for line in draft.items):
        for order in books.find(ORDERS, by_id(order_id)):
            lines = [_received(line, taken.get(line.line_id, ZERO), is_billed=is_billed) for line in order.lines]
            turn.work.mirror.put(turn.company.name, ORDERS.name, [replace(order, lines=tuple(lines))])


def _received(line: PurchaseOrderLine, much: Decimal, *, is_billed: bool) -> PurchaseOrderLine:
    unbilled = line.unbilled if is_billed else max(line.unbilled + much, ZERO)
    return replace(line, received=line.received + much, unbilled=unbilled)


def refuse(turn: Turn, sent: SentSet, hresult: str, message: str) -> None:
    """QuickBooks took nothing of the message set; what it could not read is halved until it stands alone."""
    on_the_way = turn.operations_of(sent, State.SENT)
    evidence = f"QuickBooks refused the whole message set: {hresult} {message}"
    for operation in on_the_way:
        if not refuses_the_text(hresult):  # closed, a dialog, single-user: nothing wrong with it
            calm = replace(operation, attempts=operation.attempts - 1)
            conclude(turn, calm, Conclusion((State.REFUSED, State.QUEUED), evidence))
        elif operation != suspect(on_the_way):
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


WRITE = Task(
    Purpose.WRITE,
    propose,
    apply,
    prepare=prepare,
    depart=depart,
    refuse=refuse,
    lose=lose,
    sizes=partial(of_set, what="write"),
    goes_on=refuses_the_text,
    writes=True,
)
