"""Stored answers: asked for, sent again, cleared, lost, and half of a message set saved by a crash."""

from __future__ import annotations

import pytest
from lxml import etree

from scenarios.clock import SimClock
from simulators.qbwc import CompanyFile, Hresult, RequestProcessor
from simulators.qbwc.processor import Trouble
from tests.simulators.qbwc.conftest import Ask
from tests.simulators.qbwc.requests import bill, message, said

ASK = 'oldMessageSetID="m1" newMessageSetID="m1"'


def set_status(answer: etree._Element) -> str | None:
    return answer.get("messageSetStatusCode")


def test_a_stored_answer_is_given_again_without_executing_again(ask: Ask, file: CompanyFile) -> None:
    """Intuit's ErrRecovery samples: ask, and the identical message once more."""
    first = ask(bill(), ids='newMessageSetID="m1"')
    assert (set_status(first), first.get("newMessageSetID")) == ("0", "m1")
    for inner, ids in ((bill(), 'newMessageSetID="m1"'), ("", ASK)):
        assert etree.tostring(ask(inner, ids=ids)[0]) == etree.tostring(first[0])
    assert len(file.records("Bill")) == 1


# what is sent after m1 was stored: requests, ids, the set status
SETS = [
    (bill(number="other"), 'newMessageSetID="m1"', "9001"),
    ("", 'oldMessageSetID="m1"', "0"),
    ("", 'oldMessageSetID="none"', "600"),
    ("", 'oldMessageSetID="none" newMessageSetID="none"', "9002"),
    ("", f'newMessageSetID="{"x" * 24}"', "0"),
    ("", f'newMessageSetID="{"x" * 25}"', "9004"),
    (bill(number="next"), 'oldMessageSetID="m1" newMessageSetID="m2"', "0"),
    (bill(number="next"), "", None),
]


@pytest.mark.parametrize(("inner", "ids", "status"), SETS)
def test_the_status_of_a_message_set_is_there_only_when_an_id_was_sent(
    ask: Ask, inner: str, ids: str, status: str | None
) -> None:
    ask(bill(), ids='newMessageSetID="m1"')
    assert set_status(ask(inner, ids=ids)) == status


def test_clearing_one_and_storing_the_next_go_together(ask: Ask) -> None:
    ask(bill(), ids='newMessageSetID="m1"')
    ask(bill(number="2"), ids='oldMessageSetID="m1" newMessageSetID="m2"')
    assert set_status(ask("", ids=ASK)) == "9002"
    assert set_status(ask("", ids=ASK.replace("m1", "m2"))) == "0"


def test_a_message_set_that_was_refused_whole_is_not_stored(ask: Ask) -> None:
    with pytest.raises(Hresult):
        ask(bill(number="x" * 21), ids='newMessageSetID="m1"')
    assert set_status(ask("", ids=ASK)) == "9002"


def test_stored_answers_are_each_application_s_own(file: CompanyFile, clock: SimClock) -> None:
    mine, other = (RequestProcessor(file, clock, lambda: "x", name) for name in ("mine", "other"))
    mine.process(message(bill(), ids='newMessageSetID="m1"'))
    assert 'messageSetStatusCode="9002"' in other.process(message("", ids=ASK))
    assert 'messageSetStatusCode="0"' in mine.process(message("", ids=ASK))


def test_an_answer_that_cannot_be_stored_was_executed_and_is_asked_for_in_vain(
    ask: Ask, processor: RequestProcessor, file: CompanyFile
) -> None:
    text = processor.process(message(bill(), ids='newMessageSetID="m1"'), Trouble(is_forgotten=True))
    assert 'messageSetStatusCode="9005"' in text
    assert len(file.records("Bill")) == 1
    assert set_status(ask("", ids=ASK)) == "9002"


def test_a_crash_saves_half_of_a_message_set_and_stores_no_answer(
    ask: Ask, processor: RequestProcessor, file: CompanyFile
) -> None:
    both = message(bill(number="1") + bill(number="2"), ids='newMessageSetID="m1"')
    with pytest.raises(Hresult) as crashed:
        processor.process(both, Trouble(on="BillAdd", crashes=True))
    assert crashed.value.code == "0x80040402"
    assert [one["RefNumber"] for one in file.records("Bill")] == ["1"]
    assert set_status(ask("", ids=ASK)) == "9002"
    assert said(ask(bill(number="2")))[0] == "0"


def test_the_same_id_as_old_and_new_with_requests_executes_them_once(ask: Ask, file: CompanyFile) -> None:
    for _ in range(2):
        assert set_status(ask(bill(), ids=ASK)) == "0"
    assert len(file.records("Bill")) == 1
    assert set_status(ask(bill(number="other"), ids=ASK)) == "9001"
