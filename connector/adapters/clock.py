"""The real clock and the real randomness: the one place of the connector that reads either."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime


class SystemClock:
    def now(self) -> datetime:
        return datetime.now(UTC)


class SystemEntropy:
    """``secret`` is 256 random bits as text; ``bytes`` is raw material for keys and nonces."""

    def secret(self) -> str:
        return secrets.token_urlsafe(32)

    def bytes(self, count: int) -> bytes:
        return secrets.token_bytes(count)
