"""Companies in an installation: another password, and other keys while it serves."""

from __future__ import annotations

import sqlite3
import threading
from pathlib import Path

import pytest

from connector import ConfigurationError, Connector, NewCompany, initialise
from connector.adapters.vault import SECRET_COLUMN, KeyFile
from connector.flow.access import known_user
from connector.flow.entities import Company

URL = "https://jaggaer.example"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    initialise(tmp_path / "home")
    return tmp_path / "home"


def new(name: str) -> NewCompany:
    return NewCompany(name, URL, f"{URL}/token", "id", f"secret of {name}")


def secret_of(connector: Connector, name: str) -> str:
    return connector._tenants.secret(connector.company(name))


def test_each_company_has_a_data_key_of_its_own(folder: Path) -> None:
    connector = Connector.open(folder)
    companies = [connector.add_company(new(name)).company for name in ("acme", "other")]
    assert len({one.data_key for one in companies}) == 2
    assert secret_of(connector, "acme") == "secret of acme"
    connector.store.close()


def test_a_new_password_works_and_the_old_one_does_not(folder: Path) -> None:
    connector = Connector.open(folder)
    old = connector.add_company(new("acme"))

    def is_right(password: str) -> bool:
        who = known_user(connector.store, connector._passwords, connector._clock, old.company.user, password, "x")
        return isinstance(who, Company)

    assert is_right(old.password), "and it is remembered from now on"
    again = connector.new_password("acme")
    assert again.company.user == old.company.user
    assert not is_right(old.password)
    assert is_right(again.password)
    connector.store.close()


def test_keys_change_while_others_read_and_add(folder: Path) -> None:
    serving, operator = Connector.open(folder), Connector.open(folder)
    operator.add_company(new("acme"))
    go_on, wrong = threading.Event(), []

    def read() -> None:
        while not go_on.is_set():
            for name in serving.companies():
                if secret_of(serving, name) != f"secret of {name}":
                    wrong.append(name)

    def add() -> None:
        for number in range(10):
            serving.add_company(new(f"late{number}"))

    threads = [threading.Thread(target=read), threading.Thread(target=add)]
    for thread in threads:
        thread.start()
    first = KeyFile(folder / "connector.key").read()
    for _ in range(5):
        operator.rotate_keys()
    threads[1].join()
    go_on.set()
    threads[0].join()
    assert wrong == []
    assert operator.rotate_keys() == 11
    last = KeyFile(folder / "connector.key").read()
    assert (len(last), set(last) & set(first)) == (1, set())
    afresh = Connector.open(folder)
    assert {secret_of(afresh, name) for name in afresh.companies()} == {
        f"secret of {name}" for name in ("acme", *(f"late{n}" for n in range(10)))
    }
    for one in (serving, operator, afresh):
        one.store.close()


def test_two_who_change_the_keys_at_once_lose_none(folder: Path) -> None:
    connectors = [Connector.open(folder) for _ in range(2)]
    connectors[0].add_company(new("acme"))
    threads = [threading.Thread(target=one.rotate_keys) for one in connectors]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [secret_of(one, "acme") for one in (*connectors, Connector.open(folder))] == ["secret of acme"] * 3
    for one in connectors:
        one.store.close()


def test_keys_that_could_not_be_changed_leave_everything_as_it_was(folder: Path) -> None:
    connector = Connector.open(folder)
    connector.add_company(new("acme"))
    connector.store.close()
    (key,) = KeyFile(folder / "connector.key").read()
    database = sqlite3.connect(folder / "connector.db")
    database.execute(
        "CREATE TRIGGER no BEFORE UPDATE ON companies BEGIN SELECT RAISE(ABORT, 'database is locked'); END"
    )
    database.commit()
    with pytest.raises(Exception, match="in use"):
        connector.rotate_keys()
    database.execute("DROP TRIGGER no")
    database.close()
    assert KeyFile(folder / "connector.key").read()[-1] == key, "what is sealed with it still opens"
    afresh = Connector.open(folder)
    assert secret_of(afresh, "acme") == "secret of acme"
    afresh.rotate_keys()
    assert len(KeyFile(folder / "connector.key").read()) == 1
    for one in (connector, afresh):
        one.store.close()


def test_what_the_first_release_sealed_opens_and_gets_a_data_key_with_the_next_change(folder: Path) -> None:
    connector = Connector.open(folder)
    connector.add_company(new("acme"))
    sealed = connector._vault._encrypt(KeyFile(folder / "connector.key").read()[0], b"old", "acme", SECRET_COLUMN)
    with connector.store.write() as work:
        work.companies.set_secret(connector.company("acme").name, sealed, b"")
    assert secret_of(connector, "acme") == "old"
    connector.rotate_keys()
    assert secret_of(connector, "acme") == "old"
    assert connector.company("acme").data_key
    connector.store.close()


def test_rows_that_were_swapped_in_the_database_open_nothing(folder: Path) -> None:
    connector = Connector.open(folder)
    one, other = (connector.add_company(new(name)).company for name in ("acme", "other"))
    with connector.store.write() as work:
        work.companies.set_secret(one.name, other.secret, other.data_key)
        work.companies.set_secret(other.name, one.secret, one.data_key)
    for name in ("acme", "other"):
        with pytest.raises(ConfigurationError, match="changed or damaged"):
            secret_of(connector, name)
    connector.store.close()


def test_a_key_file_that_others_can_read_stops_everything(folder: Path) -> None:
    (folder / "connector.key").chmod(0o644)
    with pytest.raises(ConfigurationError, match="chmod 600"):
        Connector.open(folder)
