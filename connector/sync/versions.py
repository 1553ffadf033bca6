"""
Which of two readings of a document counts.

Rule 1: the one with the later stamp; at equal stamps the one whose pass began later. Passes are counted, not timed:
        a clock may be set back.
Rule 2: a stamp that is no instant, lies ahead of ``latest`` (now and the overlap) or before 1990, is no stamp: one of
        2099 would freeze its document, and from one of the year 1 nothing can be taken away.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Reading:
    """``stamp`` is JAGGAER's lastUpdate as it was written, ``read_in`` the number of the pass that read it."""

    stamp: str
    read_in: int


def instant_of(stamp: str, latest: datetime) -> datetime | None:
    """When a document was changed, as far as its stamp can be believed; without an offset it is UTC."""
    try:
        instant = datetime.fromisoformat(stamp.replace("Z", "+00:00"))
    except ValueError:
        return None
    aware = instant if instant.tzinfo else instant.replace(tzinfo=UTC)
    return aware if EARLIEST <= aware <= latest else None


def counts(read: Reading, kept: Reading, latest: datetime) -> bool:
    """Whether what was read takes the place of what is kept."""
    ours, theirs = instant_of(read.stamp, latest), instant_of(kept.stamp, latest)
    if ours and theirs and ours != theirs:
        return ours > theirs
    return read.read_in >= kept.read_in


def is_known(stamp: str, kept: str, latest: datetime) -> bool:
    """Whether a row of the list has the stamp that its document was kept with; what has no stamp is read again."""
    instant = instant_of(stamp, latest)
    return instant is not None and instant == instant_of(kept, latest)
