"""
What a test of anybody's connector holds in its hands: the machines, filled as it says, and the steps of stories.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from typing import Any, Protocol

from pydantic import TypeAdapter, ValidationError

from scenarios import outside_checks
from scenarios.clock import SimClock
from scenarios.machines import Machines
from scenarios.playing import breaking_errors, ended_otherwise, not_struck, rested, take, taken
from scenarios.schema import Given, Scenario, Span, WrongPart, first
from scenarios.stage import Stage, beginning
from scenarios.transcript import Transcript
from scenarios.under_test.world import WorldUnderTest
from scenarios.verbs import read_steps


class Look(Protocol):
    """Finds what does not hold: between two steps, or of everything when it is over."""

    def __call__(self, *, is_over: bool) -> Iterable[str]: ...


class Rig:
    """``machines`` hold what ``given`` says; ``look`` finds what does not hold, and ``profile`` is our connector's."""

    def __init__(self, machines: Machines, given: Given, look: Look | None = None, profile: Any = None) -> None:
        self.machines = machines
        self._given = given
        self._look = look or partial(outside_checks.violations, machines)
        self._stage = Stage(machines, profile, take)
        self._stage.fill(given)

    def start(self) -> None:
        """The connector is connected, and the schedules of what is given run."""
        self._stage.start(self._given)

    @property
    def seed(self) -> int:
        return self.machines.seed

    @property
    def clock(self) -> SimClock:
        return self.machines.clock

    @property
    def transcript(self) -> Transcript:
        return self.machines.transcript

    def play(self, *steps: str | dict[str, Any]) -> None:
        """
        Take steps, each as a story has it: ``"poll jaggaer"``, ``{"advance": "15m"}``.

        A step that is not understood is a ``ValueError``, one that is impossible a ``CannotTake``; what does not hold
        afterwards is an ``AssertionError``.
        """
        try:
            read = read_steps(list(steps), ())
        except WrongPart as error:
            raise ValueError(str(error)) from error
        for step in read:
            take(self._stage, step)
            self._assert(is_over=False)

    def settle(self, within: str = "1h") -> None:
        """Nothing is broken any more: polls and updates run every five minutes for that long (``15m``, ``4h``)."""
        try:
            span = TypeAdapter(Span).validate_python(within)
        except ValidationError as error:
            raise ValueError(first(error, Given)[1]) from error
        self.machines.settle(span)

    def check(self) -> None:
        """An ``AssertionError`` says what of all that must hold does not; a fault that never struck proves nothing."""
        self._assert(*not_struck(self._stage), is_over=True)

    def _assert(self, *known: str, is_over: bool) -> None:
        broken = [*known, *self._look(is_over=is_over)]
        if broken:
            raise AssertionError("\n".join(broken))

    def failures(self, scenario: Scenario) -> Iterator[str]:
        """Play the steps of a story, and say what did not come out as it should."""
        unknown = [name for name in ("judge", "logged", "polls_failed") if getattr(scenario.then, name)]
        if unknown:
            yield f"the story asks for “{unknown[0]}” of the connector, and somebody else's does not tell it"
            return
        try:
            yield from taken(self._stage, scenario, lambda: self._look(is_over=False))
            yield from rested(self._stage, scenario)
            yield from ended_otherwise(self._stage, scenario)
        except breaking_errors(self._stage) as error:
            yield f"the story broke off: {error}"
            return
        yield from self._look(is_over=True)


def rig_under_test(seed: int, given: Given) -> Rig:
    """Both systems as given, and no connector yet."""
    return Rig(WorldUnderTest(seed, **beginning(given)), given)


def given_of(parts: dict[str, Any]) -> Given:
    """What both systems hold at first, as the part of a story; a ``ValueError`` says what is not understood."""
    try:
        return Given.model_validate(parts)
    except ValidationError as error:
        raise ValueError(str(first(error, Given)[1])) from error
