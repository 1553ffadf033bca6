"""
The proof by dying: every point at which the connector can die, one by one, survived by the stories that show the road.

A story is played once to number its points, then once for each with the process dying there. However it dies, it ends
as the story tells: the same bills and exceptions, and every invariant.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from scenarios import library
from scenarios.director import NOT_STRUCK, performed
from scenarios.schema import Scenario
from scenarios.shared import shared

GOLDEN = (
    "road/first_bill",
    "settling/answer_lost_after_save",
    "settling/crash_in_message_set",
    "corrections/answer_to_a_change_lost",
    "corrections/paid_credited_and_back",
    "orders/entered_and_billed",
    "orders/billed_before_it_is_known",
    "orders/answer_to_a_revision_lost",
    "orders/written_to_jaggaer",
    "orders/written_though_answers_are_lost",
    "orders/own_order_confirmed",
    "orders/bill_takes_the_place",
    "orders/bill_takes_the_place_after_a_crash",
    "payments/told_once",
    "payments/answer_lost",
    "reference-data/vendor_follows_its_supplier",
)
LONG_ENOUGH = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Death:
    """One point of one story, and what did not hold after dying there."""

    story: str
    number: int
    name: str
    failures: tuple[str, ...]


def as_it_must_end(scenario: Scenario) -> Scenario:
    """The story without what it says of the way: who dies on it comes another way."""
    then = scenario.then.model_copy(
        update={"settle": LONG_ENOUGH, "reached": [], "told": [], "logged": [], "polls_failed": None}
    )
    return scenario.model_copy(update={"then": then})


def points_of(scenario: Scenario) -> list[str]:
    world, _ = performed(as_it_must_end(scenario))
    return world.crashes.names


def die(story: str, number: int, name: str) -> Death:
    """Play a story of the library with the process dying at one of its points."""
    _, result = performed(as_it_must_end(library.find(story).scenario), dies_at=number)
    failures = tuple(one for one in result.failures if not one.startswith(NOT_STRUCK))
    return Death(story, number, name, failures)


def deaths(stories: Sequence[str], *, every: int = 1, jobs: int = 1) -> Iterator[Death]:
    """Every so many-th point of each story; ``jobs`` processes share the work."""
    points = [
        (story, number, name)
        for story in stories
        for number, name in enumerate(points_of(library.find(story).scenario), 1)
        if number % every == 0
    ]
    yield from shared(die, points, jobs)
