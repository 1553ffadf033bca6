"""A world: one seed, one clock, a tenant, a PC with a company file, and the connector between them."""

from __future__ import annotations

import uuid
from datetime import timedelta
from random import Random
from wsgiref.types import WSGIApplication

from connector import Added, Connector, NewCompany, Profile
from scenarios.clock import SimClock
from scenarios.transport import WsgiTransport
from simulators.jaggaer import Keycloak, Tenant, create_app
from simulators.qbwc import CompanyFile, Pc, UpdateResult, bare_company, read_qwc

NAME = "story"
JAGGAER = "jaggaer.story"
CONNECTOR = "localhost"


class SeededEntropy:
    """The randomness of a world: the same seed gives the same tickets, tokens and ids."""

    def __init__(self, seed: int) -> None:
        self._random = Random(seed)  # noqa: S311 # a story, not a secret

    def secret(self) -> str:
        return self._random.randbytes(32).hex()

    def token(self) -> str:
        return self.secret()

    def bytes(self, count: int) -> bytes:
        return self._random.randbytes(count)

    def guid(self) -> str:
        return str(uuid.UUID(bytes=self.bytes(16), version=4))


class PlainPasswords:
    """Passwords that cost nothing: a story is not about them."""

    def hash(self, password: str) -> str:
        return f"plain:{password}"

    def remembers(self, user: str, hashed: str, password: str) -> bool:
        return False

    def verify(self, user: str, hashed: str | None, password: str, *, is_known: bool) -> bool:
        return hashed == f"plain:{password}"


class World:
    def __init__(self, seed: int) -> None:
        self.clock = SimClock()
        self.entropy = SeededEntropy(seed)
        self.tenant = Tenant()
        self.keycloak = Keycloak()
        self.file: CompanyFile = bare_company(self.clock.now())
        self._apps: dict[str, WSGIApplication] = {}
        transport = WsgiTransport(self._apps)
        self._apps[JAGGAER] = create_app(self.tenant, self.keycloak, self.clock, self.entropy)
        self.connector = Connector.in_memory(self.clock, self.entropy, lambda: transport, PlainPasswords())
        self._apps[CONNECTOR] = self.connector.app()
        self.pc = Pc(self.file, self.clock, self.entropy.guid, transport=transport)
        self._added: Added | None = None

    def connect(self, profile: Profile) -> None:
        """Register the company and add its .qwc file to the Web Connector."""
        self._added = self.connector.add_company(
            NewCompany(
                name=NAME,
                jaggaer_url=f"https://{JAGGAER}",
                token_url=f"https://{JAGGAER}/auth/realms/J1p-integrations/protocol/openid-connect/token",
                client_id=self.keycloak.client_id,
                client_secret=self.keycloak.client_secret,
                profile=profile,
            )
        )
        self._application = read_qwc(self.connector.qwc(NAME, f"http://{CONNECTOR}/qbwc"))
        self.pc.add_application(self._application)

    def poll(self) -> None:
        self.connector.poll(NAME)

    def update(self) -> UpdateResult:
        if self._added is None:
            raise ValueError("the company is not connected yet")
        return self.pc.update(self._application, self._added.password)

    def advance(self, by: timedelta) -> None:
        self.clock.advance(by)

    def restart(self) -> None:
        """The connector dies and comes back: only its store lives on."""
        self.connector = self.connector.restarted()
        self._apps[CONNECTOR] = self.connector.app()
