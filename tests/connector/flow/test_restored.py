"""Backups that come back: of QuickBooks' company file, and of our own database."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from connector import Profile
from connector.domain.hold_code import HoldCode
from connector.domain.policy import CorrectionPolicy
from connector.flow.rebinding import adopting
from connector.sync.lineage import NAME as MARK
from scenarios.checks import violations
from scenarios.profiles import STORY
from scenarios.world import NAME, World
from simulators.jaggaer import invoice, line
from simulators.qbwc import Person, copied, restore, vendor

pytestmark = pytest.mark.once

SUPPLIER = {"id": 1_003_837_201, "name": "Acme", "supplierNumber": "V-1001"}


def document(number: int, total: str = "120.00") -> dict[str, Any]:
    lines = [line(1, "Goods", "1", total, account="6120")]
    return invoice(2_600_000 + number, SUPPLIER, lines, supplier_invoice=f"AC-{number}")


@pytest.fixture
def world() -> World:
    made = World(seed=5)
    vendor(made.file, "Acme", made.clock.now(), AccountNumber="V-1001")
    made.connect(STORY)
    post(made, 1)
    return made


def post(world: World, *numbers: int) -> None:
    for number in numbers:
        world.tenant.put_invoice(document(number))
    world.poll()
    world.advance(timedelta(minutes=20))
    world.update()


def numbers(world: World) -> list[str]:
    return sorted(bill["RefNumber"] for bill in world.file.records("Bill"))


def mark(world: World) -> str:
    return next((one["DataExtValue"] for one in world.file.extensions if one["DataExtName"] == MARK), "")


def states(world: World) -> list[str]:
    return [one.state for one in world.connector.lines(NAME)]


def test_every_message_set_of_writes_raises_the_mark_on_the_company(world: World) -> None:
    first = mark(world)
    post(world, 2)
    assert int(mark(world).split()[0]) == int(first.split()[0]) + 1
    assert violations(world) == []


def test_a_restored_company_file_gets_nothing_until_a_person_says_what_it_is(world: World) -> None:
    backup = copied(world.file)
    post(world, 2)
    restore(world.file, backup)
    post(world, 3)
    assert numbers(world) == ["AC-1"]
    assert "restored from a backup" in world.told[-1].result.status
    assert f"connector company rebind {NAME}" in world.told[-1].result.status
    assert [one.purpose.name for one in world.connector.messages(NAME)][-1] != "WRITE"


def test_what_was_written_since_the_backup_is_written_again_once(world: World) -> None:
    backup, backed_up_at = copied(world.file), world.clock.now()
    world.advance(timedelta(minutes=1))
    post(world, 2, 3)
    restore(world.file, backup)
    Person(world.file, world.clock.now()).enter_bill("Acme", "AC-3", "120.00")  # from the paper, by hand
    world.update()
    done = world.connector.restored_file(NAME, backed_up_at)
    assert done.queued == 2
    world.advance(timedelta(minutes=20))
    world.update()
    assert numbers(world) == ["AC-1", "AC-2", "AC-3"]
    assert states(world) == ["done", "done", "held"]
    assert [hold.code for one in world.connector.exceptions(NAME) for hold in one.holds] == [HoldCode.LOOKS_ENTERED]
    post(world, 4)
    assert violations(world) == []


def test_a_file_that_is_kept_as_it_is_shows_what_is_missing_in_it(world: World) -> None:
    backup = copied(world.file)
    post(world, 2)
    restore(world.file, backup)
    world.update()
    assert world.connector.keep_file(NAME).read_back == 2
    world.advance(timedelta(minutes=20))
    world.update()
    assert numbers(world) == ["AC-1"], "nothing is posted again"
    assert states(world) == ["done", "held"]
    post(world, 3)
    assert numbers(world) == ["AC-1", "AC-3"]


def test_a_new_file_gets_what_was_not_posted_yet(world: World) -> None:
    world.tenant.put_invoice(document(2))
    world.poll()
    world.connector.new_file(NAME)
    for bill in world.file.records("Bill"):  # as if it were another file
        world.file.remove("Bill", bill["TxnID"])
    world.file.set_extensions([])
    world.pc.registry.remove(world.application.name)
    world.pc.add_application(world.application)
    assert world.added is not None
    world.pc.registry.install(world.application).password = world.added.password
    world.advance(timedelta(minutes=20))
    world.update()
    assert numbers(world) == ["AC-2"]
    assert states(world) == ["done", "done"]


@pytest.mark.parametrize("is_told", [True, False])
def test_our_database_from_a_backup_adopts_what_quickbooks_has(world: World, *, is_told: bool) -> None:
    """By “connector restore”, or by a virtual machine that was set back: then the mark is ahead of ours."""
    backup = world.connector.store.copy()
    post(world, 2, 3)
    person = Person(world.file, world.clock.now())
    person.edit("Bill", "AC-3", RefNumber="AC-3-ANN", Memo="[JAGGAER I1/2600003] renumbered by Ann")
    world.connector.store = backup
    world.restart()
    if is_told:
        with world.connector.store.write() as work:
            adopting(work, work.companies.all(), world.clock.now())
    post(world, 4)
    assert numbers(world) == ["AC-1", "AC-2", "AC-3-ANN", "AC-4"]
    assert states(world) == ["done", "done", "held", "done"], "what Ann renumbered is shown"
    (shown,) = world.connector.exceptions(NAME)
    assert "number AC-3 as posted, AC-3-ANN in QuickBooks" in shown.holds[0].what
    told = [event.data.get("evidence") for event in world.connector.history(NAME) if event.kind == "done"]
    assert told.count("found in QuickBooks by ExternalGUID") == 2
    assert violations(world) == []


def test_a_copy_of_the_file_that_another_connector_wrote_to_gets_nothing(world: World) -> None:
    extensions = [
        {**one, "DataExtValue": "1 cccccccccccc"} if one["DataExtName"] == MARK else one
        for one in world.file.extensions
    ]
    world.file.set_extensions(extensions)
    post(world, 2)
    assert numbers(world) == ["AC-1"]
    assert "another connector has written to it" in world.told[-1].result.status


def test_a_file_that_takes_no_mark_is_used_without_one() -> None:
    world = World(seed=5)
    vendor(world.file, "Acme", world.clock.now(), AccountNumber="V-1001")
    world.connect(STORY)
    world.inject("quickbooks", "no_permission", "DataExtAdd", 1, 9)
    post(world, 1)
    post(world, 2)
    assert (numbers(world), mark(world)) == (["AC-1", "AC-2"], "")
    assert any("takes no mark" in event.text for event in world.connector.history(NAME))


def test_a_web_connector_that_does_not_show_our_mark_is_no_obstacle(world: World) -> None:
    """That its first answer brings every value of ours is assumed: QuickBooks is asked where it does not."""
    backup = copied(world.file)
    world.file.assumed.choose("shown_values", "its own")
    post(world, 2)
    assert numbers(world) == ["AC-1", "AC-2"]
    assert [one.purpose.name for one in world.connector.messages(NAME)].count("LOOK") == 1
    backup.assumed.choose("shown_values", "its own")
    restore(world.file, backup)
    post(world, 3)
    assert numbers(world) == ["AC-1"]
    assert "restored from a backup" in world.told[-1].result.status


def test_what_was_adopted_and_voided_since_does_not_stand_in_for_its_replacement() -> None:
    policy = replace(STORY.policy, corrections=CorrectionPolicy(cancelled="void"))
    world = World(seed=5)
    vendor(world.file, "Acme", world.clock.now(), AccountNumber="V-1001")
    world.connect(Profile(policy=policy, wire=STORY.wire))
    backup = world.connector.store.copy()
    post(world, 1)
    world.use_store(backup)
    post(world, 1)
    assert numbers(world) == ["AC-1"]
    for status in ("Cancelled", "Payable"):
        world.tenant.edit_invoice("2600001", {"paymentStatus": status}, world.clock.now())
        world.poll()
        world.advance(timedelta(minutes=20))
        world.update()
    assert [bill["AmountDue"] for bill in world.file.records("Bill")] == ["0.00", "120.00"]
    assert states(world) == ["done"]
    assert violations(world) == []


def test_what_was_posted_after_the_backup_and_taken_back_since_waits_for_a_person(world: World) -> None:
    """A restored database of ours knows neither the bill nor that it was there."""
    backup = world.connector.store.copy()
    world.advance(timedelta(minutes=1))
    post(world, 2)
    world.advance(timedelta(minutes=1))
    world.tenant.edit_invoice("2600002", {"paymentStatus": "Cancelled"}, world.clock.now())
    world.use_store(backup)
    for _ in range(3):
        world.advance(timedelta(minutes=20))
        world.poll()
        world.update()
    (waiting,) = world.connector.exceptions(NAME)
    assert [hold.code for hold in waiting.holds] == [HoldCode.LEFT_STANDING]
    assert "AC-2" in waiting.holds[0].what
    Person(world.file, world.clock.now()).void("Bill", "AC-2")
    for _ in range(2):
        world.advance(timedelta(minutes=20))
        world.update()
    assert world.connector.exceptions(NAME) == []
    assert violations(world) == []
