"""A connector on a real socket, with its store in a file, as “connector serve” runs it; a company to each test."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import pytest

from connector import Added, Connector, NewCompany, initialise
from connector.adapters.web.server import listen

NUMBERS = count(1)


@dataclass(frozen=True)
class Running:
    url: str
    connector: Connector
    folder: Path


@dataclass(frozen=True)
class Serving(Running):
    added: Added


@pytest.fixture(scope="session")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """One server for all tests of a process; it ends with the process, as its thread is a daemon."""
    home = tmp_path_factory.mktemp("home") / "connector"
    initialise(home)
    connector = Connector.open(home)
    server, port = listen(connector.app(), "127.0.0.1", 0)
    threading.Thread(target=server.run, daemon=True).start()
    yield Running(f"http://127.0.0.1:{port}/qbwc", connector, home)
    connector.store.close()


@pytest.fixture
def serving(running: Running) -> Serving:
    company = NewCompany(
        f"acme{next(NUMBERS)}", "https://jaggaer.example", "https://jaggaer.example/token", "id", "canary-client-secret"
    )
    return Serving(running.url, running.connector, running.folder, running.connector.add_company(company))
