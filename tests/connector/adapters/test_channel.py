"""Connections that are slow: dropped after their time, however often a byte comes."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterable
from typing import Any

import httpx
import pytest

from connector.adapters.web import channel
from connector.adapters.web.server import listen


def served() -> tuple[str, int]:
    def app(_environ: Any, start_response: Any) -> Iterable[bytes]:
        start_response("200 OK", [("Content-Length", "2")])
        return [b"ok"]

    server, port = listen(app, "127.0.0.1", 0)
    threading.Thread(target=server.run, daemon=True).start()
    return "127.0.0.1", port


@pytest.mark.parametrize(
    "begin",
    [b"", b"POST /", b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n"],
    ids=["nothing", "header", "body"],
)
def test_a_byte_now_and_then_holds_no_place(monkeypatch: pytest.MonkeyPatch, begin: bytes) -> None:
    monkeypatch.setattr(channel, "HEAD_SECONDS", 0.3)
    with socket.create_connection(served(), timeout=0.1) as line:
        line.sendall(begin)
        is_open = True
        for _ in range(300):
            with contextlib.suppress(TimeoutError):
                try:
                    is_open = is_open and bool(line.recv(1024))
                except ConnectionError:
                    is_open = False
            if not is_open:
                break
            if begin:
                with contextlib.suppress(OSError):
                    line.sendall(b"x")
        assert not is_open


def test_a_connection_that_is_kept_alive_answers_one_request_after_the_other() -> None:
    host, port = served()
    with httpx.Client() as client:
        for _ in range(5):
            assert client.get(f"http://{host}:{port}/").text == "ok"
