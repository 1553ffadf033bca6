"""
The runner: a thread that looks which companies are due, and one more for each that is being polled.

Rule 1: no company waits for another. Eight polls begin at a time; one that takes longer than a few seconds no longer
        counts, so that a JAGGAER that drips holds up nobody but its own company; 64 are the most there are.
Rule 2: one poll to a company, in this process as anywhere (``flow.lease``).
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Hashable, Sequence
from datetime import datetime
from typing import Generic, TypeVar

LEAST_SECONDS = 1.0  # when even the time of the next poll cannot be kept
MOST_SECONDS = 15.0  # a company that was added meanwhile waits no longer
AT_ONCE = 8
MOST_AT_ONCE = 64
SLOW_SECONDS = 5.0
Name = TypeVar("Name", bound=Hashable)


class Runner(Generic[Name]):
    """``due`` says who is to be polled now and when the next one is, ``poll`` polls one and never raises."""

    def __init__(
        self,
        due: Callable[[], tuple[Sequence[Name], datetime]],
        poll: Callable[[Name], None],
        now: Callable[[], datetime],
    ) -> None:
        self._due = due
        self._poll = poll
        self._now = now
        self._wake = threading.Event()
        self._is_stopped = False
        self._is_crowded = False
        self._thread = threading.Thread(target=self._run, name="runner", daemon=True)
        self._polls: dict[Name, tuple[threading.Thread, float]] = {}

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """A poll that is under way has five seconds to end; what it read and did not keep, the next one reads."""
        self._is_stopped = True
        self._wake.set()
        until = _monotonic() + 5
        self._thread.join(timeout=5)  # from then on no poll begins
        for thread, _ in list(self._polls.values()):
            thread.join(timeout=max(until - _monotonic(), 0))

    def _run(self) -> None:
        while not self._is_stopped:
            self._wake.clear()
            names, soonest = self._due()
            self._is_crowded = not all(self._begun(name) for name in names)
            seconds = LEAST_SECONDS if self._is_crowded else (soonest - self._now()).total_seconds()
            self._wake.wait(min(max(seconds, LEAST_SECONDS), SLOW_SECONDS if self._polls else MOST_SECONDS))

    def _begun(self, name: Name) -> bool:
        """Whether its poll is under way; it is begun if there is room for it."""
        self._polls = {one: (thread, at) for one, (thread, at) in self._polls.items() if thread.is_alive()}
        if name in self._polls:
            return True
        now = _monotonic()
        quick = sum(1 for _, at in self._polls.values() if now - at < SLOW_SECONDS)
        if self._is_stopped or quick >= AT_ONCE or len(self._polls) >= MOST_AT_ONCE:
            return False
        thread = threading.Thread(target=self._one, args=(name,), name=f"poll {name}", daemon=True)
        try:
            thread.start()
        except RuntimeError:  # the machine has no more threads: it is tried again when one has ended
            return False
        self._polls[name] = (thread, now)
        return True

    def _one(self, name: Name) -> None:
        self._poll(name)
        if self._is_crowded:
            self._wake.set()


def _monotonic() -> float:
    return time.monotonic()  # noqa: TID251 # threads live on real time
