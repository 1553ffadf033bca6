"""Captures played again: the same company file at the end, and the first difference in what the connector sends."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from connector import Profile
from scenarios import library
from scenarios.__main__ import app
from scenarios.captures import rebuild, timeline
from scenarios.captures.model import BadCapture, Capture
from scenarios.captures.reading import of_bytes
from scenarios.captures.replay import replay
from scenarios.captures.timeline import Timeline
from scenarios.director import performed
from scenarios.world import NAME, World
from simulators.jaggaer import Tenant

pytestmark = pytest.mark.once

NOT_SHOWN = {
    "another PC wrote, or the file or the database was set back": {
        *("copies/company_file_kept", "copies/company_file_restored", "copies/connector_restored"),
        "copies/connector_restored_and_taken_back",
        *("copies/restored_during_an_update", "sessions/password_missing"),
    },
    "a person answered, or changed the profile, between two updates": {
        *("corrections/map_changed_after_posting", "exceptions/unmapped_account_released"),
        *("invoices/charge_without_an_account", "invoices/closed_period_dated", "invoices/more_billed_than_ordered"),
        *("invoices/received_before_billed", "invoices/terms_by_another_name", "invoices/vendor_paired"),
        *("invoices/wrong_answer_taken_back", "orders/typed_by_a_person", "payments/nothing_told_unasked"),
        *("reference-data/two_suppliers_of_one_vendor", "standing/posted_again_as_the_profile_says"),
        "standing/questions_refused_three_times",
    },
    "a poll heard only a part of what JAGGAER held, or heard it late": {
        *("jaggaer/details_that_fail", "jaggaer/documents_that_are_odd", "jaggaer/lists_that_shift"),
        *("jaggaer/number_missing", "jaggaer/poll_that_slept", "jaggaer/row_gone_between_pages"),
        *("network/answer_late", "network/by_chance", "orders/orders_forbidden"),
    },
    "the connector's disk or clock failed": {
        *("store/database_locked", "store/disk_failing", "store/disk_full"),
        *("time/clock_set_back", "time/set_back", "time/set_forward"),
    },
}
"""Stories of which neither the log nor what JAGGAER held tells all, and what is missing."""
# What people do in QuickBooks is in no log; nor is it, which requests of a set were carried out before a crash.
UNSEEN = (
    *("people", "corrections", "copies", "store", "jaggaer", "invoices", "standing"),
    *("payments", "reference-data"),
)
"""What a log does not show: people and their answers, another profile, databases that were set back or broke, lists that shifted."""

SHOWN = {"poll jaggaer", "update web connector", "advance", "add invoice", "inject", "during"}
"""Of stories of orders, those that do no more than this: what becomes of an order in JAGGAER is in no log either."""


def _is_shown(story: library.Story) -> bool:
    if story.subject == "orders":
        return all(step.verb in SHOWN for step in story.scenario.steps)
    return story.subject not in UNSEEN


FILED = [story.id for story in library.stories() if _is_shown(story) and "/set_" not in story.id]
REPLAYED = [one.id for one in library.stories() if not any(one.id in ids for ids in NOT_SHOWN.values())]
REFUSED = {"exceptions/refused_by_quickbooks", "exceptions/internal_error", "sessions/dialog_opens_inside"}
"""What QuickBooks refused by a fault, a company file that is built from the log takes."""

HALF_CARRIED_OUT = "settling/crash_in_message_set"
ON_AN_ORDER = "road/order_in_two_bills"
"""The account of an item is in no log."""


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Every story that a log of one PC can show, or every so many-th of them."""
    every = metafunc.config.getoption("--replays")
    left_out = {"sessions/second_pc", HALF_CARRIED_OUT, ON_AN_ORDER, *REFUSED}
    for name, ids in (("filed", [id_ for id_ in FILED if id_ not in left_out]), ("replayed", REPLAYED)):
        if name in metafunc.fixturenames:
            metafunc.parametrize(name, ids[::every])


def captured(id_: str) -> tuple[World, Capture]:
    world = performed(library.find(id_).scenario)[0]
    return world, of_bytes(world.qwclog().encode())


def test_the_log_of_a_run_ends_in_the_same_company_file(filed: str) -> None:
    world, capture = captured(filed)
    assert rebuild.shown(rebuild.end_of(capture)) == rebuild.shown(world.file)


def test_a_run_is_replayed_without_a_difference(replayed: str) -> None:
    world, capture = captured(replayed)
    company = world.connector.company(NAME)
    profile = Profile(company.policy, company.wire, company.schedule)
    done = replay(capture, Timeline(world.tenant, world.snapshots), profile)
    assert done.difference is None
    assert done.rounds == sum(len(update.rounds) for update in capture.updates)


def test_every_story_that_is_not_replayed_is_one_of_the_library() -> None:
    assert {one for ids in NOT_SHOWN.values() for one in ids} <= {one.id for one in library.stories()}


def test_what_jaggaer_held_at_each_poll_comes_back_from_its_file(tmp_path: Path) -> None:
    world = performed(library.find("corrections/paid_credited_and_back").scenario)[0]
    file = tmp_path / "tenant.json"
    file.write_text(json.dumps(timeline.to_json(Timeline(world.tenant, world.snapshots))))
    assert timeline.read(file).polls == world.snapshots
    assert timeline.read(file).tenant.to_json() == world.tenant.to_json()
    file.write_text(file.read_text().replace('"polls": [', '"polls": [3, '))
    with pytest.raises(BadCapture, match="polls"):
        timeline.read(file)


def test_a_change_of_which_the_answer_is_in_no_log_is_carried_out_if_it_is_seen_later() -> None:
    world, capture = captured("orders/answer_to_a_revision_lost")
    assert rebuild.shown(rebuild.end_of(capture)) == rebuild.shown(world.file)


def test_what_was_there_before_the_first_request_has_no_bill_that_a_request_added() -> None:
    world, capture = captured("settling/answer_lost_after_save")
    start = rebuild.start_of(capture)
    assert start.records("Bill") == []
    assert [one["Name"] for one in start.records("Vendor")] == ["Acme"]
    assert len(world.file.records("Bill")) == 1


def test_the_first_difference_stops_the_replay_and_is_named() -> None:
    world, capture = captured("road/first_bill")
    document = world.tenant.invoices["2600101"]
    document["header"]["supplierInvoiceNumber"] = "AC-999"
    done = replay(capture, world.tenant)
    assert str(done.difference) == (
        "update 1, request 3: /QBXML/QBXMLMsgsRq/BillQueryRq/RefNumber was “AC-778” and is “AC-999” now"
    )
    assert done.rounds == 2


def test_an_amount_that_differs_is_found_where_it_is_written() -> None:
    world, capture = captured("road/first_bill")
    world.tenant.invoices["2600101"]["header"]["total"]["value"] = 1132.56
    world.tenant.invoices["2600101"]["lineList"]["invoiceLine"][0]["unitPrice"] = 1132.56
    done = replay(capture, world.tenant)
    assert done.difference is not None
    assert "ExpenseLineAdd/Amount was “1132.55” and is “1132.56”" in str(done.difference)


@pytest.mark.parametrize(
    ("recorded", "now", "where"),
    [
        (r' newMessageSetID=\\"[^"\\]*\\"', "", "@newMessageSetID was “nothing”"),
        (r"<ExternalGUID>[^<]*</ExternalGUID>", "<ExternalGUID/>", "ExternalGUID was “nothing”"),
        (r'qbxml version=\\"16.0\\"', 'qbxml version=\\\\"8.0\\\\"', "the qbXML version was “version="),
        (r'"closed":"OK"', '"closed":"Complete!"', "closeConnection's answer was “Complete!”"),
    ],
    ids=["an id", "a guid", "the version", "the goodbye"],
)
def test_what_only_one_side_has_is_a_difference(recorded: str, now: str, where: str) -> None:
    world, capture = captured("road/first_bill")
    text, count = re.subn(recorded, now, capture.model_dump_json())
    assert count
    done = replay(Capture.model_validate_json(text), world.tenant)
    assert where in str(done.difference)


def test_nothing_to_post_is_a_difference_too() -> None:
    _, capture = captured("road/first_bill")
    assert replay(capture, Tenant()).difference is not None


def test_a_log_without_a_whole_update_is_said_to_be_of_no_use() -> None:
    with pytest.raises(BadCapture, match="VERBOSE"):
        replay(Capture(updates=()), Tenant())


def test_the_commands_go_from_a_story_to_its_replay(tmp_path: Path) -> None:
    log, tenant, capture, company = (str(tmp_path / name) for name in ("log", "tenant", "capture", "company"))
    runner = CliRunner()

    def run(*words: str) -> str:
        done = runner.invoke(app, words)
        assert done.exit_code == 0, done.output
        return done.output

    run("run", "first_bill", "--log", log, "--tenant", tenant)
    found = json.loads(run("import", log, "-o", capture, "--company", company, "--json"))
    assert (found["updates"], found["whole"], found["requests"], found["problems"]) == (1, 1, 6, [])
    assert found["totals"]["bytes"] == Path(log).stat().st_size
    assert json.loads(run("replay", capture, "--tenant", tenant, "--strict", "--json"))["difference"] is None
    assert json.loads(Path(company).read_text())["name"]
    Path(tenant).write_text(Path(tenant).read_text().replace("AC-778", "AC-779"))
    assert runner.invoke(app, ["replay", capture, "--tenant", tenant]).exit_code == 1
