"""Dates in filters: ranges, and the words that stand for one."""

from __future__ import annotations

import re
from datetime import date, timedelta

from simulators.qbwc.company import stamps
from simulators.qbwc.company.file import CompanyFile
from simulators.qbwc.statuses import Refusal

Span = tuple[str | None, str | None]
WORDS = re.compile(r"(This|Last|Next)(Calendar|Fiscal)?(Week|Month|Quarter|Year)(ToDate)?")
DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
SIGN = {"Last": -1, "This": 0, "Next": 1}
FIRST_DAY, LAST_DAY = "1970-01-02", "2037-12-31"
FAR_PAST, FAR_FUTURE = date(1, 1, 1), date(9999, 12, 31)


def instants(file: CompanyFile, since: str, until: str, field: str) -> Span:
    """From and To of a filter by time, both included, as wall times."""
    #: Filters by time take in both ends, to the second. [quickbooks-sync; conductor]
    _refuse_far(file, since, f"From{field}")
    _refuse_far(file, until, f"To{field}")
    low = _bound(file, since, f"From{field}", is_end=False) if since else None
    high = _bound(file, until, f"To{field}", is_end=True) if until else None
    return _ordered(low, high)


def days(file: CompanyFile, since: str, until: str, macro: str, today: date) -> Span:
    """The same for dates; ``macro`` is a DateMacro."""
    if macro:
        #: A week begins on Sunday, or on Monday. [assumed: first_day_of_week]
        low, high = of_macro(macro, today, is_from_sunday=file.assumed.holds("first_day_of_week", "Sunday"))
        return low.isoformat(), high.isoformat()
    _refuse_far(file, since, "FromTxnDate")
    _refuse_far(file, until, "ToTxnDate")
    return _ordered(since[:10] or None, until[:10] or None)


def _day(text: str) -> str:
    """With its noughts, so that it can be compared: a time of qbXML may begin with 2026-9-1."""
    found = DAY.match(text.strip())
    return f"{found[1]}-{found[2]:0>2}-{found[3]:0>2}" if found else text[:10]


def _refuse_far(file: CompanyFile, text: str, field: str) -> None:
    """A vendor's notes of November 2026 say that QuickBooks refuses them, and not how."""
    if text and not FIRST_DAY <= _day(text) <= LAST_DAY:
        #: A date in a filter before 1970-01-02 or after 2037-12-31 is refused, with 3020 or with 3030. [assumed:
        #: filter_dates]
        if file.assumed.holds("filter_dates", "3030"):
            raise Refusal(3030)
        raise Refusal(3020, text, field)


def _bound(file: CompanyFile, text: str, field: str, *, is_end: bool) -> str:
    #: The offset of a time in a filter is converted to QuickBooks' own, or not looked at. [assumed: filter_offset]
    is_converted = file.assumed.holds("filter_offset", "convert")
    made = stamps.bound(text, file.zone, is_end=is_end, is_correct=file.correct_offset, is_converted=is_converted)
    if made is None:
        #: A date that there is not, as 2024-99-99, passes the schema and is refused with 3020. [Intuit's table]
        raise Refusal(3020, text, field)
    return made


def _ordered(low: str | None, high: str | None) -> Span:
    if low and high and low > high:
        #: A From that is later than its To is refused with 3030. [Intuit's table]
        raise Refusal(3030)
    return low, high


def of_macro(macro: str, today: date, *, is_from_sunday: bool = True) -> tuple[date, date]:
    """The first and last day that a DateMacro stands for; fiscal years are calendar years."""
    #: DateMacro words stand for spans around today. [Intuit's listing: DateMacro]
    match macro:
        case "All":
            return FAR_PAST, FAR_FUTURE
        case "Today":
            return today, today
        case "Yesterday":
            return today - timedelta(days=1), today - timedelta(days=1)
        case "NextFourWeeks":
            first, _ = _span("Week", today, 1, is_from_sunday=is_from_sunday)
            return first, first + timedelta(days=27)
    match = WORDS.fullmatch(macro)
    if match is None:
        return FAR_PAST, FAR_FUTURE
    first, last = _span(match[3], today, SIGN[match[1]], is_from_sunday=is_from_sunday)
    if not match[4]:
        return first, last
    this, _ = _span(match[3], today, 0, is_from_sunday=is_from_sunday)
    return first, today if match[1] == "This" else min(last, first + (today - this))


def _span(unit: str, today: date, shift: int, *, is_from_sunday: bool) -> tuple[date, date]:
    if unit == "Week":
        past = (today.weekday() + 1) % 7 if is_from_sunday else today.weekday()
        first = today - timedelta(days=past) + timedelta(weeks=shift)
        return first, first + timedelta(days=6)
    months = {"Month": 1, "Quarter": 3, "Year": 12}[unit]
    start = today.year * 12 + (today.month - 1) // months * months + shift * months
    return _first(start), _first(start + months) - timedelta(days=1)


def _first(month: int) -> date:
    return date(month // 12, month % 12 + 1, 1)
