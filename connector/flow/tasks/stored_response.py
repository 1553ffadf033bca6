"""
The stored response: QuickBooks keeps its answer to a message set of writes until it is told to drop it.

It is asked for before anything else is written, and dropped once all of it is committed here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from connector.domain.operation import Operation, State
from connector.domain.outcome import Verdict
from connector.flow.entities import Delivery, Notes, Purpose, SentSet
from connector.flow.tasks.outcomes import said
from connector.flow.tasks.task import Asked, Task
from connector.flow.tasks.turn import Conclusion, Proposal, Turn, conclude
from connector.quickbooks.qbxml.message_set import requests_of
from connector.quickbooks.qbxml.responses import Response, ResponseSet
from connector.quickbooks.web_connector.hresults import refuses_the_text
from connector.sync.followup import follow_up

MAX_QUESTIONS = 3
STORED_ANSWER = "QuickBooks' stored answer"
LATE_ANSWER = "the answer, brought late under an ended update"


def propose(turn: Turn) -> Proposal | None:
    """An empty message with the same id as old and new asks; the old id alone would drop it."""
    return _question(turn, [one for one in _open_sets(turn) if not _asked_in_vain(turn, one)])


def propose_again(turn: Turn) -> Proposal | None:
    """What was asked in vain in an earlier session is open: it is asked again where the records do not settle it."""
    return _question(turn, _open_sets(turn))


def _open_sets(turn: Turn) -> list[SentSet]:
    """Message sets with something unknown in them, of which this session has not asked yet."""
    unknown = [one for one in turn.operations(State.UNKNOWN) if one.questions < MAX_QUESTIONS or _is_asked(turn, one)]
    waiting = {operation.message_set for operation in unknown}
    stored = turn.work.sent_sets.stored(turn.company.name)
    return [one for one in stored if one.id in waiting and one.id not in turn.notes.asked]


def _is_asked(turn: Turn, operation: Operation) -> bool:
    """Whether this session's questions are counted already."""
    return operation.id in turn.notes.questioned


def _question(turn: Turn, sets: Sequence[SentSet]) -> Proposal | None:
    if not sets:
        return None
    about = sets[0]
    notes = replace(turn.notes, asked=(*turn.notes.asked, about.id))
    return Proposal(Purpose.ASK, (), notes, about.operations, old=about.id, about=about.id)


def _asked_in_vain(turn: Turn, sent: SentSet) -> bool:
    """QuickBooks gave no answer to this very question before: the records are asked first."""
    asked = [one for one in turn.work.sent_sets.about(turn.company.name, sent.id) if one.purpose is Purpose.ASK]
    return any(one.delivery in (Delivery.UNANSWERED, Delivery.REFUSED) for one in asked)


def count(turn: Turn, sent: SentSet) -> Notes:
    """A question was put: each operation counts one for this session, however often it is asked about."""
    new = [one for one in sent.operations if one not in turn.notes.questioned]
    for operation_id in new:
        operation = turn.work.operations.get(turn.company.name, operation_id)
        if operation is not None and operation.state is State.UNKNOWN:
            turn.work.operations.save(turn.company.name, replace(operation, questions=operation.questions + 1))
    return replace(turn.notes, questioned=(*turn.notes.questioned, *new))


def counted_refusal(turn: Turn, sent: SentSet, hresult: str, _: str) -> Notes | None:
    """A question that QuickBooks was asked counts, whether it answered or not; one that it never got does not."""
    return count(turn, sent) if refuses_the_text(hresult) else None


def counted_loss(turn: Turn, sent: SentSet, _: str) -> Notes:
    return count(turn, sent)


def apply(turn: Turn, sent: SentSet, answer: ResponseSet) -> Notes:
    """Status 0 brings the answers; any other (600, 9002, 9005 …) says nothing, and the records are asked."""
    if answer.status == 0:
        settle_by_answer(turn, sent, answer, STORED_ANSWER)
    return count(turn, sent)


def _asked(turn: Turn, sent: SentSet) -> Asked:
    """A query for a stored response can return the response of another message set."""
    about = turn.work.sent_sets.get(turn.company.name, sent.about) if sent.about else None
    return requests_of((about or sent).request)


def settle_by_answer(turn: Turn, sent: SentSet, answer: ResponseSet, evidence: str) -> None:
    """Settle what is still unknown of a message set by an answer to its requests."""
    responses = answer.by_request()
    unknown = turn.operations_of(sent, State.UNKNOWN)
    turn.each(unknown, lambda one: _settle(turn, one, responses.get(str(one.id)), evidence))


def _settle(turn: Turn, operation: Operation, response: Response | None, evidence: str) -> None:
    heard = said(turn, operation, response)
    if heard.verdict is Verdict.SILENT:
        return
    further = follow_up(heard, operation.attempts)
    again = (State.NOT_APPLIED, State.QUEUED)
    path = {State.DONE: (State.DONE,), State.QUEUED: again, State.HELD: (*again, State.HELD)}[further.path[-1]]
    pause, look_again = further.pause, further.look_again
    conclude(turn, operation, Conclusion(path, evidence, further.record, further.hold, pause, look_again))


def late(turn: Turn, ticket: str, answer: ResponseSet, response: str) -> None:
    """Keep an answer that came under an ended ticket, as evidence for its own message set."""
    for sent in turn.work.sent_sets.of_ticket(ticket):
        fits = answer.to(requests_of(sent.request))
        if sent.delivery is Delivery.UNANSWERED and not sent.response and fits.responses:
            turn.work.sent_sets.save(turn.company.name, replace(sent, response=response))
            if sent.purpose is Purpose.WRITE:
                settle_by_answer(turn, sent, fits, LATE_ANSWER)


def settled_sets(turn: Turn) -> list[SentSet]:
    """Message sets whose answers QuickBooks still stores although nothing of them is unknown."""
    waiting = turn.work.operations.sets_of(turn.company.name, State.SENT, State.UNKNOWN, State.NEEDS_PERSON)
    return [one for one in turn.work.sent_sets.stored(turn.company.name) if one.id not in waiting]


def propose_drop(turn: Turn) -> Proposal | None:
    """The old id alone, in an empty message, clears it (Intuit's error recovery samples)."""
    settled = settled_sets(turn)
    return Proposal(Purpose.FORGET, (), turn.notes, old=settled[0].id) if settled else None


def dropped(turn: Turn, sent: SentSet, _: ResponseSet) -> None:
    """QuickBooks has dropped the answer that this message set named as old."""
    old = turn.work.sent_sets.get(turn.company.name, sent.about) if sent.about else None
    if old is not None:
        turn.work.sent_sets.save(turn.company.name, replace(old, is_stored=False))


ASK = Task(Purpose.ASK, propose, apply, refuse=counted_refusal, lose=counted_loss, asked=_asked)
ASK_AGAIN = replace(ASK, propose=propose_again)
FORGET = Task(Purpose.FORGET, propose_drop, dropped)
