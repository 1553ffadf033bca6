"""How much goes into a message set: learned from time, halved by silence, never out of bounds."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connector.sync.sizing import AIM, BOUNDS, Size, after_answer, after_silence, first

STEP = st.tuples(st.integers(-5, 2000), st.floats(-100, 1000), st.booleans())


@given(st.sampled_from(sorted(BOUNDS)), st.lists(STEP, max_size=30))
def test_whatever_is_measured_a_size_stays_within_its_bounds(what: str, steps: list[tuple[int, float, bool]]) -> None:
    size = first(what)
    for items, seconds, is_answered in steps:
        took = timedelta(seconds=seconds)
        size = after_answer(size, what, items, took) if is_answered else after_silence(size, what, items)
        assert BOUNDS[what].least <= size.items <= BOUNDS[what].most


@pytest.mark.parametrize("each", [0.15, 0.3, 0.45, 2.0, 10.0])
def test_a_quickbooks_of_any_speed_is_asked_for_what_fits_half_a_minute(each: float) -> None:
    size, took = first("write"), timedelta()
    for _ in range(12):
        took = timedelta(seconds=1 + size.items * each)
        size = after_answer(size, "write", size.items, took)
    assert timedelta(seconds=1) <= took <= AIM + timedelta(seconds=1 + each)
    assert size.items == BOUNDS["write"].most or took > AIM / 2 - timedelta(seconds=each)


def test_a_slow_answer_and_one_that_did_not_come_halve_the_size_at_once() -> None:
    size = Size(80, 0.3)
    assert after_answer(size, "write", 80, timedelta(seconds=50)).items == 40
    assert after_silence(size, "write", 80).items == 40
    assert after_silence(Size(1), "write", 1).items == 1


def test_a_handful_says_little_and_a_clock_that_was_set_back_nothing() -> None:
    size = Size(80, 0.3)
    assert after_answer(size, "write", 1, timedelta(seconds=2)) == size
    assert after_answer(size, "write", 80, -timedelta(hours=1)) == size
