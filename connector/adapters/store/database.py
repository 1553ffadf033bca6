"""The store: its schema, its transactions over all table families, copies, backups and restores."""

from __future__ import annotations

import contextlib
import itertools
import sqlite3
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache, cached_property
from pathlib import Path
from typing import Any, Literal

from sqlalchemy import create_engine, event
from sqlalchemy.engine import URL
from sqlalchemy.pool import QueuePool, StaticPool

from connector.adapters.private_file import make_private
from connector.adapters.store import codec
from connector.adapters.store.companies import SqlCompanies, SqlGuesses, SqlLeases
from connector.adapters.store.connections import (
    BEGIN_TO_READ,
    BEGIN_TO_WRITE,
    BUSY_MS,
    Writer,
    begun,
    configure,
    driver_of,
    explained,
    kept_of,
)
from connector.adapters.store.decisions import SqlDecisions
from connector.adapters.store.documents import SqlDocuments
from connector.adapters.store.history import SqlHistory
from connector.adapters.store.mirror import SqlMirror
from connector.adapters.store.outbox import SqlOperations, SqlSentSets
from connector.adapters.store.sessions import SqlSessions
from connector.adapters.store.tables import PACKED, STANDING
from connector.adapters.store.tie_outs import SqlTieOuts
from connector.adapters.store.transaction import Transaction
from connector.adapters.store.write_backs import SqlWriteBacks
from connector.errors import ConfigurationError, InternalError

MIGRATIONS = Path(__file__).parent / "migrations"
NEWEST = max(file.stem[1:5] for file in (MIGRATIONS / "versions").glob("v*.py"))
"""The revision that this release reads and writes."""
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

    def remember(self, key: str, value: object) -> None:
        self.history.settle()  # its head stands among what is decided on
        self.transaction.kept.put(STANDING, key, value)

    def remembered(self, key: str) -> object | None:
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
    def write_backs(self) -> SqlWriteBacks:
        return SqlWriteBacks(self.transaction)

    @cached_property
    def tie_outs(self) -> SqlTieOuts:
        return SqlTieOuts(self.transaction)

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
        self._writer = Writer(self._engine)
        self.between: Callable[[Moment], None] = lambda moment: None
        """Called at each moment of a transaction that writes: whoever wants to see it break breaks it here."""
        event.listen(self._engine, "connect", configure)
        weakref.finalize(self, self._writer.close, wait=False)

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
            driver_of(theirs).backup(driver_of(ours))

    def _migrate(self) -> None:
        """Alembic is loaded where there is something to do."""
        with explained(self._path), self._engine.connect() as connection:
            if _revision(driver_of(connection)) == NEWEST:
                return
            from alembic import command
            from alembic.config import Config
            from alembic.util import CommandError

            config = Config()
            config.set_main_option("script_location", str(MIGRATIONS))
            kept_of(connection).clear()
            connection.exec_driver_sql(BEGIN_TO_WRITE)  # all steps or none, and one process at a time
            config.attributes["connection"] = connection
            try:
                command.upgrade(config, "head")
            except CommandError as error:
                raise ConfigurationError(
                    f"The database {self._path} was made by a newer release ({error}).",
                    remedy="Install that release again, or restore the backup that was made before it.",
                ) from error
            connection.commit()
            _shrink(driver_of(connection))

    @contextmanager
    def write(self) -> Iterator[SqlWork]:
        with explained(self._path):
            self.between("begin")
            with self._writer.connection() as connection, begun(connection, BEGIN_TO_WRITE) as transaction:
                work = SqlWork(transaction)
                yield work
                work.history.settle()
                self.between("commit")
            self.between("committed")

    @contextmanager
    def read(self) -> Iterator[SqlWork]:
        with (
            explained(self._path),
            contextlib.closing(self._engine.raw_connection()) as connection,
            begun(connection, BEGIN_TO_READ) as transaction,
        ):
            yield SqlWork(transaction)

    def back_up(self, file: Path) -> None:
        """A whole copy while everything goes on; it is there when it is complete, or not at all."""
        if file.exists():
            raise ConfigurationError(f"{file} exists already.", remedy="Choose another name; nothing was changed.")
        part = file.with_name(f"{file.name}.part")
        try:
            part.unlink(missing_ok=True)
            make_private(part)
            with contextlib.closing(_file(part)) as theirs, explained(self._path), self._engine.connect() as ours:
                driver_of(ours).backup(theirs)
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
        with explained(self._path), self._engine.connect() as ours, contextlib.closing(_file(file)) as theirs:
            theirs.backup(driver_of(ours))
            kept_of(ours).clear()
        self._migrate()
        return kept

    def dump(self) -> str:
        """Every row as SQL, and what is packed in it as it reads: to search it."""
        with self._engine.connect() as connection:
            driver = driver_of(connection)
            packed = (row for one in PACKED for row in driver.execute(f"SELECT {one.name} FROM {one.table.name}"))  # noqa: S608 # ours
            return "\n".join([*driver.iterdump(), *(codec.unpacked(kept or b"") for (kept,) in packed)])

    def close(self) -> None:
        self._writer.close(wait=True)


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
