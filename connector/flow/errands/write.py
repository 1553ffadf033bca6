"""Write bills and vendor credits: what was checked in this session, and nothing beside what is unknown."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from connector.domain.bill import Draft
from connector.domain.hold import Hold, HoldCode
from connector.domain.identifiers import TxnLineID
from connector.domain.operation import Operation, State
from connector.flow.errands.turn import Conclusion, Proposal, Turn, conclude
from connector.flow.ports import Purpose, SentSet
from connector.quickbooks.qbxml.message_set import Answer
from connector.quickbooks.qbxml.postings import add, outcome
from connector.quickbooks.web_connector.hresults import look_up
from connector.sync.followup import follow_up

PARSE_ERROR = "0x80040400"
BATCH = 20  # about 7 s at 0.3 s an add: well under the 30 s a round trip may take


def propose(turn: Turn) -> Proposal | None:
    """
    A batch of adds; one that was refused before goes alone, so that it cannot stop the others.

    What QuickBooks stored for an earlier, settled message set is dropped on the way.
    """
    unknown = turn.operations(State.UNKNOWN)
    ready = [
        one
        for one in turn.operations(State.QUEUED)
        if one.version in turn.notes.checked and one.draft and not any(_touch(one, other) for other in unknown)
    ]
    if not ready:
        return None
    batch = ready[:1] if ready[0].attempts else [one for one in ready if not one.attempts][:BATCH]
    requests = tuple(add(str(one.id), one.draft, one.guid) for one in batch if one.draft)
    return Proposal(
        Purpose.WRITE,
        requests,
        turn.notes,
        tuple(one.id for one in batch),
        is_stored=True,
        old=next((one.id for one in settled_sets(turn)), None),
    )


def _touch(one: Operation, other: Operation) -> bool:
    if one.draft is None or other.draft is None or one.draft.vendor_id != other.draft.vendor_id:
        return False
    shared_orders = set(one.draft.purchase_orders) & set(other.draft.purchase_orders)
    return one.draft.ref_number == other.draft.ref_number or bool(shared_orders)


def settled_sets(turn: Turn) -> list[SentSet]:
    """Message sets whose answers QuickBooks still stores although nothing of them is unknown."""
    waiting = {operation.message_set for operation in turn.operations(State.SENT, State.UNKNOWN, State.NEEDS_PERSON)}
    return [one for one in turn.work.sent_sets.stored(turn.company.name) if one.id not in waiting]


def depart(turn: Turn, sent: SentSet) -> None:
    """Commit that the operations are on their way, before the bytes leave."""
    for operation_id in sent.operations:
        operation = turn.work.operations.get(turn.company.name, operation_id)
        if operation is not None:
            on_its_way = replace(operation, attempts=operation.attempts + 1, message_set=sent.id)
            turn.work.operations.save(turn.company.name, on_its_way.to(State.SENT))
            turn.tell("sent", "It left for QuickBooks", operation, message_set=sent.id)


def apply(turn: Turn, sent: SentSet, answer: Answer) -> None:
    responses = answer.by_request()
    for operation in on_the_way(turn, sent):
        said = outcome(responses.get(str(operation.id)), turn.company.policy.home_currency)
        further = follow_up(said, operation.attempts)
        evidence = f"QuickBooks answered {said.status} {said.message}" if said.status else "no answer to this request"
        conclude(turn, operation, Conclusion(further.path, evidence, further.record, further.hold))
        if further.record is not None and operation.draft is not None:
            _receive(turn, operation.draft)


def _receive(turn: Turn, draft: Draft) -> None:
    """What the bill took from its orders counts at once, until the orders are read again."""
    taken: dict[TxnLineID, Decimal] = {}
    for one in draft.items:
        taken[one.link.line_id] = taken.get(one.link.line_id, Decimal(0)) + one.quantity
    orders = {line.link.txn_id for line in draft.items}
    known = [one for one in turn.work.mirror.books(turn.company.name).purchase_orders if one.txn_id in orders]
    for order in known:
        lines = tuple(
            replace(line, received=line.received + taken.get(line.line_id, Decimal(0))) for line in order.lines
        )
        turn.work.mirror.put(turn.company.name, "purchase_orders", [replace(order, lines=lines)])


def refuse(turn: Turn, sent: SentSet, hresult: str, message: str) -> None:
    """QuickBooks took nothing of the message set; what was alone in it is held, the others go one by one."""
    for operation in on_the_way(turn, sent):
        evidence = f"QuickBooks refused the whole message set: {hresult} {message}"
        if look_up(hresult) is not look_up(PARSE_ERROR):  # closed, a dialog, single-user: nothing wrong with it
            calm = replace(operation, attempts=operation.attempts - 1)
            conclude(turn, calm, Conclusion((State.REFUSED, State.QUEUED), evidence))
        elif len(sent.operations) > 1:
            conclude(turn, operation, Conclusion((State.REFUSED, State.QUEUED), evidence))
        else:
            hold = Hold.of(HoldCode.REFUSED, status=hresult, message=message)
            conclude(turn, operation, Conclusion((State.REFUSED, State.HELD), evidence, hold=hold))


def lose(turn: Turn, sent: SentSet, why: str) -> None:
    """No usable answer: QuickBooks may have saved any of them."""
    for operation in on_the_way(turn, sent):
        conclude(turn, operation, Conclusion((State.UNKNOWN,), why))


def on_the_way(turn: Turn, sent: SentSet) -> list[Operation]:
    found = [turn.work.operations.get(turn.company.name, one) for one in sent.operations]
    return [one for one in found if one is not None and one.state is State.SENT]
