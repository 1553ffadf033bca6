"""Work that several processes share; what each of it gives comes in its order."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import Any, TypeVar

T = TypeVar("T")
AT_ONCE = 4


def processes(wanted: int | None) -> int:
    """As many as were asked for; else one to a core."""
    return wanted or os.cpu_count() or 1


def shared(
    act: Callable[..., T], given: Sequence[tuple[Any, ...]], jobs: int, *, at_once: int = AT_ONCE
) -> Iterator[T]:
    """``act`` with each of the given arguments; with one job it is this process that does it."""
    if jobs == 1 or len(given) < 2:
        yield from (act(*one) for one in given)
        return
    with ProcessPoolExecutor(jobs, get_context("spawn")) as pool:
        yield from pool.map(act, *zip(*given, strict=True), chunksize=at_once)
