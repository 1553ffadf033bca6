"""
How long QuickBooks takes: 1.0 s a message set, 0.30 s a write, 0.01 s a returned row, ±50 % by seed.

No public source gives figures; these are assumed.
"""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from simulators.qbwc.processor import Load

A_MESSAGE_SET, A_WRITE, A_ROW, SPREAD = 1.0, 0.30, 0.01, 0.5


def drawn(seed: int) -> Callable[[Load], float]:
    """Seconds for a load; the same seed draws the same seconds."""
    random = Random(seed)  # noqa: S311 # a simulation, not a secret

    def seconds(load: Load) -> float:
        mean = A_MESSAGE_SET + A_WRITE * load.writes + A_ROW * load.rows
        return mean * random.uniform(1 - SPREAD, 1 + SPREAD)

    return seconds


def off(_load: Load) -> float:
    return 0.0
