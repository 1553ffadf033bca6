"""
What the supplier confirmed is noted on the orders that QuickBooks owns.

Rule 1: an order is read first, and changed in the same update, with the EditSequence that was read.
Rule 2: noted twice is noted once, and so it is no operation: where the answer was lost, the order is read once more.
Rule 3: what QuickBooks refuses is told of, and is not tried again until the supplier says something else.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from connector.domain.form import Form
from connector.domain.identifiers import RecordId
from connector.domain.keys import by_id
from connector.domain.kind import Kind
from connector.domain.records import ORDERS, PurchaseOrder
from connector.domain.writeback import WriteBack
from connector.flow.entities import Event, Purpose, SentSet
from connector.flow.tasks.size import size
from connector.flow.tasks.task import Task
from connector.flow.tasks.turn import Proposal, Turn
from connector.kinds.order.writing import ORDER_WRITING
from connector.quickbooks.qbxml import lists
from connector.quickbooks.qbxml.message_set import Request
from connector.quickbooks.qbxml.records import find_by_id
from connector.quickbooks.qbxml.responses import ResponseSet
from connector.quickbooks.qbxml.status_codes import Meaning, meaning_of
from connector.quickbooks.qbxml.writes import modify
from connector.sync.confirming import to_carry

GIVEN = (Meaning.DONE, Meaning.NO_MATCH)


def propose(turn: Turn) -> Proposal | None:
    """First the orders are read, and then they are changed: each once in a session."""
    waiting = turn.work.write_backs.confirming(turn.company.name, ORDER_WRITING.name, size(turn, "look up"))
    unread = [one.subject for one in waiting if one.subject not in turn.notes.confirming]
    if unread:
        request = find_by_id(Kind.ORDER.value, Kind.ORDER, [RecordId(one) for one in unread], whole=True)
        notes = replace(turn.notes, confirming=(*turn.notes.confirming, *unread))
        return Proposal(Purpose.LOOK_AT_OWN, (request,), notes)
    ready = [one for one in waiting if one.subject not in turn.notes.confirmed]
    requests = [one for one in (_request(turn, back) for back in ready) if one is not None]
    if not requests:
        return None
    notes = replace(turn.notes, confirmed=(*turn.notes.confirmed, *(one.subject for one in ready)))
    return Proposal(Purpose.CONFIRM, tuple(requests), notes)


def _request(turn: Turn, back: WriteBack) -> Request | None:
    order, fields = _order(turn, back), _fields(turn, back)
    if order is None or order.record is None or not fields:
        return None
    return modify(back.subject, order.record, Form(fields))


def _fields(turn: Turn, back: WriteBack) -> tuple[tuple[str, str], ...]:
    order = _order(turn, back)
    if order is None or back.confirming is None:
        return ()
    return tuple(to_carry(back.confirming, back, order, turn.company.policy))


def _order(turn: Turn, back: WriteBack) -> PurchaseOrder | None:
    return next(iter(turn.work.mirror.books(turn.company.name).find(ORDERS, by_id(back.subject))), None)


def _backs(turn: Turn, subjects: Sequence[str]) -> list[WriteBack]:
    found = (turn.work.write_backs.get(turn.company.name, ORDER_WRITING.name, one) for one in subjects)
    return [one for one in found if one is not None and one.confirming is not None]


def apply_look(turn: Turn, sent: SentSet, answer: ResponseSet) -> None:
    """What says it already, or is a person's, or is not there any more, is done with."""
    response = answer.by_request().get(Kind.ORDER.value)
    if response is None or meaning_of(response) not in GIVEN:
        return
    read = [found for one in response.records if (found := lists.read(one, turn.company.policy.currency))]
    there = [record for _, record in read if isinstance(record, PurchaseOrder)]
    turn.work.mirror.put(turn.company.name, ORDERS.name, there)
    for back in _backs(turn, turn.notes.confirming):
        if not _fields(turn, back):
            _carried(turn, back, "QuickBooks' order says it already, or a person has changed it since")


def apply(turn: Turn, sent: SentSet, answer: ResponseSet) -> None:
    responses = answer.by_request()
    for back in _backs(turn, tuple(responses)):
        response = responses[back.subject]
        fields = ", ".join(f"{name} {text}" for name, text in _fields(turn, back))
        if meaning_of(response) is Meaning.DONE:
            _carried(turn, back, f"QuickBooks' order has {fields}")
        elif meaning_of(response) is Meaning.REFUSED:
            _carried(turn, back, f"QuickBooks does not take {fields}: {response.code} {response.message}")


def _carried(turn: Turn, back: WriteBack, how: str) -> None:
    said = back.confirming
    after = replace(back, carried=said, confirming=None, not_before=None)
    turn.work.write_backs.save(turn.company.name, after)
    text = f"The supplier confirmed {back.number}: {said}. {how}"
    turn.work.history.add(turn.company.name, Event(turn.now, "confirmed", text, back.id, {back.kind: back.number}))


LOOK_AT_OWN = Task(Purpose.LOOK_AT_OWN, propose, apply_look, writes=True)
CONFIRM = Task(Purpose.CONFIRM, lambda _: None, apply)
