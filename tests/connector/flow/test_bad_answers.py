"""
Answers that are no answers: cut, doubled, under another id, about another record, with a status that nobody knows.

QuickBooks has saved each time, or not, and the connector cannot tell from what it got: it looks, and enters nothing twice.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from connector import Profile
from connector.domain.hold_code import HoldCode
from connector.domain.identifiers import CompanyName
from connector.domain.operation import Operation, State
from connector.domain.policy import CorrectionPolicy
from connector.flow.exchange import Exchange
from scenarios.checks import violations
from scenarios.profiles import STORY
from scenarios.world import NAME, World
from simulators.jaggaer import invoice, line
from simulators.qbwc import fault
from tests.scenarios.worlds import connected

pytestmark = pytest.mark.once

Tamper = Callable[[str], str]
RESPONSE = re.compile(r'<BillAddRs requestID="(\d+)".*?</BillAddRs>', re.DOTALL)
CHANGED = re.compile(r"<BillModRs.*?(</BillModRs>|/>)", re.DOTALL)
UNKNOWN = 'statusCode="4711" statusSeverity="Error" statusMessage="Something nobody has seen."'


def without_records(text: str, attributes: str = UNKNOWN) -> str:
    return RESPONSE.sub(rf'<BillAddRs requestID="\1" {attributes} />', text)


def doubled(text: str) -> str:
    """QuickBooks saved it, and says under the same id that it did not."""
    refused = 'statusCode="3140" statusSeverity="Error" statusMessage="There is an invalid reference."'
    return RESPONSE.sub(rf'\g<0><BillAddRs requestID="\1" {refused} />', text)


BAD: dict[str, Tamper] = {
    "cut": lambda text: text[: len(text) // 2],
    "cut between two elements": lambda text: text.partition("<BillRet>")[0],
    "empty of responses": lambda text: RESPONSE.sub("", text),
    "doubled": doubled,
    "of the wrong requestID": lambda text: text.replace('<BillAddRs requestID="', '<BillAddRs requestID="77'),
    "without a requestID": lambda text: re.sub(r'<BillAddRs requestID="\d+"', "<BillAddRs", text),
    "to another request": lambda text: text.replace("BillAddRs", "CheckAddRs"),
    "about another number": lambda text: re.sub(r"<RefNumber>.*?<", "<RefNumber>Z-1<", text),
    "about another amount": lambda text: re.sub(r"<AmountDue>.*?<", "<AmountDue>5.01<", text),
    "about another company's vendor": lambda text: re.sub(
        r"(<VendorRef>\s*<ListID>).*?<", r"\g<1>80000099-1767628800<", text
    ),
    "about a vendor credit": lambda text: text.replace("BillRet>", "VendorCreditRet>"),
    "with an unknown status": without_records,
    "with no status": lambda text: without_records(text, ""),
    "with a status that is no number": lambda text: without_records(text, 'statusCode="0x0"'),
    "a page": lambda _text: "<html><body>Sign in to continue</body></html>",
    "qbXML of a request": lambda text: text.replace("QBXMLMsgsRs", "QBXMLMsgsRq"),
}


def tampered(monkeypatch: pytest.MonkeyPatch, tamper: Tamper, on: str = "<BillAddRs", times: int = 1) -> list[str]:
    """What the Web Connector brings is not what QuickBooks said; what it was instead."""
    really: Callable[..., int] = Exchange.receive_response
    seen: list[str] = []

    def receive(self: Exchange, ticket: str, response: str, hresult: str, message: str) -> int:
        if on in response and len(seen) < times:
            response = tamper(response)
            seen.append(response)
        return really(self, ticket, response, hresult, message)

    monkeypatch.setattr(Exchange, "receive_response", receive)
    return seen


def operations(world: World) -> list[Operation]:
    with world.connector.store.read() as work:
        return [*work.operations.in_state(CompanyName(NAME), *State)]


def bills(world: World) -> list[dict[str, Any]]:
    return world.file.records("Bill")


def updates(world: World, count: int) -> None:
    for _ in range(count):
        world.update()
        world.advance(timedelta(minutes=20))


@pytest.mark.parametrize("stored", [True, False], ids=["stored", "not stored"])
@pytest.mark.parametrize("how", BAD)
def test_an_answer_that_is_none_leads_to_one_bill(how: str, monkeypatch: pytest.MonkeyPatch, *, stored: bool) -> None:
    world = connected()
    if not stored:
        world.pc.faults.append(fault("answer_not_stored", "BillAdd"))
    world.poll()
    seen = tampered(monkeypatch, BAD[how])
    updates(world, 3)
    assert len(seen) == 1
    (operation,) = operations(world)
    assert (len(bills(world)), operation.state, operation.tied) == (1, State.DONE, True)
    assert operation.evidence != "QuickBooks answered 0 Status OK", "it was settled by what was looked up"
    assert violations(world) == []


@pytest.mark.parametrize("how", ["with an unknown status", "doubled", "of the wrong requestID"])
def test_the_life_of_a_document_shows_what_came_instead_of_an_answer(how: str, monkeypatch: pytest.MonkeyPatch) -> None:
    world = connected()
    world.poll()
    tampered(monkeypatch, BAD[how])
    updates(world, 2)
    (life,) = world.connector.lives(NAME, "2600001")
    assert any(event.text == "Bill A was sent, and its answer did not come back" for event in life.events)
    written = next(one for one in life.probes if one.request == "BillAdd")
    expected = {
        "with an unknown status": "4711 Something nobody has seen.",
        "doubled": "2 answers came under one requestID",
        "of the wrong requestID": "nothing that answers this came",
    }
    assert written.said == expected[how]


def test_answers_in_another_order_are_tied_to_their_requests(monkeypatch: pytest.MonkeyPatch) -> None:
    world = connected()
    goods = [line(1, "Goods", "1", "7.00", account="6120")]
    world.tenant.put_invoice(invoice(2_600_002, {"id": 1, "name": "Acme"}, goods, supplier_invoice="B"))
    world.poll()

    def turned(text: str) -> str:
        answers = [one.group() for one in RESPONSE.finditer(text)]
        assert len(answers) == 2
        begin, end = text.index(answers[0]), text.rindex(answers[1]) + len(answers[1])
        return text[:begin] + answers[1] + answers[0] + text[end:]

    tampered(monkeypatch, turned)
    updates(world, 1)
    posted = {one.invoice: (one.ref_number, one.quickbooks_total) for one in world.connector.lines(NAME)}
    assert sorted(posted.values()) == [("A", "5.00 USD"), ("B", "7.00 USD")]
    assert {one.evidence for one in operations(world)} == {"QuickBooks answered 0 Status OK"}
    assert violations(world) == []


def test_a_stored_answer_about_another_record_settles_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """A restored company file may store the answer to another message set under the same id."""
    world = connected()
    world.pc.faults.append(fault("lose_answer", "BillAdd"))
    world.poll()
    seen = tampered(monkeypatch, BAD["about another number"])
    updates(world, 3)
    (operation,) = operations(world)
    assert len(seen) == 1
    assert (len(bills(world)), operation.state) == (1, State.DONE)
    assert operation.evidence.startswith("found in QuickBooks by ")


def test_what_quickbooks_never_saves_is_told_of_after_a_bounded_number_of_times() -> None:
    world = connected()
    world.pc.faults.append(fault("internal_error", "BillAdd", times=99))
    world.poll()
    updates(world, 12)
    (operation,) = operations(world)
    assert (bills(world), operation.state, operation.attempts) == ([], State.HELD, 5)
    assert [one.code for one in operation.holds] == [HoldCode.NEVER_SAVED]
    assert "1000 There has been an internal error" in operation.holds[0].what
    world.pc.faults.clear()
    world.connector.retry(NAME, "2600001")
    updates(world, 1)
    assert (len(bills(world)), operations(world)[-1].state) == (1, State.DONE)


def test_a_stale_edit_sequence_in_the_stored_answer_is_read_anew_before_the_change_is_sent_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The answer comes without its response, so the same update asks for the stored one: it says 3200."""
    world = connected()
    policy = replace(STORY.policy, corrections=CorrectionPolicy(changed="modify"))
    world.connector.set_profile(NAME, Profile(policy=policy, wire=STORY.wire))
    world.poll()
    updates(world, 1)
    world.tenant.edit_invoice("2600001", {"supplierInvoiceNumber": "A-2"}, world.clock.now())
    world.poll()
    world.pc.faults.append(fault("record_edited", "BillMod"))
    seen = tampered(monkeypatch, lambda text: CHANGED.sub("", text), "<BillModRs")
    updates(world, 1)
    changes = [one.request for one in world.connector.messages(NAME) if "BillModRq" in one.request]
    sequences = [re.findall("<EditSequence>(.*?)<", one) for one in changes]
    assert len(seen) == 1
    assert len(sequences) == 2
    assert sequences[0] != sequences[1], "an EditSequence that was refused is not sent again"
    assert [one["RefNumber"] for one in bills(world)] == ["A-2"]
    assert violations(world) == []
