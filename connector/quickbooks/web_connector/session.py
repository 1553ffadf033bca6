"""
The Web Connector session: which call may come now, and what we reply.

Rule 1: whatever decides the order of calls lives in this file.
Rule 2: nothing here reads a clock, draws a random number or opens a connection. Each function takes
        a session and returns the next one, our reply, and the effects the caller must commit
        *before* it sends that reply.
Rule 3: the ordinary end is 100 from receiveResponseXML, or "none" from authenticate when there is no
        work. An empty sendRequestXML shows the customer an error (guide p. 22), so it is kept for
        when there is one.
Rule 4: what was sent is settled exactly once: answered, refused whole, or unanswered.

    READY --message set sent--> AWAITING --answer applied--> READY ... FINISHED
      |                            |
      +-- must explain             +-- no usable answer: its operations are unknown
      v                            v
    EXPLAINING ---getLastError tells why        (closeConnection closes any state)
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum
from typing import Generic, TypeVar

from connector.domain.identifiers import MessageSetId
from connector.quickbooks.web_connector.hresults import Effect, look_up

A = TypeVar("A")


class State(Enum):
    READY = "ready"
    AWAITING = "awaiting"
    EXPLAINING = "explaining"
    FINISHED = "finished"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Session:
    """``owed`` is the message set whose answer is due; ``reason`` is what getLastError will say."""

    state: State = State.READY
    owed: MessageSetId | None = None
    reason: str = ""
    rounds: int = 0


@dataclass(frozen=True, slots=True)
class Offer:
    """The next message set and its exact text."""

    id: MessageSetId
    qbxml: str


@dataclass(frozen=True, slots=True)
class Sent:
    offer: Offer


@dataclass(frozen=True, slots=True)
class Answered:
    id: MessageSetId
    response: str


@dataclass(frozen=True, slots=True)
class Refused:
    """QuickBooks did not take the message set: nothing of it ran."""

    id: MessageSetId
    hresult: str
    message: str


@dataclass(frozen=True, slots=True)
class Unanswered:
    """It may have run: its operations are unknown."""

    id: MessageSetId
    why: str


Effects = tuple[Sent | Answered | Refused | Unanswered, ...]


@dataclass(frozen=True, slots=True)
class Step(Generic[A]):
    session: Session
    reply: A
    effects: Effects = ()


OUT_OF_ORDER = "The Web Connector made a call that does not fit here. Nothing was lost; the next update goes on."
NOTHING_LEFT = "Nothing is left to send. Nothing was lost; the next update goes on."
UNKNOWN_TICKET = "This update is not known or has ended. Nothing was lost; start it again."
NO_STOP = (OUT_OF_ORDER, NOTHING_LEFT, UNKNOWN_TICKET)
"""Reasons that say nothing of the next update."""
NOTHING_TO_SAY = "No error is known for this update."


def overtaken(session: Session) -> Step[None]:
    """A request is asked for although an answer is owed: that answer will not come any more."""
    effects = _unanswered(session, "the next request was asked for before its answer was brought")
    state = State.READY if session.state is State.AWAITING else session.state
    return Step(replace(session, state=state, owed=None), None, effects)


def send_request(session: Session, offer: Offer | None, obstacle: str = "") -> Step[str]:
    """Answer sendRequestXML with the next message set, or with "" when ``obstacle`` says why not."""
    over = overtaken(session)
    if over.session.state is not State.READY:
        return Step(_explaining(over.session, session.reason or OUT_OF_ORDER), "", over.effects)
    if obstacle or offer is None:
        return Step(_explaining(over.session, obstacle or NOTHING_LEFT), "", over.effects)
    awaiting = Session(State.AWAITING, owed=offer.id, rounds=session.rounds + 1)
    return Step(awaiting, offer.qbxml, (*over.effects, Sent(offer)))


def receive_response(
    session: Session, response: str, hresult: str, message: str, *, may_go_on: bool = False
) -> Step[int]:
    """
    Take QuickBooks' answer. The caller applies the effect and says how far we are (``progress``).

    A whole refusal ends the session: the next one would be refused alike until somebody acts. ``may_go_on``: unless
    it was the text that was refused, and another text is at hand (public services go on after an HRESULT).
    """
    if session.state is not State.AWAITING or session.owed is None:
        return Step(_explaining(session, session.reason or OUT_OF_ORDER), -1)
    owed, code = session.owed, hresult.strip()
    if not code and response.strip():
        return Step(replace(session, state=State.READY, owed=None), 0, (Answered(owed, response),))
    if not code:
        why = "QuickBooks' answer came back empty"
        return Step(_explaining(session, f"{why}. The next update asks what was saved."), -1, (Unanswered(owed, why),))
    entry = look_up(code)
    text = f"QuickBooks said: {message.strip() or entry.what} ({code}) {entry.remedy}"
    effect = Refused(owed, code, message) if entry.effect is Effect.NOTHING_RAN else Unanswered(owed, text)
    if may_go_on:
        return Step(replace(session, state=State.READY, owed=None), 0, (effect,))
    return Step(_explaining(session, text), -1, (effect,))


def progress(session: Session, percent: int) -> Step[int]:
    """The number that receiveResponseXML answers once the effects are applied: 100 ends the update."""
    if session.state is not State.READY:
        return Step(session, -1)
    if percent >= 100:
        return Step(replace(session, state=State.FINISHED), 100)
    return Step(session, max(1, percent))


def stop(session: Session, reason: str) -> Step[int]:
    """End the update after an answer that was applied but cannot be gone on from."""
    return Step(_explaining(session, reason), -1)


def get_last_error(session: Session) -> Step[str]:
    """The reason, once asked for; an empty text would show the customer a blank error."""
    return Step(session, session.reason or NOTHING_TO_SAY)


def connection_error(session: Session, hresult: str, message: str) -> Step[str]:
    """QuickBooks could not be reached: stop, say why, and let the schedule try again."""
    text = f"QuickBooks could not be reached: {message.strip() or look_up(hresult).what} {look_up(hresult).remedy}"
    why = "the connection to QuickBooks was lost"
    return Step(replace(session, state=State.CLOSED, owed=None, reason=text), "done", _unanswered(session, why))


def close(session: Session, status: str) -> Step[str]:
    """The text of closeConnection stands in the Web Connector's status column."""
    effects = _unanswered(session, "the connection was closed before the answer was brought")
    text = status if session.state is State.FINISHED else session.reason or status
    return Step(replace(session, state=State.CLOSED, owed=None), text, effects)


def fence(session: Session) -> Step[None]:
    """Another update has begun under a new ticket: this one is over, whatever it was doing."""
    effects = _unanswered(session, "a new update began before the answer was brought")
    return Step(replace(session, state=State.CLOSED, owed=None), None, effects)


def expire(session: Session) -> Step[None]:
    """The ticket lived too long, or nothing was heard under it: what still comes is kept as evidence only."""
    effects = _unanswered(session, "the update took too long")
    return Step(replace(session, state=State.CLOSED, owed=None, reason=UNKNOWN_TICKET), None, effects)


def _explaining(session: Session, reason: str) -> Session:
    state = State.CLOSED if session.state is State.CLOSED else State.EXPLAINING
    return replace(session, state=state, owed=None, reason=reason)


def _unanswered(session: Session, why: str) -> Effects:
    return (Unanswered(session.owed, why),) if session.owed is not None else ()
