"""The control surface of a PC over HTTP: applications, updates, deeds of people, faults, copies, and the clock."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import httpx
import pytest

from scenarios.clock import SimClock
from simulators.control import TURN, Forks, deeds
from simulators.qbwc import CompanyFile, Level, Pc, Person, QwcLog
from simulators.qbwc.control import ACTIONS, Operator, State, create_app
from simulators.qbwc.disk import document
from simulators.qbwc.web_connector.registry import Registry
from tests.simulators.qbwc.requests import bill, message
from tests.simulators.qbwc.web_connector.service import Service
from tests.simulators.qbwc.web_connector.test_qwc import qwc

LOCAL = {"AppURL": "http://localhost/qbwc", "AppSupport": "http://localhost/support"}


class Client:
    def __init__(self, file: CompanyFile, clock: SimClock) -> None:
        self.clock = clock
        self.pcs: list[Pc] = []
        self.service = Service(authenticate=[["t", ""]], sendRequestXML=[message(bill())], receiveResponseXML=["100"])

        def make(state: State, forks: Forks[State]) -> Any:
            opened, registry, is_open = state
            lines: list[str] = []
            log = QwcLog(lines.append, clock.now, Level.VERBOSE)
            pc = Pc(opened, clock, lambda: "x", transport=httpx.WSGITransport(self.service.app), log=log)
            pc.registry = registry
            if not is_open:
                pc.close_quickbooks()
            self.pcs.append(pc)
            return create_app(Operator(pc, clock, lambda: "".join(lines)), forks)

        self.app = Forks(make, (file, Registry(), True))
        self.http = httpx.Client(transport=httpx.WSGITransport(self.app), base_url="http://pc")

    def sim(self, path: str, body: Any = None, prefix: str = "") -> Any:
        at = f"{prefix}/__sim{path}"
        done = self.http.get(at) if body is None else self.http.post(at, json=body)
        return done.json() if done.status_code == 200 else (done.status_code, done.json()["error"])

    def add(self) -> Any:
        return self.sim("/applications", {"qwc": qwc(**LOCAL).decode(), "password": "pw"})


@pytest.fixture
def client(file: CompanyFile, clock: SimClock) -> Client:
    return Client(file, clock)


def test_an_application_is_added_updated_planned_and_removed(client: Client, file: CompanyFile) -> None:
    assert client.add() == {"application": "A"}
    assert client.sim("/updates", {"application": "A"})["status"] == "OK"
    assert len(file.records("Bill")) == 1
    assert client.sim("/schedule", {"application": "A", "every": 300}) == {"every": 300.0}
    (shown,) = client.sim("/state")["applications"]
    assert (shown["status"], shown["auto_run"], shown["next_run"]) == ("OK", True, "2026-01-15T17:05:00+00:00")
    assert client.sim("/schedule", {"application": "A", "every": 0}) == {"every": 300.0}
    assert client.sim("/state")["applications"][0]["auto_run"] is False
    assert "Update session has ended." in client.http.get("/__sim/log").text
    done = client.http.request("DELETE", "/__sim/applications", json={"application": "A"})
    assert done.json() == {"removed": "A"}
    assert client.sim("/state")["applications"] == []


def test_people_act_and_the_company_is_read_and_replaced(client: Client) -> None:
    entered = {"deed": "enter_bill", "vendor": "Acme", "number": "B-1", "total": "9.50"}
    assert client.sim("/deeds", entered) == {"done": "enter_bill"}
    company = client.sim("/state")["company"]
    assert [one["RefNumber"] for one in company["transactions"]["Bill"]] == ["B-1"]
    client.sim("/deeds", {"deed": "void", "kind": "Bill", "number": "B-1"})
    assert client.sim("/company", company)["company"] == company["name"]
    assert client.sim("/state")["company"] == company


@pytest.mark.parametrize(
    ("path", "body", "said"),
    [
        ("/applications", {"qwc": "<x/>", "password": "p"}, "not a valid Web Connector file"),
        ("/applications", {"qwc": qwc(AppURL="http://h/q").decode(), "password": "p"}, "QBWC1010"),
        ("/applications", {}, "qwc"),
        ("/updates", {"application": "B"}, "QBWC1011"),
        ("/schedule", {"application": "B", "every": 60}, "QBWC1011"),
        ("/schedule", {"application": "A", "every": -1}, "every"),
        ("/deeds", {"deed": "paint"}, "A deed is one of"),
        ("/deeds", {"deed": "void", "kind": "Bill", "number": "B-9"}, "QuickBooks does not do that"),
        ("/deeds", {"deed": "void", "kind": "Bill"}, "Missing required"),
        ("/deeds", {"deed": "void", "kind": "x", "number": "1"}, "there is no x"),
        ("/deeds", {"deed": "rename", "kind": "Bill", "name": "x", "to": "y"}, "there is no Bill"),
        ("/faults", {"fault": "rain"}, "is no fault"),
        ("/faults", {"fault": "list_busy", "on": "Paint"}, "is no operation"),
        ("/company", {"format": 99}, "company file"),
        ("/company", [], "company file"),
        ("/restore", {"snapshot": "7"}, "no snapshot"),
        ("/restore", {"snapshot": []}, "no snapshot"),
        ("/quickbooks", {"quickbooks": "upside down"}, "quickbooks"),
        ("/clock", {"advance": 1e12}, "advance"),
    ],
)
def test_what_cannot_be_done_is_told_and_changes_nothing(client: Client, path: str, body: Any, said: str) -> None:
    before = client.sim("/state")
    status, error = client.sim(path, body)
    assert status == 400
    assert said in error
    assert client.sim("/state") == before


def test_a_fault_is_set_shown_and_cleared(client: Client) -> None:
    client.add()
    told = client.sim("/faults", {"fault": "list_busy", "on": "BillAdd"})
    assert told["customer_sees"].startswith("QuickBooks was busy")
    client.sim("/updates", {"application": "A"})
    assert client.sim("/state")["faults"] == [{"fault": "list_busy", "on": "BillAdd", "struck": 1}]
    assert client.http.delete("/__sim/faults").json() == {"cleared": 1}


def test_quickbooks_is_closed_and_opened(client: Client) -> None:
    client.add()
    client.service.answers["connectionError"] = ["done"]
    assert client.sim("/quickbooks", {"quickbooks": "closed"}) == {"quickbooks": "closed"}
    assert client.sim("/updates", {"application": "A"})["code"] == "QBWC1013"
    client.sim("/quickbooks", {"quickbooks": "open"})
    assert client.sim("/updates", {"application": "A"})["status"] == "OK"


def test_a_snapshot_brings_back_the_company_and_the_registry(client: Client, file: CompanyFile) -> None:
    client.add()
    before = document(file)
    name = client.sim("/snapshots", {})["snapshot"]
    client.sim("/updates", {"application": "A"})
    client.http.request("DELETE", "/__sim/applications", json={"application": "A"})
    assert client.sim("/restore", {"snapshot": name}) == {"restored": name}
    assert document(file) == before
    assert client.sim("/updates", {"application": "A"})["status"] == "OK"


def test_a_fork_is_another_pc(client: Client, file: CompanyFile) -> None:
    client.add()
    prefix = client.sim("/forks", {})["prefix"]
    assert client.sim("/updates", {"application": "A"}, prefix)["status"] == "OK"
    assert len(client.sim("/state", prefix=prefix)["company"]["transactions"]["Bill"]) == 1
    assert file.records("Bill") == []


def test_half_a_character_is_no_qwc_file(client: Client) -> None:
    body = b'{"qwc": "\\ud800", "password": "p"}'
    told = client.http.post("/__sim/applications", content=body)
    assert (told.status_code, "not a valid" in told.json()["error"]) == (400, True)


def test_a_fork_of_a_pc_with_quickbooks_closed_has_it_closed(client: Client) -> None:
    client.sim("/quickbooks", {"quickbooks": "closed"})
    prefix = client.sim("/forks", {})["prefix"]
    assert client.sim("/state", prefix=prefix)["quickbooks"] == "closed"


def test_switches_of_a_company_that_is_seeded_count(client: Client) -> None:
    client.add()
    client.sim("/company", {**client.sim("/state")["company"], "assumed": {"close_after_none": "yes"}})
    client.service.answers["authenticate"] = [["t", "none"]]
    client.sim("/updates", {"application": "A"})
    assert client.service.calls[-1] == "closeConnection"


def test_who_looks_does_not_wait_for_an_update_and_who_acts_is_told(client: Client) -> None:
    client.add()
    seen: list[Any] = []
    turn = client.app._apps[""].extensions[TURN]  # type: ignore[attr-defined] # a Flask app

    def look() -> None:
        seen.append(client.sim("/state")["quickbooks"])
        seen.append(client.sim("/clock", {"advance": 1}))

    with turn:
        thread = threading.Thread(target=look)
        thread.start()
        thread.join()
    assert seen == ["open", (409, "An update is under way. Try again when it has ended.")]


def test_the_clock_moves(client: Client) -> None:
    assert client.sim("/clock", {"advance": -3600})["clock"].startswith("2026-01-15T16:00")


def test_other_machines_are_turned_away(client: Client) -> None:
    far = httpx.Client(transport=httpx.WSGITransport(client.app, remote_addr="203.0.113.9"), base_url="http://pc")
    assert far.get("/__sim/state").status_code == 403


def test_every_action_and_deed_is_documented() -> None:
    text = (Path(__file__).parents[3] / "docs" / "machines.md").read_text(encoding="utf-8")
    for method, path, _act in ACTIONS:
        assert f"`{method} /__sim{path}`" in text, path
    for deed in deeds(Person):
        assert f"`{deed}`" in text, deed
