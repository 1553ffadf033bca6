"""What is kept of the database is never older than the database: on one connection, on several, in two processes."""

from __future__ import annotations

import contextlib
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connector import Connector, NewCompany, initialise
from connector.adapters.store import SqlStore, transaction
from connector.adapters.store.database import SqlWork
from connector.adapters.store.statements import Prepared, Statement, Values, prepared
from connector.domain.identifiers import CompanyName
from connector.profile import Profile

ACME = CompanyName("acme")
NAMES = st.sampled_from(["one", "two", "three"])


class Undone(Exception):
    """A transaction that does not come to its end."""


@contextmanager
def counted(patch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The statements that are given to SQLite meanwhile."""
    said: list[str] = []

    def told(statement: Statement, values: Values) -> Prepared:
        made = prepared(statement, values)
        said.append(made.sql)
        return made

    with patch.context() as inside:
        inside.setattr(transaction, "prepared", told)
        yield said


@pytest.fixture
def home(tmp_path: Path) -> Path:
    initialise(tmp_path / "home")
    with closing(Connector.open(tmp_path / "home")) as connector:
        connector.add_company(NewCompany("acme", "https://j.example", "https://j.example/token", "id", "secret"))
    return tmp_path / "home"


def test_what_did_not_change_is_asked_once(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with closing(Connector.open(home)) as connector:
        connector.company("acme")
        with counted(monkeypatch) as said:
            for _ in range(3):
                assert connector.company("acme").name == "acme"
        assert said == []


def test_a_changed_profile_and_a_changed_password_are_seen_by_the_next_call_of_another_process(home: Path) -> None:
    change = (
        "import sys; from pathlib import Path; from dataclasses import replace\n"
        "from connector import Connector; from connector.profile import Profile\n"
        "connector = Connector.open(Path(sys.argv[1])); company = connector.company('acme')\n"
        "schedule = replace(company.schedule, mirror_minutes=7)\n"
        "connector.set_profile('acme', Profile(company.policy, company.wire, schedule))\n"
        "print(connector.new_password('acme').password)\n"
    )
    with closing(Connector.open(home)) as connector:
        before = connector.company("acme")
        assert before.schedule.mirror_minutes != 7
        done = subprocess.run([sys.executable, "-c", change, str(home)], capture_output=True, text=True, check=True)
        after = connector.company("acme")
        assert after.schedule.mirror_minutes == 7
        assert after.password_hash != before.password_hash
        assert connector._passwords.verify(after.user, after.password_hash, done.stdout.strip(), is_known=True)


def test_what_a_part_wrote_that_was_undone_is_not_kept(home: Path) -> None:
    with closing(Connector.open(home)) as connector, connector.store.write() as work:
        work.mirror.set_cursor(ACME, "one", "before")
        with pytest.raises(Undone), work.apart():
            work.mirror.set_cursor(ACME, "one", "undone")
            raise Undone
        assert work.mirror.cursor(ACME, "one") == "before"


def test_a_restored_backup_is_seen_at_once(home: Path, tmp_path: Path) -> None:
    with closing(Connector.open(home)) as connector:
        connector.back_up(tmp_path / "backup.db")
        connector.set_profile("acme", _with_minutes(connector, 9))
        assert connector.company("acme").schedule.mirror_minutes == 9
        connector.restore(tmp_path / "backup.db")
        assert connector.company("acme").schedule.mirror_minutes != 9


def _with_minutes(connector: Connector, minutes: int) -> Profile:
    company = connector.company("acme")
    return Profile(company.policy, company.wire, replace(company.schedule, mirror_minutes=minutes))


def _wrote(work: SqlWork, name: str, value: str | None, how: str) -> None:
    if how == "part":
        with contextlib.suppress(Undone), work.apart():
            _set(work, name, value)
            raise Undone
        return
    _set(work, name, value)
    if how == "none":
        raise Undone


def _set(work: SqlWork, name: str, value: str | None) -> None:
    if value is None:
        work.mirror.drop_cursor(ACME, name)
    else:
        work.mirror.set_cursor(ACME, name, value)


@given(
    st.lists(
        st.tuples(
            st.integers(0, 1), NAMES, st.sampled_from(["a", "b", None]), st.sampled_from(["whole", "part", "none"])
        ),
        max_size=30,
    )
)
def test_two_connections_to_one_database_see_what_the_other_wrote(
    steps: list[tuple[int, str, str | None, str]],
) -> None:
    """Written whole, a part of it undone, or all of it undone: each sees what stands, and nothing else."""
    with TemporaryDirectory() as folder:
        stores = [SqlStore(Path(folder) / "connector.db") for _ in range(2)]
        stores[0].create()
        stands: dict[str, str] = {}
        for which, name, value, how in steps:
            try:
                with stores[which].write() as work:
                    _wrote(work, name, value, how)
            except Undone:
                continue
            if how == "whole":
                stands = {key: one for key, one in {**stands, name: value}.items() if one is not None}
            for store in stores:
                with store.read() as work:
                    assert {key: work.mirror.cursor(ACME, key) for key in ("one", "two", "three")} == {
                        key: stands.get(key) for key in ("one", "two", "three")
                    }
        for store in stores:
            store.close()
