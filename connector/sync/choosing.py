"""A value together with the rules that made it: what a person asks of a bill later."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

from connector.domain.bill import Choice
from connector.domain.hold import Hold

T = TypeVar("T", covariant=True)
PERSON = "a person said so"


@dataclass(frozen=True, slots=True)
class Chosen(Generic[T]):
    value: T
    choices: tuple[Choice, ...] = ()


def holds_in(parts: Iterable[object]) -> tuple[Hold, ...]:
    """Every reason against among what was asked for, each once."""
    found: list[Hold] = []
    for part in parts:
        found += [part] if isinstance(part, Hold) else part if isinstance(part, tuple) else []
    return tuple(dict.fromkeys(found))
