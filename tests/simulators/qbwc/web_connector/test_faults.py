"""Each fault of the PC bites a service that is not ours, and is over when it is over."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from simulators.qbwc import FAULTS, CompanyFile, UpdateResult, fault
from simulators.qbwc.faults import INSIDE, OUT_OF_REACH, PEOPLE, REFUSALS, WEB_CONNECTOR
from tests.simulators.qbwc.requests import bill, first, message, modify, tag
from tests.simulators.qbwc.web_connector.conftest import ROUND, START, Operator
from tests.simulators.qbwc.web_connector.service import Raw, Service

WHOLE = [*START, *ROUND, "closeConnection"]
Look = Callable[[Operator, Service, UpdateResult], None]


def service(request: str) -> Service:
    return Service(
        authenticate=[["t", ""]], sendRequestXML=[request], receiveResponseXML=["100"], connectionError=["done"]
    )


def bills(file: CompanyFile) -> int:
    return len(file.records("Bill"))


def stopped(saved: int) -> Look:
    def look(desk: Operator, there: Service, result: UpdateResult) -> None:
        assert (there.calls, bills(desk.file), result.code) == ([*START, ROUND[0]], saved, "killed")
        assert desk.file.extensions[-1]["DataExtValue"].startswith("LOCKED:"), "nobody unlocked the company file"

    return look


def hresult(code: str, saved: int) -> Look:
    def look(desk: Operator, there: Service, _result: UpdateResult) -> None:
        given = there.last("receiveResponseXML")
        assert (given["response"], given["hresult"], bills(desk.file)) == ("", code, saved)

    return look


def refused(code: int) -> Look:
    def look(desk: Operator, there: Service, _result: UpdateResult) -> None:
        assert f'statusCode="{code}"' in there.last("receiveResponseXML")["response"]
        assert bills(desk.file) == 0

    return look


def never_closed(desk: Operator, there: Service, _result: UpdateResult) -> None:
    assert (there.calls, bills(desk.file)) == (WHOLE[:-1], 1)


def closed_late(desk: Operator, there: Service, _result: UpdateResult) -> None:
    assert there.calls == WHOLE
    assert desk.clock.now().minute == 10


def wrong_password(_desk: Operator, there: Service, _result: UpdateResult) -> None:
    assert there.last("authenticate")["strPassword"] != "pw"


def no_password(_desk: Operator, there: Service, result: UpdateResult) -> None:
    assert (there.calls, result.code) == ([], "QBWC1030")


def twice(_desk: Operator, there: Service, _result: UpdateResult) -> None:
    assert there.calls == [*START, *START, "closeConnection", *ROUND, "closeConnection"]


def restored(desk: Operator, there: Service, _result: UpdateResult) -> None:
    assert (there.calls, bills(desk.file)) == (WHOLE, 0)


def test_a_second_web_connector_that_fails_stops_nobody(desk: Operator) -> None:
    there = service(message(bill()))
    there.answers["clientVersion"] = ["", Raw("x", 500), ""]
    desk.pc.faults.append(fault("two_web_connectors"))
    assert desk.update(there).status == "OK"


def forgotten(desk: Operator, there: Service, _result: UpdateResult) -> None:
    assert 'statusCode="0"' in there.last("receiveResponseXML")["response"]
    asked = service(message("", ids='newMessageSetID="s1" oldMessageSetID="s1"'))
    desk.update(asked)
    assert 'messageSetStatusCode="9002"' in asked.last("receiveResponseXML")["response"]


def spoilt(desk: Operator, there: Service, _result: UpdateResult) -> None:
    given = there.last("receiveResponseXML")["response"]
    assert " USD</AmountDue>" in given
    assert (given.count(" USD<"), bills(desk.file)) == (1, 1), "one field of what it shows; the books are as they were"


AT_AN_UPDATE: dict[str, Look] = {
    "lose_answer": stopped(1),
    "error_after_save": hresult("0x80040402", 1),
    "web_connector_killed": stopped(0),
    "too_slow_with_error": hresult("0x80040402", 1),
    "too_slow_with_silence": stopped(1),
    "never_closed": never_closed,
    "closed_late": closed_late,
    "wrong_password": wrong_password,
    "password_missing": no_password,
    "two_web_connectors": twice,
    "dialog_opens": hresult("0x80040414", 0),
    "crash_in_message_set": hresult("0x80040402", 1),
    "answer_not_stored": forgotten,
    "field_in_another_form": spoilt,
    "backup_restored": restored,
    **{name: refused(kind.status) for name, kind in REFUSALS.items()},
}
IN_A_SCHEDULE = {"pc_asleep", "schedule_drifts"}


def test_every_fault_is_shown_to_bite() -> None:
    assert set(FAULTS) == {*AT_AN_UPDATE, *IN_A_SCHEDULE, *OUT_OF_REACH, *PEOPLE}
    assert len(FAULTS) == sum(map(len, (WEB_CONNECTOR, OUT_OF_REACH, REFUSALS, INSIDE, PEOPLE))), "each name once"


@pytest.mark.parametrize("name", AT_AN_UPDATE)
def test_a_fault_bites_and_is_over(desk: Operator, name: str) -> None:
    one = fault(name)
    desk.pc.faults.append(one)
    there = service(message(bill(), ids='newMessageSetID="s1"'))
    AT_AN_UPDATE[name](desk, there, desk.update(there))
    assert one.struck
    assert one.customer_sees.endswith(".")
    desk.pc.faults.clear()
    before, again = bills(desk.file), service(message(bill()))
    assert desk.update(again).status == "OK"
    assert (again.calls, bills(desk.file)) == (WHOLE, before + 1)


@pytest.mark.parametrize("name", OUT_OF_REACH)
def test_a_quickbooks_out_of_reach_is_told_with_its_code(desk: Operator, name: str) -> None:
    desk.pc.faults.append(fault(name))
    there = service(message(bill()))
    assert desk.update(there).code == "QBWC1013"
    told = there.last("connectionError")
    assert (told["hresult"], told["message"]) == (OUT_OF_REACH[name].code, OUT_OF_REACH[name].message)
    assert there.calls == [*START, "connectionError"]


def test_a_pc_falls_asleep_when_an_update_is_due(desk: Operator) -> None:
    desk.pc.faults.append(fault("pc_asleep"))
    desk.pc.schedule("App", timedelta(minutes=5))
    desk.clock.advance(timedelta(minutes=5))
    assert desk.pc.run_due() == []
    assert desk.pc.next_run() == desk.clock.now() + timedelta(hours=8)


def changed(request: str, code: int) -> Callable[[Operator], None]:
    def look(desk: Operator) -> None:
        there = service(request)
        desk.update(there)
        assert f'statusCode="{code}"' in there.last("receiveResponseXML")["response"]

    return look


@pytest.mark.parametrize(
    ("name", "code"), [("record_edited", "3200"), ("record_deleted", "3120"), ("record_voided", "3200")]
)
def test_a_person_is_quicker_than_a_change(desk: Operator, name: str, code: str) -> None:
    desk.update(service(message(bill())))
    there = service(message(modify(first(desk.file, "Bill"), tag("Memo", "ours"))))
    desk.clock.sleep(60)
    desk.pc.faults.append(fault(name, "BillMod"))
    desk.update(there)
    assert f'statusCode="{code}"' in there.last("receiveResponseXML")["response"]
    assert all(one.get("Memo") != "ours" for one in desk.file.records("Bill"))


@pytest.mark.parametrize(
    ("name", "code"),
    [("vendor_renamed", "3140"), ("vendor_merged", "3140"), ("vendor_deactivated", "0"), ("period_closed", "3180")],
)
def test_a_person_changes_what_a_new_bill_relies_on(desk: Operator, name: str, code: str) -> None:
    desk.pc.faults.append(fault(name, "BillAdd"))
    there = service(message(bill()))
    desk.update(there)
    assert f'statusCode="{code}"' in there.last("receiveResponseXML")["response"]
    vendors = {one["Name"]: one["IsActive"] for one in desk.file.records("Vendor")}
    expected = {
        "vendor_renamed": {"Acme Inc": "true", "Bay Plumbing": "true"},
        "vendor_merged": {"Somebody Else": "true", "Bay Plumbing": "true"},
        "vendor_deactivated": {"Acme": "false", "Bay Plumbing": "true"},
        "period_closed": {"Acme": "true", "Bay Plumbing": "true"},
    }
    assert vendors == expected[name]


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_of_a_message_set_strikes_at_the_nth_of_its_kind(name: str) -> None:
    one = fault(name, "BillAdd", 2)
    strikes = [one.strikes(text) for text in ("<BillAddRq>", "<VendorQueryRq>", "<BillAddRq>", "<BillAddRq>")]
    at_a_message_set = name not in {*OUT_OF_REACH, *IN_A_SCHEDULE} and name not in {
        "never_closed",
        "closed_late",
        "wrong_password",
        "password_missing",
        "two_web_connectors",
        "backup_restored",
    }
    assert strikes == ([False, False, True, False] if at_a_message_set else [False] * 4)


def test_an_unknown_fault_names_those_there_are() -> None:
    with pytest.raises(ValueError, match="known: lose_answer"):
        fault("rain")
