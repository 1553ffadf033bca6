"""
When a company's work is done: how often each side is read, and the hours in which nobody is to be disturbed.

Rule 1: hours are those of the customer's time zone, also where a clock is put forward or back in the night.
Rule 2: hours that end before they begin go over midnight, and belong to the day that they begin on.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

Day = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
Documents = Literal["invoices", "orders", "receipts", "suppliers"]
DAYS: tuple[Day, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
HOURS = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)")
OF_DAY = 24 * 60
AHEAD = 15
"""So many days are looked ahead for the next hour that is open: a clock may skip that of a week."""


@dataclass(frozen=True, slots=True)
class Schedule:
    """
    ``poll_minutes`` is how often JAGGAER is polled (0: as the installation does it), ``every_minutes`` how often a kind
    of documents is read at most (without one: at each poll). ``mirror_minutes`` is how often QuickBooks' lists, bills,
    credits and deletions are read, and ``tie_out_minutes`` how often the statement of a day is made anew.

    In ``quiet`` hours JAGGAER is not polled. On ``write_days`` and in ``write_hours`` alone anything is written to
    QuickBooks or JAGGAER; without hours, at any.
    """

    time_zone: str = "UTC"
    poll_minutes: int = 0
    every_minutes: Mapping[Documents, int] = field(default_factory=dict)
    mirror_minutes: int = 15
    tie_out_minutes: int = 60
    quiet: tuple[str, ...] = ()
    write_days: tuple[Day, ...] = DAYS
    write_hours: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        try:
            ZoneInfo(self.time_zone)
        except (ZoneInfoNotFoundError, ValueError) as error:
            raise ValueError("time_zone is a name such as America/Chicago") from error
        if not 0 <= self.poll_minutes <= 1440:
            raise ValueError("poll_minutes is from 1 to 1440, or 0 for the installation's own")
        if not 1 <= self.mirror_minutes <= 60:
            raise ValueError("mirror_minutes is from 1 to 60")
        if not 10 <= self.tie_out_minutes <= 60:
            raise ValueError("tie_out_minutes is from 10 to 60")
        if not all(1 <= one <= 10_080 for one in self.every_minutes.values()):
            raise ValueError("every_minutes are from 1 to 10080")
        if not self.write_days:
            raise ValueError("write_days has one day at least")
        if not all(HOURS.fullmatch(one) for one in (*self.quiet, *self.write_hours)):
            raise ValueError("hours are written as in 22:00-06:00")
        if len({minute for one in self.quiet for minute in _minutes(one)}) == OF_DAY:
            raise ValueError("quiet leaves some hours of the day")

    def poll_every(self, otherwise: timedelta) -> timedelta:
        return timedelta(minutes=self.poll_minutes) if self.poll_minutes else otherwise

    @property
    def mirror_every(self) -> timedelta:
        return timedelta(minutes=self.mirror_minutes)

    @property
    def tie_out_every(self) -> timedelta:
        return timedelta(minutes=self.tie_out_minutes)

    def day_of(self, now: datetime) -> date:
        """The day that it is where the customer is."""
        return now.astimezone(ZoneInfo(self.time_zone)).date()

    def polls_from(self, now: datetime) -> datetime:
        """Now, or when the quiet hours that it is in are over."""
        until = now
        for _ in range(len(self.quiet) + 1):  # hours may follow upon each other
            ends = [end for begin, end in self._spans(until, self.quiet, DAYS) if begin <= until < end]
            if not ends:
                break
            until = max(ends)
        return until

    def writes_at(self, now: datetime) -> bool:
        return self.writes_from(now) == now

    def writes_from(self, now: datetime) -> datetime:
        """Now, or the next instant at which anything may be written."""
        if not self.write_hours and set(self.write_days) == set(DAYS):
            return now
        hours = self.write_hours or ("00:00-00:00",)
        spans = sorted(self._spans(now, hours, self.write_days))
        return next((max(begin, now) for begin, end in spans if now < end), now + timedelta(days=AHEAD))

    def _spans(
        self, now: datetime, hours: tuple[str, ...], days: tuple[Day, ...]
    ) -> Iterator[tuple[datetime, datetime]]:
        """Of the days around, from yesterday on; hours that end as they begin are a whole day."""
        zone = ZoneInfo(self.time_zone)
        today = now.astimezone(zone).date()
        for ahead in range(-1, AHEAD):
            day = today + timedelta(days=ahead)
            if DAYS[day.weekday()] not in days:
                continue
            for one in hours:
                begin, end = (time.fromisoformat(part) for part in one.split("-"))
                last = day + timedelta(days=1) if end <= begin else day
                span = _instant(day, begin, zone, now), _instant(last, end, zone, now)
                if span[0] < span[1]:  # hours that a clock skips are none
                    yield span


def _minutes(hours: str) -> Iterator[int]:
    """Those of a day that hours are about."""
    begin, end = (time.fromisoformat(part) for part in hours.split("-"))
    first, last = (one.hour * 60 + one.minute for one in (begin, end))
    return (minute % OF_DAY for minute in range(first, last if last > first else last + OF_DAY))


def _instant(day: date, at: time, zone: ZoneInfo, like: datetime) -> datetime:
    return datetime.combine(day, at, zone).astimezone(like.tzinfo)
