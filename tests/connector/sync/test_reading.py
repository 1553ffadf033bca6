"""A list of any length is read to its end, however often the reading breaks off."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connector.sync.reading import OVERLAP, Reading, broken_off, following, with_page

BEGINNING = datetime.fromisoformat("2019-03-01T08:00:00")


def stamp(minutes: int) -> str:
    return (BEGINNING + timedelta(minutes=minutes)).isoformat(timespec="seconds")


def updates_until_read(stamps: list[str], reach: int, page: int) -> tuple[int, set[str], Reading]:
    """Each update reads at most ``reach`` rows; how many it takes, and what was seen."""
    rows = [(f"{number}", one) for number, one in enumerate(stamps)]
    reading, updates = Reading(), 0
    while updates < 400:
        updates, budget = updates + 1, reach
        if reading.rows:
            reading = broken_off(reading)
        while budget > 0:
            inside = [one for one in rows if reading.since <= one[1] and (not reading.until or one[1] <= reading.until)]
            there = inside[reading.rows : reading.rows + min(page, budget)]
            budget -= max(1, len(there))
            left = len(inside) - reading.rows - len(there)
            reading = with_page(reading, [one[0] for one in there], [one[1] for one in there], left)
            if not left:
                after = following(reading)
                if after is None:
                    return updates, set(reading.seen), reading
                reading = after
    return updates, set(reading.seen), reading


@given(
    changed=st.lists(st.integers(0, 5 * 525_600), min_size=1, max_size=300),
    reach=st.integers(40, 400),
    page=st.integers(1, 50),
)
def test_every_row_is_seen_in_a_bounded_number_of_updates(changed: list[int], reach: int, page: int) -> None:
    """Rows changed over years, in no order; only what was changed within two hours counts twice."""
    stamps = [stamp(one) for one in changed]
    crowded = max(sum(one <= other <= one + 240 for other in changed) for one in changed)
    updates, seen, reading = updates_until_read(stamps, reach + crowded, page)
    assert seen == {str(number) for number in range(len(stamps))}
    assert updates <= 2 + 8 * len(stamps) // reach
    assert reading.newest == max(stamps)


def test_a_list_that_is_read_at_once_is_one_slice() -> None:
    updates, seen, reading = updates_until_read([stamp(one) for one in range(100)], 1000, 50)
    assert (updates, len(seen), reading.since, reading.until) == (1, 100, "", "")


def test_a_slice_that_breaks_off_is_cut_at_about_half_of_what_was_read() -> None:
    read = with_page(Reading(), [str(one) for one in range(100)], [stamp(one * 600) for one in range(100)], 100)
    assert broken_off(read).until == stamp(25 * 600)  # 50 of 200 rows


@pytest.mark.parametrize("rows", [0, 3])
def test_what_cannot_be_cut_is_begun_anew_as_it_was(rows: int) -> None:
    """Nothing was read of it, or every row of it has one stamp: the same list, imported in one second."""
    read = with_page(Reading(since=stamp(0)), ["1"] * rows, [stamp(0)] * rows, 50)
    assert broken_off(read) == Reading(since=stamp(0), newest=read.newest, seen=read.seen)


def test_the_next_slice_begins_two_hours_before_the_end_of_the_last_and_never_before_its_beginning() -> None:
    end, wide = stamp(600), Reading(since=stamp(0), until=stamp(600))
    assert following(wide) == Reading(since=(datetime.fromisoformat(end) - OVERLAP).isoformat())
    assert following(Reading(since=stamp(590), until=end)) == Reading(since=end)
    assert following(Reading(since=stamp(0))) is None


def test_a_reading_of_what_changed_keeps_no_ids() -> None:
    read = with_page(Reading(is_whole=False), ["1", "2"], [stamp(1), stamp(2)], 0)
    assert (read.seen, read.newest) == ((), stamp(2))
