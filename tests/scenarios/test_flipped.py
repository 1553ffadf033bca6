"""
The stories hold whatever QuickBooks does where no source says.

Every story is played with all switches flipped at once; ``--switches each`` plays it with each one flipped alone, and
``--switches 50`` with so many combinations more.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from scenarios import flipped, library
from scenarios.director import performed
from scenarios.library import Story
from simulators.qbwc import SWITCHES

STORIES = {story.id: story for story in library.stories()}
ALL = {name: switch.other for name, switch in SWITCHES.items()}


def played(story: Story, which: str) -> dict[str, tuple[str, ...]]:
    """What failed, by the switches that were turned."""
    if which == "together":
        _, result = performed(story.scenario, assumed={**ALL, **story.scenario.given.quickbooks.assumed})
        return {"all": result.failures} if result.failures else {}
    combinations = 0 if which == "each" else int(which)
    return {flip.name: flip.failures for flip in flipped.flips(story, combinations) if flip.failures}


@pytest.mark.parametrize("id_", STORIES)
def test_a_story_holds_on_a_quickbooks_that_does_otherwise(id_: str, request: pytest.FixtureRequest) -> None:
    assert played(STORIES[id_], request.config.getoption("--switches")) == {}


def test_a_switch_that_was_not_asked_about_is_not_played() -> None:
    """A story without orders plays the switches of orders once, not twice."""
    values = [flip.values for flip in flipped.flips(STORIES["road/first_bill"])]
    turned = [name for one in values for name, value in one.items() if SWITCHES[name].default != value]
    assert "overbilling" not in turned
    assert {"trim_names", "too_long"} <= set(turned)
    assert len(values) == 1 + len(turned)


def test_what_a_story_says_of_a_switch_stays() -> None:
    story = STORIES["road/first_bill"]
    pinned = story.scenario.given.quickbooks.model_copy(update={"assumed": {"too_long": "3070"}})
    given = story.scenario.given.model_copy(update={"quickbooks": pinned})
    scenario = story.scenario.model_copy(update={"given": given})
    assert {flip.values["too_long"] for flip in flipped.flips(replace(story, scenario=scenario))} == {"3070"}
