"""The network of a world: latencies, timeouts with late effect, and everything that goes astray."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import httpx
import pytest

from scenarios.clock import START, SimClock
from scenarios.network import TROUBLES, Interruption, Network, Trouble, call_of
from scenarios.tape import ReplayedTape, SeededTape
from scenarios.transcript import Transcript
from simulators.trigger import Trigger


class Line:
    """One caller, one server that counts, no latency but what is asked for."""

    def __init__(self, *, lane: str = "connector") -> None:
        self.clock = SimClock()
        self.transcript = Transcript(self.clock)
        self.served: list[float] = []
        self.network = Network(self.clock, ReplayedTape([], strict=False), self.transcript, self._serve)
        self.client = httpx.Client(transport=self.network.lane(lane, "127.0.0.1"), timeout=60)

    def _serve(self, request: httpx.Request, source: str) -> httpx.Response:
        self.served.append((self.clock.now() - START).total_seconds())
        return httpx.Response(200, text="done", request=request)

    def get(self) -> httpx.Response:
        return self.client.get("https://jaggaer/x/invoices")

    def trouble(self, name: str, nth: int = 1, times: int = 1) -> None:
        self.network.troubles.append(Trouble(name, Trigger("invoices", nth, times)))


@pytest.fixture
def line() -> Line:
    return Line()


def test_who_gives_up_does_not_stop_what_was_asked_for(line: Line) -> None:
    line.trouble("late")
    with pytest.raises(httpx.ReadTimeout):
        line.get()
    assert (line.clock.now(), line.served) == (START + timedelta(seconds=60), [])
    line.clock.sleep(60)
    assert line.served == []
    line.clock.sleep(60)
    assert line.served == [130.0], "at the instant it gets there"
    (entry,) = line.transcript.entries()
    assert (entry.is_late, entry.why) == (True, "nobody waited for the answer")


@pytest.mark.parametrize(
    ("name", "error", "served"),
    [
        ("lost_before", httpx.ReadError, 0),
        ("cut_after", httpx.ReadError, 1),
        ("half_answer", httpx.RemoteProtocolError, 1),
        ("late", httpx.ReadTimeout, 0),
    ],
)
def test_a_trouble_breaks_one_request_and_says_whether_it_took_effect(
    line: Line, name: str, error: type[Exception], served: int
) -> None:
    line.trouble(name, nth=2)
    assert line.get().text == "done"
    with pytest.raises(error):
        line.get()
    assert len(line.served) == 1 + served
    assert line.get().text == "done"


def test_what_comes_in_between_comes_to_a_late_request_too_and_takes_the_caller_no_longer_than_its_timeout() -> None:
    line, happened = Line(), list[str]()
    line.network.interruptions.append(Interruption("invoices", 1, is_before=False, act=lambda: happened.append("late")))
    line.trouble("late")
    with pytest.raises(httpx.ReadTimeout):
        line.get()
    line.clock.sleep(100)
    assert happened == ["late"]
    slow = Interruption("invoices", 1, is_before=False, act=lambda: line.clock.sleep(360))
    line.network.interruptions.append(slow)
    with pytest.raises(httpx.ReadTimeout):
        line.get()


def test_drops_keep_dotnet_waiting_and_the_connector_only_until_its_timeout() -> None:
    ours, theirs = Line(), Line(lane="web connector of PC")
    ours.trouble("slow_drip")
    theirs.trouble("slow_drip")
    assert theirs.get().text == "done"
    assert theirs.clock.now() - START == timedelta(seconds=600)
    with pytest.raises(httpx.ReadTimeout):
        ours.get()
    assert ours.clock.now() - START == timedelta(seconds=60)


def test_every_trouble_is_tried_here() -> None:
    pages = {"page_before", "page_after"}
    assert set(TROUBLES) == {"lost_before", "cut_after", "late", "half_answer", "slow_drip", *pages}


def test_latency_is_drawn_and_passes_on_the_clock() -> None:
    line = Line()
    tape = SeededTape(1)
    line.network._tape = tape
    line.get()
    assert line.clock.now() - START == timedelta(milliseconds=tape.choices[0].value)


def test_an_interruption_happens_once_at_its_call_on_its_side() -> None:
    line, order = Line(), list[str]()

    def note(text: str) -> Callable[[], None]:
        return lambda: order.append(f"{text} {len(line.served)}")

    line.network.interruptions += [
        Interruption("invoices", 2, is_before=True, act=note("before")),
        Interruption("invoices", 2, is_before=False, act=note("after")),
        Interruption("token", 1, is_before=True, act=note("never")),
    ]
    for _ in range(4):
        line.get()
    assert order == ["before 1", "after 2"]


@pytest.mark.parametrize(
    ("path", "call"),
    [
        ("/auth/realms/J1p-integrations/protocol/openid-connect/token", "token"),
        ("/j1p/api/public/ji/v1/invoices", "invoices"),
        ("/j1p/api/public/ji/v1/invoices/", "invoices"),
        ("/j1p/api/public/ji/v1/invoices/2600001", "invoice"),
        ("/j1p/api/public/ja/v1/companyprofiles", "suppliers"),
        ("/elsewhere", "elsewhere"),
    ],
)
def test_a_request_has_a_name(path: str, call: str) -> None:
    assert call_of(httpx.Request("GET", f"https://x{path}?start=1")) == call


def test_nobody_answers_for_an_unknown_host() -> None:
    from scenarios.transport import InProcess, OverSockets

    for deliver in (InProcess({}), OverSockets({})):
        with pytest.raises(httpx.ConnectError):
            deliver(httpx.Request("GET", "https://nowhere/"), "127.0.0.1")
        deliver.close()


@pytest.mark.parametrize(("name", "served"), [("page_before", 0), ("page_after", 1)])
def test_something_in_between_answers_with_a_page(line: Line, name: str, served: int) -> None:
    line.trouble(name)
    answer = line.get()
    assert (answer.status_code, answer.headers["Content-Type"]) == (502, "text/html")
    assert len(line.served) == served
    assert line.get().text == "done"
