"""The real clock and randomness, for when the PC runs as a process of its own."""

from __future__ import annotations

import time
import uuid
from datetime import UTC, datetime


class RealClock:
    def now(self) -> datetime:
        return datetime.now(UTC)

    def sleep(self, seconds: float) -> None:
        time.sleep(seconds)


def real_guid() -> str:
    return str(uuid.uuid4())
