"""
Secrets at rest: AES-256-GCM, two keys deep, bound to company and column.

Rule 1: every company has a data key; it is stored wrapped by a master key of the key file. A sealed value
        is ``key id (4) | nonce (12) | ciphertext and tag``; the associated data names whose it is, so that a
        value or a data key copied into another row does not open.
Rule 2: the first line of the key file seals, all lines open. Changing keys writes the new line before the
        first row changes and drops the old one after the last: killed in between, everything still opens.
Rule 3: a process that meets a key it has not seen reads the key file again, so keys change under its feet.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from connector.errors import ConfigurationError

SECRET_COLUMN = "client secret"  # noqa: S105 # the name of the column, not a secret
KEY_BYTES = 32
ID_BYTES = 4
NONCE_BYTES = 12
DATA_KEY = "data key"


class RandomBytes(Protocol):
    def bytes(self, count: int) -> bytes: ...


class MasterKeys(Protocol):
    """Where the master keys are kept; the first one seals."""

    def read(self) -> Sequence[bytes]: ...
    def write(self, keys: Sequence[bytes]) -> None: ...


@dataclass(slots=True)
class KeysInMemory:
    """Master keys of a connector that leaves nothing behind."""

    keys: Sequence[bytes] = field(repr=False)

    def read(self) -> Sequence[bytes]:
        return self.keys

    def write(self, keys: Sequence[bytes]) -> None:
        self.keys = keys


@dataclass(frozen=True, slots=True)
class KeyFile:
    """A file that only its owner may read: one key to a line, in hexadecimal."""

    path: Path

    def read(self) -> Sequence[bytes]:
        """The keys, unless others may read the file too."""
        try:
            mode, lines = self.path.stat().st_mode, self.path.read_text(encoding="ascii").split()
        except (OSError, UnicodeDecodeError) as error:
            raise ConfigurationError(
                f"The key file {self.path} cannot be read.",
                remedy="Put it back, readable for the connector's user only.",
            ) from error
        if mode & 0o077:
            raise ConfigurationError(
                f"The key file {self.path} can be read by other users.", remedy=f"Run: chmod 600 {self.path}"
            )
        keys = [_key(line) for line in lines]
        if not keys or any(len(key) != KEY_BYTES for key in keys):
            raise ConfigurationError(
                f"The key file {self.path} is not a key of the connector.", remedy="Put back the right one."
            )
        return keys

    def create(self, key: bytes) -> None:
        """A new file; an existing one is never overwritten."""
        self._write(self.path, [key])

    def write(self, keys: Sequence[bytes]) -> None:
        """Whole or not at all: a new file, of the same owner, takes the old one's place, also behind a link."""
        path = self.path.resolve()
        new = path.with_name(f"{path.name}.{os.getpid()}.new")
        try:
            new.unlink(missing_ok=True)
            self._write(new, keys)
            _give_to_owner_of(path, new)
            os.replace(new, path)
            _make_durable(path.parent)  # before any row is sealed with a key that only the new file has
        except OSError as error:
            new.unlink(missing_ok=True)
            raise ConfigurationError(
                f"The key file {self.path} cannot be written ({error.strerror}).",
                remedy="Nothing was changed. Make room, or give the folder to the connector's user.",
            ) from error

    @staticmethod
    def _write(path: Path, keys: Sequence[bytes]) -> None:
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
            file.writelines(f"{key.hex()}\n" for key in keys)
            file.flush()
            os.fsync(file.fileno())


def _give_to_owner_of(old: Path, new: Path) -> None:
    """Whoever changes the keys, the service has to be able to read them."""
    was, now = old.stat(), new.stat()
    if (was.st_uid, was.st_gid) != (now.st_uid, now.st_gid):
        os.chown(new, was.st_uid, was.st_gid)


def _make_durable(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _key(line: str) -> bytes:
    try:
        return bytes.fromhex(line)
    except ValueError:
        return b""


class Vault:
    """Seals and opens; whoever stores what it made keeps ``data_key`` beside it."""

    def __init__(self, masters: MasterKeys, entropy: RandomBytes) -> None:
        self._masters = masters
        self._entropy = entropy
        self._known: dict[bytes, bytes] = {}

    def check(self) -> None:
        """Whether there are master keys; an installation without any does not start."""
        self._read()

    def new_data_key(self, company: str) -> bytes:
        """A wrapped data key. Call it inside the transaction that stores it: keys change in one, too."""
        return self._encrypt(self._read()[0], self._entropy.bytes(KEY_BYTES), company, DATA_KEY)

    def seal(self, company: str, column: str, secret: str, data_key: bytes) -> bytes:
        return self._encrypt(self._unwrapped(company, data_key), secret.encode(), company, column)

    def open(self, company: str, column: str, sealed: bytes, data_key: bytes) -> str:
        """The secret; one sealed by the first release, before there were data keys, has an empty one."""
        key = self._unwrapped(company, data_key) if data_key else self._master(company, sealed)
        return _decrypt(key, sealed, company, column).decode()

    def begin_change(self) -> None:
        """A new master key stands first from now on, and the old ones still open."""
        self._masters.write([self._entropy.bytes(KEY_BYTES), *self._read()])

    def end_change(self, sealed: Collection[bytes]) -> None:
        """Drop the master keys that none of these wrapped keys and values needs."""
        first, *others = self._read()
        needed = {one[:ID_BYTES] for one in sealed}
        self._masters.write([first, *(key for key in others if _id(key) in needed)])

    def _read(self) -> Sequence[bytes]:
        keys = self._masters.read()
        self._known |= {_id(key): key for key in keys}  # a row that was read before a change may be opened after it
        return keys

    def _unwrapped(self, company: str, data_key: bytes) -> bytes:
        return _decrypt(self._master(company, data_key), data_key, company, DATA_KEY)

    def _master(self, company: str, sealed: bytes) -> bytes:
        wanted = sealed[:ID_BYTES]
        if wanted not in self._known:
            self._read()
        if wanted not in self._known:
            raise ConfigurationError(
                f"The secrets of “{company}” were sealed with another key.",
                remedy="Put back the key file that was made with this database.",
            )
        return self._known[wanted]

    def _encrypt(self, key: bytes, content: bytes, company: str, column: str) -> bytes:
        nonce = self._entropy.bytes(NONCE_BYTES)
        return _id(key) + nonce + AESGCM(key).encrypt(nonce, content, _bound_to(company, column))


def _decrypt(key: bytes, sealed: bytes, company: str, column: str) -> bytes:
    nonce, content = sealed[ID_BYTES : ID_BYTES + NONCE_BYTES], sealed[ID_BYTES + NONCE_BYTES :]
    try:
        if sealed[:ID_BYTES] != _id(key):
            raise InvalidTag
        return AESGCM(key).decrypt(nonce, content, _bound_to(company, column))
    except (InvalidTag, ValueError) as error:
        raise ConfigurationError(
            f"The stored {column} of “{company}” was changed or damaged.",
            remedy="Restore the database from a backup, or add the company again.",
        ) from error


def _id(key: bytes) -> bytes:
    return hashlib.sha256(key).digest()[:ID_BYTES]


def _bound_to(company: str, column: str) -> bytes:
    return f"{company}\0{column}".encode()
