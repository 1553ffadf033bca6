"""A world without a connector, until one is installed."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any, Unpack
from urllib.parse import urlsplit

import httpx

from scenarios.machines import Beginning, CannotTake, Machines
from scenarios.transport import OWN_HEADERS, Apps, InProcess
from scenarios.under_test.connector import UnderTest
from simulators.qbwc import Application, Refused


class WorldUnderTest(Machines):
    """``failed_polls`` are the errors of those that failed."""

    def __init__(self, seed: int, **begins: Unpack[Beginning]) -> None:
        self._turn = threading.Lock()
        self._turn.acquire()
        begins["delivery"] = lambda apps: _Delivery(apps, self._waiting)
        super().__init__(seed, **begins)
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
        self.clock.at(self.clock.now() + self.poll_every, self.run_poller)

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

    def close(self) -> None:
        """A request from outside that still waits is answered, and changes nothing that anybody looks at."""
        super().close()
        if self._turn.locked():
            self._turn.release()


class _Delivery:
    """Hosts of this world are called in this process, all others over HTTP."""

    def __init__(self, apps: Apps, waiting: Callable[[], AbstractContextManager[None]]) -> None:
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
