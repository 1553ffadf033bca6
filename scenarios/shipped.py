"""The machines with the connector that comes with them, for a test to hold in its hands."""

from __future__ import annotations

from collections.abc import Iterator

from scenarios.checks import When, violations
from scenarios.machines import EVERY
from scenarios.profiles import STORY
from scenarios.rig import Rig
from scenarios.schema import Given
from scenarios.world import World


def shipped_rig(seed: int, given: Given) -> Rig:
    """Both systems as given, and every check of the library."""
    world = World(
        seed,
        takes_time=given.quickbooks.takes_time,
        token_lifetime=given.jaggaer.token_lifetime,
        poll_every=given.connector.every or EVERY,
    )

    def look(*, is_over: bool) -> Iterator[str]:
        yield from violations(world, When.BETWEEN_STEPS, *([When.AT_THE_END] if is_over else ()))

    return Rig(world, given, look, STORY)
