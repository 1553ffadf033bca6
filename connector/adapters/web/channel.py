"""
waitress' connections, with what it lacks against clients that are slow, many, or never say all of it.

Rule 1: a request has fifteen seconds for its header, and then must come at 8 KiB a second on the average.
        (waitress' own timeout is renewed by every byte, so that a byte a second holds a place for ever.)
Rule 2: there is always a place for a newcomer: it is taken from who is idle, else from the oldest of the slow;
        one address but the proxy's may hold a quarter of them; ``server.places`` says how many there are.
        (At its own limit waitress stops accepting.)
Rule 3: what can be refused by its header is refused before its body is read: by length and SOAPAction, by a length
        that is said twice. What then still comes is thrown away, or the refusal would get lost.
"""

from __future__ import annotations

import socket
import time
from typing import Any

from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser, ParsingError
from waitress.utilities import BadRequest

from connector.adapters.byte_guard import FAULT
from connector.adapters.envelope import MIB, SMALL, call_of, cap_of
from connector.flow.access import origin_of

HEAD_SECONDS = 15.0
BODY_SECONDS = 900.0
SLOWEST = 8 * 1024
A_SHARE = 4  # one address may hold a fourth of the places
LINGER = 5.0
CONTROL = 4 * 1024


class TooLarge(BadRequest):  # type: ignore[misc] # waitress has no types
    """Refused by its header; a SOAP fault, like every refusal of ours."""

    def to_response(self, ident: str | None = None) -> tuple[str, list[tuple[str, str]], bytes]:
        content = FAULT.format(code="Client", text=self.body).encode()
        return "500 Internal Server Error", [("Content-Type", "text/xml; charset=utf-8")], content


class Parser(HTTPRequestParser):  # type: ignore[misc] # as above
    """``cap`` is the bytes that the call of its SOAPAction may have."""

    cap = SMALL
    error: Any

    def parse_header(self, header_plus: bytes) -> None:
        try:
            super().parse_header(header_plus)
        except ValueError as error:  # a Content-Length of 5,000 digits
            raise ParsingError("Content-Length is invalid") from error
        if (self.chunked and "CONTENT_LENGTH" in self.headers) or self.version not in ("1.0", "1.1"):
            raise ParsingError("The length of the request is not clear")
        self.cap = cap_of(call_of(self.headers.get("SOAPACTION", "")))

    def received(self, data: bytes) -> int:
        taken: int = super().received(data)
        body = self.body_rcv
        if self.error is None and body is not None:
            if max(self.content_length, len(body)) > self.cap:
                self.error = TooLarge(f"The request is larger than {self.cap // MIB} MiB.")
            elif self.chunked and max(len(body.control_line), len(body.trailer)) > CONTROL:
                self.error = BadRequest("A chunk's size line or the trailer is too long")
            if self.error:
                self.completed = True
        return taken


class Channel(HTTPChannel):  # type: ignore[misc] # as above
    """``began`` is when the request that is being received began; None between two requests."""

    will_close: Any
    close_when_flushed: Any
    newest: Parser | None = None
    got = 0
    began: float | None = None
    is_refused = False
    drains_until: float | None = None

    def __init__(self, server: Any, sock: Any, addr: Any, adj: Any, map: Any = None) -> None:  # noqa: A002 # waitress' name
        super().__init__(server, sock, addr, adj, map=map)
        self.began = _now()  # the first request is due from the accept on
        self.source = origin_of(str(addr[0]))
        self._make_room()

    def parser_class(self, adj: Any) -> Parser:
        """Called for every request; what was refused has to be seen before the rest of it is taken for a new one."""
        self._note_refusal()
        self.newest = Parser(adj)
        return self.newest

    def _note_refusal(self) -> None:
        self.is_refused = self.is_refused or (self.newest is not None and self.newest.error is not None)

    def _make_room(self) -> None:
        others = [one for one in self.server.active_channels.values() if one is not self and not one.will_close]
        is_shared = self.source == self.server.adj.trusted_proxy
        mine = [one for one in others if one.source == self.source and not is_shared]
        places = self.server.places
        crowd = mine if len(mine) >= places // A_SHARE else others if len(others) >= places else []
        if slow := [one for one in crowd if not one.requests and not one.total_outbufs_len]:
            min(slow, key=Channel.worth).handle_close()
        elif crowd:
            self.handle_close()

    def worth(self) -> tuple[int, float]:
        """Who goes first: the idle, then the oldest of the slow; one that sends at a fair rate goes last."""
        if self.began is None:
            return 0, self.last_activity
        is_fair = self.got > max(SLOWEST * (_now() - self.began), SMALL // 8)
        return 1 + is_fair, self.began

    def readable(self) -> bool:
        """The loop asks every connection at least once a second, so the clock is looked at here."""
        if self.drains_until is not None:
            self.will_close = self.will_close or _now() > self.drains_until
        elif self.requests:
            if self.request is not None:
                self.began, self.got = _now(), 0  # the next one waits for us, not for its client
        elif self.began is not None and self._is_overdue(_now() - self.began):
            self.will_close = True
        return bool(super().readable())

    def _is_overdue(self, age: float) -> bool:
        if age < HEAD_SECONDS:
            return False
        is_in_body = self.request is not None and self.request.headers_finished
        return not is_in_body or age > BODY_SECONDS or self.got < SLOWEST * (age - HEAD_SECONDS)

    def received(self, data: bytes) -> bool:
        if self.drains_until is not None:
            return False
        if self.began is None:
            self.began, self.got = _now(), 0
        self.got += len(data)
        known = bool(super().received(data))
        if self.request is None and self.newest is not None and not self.newest.empty:
            self.began = None  # it is whole; blank lines alone are no request
        self._note_refusal()
        return known

    def handle_write(self) -> None:
        if not self.is_refused or self.will_close:
            super().handle_write()
            return
        if self.total_outbufs_len:
            self._flush_exception(self._flush_some_if_lockable)
        if self.close_when_flushed and not self.total_outbufs_len:
            self.close_when_flushed = False
            self.drains_until = _now() + LINGER
            try:
                self.socket.shutdown(socket.SHUT_WR)
            except OSError:
                self.will_close = True

    def send_continue(self) -> None:
        """
        waitress answers “Expect: 100-continue” by waiting for a body, also where its length is zero: the
        request would hang until the client gave up.
        """
        if self.request.completed:
            self.request.expect_continue = False
        else:
            super().send_continue()


def _now() -> float:
    return time.monotonic()  # noqa: TID251 # the sockets of the real server live on real time
