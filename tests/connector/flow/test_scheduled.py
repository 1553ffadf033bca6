"""What the schedule of a company's profile lets be done, and what is said of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from connector.domain.operation import State
from connector.domain.schedule import Schedule
from scenarios.world import NAME, World
from tests.connector.flow.paid import bill, go_on, made, payments, person, posted, profile

pytestmark = pytest.mark.once
HOUR = timedelta(hours=1)


def use(world: World, **schedule: Any) -> World:
    world.connector.set_profile(NAME, replace(profile(), schedule=Schedule(**schedule)))
    return world


def passes(world: World, span: timedelta, call: str = "invoices") -> int:
    before = sum(one.call == call for one in world.transcript.entries())
    world.clock.at(world.clock.now() + timedelta(seconds=1), world.run_poller)
    world.advance(span)
    return sum(one.call == call for one in world.transcript.entries()) - before


def hours(world: World, begin: int, end: int) -> str:
    """From so many hours after now to so many, in UTC."""
    now = world.clock.now()
    return f"{now + begin * HOUR:%H:%M}-{now + end * HOUR:%H:%M}"


def test_jaggaer_is_polled_as_often_as_the_schedule_says_and_not_in_quiet_hours() -> None:
    world = use(made(), poll_minutes=30)
    world.poll()
    assert passes(world, timedelta(hours=3)) in (5, 6)
    world = use(made(), poll_minutes=30)
    world.poll()
    use(world, poll_minutes=30, quiet=(hours(world, 1, 3),))
    assert 2 <= passes(world, timedelta(hours=3, minutes=20)) <= 4


def test_each_kind_is_read_as_often_as_the_schedule_says_and_all_of_them_by_hand() -> None:
    world = use(made(), poll_minutes=10, every_minutes={"orders": 60})
    world.poll()
    assert 2 <= passes(world, timedelta(hours=2, minutes=5), "purchase_orders") <= 3
    before = sum(one.call == "purchase_orders" for one in world.transcript.entries())
    world.poll()
    assert sum(one.call == "purchase_orders" for one in world.transcript.entries()) == before + 1


def test_nothing_is_written_outside_of_the_hours_and_all_of_it_in_them() -> None:
    world = use(made(), write_hours=("00:00-00:01",))
    bill(world)
    go_on(world)
    assert (world.file.records("Bill"), world.connector.lines(NAME)[0].state) == ([], "queued")
    use(world)
    go_on(world)
    assert len(world.file.records("Bill")) == 1


def test_jaggaer_is_not_written_to_outside_of_them_either() -> None:
    world = posted(made())
    use(world, write_hours=("00:00-00:01",))
    person(world).pay("AC-1", check="10452")
    go_on(world)
    assert (payments(world), [one.state for one in world.connector.write_backs(NAME)]) == ([], [State.QUEUED])
    use(world)
    go_on(world)
    assert payments(world) == [("Paid", 120.0, "Check", "10452")]


def test_an_update_that_has_only_to_write_is_not_begun_outside_of_them() -> None:
    world = use(made(), write_hours=("00:00-00:01",), mirror_minutes=60)
    world.update()
    bill(world)
    world.advance(timedelta(minutes=6))
    world.poll()
    before = len(world.connector.messages(NAME))
    world.advance(timedelta(minutes=6))
    world.update()
    assert len(world.connector.messages(NAME)) == before


def test_status_says_when_the_next_of_everything_is_due() -> None:
    world = posted(made())
    for _ in range(4):
        world.advance(timedelta(minutes=20))
        world.update()
        world.poll()
    now, due = world.clock.now(), world.connector.status(NAME).due
    assert due.poll is not None
    assert now <= due.poll <= now + timedelta(minutes=5)
    assert due.check_in is not None
    assert due.mirror is not None
    assert abs(due.check_in - now - timedelta(minutes=20)) <= timedelta(minutes=1)
    assert now < due.mirror <= now + timedelta(minutes=15)
    assert (due.queued, due.posted, due.writes) == (0, None, None)


def test_what_waits_is_expected_after_the_next_check_in_that_may_write() -> None:
    world = posted(made())
    for _ in range(4):
        world.advance(timedelta(minutes=20))
        world.update()
    bill(world, "AC-9", "5.00", 9)
    world.poll()
    due = world.connector.status(NAME).due
    assert due.check_in is not None
    assert due.posted is not None
    assert timedelta() < due.posted - due.check_in < timedelta(minutes=1)
    use(world, write_hours=(hours(world, 5, 6),))
    later = world.connector.status(NAME).due
    assert later.writes is not None
    assert later.posted is not None
    assert later.writes <= later.posted <= later.writes + timedelta(minutes=21)
