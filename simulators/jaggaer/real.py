"""The real clock and randomness, for when the tenant runs as a process of its own."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime


class RealClock:
    def now(self) -> datetime:
        return datetime.now(UTC)


class RealRandom:
    def token(self) -> str:
        return secrets.token_urlsafe(24)
