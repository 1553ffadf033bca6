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
from scenarios.director import performed
from scenarios.playing import NOT_STRUCK
from scenarios.schema import Scenario
from scenarios.shared import shared
from scenarios.tape import SeededTape

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


Points = tuple[int, ...]
"""The numbers of the points at which the connector dies in one play; a later one is of the life that follows."""


@dataclass(frozen=True, slots=True)
class Death:
    """The points of one play, the name of the first, and what did not hold after dying there."""

    story: str
    points: Points
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


def die(story: str, points: Points, name: str) -> Death:
    """Play a story with the process dying at some of its points."""
    _, result = performed(as_it_must_end(library.find(story).scenario), dies_at=points)
    failures = tuple(one for one in result.failures if not one.startswith(NOT_STRUCK))
    return Death(story, points, name, failures)


def deaths(stories: Sequence[str], *, every: int = 1, jobs: int = 1) -> Iterator[Death]:
    """Every so many-th point of each story; ``jobs`` processes share the work."""
    points = [
        (story, (number,), name)
        for story in stories
        for number, name in enumerate(points_of(library.find(story).scenario), 1)
        if number % every == 0
    ]
    yield from shared(die, points, jobs)


def pairs(stories: Sequence[str], count: int, seed: int, *, jobs: int = 1) -> Iterator[Death]:
    """
    So many pairs of points of each story, drawn by a seed: the process dies, and dies again on its way back.

    A story has more pairs than anybody waits for; those close together come as often as those far apart.
    """
    drawing = SeededTape(seed)
    chosen = []
    for story in stories:
        names = points_of(library.find(story).scenario)
        for _ in range(count):
            first = drawing.choose("the first point", len(names)) + 1
            apart = 1 << drawing.choose("how far apart", max(1, (len(names) - 1).bit_length()))
            chosen.append((story, (first, first + 1 + drawing.choose("the second point", apart)), names[first - 1]))
    yield from shared(die, chosen, jobs)
