"""
Statements as SQLite is given them: SQLAlchemy writes the SQL once in the life of the process, and reads the columns.

Every statement is one object that stays; its values come as a mapping. A list of values that a column is to be in
(``each_of``) goes as one value: SQLite looks each name up from the first on, which with 20,000 of them takes seconds.
"""

from __future__ import annotations

import sqlite3
from collections import namedtuple
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    JSON,
    ColumnElement,
    Delete,
    Dialect,
    Insert,
    Select,
    Table,
    TypeDecorator,
    Update,
    bindparam,
    case,
    func,
    select,
)
from sqlalchemy.dialects.sqlite import pysqlite
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.visitors import iterate

from connector.errors import InternalError

Statement = Select[Any] | Insert | Update | Delete
Values = Mapping[str, Any]
Row = Any
"""A named tuple of a question's columns."""
Convert = Callable[[Any], Any]

DIALECT = pysqlite.dialect(paramstyle="named")
UTMOST = "\U0010ffff"
"""Comes after every character that a text of ours has."""
STATEMENTS = 1000
"""More than there are."""


@dataclass(frozen=True)
class Prepared:
    """
    ``given`` are the values that stand in the statement itself; ``into`` and ``out_of`` convert what SQLite has no type
    for, by the name of a value and the place of a column.
    """

    sql: str
    given: Values
    into: Mapping[str, Convert]
    out_of: Sequence[tuple[int, Convert]]
    row: Callable[[Sequence[Any]], Row]

    def bound(self, values: Values) -> dict[str, Any]:
        """The values as SQLite takes them."""
        bound = {**self.given, **values}
        for name, convert in self.into.items():
            bound[name] = convert(bound[name])
        return bound

    def rows(self, cursor: sqlite3.Cursor) -> Iterator[Row]:
        for found in cursor:
            if self.out_of:
                values = list(found)
                for place, convert in self.out_of:
                    values[place] = convert(values[place])
                yield self.row(values)
            else:
                yield self.row(found)


class JsonList(TypeDecorator[list[Any]]):
    """As JSON; a text of SQLite's ends at a NUL in it, so that it goes as two other characters."""

    impl = JSON
    cache_ok = True

    def process_bind_param(self, value: list[Any] | None, dialect: Dialect) -> list[Any]:
        return [_without_nul(one) if isinstance(one, str) else one for one in value or []]


def _without_nul(text: str) -> str:
    return text.replace("\x01", "\x01b").replace("\x00", "\x01a") if "\x00" in text or "\x01" in text else text


def each_of(name: str) -> Select[Any]:
    """The values of a list, for a column to be in; texts are as they were given, with their NULs."""
    one = func.json_each(bindparam(name, type_=JsonList)).table_valued("value").c.value
    text = func.replace(func.replace(one, "\x01a", func.char(0)), "\x01b", "\x01")
    return select(case((func.typeof(one) == "text", text), else_=one))


def prepared(statement: Statement, values: Values) -> Prepared:
    return _prepared(statement, tuple(values))


@lru_cache(maxsize=STATEMENTS)
def _prepared(statement: Statement, names: tuple[str, ...]) -> Prepared:
    compiled = statement.compile(dialect=DIALECT, column_keys=list(names))
    if not isinstance(compiled, SQLCompiler):
        raise InternalError(f"SQLAlchemy made a {type(compiled).__name__} of a statement.")
    written_out = compiled.construct_expanded_state(compiled.params)  # lists that stand in the statement itself
    given = {name: one for name, one in written_out.parameters.items() if name not in names}
    given |= {column.key: column.default.arg for column in compiled.insert_prefetch if column.default is not None}  # type: ignore[attr-defined] # ours are plain values
    into = {name: convert for bind, name in compiled.bind_names.items() if (convert := _into(bind))}
    columns = list(statement.selected_columns) if isinstance(statement, Select) else []
    return Prepared(written_out.statement, given, into, list(_out_of(columns)), _row_of(columns))


def _into(bind: Any) -> Convert | None:
    convert: Convert | None = bind.type.dialect_impl(DIALECT).bind_processor(DIALECT)
    return convert


def _out_of(columns: Sequence[ColumnElement[Any]]) -> Iterator[tuple[int, Convert]]:
    for place, column in enumerate(columns):
        convert = column.type.dialect_impl(DIALECT).result_processor(DIALECT, None)
        if convert is not None:
            yield place, convert


def _row_of(columns: Sequence[Any]) -> Callable[[Sequence[Any]], Row]:
    """By the names of the columns; a function of SQL has none."""
    names = [getattr(column, "key", None) or f"column_{place}" for place, column in enumerate(columns)]
    named: Callable[..., Any] = namedtuple
    make: Callable[[Sequence[Any]], Row] = named("row", names, rename=True)._make
    return make


@lru_cache(maxsize=STATEMENTS)
def tables_of(question: Select[Any]) -> frozenset[Table]:
    """Every table that a question reads, also in what it asks within."""
    return frozenset(part for part in iterate(question) if isinstance(part, Table))
