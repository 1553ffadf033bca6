"""Ids and times have the captured forms, the wrong offsets of both signs among them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulators.qbwc.company import stamps

# instant, zone, whether newer, what QuickBooks printed
PRINTED = [
    # May 2010, Pacific: -08:00, and the true one is -07:00
    (datetime(2010, 5, 6, 0, 46, 31, tzinfo=UTC), "America/Los_Angeles", False, "2010-05-05T17:46:31-08:00"),
    (datetime(2010, 5, 6, 0, 46, 31, tzinfo=UTC), "America/Los_Angeles", True, "2010-05-05T17:46:31-07:00"),
    # September 2014, Brazil: -02:00, and the true one is -03:00
    (datetime(2014, 9, 10, 15, 0, tzinfo=UTC), "America/Sao_Paulo", False, "2014-09-10T12:00:00-02:00"),
    (datetime(2014, 9, 10, 15, 0, tzinfo=UTC), "America/Sao_Paulo", True, "2014-09-10T12:00:00-03:00"),
    # August 2026, New York: a newer version prints the true -04:00
    (datetime(2026, 8, 3, 12, 0, tzinfo=UTC), "America/New_York", True, "2026-08-03T08:00:00-04:00"),
    # February 2015, Sydney: January has daylight saving there, so nothing is wrong
    (datetime(2015, 2, 27, 2, 56, 16, tzinfo=UTC), "Australia/Sydney", False, "2015-02-27T13:56:16+11:00"),
    # half hours
    (datetime(2026, 1, 1, tzinfo=UTC), "Asia/Kolkata", False, "2026-01-01T05:30:00+05:30"),
]


@pytest.mark.parametrize(("instant", "zone", "is_correct", "shown"), PRINTED)
def test_times_are_wall_time_with_the_offset_that_versions_print(
    instant: datetime, zone: str, shown: str, *, is_correct: bool
) -> None:
    assert stamps.printed(instant, zone, is_correct=is_correct) == shown


def test_ids_have_the_captured_forms() -> None:
    at = datetime.fromtimestamp(1413851583, UTC)
    assert stamps.txn_id(0x2C, at) == "2C-1413851583"
    assert stamps.list_id(1, at) == "80000001-1413851583"
    assert stamps.edit_sequence(at) == "1413851583"


# text of a filter, whether a To, converted, what it means in Los Angeles
BOUNDS = [
    ("2026-07-01", False, True, "2026-07-01T00:00:00"),
    ("2026-07-01", True, True, "2026-07-01T23:59:59"),
    ("2026-7-1T9:05", False, True, "2026-07-01T09:05:00"),
    ("2026-07-01T09:00:00", True, True, "2026-07-01T09:00:00"),
    ("2026-07-01T09:00:00-08:00", False, True, "2026-07-01T09:00:00"),  # its own wrong offset: the same wall time
    ("2026-07-01T09:00:00-07:00", False, True, "2026-07-01T08:00:00"),  # the true one: an hour off
    ("2026-07-01T09:00:00-07:00", False, False, "2026-07-01T09:00:00"),
    ("2026-99-99", False, True, None),
    ("2026-02-30T00:00:00", False, True, None),
    ("2026-07-01T09:00:00+99:00", False, True, None),
]


@pytest.mark.parametrize(("given_", "is_end", "is_converted", "meant"), BOUNDS)
def test_bounds_of_filters_are_read_as_quickbooks_writes_times(
    given_: str, meant: str | None, *, is_end: bool, is_converted: bool
) -> None:
    zone = "America/Los_Angeles"
    found = stamps.bound(given_, zone, is_end=is_end, is_correct=False, is_converted=is_converted)
    assert found == meant


@given(
    st.integers(946684800, 2208988800).map(lambda second: datetime.fromtimestamp(second, UTC)),
    st.sampled_from(["America/Los_Angeles", "America/Sao_Paulo", "Australia/Sydney", "Asia/Kolkata", "UTC"]),
    st.booleans(),
)
def test_what_quickbooks_printed_finds_the_same_second_again(
    instant: datetime, zone: str, is_correct: bool
) -> None:  # drawn
    """Echoing QuickBooks' own text in a filter is safe, whatever its offset."""
    shown = stamps.printed(instant, zone, is_correct=is_correct)
    found = stamps.bound(shown, zone, is_end=False, is_correct=is_correct, is_converted=True)
    assert found == stamps.wall(shown)
