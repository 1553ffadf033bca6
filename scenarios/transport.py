"""How bytes reach a server: by a call of its WSGI app in this process, or over real loopback sockets."""

from __future__ import annotations

import io
import threading
from collections.abc import Mapping
from typing import Any, Protocol
from wsgiref.types import WSGIApplication

import httpx
import waitress

Apps = Mapping[str, WSGIApplication]
LOOPBACK = "127.0.0.1"
OWN_HEADERS = ("connection", "content-length", "transfer-encoding")
"""Of one connection, not of what passes."""


class Delivery(Protocol):
    """Brings a request to whoever a host name stands for; it takes no time of its own."""

    def __call__(self, request: httpx.Request, source: str) -> httpx.Response: ...


class Opened(Delivery, Protocol):
    """One that may have to be closed."""

    def close(self) -> None: ...


class InProcess:
    """``apps`` goes from host name to app; it may be filled while the world runs."""

    def __init__(self, apps: Apps) -> None:
        self._apps = apps

    def __call__(self, request: httpx.Request, source: str) -> httpx.Response:
        app = self._apps.get(request.url.host)
        if app is None:
            raise httpx.ConnectError(f"nobody answers for {request.url.host}", request=request)
        answer: list[Any] = []

        def start(status: str, headers: list[tuple[str, str]], exc_info: object = None) -> Any:
            answer[:] = [status, headers]
            return lambda _: None

        try:
            content = b"".join(app(_environ(request, source), start))
        except ConnectionResetError as error:
            raise httpx.RemoteProtocolError(str(error), request=request) from error
        status, headers = answer
        return httpx.Response(int(status.split()[0]), headers=headers, content=content, request=request)

    def close(self) -> None:
        """Nothing is open."""


class OverSockets:
    """The same apps, each behind a real server on a port of its own; the threads end with the process."""

    def __init__(self, apps: Apps) -> None:
        self._apps = apps
        self._ports: dict[str, int] = {}
        self._client = httpx.Client(timeout=30)

    def __call__(self, request: httpx.Request, source: str) -> httpx.Response:
        host = request.url.host
        if host not in self._apps:
            raise httpx.ConnectError(f"nobody answers for {host}", request=request)
        if host not in self._ports:
            self._ports[host] = self._serve(host)
        headers = [(name, value) for name, value in request.headers.multi_items() if name not in ("host", "expect")]
        url = request.url.copy_with(scheme="http", host=LOOPBACK, port=self._ports[host])
        there = self._client.send(httpx.Request(request.method, url, headers=headers, content=request.read()))
        return httpx.Response(there.status_code, headers=there.headers, content=there.content, request=request)

    def close(self) -> None:
        self._client.close()

    def _serve(self, host: str) -> int:
        def current(environ: Any, start_response: Any) -> Any:
            return self._apps[host](environ, start_response)  # it is another one after a restart

        server = waitress.create_server(current, host=LOOPBACK, port=0, threads=2)
        threading.Thread(target=server.run, daemon=True).start()
        return int(server.effective_port)


def _environ(request: httpx.Request, source: str) -> dict[str, Any]:
    body = request.read()
    environ: dict[str, Any] = {
        "REQUEST_METHOD": request.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": request.url.path,
        "QUERY_STRING": request.url.query.decode("ascii"),
        "SERVER_NAME": request.url.host,
        "SERVER_PORT": str(request.url.port or 80),
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": source,
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
