"""What is drawn is a story that can be read, the same from the same seed, and mild where the tape says nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from scenarios.exploring.draw import Draw
from scenarios.exploring.drawn import story
from scenarios.exploring.events import EVENTS, LEFT_OUT, fault, fault_kinds
from scenarios.exploring.explore import drawn
from scenarios.faults import all_faults
from scenarios.minimising.story_file import yaml_of
from scenarios.story import read_story, story_of
from scenarios.tape import ReplayedTape, SeededTape
from scenarios.verbs import VERBS

SEEDS = range(1, 60)


def verbs(steps: list[Any]) -> Iterator[str]:
    for step in steps:
        yield from step if isinstance(step, dict) else (step,)
        if "perhaps" in step:
            yield from verbs(step["perhaps"]["do"])


@pytest.mark.parametrize("seed", SEEDS)
def test_a_drawn_story_is_one_that_the_language_knows(seed: int) -> None:
    read = story_of(drawn(seed))
    assert 5 <= sum(step.verb == "add invoice" for step in read.steps) <= 60
    assert (read.then.judge, read.then.exceptions) == ("oracle", "any")


def test_the_same_seed_draws_the_same_story_and_another_one_another() -> None:
    assert drawn(7) == drawn(7)
    assert drawn(7)["steps"] != drawn(8)["steps"]


def test_a_drawn_story_is_the_same_from_its_file(tmp_path: Any) -> None:
    file = tmp_path / "story.yaml"
    file.write_text(yaml_of(drawn(11)), encoding="utf-8")
    assert read_story(file) == story_of(drawn(11))


def test_a_tape_of_nothing_draws_a_day_on_which_nothing_goes_wrong() -> None:
    found = story(ReplayedTape([], strict=False), 1)
    assert set(verbs(found["steps"])) == {"change profile", "add invoice", "advance", "close windows"}


def test_every_happening_is_drawn_sooner_or_later() -> None:
    seen = {name for seed in range(1, 200) for name in verbs(drawn(seed)["steps"])}
    missing = {"edit bill", "pay bill", "void bill", "receive purchase order", "restore connector", "inject"} - seen
    assert missing == set()
    assert seen <= set(VERBS)


def test_every_fault_can_be_drawn_but_for_those_that_are_left_out() -> None:
    assert {one.name for one in fault_kinds()} == {one.name for one in all_faults()} - set(LEFT_OUT)
    for known in fault_kinds():
        for seed in range(5):
            step = fault(Draw(SeededTape(seed)), known)
            story_of({"name": "a", "proves": "b", "steps": [step], "then": {}})


def test_happenings_have_kinds_that_a_swarm_can_switch() -> None:
    assert len({one.kind for one in EVENTS}) >= 5
