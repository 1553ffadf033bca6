"""
An installation of an earlier release goes on: nothing is posted, reopened or lost by the upgrade.

``earlier/`` has two installations that release 9f0da54 left: its database as SQL, JAGGAER's tenant and QuickBooks'
company file at that moment. In both, documents were withdrawn, paired, posted anyway and dated by people, or are held,
queued, refused and given up; one was sent a moment ago, or its outcome is unknown.
"""

from __future__ import annotations

import gzip
import json
import sqlite3
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from connector import Answer, Said
from connector.adapters.store import SqlStore
from connector.domain.decision import Matter
from connector.domain.identifiers import CompanyName
from scenarios.profiles import STORY
from scenarios.world import NAME, World
from simulators.jaggaer import Tenant
from simulators.qbwc import Person, restore, vendor
from simulators.qbwc.disk import read_document

pytestmark = pytest.mark.once

EARLIER = Path(__file__).parent / "earlier"
COMPANY = CompanyName(NAME)
STOOD = {
    "I00101": ("done", []),
    "I00102": ("withdrawn", []),
    "I00103": ("done", []),
    "I00104": ("done", []),
    "I00105": ("done", []),
    "I00106": ("held", ["CHANGED_AFTER_POSTING"]),
    "I00107": ("withdrawn", []),
    "I00108": ("held", ["CANCELLED_AFTER_POSTING"]),
    "I00109": ("withdrawn", []),
    "I00111": ("held", ["NOT_ALLOWED"]),
    "I00114": ("needs_person", ["NO_ANSWER"]),
    "I00115": ("held", ["ACCOUNT_UNMAPPED"]),
}
GOES_ON = ("I00112", "I00113")
"""What was on its way: queued, and sent or unknown."""


def installed(which: str, folder: Path) -> World:
    """The world as the earlier release left it, with its database upgraded."""
    kept = json.loads(gzip.decompress((EARLIER / f"{which}.json.gz").read_bytes()))
    world = World(seed=5, at=datetime.fromisoformat(kept["now"]))
    vendor(world.file, "Acme", world.clock.now(), AccountNumber="V-1001")
    world.connect(STORY)
    restore(world.file, read_document(kept["company"]))
    world.tenant.__dict__.update(Tenant.from_json(kept["tenant"]).__dict__)
    path = folder / "connector.db"
    with closing(sqlite3.connect(path)) as database:
        database.executescript(kept["store"])
    store = SqlStore(path)
    store.create()
    world.use_store(store)
    return world


def figures(world: World) -> dict[str, tuple[str, list[str]]]:
    lines = world.connector.lines(NAME)
    return {
        one.invoice: (one.state, [hold.code.value for hold in one.holds] if one.state != "withdrawn" else [])
        for one in lines
    }


def bills(world: World) -> list[tuple[str, str]]:
    return sorted((bill["RefNumber"], bill["AmountDue"]) for bill in world.file.records("Bill"))


def later(world: World, times: int = 1) -> None:
    for _ in range(times):
        world.poll()
        world.update()
        world.advance(timedelta(minutes=20))


@pytest.mark.parametrize("which", ["sent", "unknown"])
def test_nothing_is_posted_reopened_or_lost_by_an_upgrade(which: str, tmp_path: Path) -> None:
    world = installed(which, tmp_path)
    before, told = bills(world), len(world.connector.history(NAME))
    assert {name: one for name, one in figures(world).items() if name not in GOES_ON} == STOOD
    assert {figures(world)[name][0] for name in GOES_ON} == {"queued", which}
    later(world, 5)
    after = figures(world)
    assert {name: one for name, one in after.items() if name not in GOES_ON} == STOOD
    assert {after[name][0] for name in GOES_ON} == {"done"}
    assert bills(world) == sorted([*before, ("AC-12", "120.00")]), "what was queued is posted, and nothing else"
    assert len(world.connector.history(NAME)) > told
    assert world.connector.verify_history(NAME).wrong == ()


def test_what_people_decided_is_kept_with_who_said_it(tmp_path: Path) -> None:
    world = installed("unknown", tmp_path)
    with world.connector.store.read() as work:
        said = {(one.matter, one.subject): one.by for one in work.decisions.all(COMPANY)}
    settled = {subject: by for (matter, subject), by in said.items() if matter is Matter.SETTLED}
    assert settled == {"2600002": "Ann", "2600007": "Ann", "2600009": "Ann"}
    assert said[Matter.PAIRED, "2600003"] == said[Matter.NOT_SAME, "2600004"] == said[Matter.DATE, "2600005"] == "Ann"


def test_what_was_settled_is_asked_about_again_when_it_changes_or_is_taken_back(tmp_path: Path) -> None:
    world = installed("unknown", tmp_path)
    later(world, 2)
    world.tenant.edit_invoice("2600007", {"supplierInvoiceNumber": "AC-7c"}, world.clock.now())
    world.connector.take_back(NAME, "I00109", by="Ann", reason="it was not voided after all")
    later(world, 2)
    held = figures(world)
    assert held["I00107"] == ("held", ["CHANGED_AFTER_POSTING"])
    assert held["I00109"] == ("held", ["CANCELLED_AFTER_POSTING"])


def test_the_exceptions_of_an_earlier_release_have_their_ways_out(tmp_path: Path) -> None:
    world = installed("unknown", tmp_path)
    later(world, 2)
    said = Said(Answer.MAP, "Office Supplies", "Ann", "by the books")
    world.connector.resolve(NAME, "ACCOUNT_UNMAPPED/7777", said)
    world.connector.retry(NAME, "I00111")
    world.connector.retry(NAME, "I00114")
    Person(world.file, world.clock.now()).void("Bill", "AC-8")
    later(world, 3)
    states: dict[str, Any] = {name: figures(world)[name] for name in ("I00111", "I00114", "I00115", "I00108")}
    assert {name: state for name, (state, _) in states.items() if name != "I00108"} == dict.fromkeys(
        ("I00111", "I00114", "I00115"), "done"
    )
    assert states["I00108"][1] == [], "both sides took it back"
    assert [number for number, _ in bills(world)].count("AC-14") == 1
