"""Backups, the history, and what an operator says of a company file, from the command line."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.connector.cli.test_commands import add, run, short


@pytest.fixture
def home(tmp_path: Path) -> Path:
    folder = tmp_path / "home"
    assert run("connector", "init", str(folder)).returncode == 0
    add(folder)
    return folder


def test_a_backup_is_made_and_restored_and_nothing_is_overwritten(home: Path, tmp_path: Path) -> None:
    file, where = tmp_path / "b.db", ("--dir", str(home))
    made = json.loads(run("connector", "backup", str(file), *where, "--json").stdout)
    assert made["bytes"] == file.stat().st_size
    assert "exists already" in short(run("connector", "backup", str(file), *where))
    add(home, "bay")
    done = json.loads(run("connector", "restore", str(file), *where, "--json").stdout)
    assert Path(done["before"]).exists()
    listed = json.loads(run("connector", "company", "list", *where, "--json").stdout)
    assert [one["company"] for one in listed] == ["acme"]
    assert "nothing was changed" in short(run("connector", "restore", str(home / "connector.toml"), *where))


def test_an_edited_history_is_found_with_its_line(home: Path) -> None:
    where = ("--dir", str(home))
    run("connector", "company", "rebind", "acme", "--keep", *where)
    whole = run("connector", "history", "verify", "acme", *where)
    assert (whole.returncode, whole.stdout[:9]) == (0, "✓ 1 lines")
    (line,) = json.loads(run("connector", "history", "export", "acme", *where, "--json").stdout)
    assert line["seal"] in whole.stdout
    with closing(sqlite3.connect(home / "connector.db", isolation_level=None)) as database:
        database.execute("UPDATE history SET text='nothing happened'")
    edited = run("connector", "history", "verify", "acme", *where)
    assert edited.returncode == 1
    assert "✗ line 1 of" in edited.stdout
    assert json.loads(run("connector", "history", "export", "acme", *where).stdout)["is_right"] is False


@pytest.mark.parametrize(
    ("answer", "does"),
    [
        (("--new-pc",), "next PC"),
        (("--keep",), "nothing is posted again"),
        (("--restored-at", "2026-01-15T10:00"), "written since is written again"),
        (("--new-file",), "Make its .qwc file"),
    ],
)
def test_each_answer_about_a_company_file_says_what_it_does(home: Path, answer: tuple[str, ...], does: str) -> None:
    done = run("connector", "company", "rebind", "acme", "--dir", str(home), *answer)
    assert (done.returncode, does in done.stdout) == (0, True)


@pytest.mark.parametrize("answer", [(), ("--keep", "--new-pc"), ("--restored-at", "2999-01-01")])
def test_no_answer_two_answers_and_a_time_to_come_are_refused(home: Path, answer: tuple[str, ...]) -> None:
    short(run("connector", "company", "rebind", "acme", "--dir", str(home), *answer))
