"""Drawing from a tape, in the words of what is drawn; zero is the mildest choice everywhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeVar

from scenarios.tape import Tape

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Draw:
    tape: Tape

    def number(self, what: str, least: int, most: int) -> int:
        """From ``least`` to ``most``, both included."""
        return least + self.tape.choose(what, most - least + 1)

    def one_of(self, what: str, these: Sequence[T]) -> T:
        return these[self.tape.choose(what, len(these))]

    def happens(self, what: str, percent: int) -> bool:
        return self.tape.choose(what, 100) >= 100 - percent

    def some_of(self, what: str, these: Sequence[T], percent: int) -> list[T]:
        """Each with the same likelihood."""
        return [one for one in these if self.happens(what, percent)]

    def amount(self, what: str, most: int = 99_999) -> str:
        """From 0.01, in cents up to ``most``."""
        return cents(self.number(what, 1, most))

    def span(self, what: str, most: timedelta) -> timedelta:
        """In whole seconds, from one."""
        return timedelta(seconds=self.number(what, 1, int(most.total_seconds())))


def cents(count: int) -> str:
    return f"{count // 100}.{count % 100:02d}"
