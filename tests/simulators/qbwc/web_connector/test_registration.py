"""Adding an application stamps the company file; a clash, a read-only one and an unreachable page are refused."""

from __future__ import annotations

from dataclasses import replace

import httpx
import pytest

from scenarios.clock import SimClock
from simulators.qbwc import Application, CompanyFile, Pc, Refused, fault
from simulators.qbwc.web_connector.registry import NotInstalled
from tests.simulators.qbwc.web_connector.conftest import APPLICATION, FILE, Operator
from tests.simulators.qbwc.web_connector.service import Service


def stamped(file: CompanyFile) -> dict[str, str]:
    return {one["DataExtName"]: one["DataExtValue"] for one in file.extensions}


@pytest.fixture
def pc(file: CompanyFile, clock: SimClock) -> Pc:
    return Pc(file, clock, lambda: "x", host="AP-PC")


def test_adding_stamps_the_file_and_adding_again_changes_nothing(pc: Pc, file: CompanyFile) -> None:
    pc.add_application(APPLICATION, "pw")
    assert stamped(file) == {"FileID": FILE, "AppLock": "UNLOCKED:AP-PC"}
    pc.add_application(APPLICATION)
    assert pc.registry.of("App").password == "pw"
    assert len(file.extensions) == 2


@pytest.mark.parametrize(
    ("other", "why"),
    [
        (replace(APPLICATION, file_id="{00000000-0000-4000-8000-000000000001}"), "Unique OwnerID/FileID"),
        (replace(APPLICATION, owner_id="{00000000-0000-4000-8000-000000000002}", is_read_only=True), "3263"),
    ],
)
def test_what_cannot_be_added_is_qbwc1039(pc: Pc, file: CompanyFile, other: Application, why: str) -> None:
    pc.add_application(APPLICATION)
    before = stamped(file)
    with pytest.raises(Refused, match=why) as refused:
        pc.add_application(other)
    assert (refused.value.code, stamped(file)) == ("QBWC1039", before)


def test_another_registry_finds_the_pair_taken(pc: Pc, file: CompanyFile, clock: SimClock) -> None:
    pc.add_application(APPLICATION)
    with pytest.raises(Refused, match="Unique OwnerID/FileID"):
        Pc(file, clock, lambda: "x", host="OTHER-PC").add_application(APPLICATION)


def test_removing_takes_the_stamp_away_and_it_can_be_added_anywhere(pc: Pc, file: CompanyFile, clock: SimClock) -> None:
    pc.add_application(APPLICATION)
    pc.remove_application("App")
    assert stamped(file) == {}
    with pytest.raises(NotInstalled, match="QBWC1011"):
        pc.update("App")
    Pc(file, clock, lambda: "x", host="OTHER-PC").add_application(APPLICATION)
    assert stamped(file)["AppLock"] == "UNLOCKED:OTHER-PC"


def test_an_application_with_the_same_unique_name_takes_the_place(pc: Pc) -> None:
    pc.add_application(replace(APPLICATION, unique_name="one"), "pw")
    renamed = replace(APPLICATION, name="New", unique_name="one")
    pc.registry.install(renamed)
    assert list(pc.registry.applications) == ["New"]
    assert pc.registry.of("New").password == "pw"


def test_the_support_page_has_to_answer(pc: Pc, file: CompanyFile) -> None:
    def answers(status: int) -> httpx.BaseTransport:
        return httpx.MockTransport(lambda _request: httpx.Response(status))

    def fails(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("no", request=request)

    for transport, code in ((answers(404), "QBWC1003"), (httpx.MockTransport(fails), "QBWC1004")):
        pc.transport = transport
        with pytest.raises(Refused) as refused:
            pc.add_application(APPLICATION, looks_at_support=True)
        assert refused.value.code == code
        assert stamped(file) == {}
    pc.transport = httpx.WSGITransport(Service().app)
    pc.add_application(APPLICATION, looks_at_support=True)
    assert stamped(file)["FileID"] == FILE


@pytest.mark.parametrize(("name", "code"), [("dialog_open", "QBWC1053"), ("never_authorised", "QBWC1022")])
def test_a_quickbooks_out_of_reach_lets_nothing_be_added(pc: Pc, file: CompanyFile, name: str, code: str) -> None:
    pc.faults.append(fault(name))
    with pytest.raises(Refused) as refused:
        pc.add_application(APPLICATION)
    assert (refused.value.code, stamped(file)) == (code, {})


def test_while_quickbooks_is_closed_nothing_can_be_added(pc: Pc) -> None:
    pc.close_quickbooks()
    with pytest.raises(Refused) as refused:
        pc.add_application(APPLICATION)
    assert refused.value.code == "QBWC1022"


def test_without_a_password_no_call_is_made(desk: Operator) -> None:
    desk.pc.set_password("App", "")
    service = Service(authenticate=[["", "none"]])
    result = desk.update(service)
    assert (result.code, service.calls) == ("QBWC1030", [])
    assert "QBWC1030: Password is not available for application named App." in desk.log
