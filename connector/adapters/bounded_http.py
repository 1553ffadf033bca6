"""
What another server may do to us: an answer of so many bytes, and so long until its last one.

Rule 1: an answer is limited in bytes as it comes and again as it is unpacked, a piece at a time: 1.5 MB of gzip can
        be 1.5 GB of blanks.
Rule 2: the time-out of a request is for the whole of it, connecting and its head included. httpx' own is for each
        read, so that a byte a second holds a call for ever.
"""

from __future__ import annotations

import math
import time
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from ssl import SSLContext
from typing import Any, cast

import httpcore
import httpx

MIB = 1024 * 1024
PIECE = 256 * 1024
GZIP = ("gzip", "x-gzip")
ACCEPTED = {"Accept-Encoding": "gzip"}
_until: ContextVar[float] = ContextVar("until", default=math.inf)
"""When the call that this thread is in has to be over."""


class TooLarge(httpx.TransportError):
    """The answer has more bytes than were allowed; the rest was not read."""


class Bounded(httpx.BaseTransport):
    """``most`` bytes to an answer, before and after it is unpacked."""

    def __init__(self, inner: httpx.BaseTransport, most: int) -> None:
        self._inner = inner
        self._most = most

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        response = self._inner.handle_request(request)
        encoding = response.headers.pop("Content-Encoding", "").strip().lower()  # it is unpacked here
        response.headers.pop("Location", None)  # nobody follows it, but httpx takes it apart, and breaks of some
        response.stream = _Limited(response, encoding, self._most)
        return response

    def close(self) -> None:
        self._inner.close()


class _Limited(httpx.SyncByteStream):
    def __init__(self, response: httpx.Response, encoding: str, most: int) -> None:
        self._stream, self._encoding, self._most = _synchronous(response), encoding, most

    def __iter__(self) -> Iterator[bytes]:
        if self._encoding not in ("", "identity", *GZIP):
            raise httpx.DecodingError(f"it comes packed as “{self._encoding[:20]}”, which was not asked for")
        came = self._limited(self._stream)
        return self._limited(_unpacked(came)) if self._encoding in GZIP else came

    def _limited(self, parts: Iterable[bytes]) -> Iterator[bytes]:
        left = self._most
        for part in parts:
            left -= len(part)
            if left < 0:
                raise TooLarge(f"more than {self._most // MIB} MiB")
            yield part

    def close(self) -> None:
        self._stream.close()


def _synchronous(response: httpx.Response) -> httpx.SyncByteStream:
    """The body as it came: a synchronous transport has no other kind of stream."""
    return cast("httpx.SyncByteStream", response.stream)


def _unpacked(parts: Iterable[bytes]) -> Iterator[bytes]:
    """Several members one after another are one text (RFC 1952); no byte at all is none."""
    unpacker = None
    try:
        for part in parts:
            packed = part
            while packed:
                if unpacker is None or unpacker.eof:
                    unpacker = zlib.decompressobj(zlib.MAX_WBITS | 16)
                yield unpacker.decompress(packed, PIECE)
                packed = unpacker.unconsumed_tail or unpacker.unused_data
        if unpacker is not None:
            yield unpacker.flush()
            if not unpacker.eof:
                raise httpx.DecodingError("what is packed has no end")
    except zlib.error as error:
        raise httpx.DecodingError("it cannot be unpacked") from error


class Timed(httpx.HTTPTransport):
    """Real sockets, on which each wait ends with the call that it is for."""

    def __init__(self, trusted: SSLContext | None, proxy: str | None) -> None:
        super().__init__(verify=trusted or True, proxy=proxy)
        # there is no public way to the sockets under httpx 0.28: the head of an answer may drip as well as its body
        pool: Any = self._pool
        pool._network_backend = _Timed(pool._network_backend)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        until = _now() + request.extensions["timeout"]["read"]
        with _within(until):
            response = super().handle_request(request)
        response.stream = _InTime(response, until)
        return response


class _InTime(httpx.SyncByteStream):
    def __init__(self, response: httpx.Response, until: float) -> None:
        self._stream, self._until = _synchronous(response), until

    def __iter__(self) -> Iterator[bytes]:
        parts = iter(self._stream)
        while True:
            with _within(self._until):
                part = next(parts, None)
            if part is None:
                return
            yield part

    def close(self) -> None:
        self._stream.close()


class _Timed(httpcore.NetworkBackend):
    def __init__(self, inner: httpcore.NetworkBackend) -> None:
        self._inner = inner

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        return _TimedStream(self._inner.connect_tcp(host, port, _left(timeout), local_address, socket_options))


class _TimedStream(httpcore.NetworkStream):
    def __init__(self, inner: httpcore.NetworkStream) -> None:
        self._inner = inner

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._inner.read(max_bytes, _left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, _left(timeout))

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self, ssl_context: SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        return _TimedStream(self._inner.start_tls(ssl_context, server_hostname, _left(timeout)))

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)


def _left(timeout: float | None) -> float:
    left = min(_until.get() - _now(), math.inf if timeout is None else timeout)
    if left <= 0:
        raise httpcore.ReadTimeout("the whole of the answer was not there in time")
    return left


@contextmanager
def _within(until: float) -> Iterator[None]:
    before = _until.set(until)
    try:
        yield
    finally:
        _until.reset(before)


def _now() -> float:
    return time.monotonic()  # noqa: TID251 # real sockets live on real time
