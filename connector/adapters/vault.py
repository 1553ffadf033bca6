"""
Secrets at rest: AES-256-GCM under the key of the key file, bound to company and column.

A sealed value is ``key id (4) | nonce (12) | ciphertext and tag``. The associated data names whose it is,
so that a value copied into another row does not open.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from connector.errors import ConfigurationError

KEY_BYTES = 32


class RandomBytes(Protocol):
    def bytes(self, count: int) -> bytes: ...


class Vault:
    def __init__(self, key: bytes, entropy: RandomBytes) -> None:
        self._aead = AESGCM(key)
        self._id = hashlib.sha256(key).digest()[:4]
        self._entropy = entropy

    def seal(self, company: str, column: str, secret: str) -> bytes:
        nonce = self._entropy.bytes(12)
        return self._id + nonce + self._aead.encrypt(nonce, secret.encode(), _bound_to(company, column))

    def open(self, company: str, column: str, sealed: bytes) -> str:
        if sealed[:4] != self._id:
            raise ConfigurationError(
                f"The secrets of “{company}” were sealed with another key.",
                remedy="Put back the key file that was made with this database.",
            )
        try:
            return self._aead.decrypt(sealed[4:16], sealed[16:], _bound_to(company, column)).decode()
        except InvalidTag as error:
            raise ConfigurationError(
                f"The stored {column} of “{company}” was changed or damaged.",
                remedy="Restore the database from a backup, or add the company again.",
            ) from error


def _bound_to(company: str, column: str) -> bytes:
    return f"{company}\0{column}".encode()


def write_key(path: Path, entropy: RandomBytes) -> None:
    """A new key that only its owner may read; an existing one is never overwritten."""
    path.touch(mode=0o600, exist_ok=False)
    path.write_text(entropy.bytes(KEY_BYTES).hex() + "\n", encoding="ascii")


def read_key(path: Path) -> bytes:
    """The key, unless others may read the file too."""
    try:
        mode, text = path.stat().st_mode, path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(
            f"The key file {path} cannot be read.",
            remedy="Put it back, readable for the connector's user only.",
        ) from error
    if mode & 0o077:
        raise ConfigurationError(f"The key file {path} can be read by other users.", remedy=f"Run: chmod 600 {path}")
    try:
        key = bytes.fromhex(text)
    except ValueError:
        key = b""
    if len(key) != KEY_BYTES:
        raise ConfigurationError(
            f"The key file {path} is not a key of the connector.", remedy="Put back the right one."
        )
    return key
