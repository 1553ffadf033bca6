"""No more requests a second than the tenant bears."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from connector.adapters.throttle import Throttle

START = datetime(2026, 1, 1, tzinfo=UTC)


def waits(per_second: float, arrivals: list[float]) -> list[float]:
    """How long each of several callers is kept, by the seconds at which they come."""
    kept: list[float] = []
    now = iter(START + timedelta(seconds=one) for one in arrivals)
    throttle = Throttle(per_second, lambda: next(now), kept.append)
    found = []
    for _ in arrivals:
        before = len(kept)
        throttle.wait()
        found.append(kept[-1] if len(kept) > before else 0.0)
    return found


def test_each_caller_gets_a_moment_of_its_own() -> None:
    assert waits(4, [0, 0, 0, 0]) == [0, 0.25, 0.5, 0.75]


def test_who_comes_late_enough_does_not_wait() -> None:
    assert waits(4, [0, 1, 1.1, 5]) == [0, 0, 0.15, 0]


def test_without_a_limit_nobody_waits() -> None:
    assert waits(0, [0, 0, 0]) == [0, 0, 0]
