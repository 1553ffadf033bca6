"""
One transaction, and what is known of the database without asking it again.

Rule 1: what is kept counts for one state of the database. SQLite tells whether anybody else has committed since, in
        this process or in another one (``PRAGMA data_version``); then nothing that was kept counts any more.
Rule 2: a write to a table lets go of all that was kept of it, and a write that is undone lets go of everything.
Rule 3: only small answers are kept, and only so many of them; and what an update is about to send (``Work.remember``).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Hashable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar

from sqlalchemy import Delete, Insert, Select, Table, Update

from connector.adapters.store.statements import Row, Values, prepared, tables_of

T = TypeVar("T")
MOST_ROWS, MOST_ANSWERS = 100, 500


class Kept:
    """What one connection was answered, by the tables that it is about."""

    def __init__(self) -> None:
        self._version = 0
        self._answers: dict[Hashable, Any] = {}
        self._about: dict[Table, set[Hashable]] = {}

    def at(self, version: int) -> None:
        """The database is at this version now."""
        if version != self._version:
            self.clear()
            self._version = version

    def get(self, key: Hashable) -> Any:
        return self._answers.get(key)

    def put(self, tables: frozenset[Table], key: Hashable, answer: object) -> None:
        if len(self._answers) >= MOST_ANSWERS:
            self.clear()
        self._answers[key] = answer
        for table in tables:
            self._about.setdefault(table, set()).add(key)

    def forget(self, table: Table) -> None:
        for key in self._about.pop(table, ()):
            self._answers.pop(key, None)

    def clear(self) -> None:
        self._answers.clear()
        self._about.clear()


class Transaction:
    """The statements of one transaction; everything in it is committed together or not at all."""

    def __init__(self, driver: sqlite3.Connection, kept: Kept) -> None:
        self.kept = kept
        self.driver = driver
        self._parts = 0

    def sql(self, text: str) -> sqlite3.Cursor:
        """As it is written, for whoever looks in from outside: nothing that was kept counts afterwards."""
        self.kept.clear()
        return self.driver.execute(text)

    def write(self, statement: Insert | Update | Delete, values: Values) -> int:
        """How many rows it was about."""
        return self._written(statement, values).rowcount

    def add(self, statement: Insert, values: Values) -> int:
        """The number that the database gave a new row."""
        return self._written(statement, values).lastrowid or 0

    def write_each(self, statement: Insert | Update | Delete, rows: Sequence[Values]) -> None:
        """The same for each of the rows, of which there is one at least."""
        made = prepared(statement, rows[0])
        self.driver.executemany(made.sql, [made.bound(row) for row in rows])
        self._forget(statement)

    def read(self, question: Select[Any], values: Values) -> Iterator[Row]:
        made = prepared(question, values)
        return made.rows(self.driver.execute(made.sql, made.bound(values)))

    def first(self, question: Select[Any], values: Values) -> Row | None:
        return next(self.read(question, values), None)

    def ask(
        self, question: Select[Any], values: Values, answer: Callable[[Row], T], most: int = MOST_ROWS
    ) -> tuple[T, ...]:
        """The rows as values, read once as long as nothing of it changes; more rows than ``most`` are not kept."""
        key = key_of(question, values)
        known: tuple[T, ...] | None = self.kept.get(key)
        if known is None:
            known = tuple(map(answer, self.read(question, values)))
            if len(known) <= most:
                self.kept.put(tables_of(question), key, known)
        return known

    def one(self, question: Select[Any], values: Values, answer: Callable[[Row], T]) -> T | None:
        """The first of them, where there is one."""
        found = self.ask(question, values, answer)
        return found[0] if found else None

    def keep(self, question: Select[Any], values: Values, *known: object) -> None:
        """The answer to a question, by whoever has just written what it is about."""
        self.kept.put(tables_of(question), key_of(question, values), known)

    @contextmanager
    def apart(self) -> Iterator[None]:
        """A part that can be undone alone."""
        self._parts += 1
        part = f"part_{self._parts}"
        self.driver.execute(f"SAVEPOINT {part}")
        try:
            yield
        except BaseException:
            self.kept.clear()
            if self.driver.in_transaction:  # a full disk undoes all of it at once
                self.driver.execute(f"ROLLBACK TO {part}")
                self.driver.execute(f"RELEASE {part}")
            raise
        self.driver.execute(f"RELEASE {part}")

    def _written(self, statement: Insert | Update | Delete, values: Values) -> sqlite3.Cursor:
        made = prepared(statement, values)
        cursor = self.driver.execute(made.sql, made.bound(values))
        if cursor.rowcount:
            self._forget(statement)
        return cursor

    def _forget(self, statement: Insert | Update | Delete) -> None:
        self.kept.forget(statement.table)  # type: ignore[arg-type] # ours are about tables


def key_of(question: Select[Any], values: Values) -> Hashable:
    return (question, *(tuple(one) if isinstance(one, list) else one for one in values.values()))
