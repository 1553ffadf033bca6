"""
The endpoints that ``sessions.py`` compares, each served by a process of its own:

    python -m benchmarks.endpoints NAME [FOLDER]

``ours`` is an installation in a folder. ``floor`` has what every endpoint of this stack has: spyne, the byte guard, a
password, one parse of the qbXML and one committed transaction a call, and nothing behind; ``lean`` is that floor
without spyne on receiveResponseXML. ``bare`` parses the envelope and answers one string. ``kit`` is qbwc-kit, which
keeps everything in memory.
"""

from __future__ import annotations

import logging
import re
import sqlite3
import sys
import tempfile
import threading
from collections.abc import Callable, Iterable
from html import unescape
from pathlib import Path
from typing import Any, cast
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

import structlog
import waitress
from lxml import etree

from connector import Connector
from connector.adapters.clock import SystemClock
from connector.adapters.passwords import Argon2Passwords
from connector.adapters.soap_endpoint import build
from connector.flow.exchange import Exchange
from connector.quickbooks.qbxml.responses import parse

ENVELOPE = (
    '<?xml version="1.0" encoding="utf-8"?><soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/">'
    '<soap:Body><{0} xmlns="http://developer.intuit.com/">{1}</{0}></soap:Body></soap:Envelope>'
)
REQUEST = (
    '<?xml version="1.0" encoding="utf-8"?><?qbxml version="13.0"?><QBXML><QBXMLMsgsRq onError="continueOnError">'
    '<VendorQueryRq requestID="VendorQuery"><MaxReturned>500</MaxReturned></VendorQueryRq></QBXMLMsgsRq></QBXML>'
)
USER, PASSWORD, TICKET = "bench", "bench-password", "t" * 43
ROUNDS = 4
RESPONSE = re.compile(rb"<response>(.*?)</response>", re.DOTALL)


class Nothing:
    """An exchange that commits each call, and has nothing behind it."""

    version = "1"

    def __init__(self, file: Path) -> None:
        self._passwords = Argon2Passwords(SystemClock())
        self._hash = self._passwords.hash(PASSWORD)
        self._file = file
        self._threads = threading.local()

    def _commit(self) -> None:
        """As the connector's own store commits."""
        if not hasattr(self._threads, "database"):
            self._threads.database = sqlite3.connect(self._file, isolation_level=None, timeout=30)
            for pragma in ("journal_mode=WAL", "synchronous=FULL"):
                self._threads.database.execute(f"PRAGMA {pragma}")
            self._threads.database.execute("CREATE TABLE IF NOT EXISTS calls (number INTEGER PRIMARY KEY)")
        self._threads.database.execute("BEGIN IMMEDIATE")
        self._threads.database.execute("INSERT INTO calls DEFAULT VALUES")
        self._threads.database.execute("COMMIT")

    def knows(self, _ticket: str) -> bool:
        return True

    def authenticate(self, user: str, password: str, _source: str) -> tuple[str, ...]:
        self._passwords.verify(user, self._hash, password, is_known=True)
        self._commit()
        return (TICKET, "")

    def send_request(self, *_: object) -> str:
        self._commit()
        return REQUEST

    def receive_response(self, _ticket: str, response: str, *_: object) -> int:
        parse(response)
        self._commit()
        return 50

    def close_connection(self, *_: object) -> str:
        self._commit()
        return "OK"


def floor(folder: Path) -> WSGIApplication:
    return build(cast("Exchange", Nothing(folder / "floor.db")))


def lean(folder: Path) -> WSGIApplication:
    """receiveResponseXML without spyne: its one long argument is cut out of the bytes."""
    nothing = Nothing(folder / "lean.db")
    stack = build(cast("Exchange", nothing))

    def app(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if not environ.get("HTTP_SOAPACTION", "").endswith('receiveResponseXML"'):
            return stack(environ, start_response)
        found = RESPONSE.search(environ["wsgi.input"].read())
        percent = nothing.receive_response("", unescape(found[1].decode()) if found else "")
        return _answer(start_response, "receiveResponseXML", str(percent))

    return app


def bare(_folder: Path) -> WSGIApplication:
    def app(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        parser = etree.XMLParser(huge_tree=True)
        call = etree.QName(etree.fromstring(environ["wsgi.input"].read(), parser)[0][0]).localname
        return _answer(start_response, call, "1")

    return app


def kit(_folder: Path) -> WSGIApplication:
    """Its service without FastAPI, which would be another server."""
    import qbwc_kit  # type: ignore[import-not-found, unused-ignore] # no dependency of ours

    class Rounds:
        name = "rounds"

        def run(self, _ctx: object) -> Any:
            for _ in range(ROUNDS):
                yield REQUEST

    service = qbwc_kit.QBWCService(qbwc_kit.StaticAuthenticator(USER, PASSWORD, [Rounds()]))

    def app(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        content = service.dispatch(environ["wsgi.input"].read()).encode()
        start_response("200 OK", [("Content-Type", "text/xml"), ("Content-Length", str(len(content)))])
        return [content]

    return app


def ours(folder: Path) -> WSGIApplication:
    return Connector.open(folder).app()


def _answer(start_response: StartResponse, call: str, text: str) -> list[bytes]:
    content = ENVELOPE.format(f"{call}Response", f"<{call}Result>{text}</{call}Result>").encode()
    start_response("200 OK", [("Content-Type", "text/xml"), ("Content-Length", str(len(content)))])
    return [content]


ENDPOINTS: dict[str, Callable[[Path], WSGIApplication]] = {
    "ours": ours,
    "floor": floor,
    "lean": lean,
    "bare": bare,
    "kit": kit,
}


def main() -> None:
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger("critical"))
    logging.getLogger("waitress").setLevel(logging.ERROR)  # it tells of every queue
    name, *rest = sys.argv[1:]
    with tempfile.TemporaryDirectory() as own:
        app: Any = ENDPOINTS[name](Path(rest[0]) if rest else Path(own))
        server: Any = waitress.create_server(app, host="127.0.0.1", port=0, threads=8, max_request_body_size=2**27)
        print(f"http://127.0.0.1:{server.effective_port}/qbwc", flush=True)
        server.run()


if __name__ == "__main__":
    main()
