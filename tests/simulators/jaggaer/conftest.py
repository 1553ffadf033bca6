"""A tenant in this process, and one over a real socket; both are asked by plain clients."""

from __future__ import annotations

import pickle
import threading
from collections.abc import Iterator
from functools import cache
from typing import Any
from wsgiref.types import WSGIApplication

import httpx
import pytest
import waitress

from scenarios.clock import SimClock
from scenarios.tape import SeededEntropy
from simulators.control import Forks
from simulators.jaggaer import Fault, Keycloak, Manners, Paths, Tenant, create_app, seeded_tenant
from simulators.jaggaer.control import State

TOKEN = "/auth/realms/J1p-integrations/protocol/openid-connect/token"
API = "/j1p/api/public"
GOOD = {"grant_type": "client_credentials", "client_id": "connector", "client_secret": "connector-secret"}


class Client:
    """A tenant served in this process, with a token fetched when it is needed."""

    def __init__(
        self, tenant: Tenant, *, legacy: bool = False, paths: Paths | None = None, manners: Manners | None = None
    ) -> None:
        self.tenant = tenant
        self.clock = SimClock()
        self.keycloak = Keycloak(legacy=legacy)
        self.faults: list[Fault] = []
        self.paths = paths or Paths()
        entropy = SeededEntropy(1)

        def make(state: State, forks: Forks[State]) -> WSGIApplication:
            faults = self.faults if state[0] is self.tenant else []
            return create_app(*state, self.clock, entropy, faults, paths=paths, manners=manners, forks=forks)

        self.app = Forks(make, (tenant, self.keycloak))
        self.http = httpx.Client(transport=httpx.WSGITransport(self.app), base_url="http://tenant")

    def token(self) -> str:
        return str(self.http.post(self.paths.token, data=GOOD).json()["access_token"])

    def get(self, path: str, **query: str) -> httpx.Response:
        return self.http.get(path, params=query, headers={"Authorization": f"Bearer {self.token()}"})

    def post(self, path: str, body: Any) -> httpx.Response:
        return self.http.post(path, json=body, headers={"Authorization": f"Bearer {self.token()}"})

    def sim(self, path: str, body: Any = None) -> Any:
        """The control surface: read without a body, act with one."""
        done = self.http.get(f"/__sim{path}") if body is None else self.http.post(f"/__sim{path}", json=body)
        return done.json() if done.status_code == 200 else (done.status_code, done.json()["error"])


@cache
def _seeded() -> bytes:
    """Made once, and copied for each test."""
    return pickle.dumps(seeded_tenant(seed=7, invoices=230))


@pytest.fixture
def client() -> Iterator[Client]:
    made = Client(pickle.loads(_seeded()))  # noqa: S301 # made below, in this process
    yield made
    made.http.close()


class Front:
    """One server for all tests, before whatever is to be served; its thread ends with the process."""

    def __init__(self) -> None:
        self.app: WSGIApplication
        server = waitress.create_server(lambda *call: self.app(*call), host="127.0.0.1", port=0, threads=2)
        threading.Thread(target=server.run, daemon=True).start()
        self.url = f"http://127.0.0.1:{server.effective_port}"


@pytest.fixture(scope="session")
def front() -> Front:
    return Front()


@pytest.fixture
def socket(client: Client, front: Front) -> str:
    """The address of the same tenant over a real socket."""
    front.app = client.app
    return front.url
