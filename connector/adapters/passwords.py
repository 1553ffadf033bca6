"""
Web Connector passwords: Argon2id at rest, and a short memory of the right ones.

Figures: 19 MiB, two passes, one lane (OWASP's recommendation; 79 verifications a second on two cores). A right
password is remembered for ten minutes as an HMAC under a key of this process, so that polls every few
seconds cost nothing. At most two are verified at once, and strangers may take only one of the places; beyond
that the caller answers "busy".
"""

from __future__ import annotations

import contextlib
import hmac
import threading
from datetime import datetime, timedelta
from typing import Protocol

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.low_level import Type

from connector.adapters.clock import SystemEntropy

REMEMBERED = timedelta(minutes=10)
AT_ONCE = 2
STRANGERS_AT_ONCE = 1


class Now(Protocol):
    def now(self) -> datetime: ...


class Argon2Passwords:
    def __init__(self, clock: Now) -> None:
        self._clock = clock
        self._hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1, type=Type.ID)
        self._key = SystemEntropy().bytes(32)
        self._decoy = self._hasher.hash(SystemEntropy().secret())
        self._right: dict[str, tuple[bytes, datetime]] = {}
        self._places = threading.BoundedSemaphore(AT_ONCE)
        self._strangers = threading.BoundedSemaphore(STRANGERS_AT_ONCE)

    def hash(self, password: str) -> str:
        return self._hasher.hash(password)

    def verify(self, user: str, hashed: str | None, password: str, *, is_known: bool) -> bool | None:
        """True, False, or None when too many others are being verified right now."""
        known = hashed or self._decoy
        if self.remembers(user, known, password):
            return True
        with contextlib.ExitStack() as places:
            if not (is_known or _taken(self._strangers, places)) or not _taken(self._places, places):
                return None
            is_right = self._is_right(known, password) and hashed is not None
        if is_right:
            self._right[user] = (self._print(user, known, password), self._clock.now() + REMEMBERED)
        return is_right

    def remembers(self, user: str, hashed: str, password: str) -> bool:
        """Whether this password was right within the last ten minutes."""
        kept, until = self._right.get(user, (b"", None))
        is_same = hmac.compare_digest(kept, self._print(user, hashed, password))
        return until is not None and timedelta() < until - self._clock.now() <= REMEMBERED and is_same

    def _print(self, user: str, hashed: str, password: str) -> bytes:
        return hmac.digest(self._key, f"{user}\0{hashed}\0{password}".encode("utf-8", "replace"), "sha256")

    def _is_right(self, hashed: str, password: str) -> bool:
        try:
            return self._hasher.verify(hashed, password)
        except (VerificationError, InvalidHashError):
            return False


def _taken(place: threading.BoundedSemaphore, until: contextlib.ExitStack) -> bool:
    """Take a place if one is free, and give it back at the end."""
    if not place.acquire(blocking=False):
        return False
    until.callback(place.release)
    return True
