"""The clock of a world: it stands still until somebody waits, and on the way to then lets happen what is due."""

from __future__ import annotations

import heapq
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import count

START = datetime(2026, 1, 15, 17, 0, tzinfo=UTC)
Callback = Callable[[], None]


class SimClock:
    """
    A heap of (instant, sequence, callback): of two that are due at once, the one that was set first comes first.

    What happens may wait in its turn: the time it takes is then over for whoever was waiting, too.
    """

    def __init__(self, start: datetime = START) -> None:
        self._now = start
        self._set_by = timedelta()
        self._numbers = count()
        self._events: list[tuple[datetime, int, Callback]] = []

    def now(self) -> datetime:
        """What the clock shows; who waits for something waits for time to pass, whatever it shows."""
        return self._now + self._set_by

    def sleep(self, seconds: float) -> None:
        if seconds > 0:
            self.advance(timedelta(seconds=seconds))

    def at(self, instant: datetime, callback: Callback) -> None:
        """Let something happen then; at once with the next waiting, if that is over already."""
        heapq.heappush(self._events, (instant - self._set_by, next(self._numbers), callback))

    def advance(self, by: timedelta) -> None:
        until = self._now + by
        while self._events and self._events[0][0] <= until:
            instant, _, callback = heapq.heappop(self._events)
            self._now = max(self._now, instant)
            callback()
        self._now = max(self._now, until)

    def jump(self, by: timedelta) -> None:
        """Somebody set the clock, perhaps back: no time passes, and who waits goes on waiting as long."""
        self._set_by += by
