"""A poll ends: it reads so much of the list in so much time, keeps what it read, and the next one goes on from there."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Sequence
from datetime import timedelta
from functools import partial
from itertools import count
from typing import Any

import pytest

from connector.domain.identifiers import CompanyName, InvoiceId
from connector.errors import TransientError
from connector.flow import poll as polling
from connector.flow.poll import WATERMARK, Polled, poll
from scenarios.profiles import STORY
from scenarios.world import NAME, World
from simulators.jaggaer import invoice, line

pytestmark = pytest.mark.once

STAMP = "2026-01-14T10:00:00.000Z"


class Long:
    """A tenant of ``rows`` invoices, a hundred to a page; each page and each detail takes its time."""

    def __init__(self, world: World, rows: int | None, page: float = 0, detail: float = 0, head: str = "") -> None:
        self.world, self.rows, self.page, self.detail, self.head = world, rows, page, detail, head

    def document(self, number: int) -> dict[str, Any]:
        lines = [line(1, "Goods", "1", "5.00", account="6120")]
        made: dict[str, Any] = invoice(number, {"id": 1, "name": "Acme"}, lines, supplier_invoice=f"AC-{number}")
        made["header"].update(lastUpdate=STAMP, comment=self.head)
        return made

    def invoice_headers(self, since: str | None) -> Generator[Sequence[Any], None, None]:
        for first in count(0, 100):
            if self.rows is not None and first >= self.rows:
                return
            self.world.advance(timedelta(seconds=self.page))
            yield [self.document(first % 1000 + one)["header"] for one in range(1, 101)]

    def details(self, ids: Iterable[InvoiceId]) -> Generator[Callable[[], Any], None, None]:
        for one in ids:
            self.world.advance(timedelta(seconds=self.detail))
            yield partial(self.document, int(one))


@pytest.fixture
def world() -> World:
    world = World(seed=3)
    world.connect(STORY)
    return world


def polled(world: World, tenant: Long) -> Polled:
    return poll(world.connector.store, lambda: tenant, world.clock, CompanyName(NAME), "it", timedelta(minutes=5))


def watermark(world: World) -> str | None:
    with world.connector.store.read() as work:
        return work.mirror.cursor(CompanyName(NAME), WATERMARK)


def test_a_list_without_end_and_without_news_is_given_up(world: World) -> None:
    tenant = Long(world, 1000)
    assert polled(world, tenant).changed == 1000
    tenant.rows, tenant.page = None, 60
    with pytest.raises(TransientError, match="had no end, and nothing new"):
        polled(world, tenant)
    assert world.connector.pace(NAME).failures == 1


def test_details_that_take_longer_than_an_hour_are_read_in_several_polls(world: World) -> None:
    tenant = Long(world, 300, detail=30)
    found = [polled(world, tenant) for _ in range(3)]
    assert [one.is_whole for one in found] == [False, False, True]
    assert [one.changed for one in found] == [121, 121, 58]
    assert len(world.connector.documents(NAME)) == 300


def test_the_watermark_moves_with_the_last_of_them_only(world: World) -> None:
    tenant = Long(world, 200, detail=30)
    assert not polled(world, tenant).is_whole
    assert watermark(world) is None
    assert polled(world, tenant).is_whole
    assert watermark(world) == STAMP


def test_a_list_that_takes_longer_than_two_hours_is_read_in_several_polls(world: World) -> None:
    tenant = Long(world, 1000, page=2000)
    found = [polled(world, tenant)]
    tenant.page = 10
    found.append(polled(world, tenant))
    assert [(one.is_whole, one.changed) for one in found] == [(False, 400), (True, 600)]


def test_rows_that_would_fill_the_memory_are_read_in_several_polls(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(polling, "ROOM", 100_000)
    tenant = Long(world, 1000)
    found = [polled(world, tenant)]
    while not found[-1].is_whole:
        found.append(polled(world, tenant))
    assert len(found) > 2
    assert sum(one.changed for one in found) == len(world.connector.documents(NAME)) == 1000
