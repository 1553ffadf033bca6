"""
Connections to SQLite, the transactions on them, and what goes wrong with them.

Rule 1: every transaction that may write begins with BEGIN IMMEDIATE: in Python's default mode four
        writers made 321 of 400 transactions fail at once, with it none.
Rule 2: WAL and synchronous=FULL: what is committed survives the power going.
Rule 3: connections are kept: closing the last one makes SQLite write its log back, 4 ms each time.
Rule 4: whoever writes in this process waits for the one before, and all write through one connection: SQLite itself
        lets them ask again and again, and each commit of another connection makes it forget what it was answered.
        It is closed between two transactions only; one that is under way at the end of the process is undone.
Rule 5: what the disk or a lock does to us becomes an error with a remedy, and nothing is half written.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import PoolProxiedConnection

from connector.adapters.store.transaction import Kept, Transaction
from connector.errors import ConfigurationError, InternalError, TransientError

BUSY_MS = 5000
BEGIN_TO_READ, BEGIN_TO_WRITE = "BEGIN", "BEGIN IMMEDIATE"


class Writer:
    """The one connection that a store writes through."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._lock = threading.Lock()
        self._connection: PoolProxiedConnection | None = None

    @contextmanager
    def connection(self) -> Iterator[PoolProxiedConnection]:
        """For one transaction of the caller's alone; a TransientError where it does not get free for a while."""
        if not self._lock.acquire(timeout=BUSY_MS / 1000):
            raise _in_use()
        try:
            self._connection = self._connection or self._engine.raw_connection()
            yield self._connection
        finally:
            try:
                if self._connection and driver_of(self._connection).in_transaction:  # it could not be undone
                    self._let_go()
            finally:
                self._lock.release()

    def close(self, *, wait: bool) -> None:
        """Whoever is writing has the connection until it is done: closed under it, half of it would stand."""
        if self._lock.acquire(timeout=BUSY_MS / 1000) if wait else self._lock.acquire(blocking=False):
            try:
                self._let_go()
            finally:
                self._lock.release()
        self._engine.dispose()

    def _let_go(self) -> None:
        """Closed itself: its pool may be gone, and would not close it."""
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.invalidate()


def configure(connection: Any, _record: object) -> None:
    """A connection of the driver's that was just made."""
    connection.isolation_level = None  # we say BEGIN ourselves
    for pragma in ("journal_mode=WAL", "synchronous=FULL", f"busy_timeout={BUSY_MS}", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")


@contextmanager
def begun(connection: PoolProxiedConnection, begin: str) -> Iterator[Transaction]:
    """A transaction that is committed at the end of the block, or not at all."""
    driver, kept = driver_of(connection), kept_of(connection)
    try:
        driver.execute(begin)
        kept.at(driver.execute("PRAGMA data_version").fetchone()[0])
        yield Transaction(driver, kept)
        driver.commit()
    except BaseException:
        kept.clear()
        driver.rollback()
        raise


def kept_of(connection: Connection | PoolProxiedConnection) -> Kept:
    """What this connection was answered; it ends with the connection."""
    kept: Kept = connection.info.setdefault("kept", Kept())
    return kept


def driver_of(connection: Connection | PoolProxiedConnection) -> sqlite3.Connection:
    """SQLite's own, below SQLAlchemy's."""
    pooled = connection.connection if isinstance(connection, Connection) else connection
    driver = pooled.driver_connection
    if not isinstance(driver, sqlite3.Connection):
        raise InternalError("The database's driver is not SQLite's.")
    return driver


def _in_use() -> TransientError:
    return TransientError("The database is in use.", remedy="Nothing was lost; try again in a moment.")


@contextmanager
def explained(path: Path | None) -> Iterator[None]:
    """An error of the database at ``path`` becomes one that says what to do."""
    try:
        yield
    except (DBAPIError, sqlite3.Error) as error:
        said = str(getattr(error, "orig", error)).lower()
        if "locked" in said or "busy" in said:
            raise _in_use() from error
        if "full" in said:
            raise TransientError("The disk is full.", remedy="Nothing was lost; make room and try again.") from error
        if "i/o error" in said:
            raise TransientError(
                "The disk cannot be written or read.", remedy="Nothing was lost; check the disk, then try again."
            ) from error
        if "readonly" in said or "unable to open" in said or "not a database" in said or "no such table" in said:
            raise ConfigurationError(
                f"The database {path} cannot be used ({said}).",
                remedy="Check that the file and its folder belong to the connector's user, or run “connector init”.",
            ) from error
        raise
