"""Receipts of JAGGAER's are noted: what came of an order is shown, and may hold a bill that goes beyond it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from connector import Answer, Said
from connector.domain.hold_code import HoldCode
from connector.domain.policy import ReceiptPolicy
from scenarios.checks import violations
from scenarios.profiles import STORY
from scenarios.world import NAME, World
from simulators.jaggaer import fault as tenant_fault
from simulators.jaggaer import invoice, line
from tests.connector.flow.ordered import ACME, NUMBER, clerk, entered, go_on, held, made, profile


@pytest.fixture
def world() -> World:
    return entered(made())


def bill(world: World, number: int, quantity: str) -> None:
    lines = [line(1, "Reagents", quantity, "41.25", po=(NUMBER, 1))]
    world.tenant.put_invoice(invoice(2_600_000 + number, ACME, lines, supplier_invoice=f"AC-{number}"))
    go_on(world)


def require(world: World, above: str) -> None:
    policy = profile().policy
    wanted = replace(policy, receipts=ReceiptPolicy(required_above=Decimal(above)))
    world.connector.set_profile(NAME, replace(STORY, policy=wanted))


def goods(world: World, number: str = NUMBER) -> list[str]:
    return next(list(life.goods) for life in world.connector.lives(NAME, number) if life.goods)


def bills(world: World) -> list[str]:
    return sorted(one["RefNumber"] for one in world.file.records("Bill"))


def test_what_was_ordered_came_and_was_billed_is_shown_of_the_order_and_of_its_invoices(world: World) -> None:
    clerk(world).receive_order(NUMBER, {1: 12, 2: 4})
    bill(world, 1, "15")
    clerk(world).receive_order(NUMBER, {1: 2}, "Returned")
    go_on(world)
    expected = [
        f"order {NUMBER} line 1 Goods 1: ordered 20, received 10, billed 15",
        f"order {NUMBER} line 2 Goods 2: ordered 4, received 4, billed 0",
    ]
    assert goods(world) == expected
    assert goods(world, "2600001") == expected
    assert (held(world), bills(world)) == ([], ["AC-1"]), "matching is JAGGAER's"
    assert violations(world) == []


def test_an_invoice_of_some_size_waits_for_its_receipt_and_goes_by_itself(world: World) -> None:
    require(world, "100.00")
    bill(world, 1, "2")
    bill(world, 2, "12")
    assert (bills(world), held(world)) == (["AC-1"], [HoldCode.NOT_RECEIVED])
    (told,) = world.connector.exceptions(NAME)
    assert "bills 12" in told.holds[0].what
    assert "2 are billed already" in told.holds[0].what
    clerk(world).receive_order(NUMBER, {1: 10})
    go_on(world)
    assert held(world) == [HoldCode.NOT_RECEIVED], "two of the ten are billed already"
    clerk(world).receive_order(NUMBER, {1: 4})
    go_on(world)
    assert (bills(world), held(world)) == (["AC-1", "AC-2"], [])


def test_a_person_may_have_it_posted_all_the_same_and_it_is_tied_to_its_order(world: World) -> None:
    require(world, "100.00")
    bill(world, 2, "12")
    world.connector.resolve(NAME, "2600002", Said(Answer.POST_ANYWAY, "", "Ann", "it came yesterday"))
    go_on(world)
    assert (bills(world), held(world)) == (["AC-2"], [])
    assert goods(world)[0].endswith("ordered 20, received 0, billed 12")


@pytest.mark.parametrize(
    ("field", "value"),
    [("receiptDate", "soon"), ("poNumber", None), ("lineList", {"receiptLine": [{"poLineNumber": "x"}]})],
)
def test_a_receipt_that_cannot_be_read_is_told_and_the_others_count(world: World, field: str, value: Any) -> None:
    clerk(world).receive_order(NUMBER, {1: 12})
    clerk(world).receive_order(NUMBER, {1: 3})
    world.tenant.receipts["8001"][field] = value
    go_on(world)
    assert goods(world)[0].endswith("received 3, billed 0")
    assert held(world) == [HoldCode.UNREADABLE]
    assert world.connector.status(NAME).states["noted"] == 1


def test_receipts_that_are_not_to_be_read_are_not_asked_for() -> None:
    world = made()
    policy = replace(profile().policy, receipts=ReceiptPolicy(as_="ignore"))
    world.connector.set_profile(NAME, replace(STORY, policy=policy))
    world.tenant_faults.append(tenant_fault("forbidden", "receipts", times=100))
    entered(world)
    assert world.connector.stops(NAME) == {}


def test_a_receipt_that_goes_to_another_order_holds_the_invoice_that_it_let_go(world: World) -> None:
    require(world, "100.00")
    clerk(world).receive_order(NUMBER, {1: 12})
    go_on(world)
    lines = [line(1, "Reagents", "12", "41.25", po=(NUMBER, 1))]
    world.tenant.put_invoice(invoice(2_600_001, ACME, lines, supplier_invoice="AC-1"))
    world.advance(timedelta(minutes=20))
    world.poll()
    assert held(world) == []
    stamp = f"{world.clock.now():%Y-%m-%dT%H:%M:%S}.000Z"
    world.tenant.receipts["8001"] = {**world.tenant.receipts["8001"], "poNumber": "77", "lastUpdate": stamp}
    go_on(world)
    assert (bills(world), held(world)) == ([], [HoldCode.NOT_RECEIVED])
