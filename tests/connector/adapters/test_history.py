"""The sealed history: whatever is changed behind the connector's back is found, line by line."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from connector.adapters.store import SqlStore
from connector.domain.identifiers import CompanyName, DocumentId
from connector.flow.entities import Company, Event
from connector.flow.overview import Verified, verify
from scenarios.clock import START

ACME, BAY = CompanyName("acme"), CompanyName("bay")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Two companies by turns, ten lines each."""
    store = SqlStore(tmp_path / "connector.db")
    store.create()
    for number in range(10):
        with store.write() as work:
            for company in (ACME, BAY):
                event = Event(START, "done", f"Bill {number}", DocumentId(str(number)), {"evidence": "ü", "txn": "1-1"})
                work.history.add(company, event)
    store.close()
    return tmp_path / "connector.db"


def verified(file: Path, name: CompanyName = ACME) -> Verified:
    store = SqlStore(file)
    company = Company(name, "", "US", "16.0", "", "", "", b"", b"", "", "", "", "")
    with store.read() as work:
        found = verify(work, company)
    store.close()
    return found


def test_what_was_written_is_right(file: Path) -> None:
    assert (verified(file).lines, verified(file).wrong) == (10, ())
    assert verified(file).seal != verified(file, BAY).seal


@pytest.mark.parametrize("column", ["at", "kind", "text", "document", "data", "seal"])
@pytest.mark.parametrize("number", [1, 9, 19])
def test_a_value_that_was_edited_is_found_at_its_line(file: Path, column: str, number: int) -> None:
    changed = {"at": "2026-01-01T00:00:00.000000+00:00", "data": '{"evidence": "none"}'}.get(column, "other")
    with closing(sqlite3.connect(file, isolation_level=None)) as database:
        database.execute(f"UPDATE history SET {column}=? WHERE number=?", (changed, number))  # noqa: S608 # our columns
    (first, *_) = verified(file).wrong
    assert first.startswith(f"line {(number + 1) // 2} ") or (number, column) == (19, "seal")
    assert verified(file, BAY).wrong == ()


@pytest.mark.parametrize(
    "deed",
    [
        "DELETE FROM history WHERE number=5",
        "DELETE FROM history WHERE number>=17",  # cut off the end
        "DELETE FROM history WHERE company='acme'",
        "UPDATE history SET number=number+100 WHERE number=5",  # moved to the end
        "INSERT INTO history (company, at, kind, text, data, seal) "
        "VALUES ('acme', '2026-01-01T00:00:00+00:00', 'done', 'x', '{}', '')",
        "UPDATE history SET company='bay' WHERE number=5",
    ],
)
def test_a_line_that_was_dropped_moved_or_added_is_found(file: Path, deed: str) -> None:
    with closing(sqlite3.connect(file, isolation_level=None)) as database:
        database.execute(deed)
    assert verified(file).wrong
