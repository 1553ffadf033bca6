"""Playing random stories one after another, by as many processes as there are, until there is no more time."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from dataclasses import dataclass
from datetime import timedelta
from itertools import count, islice
from multiprocessing import get_context

from scenarios.clock import START
from scenarios.coverage import Cell
from scenarios.exploring.drawn import Data, story
from scenarios.minimising.minimal import attempted
from scenarios.minimising.minimise import check_of
from scenarios.reached import REACHED
from scenarios.story import story_of
from scenarios.tape import SeededTape

AHEAD = 2
"""How many runs wait for each process."""


@dataclass(frozen=True, slots=True)
class Run:
    """
    One random story: what it was, and what does not hold in it; none means that it holds.

    ``cells`` are faults that struck, each with the state of the protocol, and ``marks`` what was reached.
    """

    seed: int
    failures: tuple[str, ...]
    documents: int = 0
    calls: int = 0
    hours: float = 0.0
    digest: str = ""
    cells: tuple[Cell, ...] = ()
    marks: tuple[str, ...] = ()

    @property
    def check(self) -> str:
        """The check that fails first; of two runs in which the same one fails, one is looked into."""
        return check_of(self.failures[0]) if self.failures else ""


def drawn(seed: int, every: timedelta | None = None) -> Data:
    """The data of the story of a seed."""
    return story(SeededTape(seed), seed, every)


def run(seed: int, every: timedelta | None = None) -> Run:
    """Draw a story and play it."""
    world, failures = attempted(story_of(drawn(seed, every)))
    if world is None:
        return Run(seed, failures)
    return Run(
        seed,
        failures,
        len(world.tenant.invoices) + len(world.tenant.purchase_orders),
        sum(1 for _ in world.transcript.entries()),
        (world.clock.now() - START).total_seconds() / 3600,
        world.transcript.digest(),
        tuple(sorted(world.coverage.cells)),
        tuple(name for name, mark in REACHED.items() if mark.is_so(world)),
    )


def runs(
    first: int, most: int | None, every: timedelta | None, jobs: int, is_over: Callable[[], bool]
) -> Iterator[Run]:
    """
    The runs of the seeds from ``first``, each as it ends, until there are ``most`` of them or time is over.

    Whoever stops taking them, as with Ctrl-C, waits for those under way only; none is begun any more.
    """
    seeds = iter(range(first, first + most)) if most is not None else count(first)
    if jobs == 1:
        for seed in seeds:
            if is_over():
                return
            yield run(seed, every)
        return
    with ProcessPoolExecutor(jobs, get_context("spawn"), initializer=_left_to_the_first) as pool:
        under_way: set[Future[Run]] = set()
        try:
            while True:
                room = 0 if is_over() else jobs * AHEAD - len(under_way)
                under_way |= {pool.submit(run, seed, every) for seed in islice(seeds, room)}
                if not under_way:
                    return
                done, under_way = wait(under_way, return_when=FIRST_COMPLETED)
                yield from sorted((one.result() for one in done), key=lambda one: one.seed)
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def _left_to_the_first() -> None:
    """Ctrl-C reaches every process of a terminal; the first one ends the others."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
