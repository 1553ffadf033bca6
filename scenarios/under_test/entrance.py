"""JAGGAER on a loopback port: requests from outside go through the network of the world, like all others."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

import httpx
import waitress

from scenarios.machines import JAGGAER
from scenarios.transport import LOOPBACK, OWN_HEADERS
from scenarios.under_test.world import WorldUnderTest


def serve(world: WorldUnderTest, lane: httpx.BaseTransport) -> Any:
    """A server in a thread of its own, with ``effective_port`` and ``close()``."""
    server = waitress.create_server(_app(world, lane), host=LOOPBACK, port=0, threads=4)
    threading.Thread(target=server.run, daemon=True).start()
    return server


def _app(world: WorldUnderTest, lane: httpx.BaseTransport) -> WSGIApplication:
    def app(environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        request = _request(environ)
        try:
            with world.having_its_turn():
                response = lane.handle_request(request)
        except httpx.TransportError as error:
            start("502 Bad Gateway", [("Content-Length", "1000"), ("X-Broken-Off", type(error).__name__)])
            return [b""]  # fewer bytes than were announced: the connection is broken off
        kept = [(name, value) for name, value in response.headers.multi_items() if name.lower() not in OWN_HEADERS]
        length = ("Content-Length", str(len(response.content)))
        start(f"{response.status_code} {response.reason_phrase}", [*kept, length])
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
    content = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    return httpx.Request(str(environ["REQUEST_METHOD"]), url, headers=headers, content=content)
