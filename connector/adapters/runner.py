"""The runner: a thread that polls JAGGAER for every company when it is due, one after the other."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime

LEAST_SECONDS = 1.0  # when even the time of the next poll cannot be kept
MOST_SECONDS = 15.0  # a company that was added meanwhile waits no longer


class Runner:
    """``tick`` polls every company that is due, and says when the next one is."""

    def __init__(self, tick: Callable[[], datetime], now: Callable[[], datetime]) -> None:
        self._tick = tick
        self._now = now
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="runner", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopped.set()
        self._thread.join(timeout=5)

    def _run(self) -> None:
        while not self._stopped.is_set():
            seconds = (self._tick() - self._now()).total_seconds()
            self._stopped.wait(min(max(seconds, LEAST_SECONDS), MOST_SECONDS))
