"""
What reading a customer's log costs beside a pass that reads it and keeps nothing, and what a replay and a
minimisation do.

    python -m benchmarks.captures [--mib 100] [--updates 120] [--times 3]

The pass matches each line with the grammar's expression and parses each document with lxml. Import writes its capture
to a disk; its memory is looked at in a process of its own, for the whole log and for a quarter of it. A replayed
interaction is set against the connector's own calls inside of the same replay, polls apart, at so many updates and at
a quarter of them.
"""

from __future__ import annotations

import argparse
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from lxml import etree

from connector import Connector
from scenarios import library
from scenarios.captures import capture_file, reading
from scenarios.captures.reading import of_bytes
from scenarios.captures.replay import replay
from scenarios.captures.timeline import Timeline
from scenarios.director import performed
from scenarios.minimising.minimise import minimise
from scenarios.schema import Scenario
from scenarios.story import story_of

PREFIXED = re.compile(r"^(\d{8}\.\d{2}:\d{2}:\d{2}) UTC\t: (.*?) : (.*)$")
MIB = 1024 * 1024
VENDORS, INVOICES = 300, 40


def log_of(mib: float, file: Path) -> None:
    """A VERBOSE log of that size: the updates of a company with some hundred vendors, again and again."""
    text = performed(larger(INVOICES, VENDORS))[0].qwclog().encode()
    with file.open("wb") as opened:
        for _ in range(max(int(mib * MIB / len(text)), 1)):
            opened.write(text)


def larger(invoices: int, vendors: int = 0) -> Scenario:
    """The story of a first bill, with more of both."""
    story = library.find("road/first_bill").scenario
    given = story.given
    names = [*given.quickbooks.vendors, *(f"Vendor {number} of Many" for number in range(vendors))]
    quickbooks = given.quickbooks.model_copy(update={"vendors": names})
    jaggaer = given.jaggaer.model_copy(update={"more_invoices": invoices})
    return story.model_copy(update={"given": given.model_copy(update={"quickbooks": quickbooks, "jaggaer": jaggaer})})


def plain(file: Path) -> int:
    """The pass that keeps nothing."""
    documents, inside = 0, list[str]()
    is_dump = False
    with file.open(encoding="utf-8") as opened:
        for line in opened:
            match = PREFIXED.match(line.rstrip("\r\n"))
            if match is None:
                if is_dump:
                    inside.append(line)
                continue
            if is_dump and (text := "".join(inside).strip()):
                etree.fromstring(text.encode())
                documents += 1
            inside, is_dump = [], match[3].startswith("XML dump")
    return documents


def imported(file: Path, capture: Path) -> int:
    source, parts = reading.opened([file])
    return sum(1 for _ in capture_file.write(parts, capture, source))


def least(times: int, act: Any, *given: Any) -> float:
    took = []
    for _ in range(times):
        began = time.perf_counter()
        act(*given)
        took.append(time.perf_counter() - began)
    return min(took)


def reading_costs(mib: float, times: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        log, part, capture = Path(folder) / "log", Path(folder) / "part", Path(folder) / "capture"
        log_of(mib, log)
        log_of(mib / 4, part)
        passed, read = least(times, plain, log), least(times, imported, log, capture)
        print(f"{log.stat().st_size / MIB:.1f} MiB: a pass that keeps nothing {passed:.2f} s, import {read:.2f} s")
        print(f"    {read / passed:.2f} times")
        small, large = (memory(one, capture) for one in (part, log))
        print(f"    memory of import: {small:.0f} MiB for a quarter of it, {large:.0f} MiB for all of it")


def memory(log: Path, capture: Path) -> float:
    """The most that a process needs to import a log, in MiB."""
    command = [sys.executable, "-m", "benchmarks.captures", "--import", str(log), str(capture)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)  # ourselves
    return int(done.stdout) / 1024


class Calls:
    """How long the connector itself took over calls, and over polls."""

    def __init__(self) -> None:
        self.seconds = self.polls = 0.0

    def around(self, app: WSGIApplication) -> WSGIApplication:
        def timed(environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
            began = time.perf_counter()
            try:
                return [*app(environ, start)]
            finally:
                self.seconds += time.perf_counter() - began

        return timed

    def polling(self, poll: Callable[..., Any]) -> Callable[..., Any]:
        def timed(*given: Any) -> Any:
            began = time.perf_counter()
            try:
                return poll(*given)
            finally:
                self.polls += time.perf_counter() - began

        return timed


@contextmanager
def timed_calls() -> Iterator[Calls]:
    """The connector's calls and polls, timed while it lasts."""
    calls, app, poll = Calls(), Connector.app, Connector.poll
    timed_app = patch.object(Connector, "app", lambda self: calls.around(app(self)))
    with timed_app, patch.object(Connector, "poll", calls.polling(poll)):
        yield calls


def day_of(updates: int) -> Scenario:
    """A bill to an update, again and again."""
    steps: list[Any] = []
    for number in range(updates):
        told = {"number": f"I{number + 1:05d}", "supplier": "Acme", "supplier_invoice": f"B-{number}", "total": "10.00"}
        steps += [{"add invoice": told}, "poll jaggaer", "update web connector", {"advance": "5m"}]
    given = {"quickbooks": {"vendors": ["Acme"]}, "jaggaer": {"suppliers": [{"name": "Acme"}]}}
    return story_of({"name": "a day", "proves": "nothing", "given": given, "steps": steps, "then": {}})


def replay_costs(updates: int) -> None:
    world = performed(day_of(updates))[0]
    capture = of_bytes(world.qwclog().encode())
    with timed_calls() as calls:
        began = time.perf_counter()
        done = replay(capture, Timeline(world.tenant, world.snapshots))
        took = time.perf_counter() - began - calls.polls
    each = took / max(done.rounds, 1)
    print(f"{done.rounds} interactions replayed, {each * 1000:.1f} ms each: {took / calls.seconds:.2f} times the calls")


def minimising() -> None:
    needed = {3, 17, 29, 41}
    data = {"name": "n", "proves": "p", "steps": [{"event": place} for place in range(50)], "then": {}}

    def fails(one: dict[str, Any]) -> list[str]:
        return ["no second record: x"] if needed <= {step["event"] for step in one["steps"]} else []

    found = minimise(data, fails)
    print(f"50 events, of which {len(needed)} matter: {found.events} left after {found.plays} plays" if found else "")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--mib", type=float, default=100)
    parser.add_argument("--updates", type=int, default=120)
    parser.add_argument("--times", type=int, default=3)
    parser.add_argument("--import", dest="import_", nargs=2)
    given = parser.parse_args()
    if given.import_:
        imported(*(Path(one) for one in given.import_))
        print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
        return
    reading_costs(given.mib, given.times)
    for updates in (max(given.updates // 4, 1), given.updates):
        replay_costs(updates)
    minimising()


if __name__ == "__main__":
    main()
