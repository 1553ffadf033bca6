"""A PC whose Web Connector polls a service that is not ours."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from scenarios.clock import SimClock
from simulators.qbwc import Application, CompanyFile, Level, Pc, QwcLog, UpdateResult
from tests.simulators.qbwc.web_connector.service import Service

OWNER, FILE = "{90A44FB7-33D9-4815-AC85-AC86A7E7D1EB}", "{57F3B9B6-86F1-4fcc-B1FF-967DE1813D20}"
APPLICATION = Application("App", "http://localhost/qbwc", "http://localhost/support", "user", OWNER, FILE)
START = ["serverVersion", "clientVersion", "authenticate"]
ROUND = ["sendRequestXML", "receiveResponseXML"]


class Operator:
    """A PC with the application added, and what its log says; ``update`` runs one update with a service."""

    def __init__(self, file: CompanyFile, clock: SimClock, **more: Any) -> None:
        self.lines: list[str] = []
        self.clock = clock
        self.file = file
        log = QwcLog(self.lines.append, clock.now, Level.VERBOSE)
        self.pc = Pc(file, clock, lambda: "a session", log=log, **more)
        self.pc.add_application(APPLICATION, "pw")

    @property
    def log(self) -> str:
        return "".join(self.lines)

    def update(self, service: Service) -> UpdateResult:
        self.pc.transport = httpx.WSGITransport(service.app)
        return self.pc.update(APPLICATION.name)


@pytest.fixture
def desk(file: CompanyFile, clock: SimClock) -> Operator:
    return Operator(file, clock)


@pytest.fixture
def desk_with(file: CompanyFile, clock: SimClock) -> Callable[..., Operator]:
    return lambda **more: Operator(file, clock, **more)
