"""The calls of an update in their order, and what each answer of the service leads to."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from simulators.qbwc import bare_company, fault
from tests.simulators.qbwc.web_connector.conftest import FILE, ROUND, START, Operator
from tests.simulators.qbwc.web_connector.service import QUERY, Raw, Service

WORK = [["t", ""]]
BROKEN = Raw("<html>down</html>", 500, "text/html; charset=utf-8")


def test_a_good_session_makes_the_calls_in_their_order(desk: Operator) -> None:
    service = Service(authenticate=WORK, sendRequestXML=[QUERY], receiveResponseXML=["50", "100"])
    assert desk.update(service).status == "OK"
    assert service.calls == [*START, *ROUND, *ROUND, "closeConnection"]
    assert [one["DataExtValue"] for one in desk.file.extensions] == [FILE, "UNLOCKED:AP-PC"]
    first, second = (given for name, given in zip(service.calls, service.arguments, strict=True) if name == ROUND[0])
    assert "LOCKED:AP-PC:" in first["strHCPResponse"]
    assert FILE in first["strHCPResponse"]
    assert (second["strHCPResponse"], second["qbXMLCountry"], second["qbXMLMajorVers"]) == ("", "US", "16")
    assert "<TermsQueryRs" in service.last("receiveResponseXML")["response"]


@pytest.mark.parametrize(
    ("word", "status"),
    [("none", "No Data Exchange"), ("NVU", "Invalid password for username"), ("Busy", "Application Busy")],
)
def test_no_work_ends_without_closing(desk: Operator, word: str, status: str) -> None:
    service = Service(authenticate=[["", word]])
    assert desk.update(service).status == status
    assert service.calls == START


@pytest.mark.parametrize("yes", [False, True])
def test_where_no_work_came_with_a_ticket_it_is_closed_or_not(desk: Operator, *, yes: bool) -> None:
    desk.file.assumed.choose("close_after_none", "yes" if yes else "no")
    service = Service(authenticate=[["t", "none"]])
    desk.update(service)
    assert service.calls == [*START, *["closeConnection"] * yes]


#: [1], [2], [3] and what is to come of it: the status, whether there was work, the seconds. Guide p. 63.
ARRAYS: list[tuple[list[str], str, bool, int, int]] = [
    (["t", ""], "OK", True, 0, 0),
    (["t", "", "", ""], "OK", True, 0, 0),
    (["t", "", "30"], "Update postponed by application", False, 30, 0),
    (["t", "", "", "300"], "OK", True, 0, 300),
    (["t", "", "30", "300"], "Update postponed by application", False, 30, 300),
    (["", "none", "30"], "Update postponed by application", False, 30, 0),
    (["", "nvu", "", "300"], "Invalid password for username", False, 0, 300),
    (["", "busy", "x", "-1"], "Application Busy", False, 0, 0),
]


@pytest.mark.parametrize(("given", "status", "works", "postponed", "at_least"), ARRAYS)
def test_postponement_and_least_interval_of_a_schedule(
    desk: Operator, given: list[str], status: str, postponed: int, at_least: int, *, works: bool
) -> None:
    from datetime import timedelta

    minute = timedelta(minutes=1)
    desk.pc.schedule("App", minute)
    result = desk.update(Service(authenticate=[given], sendRequestXML=[QUERY], receiveResponseXML=["100"]))
    assert (result.status, result.had_work) == (status, works)
    every = max(minute, timedelta(seconds=at_least))
    wait = timedelta(seconds=postponed) if postponed else every
    assert desk.pc.registry.of("App").every == every
    assert desk.pc.next_run() == desk.clock.now() + wait


def test_without_auto_run_a_postponement_is_not_looked_at(desk: Operator) -> None:
    service = Service(authenticate=[["t", "", "30"]], sendRequestXML=[QUERY], receiveResponseXML=["100"])
    assert desk.update(service).status == "OK"
    assert desk.pc.next_run() is None


def test_an_empty_request_asks_for_the_error_and_closes(desk: Operator) -> None:
    service = Service(authenticate=WORK, sendRequestXML=[""], getLastError=["Two PCs"])
    assert desk.update(service).status == "Two PCs"
    assert service.calls == [*START, "sendRequestXML", "getLastError", "closeConnection"]


@pytest.mark.parametrize("nothing", ["", "NoOp", "NOOP"])
def test_noop_waits_five_seconds_and_asks_again(desk: Operator, nothing: str) -> None:
    service = Service(
        authenticate=WORK, sendRequestXML=[nothing, QUERY], getLastError=["NoOp"], receiveResponseXML=["100"]
    )
    before = desk.clock.now()
    desk.update(service)
    assert service.calls == [*START, "sendRequestXML", "getLastError", *ROUND, "closeConnection"]
    assert (desk.clock.now() - before).total_seconds() == 5


@pytest.mark.parametrize("percent", ["-1", "-2147483648"])
def test_a_negative_answer_asks_for_the_error_and_closes(desk: Operator, percent: str) -> None:
    service = Service(authenticate=WORK, sendRequestXML=[QUERY], receiveResponseXML=[percent])
    assert desk.update(service).status == "Why"
    assert service.calls == [*START, *ROUND, "getLastError", "closeConnection"]


@pytest.mark.parametrize("percent", ["100", "101"])
def test_a_hundred_or_more_is_the_end(desk: Operator, percent: str) -> None:
    service = Service(authenticate=WORK, sendRequestXML=[QUERY], receiveResponseXML=["0", "99", percent])
    assert desk.update(service).rounds == 3


def test_a_parse_error_comes_as_an_empty_response_with_its_hresult(desk: Operator) -> None:
    service = Service(authenticate=WORK, sendRequestXML=["rubbish"], receiveResponseXML=["100"])
    desk.update(service)
    given = service.last("receiveResponseXML")
    assert (given["response"], given["hresult"]) == ("", "0x80040400")
    assert given["message"].startswith("QuickBooks found an error when parsing")


FAILING: list[tuple[str, dict[str, Any], str]] = [
    ("clientVersion", {}, "QBWC1036"),
    ("authenticate", {}, "QBWC1012"),
    ("sendRequestXML", {"authenticate": WORK}, "QBWC1041"),
    ("receiveResponseXML", {"authenticate": WORK, "sendRequestXML": [QUERY]}, "QBWC1042"),
    ("getLastError", {"authenticate": WORK, "sendRequestXML": [""]}, "QBWC1043"),
    (
        "closeConnection",
        {"authenticate": WORK, "sendRequestXML": [QUERY], "receiveResponseXML": ["100"]},
        "QBWC1044",
    ),
]


@pytest.mark.parametrize(("call", "others", "code"), FAILING)
def test_a_call_that_fails_ends_the_update_with_its_code(
    desk: Operator, call: str, others: dict[str, Any], code: str
) -> None:
    service = Service(**others, **{call: [BROKEN]})
    result = desk.update(service)
    assert result.code == code
    assert result.status.startswith(f"{code}: ")
    assert service.calls[-1] == call, "no call after it"
    assert f"{code}: " in desk.log
    assert "Client found response content type of 'text/html; charset=utf-8'" in desk.log
    assert desk.file.extensions[-1]["DataExtValue"] == "UNLOCKED:AP-PC"
    assert not desk.pc.registry.update_lock


def test_a_failing_server_version_is_logged_and_stops_nothing(desk: Operator) -> None:
    service = Service(serverVersion=[BROKEN], authenticate=[["", "none"]])
    desk.update(service)
    assert service.calls == START
    assert "Actual error received from web service for serverVersion call: <Client found" in desk.log


@pytest.mark.parametrize("call", ["sendRequestXML", "receiveResponseXML"])
def test_after_a_failure_the_connection_is_closed_or_not(desk: Operator, call: str) -> None:
    desk.file.assumed.choose("close_after_failure", "yes")
    answers: dict[str, list[Any]] = {"authenticate": WORK, "sendRequestXML": [QUERY], call: [BROKEN]}
    service = Service(**answers)
    desk.update(service)
    assert service.calls[-2:] == [call, "closeConnection"]


@pytest.mark.parametrize(
    ("said", "agrees", "code"),
    [
        ("", True, ""),
        ("O:2.0", True, ""),
        ("W:rather old", True, ""),
        ("W:rather old", False, "QBWC1037"),
        ("E:too old", True, "QBWC1037"),
        ("hello", True, "QBWC1046"),
        ("X:hello", True, "QBWC1046"),
    ],
)
def test_client_version_goes_on_warns_or_stops(
    desk_with: Callable[..., Operator], said: str, code: str, *, agrees: bool
) -> None:
    asked: list[str] = []

    def answer(question: str) -> bool:
        asked.append(question)
        return agrees

    desk = desk_with(agrees=answer)
    service = Service(clientVersion=[said], authenticate=[["", "none"]])
    assert desk.update(service).code == code
    assert service.calls == (START[:2] if code else START)
    assert asked == (["rather old"] if said.startswith("W") else [])


def test_interactive_mode_shows_a_page_and_goes_on_when_it_is_done(desk: Operator) -> None:
    service = Service(
        authenticate=WORK,
        sendRequestXML=["", QUERY],
        getLastError=["Interactive mode"],
        getInteractiveURL=["https://localhost/page"],
        interactiveDone=["Not done", "Done"],
        receiveResponseXML=["100"],
    )
    assert desk.update(service).status == "OK"
    middle = ["getLastError", "getInteractiveURL", "interactiveDone", "interactiveDone"]
    assert service.calls == [*START, "sendRequestXML", *middle, *ROUND, "closeConnection"]
    assert service.last("getInteractiveURL") == {"wcTicket": "t", "sessionID": "a session"}


def test_interactive_mode_can_be_rejected_or_be_the_end(desk_with: Callable[..., Operator]) -> None:
    alone = desk_with(agrees=lambda _question: False)
    answers: dict[str, Any] = {"authenticate": WORK, "sendRequestXML": [""], "getLastError": ["Interactive mode"]}
    rejected = Service(**answers, interactiveRejected=["As you like."])
    alone.update(rejected)
    assert rejected.calls[-3:] == ["getLastError", "interactiveRejected", "closeConnection"]


def test_after_an_interactive_session_the_update_may_be_over(desk: Operator) -> None:
    desk.file.assumed.choose("interactive_end", "close")
    service = Service(
        authenticate=WORK,
        sendRequestXML=[""],
        getLastError=["Interactive mode"],
        getInteractiveURL=["x"],
        interactiveDone=[""],
    )
    desk.update(service)
    assert service.calls[-2:] == ["interactiveDone", "closeConnection"]


def test_without_a_connection_it_asks_for_another_file_until_it_is_told_done(desk: Operator) -> None:
    service = Service(authenticate=WORK, connectionError=["", r"C:\other.QBW", "DONE"])
    desk.pc.faults.append(fault("quickbooks_closed"))
    assert desk.update(service).code == "QBWC1013"
    assert service.calls == [*START, *["connectionError"] * 3]
    assert service.last("connectionError")["hresult"] == "0x80040408"


def test_it_does_not_ask_for_ever(desk: Operator) -> None:
    service = Service(authenticate=WORK, connectionError=["again"])
    desk.pc.faults.append(fault("dialog_open"))
    desk.update(service)
    assert service.calls.count("connectionError") == 10


def test_the_file_that_is_asked_for_has_to_be_the_one_that_is_open(desk: Operator) -> None:
    work: dict[str, Any] = {"sendRequestXML": [QUERY], "receiveResponseXML": ["100"]}
    here = Service(authenticate=[["t", desk.file.path.upper()]], **work)
    assert desk.update(here).status == "OK"
    elsewhere = Service(authenticate=[["t", r"C:\other.QBW"]], connectionError=["", "done"], **work)
    assert desk.update(elsewhere).status == "OK", "the second try asks for the one that is open"
    assert elsewhere.last("connectionError")["hresult"] == "0x8004040A"


def test_a_closed_quickbooks_opens_a_file_for_who_may_log_in_by_himself(desk: Operator) -> None:
    other = bare_company(desk.clock.now())
    other.path = r"C:\other.QBW"
    desk.pc.quickbooks.add((other,))
    desk.pc.close_quickbooks()
    for path, code in (("", "0x80040416"), (r"C:\none.QBW", "0x80040403"), (desk.file.path, "0x8004041D")):
        refused = Service(authenticate=[["t", path]], connectionError=["done"])
        desk.update(refused)
        assert refused.last("connectionError")["hresult"] == code
    desk.pc.quickbooks.automatic.add("App")
    before = desk.clock.now()
    service = Service(authenticate=[["t", desk.file.path]], sendRequestXML=[QUERY], receiveResponseXML=["100"])
    assert desk.update(service).status == "OK"
    assert (desk.clock.now() - before).total_seconds() == 35


@pytest.mark.parametrize("value", ["taken over", "refused"])
def test_a_lock_that_another_pc_left_is_taken_over_or_keeps_this_one_out(
    desk: Operator, desk_with: Callable[..., Operator], value: str
) -> None:
    desk.file.assumed.choose("foreign_lock", value)
    desk.pc.faults.append(fault("web_connector_killed"))
    work: dict[str, Any] = {"authenticate": WORK, "sendRequestXML": [QUERY], "receiveResponseXML": ["100"]}
    assert desk.update(Service(**work)).code == "killed"
    from tests.simulators.qbwc.web_connector.conftest import APPLICATION

    desk.pc.machine.host = "OTHER-PC"
    desk.pc.faults.clear()
    service = Service(**work, connectionError=["done"])
    desk.update(service)
    assert APPLICATION.owner_id in desk.log
    assert ("connectionError" in service.calls) is (value == "refused")


def test_one_update_at_a_time_and_a_start_sets_the_lock_back(desk: Operator) -> None:
    desk.pc.registry.update_lock = True
    service = Service(authenticate=[["", "none"]])
    assert desk.update(service).answer == "locked"
    assert service.calls == []
    desk.pc.start()
    assert desk.update(service).answer == "none"


def test_what_the_fake_does_not_play_is_told_in_the_result_and_in_the_log(desk: Operator) -> None:
    unplayed = QUERY.replace("<TermsQueryRq />", "<InvoiceModRq /><TermsQueryRq />")
    service = Service(authenticate=[["t", ""]], sendRequestXML=[unplayed], receiveResponseXML=["100"])
    assert desk.update(service).unplayed == ("InvoiceMod",)
    assert "InvoiceMod is real, but not played here: it was answered with 1030." in desk.log
    assert desk.update(Service(authenticate=[["", "none"]])).unplayed == ()
