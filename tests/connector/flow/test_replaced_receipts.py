"""With `receipts.billed = replace`, a bill takes the place of its item receipt: one of the two stands, whatever happens."""

from __future__ import annotations

from datetime import timedelta

import pytest
from lxml import etree

from connector.domain.hold_code import HoldCode
from scenarios.checks import violations
from scenarios.world import NAME, World
from simulators.qbwc import fault, vendor
from tests.connector.flow.ordered import NUMBER, bill_of, clerk, entered, go_on, held, made, person, sent
from tests.connector.flow.test_item_receipts import REPLACED, bills, lines, receipts, received, use

pytestmark = pytest.mark.once
HOUR = timedelta(hours=1)


@pytest.fixture
def world() -> World:
    world = entered(use(made(), REPLACED))
    clerk(world).receive_order(NUMBER, {1: 12})
    go_on(world)
    bill_of(world, "12", "41.25", 1)
    return world


def settle(world: World, updates: int = 5) -> None:
    for _ in range(updates):
        go_on(world, HOUR)


def last_set(world: World) -> etree._Element:
    """The message set with the bill."""
    text = next(one.request for one in reversed(world.connector.messages(NAME)) if "<BillAddRq" in one.request)
    return etree.fromstring(text.encode())[0]


BILLED = [("AC-2600001", "495.00")]


def test_the_deletion_goes_before_the_bill_and_nothing_goes_after_what_fails(world: World) -> None:
    vendor(world.file, "Best", world.clock.now(), AccountNumber="V-1002")
    go_on(world)
    asked = last_set(world)
    assert [one.tag for one in asked if one.tag != "DataExtModRq"] == ["TxnDelRq", "BillAddRq"]
    assert asked.get("onError") == "stopOnError"


@pytest.mark.parametrize("on", ["TxnDel", "BillAdd"])
@pytest.mark.parametrize(
    "trouble",
    ["lose_answer", "error_after_save", "web_connector_killed", "crash_in_message_set", "too_slow_with_silence"],
)
@pytest.mark.parametrize("is_stored", [True, False])
def test_one_of_the_two_stands_after_any_trouble(world: World, trouble: str, on: str, is_stored: bool) -> None:
    if not is_stored:
        world.pc.faults.append(fault("answer_not_stored", on))
    world.pc.faults.append(fault(trouble, on))
    settle(world)
    assert (lines(world), bills(world), received(world)) == ([], BILLED, ["12", "0"])
    assert (held(world), violations(world)) == ([], [])


@pytest.mark.parametrize("on", ["TxnDel", "BillAdd"])
@pytest.mark.parametrize("trouble", ["record_in_use", "list_busy", "internal_error", "related_record_in_use"])
def test_what_passes_is_tried_again(world: World, trouble: str, on: str) -> None:
    world.pc.faults.append(fault(trouble, on))
    settle(world)
    assert (lines(world), bills(world)) == ([], BILLED)
    assert (held(world), violations(world)) == ([], [])


def test_a_bill_that_quickbooks_refuses_lets_its_item_receipt_stand_again(world: World) -> None:
    world.pc.faults.append(fault("no_permission", "BillAdd", times=100))
    settle(world)
    assert (lines(world), bills(world)) == ([[("12", "495.00")]], [])
    assert held(world) == [HoldCode.NOT_ALLOWED]
    assert sent(world, "BillAdd") == 1, "it is not tried again and again"
    assert violations(world) == []
    world.pc.faults.clear()
    world.connector.retry(NAME, "2600001")
    settle(world)
    assert (lines(world), bills(world), held(world)) == ([], BILLED, [])


def test_an_item_receipt_that_quickbooks_does_not_delete_stays_and_its_invoice_waits(world: World) -> None:
    world.pc.faults.append(fault("no_permission", "TxnDel", times=100))
    settle(world)
    assert (lines(world), bills(world)) == ([[("12", "495.00")]], [])
    assert held(world) == [HoldCode.RECEIVED_NOT_BILLED]
    assert sent(world, "TxnDel") == 1, "it is not tried again and again"
    assert violations(world) == []


def test_an_item_receipt_in_a_closed_period_is_never_deleted(world: World) -> None:
    person(world).close_period(receipts(world)[0]["TxnDate"])
    world.advance(timedelta(days=1))
    settle(world)
    assert (lines(world), bills(world)) == ([[("12", "495.00")]], [])
    assert HoldCode.RECEIVED_NOT_BILLED in held(world) or HoldCode.PERIOD_CLOSED in held(world)
    assert violations(world) == []


def test_a_persons_item_receipt_is_never_deleted() -> None:
    world = entered(use(made(), REPLACED))
    person(world).receive(NUMBER, "12")
    bill_of(world, "12", "41.25", 1)
    settle(world)
    assert (len(receipts(world)), bills(world)) == (1, [])
    assert held(world) == [HoldCode.RECEIVED_NOT_BILLED]


def test_what_a_person_received_is_not_received_again() -> None:
    world = entered(use(made(), REPLACED))
    person(world).receive(NUMBER, "8")
    clerk(world).receive_order(NUMBER, {1: 12})
    settle(world)
    assert received(world) == ["12", "4"]
    assert len(receipts(world)) == 2
    assert held(world) == []


def test_an_item_receipt_that_a_person_changed_stays_and_its_invoice_waits(world: World) -> None:
    person(world).edit("ItemReceipt", "R008001", RefNumber="PACKING-1")
    settle(world)
    assert (len(receipts(world)), bills(world)) == (1, [])
    assert set(held(world)) == {HoldCode.RECEIVED_NOT_BILLED, HoldCode.CHANGED_IN_QUICKBOOKS}


def test_a_bill_that_comes_before_the_receipt_leaves_it_nothing_to_bring() -> None:
    world = entered(use(made(), REPLACED))
    bill_of(world, "12", "41.25", 1)
    go_on(world)
    clerk(world).receive_order(NUMBER, {1: 12, 2: 1})
    settle(world)
    assert (lines(world), bills(world), received(world)) == ([[("1", "5.00")]], BILLED, ["12", "1"])
    assert (held(world), violations(world)) == ([], [])


def test_receipt_and_invoice_that_come_together_are_a_bill_alone() -> None:
    world = entered(use(made(), REPLACED))
    clerk(world).receive_order(NUMBER, {1: 12})
    bill_of(world, "12", "41.25", 1)
    settle(world)
    assert (lines(world), bills(world)) == ([], BILLED)
    assert (held(world), violations(world)) == ([], [])


def test_two_invoices_of_one_receipt_take_its_place_one_after_the_other(world: World) -> None:
    bill_of(world, "5", "41.25", 1, invoice_id=2600001)
    bill_of(world, "7", "41.25", 1, invoice_id=2600002)
    settle(world, 8)
    assert lines(world) == []
    assert sorted(bills(world)) == [("AC-2600001", "206.25"), ("AC-2600002", "288.75")]
    assert (held(world), violations(world)) == ([], [])


def test_one_bill_takes_the_place_of_several_item_receipts() -> None:
    world = entered(use(made(), REPLACED))
    for quantity in (5, 3, 4):
        clerk(world).receive_order(NUMBER, {1: quantity})
        go_on(world)
    bill_of(world, "12", "41.25", 1)
    settle(world)
    assert (lines(world), bills(world), received(world)) == ([], BILLED, ["12", "0"])
    assert (held(world), violations(world)) == ([], [])


def test_an_order_that_is_received_in_full_is_billed_all_the_same() -> None:
    world = entered(use(made(), REPLACED), ("12", "41.25"))
    clerk(world).receive_order(NUMBER, {1: 12})
    go_on(world)
    bill_of(world, "12", "41.25", 1)
    settle(world)
    assert (lines(world), bills(world)) == ([], BILLED)
    assert (held(world), violations(world)) == ([], [])


def test_an_item_receipt_that_a_person_deletes_before_it_is_replaced_is_not_waited_for(world: World) -> None:
    world.advance(timedelta(minutes=20))
    world.poll()
    person(world).delete("ItemReceipt", "R008001")
    settle(world)
    assert (lines(world), bills(world)) == ([], BILLED)
    assert (held(world), violations(world)) == ([], [])


def test_an_invoice_that_is_cancelled_in_time_leaves_the_item_receipt_as_it_is(world: World) -> None:
    world.advance(timedelta(minutes=20))
    world.poll()
    clerk(world).cancel_invoice(world.tenant.invoices["2600001"]["header"]["invoiceNumber"])
    settle(world)
    assert (lines(world), bills(world)) == ([[("12", "495.00")]], [])
    assert (held(world), violations(world)) == ([], [])


def test_more_is_billed_than_was_received(world: World) -> None:
    bill_of(world, "15", "41.25", 1)
    settle(world)
    assert (lines(world), bills(world), received(world)) == ([], [("AC-2600001", "618.75")], ["15", "0"])
    assert (held(world), violations(world)) == ([], [])
