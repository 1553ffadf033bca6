"""
The tape of choices: whatever a world leaves to chance is drawn here, and can be drawn again.

Rule 1: zero is the mildest choice everywhere: no fault, the first in order, the least latency.
Rule 2: identities (tickets, tokens, ids) are no choices: padding them with zeros would make two of them the
        same. They come from the seed alone (``SeededEntropy``).
"""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from itertools import count
from random import Random
from typing import Protocol


class Misaligned(Exception):
    """A strict replay was asked for another choice than the one that was recorded."""


@dataclass(frozen=True, slots=True)
class Choice:
    """``value`` is at least 0 and less than ``bound``."""

    label: str
    bound: int
    value: int


class Tape(Protocol):
    """A source of choices that keeps what it gave."""

    choices: list[Choice]

    def choose(self, label: str, bound: int) -> int: ...


class SeededTape:
    """Choices by a seed."""

    def __init__(self, seed: int) -> None:
        self._random = Random(seed)  # noqa: S311 # a story, not a secret
        self.choices: list[Choice] = []

    def choose(self, label: str, bound: int) -> int:
        value = self._random.randrange(bound)
        self.choices.append(Choice(label, bound, value))
        return value


class ReplayedTape:
    """
    Choices that were made before.

    Strict: the same labels and bounds in the same order, or ``Misaligned``. Lenient: a choice that does not
    fit, or that comes after the end, is zero.
    """

    def __init__(self, recorded: Sequence[Choice], *, strict: bool) -> None:
        self._recorded = recorded
        self._strict = strict
        self.choices: list[Choice] = []

    def choose(self, label: str, bound: int) -> int:
        position = len(self.choices)
        recorded = self._recorded[position] if position < len(self._recorded) else None
        fits = recorded is not None and (recorded.label, recorded.bound) == (label, bound)
        if self._strict and not fits:
            raise Misaligned(f"choice {position + 1} is “{label}” of {bound}; recorded was {recorded or 'nothing'}")
        value = recorded.value if recorded is not None and fits else 0
        self.choices.append(Choice(label, bound, value))
        return value


def dump(choices: Sequence[Choice]) -> str:
    return json.dumps([astuple(choice) for choice in choices])


def load(text: str) -> list[Choice]:
    return [Choice(*row) for row in json.loads(text)]


class SeededEntropy:
    """The identities of a world: the same seed gives the same tickets, tokens and ids, in the same order."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._numbers = count()

    def bytes(self, count: int) -> bytes:
        return hashlib.shake_256(f"{self._seed}/{next(self._numbers)}".encode()).digest(count)

    def secret(self) -> str:
        return self.bytes(32).hex()

    def token(self) -> str:
        return self.secret()

    def guid(self) -> str:
        return str(uuid.UUID(bytes=self.bytes(16), version=4))
