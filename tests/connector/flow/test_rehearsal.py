"""A dry run says of each document what would become of it, by the code that decides in earnest, and writes nothing."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import Any

import pytest

from connector.flow import listing
from connector.flow.rehearsal import HOLD, LATER, NOTHING, POST, THERE, Forecast
from scenarios.profiles import STORY
from scenarios.world import NAME, World
from simulators.jaggaer import invoice, line
from simulators.qbwc import Person, vendor

pytestmark = pytest.mark.once

ACME = {"id": 1_003_837_201, "name": "Acme", "supplierNumber": "V-1001"}
STRANGER = {"id": 1_003_837_299, "name": "Acme Supplies LLC", "supplierNumber": "V-9"}


def world() -> World:
    made = World(seed=5)
    vendor(made.file, "Acme", made.clock.now(), AccountNumber="V-1001")
    made.connect(STORY)
    return made


def put(world: World, number: int, **rest: Any) -> None:
    supplier = rest.get("supplier", ACME)
    lines = [line(1, "Goods", "1", "120.00", account=str(rest.get("code", "6120")))]
    made = invoice(2_600_000 + number, supplier, lines, supplier_invoice=f"AC-{number}")
    made["header"]["workflowStatus"] = rest.get("workflow", "Completed")
    world.tenant.put_invoice(made)
    world.tenant.edit_invoice(str(made["header"]["invoiceId"]), {}, world.clock.now())


def forecasts(world: World) -> dict[str, Forecast]:
    return {one.invoice: one for one in world.connector.rehearse(NAME).forecasts}


def digest(world: World) -> str:
    """Every row of the database."""
    with world.connector.store.read() as work:
        return hashlib.sha256("\n".join(work.transaction.driver.iterdump()).encode()).hexdigest()


def test_each_document_is_said_to_be_posted_held_or_there() -> None:
    made = world()
    Person(made.file, made.clock.now()).enter_bill("Acme", "AC-5", "120.00", day="2026-01-12")
    put(made, 1)
    made.poll()
    made.update()
    for number, rest in ((2, {}), (3, {"supplier": STRANGER}), (4, {"workflow": "Pending"}), (5, {})):
        put(made, number, **rest)
    found = forecasts(made)
    verdicts = {number: one.verdict for number, one in found.items()}
    assert verdicts == {"I00101": THERE, "I00102": POST, "I00103": HOLD, "I00104": NOTHING, "I00105": THERE}
    assert found["I00102"].why == "Bill AC-2 of “Acme” over 120.00 USD, 1 lines"
    assert found["I00103"].exceptions == ("VENDOR_UNKNOWN",)
    assert "100 percent likely" in found["I00105"].why


def test_nothing_is_written_here_or_there() -> None:
    made = world()
    made.update()
    put(made, 1)
    before = digest(made)
    assert forecasts(made)["I00101"].verdict == POST
    assert digest(made) == before
    assert made.file.records("Bill") == []
    made.poll()
    made.update()
    assert len(made.file.records("Bill")) == 1


def test_before_quickbooks_lists_are_read_nothing_is_promised() -> None:
    made = world()
    put(made, 1)
    assert forecasts(made)["I00101"].verdict == LATER


def test_another_profile_is_tried_before_it_is_used() -> None:
    made = world()
    made.update()
    put(made, 1, code="7777")
    assert forecasts(made)["I00101"].verdict == HOLD
    mapped = replace(STORY.policy.account, map={**STORY.policy.account.map, "7777": "Office Supplies"})
    other = replace(STORY, policy=replace(STORY.policy, account=mapped))
    assert [one.verdict for one in made.connector.rehearse(NAME, other).forecasts] == [POST]
    assert forecasts(made)["I00101"].verdict == HOLD


def test_how_much_was_found_before_anything_was_sent_is_counted() -> None:
    made = world()
    made.update()
    put(made, 1, supplier=STRANGER)
    put(made, 2, code="7777")
    done = made.connector.rehearse(NAME)
    assert (done.waiting, done.predicted) == (2, 2)
    assert done.entries / done.of > 0.5


def test_a_vendor_that_would_be_made_under_a_name_too_long_for_quickbooks_is_foretold() -> None:
    made = World(seed=5)
    creating = replace(STORY.policy, vendor=replace(STORY.policy.vendor, unknown="create"))
    made.connect(replace(STORY, policy=creating))
    made.update()
    put(made, 1, supplier={**STRANGER, "name": "A" * 42})
    (told,) = forecasts(made).values()
    assert (told.verdict, told.exceptions) == (HOLD, ("UNSENDABLE",))
    made.poll()
    made.update()
    assert [one.code.value for one in made.connector.exceptions(NAME)[0].holds] == ["UNSENDABLE"]
    put(made, 1, supplier={**STRANGER, "name": "A" * 41})
    made.poll()
    made.update()
    assert [one["Name"] for one in made.file.records("Vendor")] == ["A" * 41]
    assert made.connector.exceptions(NAME) == []


def test_it_reads_all_that_jaggaer_has_in_as_many_passes_as_that_takes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing, "ROOM", 1)
    made = world()
    for number in range(101):
        put(made, number)
    assert not made.connector.poll(NAME).is_whole, "a page has a hundred"
    assert len(forecasts(made)) == 101
