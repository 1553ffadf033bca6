"""
How much goes into one message set: what fits half a minute, as far as this QuickBooks has shown.

Rule 1: a round trip is aimed at 30 s; a minute is the Web Connector's end (assumed: no public source shows where).
Rule 2: the time of one item is learned from answers, the newest counting half; a fast QuickBooks doubles the size at
        most, a slow answer or one that did not come halves it at once.
Rule 3: a message set with few items says little of one of them: most of its time is its own.
Rule 4: a size stays within its bounds, whatever was measured.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

AIM = timedelta(seconds=30)
SLOW = timedelta(seconds=40)
MARGIN = 0.95
FEW = 4


@dataclass(frozen=True, slots=True)
class Bounds:
    first: int
    most: int
    least: int = 1


BOUNDS: Mapping[str, Bounds] = {
    "write": Bounds(first=25, most=92),
    "look up": Bounds(first=200, most=400),
    "read back": Bounds(first=200, most=400),
    "lists": Bounds(first=500, most=1000, least=20),
    "orders": Bounds(first=100, most=400, least=5),
}


@dataclass(frozen=True, slots=True)
class Size:
    """``items`` go into the next message set; ``seconds`` is what one of them took, 0 before one was measured."""

    items: int
    seconds: float = 0.0


def first(what: str) -> Size:
    return Size(BOUNDS[what].first)


def after_answer(size: Size, what: str, items: int, took: timedelta) -> Size:
    """The next size, after so many items took so long; a clock that was set back says nothing."""
    if items < 1 or took < timedelta():
        return size
    if took > SLOW:
        return after_silence(size, what, items)
    if items * FEW < size.items:
        return size
    each = took.total_seconds() / items
    seconds = each if not size.seconds else (size.seconds + each) / 2
    fitting = int(AIM.total_seconds() * MARGIN / seconds) if seconds else BOUNDS[what].most
    return Size(_within(what, min(fitting, 2 * max(size.items, 1))), seconds)


def after_silence(size: Size, what: str, items: int) -> Size:
    """Half of what was too much."""
    return replace(size, items=_within(what, min(size.items, items) // 2))


def _within(what: str, items: int) -> int:
    return max(BOUNDS[what].least, min(BOUNDS[what].most, items))
