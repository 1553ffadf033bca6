"""Ids, edit sequences and times in the form QuickBooks gives them (measured on 206 captured objects)."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

STAMP = re.compile(
    r"(\d{4})-(\d{1,2})-(\d{1,2})(?:T(\d{1,2})(?::(\d{1,2})(?::(\d{1,2}))?)?(?:([+-])(\d{1,2}):(\d{1,2}))?)?"
)


def epoch(instant: datetime) -> int:
    return int(instant.timestamp())


def edit_sequence(instant: datetime) -> str:
    #: EditSequence is the epoch second of the last edit; two edits within a second share one. [captured: 182 of 206]
    return str(epoch(instant))


def txn_id(counter: int, instant: datetime) -> str:
    #: TxnID and TxnLineID: a counter in upper-case hexadecimal, "-", the epoch second of creation. [captured: 199 of
    #: 205]
    return f"{counter:X}-{epoch(instant)}"


def list_id(counter: int, instant: datetime) -> str:
    #: ListID: eight hexadecimal digits from 80000000 on, "-", the epoch second of creation. [captured: lists since
    #: 2009]
    return f"{0x80000000 + counter:08X}-{epoch(instant)}"


def local(instant: datetime, zone: str) -> datetime:
    return instant.astimezone(ZoneInfo(zone)).replace(microsecond=0)


def printed(instant: datetime, zone: str, *, is_correct: bool) -> str:
    """A DATETIME of a response."""
    wall = local(instant, zone)
    #: The offset that the zone has in January is printed all year: an hour late in a northern summer. [captured: May
    #: 2010, Pacific, -08:00]
    #: The same defect has the other sign south of the equator: Brazil prints -02:00 in September. [captured: September
    #: 2014]
    #: Newer versions print the true offset; a company file can be set to it. [captured: August 2026, New York, -04:00]
    offset = _offset(wall, zone, is_correct=is_correct)
    return f"{wall.replace(tzinfo=None).isoformat()}{_signed(offset)}"


def _offset(there: datetime, zone: str, *, is_correct: bool) -> timedelta:
    january = datetime(there.year, 1, 15, 12, tzinfo=ZoneInfo(zone))
    return (there if is_correct else january).utcoffset() or timedelta()


def _signed(offset: timedelta) -> str:
    minutes = int(offset.total_seconds()) // 60
    return f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}"


def wall(stamp: str) -> str:
    """The wall time of a stamp that QuickBooks printed, to the second: a text that sorts as time does."""
    return stamp[:19]


def bound(text: str, zone: str, *, is_end: bool, is_correct: bool, is_converted: bool) -> str | None:
    """A date or time of a filter as wall time, or None where there is no such date."""
    match = STAMP.fullmatch(text)
    if match is None:
        return None
    year, month, day, hour, minute, second = (int(part or 0) for part in match.groups()[:6])
    #: A date alone is its first second as a From, its last second as a To. [quickbooks-sync; conductor]
    if match[4] is None and is_end:
        hour, minute, second = 23, 59, 59
    try:
        given = datetime(year, month, day, hour, minute, second, tzinfo=UTC)
    except ValueError:
        return None
    if match[7] is None or not is_converted:
        return given.replace(tzinfo=None).isoformat()
    shift = timedelta(hours=int(match[8]), minutes=int(match[9])) * (1 if match[7] == "+" else -1)
    if abs(shift) >= timedelta(days=1):
        return None
    instant = given.replace(tzinfo=timezone(shift))
    try:
        offset = _offset(local(instant, zone), zone, is_correct=is_correct)
        return (instant.astimezone(UTC) + offset).replace(tzinfo=None).isoformat()
    except OverflowError:
        return None


def today(instant: datetime, zone: str) -> date:
    return local(instant, zone).date()
