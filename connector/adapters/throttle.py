"""At most so many requests a second, whoever asks: for tenants that say how much they bear."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


def _rest(seconds: float) -> None:
    threading.Event().wait(seconds)


class Throttle:
    """Each caller waits for a moment of its own; without a limit, nobody waits."""

    def __init__(self, per_second: float, now: Callable[[], datetime], wait: Callable[[float], None] = _rest) -> None:
        self._apart = timedelta(seconds=1 / per_second) if per_second else timedelta()
        self._now = now
        self._wait = wait
        self._lock = threading.Lock()
        self._next = LONG_AGO

    def wait(self) -> None:
        if not self._apart:
            return
        with self._lock:
            now = self._now()
            mine = max(now, self._next)
            self._next = mine + self._apart
        if mine > now:
            self._wait((mine - now).total_seconds())
