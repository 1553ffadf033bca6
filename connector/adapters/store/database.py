"""
The engine and its transactions.

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

import contextlib
import itertools
import sqlite3
import threading
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache, cached_property
from pathlib import Path
from typing import Any, Literal

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import PoolProxiedConnection, QueuePool, StaticPool

from connector.adapters.private_file import make_private
from connector.adapters.store import codec
from connector.adapters.store.companies import SqlCompanies, SqlGuesses, SqlLeases
from connector.adapters.store.decisions import SqlDecisions
from connector.adapters.store.documents import SqlDocuments
from connector.adapters.store.history import SqlHistory
from connector.adapters.store.mirror import SqlMirror
from connector.adapters.store.outbox import SqlOperations, SqlSentSets
from connector.adapters.store.sessions import SqlSessions
from connector.adapters.store.tables import PACKED, STANDING
from connector.adapters.store.transaction import Kept, Transaction
from connector.errors import ConfigurationError, InternalError, TransientError

MIGRATIONS = Path(__file__).parent / "migrations"
NEWEST = max(file.stem[1:5] for file in (MIGRATIONS / "versions").glob("v*.py"))
"""The revision that this release reads and writes."""
BUSY_MS = 5000
Moment = Literal["begin", "commit", "committed"]


class SqlWork:
    """One transaction, with a family of tables to each attribute."""

    def __init__(self, transaction: Transaction) -> None:
        self.transaction = transaction

    @contextmanager
    def apart(self) -> Iterator[None]:
        self.history.settle()
        try:
            with self.transaction.apart():
                yield
        except BaseException:
            self.history.forget_heads()
            raise

    def keep(self, key: str, value: object) -> None:
        self.history.settle()  # its head stands among what is decided on
        self.transaction.kept.put(STANDING, key, value)

    def kept(self, key: str) -> object | None:
        found: object | None = self.transaction.kept.get(key)
        return found

    @cached_property
    def companies(self) -> SqlCompanies:
        return SqlCompanies(self.transaction)

    @cached_property
    def documents(self) -> SqlDocuments:
        return SqlDocuments(self.transaction)

    @cached_property
    def operations(self) -> SqlOperations:
        return SqlOperations(self.transaction)

    @cached_property
    def sent_sets(self) -> SqlSentSets:
        return SqlSentSets(self.transaction)

    @cached_property
    def sessions(self) -> SqlSessions:
        return SqlSessions(self.transaction)

    @cached_property
    def mirror(self) -> SqlMirror:
        return SqlMirror(self.transaction)

    @cached_property
    def history(self) -> SqlHistory:
        return SqlHistory(self.transaction)

    @cached_property
    def guesses(self) -> SqlGuesses:
        return SqlGuesses(self.transaction)

    @cached_property
    def decisions(self) -> SqlDecisions:
        return SqlDecisions(self.transaction)

    @cached_property
    def leases(self) -> SqlLeases:
        return SqlLeases(self.transaction)


class SqlStore:
    """A SQLite file, or a database in memory where ``path`` is None (for scenarios)."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        url = URL.create("sqlite", database=str(path) if path else ":memory:")
        arguments: dict[str, Any] = {"timeout": BUSY_MS / 1000, "check_same_thread": False}
        self._engine = create_engine(
            url, hide_parameters=True, connect_args=arguments, poolclass=QueuePool if path else StaticPool
        )
        self._line = threading.Lock()
        self._writers: list[PoolProxiedConnection] = []
        """The one, once it was needed."""
        self.between: Callable[[Moment], None] = lambda moment: None
        """Called at each moment of a transaction that writes: whoever wants to see it break breaks it here."""
        event.listen(self._engine, "connect", _configure)
        weakref.finalize(self, _close, self._engine, self._line, self._writers, wait=False)

    def create(self) -> None:
        """Bring the schema to the newest version; in memory by copying one that has it."""
        if self._path is None:
            self._read_in(_new_in_memory())
        else:
            make_private(self._path)  # its log has the same rights: SQLite sees to that
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
        """Alembic is loaded where there is something to do."""
        with _explained(self._path), self._engine.connect() as connection:
            if _revision(_driver(connection)) == NEWEST:
                return
            from alembic import command
            from alembic.config import Config
            from alembic.util import CommandError

            config = Config()
            config.set_main_option("script_location", str(MIGRATIONS))
            _kept(connection).clear()
            connection.exec_driver_sql("BEGIN IMMEDIATE")  # all steps or none, and one process at a time
            config.attributes["connection"] = connection
            try:
                command.upgrade(config, "head")
            except CommandError as error:
                raise ConfigurationError(
                    f"The database {self._path} was made by a newer release ({error}).",
                    remedy="Install that release again, or restore the backup that was made before it.",
                ) from error
            connection.commit()
            _shrink(_driver(connection))

    @contextmanager
    def write(self) -> Iterator[SqlWork]:
        with _explained(self._path):
            self.between("begin")
            with self._writing() as connection, _begun(connection, "BEGIN IMMEDIATE") as transaction:
                work = SqlWork(transaction)
                yield work
                work.history.settle()
                self.between("commit")
            self.between("committed")

    @contextmanager
    def read(self) -> Iterator[SqlWork]:
        with (
            _explained(self._path),
            contextlib.closing(self._engine.raw_connection()) as connection,
            _begun(connection, "BEGIN") as transaction,
        ):
            yield SqlWork(transaction)

    @contextmanager
    def _writing(self) -> Iterator[PoolProxiedConnection]:
        if not self._line.acquire(timeout=BUSY_MS / 1000):
            raise _in_use()
        try:
            if not self._writers:
                self._writers.append(self._engine.raw_connection())
            yield self._writers[0]
        finally:
            try:
                if self._writers and _driver(self._writers[0]).in_transaction:  # it could not be undone
                    self._writers.pop().invalidate()
            finally:
                self._line.release()

    def back_up(self, file: Path) -> None:
        """A whole copy while everything goes on; it is there when it is complete, or not at all."""
        if file.exists():
            raise ConfigurationError(f"{file} exists already.", remedy="Choose another name; nothing was changed.")
        part = file.with_name(f"{file.name}.part")
        try:
            part.unlink(missing_ok=True)
            make_private(part)
            with contextlib.closing(_file(part)) as theirs, _explained(self._path), self._engine.connect() as ours:
                _driver(ours).backup(theirs)
                theirs.execute("PRAGMA journal_mode=DELETE")
            part.replace(file)
        except (OSError, sqlite3.Error) as error:
            part.unlink(missing_ok=True)
            raise ConfigurationError(
                f"The backup {file} cannot be written ({error}).", remedy="Choose a folder of yours with room in it."
            ) from error

    def restore(self, file: Path) -> Path:
        """
        Everything as a backup has it; returns where what was there before was put.

        A server that runs goes on with the restored rows, as SQLite shows it the new pages.
        """
        if self._path is None:
            raise InternalError("A database in memory cannot be restored.")
        check_backup(file)
        kept = _unused(self._path.with_name(f"{self._path.stem}-before-restore{self._path.suffix}"))
        self.back_up(kept)
        with _explained(self._path), self._engine.connect() as ours, contextlib.closing(_file(file)) as theirs:
            theirs.backup(_driver(ours))
            _kept(ours).clear()
        self._migrate()
        return kept

    def dump(self) -> str:
        """Every row as SQL, and what is packed in it as it reads: to search it."""
        with self._engine.connect() as connection:
            driver = _driver(connection)
            packed = (row for one in PACKED for row in driver.execute(f"SELECT {one.name} FROM {one.table.name}"))  # noqa: S608 # ours
            return "\n".join([*driver.iterdump(), *(codec.unpacked(kept or b"") for (kept,) in packed)])

    def close(self) -> None:
        _close(self._engine, self._line, self._writers, wait=True)


def check_backup(file: Path) -> None:
    """Refuse what is no backup of ours, whole and readable, before anything is touched."""
    remedy = "Give a file that “connector backup” made; nothing was changed."
    if not file.is_file():
        raise ConfigurationError(f"There is no file {file}.", remedy=remedy)
    try:
        with contextlib.closing(_file(file)) as found:
            (state,) = found.execute("PRAGMA integrity_check").fetchone()
            tables = {name for (name,) in found.execute("SELECT name FROM sqlite_master WHERE type='table'")}
    except sqlite3.Error as error:
        raise ConfigurationError(f"{file} is no database ({error}).", remedy=remedy) from error
    if state != "ok" or not {"alembic_version", "operations", "history"} <= tables:
        raise ConfigurationError(f"{file} is no whole database of the connector.", remedy=remedy)


def _file(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(path, isolation_level=None)


def _unused(path: Path) -> Path:
    names = (path.with_name(f"{path.stem}-{number}{path.suffix}") for number in itertools.count(2))
    return path if not path.exists() else next(name for name in names if not name.exists())


@cache
def _new_in_memory() -> SqlStore:
    store = SqlStore(None)
    store._migrate()
    return store


def _kept(connection: Connection | PoolProxiedConnection) -> Kept:
    """What this connection was answered; it ends with the connection."""
    kept: Kept = connection.info.setdefault("kept", Kept())
    return kept


def _driver(connection: Connection | PoolProxiedConnection) -> sqlite3.Connection:
    pooled = connection.connection if isinstance(connection, Connection) else connection
    driver = pooled.driver_connection
    if not isinstance(driver, sqlite3.Connection):
        raise InternalError("The database's driver is not SQLite's.")
    return driver


def _revision(driver: sqlite3.Connection) -> str | None:
    """The revision of a database; none of one that is new."""
    known = driver.execute("SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'").fetchone()
    found = driver.execute("SELECT version_num FROM alembic_version").fetchone() if known else None
    return found[0] if found else None


def _shrink(driver: sqlite3.Connection) -> None:
    """Give back what an upgrade freed, where it is much; without room for that, the file stays as large as it is."""
    pages, free = (driver.execute(f"PRAGMA {one}").fetchone()[0] for one in ("page_count", "freelist_count"))
    if free > pages / 3:
        with contextlib.suppress(sqlite3.OperationalError):
            driver.execute("VACUUM")


def _configure(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves
    for pragma in ("journal_mode=WAL", "synchronous=FULL", f"busy_timeout={BUSY_MS}", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")


@contextmanager
def _begun(connection: PoolProxiedConnection, begin: str) -> Iterator[Transaction]:
    driver, kept = _driver(connection), _kept(connection)
    try:
        driver.execute(begin)
        kept.at(driver.execute("PRAGMA data_version").fetchone()[0])
        yield Transaction(driver, kept)
        driver.commit()
    except BaseException:
        kept.clear()
        driver.rollback()
        raise


def _close(engine: Engine, line: threading.Lock, writers: list[PoolProxiedConnection], *, wait: bool) -> None:
    """Whoever is writing has its connection until it is done: closed under it, half of it would stand."""
    if line.acquire(timeout=BUSY_MS / 1000) if wait else line.acquire(blocking=False):
        try:
            while writers:
                writers.pop().invalidate()  # its pool may be gone, and would not close it
        finally:
            line.release()
    engine.dispose()


def _in_use() -> TransientError:
    return TransientError("The database is in use.", remedy="Nothing was lost; try again in a moment.")


@contextmanager
def _explained(path: Path | None) -> Iterator[None]:
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
