"""
Every order of calls there can be, up to a bound: what was sent is settled exactly once.

The machine is pure, so a whole session costs microseconds and the space is simply walked.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from itertools import product

import pytest

from connector.domain.identifiers import MessageSetId
from connector.quickbooks.web_connector import session as machine
from connector.quickbooks.web_connector.hresults import TABLE, Effect, look_up
from connector.quickbooks.web_connector.session import (
    Answered,
    Effects,
    Offer,
    Refused,
    Sent,
    Session,
    State,
    Unanswered,
)

RESPONSE = "<QBXML><QBXMLMsgsRs /></QBXML>"
PARSE_ERROR, UNEXPECTED = "0x80040400", "0x80040402"
Call = Callable[[Session, int], tuple[Session, Effects, object]]


def _plain(step: machine.Step[object]) -> tuple[Session, Effects, object]:
    return step.session, step.effects, step.reply


def _send(session: Session, number: int) -> tuple[Session, Effects, object]:
    return _plain(machine.send_request(session, Offer(MessageSetId(f"m{number}"), "<qbxml/>")))  # type: ignore[arg-type] # Step is invariant


def _receive(response: str, hresult: str) -> Call:
    def call(session: Session, number: int) -> tuple[Session, Effects, object]:
        step = machine.receive_response(session, response, hresult, "")
        if step.session.state is State.READY:
            further = machine.progress(step.session, 100 if number % 2 else 40)
            return further.session, step.effects, further.reply
        return step.session, step.effects, step.reply

    return call


CALLS: dict[str, Call] = {
    "sendRequestXML": _send,
    "sendRequestXML with nothing to send": lambda s, _: _plain(machine.send_request(s, None)),  # type: ignore[arg-type] # as above
    "receiveResponseXML": _receive(RESPONSE, ""),
    "receiveResponseXML, empty": _receive("", ""),
    "receiveResponseXML, refused": _receive("", PARSE_ERROR),
    "receiveResponseXML, unexpected error": _receive("", UNEXPECTED),
    "getLastError": lambda s, _: _plain(machine.get_last_error(s)),  # type: ignore[arg-type] # as above
    "connectionError": lambda s, _: _plain(machine.connection_error(s, "0x80040408", "")),  # type: ignore[arg-type] # as above
    "closeConnection": lambda s, _: _plain(machine.close(s, "OK")),  # type: ignore[arg-type] # as above
    "a new authenticate": lambda s, _: _plain(machine.fence(s)),  # type: ignore[arg-type] # as above
}
DEPTH = 5


@pytest.mark.parametrize("first", CALLS)
def test_whatever_the_order_of_calls_what_was_sent_is_settled_exactly_once(first: str) -> None:
    for rest in product(CALLS, repeat=DEPTH - 1):
        _play((first, *rest))


def _play(order: tuple[str, ...]) -> None:
    session = Session()
    sent: Counter[MessageSetId] = Counter()
    settled: Counter[MessageSetId] = Counter()
    for number, name in enumerate(order):
        before = session
        session, effects, answer = CALLS[name](session, number)
        for effect in effects:
            if isinstance(effect, Sent):
                assert sent == settled, f"{order}: sent while an answer was owed"
                sent[effect.offer.id] += 1
            else:
                settled[effect.id] += 1
        _check_answer(name, answer, before, session)
        owed = {session.owed} if session.owed else set()
        assert set((sent - settled).keys()) == owed, order
        assert (session.owed is not None) == (session.state is State.AWAITING), order
    session = machine.fence(session).session
    assert max(settled.values(), default=1) == 1, order
    assert all(settled[one] <= sent[one] for one in settled), order


def _check_answer(name: str, answer: object, before: Session, after: Session) -> None:
    if name.startswith("sendRequestXML"):
        assert (answer != "") == (after.state is State.AWAITING)
        assert answer != "" or after.reason or after.state is State.CLOSED
    if name.startswith("receiveResponseXML"):
        assert isinstance(answer, int)
        assert (answer >= 0) == (before.owed is not None and name == "receiveResponseXML")
    if name == "getLastError":
        assert answer, "an empty text would show the customer a blank error"
    if before.state is State.CLOSED:
        assert after.state is State.CLOSED, "what is closed stays closed"


def test_an_ordinary_session_sends_twice_and_ends_with_100() -> None:
    session = Session()
    for number, percent in ((1, 40), (2, 100)):
        sent = machine.send_request(session, Offer(MessageSetId(f"m{number}"), "<qbxml/>"))
        assert sent.reply == "<qbxml/>"
        received = machine.receive_response(sent.session, RESPONSE, "", "")
        assert received.effects == (Answered(MessageSetId(f"m{number}"), RESPONSE),)
        said = machine.progress(received.session, percent)
        assert said.reply == percent
        session = said.session
    assert machine.close(session, "OK").reply == "OK"


def test_a_parse_error_refuses_the_message_set_and_an_unexpected_error_leaves_it_unknown() -> None:
    """0x80040400 runs nothing (guide p. 24); 0x80040402 says nothing about what was saved."""
    sent = machine.send_request(Session(), Offer(MessageSetId("m1"), "<qbxml/>")).session
    refused = machine.receive_response(sent, "", PARSE_ERROR, "text")
    assert refused.effects == (Refused(MessageSetId("m1"), PARSE_ERROR, "text"),)
    unknown = machine.receive_response(sent, "", UNEXPECTED, "text")
    assert isinstance(unknown.effects[0], Unanswered)
    assert refused.reply == unknown.reply == -1


@pytest.mark.parametrize("hresult", ["0x80042500", "0x8004041C", "rubbish"])
def test_an_hresult_in_no_public_list_is_taken_as_unknown(hresult: str) -> None:
    assert look_up(hresult).effect is Effect.UNKNOWN


@pytest.mark.parametrize("hresult", TABLE)
def test_an_hresult_is_known_in_any_letter_case_and_says_what_to_do(hresult: str) -> None:
    assert look_up(hresult.upper().replace("0X", "0x")) == look_up(hresult.lower()) == TABLE[hresult]
    assert TABLE[hresult].remedy


def test_an_answer_under_a_fenced_ticket_is_taken_for_nothing() -> None:
    sent = machine.send_request(Session(), Offer(MessageSetId("m1"), "<qbxml/>")).session
    fenced = machine.fence(sent)
    assert isinstance(fenced.effects[0], Unanswered)
    late = machine.receive_response(fenced.session, RESPONSE, "", "")
    assert (late.reply, late.effects) == (-1, ())
