"""When to try again: later with every failure, never before what was asked for, never for ever."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from connector.sync.retry import FIRST, LONGEST, LONGEST_ASKED, Pace, after_failure, after_success, next_attempt
from scenarios.clock import START

ASKED = st.none() | st.timedeltas(min_value=timedelta(), max_value=timedelta(days=400))


@given(st.lists(ASKED, min_size=1, max_size=40))
def test_pauses_never_shrink_are_bounded_and_obey_what_was_asked(asked: list[timedelta | None]) -> None:
    pace, usual = Pace(), timedelta()
    for one in asked:
        pace = after_failure(pace, START, one)
        assert pace.due is not None
        pause = pace.due - START
        assert min(one or timedelta(), LONGEST_ASKED) <= pause <= max(LONGEST, LONGEST_ASKED)
        if one is None:
            assert usual <= pause
            usual = pause
        assert (pace.not_before is not None) is bool(one)
    assert pace.failures == len(asked)


def test_a_clock_that_was_set_back_does_not_make_anybody_wait() -> None:
    pace = after_success(START, timedelta(minutes=5))
    assert next_attempt(pace, START) == START + timedelta(minutes=5)
    assert next_attempt(pace, START + timedelta(hours=1)) == START + timedelta(hours=1)
    assert next_attempt(pace, START - timedelta(hours=2)) == START - timedelta(hours=2)
    assert next_attempt(Pace(), START) == START


def test_the_first_pause_is_short_and_a_success_forgets_them_all() -> None:
    assert after_failure(Pace(), START, None).due == START + FIRST
    assert after_success(START, timedelta(minutes=5)) == Pace(at=START, due=START + timedelta(minutes=5))
