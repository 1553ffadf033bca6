"""What people answered is remembered, shown, and taken back where it was wrong."""

from __future__ import annotations

import pytest

from connector import Answer, ConfigurationError
from scenarios.checks import violations
from scenarios.profiles import STORY
from scenarios.world import NAME, World
from simulators.qbwc import account, vendor
from tests.connector.flow.test_resolving import STRANGER, answer, bills, document, entered_by_hand, ids, post

pytestmark = pytest.mark.once


@pytest.fixture
def world() -> World:
    made = World(seed=6)
    vendor(made.file, "Acme", made.clock.now(), AccountNumber="V-1001")
    vendor(made.file, "Acme of Ohio", made.clock.now())
    account(made.file, "Training", "Expense", made.clock.now())
    made.connect(STORY)
    return made


def take_back(world: World, what: str) -> list[str]:
    return world.connector.take_back(NAME, what, "Bob", "it was wrong")


def says(world: World) -> list[tuple[str, str]]:
    return [(one.id, one.says) for one in world.connector.answers(NAME)]


def states(world: World) -> list[str]:
    return sorted(one.state for one in world.connector.lines(NAME))


def test_a_wrong_account_is_taken_back_before_it_is_sent_and_answered_rightly(world: World) -> None:
    post(world, document(1, code="7777"), document(2, code="7777"))
    answer(world, "ACCOUNT_UNMAPPED/7777", Answer.MAP, "Office Supplies")
    assert says(world) == [("ACCOUNT_UNMAPPED/7777", "account 7777 is “Office Supplies”")]
    assert states(world) == ["queued", "queued"]
    assert take_back(world, "ACCOUNT_UNMAPPED/7777") == ["account 7777 is “Office Supplies”"]
    assert (ids(world), states(world), says(world)) == (["ACCOUNT_UNMAPPED/7777"], ["held", "held"], [])
    answer(world, "ACCOUNT_UNMAPPED/7777", Answer.MAP, "Training")
    world.mapped["7777"] = "Training"
    world.update()
    assert {one["ExpenseLineRet"][0]["AccountRef"]["FullName"] for one in world.file.records("Bill")} == {"Training"}
    assert violations(world) == []


def test_what_was_posted_by_an_answer_stays_and_what_comes_later_is_asked_about_again(world: World) -> None:
    post(world, document(1, STRANGER))
    answer(world, "VENDOR_UNKNOWN/Acme Supplies LLC", Answer.PAIR, "Acme of Ohio")
    world.update()
    assert take_back(world, "VENDOR_UNKNOWN/Acme Supplies LLC") == ["supplier 1003837299 is the vendor “Acme of Ohio”"]
    post(world, document(2, STRANGER))
    assert [(number, vendor_) for number, vendor_, _ in bills(world)] == [("AC-1", "Acme of Ohio")]
    assert ids(world) == ["VENDOR_UNKNOWN/Acme Supplies LLC"]


def test_a_document_that_was_withdrawn_is_taken_up_again(world: World) -> None:
    post(world, document(1, STRANGER))
    answer(world, "I00101", Answer.WITHDRAW)
    assert (ids(world), states(world)) == ([], ["withdrawn"])
    assert take_back(world, "I00101") == ["I00101 is withdrawn"]
    assert (ids(world), states(world)) == (["VENDOR_UNKNOWN/Acme Supplies LLC"], ["held"])


def test_a_document_that_was_paired_with_the_wrong_bill_is_paired_with_the_right_one(world: World) -> None:
    wrong, right = entered_by_hand(world), entered_by_hand(world, "AC-2")
    post(world, document(1), document(2))
    answer(world, "I00101", Answer.PAIR, right)
    assert take_back(world, "I00101") == [f"I00101 is {right}"]
    assert sorted(ids(world)) == ["LOOKS_ENTERED/I00101", "LOOKS_ENTERED/I00102"]
    answer(world, "I00102", Answer.PAIR, right)
    answer(world, "I00101", Answer.PAIR, wrong)
    assert (states(world), len(world.file.records("Bill"))) == (["done", "done"], 2)


def test_another_bill_that_was_the_same_after_all_is_asked_about_again(world: World) -> None:
    entered_by_hand(world, amount="80.00")
    post(world, document(1))
    answer(world, "I00101", Answer.POST_ANYWAY)
    ((id_, words),) = says(world)
    assert (id_, words.startswith("I00101 is not ")) == ("LOOKS_ENTERED/I00101", True)
    take_back(world, "2600001")
    assert (ids(world), states(world)) == (["LOOKS_ENTERED/I00101"], ["held"])


def test_only_what_was_said_can_be_taken_back_and_by_somebody(world: World) -> None:
    post(world, document(1, code="7777"))
    with pytest.raises(ConfigurationError, match="Nobody gave an answer"):
        take_back(world, "ACCOUNT_UNMAPPED/7777")
    with pytest.raises(ConfigurationError, match="answer for it"):
        world.connector.take_back(NAME, "ACCOUNT_UNMAPPED/7777", "", "why")


def test_who_took_it_back_and_why_stands_in_the_history(world: World) -> None:
    post(world, document(1, code="7777"))
    answer(world, "ACCOUNT_UNMAPPED/7777", Answer.MAP, "Training")
    take_back(world, "ACCOUNT_UNMAPPED/7777")
    told = [one for one in world.connector.history(NAME) if one.kind == "ruling"][-1]
    assert (told.text, told.data["by"]) == ("Bob took back: account 7777 is “Training” (it was wrong)", "Bob")
