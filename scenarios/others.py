"""
Somebody else's connector between the machines: any Web Connector service, any client of JAGGAER.

Rule 1: of the connector nothing is known but its .qwc file, its password, and how it is made to read JAGGAER.
Rule 2: a WSGI app is called in this process; without one, whatever listens at the AppURL is called over HTTP.
Rule 3: the world moves only while a test moves it: a connector that runs in threads or processes of its own gets to
        JAGGAER while the Web Connector or a poll waits for it.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

import httpx
import waitress

from scenarios.machines import EVERY, JAGGAER, TOKEN_PATH, CannotTake, Machines
from scenarios.rig import Rig
from scenarios.schema import Given
from scenarios.transport import Apps, InProcess
from simulators.jaggaer import Tenant
from simulators.qbwc import Application, Refused, UpdateResult, read_qwc

LOOPBACK = "127.0.0.1"
LANE = "connector"
OWN_HEADERS = ("connection", "content-length", "transfer-encoding")


@dataclass(frozen=True, slots=True)
class UnderTest:
    """
    A connector: ``qwc`` is its .qwc file or the text of it, ``password`` that of the user named there.

    ``app`` is its WSGI app; ``poll`` makes it read JAGGAER once, ``restart`` lets it die and come back. Steps that ask
    for one that is not given cannot be taken.
    """

    qwc: str | Path
    password: str
    app: WSGIApplication | None = None
    poll: Callable[[], object] | None = None
    restart: Callable[[], object] | None = None

    def application(self) -> Application:
        """Raises ``CannotTake`` where the Web Connector would refuse the file."""
        text = self.qwc.read_text(encoding="utf-8") if isinstance(self.qwc, Path) else self.qwc
        try:
            return read_qwc(text.encode())
        except Refused as error:
            raise CannotTake(f"the Web Connector refuses the .qwc file: {error}") from error


class OthersWorld(Machines):
    """A world without a connector, until one is installed; ``failed_polls`` are the errors of those that failed."""

    def __init__(self, seed: int, *, poll_every: timedelta = EVERY, **given: Any) -> None:
        self._turn = threading.Lock()
        self._turn.acquire()
        super().__init__(seed, delivery=lambda apps: _Anybody(apps, self._waiting), **given)
        self._poll_every = poll_every
        self._under_test: UnderTest | None = None
        self.failed_polls: list[str] = []

    def install(self, under_test: UnderTest) -> None:
        """The connector that is tested from now on."""
        self._under_test = under_test
        if under_test.app is not None:
            self._apps[str(urlsplit(self.application.url).hostname)] = under_test.app

    @property
    def _tested(self) -> UnderTest:
        if self._under_test is None:
            raise CannotTake("there is no connector: give one to install()")
        return self._under_test

    @property
    def application(self) -> Application:
        return self._tested.application()

    def connect(self, _profile: Any) -> None:
        application = self.application
        try:
            self.pc.add_application(application)
        except Refused as error:
            raise CannotTake(f"the Web Connector refuses the .qwc file: {error}") from error
        for pc in self.pcs.values():
            pc.registry.install(application).password = self._tested.password
        self.first_names = {one["ListID"]: one["Name"] for one in self.file.records("Vendor")}

    def try_poll(self) -> None:
        if self._tested.poll is None:
            raise CannotTake("connector_under_test has no poll: say how the connector is made to read JAGGAER")
        try:
            with self._waiting():
                self._tested.poll()
        except Exception as error:  # whatever somebody else's poll raises is a poll that failed
            self.failed_polls.append(f"{type(error).__name__}: {error}")
            self.transcript.mark(f"the poll failed: {self.failed_polls[-1]}")

    def run_poller(self) -> None:
        self.try_poll()
        self.clock.at(self.clock.now() + self._poll_every, self.run_poller)

    def restart(self) -> None:
        if self._tested.restart is None:
            raise CannotTake("connector_under_test has no restart: say how the connector is started anew")
        self.transcript.mark("the connector was restarted")
        with self._waiting():
            self._tested.restart()

    @contextmanager
    def _waiting(self) -> Iterator[None]:
        """While the world waits for the connector, the connector may come to JAGGAER."""
        self._turn.release()
        try:
            yield
        finally:
            self._turn.acquire()

    @contextmanager
    def having_its_turn(self) -> Iterator[None]:
        """A request from outside waits until the world does."""
        with self._turn:
            yield


class Jaggaer:
    """
    The tenant as a connector finds it. ``url`` and ``token_url`` answer through ``transport``, in this process.

    ``over_http`` gives addresses for a connector that lives anywhere else on this machine.
    """

    def __init__(self, machines: Machines) -> None:
        self._machines = machines
        self.transport: httpx.BaseTransport = machines.network.lane(LANE, LOOPBACK)
        self.url, self.token_url = f"https://{JAGGAER}", f"https://{JAGGAER}{TOKEN_PATH}"
        self._server: Any = None

    @property
    def tenant(self) -> Tenant:
        return self._machines.tenant

    @property
    def client_id(self) -> str:
        return self._machines.keycloak.client_id

    @property
    def client_secret(self) -> str:
        return self._machines.keycloak.client_secret

    def over_http(self) -> Jaggaer:
        """From now on ``url`` and ``token_url`` are those of a real server on a loopback port."""
        if not isinstance(self._machines, OthersWorld):
            raise CannotTake("the connector that comes with these machines lives in this process")
        if self._server is None:
            entrance = _entrance(self._machines, self.transport)
            self._server = waitress.create_server(entrance, host=LOOPBACK, port=0, threads=4)
            threading.Thread(target=self._server.run, daemon=True).start()
            self.url = f"http://{LOOPBACK}:{self._server.effective_port}"
            self.token_url = f"{self.url}{TOKEN_PATH}"
        return self

    def close(self) -> None:
        if self._server is not None:
            self._server.close()


class WebConnector:
    """The Web Connector on the first PC."""

    def __init__(self, machines: Machines) -> None:
        self._machines = machines

    def update(self) -> UpdateResult:
        """One update, and what its row in the Web Connector shows then."""
        return self._machines.update()

    @property
    def log(self) -> str:
        """Its QWCLog.txt."""
        return self._machines.qwclog()


class _Anybody:
    """Hosts of this world are called in this process, all others over HTTP."""

    def __init__(self, apps: Apps, waiting: Callable[[], Any]) -> None:
        self._apps, self._waiting = apps, waiting
        self._inside, self._client = InProcess(apps), httpx.Client(trust_env=False)

    def __call__(self, request: httpx.Request, source: str) -> httpx.Response:
        if request.url.host in self._apps:
            return self._inside(request, source)
        with self._waiting():
            there = self._client.send(request)
        headers = [(name, value) for name, value in there.headers.multi_items() if name.lower() not in OWN_HEADERS]
        return httpx.Response(there.status_code, headers=headers, content=there.content, request=request)

    def close(self) -> None:
        self._client.close()


def _entrance(machines: OthersWorld, lane: httpx.BaseTransport) -> WSGIApplication:
    """Requests from outside go through the network of the world, like all others."""

    def app(environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        request = _request(environ)
        try:
            with machines.having_its_turn():
                response = lane.handle_request(request)
        except httpx.TransportError as error:
            start("502 Bad Gateway", [("Content-Length", "1000"), ("X-Broken-Off", type(error).__name__)])
            return [b""]  # fewer bytes than were announced: the connection is broken off
        kept = [(name, value) for name, value in response.headers.items() if name.lower() not in OWN_HEADERS]
        start(
            f"{response.status_code} {response.reason_phrase}", [*kept, ("Content-Length", str(len(response.content)))]
        )
        return [response.content]

    return app


def _request(environ: WSGIEnvironment) -> httpx.Request:
    query = environ.get("QUERY_STRING", "")
    url = f"https://{JAGGAER}{environ['PATH_INFO']}{f'?{query}' if query else ''}"
    headers = {
        name.removeprefix("HTTP_").replace("_", "-").title(): str(value)
        for name, value in environ.items()
        if name.startswith("HTTP_") or name == "CONTENT_TYPE"
    }
    headers.pop("Host", None)
    length = int(environ.get("CONTENT_LENGTH") or 0)
    return httpx.Request(
        str(environ["REQUEST_METHOD"]), url, headers=headers, content=environ["wsgi.input"].read(length)
    )


def others_rig(seed: int, given: Given) -> Rig:
    """Both systems as given, and no connector yet."""
    takes_time, every = given.quickbooks.takes_time, given.connector.every or EVERY
    lifetime = given.jaggaer.token_lifetime
    return Rig(OthersWorld(seed, poll_every=every, takes_time=takes_time, token_lifetime=lifetime), given)
