"""Whoever asks about a document sees what QuickBooks was asked about it, and what it said, in its own words."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from typer.testing import CliRunner

from connector import Connector, Profile
from connector.cli import app
from connector.flow.entities import Purpose
from connector.flow.probes import Probe
from scenarios.profiles import STORY
from scenarios.world import NAME, World
from simulators.jaggaer import invoice, line
from simulators.qbwc import fault
from tests.scenarios.worlds import connected


def probes(world: World) -> list[Probe]:
    (life,) = world.connector.lives(NAME, "2600001")
    return list(life.probes)


def after(*faults: tuple[str, str], updates: int = 2) -> World:
    world = connected()
    for name, on in faults:
        world.pc.faults.append(fault(name, on))
    world.poll()
    for _ in range(updates):
        world.update()
        world.advance(timedelta(minutes=20))
    return world


def test_a_bill_is_looked_up_written_and_read_back() -> None:
    asked = probes(after())
    assert [(one.purpose, one.request, one.said.partition(" ")[0]) for one in asked] == [
        (Purpose.CHECK, "BillQuery", "500"),
        (Purpose.WRITE, "BillAdd", "0"),
        (Purpose.VERIFY, "BillQuery", "0"),
    ]
    assert asked[0].asked == '<BillQueryRq requestID="Bill by number"><RefNumber>A</RefNumber></BillQueryRq>'
    assert "could not be found" in asked[0].said
    assert all("A of Acme, 5.00 USD, EditSequence" in one.found[0] for one in asked[1:])


def test_an_answer_that_did_not_come_is_said_so_and_the_stored_one_is_shown() -> None:
    lost, stored = [
        one for one in probes(after(("lose_answer", "BillAdd"))) if one.request in ("BillAdd", "MessageSet")
    ]
    assert lost.said == "no answer came (a new update began before the answer was brought)"
    assert stored.asked == f"the answer that QuickBooks stored for message set {lost.message_set}"
    assert "A of Acme, 5.00 USD" in stored.found[0]


def test_where_nothing_is_stored_the_record_that_settled_it_is_shown() -> None:
    asked = probes(after(("lose_answer", "BillAdd"), ("answer_not_stored", "BillAdd")))
    (stored,) = [one for one in asked if one.purpose is Purpose.ASK]
    found, since, deleted = [one for one in asked if one.purpose is Purpose.FIND]
    assert stored.said == "9002 for the whole message set"
    assert all("A of Acme, 5.00 USD" in one.found[0] for one in (found, since))
    assert "<FromModifiedDate>" in since.asked
    assert (deleted.request, deleted.said.partition(" ")[0], deleted.found) == ("TxnDeletedQuery", "1", ())


@pytest.mark.parametrize(
    ("name", "said"),
    [("internal_error", "1000 There"), ("error_after_save", "no answer came (QuickBooks said: Unexpected")],
)
def test_what_went_wrong_is_shown_in_the_words_of_who_said_it(name: str, said: str) -> None:
    (written, *_) = [one for one in probes(after((name, "BillAdd"))) if one.request == "BillAdd"]
    assert written.said.startswith(said)


def test_the_life_of_a_vendor_that_was_created_is_shown_under_its_name() -> None:
    policy = replace(STORY.policy, vendor=replace(STORY.policy.vendor, unknown="create"))
    world = World(seed=4)
    stranger = {"id": 77, "name": "Bay Plumbing", "supplierNumber": "V-7"}
    goods = [line(1, "Pipes", "1", "80.00", account="6120")]
    world.tenant.put_invoice(invoice(2_600_101, stranger, goods, supplier_invoice="BP-1"))
    world.connect(Profile(policy=policy, wire=STORY.wire))
    world.poll()
    world.update()
    (life,) = world.connector.lives(NAME, "Bay Plumbing")
    assert (life.line.invoice, life.line.state, life.line.posting) == ("Vendor Bay Plumbing", "done", "Vendor")
    assert [one.request for one in life.probes] == ["VendorQuery", "VendorAdd"]
    assert [event.kind for event in life.events] == ["queued", "sent", "done"]


def test_the_command_shows_question_and_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    world = after()
    monkeypatch.setattr(Connector, "open", lambda _folder: world.connector)
    shown = CliRunner().invoke(app, ["document", "A", "--dir", "anywhere"]).stdout
    assert "BillQuery to look whether the numbers about to be written are taken" in shown
    assert '<BillQueryRq requestID="Bill by number"><RefNumber>A</RefNumber></BillQueryRq>' in shown
    assert "→ 500 The query request has not been fully completed." in shown
    told = json.loads(CliRunner().invoke(app, ["document", "A", "--dir", "anywhere", "--json"]).stdout)
    assert [one["request"] for one in told[0]["probes"]] == ["BillQuery", "BillAdd", "BillQuery"]
