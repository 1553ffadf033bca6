"""
The engine and its transactions.

Rule 1: every transaction that may write begins with BEGIN IMMEDIATE: in Python's default mode four
        writers made 321 of 400 transactions fail at once, with it none.
Rule 2: WAL and synchronous=FULL: what is committed survives the power going.
Rule 3: connections are kept: closing the last one makes SQLite write its log back, 4 ms each time.
Rule 4: what the disk or a lock does to us becomes an error with a remedy, and nothing is half written.
"""

from __future__ import annotations

import sqlite3
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import Connection, create_engine, event
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import QueuePool, StaticPool

from connector.adapters.store.companies import SqlCompanies, SqlGuesses, SqlLeases
from connector.adapters.store.documents import SqlDocuments
from connector.adapters.store.history import SqlHistory
from connector.adapters.store.mirror import SqlMirror
from connector.adapters.store.outbox import SqlOperations, SqlSentSets
from connector.adapters.store.sessions import SqlSessions
from connector.errors import ConfigurationError, InternalError, TransientError

MIGRATIONS = Path(__file__).parent / "migrations"
BUSY_MS = 5000


class SqlWork:
    """One transaction, with a family of tables to each attribute."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    @property
    def connection(self) -> Connection:
        """For the steps that change the schema."""
        return self._connection

    @cached_property
    def companies(self) -> SqlCompanies:
        return SqlCompanies(self._connection)

    @cached_property
    def documents(self) -> SqlDocuments:
        return SqlDocuments(self._connection)

    @cached_property
    def operations(self) -> SqlOperations:
        return SqlOperations(self._connection)

    @cached_property
    def sent_sets(self) -> SqlSentSets:
        return SqlSentSets(self._connection)

    @cached_property
    def sessions(self) -> SqlSessions:
        return SqlSessions(self._connection)

    @cached_property
    def mirror(self) -> SqlMirror:
        return SqlMirror(self._connection)

    @cached_property
    def history(self) -> SqlHistory:
        return SqlHistory(self._connection)

    @cached_property
    def guesses(self) -> SqlGuesses:
        return SqlGuesses(self._connection)

    @cached_property
    def leases(self) -> SqlLeases:
        return SqlLeases(self._connection)


class SqlStore:
    """A SQLite file, or a database in memory where ``path`` is None (for scenarios)."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        url = URL.create("sqlite", database=str(path) if path else ":memory:")
        arguments: dict[str, Any] = {"timeout": BUSY_MS / 1000, "check_same_thread": False}
        self._engine = create_engine(
            url, hide_parameters=True, connect_args=arguments, poolclass=QueuePool if path else StaticPool
        )
        event.listen(self._engine, "connect", _configure)
        weakref.finalize(self, self._engine.dispose)

    def create(self) -> None:
        """Bring the schema to the newest version; in memory by copying one that has it."""
        if self._path is None:
            self._read_in(_new_in_memory())
        else:
            self._migrate()

    def copy(self) -> SqlStore:
        """Another store in memory, with the same rows."""
        other = SqlStore(None)
        other._read_in(self)
        return other

    def _read_in(self, source: SqlStore) -> None:
        with source._engine.connect() as theirs, self._engine.connect() as ours:
            _driver(theirs).backup(_driver(ours))

    def _migrate(self) -> None:
        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS))
        with self._begun("BEGIN IMMEDIATE") as work:  # all steps or none, and one process at a time
            config.attributes["connection"] = work.connection
            try:
                command.upgrade(config, "head")
            except CommandError as error:
                raise ConfigurationError(
                    f"The database {self._path} was made by a newer release ({error}).",
                    remedy="Install that release again, or restore the backup that was made before it.",
                ) from error

    @contextmanager
    def write(self) -> Iterator[SqlWork]:
        with self._begun("BEGIN IMMEDIATE") as work:
            yield work

    @contextmanager
    def read(self) -> Iterator[SqlWork]:
        with self._begun("BEGIN") as work:
            yield work

    @contextmanager
    def _begun(self, begin: str) -> Iterator[SqlWork]:
        with _explained(self._path), self._engine.connect() as connection:
            connection.exec_driver_sql(begin)
            try:
                yield SqlWork(connection)
            except BaseException:
                if not connection.invalidated:  # Ctrl-C closes the connection, and what it had begun is gone
                    connection.rollback()
                raise
            connection.commit()

    def dump(self) -> str:
        """Every row as SQL, to search it."""
        with self._engine.connect() as connection:
            return "\n".join(_driver(connection).iterdump())

    def close(self) -> None:
        self._engine.dispose()


@cache
def _new_in_memory() -> SqlStore:
    store = SqlStore(None)
    store._migrate()
    return store


def _driver(connection: Connection) -> sqlite3.Connection:
    driver = connection.connection.driver_connection
    if not isinstance(driver, sqlite3.Connection):
        raise InternalError("The database's driver is not SQLite's.")
    return driver


def _configure(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves
    for pragma in ("journal_mode=WAL", "synchronous=FULL", f"busy_timeout={BUSY_MS}", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")


@contextmanager
def _explained(path: Path | None) -> Iterator[None]:
    try:
        yield
    except DBAPIError as error:
        said = str(error.orig).lower()
        if "locked" in said or "busy" in said:
            raise TransientError(
                "The database is in use.", remedy="Nothing was lost; try again in a moment."
            ) from error
        if "full" in said:
            raise TransientError("The disk is full.", remedy="Nothing was lost; make room and try again.") from error
        if "readonly" in said or "unable to open" in said or "not a database" in said or "no such table" in said:
            raise ConfigurationError(
                f"The database {path} cannot be used ({said}).",
                remedy="Check that the file and its folder belong to the connector's user, or run “connector init”.",
            ) from error
        raise
