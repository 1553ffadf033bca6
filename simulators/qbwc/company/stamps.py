"""
Ids, edit sequences and times in the form QuickBooks gives them (measured on 206 captured objects).

  TxnID, TxnLineID   upper-case hexadecimal counter, "-", epoch seconds of creation
  ListID             8 hexadecimal digits from 80000000 on, "-", epoch seconds
  EditSequence       epoch seconds of the last edit
  TimeCreated, TimeModified   local wall time with the zone's *January* offset all year: an hour out in a
                     northern summer. That fits the captured objects of many versions; "correct" prints the true one.
"""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo


def epoch(instant: datetime) -> int:
    return int(instant.timestamp())


def txn_id(counter: int, instant: datetime) -> str:
    return f"{counter:X}-{epoch(instant)}"


def list_id(counter: int, instant: datetime) -> str:
    return f"{0x80000000 + counter:08X}-{epoch(instant)}"


def printed(instant: datetime, zone: str, *, is_correct: bool) -> str:
    """A DATETIME of a response."""
    local = instant.astimezone(ZoneInfo(zone)).replace(microsecond=0)
    january = datetime(local.year, 1, 15, 12, tzinfo=ZoneInfo(zone))
    offset = (local if is_correct else january).strftime("%z")
    return f"{local.replace(tzinfo=None).isoformat()}{offset[:3]}:{offset[3:]}"


def wall(stamp: str) -> datetime:
    """The wall time of a stamp or a filter: the offset is not looked at, as QuickBooks reads it."""
    parts = [int(part) for part in _digits(stamp)]
    year, month, day, hour, minute, second = (*parts, 0, 0, 0)[:6]
    return datetime(year, month, day, hour, minute, second, tzinfo=UTC)


def _digits(stamp: str) -> list[str]:
    date, _, time = stamp.partition("T")
    clock = time[:8].split("+")[0].split("-")[0] if time else ""
    return [*date.split("-"), *(part for part in clock.split(":") if part)]
