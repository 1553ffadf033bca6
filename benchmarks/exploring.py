"""
What random stories cost, beside a written story of as many calls; on two processes; and what the oracle adds.

    python -m benchmarks.exploring [--stories 6] [--every 5m] [--seed 1]

The written story has as many invoices and steps as the random one, and as many calls; all else about it is plain. All
figures are of one run, and the ratios are what to look at.
"""

from __future__ import annotations

import argparse
import time
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from pydantic import TypeAdapter

from benchmarks.worlds import quiet
from scenarios.director import performed
from scenarios.exploring.drawn import span_text
from scenarios.exploring.explore import drawn, run, runs
from scenarios.judging import judged
from scenarios.schema import Span
from scenarios.story import story_of
from scenarios.world import World


@dataclass(frozen=True)
class Played:
    world: World
    seconds: float
    calls: int

    @property
    def each(self) -> float:
        return self.seconds / self.calls


def played(data: dict[str, Any]) -> Played:
    scenario = story_of(data)
    began = time.perf_counter()
    world, _ = performed(scenario)
    return Played(world, time.perf_counter() - began, sum(1 for _ in world.transcript.entries()))


def written(seed: int, every: timedelta, calls: int) -> dict[str, Any]:
    """A story of as many invoices and steps as the random one; it goes on until it has as many calls."""
    data = drawn(seed, every)
    steps = [one for one in data["steps"] if isinstance(one, dict) and "add invoice" in one]
    plain = [
        {"number": one["add invoice"]["number"], "supplier": one["add invoice"]["supplier"], "total": "10.00"}
        for one in steps
    ]
    rest = len(data["steps"]) - len(plain)
    while True:
        schedule = {"every": span_text(every)}
        made = {
            **data,
            "given": {**data["given"], "web_connector": schedule, "connector": schedule},
            "steps": [
                *({"add invoice": {**one, "supplier_invoice": f"W-{at}"}} for at, one in enumerate(plain)),
                *({"advance": span_text(every * 4)} for _ in range(rest)),
            ],
            "then": {"settle": span_text(every), "exceptions": "any"},
        }
        if rest >= calls or played(made).calls >= calls:
            return made
        rest += max(1, calls // 100)


def lasting(first: int, count: int, every: timedelta, jobs: int) -> float:
    """Seconds for so many stories, with so many processes and their start."""
    began = time.perf_counter()
    list(runs(first, count, every, jobs, lambda: False))
    return time.perf_counter() - began


def main() -> None:
    quiet()
    arguments = argparse.ArgumentParser(description="What random stories cost.")
    arguments.add_argument("--stories", type=int, default=6)
    arguments.add_argument("--every", default="5m")
    arguments.add_argument("--seed", type=int, default=1)
    given = arguments.parse_args()
    every = TypeAdapter(Span).validate_python(given.every)
    seeds = range(given.seed, given.seed + given.stories)
    run(given.seed, every)
    random = [played(drawn(seed, every)) for seed in seeds]
    plain = [played(written(seed, every, one.calls)) for seed, one in zip(seeds, random, strict=True)]
    began = time.perf_counter()
    for seed, one in zip(seeds, random, strict=True):
        list(judged(one.world, story_of(drawn(seed, every))))
    oracle = time.perf_counter() - began
    seconds, calls = sum(one.seconds for one in random), sum(one.calls for one in random)
    each, beside = seconds / calls, sum(one.seconds for one in plain) / sum(one.calls for one in plain)
    alone, together = (lasting(given.seed, 2 * given.stories, every, jobs) for jobs in (1, 2))
    rate = given.stories / seconds
    print(f"{given.stories} random stories, polls every {given.every}: {calls} calls, {rate:.2f} a second")
    print(f"a call in them               {each * 1000:8.2f} ms   {each / beside:.2f} times one of a written story")
    print(f"the oracle                   {oracle * 1000 / given.stories:8.2f} ms   {oracle / seconds:.4f} of a story")
    print(f"two processes                {2 * given.stories / together:8.2f} / s  {alone / together:.2f} times one")


if __name__ == "__main__":
    main()
