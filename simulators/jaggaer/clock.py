"""The clock that everything in a tenant reads."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    def now(self) -> datetime: ...

    def jump(self, by: timedelta) -> None:
        """Somebody sets it."""
