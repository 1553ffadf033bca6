"""An invoice finds the line of its purchase order, and a revision its own, whatever became of the order meanwhile."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from connector import Answer, Said
from connector.domain.draft import OrderDraft
from connector.domain.hold_code import HoldCode
from connector.domain.identifiers import DocumentId
from connector.domain.policy import CorrectionPolicy, ItemPolicy
from scenarios.checks import violations
from scenarios.profiles import STORY
from scenarios.world import NAME, World
from simulators.jaggaer import invoice, line, order_line
from simulators.qbwc import fault
from tests.connector.flow.ordered import (
    ACME,
    NUMBER,
    add_line,
    bill_of,
    clerk,
    edit,
    enter,
    entered,
    go_on,
    held,
    made,
    order,
    profile,
    quantities,
    revise,
    rows,
    set_back,
    state,
    take_out,
)


@pytest.fixture
def world() -> World:
    return made()


def test_an_invoice_waits_for_its_order_and_follows_it_in_the_same_update(world: World) -> None:
    world.tenant.put_invoice(
        invoice(2600001, ACME, [line(1, "Gloves", "3", "5.00", po=(NUMBER, 2))], supplier_invoice="AC-1")
    )
    world.poll()
    world.update()
    assert held(world) == [HoldCode.PO_UNKNOWN]
    entered(world)
    assert (held(world), [row["ReceivedQuantity"] for row in rows(world)]) == ([], ["0", "3"])
    told = [event.text for event in world.connector.history(NAME) if event.kind == "held"]
    assert told[-1] == "Held: Its purchase order is not in QuickBooks yet"


@pytest.mark.parametrize(
    "mishap",
    [
        fault("lose_answer", "PurchaseOrderAdd"),
        fault("error_after_save", "PurchaseOrderAdd"),
        fault("web_connector_killed", "PurchaseOrderQuery", nth=3),
        fault("error_after_save", "PurchaseOrderQuery", nth=3),
    ],
    ids=["add_lost", "add_in_error", "killed_at_read_back", "read_back_in_error"],
)
def test_an_invoice_waits_until_the_lines_of_our_order_are_known(world: World, mishap: Any) -> None:
    world.tenant.put_order(order(("0", "5.00"), ("4", "5.00"), ("6", "5.00")))
    bill_of(world, "3", "5.00", 2)
    world.pc.faults.append(mishap)
    for _ in range(3):
        go_on(world)
    assert {row["ItemRef"]["FullName"]: row["ReceivedQuantity"] for row in rows(world)} == {
        "Gloves": "3",
        "Freight": "0",
    }
    assert (held(world), len(world.file.records("Bill")), violations(world)) == ([], 1, [])


def test_an_invoice_finds_its_line_by_jaggaer_s_number_wherever_a_person_moved_it(world: World) -> None:
    entered(world)
    first, second = rows(world)
    edit(world, PurchaseOrderLineMod=[{"TxnLineID": second["TxnLineID"]}, {"TxnLineID": first["TxnLineID"]}])
    world.tenant.put_invoice(
        invoice(2600001, ACME, [line(1, "Gloves", "3", "5.00", po=(NUMBER, 2))], supplier_invoice="AC-1")
    )
    go_on(world)
    assert {row["ItemRef"]["FullName"]: row["ReceivedQuantity"] for row in rows(world)} == {
        "Reagents": "0",
        "Gloves": "3",
    }


def test_the_first_bill_takes_a_lump_sum_and_the_next_one_is_posted_by_an_answer(world: World) -> None:
    entered(world, ("1", "1000.00"))
    for at, part in enumerate(("400.00", "600.00"), 1):
        rest = line(1, "Goods 1", "1", part, po=(NUMBER, 1), account="6120")
        world.tenant.put_invoice(invoice(2600000 + at, ACME, [rest], supplier_invoice=f"AC-{at}"))
        go_on(world)
    assert held(world) == [HoldCode.PO_CLOSED]
    world.connector.resolve(NAME, "I00102", Said(Answer.POST_ANYWAY, "", "Ann", "the rest of the works"))
    go_on(world)
    bills = world.file.records("Bill")
    assert (held(world), [one["AmountDue"] for one in bills]) == ([], ["400.00", "600.00"])


def test_a_line_that_was_not_found_again_is_not_added_a_second_time(world: World) -> None:
    entered(world)
    name = world.connector.company(NAME).name
    with world.connector.store.write() as work:
        written = work.operations.latest(name, DocumentId("order:7001"))
        assert written is not None
        assert isinstance(written.draft, OrderDraft)
        lines = tuple(replace(one, line_id=None) if one.number == 2 else one for one in written.draft.lines)
        work.operations.save(name, replace(written, draft=replace(written.draft, lines=lines)))
    clerk(world).revise_order(NUMBER, {1: 30})
    go_on(world)
    assert (held(world), quantities(world)) == ([HoldCode.ORDER_LINE_LOST], ["20", "4"])


def test_our_database_from_a_backup_adds_no_line_that_is_there_already(world: World) -> None:
    entered(world)
    before = world.connector.store.copy()
    clerk(world).revise_order(NUMBER, {1: 25}, more=[order_line(3, "Freight to the dock", "1", "9.00")])
    go_on(world)
    set_back(world, before)
    for _ in range(3):
        go_on(world)
    assert (quantities(world), held(world), state(world)) == (["25", "4", "1"], [], "done")
    clerk(world).revise_order(NUMBER, {3: 2})
    go_on(world)
    assert (quantities(world), held(world)) == (["25", "4", "2"], [])


def test_an_invoice_waits_until_an_order_of_before_a_backup_is_found_again(world: World) -> None:
    before = world.connector.store.copy()
    enter(world, order(("0", "5.00"), ("4", "5.00"), ("6", "5.00")))
    bill_of(world, "3", "5.00", 2)
    set_back(world, before)
    for _ in range(3):
        go_on(world)
    assert (held(world), [row["ReceivedQuantity"] for row in rows(world)]) == ([], ["3", "0"])


@pytest.mark.parametrize("rule", ["first", "last"])
def test_an_invoice_finds_its_order_under_the_part_of_its_number_that_quickbooks_keeps(rule: str) -> None:
    numbers = ["PO-2026-0000049", "PO-2026-0000048", "PX-2026-0000049", "PO-2026-0001049"]
    world = made(long_number=rule)
    enter(world, order(("2", "5.00"), number=numbers[0]))
    for at, number in enumerate(numbers):
        bill_of(world, "1", "5.00", 1, number=number, invoice_id=2600001 + at)
    go_on(world)
    assert [bill["RefNumber"] for bill in world.file.records("Bill")] == ["AC-2600001"]
    assert set(held(world)) == {HoldCode.PO_UNKNOWN}


def test_an_invoice_of_an_order_that_a_person_renumbered_is_told_that_it_is_not_there(world: World) -> None:
    enter(world, order(("2", "5.00")))
    edit(world, RefNumber="77")
    bill_of(world, "1", "5.00", 1)
    go_on(world)
    assert HoldCode.PO_UNKNOWN in held(world)


CATCH_ALL = ItemPolicy(by="commodity", catch_all={"no code": "Gloves"})
"""Every line is of one item."""


MAPPED = ItemPolicy(map={"A-1": "Reagents", "A-2": "Gloves", "A-3": "Gloves"})


@pytest.mark.parametrize("items", [CATCH_ALL, MAPPED], ids=["catch_all", "mapped"])
@pytest.mark.parametrize("is_seen", [True, False], ids=["seen_before", "not_seen_before"])
def test_a_new_line_without_a_text_is_never_taken_for_a_persons_line_of_its_item(
    items: ItemPolicy, is_seen: bool
) -> None:
    world = entered(made(items=items))
    add_line(world, ItemRef={"FullName": "Gloves"}, Desc="mine", Quantity="1", Rate="15.00")
    if is_seen:
        go_on(world)
    clerk(world).revise_order(NUMBER, {}, more=[order_line(3, "", "2", "9.00")])
    go_on(world)
    clerk(world).revise_order(NUMBER, {3: 7})
    go_on(world)
    bill_of(world, "1", "9.00", 3)
    go_on(world)
    shown = [(row["Desc"], row["Quantity"], row["Rate"], row["ReceivedQuantity"]) for row in rows(world)]
    assert shown[2:] == [("mine", "1", "15.00", "0"), ("Gloves", "7", "9.00", "1")]
    assert (held(world), violations(world)) == ([], [])


def test_a_line_that_a_person_deleted_before_it_was_read_back_is_not_taken_for_its_twin() -> None:
    world = made(items=CATCH_ALL)
    world.tenant.put_order(order(("4", "5.00"), ("4", "5.00")))
    world.pc.faults.append(fault("lose_answer", "PurchaseOrderAdd"))
    go_on(world)
    take_out(world, 0)
    go_on(world)
    for at in (1, 2):
        bill_of(world, "2", "5.00", at, invoice_id=2600000 + at)
    go_on(world)
    assert set(held(world)) == {HoldCode.NOT_TIED, HoldCode.PO_LINE_UNKNOWN}
    assert [(row["Desc"], row["ReceivedQuantity"]) for row in rows(world)] == [("Goods 2", "2")]
    assert [bill["RefNumber"] for bill in world.file.records("Bill")] == ["AC-2600002"], "that of line 2"


def test_a_new_line_that_a_person_entered_at_another_price_is_a_persons_to_decide(world: World) -> None:
    entered(world)
    add_line(world, ItemRef={"FullName": "Freight"}, Desc="Goods 3", Quantity="1", Rate="15.00")
    revise(world, 1, ("20", "41.25"), ("4", "5.00"), ("1", "9.00"))
    (waiting,) = world.connector.exceptions(NAME)
    assert [hold.code for hold in waiting.holds] == [HoldCode.BOTH_CHANGED]
    assert "Rate is to be “9” after the change in JAGGAER, and a person made it “15.00”" in waiting.holds[0].what


def test_a_line_that_both_sides_took_out_is_in_nobodys_way(world: World) -> None:
    entered(world)
    take_out(world, 1)
    go_on(world)
    clerk(world).revise_order(NUMBER, {2: 0})
    go_on(world)
    clerk(world).revise_order(NUMBER, {1: 30})
    go_on(world)
    assert (quantities(world), held(world)) == (["30"], [])


@pytest.mark.parametrize(("link", "expected"), [("kept", []), ("lost", [HoldCode.NOT_TIED])])
def test_a_changed_bill_that_lost_its_order_does_not_tie(link: str, expected: list[HoldCode]) -> None:
    world = made()
    world.file.assumed.choose("changed_link", link)
    policy = replace(profile().policy, corrections=CorrectionPolicy(changed="modify"))
    world.connector.set_profile(NAME, replace(STORY, policy=policy))
    entered(world)
    bill_of(world, "12", "41.25", 1)
    go_on(world)
    number = world.tenant.invoices["2600001"]["header"]["invoiceNumber"]
    clerk(world).edit_invoice_line(number, 1, {"quantity": 10})
    clerk(world).edit_invoice(number, {"total": {"currency": "USD", "value": 412.5}})
    go_on(world)
    go_on(world)
    received = ["10", "0"] if link == "kept" else ["0", "0"]
    assert (held(world), [row["ReceivedQuantity"] for row in rows(world)]) == (expected, received)
