"""
Bugs planted in a world: in what passes over its wires, or in the rows of the connector's database.

Nothing inside the connector is named: what is planted is what a missing guard would come to. Over the wire that is a
connector that cannot see, or says something else; in the database one that keeps something else.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from io import BytesIO
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

import pytest
from lxml import etree

from connector.adapters.store import codec
from connector.adapters.store.codec import Loaded
from connector.adapters.store.transaction import Kept
from scenarios.machines import JAGGAER
from scenarios.world import CONNECTOR, World

Change = Callable[[str], str]
Plant = Callable[[pytest.MonkeyPatch], None]


def _plain(patch: pytest.MonkeyPatch) -> None:
    """Operations stand as text, and nothing is kept: triggers change both behind the store's back."""
    unpacked = codec.unpacked
    patch.setattr(codec, "unpacked", lambda kept: kept if isinstance(kept, str) else unpacked(kept))
    patch.setattr(Loaded, "dump", lambda _self, value, *, rests: codec.dump(value))
    patch.setattr(Kept, "get", lambda _self, _key: None)


def rows(*statements: str) -> Plant:
    """Triggers, or other SQL, in the connector's database, once the company is connected."""

    def plant(patch: pytest.MonkeyPatch) -> None:
        real = World.connect
        _plain(patch)

        def connect(self: World, *given: Any, **named: Any) -> None:
            real(self, *given, **named)
            with self.connector.store.write() as work:
                for statement in statements:
                    work.transaction.sql(statement)

        patch.setattr(World, "connect", connect)

    return plant


def answers(change: Change) -> Plant:
    """What QuickBooks answers, before the connector gets it."""
    return _over_soap(
        request=lambda call, body: _changed(body, "response", change) if call == "receiveResponseXML" else body
    )


def requests(change: Change) -> Plant:
    """What the connector asks of QuickBooks, after it has noted what it asks."""
    return _over_soap(
        response=lambda call, body: _changed(body, "sendRequestXMLResult", change) if call == "sendRequestXML" else body
    )


def _same(_call: str, body: bytes) -> bytes:
    return body


def _over_soap(
    request: Callable[[str, bytes], bytes] = _same, response: Callable[[str, bytes], bytes] = _same
) -> Plant:
    def around(app: WSGIApplication) -> WSGIApplication:
        def tampered(environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
            call = str(environ.get("HTTP_SOAPACTION", "")).strip('"').rpartition("/")[2]
            _replace_body(environ, request(call, _body(environ)))
            return _answered(app, environ, start, lambda body: response(call, body))

        return tampered

    return _at(CONNECTOR, around)


def from_jaggaer(change: Callable[[Any], None]) -> Plant:
    """What JAGGAER answers, as JSON."""

    def changed(body: bytes) -> bytes:
        try:
            said = json.loads(body)
        except ValueError:
            return body
        change(said)
        return json.dumps(said).encode()

    def around(app: WSGIApplication) -> WSGIApplication:
        return lambda environ, start: _answered(app, environ, start, changed)

    return _at(JAGGAER, around)


def in_jaggaer_s_bytes(old: bytes, new: bytes) -> Plant:
    """What no JSON library would write: bytes in the place of others, wherever JAGGAER answers them."""

    def around(app: WSGIApplication) -> WSGIApplication:
        return lambda environ, start: _answered(app, environ, start, lambda body: body.replace(old, new))

    return _at(JAGGAER, around)


def _at(host: str, around: Callable[[WSGIApplication], WSGIApplication]) -> Plant:
    """Whoever serves a host anew, as a connector that was restarted, is changed anew."""

    def plant(patch: pytest.MonkeyPatch) -> None:
        real, seen = World._serve, set[int]()

        def serve(self: World) -> None:
            real(self)
            if host == CONNECTOR or id(self) not in seen:
                seen.add(id(self))
                self._apps[host] = around(self._apps[host])

        patch.setattr(World, "_serve", serve)

    return plant


def _body(environ: WSGIEnvironment) -> bytes:
    return bytes(environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0)))


def _replace_body(environ: WSGIEnvironment, body: bytes) -> None:
    environ["wsgi.input"], environ["CONTENT_LENGTH"] = BytesIO(body), str(len(body))


def _answered(
    app: WSGIApplication, environ: WSGIEnvironment, start: StartResponse, change: Callable[[bytes], bytes]
) -> Iterable[bytes]:
    said: list[tuple[str, list[tuple[str, str]]]] = []

    def noted(status: str, headers: list[tuple[str, str]], *_: Any) -> Callable[[bytes], object]:
        said.append((status, headers))
        return lambda _data: None

    body = change(b"".join(app(environ, noted)))
    status, headers = said[-1]
    others = [one for one in headers if one[0].lower() != "content-length"]
    start(status, [*others, ("Content-Length", str(len(body)))])
    return [body]


def _changed(body: bytes, name: str, change: Change) -> bytes:
    if not body.strip():
        return body
    root = etree.fromstring(body)
    for one in root.iter("{*}" + name):
        one.text = change(one.text or "")
    return etree.tostring(root)
