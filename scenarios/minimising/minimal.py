"""The smallest form of a story in which the same check fails: found by playing it, and made a story to keep."""

from __future__ import annotations

from typing import Any

from scenarios.director import performed
from scenarios.minimising.minimise import MOST, Minimised, check_of, minimise
from scenarios.minimising.proves import proves
from scenarios.schema import Scenario, WrongPart
from scenarios.story import story_of
from scenarios.world import NAME, World

Data = dict[str, Any]


def minimal(data: Data, check: str | None = None, plays: int = MOST) -> Minimised | None:
    """None where the story holds, or fails otherwise than by that check."""
    found = minimise(data, failures_of, check, plays)
    if found is not None:
        _finish(found)
    return found


def failures_of(data: Data) -> list[str]:
    """Play the data of a story; of what is no story there are none."""
    try:
        scenario = story_of(data)
    except WrongPart:
        return []
    return list(attempted(scenario)[1])


def attempted(scenario: Scenario) -> tuple[World | None, tuple[str, ...]]:
    """The world and the failures of a story; one that breaks leaves no world, and fails by that."""
    try:
        world, result = performed(scenario)
    except Exception as error:
        return None, (f"the play broke off by {type(error).__name__}: {error}",)
    return world, result.failures


def _finish(found: Minimised) -> None:
    """The smaller story says what it proves, and expects nothing but its check."""
    found.data["proves"] = proves(found.data, found.check)
    others = [one for one in failures_of(found.data) if check_of(one) != found.check]
    if any(one.startswith("the exceptions are") for one in others):
        world, _ = performed(story_of(found.data))
        codes = sorted(hold.code.name for one in world.connector.exceptions(NAME) for hold in one.holds)
        found.data["then"]["exceptions"] = codes
