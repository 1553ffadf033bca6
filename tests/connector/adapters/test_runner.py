"""The runner: every company is polled when it is due, whatever the others do."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest

from connector.adapters import runner as running_polls
from connector.adapters.runner import AT_ONCE, Runner

NOW = datetime(2026, 1, 15, tzinfo=UTC)
WAITS = 10


class Companies:
    """Each is due until it was polled once; those in ``slow`` are polled for ever, until ``let_go`` is set."""

    def __init__(self, *names: str, slow: int = 0) -> None:
        self.names = names
        self.slow = names[:slow]
        self.let_go, self.begun = threading.Event(), threading.Event()
        self.polled: dict[str, threading.Event] = {name: threading.Event() for name in names}
        self.at_once, self.most = 0, 0
        self.times = dict.fromkeys(names, 0)
        self._lock = threading.Lock()

    def due(self) -> tuple[list[str], datetime]:
        return [name for name in self.names if not self.polled[name].is_set()], NOW + timedelta(minutes=5)

    def poll(self, name: str) -> None:
        with self._lock:
            self.at_once += 1
            self.most = max(self.most, self.at_once)
            self.times[name] += 1
        self.begun.set()
        if name in self.slow:
            self.let_go.wait(WAITS)
        with self._lock:
            self.at_once -= 1
        self.polled[name].set()


@contextmanager
def running(companies: Companies) -> Iterator[Runner[str]]:
    runner = Runner(companies.due, companies.poll, lambda: NOW)
    runner.start()
    yield runner
    companies.let_go.set()
    runner.stop()


def test_a_poll_that_does_not_end_keeps_no_other_company_waiting() -> None:
    companies = Companies("drips", "a", "b", "c", slow=1)
    with running(companies):
        assert all(companies.polled[name].wait(WAITS) for name in ("a", "b", "c"))
        assert not companies.polled["drips"].is_set()


def test_a_company_is_polled_once_at_a_time() -> None:
    companies = Companies("drips", *(f"c{number}" for number in range(30)), slow=1)
    with running(companies):
        assert all(companies.polled[name].wait(WAITS) for name in companies.names[1:])
        assert companies.times["drips"] == 1


def test_more_slow_ones_than_begin_at_a_time_keep_nobody_for_long() -> None:
    names = [f"drips {number}" for number in range(AT_ONCE)]
    companies = Companies(*names, "good", slow=AT_ONCE)
    with running(companies):
        assert companies.polled["good"].wait(WAITS)
        assert companies.most == AT_ONCE + 1


def test_all_of_many_are_polled_and_never_too_many_at_once() -> None:
    companies = Companies(*(f"c{number}" for number in range(200)))
    with running(companies):
        assert all(one.wait(WAITS) for one in companies.polled.values())
    assert companies.most <= AT_ONCE


def test_it_stops_although_a_poll_goes_on() -> None:
    companies = Companies("drips", "later", slow=1)
    companies.polled["later"].set()
    runner = Runner(companies.due, companies.poll, lambda: NOW)
    runner.start()
    assert companies.begun.wait(WAITS)
    threading.Timer(0.2, companies.let_go.set).start()
    runner.stop()
    assert not companies.at_once, "a poll that is under way may end"
    companies.polled["later"].clear()
    assert not runner._begun("later"), "and none begins any more"


def test_there_are_never_more_threads_than_the_most(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running_polls, "SLOW_SECONDS", 0.0)
    monkeypatch.setattr(running_polls, "MOST_AT_ONCE", 12)
    companies = Companies(*(f"drips {number}" for number in range(20)), slow=20)
    runner = Runner(companies.due, companies.poll, lambda: NOW)
    assert [runner._begun(name) for name in companies.names] == [True] * 12 + [False] * 8
    companies.let_go.set()
    assert all(companies.polled[name].wait(WAITS) for name in companies.names[:12])
