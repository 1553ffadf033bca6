"""
The connector's process, dying at a point that is chosen: before or after whatever the outside can see of it.

Points are before and after each transaction that writes, each request to JAGGAER, and each answer to the Web
Connector. They are numbered as they are passed; a story that is played with the same seed passes the same ones.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Literal
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

import httpx

from scenarios.network import CALLS, SOAP_CALLS, call_of
from simulators.trigger import Named

MOMENTS = {
    "begin": "before a transaction begins",
    "commit": "before a transaction commits",
    "committed": "after a transaction has committed",
}


RUNNER, PAGE = "the runner", "a page"
HEARD, ANSWERED = "before it is heard", "before its answer leaves"
ASKING, ASKED = "before {} is asked for", "after {} was answered"
DEATHS = {"dies": "The connector's process is gone in the middle of its work; whoever looks after it starts it again."}


def _points() -> Iterator[str]:
    for doing in (RUNNER, PAGE, *SOAP_CALLS):
        yield from (f"{doing}: {what}" for what in MOMENTS.values())
    for doing in (PAGE, *SOAP_CALLS):
        yield from (f"{doing}: {what}" for what in (HEARD, ANSWERED))
    for call in ("token", *CALLS.values()):
        yield from (f"{RUNNER}: {what.format(call)}" for what in (ASKING, ASKED))


POINTS = tuple(dict.fromkeys(_points()))
"""Every point there is, by its name; an update may ask JAGGAER nothing."""


class Crash(BaseException):
    """The process is gone: nothing of it catches this."""


class Death(Named):
    """One of ``DEATHS``, at a point by its name; at any, where none is named."""

    def strikes(self, point: str) -> bool:
        return self.trigger.strikes(is_meant=self.on in ("", point))


class CrashPoints:
    """``at`` are the numbers of the points at which it dies; ``names`` are those passed so far."""

    def __init__(self) -> None:
        self.at: frozenset[int] = frozenset()
        self.deaths: list[Death] = []
        self.names: list[str] = []
        self.is_counting = False
        self._doing = RUNNER

    def passes(self, what: str) -> None:
        if self.is_counting:
            self.names.append(f"{self._doing}: {what}")
            strikes = [one.strikes(self.names[-1]) for one in self.deaths]
            if len(self.names) in self.at or any(strikes):
                raise Crash(self.names[-1])

    def between(self, moment: Literal["begin", "commit", "committed"]) -> None:
        """A moment of a transaction of the store."""
        self.passes(MOMENTS[moment])

    def around(self, app: WSGIApplication, die: Callable[[], None]) -> WSGIApplication:
        """The connector's endpoint: where it dies, the caller's connection is reset."""

        def dying(environ: WSGIEnvironment, start: StartResponse) -> Any:
            self._doing = str(environ.get("HTTP_SOAPACTION", "")).strip('"').rpartition("/")[2] or PAGE
            try:
                self.passes(HEARD)
                answer = b"".join(app(environ, start))
                self.passes(ANSWERED)
            except Crash as crash:
                die()
                raise ConnectionResetError(f"the connector died: {crash}") from crash
            finally:
                self._doing = RUNNER
            return [answer]

        return dying

    def before_jaggaer(self, lane: httpx.BaseTransport) -> httpx.BaseTransport:
        return _Watched(self, lane)


class _Watched(httpx.BaseTransport):
    """What the connector asks of JAGGAER, with a point on either side."""

    def __init__(self, points: CrashPoints, lane: httpx.BaseTransport) -> None:
        self._points, self._lane = points, lane

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        call = call_of(request)
        self._points.passes(ASKING.format(call))
        response = self._lane.handle_request(request)
        self._points.passes(ASKED.format(call))
        return response
