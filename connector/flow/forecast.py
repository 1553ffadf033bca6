"""
When the next of everything is due, and when what waits will most likely be posted.

Rule 1: the Web Connector checks in as it did: its next check-in is expected after the middle one of its last gaps.
Rule 2: what waits for a check-in is posted when QuickBooks has worked on all message sets that it takes, at the speed
        that was measured; what is held for a person is in no forecast.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from statistics import median

from connector.domain.operation import State
from connector.flow.entities import MIRRORED, Company
from connector.flow.lease import due
from connector.flow.ports import Work
from connector.sync.sizing import Size, first

CHECK_INS = "check_ins"
KEPT = 10
"""So many check-ins are kept."""
ROUND = timedelta(seconds=2)
"""What a message set takes beside what is in it."""
SETS_BEFORE = 2
"""Lists are read, and numbers looked up, before anything is written."""


@dataclass(frozen=True, slots=True)
class CheckIns:
    """When the Web Connector called last, the newest at the end."""

    at: tuple[datetime, ...] = ()

    def and_at(self, now: datetime) -> CheckIns:
        return CheckIns((*self.at, now)[-KEPT:])

    @property
    def gap(self) -> timedelta | None:
        """The middle one of the times between them."""
        gaps = [after - before for before, after in zip(self.at, self.at[1:], strict=False) if after > before]
        return timedelta(seconds=median(one.total_seconds() for one in gaps)) if gaps else None

    def next_after(self, now: datetime) -> datetime | None:
        """The next one that is still ahead; None where nothing is known of any."""
        if self.gap is None:
            return None
        missed = max(ceil((now - self.at[-1]) / self.gap), 1)
        return self.at[-1] + missed * self.gap


@dataclass(frozen=True, slots=True)
class Due:
    """
    When each is due; None where it is not known. ``posted`` is when all ``queued`` are expected in QuickBooks, and
    ``writes`` from when on anything is written, where it is not now.
    """

    poll: datetime
    mirror: datetime | None = None
    tie_out: datetime | None = None
    check_in: datetime | None = None
    writes: datetime | None = None
    queued: int = 0
    posted: datetime | None = None


def noted(work: Work, company: Company, now: datetime) -> None:
    """The Web Connector checks in."""
    known = work.mirror.value(company.name, CHECK_INS, CheckIns) or CheckIns()
    work.mirror.set_value(company.name, CHECK_INS, known.and_at(now))


def due_of(work: Work, company: Company, now: datetime) -> Due:
    mirrored = work.mirror.cursor(company.name, MIRRORED)
    check_ins = work.mirror.value(company.name, CHECK_INS, CheckIns) or CheckIns()
    next_check_in = check_ins.next_after(now)
    statement = work.tie_outs.kept(company.name, company.schedule.day_of(now))
    queued = len(work.operations.in_state(company.name, State.QUEUED))
    writes = company.schedule.writes_from(now)
    return Due(
        poll=due(work, company.name, now),
        mirror=datetime.fromisoformat(mirrored) + company.schedule.mirror_every if mirrored else next_check_in,
        tie_out=statement.at + company.schedule.tie_out_every if statement else due(work, company.name, now),
        check_in=next_check_in,
        writes=writes if writes > now else None,
        queued=queued,
        posted=_posted(work, company, check_ins, writes, queued) if queued else None,
    )


def _posted(work: Work, company: Company, check_ins: CheckIns, writes: datetime, queued: int) -> datetime | None:
    begins = check_ins.next_after(writes)
    if begins is None:
        return None
    return begins + sum(_sets(work, company, queued), timedelta())


def _sets(work: Work, company: Company, queued: int) -> Sequence[timedelta]:
    """What each message set takes."""
    write = work.mirror.value(company.name, "size.write", Size) or first("write")
    sets = [ROUND] * SETS_BEFORE
    left = queued
    while left > 0:
        part = min(left, write.items)
        sets.append(ROUND + timedelta(seconds=part * write.seconds))
        left -= part
    return sets
