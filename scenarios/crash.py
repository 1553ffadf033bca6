"""
The connector's process, dying at a point that is chosen: before or after whatever the outside can see of it.

Points are before and after each transaction that writes, each request to JAGGAER, and each answer to the Web
Connector. They are numbered as they are passed; a story that is played with the same seed passes the same ones.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

import httpx

from scenarios.network import call_of

MOMENTS = {
    "begin": "before a transaction begins",
    "commit": "before a transaction commits",
    "committed": "after a transaction has committed",
}


class Crash(BaseException):
    """The process is gone: nothing of it catches this."""


class CrashPoints:
    """``at`` are the numbers of the points at which it dies; ``names`` are those passed so far."""

    def __init__(self) -> None:
        self.at: frozenset[int] = frozenset()
        self.names: list[str] = []
        self.is_counting = False
        self._doing = "the runner"

    def passes(self, what: str) -> None:
        if self.is_counting:
            self.names.append(f"{self._doing}: {what}")
            if len(self.names) in self.at:
                raise Crash(self.names[-1])

    def between(self, moment: Literal["begin", "commit", "committed"]) -> None:
        """A moment of a transaction of the store."""
        self.passes(MOMENTS[moment])

    def around(self, app: WSGIApplication, die: Callable[[], None]) -> WSGIApplication:
        """The connector's endpoint: where it dies, the caller's connection is reset."""

        def dying(environ: WSGIEnvironment, start: StartResponse) -> Any:
            self._doing = str(environ.get("HTTP_SOAPACTION", "")).strip('"').rpartition("/")[2] or "a page"
            try:
                self.passes("before it is heard")
                answer = b"".join(app(environ, start))
                self.passes("before its answer leaves")
            except Crash as crash:
                die()
                raise ConnectionResetError(f"the connector died: {crash}") from crash
            finally:
                self._doing = "the runner"
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
        self._points.passes(f"before {call} is asked for")
        response = self._lane.handle_request(request)
        self._points.passes(f"after {call} was answered")
        return response
