"""The machines with the connector that comes with them, for a test to hold in its hands."""

from __future__ import annotations

from collections.abc import Iterator

from scenarios.checks import When, violations
from scenarios.profiles import STORY
from scenarios.schema import Given
from scenarios.stage import beginning
from scenarios.under_test.rig import Rig
from scenarios.world import World


def shipped_rig(seed: int, given: Given) -> Rig:
    """Both systems as given, and every check of the library."""
    world = World(seed, **beginning(given))

    def look(*, is_over: bool) -> Iterator[str]:
        yield from violations(world, When.BETWEEN_STEPS, *([When.AT_THE_END] if is_over else ()))

    return Rig(world, given, look, STORY)
