"""Readings of JAGGAER that cross one another or come late: the newest counts."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from connector.domain.identifiers import CompanyName
from scenarios.profiles import STORY
from scenarios.world import NAME, World
from simulators.jaggaer import invoice, line
from simulators.qbwc import vendor

SUPPLIER = {"id": 1_003_837_201, "name": "Acme", "supplierNumber": "V-1001"}
CANCELLED: dict[str, Any] = {"workflowStatus": "Cancelled", "paymentStatus": "Cancelled"}


@pytest.fixture
def world() -> World:
    made = World(seed=5)
    vendor(made.file, "Acme", made.clock.now(), AccountNumber="V-1001")
    made.connect(STORY)
    return made


def put(world: World, number: int, at: datetime | None = None, **header: Any) -> None:
    """An invoice of JAGGAER's, changed at an instant: now, unless another one is given."""
    goods = [line(1, "Goods", "1", "120.00", account="6120")]
    world.tenant.put_invoice(invoice(2_600_000 + number, SUPPLIER, goods, supplier_invoice=f"AC-{number}"))
    world.tenant.edit_invoice(str(2_600_000 + number), header, at or world.clock.now())


def numbers(world: World) -> list[str]:
    return sorted(one["RefNumber"] for one in world.file.records("Bill"))


def told(world: World, kind: str) -> list[str]:
    return [event.text for event in world.connector.history(NAME) if event.kind == kind]


def test_an_older_version_that_is_read_later_is_not_kept_and_its_document_tells_of_it(world: World) -> None:
    """A node of JAGGAER that lags behind lists the invoice as it was before it was cancelled."""
    put(world, 1, **CANCELLED)
    world.poll()
    put(world, 1, world.clock.now() - timedelta(minutes=30))
    world.poll()
    world.update()
    assert numbers(world) == []
    (life,) = world.connector.lives(NAME, "I00101")
    assert [event.text for event in life.events if event.kind == "older"] == [
        "JAGGAER showed an older version of invoice I00101, which was not kept"
    ]


def test_a_stamp_of_2099_freezes_no_document(world: World) -> None:
    put(world, 1, datetime.fromisoformat("2099-01-01T00:00:00+00:00"))
    world.poll()
    put(world, 1, **CANCELLED)
    world.poll()
    world.update()
    assert numbers(world) == []


def test_a_document_whose_stamp_stays_at_2099_is_read_at_every_poll_and_told_of_when_it_changed(world: World) -> None:
    far = datetime.fromisoformat("2099-01-01T00:00:00+00:00")
    put(world, 1, far)
    for _ in range(3):
        world.poll()
    assert told(world, "read") == ["JAGGAER has invoice I00101: due"]
    put(world, 1, far, **CANCELLED)
    world.poll()
    world.update()
    assert numbers(world) == []


@pytest.mark.parametrize("hours", [-72, 72])
def test_a_clock_of_ours_that_is_wrong_does_not_make_an_older_reading_count(world: World, hours: int) -> None:
    """At equal stamps the pass that began later counts, and passes are counted."""
    stamp = world.clock.now()
    put(world, 1, stamp, invoiceType="Nobody knows")
    world.poll()
    world.clock.jump(timedelta(hours=hours))
    put(world, 1, stamp)
    with world.connector.store.write() as work:
        work.documents.read_again(CompanyName(NAME))
    world.poll()
    world.update()
    assert numbers(world) == ["AC-1"]
