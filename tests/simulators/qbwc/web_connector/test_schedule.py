"""When updates run by themselves: intervals, postponements, several applications, sleep, drift, and summer time."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenarios.clock import SimClock
from simulators.qbwc import fault
from simulators.qbwc.web_connector.registry import Registry
from tests.simulators.qbwc.web_connector.conftest import APPLICATION, Operator
from tests.simulators.qbwc.web_connector.service import QUERY, Service

MINUTE = timedelta(minutes=1)
NONE = [["", "none"]]


def runs(desk: Operator, service: Service, until: timedelta) -> list[timedelta]:
    """When updates ran, from now on."""
    desk.pc.transport = httpx.WSGITransport(service.app)
    began, found = desk.clock.now(), []
    while (due := desk.pc.next_run()) is not None and due <= began + until:
        desk.clock.advance(max(due - desk.clock.now(), timedelta()))
        at = desk.clock.now()
        found += [at - began for _ in desk.pc.run_due()]
    return found


def test_an_update_runs_at_every_interval(desk: Operator) -> None:
    desk.pc.schedule("App", 5 * MINUTE)
    assert runs(desk, Service(authenticate=NONE), 20 * MINUTE) == [5 * MINUTE, 10 * MINUTE, 15 * MINUTE, 20 * MINUTE]


def test_less_than_a_minute_comes_from_a_file_and_not_from_a_person(desk: Operator) -> None:
    desk.pc.schedule("App", timedelta(seconds=10))
    assert desk.pc.registry.of("App").every == MINUTE
    desk.pc.registry.install(replace(APPLICATION, every=timedelta(seconds=10)))
    desk.pc.schedule("App", timedelta(seconds=10))
    assert desk.pc.registry.of("App").every == timedelta(seconds=10)


def test_a_postponed_update_comes_after_its_seconds(desk: Operator) -> None:
    desk.pc.schedule("App", 5 * MINUTE)
    service = Service(authenticate=[["", "busy", "30"], ["", "none"]])
    assert runs(desk, service, 12 * MINUTE) == [5 * MINUTE, 5.5 * MINUTE, 10.5 * MINUTE]


@pytest.mark.parametrize(("value", "second"), [("start", 10), ("end", 10.25)])
def test_the_interval_counts_from_the_beginning_or_the_end_of_an_update(
    desk: Operator, value: str, second: float
) -> None:
    desk.file.assumed.choose("interval_from", value)
    desk.pc.machine.latency = lambda _load: 15.0
    desk.pc.schedule("App", 5 * MINUTE)
    service = Service(authenticate=[["t", ""]], sendRequestXML=[QUERY], receiveResponseXML=["100"])
    assert runs(desk, service, 11 * MINUTE) == [5 * MINUTE, second * MINUTE]


def test_while_the_pc_sleeps_nothing_runs_and_then_once(desk: Operator) -> None:
    desk.pc.schedule("App", 5 * MINUTE)
    desk.pc.sleep_until(desk.clock.now() + timedelta(hours=1))
    assert runs(desk, Service(authenticate=NONE), 70 * MINUTE) == [60 * MINUTE, 65 * MINUTE, 70 * MINUTE]


def test_auto_run_that_is_unticked_leaves_updates_by_hand(desk: Operator) -> None:
    desk.pc.schedule("App", MINUTE)
    desk.pc.registry.unschedule("App")
    assert runs(desk, Service(authenticate=NONE), 20 * MINUTE) == []
    assert desk.update(Service(authenticate=NONE)).answer == "none"


def test_applications_that_are_due_together_run_one_after_the_other(desk: Operator) -> None:
    other = replace(APPLICATION, name="Other", owner_id="{00000000-0000-4000-8000-000000000003}")
    desk.pc.add_application(other, "pw")
    for name in ("Other", "App"):
        desk.pc.schedule(name, 5 * MINUTE)
    desk.pc.transport = httpx.WSGITransport(Service(authenticate=NONE).app)
    desk.clock.advance(5 * MINUTE)
    assert [name for name, _ in desk.pc.run_due()] == ["App", "Other"], "in the order of the window"
    assert desk.log.index("Performing SCHEDULED UPDATE for application = App") < desk.log.index(
        "Performing SCHEDULED UPDATE for application = Other"
    )


def test_a_schedule_that_drifts_is_half_a_minute_late_each_time(desk: Operator) -> None:
    desk.pc.faults.append(fault("schedule_drifts"))
    desk.pc.schedule("App", 5 * MINUTE)
    assert runs(desk, Service(authenticate=NONE), 12 * MINUTE) == [5.5 * MINUTE, 11 * MINUTE]


def test_summer_time_moves_no_update(desk: Operator) -> None:
    begins = datetime(2026, 3, 8, 9, 50, tzinfo=UTC)  # 01:50 in Los Angeles, ten minutes before the hour is skipped
    desk.clock.advance(begins - desk.clock.now())
    desk.pc.schedule("App", 15 * MINUTE)
    assert runs(desk, Service(authenticate=NONE), 30 * MINUTE) == [15 * MINUTE, 30 * MINUTE]
    assert "20260308.10:05:00 UTC" in desk.log
    desk.update(Service(authenticate=[["", "busy", "600"]]))
    assert "postponed at 3/8/2026 3:20:00 AM by 'App' for next 600 seconds" in desk.log, "local time"


@given(st.lists(st.tuples(st.integers(0, 900), st.integers(0, 900), st.integers(0, 600)), max_size=20))
def test_the_next_run_is_never_before_the_last_one_and_an_interval_never_shrinks(
    answers: list[tuple[int, int, int]],
) -> None:
    registry, now = Registry(), SimClock().now()
    held = registry.install(replace(APPLICATION, every=MINUTE))
    registry.schedule("App", MINUTE, now)
    for postpone, at_least, took in answers:
        before = held.every
        ended = now + timedelta(seconds=took)
        registry.ran("App", now, ended, postpone, at_least, from_end=False)
        assert held.every >= max(before, timedelta(seconds=at_least))
        assert held.next_run is not None
        assert held.next_run == now + (timedelta(seconds=postpone) if postpone else held.every)
        now = max(held.next_run, ended)
