"""A failing story made smaller: the same check fails with less, and a test of it fails until it is mended."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenarios.minimising.minimise import MOST, check_of, minimise
from scenarios.minimising.proves import proves
from scenarios.minimising.story_file import pytest_of, yaml_of
from scenarios.story import read_story

SECOND = "no second record: 2 Bill records for AC-1"


def fifty_events(needed: Sequence[int]) -> dict[str, Any]:
    """A story of fifty steps, of which some are needed for it to fail."""
    return {"name": "n", "proves": "p", "steps": [{"event": place} for place in range(50)], "then": {"settle": "1h"}}


@given(st.lists(st.integers(0, 49), min_size=1, max_size=5, unique=True))
def test_of_fifty_events_those_are_left_that_are_needed(needed: list[int]) -> None:
    def fails(data: dict[str, Any]) -> list[str]:
        there = {step["event"] for step in data["steps"]}
        return [SECOND] if set(needed) <= there else ["none is lost: I1"]

    found = minimise(fifty_events(needed), fails)
    assert found is not None
    assert found.plays <= MOST
    assert sorted(step["event"] for step in found.data["steps"]) == sorted(needed)


def test_what_comes_after_the_failure_is_left_out_first() -> None:
    played: list[int] = []

    def fails(data: dict[str, Any]) -> list[str]:
        played.append(len(data["steps"]))
        return [SECOND] if {"event": 3} in data["steps"] else []

    found = minimise(fifty_events([]), fails)
    assert found is not None
    assert found.data["steps"] == [{"event": 3}]
    assert played[2:7] == [25, 12, 6, 3, 5]


def test_another_failure_is_no_smaller_form_of_this_one() -> None:
    found = minimise(fifty_events([]), lambda data: [SECOND] if len(data["steps"]) > 40 else ["none is lost: I1"])
    assert found is not None
    assert found.check == "no second record"
    assert len(found.data["steps"]) == 41


def test_where_the_expected_books_are_what_fails_they_stay() -> None:
    data = {**fifty_events([]), "then": {"settle": "1h", "quickbooks": {"bills": []}}}

    def fails(one: dict[str, Any]) -> list[str]:
        is_needed = {"event": 7} in one["steps"] and "quickbooks" in one["then"]
        return ["QuickBooks has the bills AC-1, not none"] if is_needed else []

    found = minimise(data, fails)
    assert found is not None
    assert found.data["steps"] == [{"event": 7}]
    assert found.data["then"] == data["then"]


def test_what_holds_cannot_be_made_smaller() -> None:
    assert minimise(fifty_events([]), lambda _: []) is None
    assert minimise(fifty_events([]), lambda _: [SECOND], check="none is lost") is None


def test_the_search_ends_where_it_has_played_enough() -> None:
    plays = []

    def fails(data: dict[str, Any]) -> list[str]:
        plays.append(data)
        return [SECOND] if len(plays) % 3 else []

    found = minimise(fifty_events([]), fails, most=10)
    assert found is not None
    assert found.plays <= 10


@pytest.mark.parametrize(
    ("failure", "check"),
    [
        (SECOND, "no second record"),
        ("the exceptions are ['A'], not []", "the exceptions are"),
        ("the story broke off: JAGGAER has no supplier “X”", "the story broke off"),
    ],
)
def test_a_failure_is_known_by_its_check(failure: str, check: str) -> None:
    assert check_of(failure) == check


def test_a_story_is_written_as_it_is_read(tmp_path: Path) -> None:
    data = {
        "name": "a log",
        "proves": "it's “so”: yes",
        "given": {
            "quickbooks": {"vendors": ["On", "No. 1"]},
            "jaggaer": {
                "suppliers": [{"name": "On"}],
                "invoices": [{"number": "I00001", "supplier": "On", "supplier_invoice": "0012", "total": "10.00"}],
            },
        },
        "steps": [
            "poll jaggaer",
            {"inject": {"to": "quickbooks", "fault": "lose_answer", "on": "BillAdd"}},
            {"advance": "5m"},
        ],
        "then": {"settle": "1h"},
    }
    (tmp_path / "story.yaml").write_text(yaml_of(data), encoding="utf-8")
    story = read_story(tmp_path / "story.yaml")
    assert story.given.jaggaer.invoices[0].supplier_invoice == "0012"
    assert [step.verb for step in story.steps] == ["poll jaggaer", "inject", "advance"]
    assert story.proves == data["proves"]
    compile(pytest_of(data, "story.yaml"), "test", "exec")


def test_what_a_story_proves_is_told_in_one_sentence() -> None:
    data = {
        "given": {"jaggaer": {"invoices": [{}]}},
        "steps": [
            {"inject": {"fault": "lose_answer", "on": "BillAdd"}},
            "update web connector",
            "update web connector",
        ],
        "then": {"settle": "1h"},
    }
    assert proves(data, "no second record") == (
        "no second record: so it is with 1 invoice when QuickBooks saves BillAdd and its answer is lost, in 2 updates "
        "and 1h of rest"
    )
