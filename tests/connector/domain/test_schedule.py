"""Quiet hours and hours in which anything is written, in the customer's time zone, on every night of a year."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connector.domain.schedule import DAYS, HOURS, Schedule

ZONES = ("UTC", "America/Chicago", "Europe/Berlin", "Australia/Adelaide")
CHICAGO = ZoneInfo("America/Chicago")
TIME = st.tuples(st.integers(0, 23), st.sampled_from((0, 30))).map(lambda one: f"{one[0]:02d}:{one[1]:02d}")
SPANS = st.tuples(TIME, TIME).filter(lambda pair: pair[0] != pair[1]).map("-".join)
INSTANTS = st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001 # Hypothesis adds the zone


def at(day: int, hour: int, minute: int = 0, month: int = 1) -> datetime:
    """Local time of Chicago; 2026-01-12 is a Monday."""
    return datetime(2026, month, day, hour, minute, tzinfo=CHICAGO).astimezone(UTC)


def schedule(**given: Any) -> Schedule:
    return Schedule(time_zone="America/Chicago", **given)


@pytest.mark.parametrize(
    ("now", "then"),
    [
        (at(12, 12), at(12, 12)),
        (at(12, 22), at(13, 6)),  # they begin
        (at(13, 5, 59), at(13, 6)),
        (at(13, 6), at(13, 6)),  # they are over
        (at(8, 3, month=3), at(8, 6, month=3)),  # the night in which an hour is missing
        (at(1, 1, 30, month=11), at(1, 6, month=11)),  # and the one that has an hour twice
    ],
)
def test_a_poll_waits_until_quiet_hours_are_over(now: datetime, then: datetime) -> None:
    assert schedule(quiet=("22:00-06:00",)).polls_from(now) == then


def test_quiet_hours_that_follow_upon_each_other_are_one_pause() -> None:
    assert schedule(quiet=("22:00-02:00", "02:00-06:00")).polls_from(at(12, 23)) == at(13, 6)


@pytest.mark.parametrize(
    ("now", "then"),
    [
        (at(12, 12), at(12, 12)),
        (at(12, 6), at(12, 7)),
        (at(12, 19), at(13, 7)),  # they are over for the day
        (at(16, 20), at(19, 7)),  # a weekend
        (at(17, 12), at(19, 7)),
    ],
)
def test_a_write_waits_for_the_next_hour_that_is_open(now: datetime, then: datetime) -> None:
    open_ = schedule(write_days=DAYS[:5], write_hours=("07:00-19:00",))
    assert open_.writes_from(now) == then
    assert open_.writes_at(now) is (now == then)


def test_without_hours_a_day_is_open_as_a_whole_and_without_days_every_day() -> None:
    assert schedule(write_days=("tue",)).writes_from(at(12, 12)) == at(13, 0)
    assert schedule().writes_at(at(17, 3))


def test_hours_that_a_clock_skips_are_none() -> None:
    skipped = Schedule(time_zone="America/Chicago", write_hours=("02:30-03:00",))
    before = datetime(2026, 3, 8, 7, 0, tzinfo=UTC)
    assert skipped.writes_from(before) == datetime(2026, 3, 9, 7, 30, tzinfo=UTC)


def test_hours_over_midnight_belong_to_the_day_that_they_begin_on() -> None:
    nightly = schedule(write_days=("fri",), write_hours=("22:00-04:00",))
    assert nightly.writes_at(at(17, 3))  # a Saturday, and Friday's night
    assert not nightly.writes_at(at(16, 3))


@given(INSTANTS, st.lists(SPANS, max_size=3), st.sets(st.sampled_from(DAYS), min_size=1), st.sampled_from(ZONES))
def test_what_is_waited_for_comes_and_is_open_then(now: datetime, hours: list[str], days: set[Any], zone: str) -> None:
    made = Schedule(time_zone=zone, write_hours=tuple(hours), write_days=tuple(days), quiet=tuple(hours[:1]))
    then = made.writes_from(now)
    assert now <= then <= now + timedelta(days=15)
    assert made.writes_at(then)
    awake = made.polls_from(now)
    assert now <= awake <= now + timedelta(days=2)
    assert made.polls_from(awake) == awake


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"time_zone": "Nowhere/At all"}, "time_zone"),
        ({"quiet": ("22-6",)}, "hours are written"),
        ({"quiet": ("24:00-06:00",)}, "hours are written"),
        ({"write_days": ()}, "write_days"),
        ({"poll_minutes": 1441}, "poll_minutes"),
        ({"mirror_minutes": 61}, "mirror_minutes"),
        ({"tie_out_minutes": 5}, "tie_out_minutes"),
        ({"tie_out_minutes": 61}, "tie_out_minutes"),
        ({"quiet": ("00:00-00:00",)}, "quiet leaves"),
        ({"quiet": ("06:00-22:00", "21:00-06:00")}, "quiet leaves"),
        ({"every_minutes": {"orders": 0}}, "every_minutes"),
    ],
)
def test_what_cannot_be_is_refused(given: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        Schedule(**given)


def test_an_hour_has_two_digits_and_a_day_has_twenty_four() -> None:
    assert all(HOURS.fullmatch(one) for one in ("00:00-23:59", "22:00-06:00"))
    assert not any(HOURS.fullmatch(one) for one in ("0:00-1:00", "24:00-01:00", "22:60-23:00", "22:00"))
