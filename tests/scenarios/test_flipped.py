"""
The stories hold with every single switch of QuickBooks flipped, and with combinations of them.

``--switches each`` plays every story with each switch that it asks about, ``--switches some`` every twentieth story;
``--switches 50`` adds fifty combinations.
``test_stories`` plays them with all switches flipped at once.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from scenarios import flipped, library
from simulators.qbwc import SWITCHES

STORIES = {story.id: story for story in library.stories()}


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "id_" in metafunc.fixturenames:
        which = metafunc.config.getoption("--switches")
        not_asked = [pytest.param("none", marks=pytest.mark.skip(reason="--switches says how many"))]
        metafunc.parametrize("id_", not_asked if which == "none" else list(STORIES)[:: 20 if which == "some" else 1])


def test_a_story_holds_with_each_switch_flipped(id_: str, request: pytest.FixtureRequest) -> None:
    which = request.config.getoption("--switches")
    combinations = 0 if which in ("each", "some") else int(which)
    failed = {flip.name: flip.failures for flip in flipped.flips(STORIES[id_], combinations) if flip.failures}
    assert failed == {}


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
