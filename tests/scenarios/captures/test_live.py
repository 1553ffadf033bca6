"""Live replay: the rebuilt company file and the fakes lead to the same books, and a bug shows in them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from scenarios import library
from scenarios.__main__ import app
from scenarios.captures.faults_of import Fault
from scenarios.captures.jaggaer_side import jaggaer_side
from scenarios.captures.live import live
from scenarios.captures.model import BadCapture, Capture
from scenarios.captures.reading import of_bytes
from scenarios.captures.seen import seen
from scenarios.captures.timeline import Timeline
from scenarios.director import performed
from scenarios.profiles import STORY
from simulators.jaggaer import Tenant
from tests.scenarios.captures.logs import REAL, read
from tests.scenarios.test_planted import BUGS, DUPLICATE

pytestmark = pytest.mark.once

STORIES = (
    "road/first_bill",
    "settling/answer_lost_after_save",
    "invoices/credit_memo",
    "sessions/web_connector_killed",
)


def captured(id_: str) -> tuple[Capture, Timeline]:
    """The log of a story, and what it shows of JAGGAER."""
    capture = of_bytes(performed(library.find(id_).scenario)[0].qwclog().encode())
    return capture, Timeline(jaggaer_side(seen(capture), STORY).tenant)


@pytest.mark.parametrize("id_", STORIES)
def test_a_log_lives_again_to_the_same_books(id_: str) -> None:
    done = live(*captured(id_), STORY)
    assert (done.missing, done.more, done.failures) == ((), (), ())


def test_what_got_lost_gets_lost_again_and_a_bug_of_today_shows() -> None:
    capture, timeline = captured("settling/answer_lost_after_save")
    with pytest.MonkeyPatch.context() as patch:
        BUGS[DUPLICATE][0](patch)
        done = live(capture, timeline, STORY)
    assert done.more == ("Bill AC-778 of Acme over 120.00",)
    assert any(one.startswith("no second record: ") for one in done.failures)


def test_other_faults_may_be_added() -> None:
    capture, timeline = captured("road/first_bill")
    calm, stormy = live(capture, timeline, STORY), live(capture, timeline, STORY, [Fault("lose_answer", "BillAdd")])
    assert calm.told[0] != stormy.told[0]
    assert (stormy.missing, stormy.more, stormy.failures) == ((), (), ())


def test_a_log_without_a_request_cannot_live() -> None:
    with pytest.raises(BadCapture, match="VERBOSE"):
        live(Capture(updates=()), Timeline(Tenant()), STORY)


def test_the_real_shape_of_a_log_lives_without_a_document() -> None:
    done = live(read(REAL), Timeline(Tenant()), STORY)
    assert done.more == ()


def test_the_command_lets_a_log_live_with_what_it_shows(tmp_path: Path) -> None:
    log = str(tmp_path / "log")
    run = CliRunner().invoke
    run(app, ["run", "first_bill", "--log", log])
    done = run(app, ["replay", log, "--live", "--fault", "lose_answer@BillAdd#1"])
    assert (done.exit_code, "same books" in done.output) == (0, True), done.output
    assert json.loads(run(app, ["replay", log, "--live", "--json"]).output)["failures"] == []
    assert isinstance(run(app, ["replay", log, "--live", "--fault", "no@such"]).exception, BadCapture)
