"""How long QuickBooks takes: 1.0 s a message set, 0.30 s a write, 0.01 s a returned row, ±50 % by seed."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from simulators.qbwc.processor import Load

A_MESSAGE_SET, A_WRITE, A_ROW, SPREAD = 1.0, 0.30, 0.01, 0.5


def drawn(spread: Callable[[], float]) -> Callable[[Load], float]:
    """Seconds for a load; ``spread`` draws from 0 to 1, where 0 is the quickest."""

    def seconds(load: Load) -> float:
        mean = A_MESSAGE_SET + A_WRITE * load.writes + A_ROW * load.rows
        return mean * (1 - SPREAD + 2 * SPREAD * spread())

    return seconds


def seeded(seed: int) -> Callable[[Load], float]:
    """The same seed draws the same seconds."""
    return drawn(Random(seed).random)  # noqa: S311 # a simulation, not a secret


def off(_load: Load) -> float:
    return 0.0
