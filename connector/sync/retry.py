"""
When to ask JAGGAER again: soon after a failure, then ever later, and never before the time it asked for.

The pauses double from half a minute to half an hour. What JAGGAER asks for by Retry-After is obeyed up to an hour:
longer than that is taken for a mistake, and the next attempt is refused again if it was none.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

FIRST = timedelta(seconds=30)
LONGEST = timedelta(minutes=30)
LONGEST_ASKED = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Pace:
    """
    ``failures`` in a row up to the attempt that ended ``at``; ``due`` is the next one, ``not_before`` what the
    other side asked for.
    """

    failures: int = 0
    at: datetime | None = None
    due: datetime | None = None
    not_before: datetime | None = None


def after_success(now: datetime, every: timedelta) -> Pace:
    return Pace(at=now, due=now + every)


def next_attempt(pace: Pace, now: datetime) -> datetime:
    """At once where there was none, and where the clock was set back since: it would be waited for too long."""
    if pace.due is None or pace.at is None or now < pace.at:
        return now
    return max(pace.due, now)


def after_failure(pace: Pace, now: datetime, asked: timedelta | None) -> Pace:
    wait = min(FIRST * 2 ** min(pace.failures, 10), LONGEST)
    obeyed = min(asked, LONGEST_ASKED) if asked else timedelta()
    return Pace(pace.failures + 1, now, now + max(wait, obeyed), now + obeyed if asked else None)
