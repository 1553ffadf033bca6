"""A poll ends: it reads so much of the list in so much time, keeps what it read, and the next one goes on from there."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Sequence
from datetime import timedelta
from functools import partial
from itertools import count
from typing import Any

import pytest

from connector.domain.identifiers import CompanyName
from connector.errors import OtherSideError, TransientError
from connector.flow import listing
from connector.flow import poll as polling
from connector.flow.poll import Polled, poll, watermark_of
from connector.flow.ports import Detail
from connector.jaggaer.wire_profile import Resource, WireProfile
from connector.kinds.invoice import INVOICE
from scenarios.profiles import STORY
from scenarios.world import NAME, World
from simulators.jaggaer import invoice, line

pytestmark = pytest.mark.once

STAMP = "2026-01-14T10:00:00.000Z"


class Long:
    """A tenant of ``rows`` invoices, a hundred to a page; each page and each detail takes its time."""

    def __init__(self, world: World, rows: int | None, page: float = 0, detail: float = 0, head: str = "") -> None:
        self.world, self.rows, self.page, self.detail, self.head = world, rows, page, detail, head
        self.stamp = STAMP

    def document(self, number: int) -> dict[str, Any]:
        lines = [line(1, "Goods", "1", "5.00", account="6120")]
        made: dict[str, Any] = invoice(number, {"id": 1, "name": "Acme"}, lines, supplier_invoice=f"AC-{number}")
        made["header"].update(invoiceNumber=str(number), lastUpdate=self.stamp, comment=self.head)
        return made

    def detail_of(self, number: int) -> Detail:
        return Detail(self.document(number), 10_000)

    def headers(self, resource: Resource, since: str | None) -> Generator[Sequence[Any], None, None]:
        if resource != WireProfile().invoices:
            return
        for first in count(0, 100):
            if self.rows is not None and first >= self.rows:
                return
            self.world.advance(timedelta(seconds=self.page))
            few = 100 if self.rows is None else min(100, self.rows - first)
            yield [self.document(first % 1000 + one)["header"] for one in range(1, few + 1)]

    def details(self, resource: Resource, called: str, ids: Iterable[str]) -> Generator[Callable[[], Any], None, None]:
        for one in ids:
            self.world.advance(timedelta(seconds=self.detail))
            yield partial(self.detail_of, int(one))


class Broken(Long):
    """Some of its documents cannot be read, for ever or for the moment."""

    def __init__(self, world: World, rows: int, error: Exception, broken: range) -> None:
        super().__init__(world, rows)
        self.error, self.broken = error, broken

    def detail_of(self, number: int) -> Detail:
        if number in self.broken:
            raise self.error
        return super().detail_of(number)


@pytest.fixture
def world() -> World:
    world = World(seed=3)
    world.connect(STORY)
    return world


def polled(world: World, tenant: Long) -> Polled:
    return poll(world.connector.store, lambda: tenant, world.clock, CompanyName(NAME), "it", timedelta(minutes=5))


def watermark(world: World) -> str | None:
    with world.connector.store.read() as work:
        return work.mirror.cursor(CompanyName(NAME), watermark_of(INVOICE))


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
    monkeypatch.setattr(listing, "ROOM", 100_000)
    tenant = Long(world, 1000)
    found = [polled(world, tenant)]
    while not found[-1].is_whole:
        found.append(polled(world, tenant))
    assert len(found) > 2
    assert sum(one.changed for one in found) == len(world.connector.documents(NAME)) == 1000


def test_what_cannot_be_read_is_tried_again_after_all_that_is_new(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(polling, "MOST_TROUBLED", 2)
    tenant = Broken(world, 10, OtherSideError("It is broken."), range(1, 6))
    assert polled(world, tenant).unreadable == ("1", "2", "3", "4", "5")
    tenant.rows, tenant.broken = 100, range(0)
    found = polled(world, tenant)
    assert (found.is_whole, found.unreadable) == (True, ())
    assert len(world.connector.documents(NAME)) == 100


def test_only_so_many_are_tried_again_in_a_pass_and_the_next_ones_in_the_next(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(polling, "MOST_TROUBLED", 2)
    tenant = Broken(world, 5, OtherSideError("It is broken."), range(1, 6))
    polled(world, tenant)
    tenant.rows = 0
    tried = [polled(world, tenant).unreadable for _ in range(3)]
    assert tried == [("1", "2"), ("3", "4"), ("5", "1")]


def test_the_third_that_fails_for_the_moment_is_held_too_and_the_watermark_waits_for_no_old_one(world: World) -> None:
    tenant = Broken(world, 100, TransientError("Not now."), range(3, 6))
    with pytest.raises(TransientError, match="Not now"):
        polled(world, tenant)
    assert [one.number for one in world.connector.documents(NAME) if one.problem] == ["3", "4", "5"]
    assert watermark(world) is None
    assert polled(world, tenant).unreadable == ("3", "4", "5")
    assert watermark(world) == STAMP
    assert world.connector.pace(NAME).failures == 0


def test_a_row_that_would_fill_the_memory_is_kept_by_its_names(world: World) -> None:
    tenant = Broken(world, 100, OtherSideError("It is broken."), range(1, 2))
    tenant.head = "x" * listing.LONGEST_ROW
    assert polled(world, tenant).changed == 100
    kept = {one.number: one.payload["header"] for one in world.connector.documents(NAME)}
    assert kept["1"] == {"invoiceId": "1", "invoiceNumber": "1", "lastUpdate": STAMP}
    assert kept["2"]["comment"] == tenant.head
    tenant.broken = range(0)
    assert polled(world, tenant).unreadable == ()
    assert {one.standing for one in world.connector.documents(NAME)} == {"due"}


def test_a_document_that_is_older_than_its_row_keeps_no_other_one_waiting(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(polling, "MOST_TROUBLED", 2)
    tenant = Broken(world, 6, OtherSideError("It is broken."), range(1, 7))
    polled(world, tenant)
    tenant.broken, tenant.stamp = range(0), "2026-01-14T09:00:00.000Z"
    tenant.rows = 0
    for _ in range(3):
        polled(world, tenant)
    older = [one.data["invoice"] for one in world.connector.history(NAME) if one.kind == "older"]
    assert older == ["1", "2", "3", "4", "5", "6"]


def test_rows_without_a_stamp_are_all_read_although_none_of_them_is_ever_known(world: World) -> None:
    tenant = Long(world, 300, detail=30)
    tenant.stamp = "14/01/2026 10:00"
    found = [polled(world, tenant).is_whole for _ in range(3)]
    assert found == [False, False, False]
    assert len(world.connector.documents(NAME)) == 300


def test_documents_that_would_fill_the_memory_are_stored_before_they_are_fifty(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(polling, "MOST_BYTES", 35_000)
    tenant = Broken(world, 100, RuntimeError("The machine stops."), range(11, 12))
    with pytest.raises(RuntimeError):
        polled(world, tenant)
    assert len(world.connector.documents(NAME)) == 8


def test_the_watermark_does_not_pass_the_moment_at_which_the_list_began(world: World) -> None:
    tenant = Long(world, 200, page=3600)
    began = world.clock.now()
    tenant.stamp = f"{began + timedelta(minutes=90):%Y-%m-%dT%H:%M:%S.000Z}"
    polled(world, tenant)
    assert watermark(world) == f"{began:%Y-%m-%dT%H:%M:%S.000Z}"
