"""What is asked in every call is looked up, one value or a list; only what is about everything walks through everything."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Column, Delete, Select, Update, select

from connector.adapters.store import (
    SqlStore,
    companies,
    cursors,
    decisions,
    documents,
    history,
    mirror,
    outbox,
    sessions,
    tables,
    tie_outs,
    write_backs,
)
from connector.adapters.store.statements import DIALECT, JsonList, each_of, prepared

MODULES = (companies, cursors, decisions, documents, history, mirror, outbox, sessions, tie_outs, write_backs)
WALKS = {
    # of few rows by nature
    ("companies", "ALL"),
    ("companies", "DROP_GUESSES"),
    ("cursors", "ALL"),
    ("decisions", "ALL"),
    # a first row, or a last one
    ("documents", "ANY_WATCH"),
    ("outbox", "COUNT_SETS"),
    ("sessions", "LAST"),
    # of troubled documents alone, which have an index of their own
    ("documents", "TROUBLED"),
    # asked by people, about everything
    ("documents", "DOCUMENTS"),
    ("documents", "LISTED"),
    ("documents", "FIGURES"),
    ("documents", "IN_FIGURE"),
    ("documents", "COUNT"),
    ("outbox", "ALL_SETS"),
    ("history", "HISTORY"),
    # once after a change of the profile or of the company file
    ("documents", "DECIDE_ANEW"),
    ("documents", "FORGET_STAMPS"),
    ("mirror", "FORGET_KEYS"),
    ("mirror", "FORGET_LISTS"),
    ("mirror", "FORGET_MIRROR"),
    ("mirror", "FORGET_PAIRS"),
    # once after an absence of more than eighty days
    ("mirror", "CLEAR"),
    ("mirror", "CLEAR_KEYS"),
    # what came with a backup or cannot be read, and the end of a list that was read whole
    ("mirror", "RECORDS"),
    ("mirror", "IDS"),
    # both sides of all of a company's books, and a company's days
    *(("tie_outs", one) for one in ("SUMMED", "APART", "NOT_OURS", "DAYS")),
    ("documents", "OTHERS_LISTED"),
    ("write_backs", "FIGURES"),
    ("write_backs", "FORGET"),
    # the first of a listing
    ("mirror", "ANY_ON"),
    # parts of others
    ("documents", "WATCHING"),
    ("mirror", "WATCHING"),
    ("outbox", "OPERATIONS"),
    ("outbox", "IS_FOLLOWED"),
    ("outbox", "SETS"),
    ("outbox", "SETS_OF_COMPANY"),
    ("sessions", "NEWEST"),
    ("tie_outs", "KEPT"),
    ("write_backs", "ROWS"),
    ("write_backs", "LISTED_IDS"),
}


def statements() -> Iterator[tuple[str, str, Select[object] | Update | Delete]]:
    for module in MODULES:
        for name, one in vars(module).items():
            if isinstance(one, Select | Update | Delete):
                yield module.__name__.rpartition(".")[2], name, one


def plan_of(database: sqlite3.Connection, statement: Select[object] | Update | Delete) -> list[str]:
    binds = statement.compile(dialect=DIALECT).binds.values()
    values = {bind.key: [1, 2] if isinstance(bind.type, JsonList) else 1 for bind in binds if bind.required}
    made = prepared(statement, values)
    return [row[3] for row in database.execute(f"EXPLAIN QUERY PLAN {made.sql}", made.bound(values))]


def walks(plan: list[str]) -> bool:
    """Through a whole table, all rows of a company, or a whole listing of QuickBooks'."""
    whole = ("(company=?)", "(company=? AND listing=?)")
    return any(
        (step.startswith("SCAN") and not any(one in step for one in ("CONSTANT", "VIRTUAL TABLE")))
        or step.split(" LEFT")[0].endswith(whole)
        for step in plan
    )


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    path: Path = tmp_path_factory.mktemp("plans") / "connector.db"
    store = SqlStore(path)
    store.create()
    store.close()
    with closing(sqlite3.connect(path)) as opened:
        yield opened


def test_no_statement_walks_through_the_books_but_those_that_are_about_them(database: sqlite3.Connection) -> None:
    found = {(module, name) for module, name, one in statements() if walks(plan_of(database, one))}
    assert found == WALKS


def found(kind: str, column: Column[Any], there: list[Any], wanted: list[Any]) -> set[Any]:
    """What is found of ``wanted`` in a column with what is ``there``."""
    question = prepared(select(column).where(column.in_(each_of("wanted"))), {"wanted": wanted})
    with closing(sqlite3.connect(":memory:")) as opened:
        opened.execute(f"CREATE TABLE {column.table.name} (id {kind} PRIMARY KEY)")
        opened.executemany(f"INSERT OR IGNORE INTO {column.table.name} VALUES (?)", [(one,) for one in there])  # noqa: S608 # ours
        return {row.id for row in question.rows(opened.execute(question.sql, question.bound({"wanted": wanted})))}


ODD = st.text(st.sampled_from('\x00\x01\x1fab01.eé\U0001f600\ufffe"\\'), max_size=9)


@given(st.lists(ODD | st.text(), max_size=9), st.integers(0, 9))
def test_a_list_finds_the_texts_in_it_and_no_other(there: list[str], first: int) -> None:
    assert found("TEXT", tables.mirror.c.id, there, there[first:]) == set(there[first:])


@given(st.lists(st.integers(1, 2**62), max_size=9), st.integers(0, 9))
def test_a_list_finds_the_numbers_in_it_and_no_other(there: list[int], first: int) -> None:
    assert found("INTEGER", tables.operations.c.id, there, there[first:]) == set(there[first:])
