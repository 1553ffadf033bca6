"""
What stops a whole company: a poll that broke, an update that was refused. It is told until one goes well again.

Rule 1: a failure that may pass by itself (a time-out, a 503, a QuickBooks that is busy, an answer that did not come)
        is told from the third in a row on.
Rule 2: an update goes well when QuickBooks was told 100; one that found nothing to do says nothing of it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum

import structlog

from connector.domain.identifiers import CompanyName
from connector.errors import ConnectorError, InternalError, TransientError
from connector.flow.ports import Work

FEW = 3
LONGEST = 500
log = structlog.get_logger()


class Road(Enum):
    """Which way is stopped, as the first part of the id that people see."""

    POLLS = "POLLS_STOPPED"
    DOCUMENTS = "DOCUMENTS_STOPPED"
    UPDATES = "UPDATES_STOPPED"
    WRITING = "WRITING_STOPPED"


TITLES = {
    Road.POLLS: "JAGGAER cannot be read, and nothing new comes from it",
    Road.DOCUMENTS: "Some documents cannot be read from JAGGAER; its invoices can",
    Road.UPDATES: "The Web Connector's updates do not go through, and nothing is posted",
    Road.WRITING: "Nothing can be written to JAGGAER; reading it goes on",
}


@dataclass(frozen=True, slots=True)
class Stop:
    """``what`` happened last, ``times`` in a row since ``since``; ``passes`` where it may pass by itself."""

    what: str
    remedy: str
    since: datetime
    times: int = 1
    passes: bool = False

    @property
    def is_told(self) -> bool:
        return not self.passes or self.times >= FEW

    def __str__(self) -> str:
        often = f", {self.times} times" if self.times > 1 else ""
        return f"{self.what} {self.remedy} (since {self.since:%Y-%m-%d %H:%M} UTC{often})"


def failed(work: Work, company: CompanyName, road: Road, error: Exception, now: datetime) -> None:
    """An error ended a poll or a call."""
    if isinstance(error, ConnectorError):
        stopped(work, company, road, error.what, error.remedy, now, passes=isinstance(error, TransientError))
        return
    fault = InternalError(f"The connector broke ({type(error).__name__}: {error}).")
    stopped(work, company, road, fault.what, fault.remedy, now)


def stopped(
    work: Work, company: CompanyName, road: Road, what: str, remedy: str, now: datetime, *, passes: bool = False
) -> None:
    """What another system said is cut, and half a character in it is none."""
    before = work.mirror.value(company, road.value, Stop)
    what = what[:LONGEST].encode("utf-8", "replace").decode()
    stop = Stop(what, remedy, now, passes=passes)
    if before is not None:
        passes = passes and before.passes  # what was told is told until one goes well
        stop = replace(stop, since=before.since, times=before.times + 1, passes=passes)
    work.mirror.set_value(company, road.value, stop)
    if road is Road.UPDATES:
        log.warning("an update was stopped", company=company, why=f"{what} {remedy}".strip())


def went_well(work: Work, company: CompanyName, road: Road) -> None:
    work.mirror.drop_cursor(company, road.value)


def stops(work: Work, company: CompanyName) -> dict[Road, Stop]:
    """What is to be told of a company."""
    found = {road: work.mirror.value(company, road.value, Stop) for road in Road}
    return {road: stop for road, stop in found.items() if stop is not None and stop.is_told}
