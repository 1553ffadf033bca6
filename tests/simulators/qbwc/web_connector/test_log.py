"""QWCLog.txt: the real one's lines, its levels, its rotation; read back at VERBOSE it loses nothing."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenarios.captures.reading import of_bytes as read
from scenarios.clock import SimClock
from simulators.qbwc import Level, LogFile, QwcLog, fault
from simulators.qbwc.web_connector.answers import Next
from tests.simulators.qbwc.requests import bill, message
from tests.simulators.qbwc.web_connector.conftest import OWNER, Operator
from tests.simulators.qbwc.web_connector.service import QUERY, Raw, Service

PREFIX = re.compile(r"^\d{8}\.\d{2}:\d{2}:\d{2} UTC\t: (.*?) : (.*)$")
SOAP = "QBWebConnector.SOAPWebService"
KEY = r"HKEY_CURRENT_USER\Software\Intuit\QBWebConnector\UpdateLock"

#: The end of a good session, entry by entry, as the public log of 2019 has it.
REAL_END = [
    (f"{SOAP}.do_receiveResponseXML()", 'more="100">'),
    (f"{SOAP}.do_receiveResponseXML()", "Done. No more to process."),
    ("QBWebConnector.CompanyFileLock.Send_CompanyQueryRqXML()", "XML dump follows: -"),
    ("QBWebConnector.CompanyFileLock.Send_CompanyQueryRqXML()", "XML dump follows: -"),
    ("QBWebConnector.CompanyFileLock.getLock()", "Got Lock = LOCKED:AP-PC:639040932000000000"),
    ("QBWebConnector.CompanyFileLock.Send_DataExtModRqXML()", "XML dump follows: -"),
    ("QBWebConnector.CompanyFileLock.Send_DataExtModRqXML()", "XML dump follows: -"),
    ("QBWebConnector.CompanyFileLock.unsetLock()", f"Company file has been unlocked for ownerID = <{OWNER}>"),
    (f"{SOAP}.update()", "Company file has been unlocked."),
    (f"{SOAP}.update()", "Ending session to QuickBooks."),
    (f"{SOAP}.DisconnectFromQB()", "Session ended and connection closed"),
    (f"{SOAP}.do_closeConnection()", '*** Calling closeConnection() with following parameter:<wcTicket="t">'),
    (f"{SOAP}.do_closeConnection()", 'Received from closeConnection() following parameter:<ccResponse="Complete!">'),
    (f"{SOAP}.do_closeConnection()", "CloseConnection called to application."),
    (f"{SOAP}.do_closeConnection()", "Response received from application = Complete!"),
    ("QBWebConnector.RegistryManager.setUpdateLock()", f"{KEY} has been set to False"),
    (
        "QBWebConnector.RegistryManager.setUpdateLock()",
        "********************* Update session unlocked *********************",
    ),
    (f"{SOAP}.update()", "update completed."),
    ("QBWebConnector.WebServiceManager.DoUpdateSelected()", "Update for application = 'App' has COMPLETED"),
    ("QBWebConnector.WebServiceManager.DoUpdateSelected()", "Update session has ended."),
]
#: The round before it, of the same log.
REAL_ROUND = [
    (f"{SOAP}.do_sendRequestXML()", "Asking application to send request no. 2"),
    (f"{SOAP}.do_sendRequestXML()", "*** Calling sendRequestXML() with following parameters:"),
    (f"{SOAP}.do_sendRequestXML()", 'wcTicket="t"'),
    (f"{SOAP}.do_sendRequestXML()", "HCPResponseXML="),
    (f"{SOAP}.do_sendRequestXML()", ""),
    (f"{SOAP}.do_sendRequestXML()", "cfn="),
    (f"{SOAP}.do_sendRequestXML()", 'qbNationality="US"'),
    (f"{SOAP}.do_sendRequestXML()", 'qbXMLMajorVers="16"'),
    (f"{SOAP}.do_sendRequestXML()", 'qbXMLMinorVers="0"'),
    (f"{SOAP}.do_sendRequestXML()", "Received from sendRequestXML() following parameter:"),
    (f"{SOAP}.do_sendRequestXML()", "strRequestXML ="),
    (f"{SOAP}.do_sendRequestXML()", "XML dump follows: -"),
    (f"{SOAP}.do_sendRequestXML()", "Request xml received."),
    (f"{SOAP}.ProcessRequestXML()", "Processing request #2"),
    (f"{SOAP}.ProcessRequestXML()", "REQUEST: received from application: size (bytes) = "),
    (f"{SOAP}.ProcessRequestXML()", "Sending request to QuickBooks."),
    (f"{SOAP}.ProcessRequestXML()", "Response received from QuickBooks: size (bytes) = "),
    (f"{SOAP}.ProcessRequestXML()", "Sending response back to application."),
    (f"{SOAP}.do_receiveResponseXML()", "*** Calling receiveResponseXML() with following parameters:"),
    (f"{SOAP}.do_receiveResponseXML()", 'wcTicket="t"'),
    (f"{SOAP}.do_receiveResponseXML()", "response ="),
    (f"{SOAP}.do_receiveResponseXML()", "XML dump follows: -"),
    (f"{SOAP}.do_receiveResponseXML()", 'hresult=""'),
    (f"{SOAP}.do_receiveResponseXML()", 'message=""'),
    (f"{SOAP}.do_receiveResponseXML()", "Received from receiveResponseXML() following parameters:"),
]


def entries(log: str) -> list[tuple[str, str]]:
    found = [PREFIX.match(line) for line in log.split("\r\n")]
    return [(one[1], one[2]) for one in found if one]


def good() -> Service:
    return Service(
        authenticate=[["t", ""]],
        sendRequestXML=[QUERY],
        receiveResponseXML=["50", "100"],
        closeConnection=["Complete!"],
    )


def test_a_good_session_ends_entry_by_entry_as_the_real_one(desk: Operator) -> None:
    desk.update(good())
    found = entries(desk.log)
    assert found[-len(REAL_END) :] == REAL_END
    before = found[-len(REAL_END) - len(REAL_ROUND) : -len(REAL_END)]
    assert [source for source, _ in before] == [source for source, _ in REAL_ROUND]
    for (_, text), (_, real) in zip(before, REAL_ROUND, strict=True):
        assert text.startswith(real)


def test_it_begins_with_the_banner_and_every_line_belongs_to_an_entry(desk: Operator) -> None:
    lines = desk.log.split("\r\n")
    assert lines[:6] == [
        "",
        "",
        "Log file initialized at Thursday, January 15, 2026 - 5:00 PM UTC  ",
        "Timestamp format used: YYYYMMDD.HH:MM:SS UTC",
        "QBWebConnector 2.2 has been initialized with its logging status to level = VERBOSE.",
        "Please restart QBWebConnector for any change in log level to take effect. Use file menu to clear log.",
    ]
    assert "QuickBooks Web Connector 33.0.10015.91 has started." in lines


#: A failing update, and entries of the catalogue that its log has to have, in this order.
FAILURES: dict[str, tuple[Service, list[str], list[str]]] = {
    "not let in": (
        Service(authenticate=[["", "NVU", "10", ""]]),
        [],
        [
            'Received from authenticate() following parameters:<authRet[0]=""><authRet[1]="NVU"><authRet[2]="10"><authRet[3]="">',
            "App: Not a valid username and password. Job ending.",
            "Done.",
            "has been set to False",
            "Update completed with errors. See log (QWClog.txt) for details.",
        ],
    ),
    "nothing to do": (
        Service(authenticate=[["", "NONE"]]),
        [],
        [
            "No data to exchange for this application. Job ending.",
            "Done.",
            "No data to exchange for the application:  App",
        ],
    ),
    "a page in place of an answer": (
        Service(authenticate=[Raw("<html/>", kind="text/html")]),
        [],
        ["QBWC1012: Authentication failed due to following error message.", "has been set to False"],
    ),
    "a request that is no qbXML": (
        Service(authenticate=[["t", ""]], sendRequestXML=["<?xml version='1.0'?><x/>"], receiveResponseXML=["100"]),
        [],
        [
            "Sending error message back to application:",
            "XML dump follows: -",
            'hresult="0x80040400"',
            "update completed.",
        ],
    ),
    "an answer that cannot be brought back": (
        Service(authenticate=[["t", ""]], sendRequestXML=[QUERY], receiveResponseXML=[Raw("x", 500)]),
        [],
        ["QBWC1042: ReceiveResponseXML failed", "Company file has been unlocked.", "has been set to False"],
    ),
    "quickbooks out of reach": (
        Service(authenticate=[["t", ""]], connectionError=["done"]),
        ["quickbooks_closed"],
        ["*** Calling connectionError()", "Received from connectionError()", "Update completed with errors."],
    ),
}


@pytest.mark.parametrize("name", FAILURES)
def test_a_failing_update_has_the_entries_of_the_catalogue_in_their_order(desk: Operator, name: str) -> None:
    service, faults, expected = FAILURES[name]
    desk.pc.faults.extend(fault(one) for one in faults)
    desk.lines.clear()
    desk.update(service)
    found = iter(text for _, text in entries(desk.log))
    for words in expected:
        assert any(words in text for text in found), f"no {words!r}, or not in its order"


def test_an_update_that_the_service_ends_with_an_error_is_no_good_one(desk: Operator) -> None:
    result = desk.update(Service(authenticate=[["t", ""]], sendRequestXML=[QUERY], receiveResponseXML=["-5"]))
    assert (result.status, result.is_told) == ("Why", True)
    assert "Update completed with errors. See log (QWClog.txt) for details." in desk.log
    assert "has COMPLETED" not in desk.log


def test_a_postponement_stands_in_the_log_where_auto_run_makes_it_one(desk: Operator) -> None:
    service = Service(authenticate=[["", "NVU", "10"]])
    desk.update(service)
    assert "postponed" not in desk.log
    desk.pc.schedule("App", timedelta(minutes=5))
    desk.update(service)
    assert "Update has been postponed at 1/15/2026 9:00:00 AM by 'App' for next 10 seconds" in desk.log


def test_a_scheduled_update_without_work_ends_with_some_error(desk: Operator) -> None:
    import httpx

    desk.pc.transport = httpx.WSGITransport(Service(authenticate=[["", "none"]]).app)
    desk.pc.update("App", is_scheduled=True)
    found = entries(desk.log)
    assert ("UpdateThisScheduledApp()", "Performing SCHEDULED UPDATE for application = App") in found
    assert found[-1][1].startswith("QBWC1031: Update completed with some error. Application has been notified")


@pytest.mark.parametrize("value", ["written", "left out"])
def test_passages_that_no_public_log_shows_are_there_or_not(desk: Operator, value: str) -> None:
    desk.file.assumed.choose("log_passages", value)
    desk.update(Service(authenticate=[["t", ""]], sendRequestXML=[""], getLastError=["Two\nPCs"]))
    assert ("*** Calling getLastError()" in desk.log) is (value == "written")


TEXTS = st.text(
    st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from("\n\t<>&\"'"), min_size=1, max_size=400
).map(lambda text: f'<?xml version="1.0" ?>\n{text}')


@given(st.lists(st.tuples(TEXTS, TEXTS), min_size=1, max_size=3))
def test_read_back_at_verbose_it_loses_nothing(rounds: list[tuple[str, str]]) -> None:
    lines: list[str] = []
    log = QwcLog(lines.append, lambda: datetime(2026, 1, 15, tzinfo=UTC), Level.VERBOSE)
    log.banner()
    log.server_version("1.0")
    for number, (request, response) in enumerate(rounds, 1):
        log.asking(number, "t", "<hcp/>" if number == 1 else "", r"C:\a.QBW", "US", (16, 0))
        log.request(request)
        log.processing(number, request)
        log.processed(request, response, "", "")
        log.answering("t", response, "", "")
        log.answered(50, Next.REQUEST)
    content = "".join(lines).encode()
    (update,) = read(content).updates
    assert [(one.request, one.response) for one in update.rounds] == rounds
    assert update.rounds[0].hcp == "<hcp/>"
    assert update.is_whole


def test_what_the_connector_and_quickbooks_said_is_read_back_from_a_session(desk: Operator) -> None:
    request = message(bill())
    service = Service(authenticate=[["t", ""]], sendRequestXML=[request], receiveResponseXML=["100"])
    desk.update(service)
    (update,) = read(desk.log.encode()).updates
    assert update.rounds[0].request == request
    assert update.rounds[0].response == service.last("receiveResponseXML")["response"]
    assert update.rounds[0].hcp == service.last("sendRequestXML")["strHCPResponse"]
    assert (update.ticket, update.closed) == ("t", "OK")


def test_a_full_log_is_moved_away_before_an_entry_and_a_new_one_begins(tmp_path: Path) -> None:
    file, clock = LogFile(tmp_path / "QWCLog.txt", largest=2000), SimClock()
    log = QwcLog(file.write, clock.now, Level.VERBOSE, file.turned)
    log.banner()
    while not file.old.exists():
        log.client_version("34.0", "", goes_on=True)
    new, old = file.path.read_text(encoding="utf-8"), file.old.read_text(encoding="utf-8")
    assert new.startswith("\n\nLog file initialized at ")
    assert old.rstrip().splitlines()[-1].startswith("2026")
    assert len(old.encode()) > 2000
    first, second = file.old.read_bytes(), file.path.read_bytes()
    for _ in range(40):
        log.client_version("34.0", "", goes_on=True)
    assert file.old.read_bytes() not in (first, second), "the one before is lost"


@pytest.mark.parametrize(("level", "cut"), [(Level.DEBUG, True), (Level.VERBOSE, False)])
def test_debug_cuts_after_75_characters(level: Level, *, cut: bool) -> None:
    lines: list[str] = []
    log = QwcLog(lines.append, SimClock().now, level)
    xml = '<?xml version="1.0"?>\n' + "x" * 100
    log.request(xml)
    shown = f"{xml[:75]}......" if cut else xml
    assert f"XML dump follows: -\r\n\r\n{shown}\r\n\r\n" in "".join(lines)
