"""
What a world costs: scenarios a second, simulated days a second, creation, fork, and two hundred alive.

    python -m benchmarks.worlds [--seconds 5]

Every figure stands beside a reference of the same run, and the ratio is what to look at: absolute numbers belong to
the machine. The references are the scenario's own wire (``wire``: its calls and requests with their real payloads,
answered from a recording) and the bare wire: as many calls of the Web Connector through zeep and spyne as the scenario
makes, in process, with nothing behind them. What goes beyond them is ours.
"""

from __future__ import annotations

import argparse
import logging
import resource
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import timedelta

import structlog

from benchmarks.wire import Recording
from scenarios.machines import FIRST_PC
from scenarios.profiles import STORY
from scenarios.schema import Scenario
from scenarios.stage import Stage
from scenarios.story import story_of
from scenarios.verbs import VERBS
from scenarios.world import World
from simulators.qbwc import Proxy

INVOICES = 20
URL = "http://localhost/qbwc"


@dataclass(frozen=True)
class Row:
    what: str
    value: float
    unit: str
    beside: str = ""


def story() -> Scenario:
    """20 invoices of three suppliers, two simulated hours, polls and updates every five minutes."""
    suppliers = [f"Supplier {n}" for n in range(3)]
    invoices = [
        {
            "number": f"I{101 + n:05d}",
            "supplier": suppliers[n % 3],
            "supplier_invoice": f"S-{n}",
            "total": f"{100 + n}.50",
        }
        for n in range(INVOICES)
    ]
    return story_of(
        {
            "name": "twenty invoices",
            "proves": "what a scenario costs",
            "given": {
                "quickbooks": {"vendors": suppliers},
                "jaggaer": {"suppliers": [{"name": name} for name in suppliers], "invoices": invoices},
                "web_connector": {"every": "5m"},
                "connector": {"every": "5m"},
            },
            "steps": [{"advance": "2h"}],
            "then": {},
        }
    )


def played(seed: int) -> World:
    scenario = story()
    world = World(seed)
    stage = Stage(world, STORY, lambda stage, step: VERBS[step.verb].act(stage, step.value))
    stage.set(scenario.given)
    for step in scenario.steps:
        stage.take(stage, step)
    assert len(world.file.records("Bill")) == INVOICES
    return world


def play(seed: int) -> int:
    return sum(1 for _ in played(seed).transcript.soap())


def bare(calls: int) -> None:
    """So many calls with nothing behind them."""
    world = World(1)
    proxy = Proxy(URL, world.transport_of(FIRST_PC))
    for _ in range(calls):
        proxy.server_version()


def lasts(act: Callable[[], object], seconds: float) -> float:
    """Seconds of one, on the average of as many as fit."""
    act()
    began, count = time.perf_counter(), 0
    while time.perf_counter() - began < seconds:
        act()
        count += 1
    return (time.perf_counter() - began) / count


def a_day(seed: int) -> None:
    world = played(seed)
    world.advance(timedelta(days=1))


def megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def rows(seconds: float, worlds: int) -> list[Row]:
    calls = play(1)
    again = Recording.of(played(1)).again()
    one, wire, own = lasts(lambda: play(2), seconds), lasts(lambda: bare(calls), seconds / 2), lasts(again, seconds / 2)
    with ProcessPoolExecutor(2, initializer=quiet) as pool:
        list(pool.map(play, range(4)))
        began = time.perf_counter()
        count = max(4, int(2 * seconds / one))
        list(pool.map(play, range(count)))
        together = count / (time.perf_counter() - began)
    began = time.perf_counter()
    a_day(3)
    day = time.perf_counter() - began - one
    world = played(4)
    before = megabytes()
    began = time.perf_counter()
    alive = [World(seed) for seed in range(worlds)]
    created = (time.perf_counter() - began) / len(alive)
    return [
        Row("scenarios of 20 invoices, one process", 1 / one, "/ s", f"{one / own:.2f} times its own wire"),
        Row("its own wire", 1 / own, "/ s", f"{one / wire:.2f} times the bare wire is a scenario"),
        Row("the same, two processes", together, "/ s", f"{together * one:.2f} times one process"),
        Row("simulated days at 5-minute polls", 1 / day, "/ s", f"{1 / day * 86_400:,.0f} times real time"),
        Row("a world is created", created * 1000, "ms", f"{created / one:.3f} of a scenario"),
        Row("a world is forked", lasts(lambda: world.fork(9), seconds / 5) * 1000, "ms"),
        Row("its store alone", lasts(world.connector.store.copy, seconds / 5) * 1000, "ms"),
        Row(f"{worlds} worlds alive", megabytes() - before, "MB", f"{len(alive)} of them"),
        Row("calls of the Web Connector in a scenario", calls, ""),
    ]


def quiet() -> None:
    """No line of log, in this process and in those of the pool."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))


def main() -> None:
    quiet()
    arguments = argparse.ArgumentParser(description="What a world costs.")
    arguments.add_argument("--seconds", type=float, default=5.0)
    arguments.add_argument("--worlds", type=int, default=200)
    given = arguments.parse_args()
    for row in rows(given.seconds, given.worlds):
        print(f"{row.what:44} {row.value:10.2f} {row.unit:5} {row.beside}")


if __name__ == "__main__":
    main()
