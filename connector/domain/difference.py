"""A field that two sides have otherwise."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

NOTHING = "nothing"
NameOf = Callable[[str], str]
"""What people call a record of a list by its id."""


@dataclass(frozen=True, slots=True)
class Difference:
    """``one`` and ``other`` are what the sides have, ``sides`` how they are said."""

    field: str
    one: str
    other: str
    sides: tuple[str, str]

    @property
    def as_change(self) -> str:
        """``the number from AC-1 to AC-2``."""
        return f"the {self.field} from {self.one or NOTHING} to {self.other or NOTHING}"

    def __str__(self) -> str:
        return f"{self.field} {self.one or NOTHING} {self.sides[0]}, {self.other or NOTHING} {self.sides[1]}"


Says = Sequence[tuple[str, str]]
"""What one side says, field by field."""


def differing(one: Says, other: Says, sides: tuple[str, str]) -> Iterator[Difference]:
    """What two sides say otherwise, in the order in which it is said."""
    ours, theirs = dict(one), dict(other)
    for name in dict.fromkeys((*ours, *theirs)):
        if ours.get(name, "") != theirs.get(name, ""):
            yield Difference(name, ours.get(name, ""), theirs.get(name, ""), sides)
