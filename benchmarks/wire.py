"""
What a story's own wire costs: its calls and its requests to JAGGAER with their real payloads, and nothing behind them.

The calls go through the fake Web Connector's zeep, the byte guard and spyne, the requests through httpx and Flask; both
are answered from a recording of the story.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, cast

import httpx
from flask import Flask, Response, request

from connector.adapters.soap_endpoint import build
from connector.flow.exchange import Exchange
from scenarios.transport import InProcess
from scenarios.world import World
from simulators.qbwc import Proxy

HOST, TENANT, SOURCE = "localhost", "jaggaer.story", "198.51.100.7"
URL = f"http://{HOST}/qbwc"


@dataclass(frozen=True)
class Called:
    """One call: its arguments as they went, and its result."""

    name: str
    arguments: tuple[str, ...]
    result: tuple[str, ...]


@dataclass(frozen=True)
class Answered:
    """One request to JAGGAER, and what came back."""

    request: httpx.Request
    content: bytes
    kind: str
    status: int


class Endpoint:
    """An exchange that gives what was recorded, call by call."""

    version = "0.1.0"

    def __init__(self) -> None:
        self.results: Iterator[tuple[str, ...]] = iter(())
        self.authenticate = self._strings
        self.send_request = self.connection_error = self.get_last_error = self.close_connection = self._text

    def knows(self, _ticket: str) -> bool:
        return True

    def receive_response(self, *_: object) -> int:
        return int(self._text() or 0)

    def _strings(self, *_: object) -> tuple[str, ...]:
        return next(self.results)

    def _text(self, *_: object) -> str:
        return next(iter(next(self.results)), "")


class Tenant:
    """A Flask app that gives what was recorded, request by request."""

    def __init__(self) -> None:
        self.answers: Iterator[Answered] = iter(())
        self.app = Flask("recorded")
        self.app.add_url_rule("/<path:any>", "recorded", self._recorded, methods=["GET", "POST"])

    def _recorded(self, **_: Any) -> Response:
        request.get_data()
        answered = next(self.answers)
        return Response(answered.content, status=answered.status, content_type=answered.kind)


class Lane(httpx.BaseTransport):
    """Straight to the app, without a network of a world between."""

    def __init__(self, deliver: InProcess) -> None:
        self._deliver = deliver

    def handle_request(self, asked: httpx.Request) -> httpx.Response:
        return self._deliver(asked, SOURCE)


@dataclass(frozen=True)
class Recording:
    """What passed in a world, from its transcript."""

    calls: list[Called]
    requests: list[Answered]

    @classmethod
    def of(cls, world: World) -> Recording:
        entries = list(world.transcript.entries())
        calls = [
            Called(one.call, tuple(one.arguments().values()), tuple(one.result())) for one in entries if one.is_soap
        ]
        asked = [(one.request, one.response) for one in entries if not one.is_soap]
        return cls(calls, [_answered(sent, got) for sent, got in asked if got is not None])

    def again(self) -> Callable[[], None]:
        """All of it once more, by an endpoint and a tenant that stand already."""
        endpoint, tenant = Endpoint(), Tenant()
        deliver = InProcess({HOST: build(cast("Exchange", endpoint)), TENANT: tenant.app})
        proxy, client = Proxy(URL, Lane(deliver)), httpx.Client(transport=Lane(deliver))
        told = [one.result for one in self.calls if one.name not in SAID_BY_ITSELF]

        def play() -> None:
            endpoint.results, tenant.answers = iter(told), iter(self.requests)
            for call in self.calls:
                CALLS[call.name](proxy, call.arguments)
            for one in self.requests:
                asked = one.request
                client.send(client.build_request(asked.method, asked.url, headers=asked.headers, content=asked.content))

        return play


def _answered(sent: httpx.Request, got: httpx.Response) -> Answered:
    return Answered(sent, got.content, got.headers.get("content-type", ""), got.status_code)


SAID_BY_ITSELF = ("serverVersion", "clientVersion")
CALLS: dict[str, Callable[[Proxy, tuple[str, ...]], object]] = {
    "serverVersion": lambda proxy, _: proxy.server_version(),
    "clientVersion": lambda proxy, given: proxy.client_version(given[0]),
    "authenticate": lambda proxy, given: proxy.authenticate(given[0], given[1]),
    "sendRequestXML": lambda proxy, given: proxy.send_request(
        given[0], given[1], given[2], given[3], (int(given[4]), int(given[5]))
    ),
    "receiveResponseXML": lambda proxy, given: proxy.receive_response(given[0], given[1], given[2], given[3]),
    "connectionError": lambda proxy, given: proxy.connection_error(given[0], given[1], given[2]),
    "getLastError": lambda proxy, given: proxy.get_last_error(given[0]),
    "closeConnection": lambda proxy, given: proxy.close_connection(given[0]),
}
