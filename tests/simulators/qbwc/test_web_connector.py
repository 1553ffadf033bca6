"""The fake Web Connector: its .qwc checks, its captured envelope, its order of calls, its rules with sources."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import httpx
import pytest
from lxml import etree

from scenarios.clock import SimClock
from simulators.qbwc import FAULTS, Application, CompanyFile, Pc, Refused, fault, read_qwc, rules
from simulators.qbwc.company.stamps import printed
from simulators.qbwc.faults import AT_A_MESSAGE_SET
from simulators.qbwc.latency import seeded
from simulators.qbwc.processor import Load

OWNER, FILE = "{90A44FB7-33D9-4815-AC85-AC86A7E7D1EB}", "{57F3B9B6-86F1-4fcc-B1FF-967DE1813D20}"
APPLICATION = Application("App", "https://host.example/qbwc", "https://host.example/support", "user", OWNER, FILE)
QWC = (
    "<QBWCXML><AppName>A</AppName><AppID></AppID><AppURL>{url}</AppURL><AppDescription>d</AppDescription>"
    "<AppSupport>{support}</AppSupport><UserName>u</UserName><OwnerID>{owner}</OwnerID><FileID>{file}</FileID>"
    "<QBType>{kind}</QBType><IsReadOnly>{read_only}</IsReadOnly></QBWCXML>"
)
GOOD = {
    "url": "https://h/q",
    "support": "https://h/s",
    "owner": OWNER,
    "file": FILE,
    "kind": "QBFS",
    "read_only": "false",
}


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"url": "http://h/q"}, "QBWC1010"),
        ({"url": "https://10.0.0.1/q"}, "QBWC1001"),
        ({"support": "https://10.0.0.1/s"}, "QBWC1002"),
        ({"support": "https://other/s"}, "QBWC1000"),
        ({"kind": "QBXX"}, "QBWC1065"),
        ({"owner": "no braces"}, "GUID"),
    ],
)
def test_a_qwc_file_that_the_web_connector_refuses_is_refused(changes: dict[str, str], code: str) -> None:
    with pytest.raises(Refused, match=code):
        read_qwc(QWC.format(**{**GOOD, **changes}).encode())


def test_localhost_needs_no_https_and_rubbish_is_no_qwc_file() -> None:
    local = {**GOOD, "url": "http://localhost:8/q", "support": "http://localhost:8/s"}
    assert read_qwc(QWC.format(**local).encode()).url == "http://localhost:8/q"
    for content in (b"", b"<QBWCXML/>", b"\x00"):
        with pytest.raises(Refused):
            read_qwc(content)


class Service:
    """Answers each call with the next of its answers, and keeps what it was sent."""

    def __init__(self, **answers: list[str]) -> None:
        self.answers = {"serverVersion": ["1"], "clientVersion": [""], "closeConnection": ["OK"], **answers}
        self.calls: list[str] = []
        self.requests: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        call = etree.QName(etree.fromstring(request.content)[0][0]).localname
        self.calls.append(call)
        answer = self.answers[call].pop(0)
        if answer == "500":
            return httpx.Response(500, text="<html>down</html>")
        inner = "".join(f"<string>{one}</string>" for one in answer.split("|")) if call == "authenticate" else answer
        body = (
            '<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body>'
            f'<{call}Response xmlns="http://developer.intuit.com/"><{call}Result>{inner}</{call}Result></{call}Response>'
            "</soap:Body></soap:Envelope>"
        )
        return httpx.Response(200, text=body, headers={"Content-Type": "text/xml; charset=utf-8"})


QUERY = (
    "&lt;?xml version=&quot;1.0&quot;?&gt;&lt;?qbxml version=&quot;13.0&quot;?&gt;&lt;QBXML&gt;&lt;QBXMLMsgsRq "
    "onError=&quot;stopOnError&quot;&gt;&lt;TermsQueryRq /&gt;&lt;/QBXMLMsgsRq&gt;&lt;/QBXML&gt;"
)
Update = Callable[[Service], tuple[str, list[str]]]


@pytest.fixture
def update(file: CompanyFile, clock: SimClock) -> Update:
    def run(service: Service) -> tuple[str, list[str]]:
        pc = Pc(file, clock, lambda: "x", transport=httpx.MockTransport(service))
        pc.add_application(APPLICATION)
        return pc.update(APPLICATION, "pw").status, service.calls

    return run


START = ["serverVersion", "clientVersion", "authenticate"]
ROUND = ["sendRequestXML", "receiveResponseXML"]


def test_a_good_session_makes_the_calls_in_their_order(update: Update, file: CompanyFile) -> None:
    service = Service(authenticate=["t|"], sendRequestXML=[QUERY, QUERY], receiveResponseXML=["50", "100"])
    assert update(service) == ("OK", [*START, *ROUND, *ROUND, "closeConnection"])
    assert [one["DataExtValue"] for one in file.extensions] == [FILE, "UNLOCKED:AP-PC"]
    first, second = (service.requests[place].content.decode() for place in (3, 5))
    assert "LOCKED:AP-PC:" in first
    assert FILE in first
    assert "<strHCPResponse />" in second


@pytest.mark.parametrize("word", ["none", "NVU", "Busy"])
def test_no_work_ends_without_closing(update: Update, word: str) -> None:
    assert update(Service(authenticate=[f"|{word}|60"]))[1] == START


def test_a_postponement_holds_even_where_there_is_work(update: Update) -> None:
    assert update(Service(authenticate=["t||30"])) == ("Update postponed by application", START)


def test_an_empty_request_asks_for_the_error_and_closes(update: Update) -> None:
    service = Service(authenticate=["t|"], sendRequestXML=[""], getLastError=["Two PCs"])
    assert update(service) == ("Two PCs", [*START, "sendRequestXML", "getLastError", "closeConnection"])


def test_noop_waits_five_seconds_and_asks_again(update: Update, clock: SimClock) -> None:
    service = Service(
        authenticate=["t|"], sendRequestXML=["", QUERY], getLastError=["NoOp"], receiveResponseXML=["100"]
    )
    before = clock.now()
    assert update(service)[1] == [*START, "sendRequestXML", "getLastError", *ROUND, "closeConnection"]
    assert (clock.now() - before).total_seconds() == 5


def test_a_negative_answer_asks_for_the_error_and_closes(update: Update) -> None:
    service = Service(authenticate=["t|"], sendRequestXML=[QUERY], receiveResponseXML=["-1"], getLastError=["Why"])
    assert update(service) == ("Why", [*START, *ROUND, "getLastError", "closeConnection"])


def test_a_parse_error_comes_as_an_empty_response_with_its_hresult(update: Update) -> None:
    service = Service(authenticate=["t|"], sendRequestXML=["rubbish"], receiveResponseXML=["100"])
    update(service)
    sent = service.requests[4].content.decode()
    assert "<response /><hresult>0x80040400</hresult><message>QuickBooks found an error" in sent


@pytest.mark.parametrize(
    ("answers", "code", "last"),
    [
        ({"authenticate": ["500"]}, "QBWC1012", "authenticate"),
        ({"authenticate": ["t|"], "sendRequestXML": ["500"]}, "QBWC1041", "sendRequestXML"),
        (
            {"authenticate": ["t|"], "sendRequestXML": [QUERY], "receiveResponseXML": ["500"]},
            "QBWC1042",
            "receiveResponseXML",
        ),
    ],
)
def test_a_failing_call_ends_the_update_with_its_code(
    update: Update, answers: dict[str, list[str]], code: str, last: str
) -> None:
    status, calls = update(Service(**answers))
    assert status.startswith(code)
    assert calls[-1] == last


def test_the_envelope_and_headers_are_the_captured_ones(update: Update) -> None:
    """johnballantyne/qbws issue 10, byte for byte."""
    service = Service(authenticate=["|none"])
    update(service)
    request = service.requests[0]
    assert request.content.decode() == (
        '<?xml version="1.0" encoding="utf-8"?><soap:Envelope '
        'xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xsd="http://www.w3.org/2001/XMLSchema">'
        '<soap:Body><serverVersion xmlns="http://developer.intuit.com/" /></soap:Body></soap:Envelope>'
    )
    assert request.headers["SOAPAction"] == '"http://developer.intuit.com/serverVersion"'
    assert request.headers["Content-Type"] == "text/xml; charset=utf-8"
    assert request.headers["Expect"] == "100-continue"


def test_adding_twice_is_one_application_and_another_file_id_is_refused(file: CompanyFile, clock: SimClock) -> None:
    pc = Pc(file, clock, lambda: "x")
    pc.add_application(APPLICATION)
    pc.add_application(APPLICATION)
    assert len(file.extensions) == 2
    other = Application("App", APPLICATION.url, APPLICATION.support, "user", OWNER, OWNER)
    with pytest.raises(Refused, match="QBWC1039"):
        pc.add_application(other)
    read_only = Application("A", APPLICATION.url, APPLICATION.support, "u", FILE, FILE, is_read_only=True)
    with pytest.raises(Refused, match="3263"):
        pc.add_application(read_only)


@pytest.mark.parametrize(
    ("instant", "zone", "correct", "expected"),
    [
        (datetime(2012, 7, 27, 16, 31, 9, tzinfo=UTC), "America/Los_Angeles", False, "2012-07-27T09:31:09-08:00"),
        (datetime(2026, 8, 1, 4, 0, tzinfo=UTC), "America/New_York", True, "2026-08-01T00:00:00-04:00"),
        (datetime(2014, 9, 18, 12, 0, tzinfo=UTC), "America/Sao_Paulo", False, "2014-09-18T09:00:00-02:00"),
    ],
)
def test_stamps_print_the_january_offset_all_year_unless_they_are_correct(
    instant: datetime, zone: str, *, correct: bool, expected: str
) -> None:
    """Captured: May 2010 Pacific, September 2014 Brazil, August 2026 New York."""
    assert printed(instant, zone, is_correct=correct) == expected


def test_latency_is_drawn_by_seed_within_its_bounds() -> None:
    load = Load(requests=1, writes=10, rows=100)
    seconds = [seeded(seed)(load) for seed in range(50)]
    assert seconds == [seeded(seed)(load) for seed in range(50)]
    assert 2.5 <= min(seconds) < max(seconds) <= 7.5


def test_every_rule_of_the_fake_has_a_source_or_says_that_it_is_assumed() -> None:
    assert len([rule for rule in rules() if rule.kind == "behaviour"]) > 70
    for rule in rules():
        assert rule.rule
        assert rule.source
        assert rule.assumed == ("assumed" in rule.source)


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_strikes_at_the_nth_request_of_its_kind_and_once(name: str) -> None:
    one = fault(name, "BillAdd", 2)
    strikes = [one.strikes(text) for text in ("<BillAddRq>", "<VendorQueryRq>", "<BillAddRq>", "<BillAddRq>")]
    assert strikes == ([False, False, True, False] if one.effect in AT_A_MESSAGE_SET else [False] * 4)
    assert one.customer_sees


def test_a_closed_quickbooks_is_told_and_tried_until_the_service_says_done(file: CompanyFile, clock: SimClock) -> None:
    service = Service(authenticate=["t|"], connectionError=["", "DONE"])
    pc = Pc(file, clock, lambda: "x", transport=httpx.MockTransport(service))
    pc.add_application(APPLICATION)
    pc.faults.append(fault("quickbooks_closed", ""))
    result = pc.update(APPLICATION, "pw")
    assert (result.code, service.calls) == ("QBWC1013", [*START, "connectionError", "connectionError"])
    assert "<hresult>0x80040408</hresult>" in service.requests[-1].content.decode()


def test_an_error_from_client_version_ends_the_update_and_a_failing_server_version_does_not(update: Update) -> None:
    service = Service(serverVersion=["500"], clientVersion=["E:too old"])
    assert update(service) == ("QBWC1037: too old", ["serverVersion", "clientVersion"])


def test_a_failing_get_last_error_has_its_own_code(update: Update) -> None:
    status, _ = update(Service(authenticate=["t|"], sendRequestXML=[""], getLastError=["500"]))
    assert status.startswith("QBWC1043")
