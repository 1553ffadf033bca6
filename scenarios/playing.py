"""Plays the steps of a story, and says what of it did not happen or came out otherwise; whoever's connector it is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta

from scenarios.expected import unlike
from scenarios.guards import ReachedOut
from scenarios.reached import REACHED
from scenarios.schema import Part, Scenario, Step
from scenarios.stage import Stage
from scenarios.verbs import VERBS

NOT_STRUCK = "the fault "


def taken(stage: Stage, scenario: Scenario, look: Callable[[], Iterable[str]]) -> Iterator[str]:
    """The steps of a story; ``look`` finds what is wrong between any two of them."""
    for step in scenario.steps:
        take(stage, step)
        yield from look()


def rested(stage: Stage, scenario: Scenario) -> Iterator[str]:
    """After the steps: everything comes to rest, if the story says so."""
    world = stage.world
    yield from not_struck(stage)
    if scenario.then.settle is not None:
        by_hand = {
            "polls": scenario.given.connector.every is None,
            "updates": scenario.given.web_connector.every is None,
        }
        world.settle(scenario.then.settle, **by_hand)


def breaking_errors(stage: Stage) -> tuple[type[BaseException], ...]:
    """What breaks a story off, so that nothing after it is looked at."""
    return (*stage.world.refusals, ReachedOut, OverflowError)


def take(stage: Stage, step: Step) -> None:
    """Play one step; it stands in the transcript before what it does."""
    stage.world.transcript.mark(step.verb if step.value is None else f"{step.verb}: {_shown(step.value)}")
    stage.world.surviving(lambda: VERBS[step.verb].act(stage, step.value))


def _shown(value: object) -> str:
    """As it may stand in a story."""
    if isinstance(value, Step):
        return value.verb if value.value is None else f"{value.verb}: {_shown(value.value)}"
    if isinstance(value, Part):
        given = {name: getattr(value, name) for name in type(value).model_fields if name in value.model_fields_set}
        return f"{{{', '.join(f'{name}: {_shown(one)}' for name, one in given.items())}}}"
    if isinstance(value, list):
        return f"[{', '.join(_shown(one) for one in value)}]"
    return f"{value.total_seconds():.0f}s" if isinstance(value, timedelta) else str(value)


def not_struck(stage: Stage) -> Iterator[str]:
    """What was to go wrong has to have gone wrong, or the story proves nothing."""
    for fault in stage.world.injected:
        if not fault.struck:
            yield f"{NOT_STRUCK}{fault.name} never struck{f' at {fault.on}' if fault.on else ''}"
    for one in stage.interruptions:
        if not one.has_happened:
            yield f"what was to happen during {one.on} number {one.nth} never happened"


def ended_otherwise(stage: Stage, scenario: Scenario) -> Iterator[str]:
    """What did not end as the story says."""
    world, then = stage.world, scenario.then
    yield from unlike(world, scenario)
    for wanted in then.reached:
        if not REACHED[wanted].is_so(world):
            yield f"{wanted} was not reached"
    shown = [one.result.status for one in world.told]
    for words in then.told:
        if not any(words in status for status in shown):
            yield f"no update ended with “{words}”, but with {sorted(set(shown))}"
