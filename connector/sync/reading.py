"""
How far the reading of a list of QuickBooks got, over as many updates as it takes.

Rule 1: an iterator dies with its session (Intuit), so what can be read to its end is a slice: the rows that changed in
        a span of time.
Rule 2: the first slice is all there is. One that breaks off is begun anew as a shorter one, of about half the rows
        that were read of it: as long as an update reads anything, the next one gets to the end of its slice.
Rule 3: a slice that was read to its end is not read again. The next one begins two hours before that end, because
        stamps are often an hour out; where two hours are the whole slice, it begins where that ended.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

OVERLAP = timedelta(hours=2)
SAMPLE = 256
EARLIEST = "1990"


@dataclass(frozen=True, slots=True)
class Reading:
    """
    Stamps are QuickBooks' wall time without an offset, as its filters read it; empty is the beginning or the end.

    ``is_whole`` says that it leaves nothing out, so that a row that is not ``seen`` is gone. ``rows`` were read of this
    slice, ``left`` are left of it, and ``stamps`` are a sample of theirs. ``newest`` is the latest of all.
    """

    is_whole: bool = True
    since: str = ""
    until: str = ""
    newest: str = ""
    seen: tuple[str, ...] = ()
    rows: int = 0
    left: int = 0
    stamps: tuple[str, ...] = ()


def with_page(reading: Reading, ids: Sequence[str], stamps: Sequence[str], left: int) -> Reading:
    """After a page of this slice."""
    sample = (*reading.stamps, *stamps)
    return replace(
        reading,
        newest=max((reading.newest, *stamps)),
        seen=tuple(dict.fromkeys((*reading.seen, *ids))) if reading.is_whole else (),
        rows=reading.rows + len(ids),
        left=left,
        stamps=sample if len(sample) <= SAMPLE else sample[::2],
    )


def broken_off(reading: Reading) -> Reading:
    """The slice to begin with after one broke off; the same where nothing of it was read, or it cannot be cut."""
    share = reading.rows / 2 / max(1, reading.rows + reading.left)
    known = sorted(reading.stamps)
    inside = [one for one in known if one > reading.since and (not reading.until or one < reading.until)]
    until = inside[min(int(share * len(known)), len(inside) - 1)] if inside else reading.until
    return replace(reading, until=until, rows=0, left=0, stamps=())


def following(reading: Reading) -> Reading | None:
    """The slice after one that was read to its end; none after the last."""
    if not reading.until:
        return None
    before = _earlier(reading.until)
    since = before if before > reading.since else reading.until
    return replace(reading, since=since, until="", rows=0, left=0, stamps=())


def _earlier(stamp: str) -> str:
    return stamp if stamp < EARLIEST else (datetime.fromisoformat(stamp) - OVERLAP).isoformat(timespec="seconds")
