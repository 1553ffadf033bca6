"""The real clock and randomness, for when the PC runs as a process of its own."""

from __future__ import annotations

import time
import uuid
from datetime import UTC, datetime, timedelta


class RealClock:
    """It can be set, as every clock."""

    def __init__(self) -> None:
        self._set_by = timedelta()

    def now(self) -> datetime:
        return datetime.now(UTC) + self._set_by

    def jump(self, by: timedelta) -> None:
        self._set_by += by

    def sleep(self, seconds: float) -> None:
        time.sleep(seconds)


def real_guid() -> str:
    return str(uuid.uuid4())
