"""What stops a whole company is seen on the server: in every command that looks, in the health check and in the log."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable
from datetime import timedelta

import httpx
import pytest
import structlog
from typer.testing import CliRunner

from connector import ConnectorError
from connector.bootstrap import Connector
from connector.cli import app
from connector.flow.exchange import Exchange
from connector.flow.stops import Road, stopped
from scenarios.world import NAME, World
from tests.scenarios.worlds import connected

Look = Callable[..., str]


@pytest.fixture
def world() -> World:
    return connected()


@pytest.fixture
def look(world: World, monkeypatch: pytest.MonkeyPatch) -> Look:
    """The output of a command about the world."""
    monkeypatch.setattr(Connector, "open", lambda _folder: world.connector)
    return lambda *words: CliRunner().invoke(app, [*words, "--dir", "anywhere"]).output


def healthz(world: World) -> dict[str, str]:
    client = httpx.Client(transport=httpx.WSGITransport(world.connector.app()), base_url="http://connector")
    answer = client.get("/healthz")
    assert answer.status_code == 200
    health: dict[str, str] = answer.json()
    return health


def poll(world: World, times: int = 1) -> None:
    for _ in range(times):
        with contextlib.suppress(ConnectorError):
            world.poll()
        world.advance(timedelta(hours=1))


def test_a_poll_that_broke_is_seen_until_one_goes_well(world: World, look: Look) -> None:
    world.inject("jaggaer", "forbidden", "invoices", 1, 1)
    poll(world)
    words = "JAGGAER does not let us read the list /j1p/api/public/ji/v1/invoices (403). Ask the JAGGAER administrator"
    for shown in (look("status"), look("exceptions", "list"), look("ping", NAME)):
        assert "POLLS_STOPPED" in shown
        assert words in " ".join(shown.split())
    assert "Nothing else waits for a person." in look("exceptions", "list")
    assert healthz(world) == {"status": "degraded", "why": "1 of 1 companies is stopped: see “connector status”."}
    poll(world)
    assert "POLLS_STOPPED" not in look("status") + look("exceptions", "list") + look("ping", NAME)
    assert healthz(world) == {"status": "ok"}


def test_what_may_pass_by_itself_is_told_from_the_third_time_on(world: World, look: Look) -> None:
    world.inject("jaggaer", "unavailable", "invoices", 1, 9)
    seen = []
    for _ in range(3):
        poll(world)
        seen.append("POLLS_STOPPED" in look("status"))
    assert seen == [False, False, True]
    (told,) = json.loads(look("status", "--json"))[0]["stops"].values()
    assert (told["times"], "503" in told["what"]) == (3, True)
    (shown,) = json.loads(look("exceptions", "show", "POLLS_STOPPED", "--json"))
    assert [step["does"] for step in shown["steps"]] == [
        f"Look whether this machine and that one reach each other: connector ping {NAME}"
    ]


def test_a_poll_that_breaks_with_a_fault_of_ours_is_told_as_one(
    world: World, look: Look, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch, pytest.raises(ZeroDivisionError):
        patch.setattr("connector.flow.poll.latest_of", lambda *_: 1 / 0)
        world.poll()
    shown = " ".join(look("status").split())
    assert "The connector broke (ZeroDivisionError: division by zero). This is a fault of the connector." in shown


def test_an_update_that_was_refused_is_seen_until_one_goes_through(world: World, look: Look) -> None:
    world.poll()
    world.inject("quickbooks", "dialog_opens", "", 1, 1)
    with structlog.testing.capture_logs() as logged:
        world.update()
    (told,) = [one for one in logged if one["event"] == "an update was stopped"]
    assert (told["company"], told["why"][:15]) == (NAME, "QuickBooks said")
    for shown in (look("status"), look("exceptions", "list"), look("ping", NAME)):
        assert "UPDATES_STOPPED" in shown
    (stopped, *_) = json.loads(look("exceptions", "list", "--json"))
    assert (stopped["id"], stopped["documents"], stopped["answers"]) == ("UPDATES_STOPPED", [], [])
    assert healthz(world)["status"] == "degraded"
    world.advance(timedelta(minutes=20))
    assert world.update().status == "OK"
    assert "STOPPED" not in look("status") + look("exceptions", "list")
    assert healthz(world) == {"status": "ok"}


def test_an_update_for_another_company_file_is_seen(world: World, look: Look) -> None:
    world.inject("quickbooks", "other_file_open", "", 1, 9)
    seen = []
    for _ in range(3):
        world.update()
        world.advance(timedelta(minutes=20))
        seen.append("UPDATES_STOPPED" in look("status"))
    assert seen == [False, False, True]
    for shown in (look("exceptions", "show", "UPDATES_STOPPED"), look("exceptions", "list")):
        assert "QuickBooks could not be reached: A QuickBooks company data file is already open" in shown
    (told,) = json.loads(look("exceptions", "show", "UPDATES_STOPPED", "--json"))
    assert (told["id"], told["times"]) == ("UPDATES_STOPPED", 3)
    ended = CliRunner().invoke(app, ["exceptions", "show", "POLLS_STOPPED", "--dir", "anywhere"])
    assert "Nothing waits as “POLLS_STOPPED”." in str(ended.exception)


def test_updates_that_break_off_again_and_again_are_seen(world: World, look: Look) -> None:
    world.poll()
    world.inject("quickbooks", "web_connector_killed", "", 1, 99)
    seen = []
    for _ in range(5):
        world.update()
        world.advance(timedelta(hours=1))
        seen.append("UPDATES_STOPPED" in look("status"))
    assert seen == [False, False, False, True, True], "that one broke off is known when the next one begins"
    assert "The update broke off: a new update began before the answer was brought." in look("status")


def test_what_is_told_is_told_until_one_goes_well_whatever_comes_after_it(world: World) -> None:
    company = world.connector.company(NAME).name
    for what, passes in (("Another file.", False), ("It is busy.", True)):
        with world.connector.store.write() as work:
            stopped(work, company, Road.UPDATES, what, "", world.clock.now(), passes=passes)
    assert world.connector.stops(NAME)[Road.UPDATES].what == "It is busy."


def test_what_another_system_said_is_cut_and_can_be_stored(world: World) -> None:
    company = world.connector.company(NAME).name
    with world.connector.store.write() as work:
        stopped(work, company, Road.POLLS, "\ud800" + "x" * 100_000, "", world.clock.now())
    assert world.connector.stops(NAME)[Road.POLLS].what == "?" + "x" * 499


def test_a_call_that_breaks_is_seen_although_it_was_answered_with_a_fault(
    world: World, look: Look, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.poll()
    with monkeypatch.context() as patch:
        patch.setattr("connector.flow.exchange._settled", lambda *_: 1 / 0)
        assert world.update().code == "QBWC1042"
    stop = world.connector.stops(NAME)[Road.UPDATES]
    assert stop.what == "The connector broke (ZeroDivisionError: division by zero)."
    assert "UPDATES_STOPPED" in look("status")
    world.advance(timedelta(minutes=20))
    world.update()
    assert world.connector.stops(NAME) == {}


def test_what_is_nobody_s_trouble_is_not_told(world: World) -> None:
    world.poll()
    world.update()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Exchange, "close_connection", lambda *_: "OK")
        world.advance(timedelta(hours=30))
        world.update()
    world.advance(timedelta(minutes=20))
    world.update()
    assert world.connector.stops(NAME) == {}


def test_ping_says_what_quickbooks_last_did_although_jaggaer_does_not_answer(world: World, look: Look) -> None:
    world.poll()
    world.update()
    world.inject("jaggaer", "forbidden", "invoices", 1, 1)
    shown = CliRunner().invoke(app, ["ping", NAME, "--dir", "anywhere"])
    assert "QuickBooks last checked in at" in shown.output
    assert isinstance(shown.exception, ConnectorError)
