"""
Stories on another QuickBooks: with what is assumed of it turned the other way.

A run depends on just those switches that were looked at in it. So a story is played once for each switch that its own
run asked about, and a combination is not played where an earlier run had the same values for all it asked about.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from random import Random

from scenarios.director import performed
from scenarios.library import Story
from simulators.qbwc import SWITCHES

Values = Mapping[str, str]
DEFAULTS: Values = {name: switch.default for name, switch in SWITCHES.items()}


@dataclass(frozen=True, slots=True)
class Flip:
    """One story as it was played with other values for some switches."""

    story: Story
    values: Values
    failures: tuple[str, ...]

    @property
    def name(self) -> str:
        turned = [f"{name}={value}" for name, value in sorted(self.values.items()) if DEFAULTS[name] != value]
        return f"{self.story.id} ({', '.join(turned) or 'as assumed'})"


def flips(story: Story, combinations: int = 0) -> Iterator[Flip]:
    """A story with every single switch flipped that matters to it, and with so many combinations of all."""
    pinned = story.scenario.given.quickbooks.assumed
    known: list[Values] = []
    for values in _wanted(combinations):
        chosen = {**values, **pinned}
        if any(all(chosen[name] == value for name, value in seen.items()) for seen in known):
            continue
        world, result = performed(story.scenario, assumed=chosen)
        known.append({name: chosen[name] for name in world.file.assumed.asked})
        yield Flip(story, chosen, result.failures)


def _wanted(combinations: int) -> Iterator[Values]:
    yield DEFAULTS
    for name, switch in SWITCHES.items():
        yield {**DEFAULTS, name: switch.other}
    for seed in range(combinations):
        random = Random(seed)  # noqa: S311 # a choice of stories, not a secret
        yield {name: random.choice((switch.default, switch.other)) for name, switch in SWITCHES.items()}
