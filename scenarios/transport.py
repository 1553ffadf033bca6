"""HTTP without sockets: an httpx transport that calls the WSGI app that a host name stands for."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any
from wsgiref.types import WSGIApplication

import httpx


class WsgiTransport(httpx.BaseTransport):
    """``apps`` goes from host name to app; it may be filled while the transport is in use."""

    def __init__(self, apps: Mapping[str, WSGIApplication]) -> None:
        self._apps = apps

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        app = self._apps.get(request.url.host)
        if app is None:
            raise httpx.ConnectError(f"nobody answers for {request.url.host}", request=request)
        answer: list[Any] = []

        def start(status: str, headers: list[tuple[str, str]], exc_info: object = None) -> Any:
            answer[:] = [status, headers]
            return lambda _: None

        content = b"".join(app(_environ(request), start))
        status, headers = answer
        return httpx.Response(int(status.split()[0]), headers=headers, content=content, request=request)


def _environ(request: httpx.Request) -> dict[str, Any]:
    body = request.read()
    environ: dict[str, Any] = {
        "REQUEST_METHOD": request.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": request.url.path,
        "QUERY_STRING": request.url.query.decode("ascii"),
        "SERVER_NAME": request.url.host,
        "SERVER_PORT": str(request.url.port or 80),
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "CONTENT_TYPE": request.headers.get("Content-Type", ""),
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": request.url.scheme,
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": io.StringIO(),
        "wsgi.multithread": False,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    for name, value in request.headers.items():
        if name not in ("content-type", "content-length"):
            environ[f"HTTP_{name.upper().replace('-', '_')}"] = value
    return environ
