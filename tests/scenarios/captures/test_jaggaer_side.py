"""JAGGAER's side of a log: what must have been there, so that the same requests come of it, and what cannot be known."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from scenarios import library
from scenarios.__main__ import app
from scenarios.captures.jaggaer_side import jaggaer_side
from scenarios.captures.reading import of_bytes
from scenarios.captures.replay import replay
from scenarios.captures.seen import seen
from scenarios.director import performed
from scenarios.profiles import STORY
from tests.scenarios.captures.logs import REAL, read
from tests.scenarios.captures.planted import planted

STORIES = (
    "road/first_bill",
    "road/order_in_two_bills",
    "settling/answer_lost_after_save",
    "sessions/web_connector_killed",
    "invoices/charges_as_lines",
    "invoices/credit_memo",
    "people/vendor_merged_between",
    "time/limit_with_error",
)


@pytest.mark.parametrize("id_", STORIES)
def test_a_log_is_replayed_with_nothing_but_what_it_shows(id_: str) -> None:
    capture = of_bytes(performed(library.find(id_).scenario)[0].qwclog().encode())
    side = jaggaer_side(seen(capture), STORY)
    assert replay(capture, side.tenant).difference is None


def test_a_document_has_the_number_the_id_and_the_sum_that_jaggaer_had() -> None:
    world = performed(library.find("invoices/charges_as_lines").scenario)[0]
    side = jaggaer_side(seen(of_bytes(world.qwclog().encode())), STORY)
    for id_, document in side.tenant.invoices.items():
        real = world.tenant.invoices[id_]["header"]
        for name in ("invoiceNumber", "supplierInvoiceNumber", "invoiceDate", "dueDate", "total", "taxCharge1"):
            assert document["header"].get(name) == real.get(name), name


def test_what_cannot_be_known_is_listed() -> None:
    side = jaggaer_side(seen(planted()), STORY)
    assert any("no mark of the connector is in its memo" in one for one in side.unknown)
    assert any("profile maps none to it" in one for one in side.unknown)
    assert jaggaer_side(seen(read(REAL)), STORY).unknown == ["any document: nothing was posted"]


def test_the_command_writes_a_tenant_that_a_replay_takes(tmp_path: Path) -> None:
    log, capture, tenant = (str(tmp_path / name) for name in ("log", "capture", "tenant"))
    run = CliRunner().invoke
    run(app, ["run", "first_bill", "--log", log])
    done = run(app, ["import", log, "-o", capture, "--tenant", tenant])
    assert done.exit_code == 0, done.output
    assert "cannot be known" in done.output
    assert json.loads(run(app, ["replay", capture, "--tenant", tenant, "--json"]).output)["difference"] is None
