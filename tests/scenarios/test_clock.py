"""The clock of a world: what is due happens on the way, in order."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial

from hypothesis import given
from hypothesis import strategies as st

from scenarios.clock import START, SimClock

SECONDS = st.integers(min_value=0, max_value=100)


@given(st.lists(SECONDS))
def test_what_is_due_happens_in_the_order_of_its_instants_and_then_of_its_setting(seconds: list[int]) -> None:
    clock, happened = SimClock(), list[tuple[int, int]]()
    for number, after in enumerate(seconds):
        clock.at(START + timedelta(seconds=after), partial(happened.append, (after, number)))
    clock.advance(timedelta(seconds=50))
    assert happened == sorted((after, number) for number, after in enumerate(seconds) if after <= 50)
    assert clock.now() == START + timedelta(seconds=50)
    clock.advance(timedelta(seconds=50))
    assert len(happened) == len(seconds)


def test_what_happens_sees_its_own_instant() -> None:
    clock, seen = SimClock(), list[datetime]()
    clock.at(START + timedelta(seconds=7), lambda: seen.append(clock.now()))
    clock.sleep(20)
    assert seen == [START + timedelta(seconds=7)]


def test_what_takes_time_keeps_the_waiting_waiting_and_lets_others_happen_meanwhile() -> None:
    clock, happened = SimClock(), list[str]()

    def slow() -> None:
        happened.append("slow begins")
        clock.sleep(30)
        happened.append("slow ends")

    clock.at(START + timedelta(seconds=5), slow)
    clock.at(START + timedelta(seconds=10), lambda: happened.append("other"))
    clock.sleep(6)
    assert happened == ["slow begins", "other", "slow ends"]
    assert clock.now() == START + timedelta(seconds=35)


def test_who_waits_waits_for_time_to_pass_whatever_the_clock_is_set_to() -> None:
    clock, happened = SimClock(), list[datetime]()
    clock.at(START + timedelta(seconds=10), lambda: happened.append(clock.now()))
    clock.at(START + timedelta(seconds=20), lambda: clock.jump(timedelta(hours=-1)))
    clock.at(START + timedelta(seconds=30), lambda: happened.append(clock.now()))
    clock.sleep(60)
    assert happened == [START + timedelta(seconds=10), START + timedelta(seconds=30, hours=-1)]
    assert clock.now() == START + timedelta(minutes=1, hours=-1)
