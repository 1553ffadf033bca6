"""Time, faults, and what happens in the middle of something else."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, ConfigDict, Field, WithJsonSchema, model_validator

from scenarios.crash import POINTS
from scenarios.faults import OPERATIONS, known
from scenarios.network import Interruption
from scenarios.schema import Part, Span, Step, nearest
from scenarios.stage import Stage
from scenarios.verbs.verb import Verb
from simulators.jaggaer import OPERATIONS as TENANT_OPERATIONS
from simulators.qbwc import REQUESTS


def _call(name: str) -> str:
    if name not in OPERATIONS:
        raise ValueError(f"there is no call “{name}”. {nearest(name, list(OPERATIONS))}")
    return name


Call = Annotated[str, AfterValidator(_call), WithJsonSchema({"enum": list(OPERATIONS)})]


ON = {
    "quickbooks": list(REQUESTS),
    "jaggaer": list(TENANT_OPERATIONS),
    "network": list(OPERATIONS),
    "store": [],
    "clock": list(OPERATIONS),
    "connector": list(POINTS),
}


def _by_machine() -> list[Any]:
    """For editors: what can go wrong with each machine, and where."""
    return [
        {
            "if": {"properties": {"to": {"const": machine}}},
            "then": {"properties": {"fault": {"enum": known(machine)}, "on": {"enum": ["", *places]}}},
        }
        for machine, places in ON.items()
    ]


class Injection(Part):
    """Which machine, which fault, at which request, and how often."""

    model_config = ConfigDict(json_schema_extra={"allOf": _by_machine()})

    to: Literal["quickbooks", "jaggaer", "network", "store", "clock", "connector"]
    fault: str
    on: str = Field(
        "", description="A request of qbXML, an operation of JAGGAER, a call, or a point of the connector's."
    )
    nth: int = Field(1, ge=1)
    times: int = Field(1, ge=1)
    chance: float = Field(1.0, gt=0, le=1, description="How likely it strikes each time; the seed decides.")

    @model_validator(mode="after")
    def check(self) -> Injection:
        names = known(self.to)
        if self.fault not in names:
            raise ValueError(f"there is no fault “{self.fault}” of {self.to}. {nearest(self.fault, names)}")
        known_here = ON[self.to]
        if self.on and self.on not in known_here:
            raise ValueError(f"“{self.on}” is nothing that {self.to} is asked for. {nearest(self.on, known_here)}")
        return self


class During(Part):
    """Steps that happen in the middle of the nth call of a name: before the server sees it, or after it answered."""

    call: Call
    nth: int = Field(1, ge=1)
    when: Literal["before", "after"] = "before"
    do: list[Step]


class Perhaps(Part):
    """Steps that may come to nothing."""

    do: list[Step]


def _advance(stage: Stage, by: timedelta) -> None:
    stage.world.advance(by)


def _turn_back(stage: Stage, by: timedelta) -> None:
    stage.world.clock.jump(-by)


def _inject(stage: Stage, given: Injection) -> None:
    stage.world.inject(given.to, given.fault, given.on, given.nth, given.times, given.chance)


def _during(stage: Stage, given: During) -> None:
    def act() -> None:
        for step in given.do:
            stage.take(stage, step)

    interruption = Interruption(given.call, given.nth, is_before=given.when == "before", act=act)
    stage.world.network.interruptions.append(interruption)
    stage.interruptions.append(interruption)


def _perhaps(stage: Stage, given: Perhaps) -> None:
    """One that cannot be taken is left out; a fault or an interruption in them need not happen."""
    world = stage.world
    injected, interruptions = len(world.injected), len(stage.interruptions)
    for step in given.do:
        try:
            stage.take(stage, step)
        except world.refusals as error:
            world.transcript.mark(f"it came to nothing: {error}")
    del world.injected[injected:], stage.interruptions[interruptions:]


VERBS = (
    Verb("advance", "Time passes: schedules run, tokens expire, pauses end.", "advance: 15m", _advance, Span),
    Verb("turn clock back", "Somebody sets the clock back; no time passes.", "turn clock back: 2h", _turn_back, Span),
    Verb(
        "inject",
        "Let a fault strike (`scenarios faults` lists them): at the nth request of its kind from now, so many times, "
        "or with a `chance` at each.",
        "inject: {to: quickbooks, fault: lose_answer, on: BillAdd, nth: 1, times: 1}",
        _inject,
        Injection,
    ),
    Verb(
        "clear faults",
        "From now on everything works.",
        "clear faults",
        lambda stage, _: stage.world.clear_faults(),
    ),
    Verb(
        "during",
        "Steps in the middle of a later step: at the nth call of that name, before the server sees it or after it "
        "answered.",
        "during: {call: receiveResponseXML, nth: 2, when: before, do: [restart connector]}",
        _during,
        During,
    ),
    Verb(
        "perhaps",
        "Steps that may come to nothing: one that is impossible by then is left out, and a fault need not strike.",
        "perhaps: {do: [void bill: AC-778]}",
        _perhaps,
        Perhaps,
    ),
)
