"""
The network of a world: every request and answer goes through here, takes its time, and may go astray.

Rule 1: a request takes as long as the tape says, half on the way there and half on the way back; the caller
        waits no longer than its own timeout. (httpx's WSGI and ASGI transports ignore timeouts.)
Rule 2: who gives up does not stop what was asked for: a request that is late still takes effect at the
        server, at the instant it gets there.
Rule 3: whatever passes is in the transcript, also what nobody waited for.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from enum import Enum
from functools import partial

import httpx

from scenarios.clock import SimClock
from scenarios.store import LEAPS
from scenarios.tape import Tape
from scenarios.transcript import Entry, Transcript
from scenarios.transport import Delivery
from simulators.trigger import Named

USUAL_MS = 40
NEVER = 1e9
SLOW = 130.0
DRIPPING = 600.0
PATIENT = "web connector"
PAGE = "<html><h1>Bad Gateway</h1></html>"
CALLS = {
    ("GET", "invoices"): "invoices",
    ("GET", "invoices/…"): "invoice",
    ("GET", "purchaseorders"): "purchase_orders",
    ("GET", "purchaseorders/…"): "purchase_order",
    ("GET", "receipts"): "receipts",
    ("GET", "companyprofiles"): "suppliers",
    ("GET", "suppliers"): "ji_suppliers",
    ("GET", "attachments"): "attachment",
    ("POST", "ocr"): "import_invoice",
    ("POST", "paymentstatus"): "payment_status",
    ("POST", "response"): "acknowledge",
    ("POST", "purchaseorders"): "write_order",
    ("POST", "companyprofiles"): "write_profile",
    ("POST", "suppliers"): "write_suppliers",
    ("POST", "customfieldvalues"): "write_values",
}
SOAP_CALLS = (
    "serverVersion",
    "clientVersion",
    "authenticate",
    "sendRequestXML",
    "receiveResponseXML",
    "connectionError",
    "getLastError",
    "closeConnection",
)
TOKEN_PATH = "/protocol/openid-connect/token"  # noqa: S105 # an address


class Happens(Enum):
    """What the network does to one request."""

    LOST = "the connection breaks before the server sees anything"
    CUT = "the server does what was asked for, and the connection breaks before its answer"
    LATE = "the request takes two minutes to get there; it still takes effect"
    HALF = "half of the answer comes"
    DRIP = "the answer comes drop by drop, for ten minutes"
    PAGE = "something in between answers with a page, and the server sees nothing"
    PAGE_AFTER = "the server does what was asked for, and something in between answers with a page"


BREAKS = {Happens.CUT: httpx.ReadError, Happens.HALF: httpx.RemoteProtocolError}


@dataclass(frozen=True, slots=True)
class Kind:
    happens: Happens
    customer_sees: str


TROUBLES: dict[str, Kind] = {
    "lost_before": Kind(Happens.LOST, "One attempt fails; nothing was changed."),
    "cut_after": Kind(Happens.CUT, "One attempt fails, although the other side did it."),
    "late": Kind(Happens.LATE, "One attempt times out; what it asked for happens afterwards."),
    "half_answer": Kind(Happens.HALF, "One attempt fails in the middle of the answer."),
    "slow_drip": Kind(Happens.DRIP, "One attempt takes ten minutes."),
    "page_before": Kind(Happens.PAGE, "One attempt gets a proxy's error page; nothing was changed."),
    "page_after": Kind(Happens.PAGE_AFTER, "One attempt gets a proxy's error page, although the other side did it."),
}


class Trouble(Named):
    """One of ``TROUBLES``, and the calls it strikes at."""

    @property
    def happens(self) -> Happens:
        return TROUBLES[self.name].happens

    def strikes(self, call: str) -> bool:
        return self.trigger.strikes(is_meant=self.on in ("", call))


@dataclass(slots=True)
class Interruption:
    """Something that happens once, at the ``nth`` call ``on``: before the server sees it, or after it answered."""

    on: str
    nth: int
    is_before: bool
    act: Callable[[], None]
    has_happened: bool = field(default=False, init=False)
    _seen: int = field(default=0, init=False)

    def is_due(self, call: str, *, is_before: bool) -> bool:
        if call != self.on or is_before is not self.is_before:
            return False
        self._seen += 1
        return self._seen == self.nth


class Network:
    def __init__(self, clock: SimClock, tape: Tape, transcript: Transcript, deliver: Delivery) -> None:
        self.troubles: list[Trouble] = []
        self.interruptions: list[Interruption] = []
        self.leaps: list[Trouble] = []
        self.begins: Callable[[str], None] = lambda _call: None
        self.ends: Callable[[str], None] = lambda _call: None
        self._clock = clock
        self._tape = tape
        self._transcript = transcript
        self._deliver = deliver

    def lane(self, name: str, source: str) -> httpx.BaseTransport:
        """A caller's end of the network: who it is, and the address it has."""
        return _Lane(self, name, source)

    def carry(self, lane: str, source: str, request: httpx.Request) -> httpx.Response:
        call = call_of(request)
        self.begins(call)
        try:
            return self._carried(call, lane, source, request)
        finally:
            self.ends(call)

    def _carried(self, call: str, lane: str, source: str, request: httpx.Request) -> httpx.Response:
        self._interrupt(call, is_before=True)
        self._leap(call)
        happens = {one.happens for one in self.troubles if one.strikes(call)}
        seconds = self._tape.choose("latency", USUAL_MS) / 1000 + (SLOW if Happens.LATE in happens else 0.0)
        timeout = request.extensions.get("timeout", {}).get("read") or NEVER
        entry = self._transcript.asked(lane, call, request)

        def delivered() -> httpx.Response:
            began = self._clock.now()
            response = self._deliver(request, source)
            entry.served_in = self._clock.now() - began
            self._interrupt(call, is_before=False)
            return response

        def broken(error: type[httpx.TransportError], why: str) -> httpx.TransportError:
            entry.failed(self._clock.now(), why)
            return error(why, request=request)

        def answered(response: httpx.Response) -> httpx.Response:
            for what, error in BREAKS.items():
                if what in happens:
                    raise broken(error, what.value)
            shown = _page(request) if happens & {Happens.PAGE, Happens.PAGE_AFTER} else response
            entry.answered(self._clock.now(), shown)
            return shown

        if Happens.LOST in happens:
            self._clock.sleep(seconds)
            raise broken(httpx.ReadError, "lost on the way there")
        if seconds > timeout:
            arrival = self._clock.now() + timedelta(seconds=seconds)
            self._clock.at(arrival, partial(self._arrives_late, entry, delivered))
            self._clock.sleep(timeout)
            raise broken(httpx.ReadTimeout, "nobody waited for the answer")
        self._clock.sleep(seconds / 2)
        asked = self._clock.now()
        response = _page(request) if Happens.PAGE in happens else delivered()
        self._clock.sleep(seconds / 2)
        if Happens.DRIP in happens:
            self._drip(lane, timeout)
        if _is_over(self._clock.now() - asked, timeout) and not (Happens.DRIP in happens and lane.startswith(PATIENT)):
            raise broken(httpx.ReadTimeout, "nobody waited for the answer")
        return answered(response)

    def _arrives_late(self, entry: Entry, deliver: Callable[[], httpx.Response]) -> None:
        with suppress(httpx.TransportError):  # a server that breaks the connection then breaks nobody's wait
            entry.answered_late(self._clock.now(), deliver())

    def _drip(self, lane: str, timeout: float) -> None:
        """.NET waits for each drop anew once it has the head of an answer; the connector waits for all of it."""
        self._clock.sleep(DRIPPING if lane.startswith(PATIENT) else min(DRIPPING, timeout))

    def _leap(self, call: str) -> None:
        for leap in self.leaps:
            if leap.strikes(call):
                self._clock.jump(LEAPS[leap.name].by)

    def _interrupt(self, call: str, *, is_before: bool) -> None:
        for one in [one for one in self.interruptions if one.is_due(call, is_before=is_before)]:
            self.interruptions.remove(one)
            one.has_happened = True
            one.act()


def _page(request: httpx.Request) -> httpx.Response:
    return httpx.Response(502, headers={"Content-Type": "text/html"}, text=PAGE, request=request)


def _is_over(span: timedelta, timeout: float) -> bool:
    return span.total_seconds() >= timeout


class _Lane(httpx.BaseTransport):
    def __init__(self, network: Network, name: str, source: str) -> None:
        self._network, self._name, self._source = network, name, source

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        request.read()
        return self._network.carry(self._name, self._source, request)


def call_of(request: httpx.Request) -> str:
    """What a request asks for, in one word: the SOAP method, or the tenant's operation."""
    action: str = request.headers.get("SOAPAction", "")
    if action:
        return action.strip('"').rpartition("/")[2]
    path: str = request.url.path.rstrip("/")
    if path.endswith(TOKEN_PATH):
        return "token"
    before, _, last = path.rpartition("/")
    above = before.rpartition("/")[2]
    return CALLS.get((request.method, last)) or CALLS.get((request.method, f"{above}/…")) or last
