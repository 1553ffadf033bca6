"""Plays a story: sets the stage, takes the steps, and looks whether it ended as told."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from structlog.testing import capture_logs

from connector import Profile
from scenarios.checks import When, violations
from scenarios.guards import watching
from scenarios.judging import judged
from scenarios.playing import breaking_errors, ended_otherwise, rested, take, taken
from scenarios.profiles import STORY
from scenarios.schema import Scenario, Then
from scenarios.stage import Stage, beginning
from scenarios.transport import InProcess, OverSockets
from scenarios.world import NAME, World


@dataclass(frozen=True, slots=True)
class Result:
    """``failures`` are in words; none means that the story holds. ``digest`` is that of its transcript."""

    name: str
    seed: int
    failures: tuple[str, ...]
    digest: str

    @property
    def passed(self) -> bool:
        return not self.failures


def play(scenario: Scenario, seed: int | None = None, profile: Profile = STORY, *, sockets: bool = False) -> Result:
    """Play a story in a world of its own; over real loopback sockets it ends in the same state."""
    return performed(scenario, seed, profile, sockets=sockets)[1]


def performed(
    scenario: Scenario,
    seed: int | None = None,
    profile: Profile = STORY,
    *,
    sockets: bool = False,
    assumed: Mapping[str, str] | None = None,
    dies_at: Collection[int] = (),
) -> tuple[World, Result]:
    """
    The result, and the world as the story left it; ``assumed`` are values for switches of QuickBooks.

    ``dies_at`` are the numbers of the points at which the connector's process dies (``scenarios.crash``).
    """
    drawn = scenario.seed if seed is None else seed
    begins = beginning(scenario.given)
    begins["delivery"] = OverSockets if sockets else InProcess
    world = World(drawn, **begins)
    world.crashes.at = frozenset(dies_at)
    for name, value in (assumed or {}).items():
        world.file.assumed.choose(name, value)
    try:
        with watching(sockets=sockets), capture_logs() as world.log:
            failures = tuple(dict.fromkeys(_played(world, scenario, profile)))
    finally:
        world.close()
    return world, Result(scenario.name, drawn, failures, world.transcript.digest())


def _played(world: World, scenario: Scenario, profile: Profile) -> Iterator[str]:
    stage = Stage(world, profile, take)
    try:
        stage.set(scenario.given)
        world.crashes.is_counting = True
        yield from taken(stage, scenario, lambda: violations(world, When.BETWEEN_STEPS))
        world.crashes.is_counting = False
        yield from rested(stage, scenario)
    except breaking_errors(stage) as error:
        yield f"the story broke off: {error}"
        return
    yield from ended_otherwise(stage, scenario)
    yield from _told(world, scenario.then)
    if scenario.then.judge is not None:
        yield from judged(world, scenario)
    ended = (When.BETWEEN_STEPS, When.AT_THE_END)
    yield from violations(world, *ended, *([When.AT_REST] if scenario.then.settle is not None else []))


def _told(world: World, then: Then) -> Iterator[str]:
    """What the connector itself says."""
    if then.exceptions != "any":
        waiting = sorted(hold.code.name for one in world.connector.exceptions(NAME) for hold in one.holds)
        expected = [] if then.exceptions == "none" else sorted(then.exceptions)
        if waiting != expected:
            yield f"the exceptions are {waiting}, not {expected}"
    failed = sum(poll.is_failed for poll in world.polls)
    if then.polls_failed not in (None, failed):
        yield f"{failed} polls failed, not {then.polls_failed}"
    for words in then.logged:
        if not any(words in str(line) for line in world.log):
            yield f"“{words}” is not in the log"
