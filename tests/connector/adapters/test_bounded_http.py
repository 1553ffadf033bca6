"""A JAGGAER that sends anything, of any size, at any speed, over real sockets: each call of ours ends, in words."""

from __future__ import annotations

import socket
import threading
import time
import tracemalloc
import zlib
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace

import httpx
import pytest

from connector import Connector, NewCompany
from connector.adapters.clock import SystemEntropy
from connector.errors import ConnectorError, OtherSideError, TransientError
from connector.jaggaer.wire_profile import Connection, WireProfile
from connector.profile import Profile
from scenarios.clock import SimClock
from scenarios.world import QuickPasswords

pytestmark = pytest.mark.once

MIB = 1024 * 1024
SECONDS = 2.0
OK = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
TOKEN = b'{"access_token": "t", "expires_in": 300}'
Send = Callable[[bytes], None]
Say = Callable[[Send], None]


@contextmanager
def enemy(on_token: Say, on_list: Say) -> Iterator[str]:
    """A server that says what it is told to, to each request of its kind, until it is closed."""
    listening = socket.create_server(("127.0.0.1", 0))

    def serve(connection: socket.socket) -> None:
        with closing(connection):
            try:
                asked = connection.recv(65536)
                (on_token if asked.startswith(b"POST") else on_list)(connection.sendall)
            except OSError:
                return

    def accept() -> None:
        try:
            while True:
                threading.Thread(target=serve, args=(listening.accept()[0],), daemon=True).start()
        except OSError:
            return

    threading.Thread(target=accept, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        listening.shutdown(socket.SHUT_RDWR)
        listening.close()


def plain(send: Send) -> None:
    send(OK + b"Connection: close\r\nContent-Length: %d\r\n\r\n" % len(TOKEN) + TOKEN)


def endless(status: bytes = OK) -> Say:
    def say(send: Send) -> None:
        send(status + b"Transfer-Encoding: chunked\r\n\r\n")
        while True:
            send(b"100000\r\n" + b" " * MIB + b"\r\n")

    return say


def large(send: Send) -> None:
    send(OK + b"Content-Length: %d\r\n\r\n" % (1 << 30))
    while True:
        send(b" " * MIB)


def _packed(pieces: int, piece: bytes) -> bytes:
    packer = zlib.compressobj(wbits=zlib.MAX_WBITS | 16)
    return b"".join(packer.compress(piece) for _ in range(pieces)) + packer.flush()


BLANKS = _packed(64, b" " * MIB)


def bomb(send: Send) -> None:
    send(OK + b"Content-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(BLANKS) + BLANKS)


def dripping(head: bytes, drop: bytes) -> Say:
    def say(send: Send) -> None:
        send(head)
        while True:
            send(drop)
            threading.Event().wait(0.05)

    return say


IN_THE_BODY = dripping(OK + b"Content-Length: 1000000\r\n\r\n", b" ")
IN_THE_HEAD = dripping(OK + b"X-Drip: ", b"a")
UNAUTHORIZED = b"HTTP/1.1 401 Unauthorized\r\n"


def asked(on_token: Say, on_list: Say) -> tuple[ConnectorError, float, int]:
    """The error of a poll, the seconds that it took, and the bytes of memory that it took at the most."""
    clock = SimClock()
    with enemy(on_token, on_list) as url:
        connector = Connector.in_memory(clock, SystemEntropy(), lambda: None, QuickPasswords())
        connector.add_company(NewCompany("acme", url, f"{url}/token", "id", "secret"))
        wire = WireProfile(connection=Connection(timeout_seconds=SECONDS, answer_mib=8))
        connector.set_profile("acme", replace(Profile(), wire=wire))
        began = time.monotonic()
        tracemalloc.start()
        try:
            with pytest.raises(ConnectorError) as raised:
                connector.poll("acme")
            return raised.value, time.monotonic() - began, tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
            connector.close()


@pytest.mark.parametrize("said", [endless(), large, bomb], ids=["chunks without end", "a gigabyte", "gzip of blanks"])
def test_a_body_of_any_size_is_given_up_at_its_limit(said: Say) -> None:
    error, _, peak = asked(plain, said)
    assert isinstance(error, OtherSideError)
    assert "cannot be read (more than 8 MiB)" in error.what
    assert "wire.connection.answer_mib" in error.remedy
    assert peak < 24 * MIB


@pytest.mark.parametrize("said", [endless(), large, bomb], ids=["chunks without end", "a gigabyte", "gzip of blanks"])
def test_so_is_a_token_s(said: Say) -> None:
    error, _, peak = asked(said, plain)
    assert "token endpoint cannot be read (more than 1 MiB)" in error.what
    assert peak < 8 * MIB


def test_the_body_of_a_refusal_is_bounded_too() -> None:
    error, _, peak = asked(plain, endless(UNAUTHORIZED))
    assert "cannot be read (more than 8 MiB)" in error.what
    assert peak < 24 * MIB


@pytest.mark.parametrize("said", [IN_THE_BODY, IN_THE_HEAD], ids=["its body", "its head"])
@pytest.mark.parametrize("whose", ["the list", "the token"])
def test_an_answer_that_drips_ends_with_its_time(said: Say, whose: str) -> None:
    error, seconds, _ = asked(*((plain, said) if whose == "the list" else (said, plain)))
    assert isinstance(error, TransientError)
    assert SECONDS * 0.9 < seconds < 8 * SECONDS
    assert "did not answer in time" in error.what if whose == "the list" else "token endpoint" in error.what


@pytest.mark.parametrize(
    ("head", "words"),
    [
        (b"Content-Encoding: br\r\nContent-Length: 3\r\n", "packed as “br”, which was not asked for"),
        (b"Content-Encoding: gzip\r\nContent-Length: 3\r\n", "cannot be unpacked"),
    ],
)
def test_what_cannot_be_unpacked_is_said_to_be_so(head: bytes, words: str) -> None:
    error, _, _ = asked(plain, lambda send: send(OK + head + b"\r\nabc"))
    assert words in error.what


@pytest.mark.parametrize(
    ("end", "words"), [(-4, "what is packed has no end"), (None, "it cannot be unpacked")], ids=["early", "late"]
)
def test_what_is_packed_and_ends_elsewhere_than_its_answer_is_not_read(end: int | None, words: str) -> None:
    packed = _packed(1, b"{}")[:end] if end else _packed(1, b"{}") + b"more"
    head = OK + b"Content-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(packed)
    error, _, _ = asked(plain, lambda send: send(head + packed))
    assert words in error.what


@pytest.mark.parametrize("whose", ["the list", "the token"])
@pytest.mark.parametrize("place", [b"http://[", b"http://a:99999/", b"https://" + b"a" * 300 + b".de/", b"\xff\xfe"])
def test_a_redirect_is_refused_wherever_it_leads(place: bytes, whose: str) -> None:
    said = b"HTTP/1.1 302 Found\r\nConnection: close\r\nContent-Length: 0\r\nLocation: " + place + b"\r\n\r\n"
    error, _, _ = asked(
        *((plain, lambda send: send(said)) if whose == "the list" else (lambda send: send(said), plain))
    )
    assert "302" in error.what


def test_a_refusal_without_a_body_is_a_refusal_however_that_is_packed() -> None:
    head = b"HTTP/1.1 503 No\r\nContent-Encoding: gzip\r\nRetry-After: 60\r\nContent-Length: 0\r\n\r\n"
    error, _, _ = asked(plain, lambda send: send(head))
    assert isinstance(error, TransientError)
    assert "503" in error.what


@pytest.mark.parametrize("members", [1, 2])
def test_what_is_packed_as_we_asked_is_read(members: int) -> None:
    text = b'{"returnCode": "7", "returnMessage": "of ours"}'
    packed = _packed(1, text) if members == 1 else _packed(1, text[:9]) + _packed(1, text[9:])
    error, _, _ = asked(
        plain, lambda send: send(OK + b"Content-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(packed) + packed)
    )
    assert "returnCode 7: of ours" in error.what


def test_cookies_are_not_kept() -> None:
    heads: list[str] = []

    def listing(send: Send) -> None:
        send(OK + b"Set-Cookie: a=b\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}")

    with enemy(plain, listing) as url:
        connector = Connector.in_memory(SimClock(), SystemEntropy(), lambda: None, QuickPasswords())
        company = connector.add_company(NewCompany("acme", url, f"{url}/token", "id", "secret")).company
        client = connector.jaggaer(company)._client
        client.event_hooks = {"request": [lambda request: heads.append(request.headers.get("cookie", ""))]}
        for _ in range(2):
            assert isinstance(client.get("/"), httpx.Response)
        connector.close()
    assert heads == ["", ""]


@pytest.mark.parametrize(("name", "is_asked"), [("HTTP_PROXY", True), ("ALL_PROXY", True), ("NO_PROXY", False)])
def test_the_proxy_of_the_environment_is_asked_unless_it_is_not_to_be(
    name: str, is_asked: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    with enemy(lambda send: send(b"HTTP/1.1 418 No\r\nContent-Length: 0\r\n\r\n"), plain) as proxy:
        monkeypatch.setenv("HTTP_PROXY" if name == "NO_PROXY" else name, proxy.removeprefix("http://"))
        if name == "NO_PROXY":
            monkeypatch.setenv("NO_PROXY", "localhost")
        connector = Connector.in_memory(SimClock(), SystemEntropy(), lambda: None, QuickPasswords())
        connector.add_company(NewCompany("acme", "http://localhost:1", "http://localhost:1/token", "id", "secret"))
        with pytest.raises(ConnectorError) as raised:
            connector.poll("acme")
        connector.close()
    assert ("418" in raised.value.what) is is_asked
