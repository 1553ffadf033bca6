"""Purchase orders of JAGGAER's are entered in QuickBooks once, revised there, and closed; nobody's edit is lost."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from connector import Answer, Said
from connector.domain.hold_code import HoldCode
from connector.domain.policy import ItemPolicy
from scenarios.checks import violations
from scenarios.world import NAME, World
from simulators.jaggaer import fault as tenant_fault
from simulators.jaggaer import invoice, line, order_line
from simulators.qbwc import fault, vendor
from simulators.qbwc import purchase_order as entered_order
from tests.connector.flow.ordered import (
    ACME,
    NUMBER,
    bill_of,
    clerk,
    delete,
    edit,
    enter,
    entered,
    go_on,
    held,
    made,
    order,
    orders,
    person,
    profile,
    quantities,
    revise,
    rows,
    sent,
    state,
)


@pytest.fixture
def world() -> World:
    return made()


def test_an_order_is_entered_once_with_its_lines_and_our_mark(world: World) -> None:
    shipping = {
        "address": {"addressLineList": {"addressLine": [{"lineNumber": 1, "addressLine": "Dock 3"}]}, "city": "Reno"}
    }
    document = order(("20", "41.25"), ("3", "3.33333"), shipTo=shipping)
    document["lineList"]["poLine"][0]["requestedDeliveryDate"] = "2026-02-01T00:00:00.000Z"
    enter(world, document)
    go_on(world)
    (one,) = orders(world)
    assert (one["RefNumber"], one["TotalAmount"], one["VendorRef"]["FullName"]) == (NUMBER, "835.00", "Acme")
    assert one["Memo"] == f"[JAGGAER {NUMBER}/order:7001]"
    assert (one["IsToBePrinted"], one["IsToBeEmailed"]) == ("false", "false"), "JAGGAER has sent it already"
    assert (one["TermsRef"]["FullName"], one["ExpectedDate"]) == ("Net 30", "2026-02-01")
    assert one["ShipAddress"] == {"Addr1": "Dock 3", "Addr2": "Reno"}
    assert [(row["ItemRef"]["FullName"], row["Quantity"], row["Amount"]) for row in rows(world)] == [
        ("Reagents", "20", "825.00"),
        ("Gloves", "3", "10.00"),
    ]
    assert (state(world), sent(world, "PurchaseOrderAdd"), held(world)) == ("done", 1, [])


def test_a_revision_changes_what_jaggaer_changed_and_adds_its_new_line(world: World) -> None:
    entered(world)
    ids = [row["TxnLineID"] for row in rows(world)]
    revise(world, 1, ("25", "41.25"), ("4", "5.00"), ("1", "90.00"))
    assert [(row["TxnLineID"], row["Quantity"], row["Amount"]) for row in rows(world)][:2] == [
        (ids[0], "25", "1031.25"),
        (ids[1], "4", "20.00"),
    ]
    assert (rows(world)[2]["ItemRef"]["FullName"], orders(world)[0]["TotalAmount"]) == ("Freight", "1141.25")
    assert (state(world), held(world), sent(world, "PurchaseOrderMod")) == ("done", [], 1)
    clerk(world).revise_order(NUMBER, {3: 2})
    go_on(world)
    assert quantities(world) == ["25", "4", "2"], "the new line is known by its number from now on"


def test_a_line_at_nought_is_closed_and_keeps_what_it_had(world: World) -> None:
    entered(world)
    clerk(world).revise_order(NUMBER, {2: 0})
    go_on(world)
    assert [(row["Quantity"], row["IsManuallyClosed"]) for row in rows(world)] == [("20", "false"), ("4", "true")]
    clerk(world).revise_order(NUMBER, {2: 6})
    go_on(world)
    assert [(row["Quantity"], row["IsManuallyClosed"]) for row in rows(world)] == [("20", "false"), ("6", "false")]
    assert held(world) == []


def test_an_order_closed_or_cancelled_in_jaggaer_is_closed_in_quickbooks(world: World) -> None:
    entered(world)
    clerk(world).close_order(NUMBER)
    go_on(world)
    assert (orders(world)[0]["IsManuallyClosed"], state(world), held(world)) == ("true", "done", [])
    other = entered(made())
    clerk(other).cancel_order(NUMBER)
    go_on(other)
    assert (orders(other)[0]["IsManuallyClosed"], held(other)) == ("true", [])


def test_a_cancelled_order_is_deleted_where_the_profile_says_so_and_nothing_came_of_it() -> None:
    world = entered(made(cancelled="delete"))
    clerk(world).cancel_order(NUMBER)
    go_on(world)
    assert (orders(world), held(world)) == ([], [])
    other = entered(made(cancelled="delete"))
    person(other).receive(NUMBER, "2")
    go_on(other)
    clerk(other).cancel_order(NUMBER)
    go_on(other)
    assert ([one["IsManuallyClosed"] for one in orders(other)], held(other)) == (["true"], []), "it has a receipt"


def test_an_order_that_ended_is_closed_although_its_items_are_not_mapped_any_more(world: World) -> None:
    entered(world)
    world.connector.set_profile(NAME, profile(items=ItemPolicy()))
    clerk(world).cancel_order(NUMBER)
    go_on(world)
    assert ([one["IsManuallyClosed"] for one in orders(world)], held(world)) == (["true"], [])


def test_an_order_that_ended_with_another_line_is_held_while_its_item_is_not_mapped(world: World) -> None:
    entered(world)
    clerk(world).revise_order(NUMBER, {}, more=[order_line(9, "Goods 9", "1", "5.00")])
    clerk(world).close_order(NUMBER)
    go_on(world)
    assert ([one["IsManuallyClosed"] for one in orders(world)], set(held(world))) == (
        ["false"],
        {HoldCode.ITEM_UNMAPPED},
    )


def test_a_cancelled_order_that_was_never_entered_is_not_entered(world: World) -> None:
    world.tenant.put_order(order(("20", "41.25"), poStatus="Cancelled"))
    world.tenant.put_order(order(("20", "41.25"), po_id=7002, number="50", poStatus="Closed"))
    world.tenant.put_order(order(("20", "41.25"), po_id=7003, number="51", poStatus="Pending"))
    go_on(world)
    assert (orders(world), held(world)) == ([], [])


def test_an_order_is_never_cut_below_what_came_of_it_and_both_numbers_are_told(world: World) -> None:
    entered(world)
    world.tenant.put_invoice(
        invoice(2600001, ACME, [line(1, "Reagents", "12", "41.25", po=(NUMBER, 1))], supplier_invoice="AC-1")
    )
    go_on(world)
    clerk(world).revise_order(NUMBER, {1: 10})
    go_on(world)
    assert held(world) == [HoldCode.ORDER_BELOW_RECEIVED]
    (told,) = world.connector.exceptions(NAME)
    assert "orders 10 on line 1" in told.holds[0].what
    assert "12 of it" in told.holds[0].what
    assert quantities(world) == ["20", "4"]
    clerk(world).revise_order(NUMBER, {1: 12})
    go_on(world)
    assert (quantities(world), held(world)) == (["12", "4"], [])


def test_what_a_person_edited_stays_and_the_same_field_on_both_sides_is_a_persons_to_decide(world: World) -> None:
    entered(world)
    first, second = rows(world)
    edit(
        world,
        PurchaseOrderLineMod=[{"TxnLineID": first["TxnLineID"]}, {"TxnLineID": second["TxnLineID"], "Rate": "6.00"}],
    )
    go_on(world)
    assert (state(world), held(world)) == ("done", []), "it is told, and nobody has to explain it"
    clerk(world).revise_order(NUMBER, {1: 30})
    go_on(world)
    assert [(row["Quantity"], row["Rate"]) for row in rows(world)] == [("30", "41.25"), ("4", "6.00")]
    edit(
        world,
        PurchaseOrderLineMod=[{"TxnLineID": first["TxnLineID"], "Quantity": "28"}, {"TxnLineID": second["TxnLineID"]}],
    )
    clerk(world).revise_order(NUMBER, {1: 35})
    go_on(world)
    assert held(world) == [HoldCode.BOTH_CHANGED]
    (told,) = world.connector.exceptions(NAME)
    assert {"35", "28"} <= set(dict(told.holds[0].values).values())
    assert quantities(world) == ["28", "4"]


def test_a_line_that_a_person_added_stays_when_jaggaer_revises_the_order(world: World) -> None:
    entered(world)
    theirs = {"TxnLineID": "-1", "ItemRef": {"FullName": "Freight"}, "Quantity": "1", "Rate": "15.00"}
    edit(world, PurchaseOrderLineMod=[*({"TxnLineID": row["TxnLineID"]} for row in rows(world)), theirs])
    clerk(world).revise_order(NUMBER, {1: 30})
    go_on(world)
    assert ([row["Quantity"] for row in rows(world)], held(world)) == (["30", "4", "1"], [])


@pytest.mark.parametrize(("newer", "older"), [(2, 1), ("2", "1"), ("10", "9"), (2, "1")])
def test_an_older_revision_that_arrives_late_changes_nothing(world: World, newer: object, older: object) -> None:
    enter(world, order(("25", "41.25"), revisionNumber=newer))
    revise(world, older, ("20", "41.25"))
    assert (quantities(world), held(world), state(world)) == (["25"], [], "done")
    assert any("older version of purchase order" in event.text for event in world.connector.history(NAME))


def test_an_order_that_a_person_typed_is_offered_with_what_differs_and_can_be_paired(world: World) -> None:
    (acme,), (part, *_) = world.file.records("Vendor"), world.file.records("ItemNonInventory")
    entered_order(world.file, acme, NUMBER, [(part, "18", "41.25")], world.clock.now())
    enter(world, order(("20", "41.25")))
    assert (held(world), len(orders(world)), sent(world, "PurchaseOrderAdd")) == ([HoldCode.LOOKS_ENTERED], 1, 0)
    (told,) = world.connector.exceptions(NAME)
    assert "line 1 Reagents 20" in told.holds[0].what
    assert "Reagents 18" in told.holds[0].what
    said = Said(Answer.PAIR, orders(world)[0]["TxnID"], "Ann", "I typed it")
    world.connector.resolve(NAME, NUMBER, said)
    go_on(world)
    assert (held(world), quantities(world)) == ([], ["18"])


@pytest.mark.parametrize(
    ("document", "code"),
    [
        (order(), HoldCode.ORDER_EMPTY),
        (order(("-2", "5.00")), HoldCode.ORDER_NEGATIVE),
        (order(("2", "5.00"), poStatus="Frozen"), HoldCode.STATUS_UNKNOWN),
        (order(("2", "5.00"), number="0000000049-77"), HoldCode.ORDER_NUMBER),
        (order(("2", "5.00"), total={"currency": "EUR", "value": 10}), HoldCode.CURRENCY_FOREIGN),
        (order(*[("2", "5.00")] * 4), HoldCode.ITEM_UNMAPPED),
        (order(("2", "5.00"), createDate="yesterday"), HoldCode.UNREADABLE),
    ],
)
def test_an_order_that_cannot_be_entered_is_held_by_name_and_the_others_go_on(
    world: World, document: dict[str, Any], code: HoldCode
) -> None:
    world.tenant.purchase_orders["7001"] = document
    world.tenant.put_order(order(("1", "5.00"), po_id=7002, number="50"))
    go_on(world)
    assert held(world) == [code]
    assert [one["RefNumber"] for one in orders(world)] == ["50"]
    assert violations(world) == []


@pytest.mark.parametrize("own_id", [None, "order:7", "x" * 101, {}])
def test_an_order_without_an_id_that_can_be_one_is_told_once(world: World, own_id: Any) -> None:
    document = order(("2", "5.00"))
    document["header"]["poId"] = own_id
    world.tenant.purchase_orders["7001"] = document
    for _ in range(2):
        go_on(world)
    (told,) = world.connector.exceptions(NAME)
    assert "header.poId" in told.holds[0].what
    assert orders(world) == []


def test_two_lines_of_one_number_are_told(world: World) -> None:
    document = order(("2", "5.00"), ("3", "5.00"))
    document["lineList"]["poLine"][1]["lineNumber"] = 1
    enter(world, document)
    assert (held(world), orders(world)) == ([HoldCode.ORDER_LINES_ALIKE], [])


def test_an_order_of_two_thousand_lines_is_entered_whole(world: World) -> None:
    document = order(("2", "5.00"))
    first = document["lineList"]["poLine"][0]
    document["lineList"]["poLine"] = [{**first, "lineNumber": at} for at in range(1, 2001)]
    enter(world, document)
    assert (len(rows(world)), orders(world)[0]["TotalAmount"], held(world)) == (2000, "20000.00", [])


def test_a_long_number_is_cut_as_the_profile_says_and_stands_whole_in_the_memo() -> None:
    world = made(long_number="last")
    enter(world, order(("2", "5.00"), number="PO-2026-0000049"))
    (one,) = orders(world)
    assert (one["RefNumber"], "PO-2026-0000049" in one["Memo"]) == ("026-0000049", True)


def test_charges_and_units_are_written_where_the_profile_names_them() -> None:
    world = made(charges={"shipping": "Freight"}, units={"EA": "each"})
    enter(world, order(("2", "5.00"), shippingCharge=12.5, taxCharge1=1.25))
    assert [(row["ItemRef"]["FullName"], row["Amount"]) for row in rows(world)] == [
        ("Reagents", "10.00"),
        ("Freight", "12.50"),
    ]


def test_a_catch_all_item_of_its_account_takes_a_line_that_is_not_mapped() -> None:
    world = made(items=ItemPolicy(by="commodity", catch_all={"no code": "Gloves"}))
    enter(world, order(("2", "5.00")))
    assert [row["ItemRef"]["FullName"] for row in rows(world)] == ["Gloves"]


def test_a_person_says_which_item_it_is_and_every_order_that_waits_goes_on(world: World) -> None:
    world.connector.set_profile(NAME, profile(items=ItemPolicy()))
    world.tenant.put_order(order(("2", "5.00")))
    world.tenant.put_order(order(("3", "5.00"), po_id=7002, number="50"))
    go_on(world)
    assert held(world) == [HoldCode.ITEM_UNMAPPED] * 2
    world.connector.resolve(NAME, "ITEM_UNMAPPED/A-1", Said(Answer.MAP, "Reagents", "Ann", "it is"))
    go_on(world)
    assert ([one["RefNumber"] for one in orders(world)], held(world)) == ([NUMBER, "50"], [])


def test_nothing_is_read_of_orders_where_quickbooks_owns_them() -> None:
    world = made(origin="quickbooks")
    enter(world, order(("2", "5.00")))
    assert (orders(world), world.connector.lines(NAME)) == ([], [])


@pytest.mark.parametrize("lost", ["lose_answer", "error_after_save", "web_connector_killed"])
@pytest.mark.parametrize("request_", ["PurchaseOrderAdd", "PurchaseOrderMod"])
def test_an_order_whose_answer_is_lost_is_there_once_as_jaggaer_has_it(world: World, request_: str, lost: str) -> None:
    if request_ == "PurchaseOrderAdd":
        world.pc.faults.append(fault(lost, request_))
    entered(world)
    if request_ == "PurchaseOrderMod":
        world.pc.faults.append(fault(lost, request_))
        revise(world, 1, ("25", "41.25"), ("4", "5.00"), ("1", "9.00"))
    for _ in range(3):
        go_on(world, timedelta(minutes=30))
    wanted = ["20", "4"] if request_ == "PurchaseOrderAdd" else ["25", "4", "1"]
    assert (quantities(world), state(world), held(world)) == (wanted, "done", [])
    assert violations(world) == []


def test_an_order_that_a_person_deleted_is_shown(world: World) -> None:
    entered(world)
    person(world).delete("PurchaseOrder", NUMBER)
    go_on(world, timedelta(hours=1))
    assert held(world) == [HoldCode.TAKEN_AWAY]


@pytest.mark.parametrize("gone", ["hold", "leave", "post"])
@pytest.mark.parametrize("cancelled", ["close", "delete"])
@pytest.mark.parametrize("is_first", [True, False], ids=["jaggaer_first", "both_at_once"])
@pytest.mark.parametrize("end", ["cancel_order", "close_order"])
def test_an_order_that_ended_and_that_a_person_deleted_is_over(
    end: str, is_first: bool, cancelled: str, gone: str
) -> None:
    world = entered(made(gone=gone, cancelled=cancelled))
    for side in ("JAGGAER", "QuickBooks") if is_first else ("QuickBooks", "JAGGAER"):
        if side == "QuickBooks":
            delete(world)
        else:
            getattr(clerk(world), end)(NUMBER)
        if is_first:
            go_on(world, timedelta(hours=1))
    for _ in range(3):
        go_on(world, timedelta(hours=1))
    assert ([one["IsManuallyClosed"] for one in orders(world)], sent(world, "PurchaseOrderAdd")) == ([], 1)
    assert held(world) == []


def test_an_order_is_not_deleted_while_its_bill_is_on_its_way() -> None:
    world = entered(made(cancelled="delete"))
    bill_of(world, "3", "41.25", 1)
    world.advance(timedelta(minutes=20))
    world.poll()
    clerk(world).cancel_order(NUMBER)
    for _ in range(3):
        go_on(world)
    assert ([one["IsManuallyClosed"] for one in orders(world)], held(world)) == (["true"], [])
    assert [row["ReceivedQuantity"] for row in rows(world)] == ["3", "0"]


def test_orders_that_cannot_be_read_are_told_and_invoices_go_on(world: World) -> None:
    world.tenant_faults.append(tenant_fault("forbidden", "purchase_orders", times=100))
    world.tenant.put_invoice(
        invoice(2600001, ACME, [line(1, "Goods", "1", "5.00", account="6120")], supplier_invoice="AC-1")
    )
    go_on(world)
    assert [one["RefNumber"] for one in world.file.records("Bill")] == ["AC-1"]
    (stop,) = world.connector.stops(NAME).values()
    assert "403" in stop.what
    assert world.connector.rehearse(NAME).not_read == ("purchase orders",)
    world.connector.set_profile(NAME, profile(origin="quickbooks"))
    go_on(world)
    assert world.connector.stops(NAME) == {}, "nothing is read of them any more"


def test_an_order_that_a_person_typed_without_its_zeros_is_the_same_one_where_they_do_not_count(world: World) -> None:
    (acme,), (part, *_) = world.file.records("Vendor"), world.file.records("ItemNonInventory")
    entered_order(world.file, acme, "49", [(part, "20", "41.25")], world.clock.now())
    enter(world, order(("20", "41.25")))
    assert (held(world), len(orders(world))) == ([HoldCode.LOOKS_ENTERED], 1)
    world.connector.set_profile(NAME, profile(strip_zeros=False))
    go_on(world)
    assert (held(world), sorted(one["RefNumber"] for one in orders(world))) == ([], [NUMBER, "49"])


def shipped(*rows: str) -> dict[str, Any]:
    return {"address": {"addressLineList": {"addressLine": [{"addressLine": row} for row in rows]}}}


@pytest.mark.parametrize(
    "theirs", [{"Addr1": "Dock 3", "Addr2": "Gate 9"}, {"Addr1": "Dock 3", "Addr2": "Reno", "Addr3": "Ann"}]
)
def test_an_address_that_both_sides_changed_is_a_persons_to_decide(world: World, theirs: dict[str, str]) -> None:
    enter(world, order(("20", "41.25"), shipTo=shipped("Dock 3", "Reno")))
    edit(world, ShipAddress=theirs)
    go_on(world)
    world.advance(timedelta(minutes=1))
    stamp = f"{world.clock.now():%Y-%m-%dT%H:%M:%S}.000Z"
    enter(world, order(("20", "41.25"), shipTo=shipped("Dock 4", "Reno"), revisionNumber=1, lastUpdate=stamp))
    assert (orders(world)[0]["ShipAddress"], held(world)) == (theirs, [HoldCode.BOTH_CHANGED])


def test_a_persons_address_stays_where_jaggaer_changed_something_else(world: World) -> None:
    enter(world, order(("20", "41.25"), shipTo=shipped("Dock 3", "Reno")))
    edit(world, ShipAddress={"Addr1": "Dock 9"})
    clerk(world).revise_order(NUMBER, {1: 25})
    go_on(world)
    assert (orders(world)[0]["ShipAddress"], quantities(world), held(world)) == ({"Addr1": "Dock 9"}, ["25"], [])


def test_a_revised_address_is_written_whole(world: World) -> None:
    enter(world, order(("20", "41.25"), shipTo=shipped("Dock 3", "Reno")))
    world.advance(timedelta(minutes=1))
    stamp = f"{world.clock.now():%Y-%m-%dT%H:%M:%S}.000Z"
    enter(world, order(("20", "41.25"), shipTo=shipped("Dock 3", "Sparks"), revisionNumber=1, lastUpdate=stamp))
    assert orders(world)[0]["ShipAddress"] == {"Addr1": "Dock 3", "Addr2": "Sparks"}
    change = next(one.request for one in world.connector.messages(NAME) if "PurchaseOrderModRq" in one.request)
    assert "<Addr1>Dock 3</Addr1><Addr2>Sparks</Addr2>" in change.replace("\n", "")


def test_what_waits_to_be_entered_is_let_go_where_quickbooks_owns_orders_from_now_on(world: World) -> None:
    entered(world)
    world.tenant.put_order(order(("2", "5.00"), po_id=7002, number="50"))
    world.tenant.put_order(order(("2", "5.00"), ("2", "5.00"), ("2", "5.00"), ("2", "5.00"), po_id=7003, number="51"))
    world.poll()
    assert held(world) == [HoldCode.ITEM_UNMAPPED]
    world.connector.set_profile(NAME, profile(origin="quickbooks"))
    go_on(world)
    assert ([one["RefNumber"] for one in orders(world)], held(world)) == ([NUMBER], [])
    assert {one.state for one in world.connector.lines(NAME)} == {"done", "withdrawn"}
    world.connector.set_profile(NAME, profile())
    go_on(world)
    assert ([one["RefNumber"] for one in orders(world)], held(world)) == ([NUMBER, "50"], [HoldCode.ITEM_UNMAPPED])


def test_a_dry_run_says_which_orders_would_be_entered(world: World) -> None:
    world.update()
    world.tenant.put_order(order(("2", "5.00")))
    world.tenant.put_order(order(*[("2", "5.00")] * 4, po_id=7002, number="50"))
    said = {one.invoice: (one.verdict, one.why, one.exceptions) for one in world.connector.rehearse(NAME).forecasts}
    assert said[NUMBER][:2] == ("would post", f"PurchaseOrder {NUMBER} of “Acme” over 10.00 USD, 1 lines")
    assert said["50"][2] == ("ITEM_UNMAPPED",)
    assert orders(world) == []


def test_an_order_goes_to_another_supplier_and_back_until_something_came_of_it(world: World) -> None:
    bay = {"id": 2, "name": "Bay", "supplierNumber": "V-2"}
    vendor(world.file, "Bay", world.clock.now(), AccountNumber="V-2")
    entered(world)
    for supplier in (bay, ACME, bay):
        world.advance(timedelta(minutes=1))
        stamp = f"{world.clock.now():%Y-%m-%dT%H:%M:%S}.000Z"
        enter(world, order(("20", "41.25"), ("4", "5.00"), supplier=supplier, lastUpdate=stamp))
        assert (orders(world)[0]["VendorRef"]["FullName"], held(world)) == (supplier["name"], [])
    person(world).receive(NUMBER, "2")
    stamp = f"{world.clock.now() + timedelta(minutes=1):%Y-%m-%dT%H:%M:%S}.000Z"
    world.advance(timedelta(minutes=2))
    enter(world, order(("20", "41.25"), ("4", "5.00"), supplier=ACME, lastUpdate=stamp))
    for _ in range(4):
        go_on(world, timedelta(hours=1))
    assert (orders(world)[0]["VendorRef"]["FullName"], state(world)) == ("Bay", "held"), "QuickBooks does not let it go"


def test_another_item_is_written_and_a_cancelled_line_does_not_keep_an_order_from_tying(world: World) -> None:
    entered(world)
    document = order(("20", "41.25"), ("0", "5.00"), revisionNumber=1)
    document["lineList"]["poLine"][0]["item"]["catalogNumber"] = "A-3"
    world.advance(timedelta(minutes=1))
    document["header"]["lastUpdate"] = f"{world.clock.now():%Y-%m-%dT%H:%M:%S}.000Z"
    enter(world, document)
    assert [row["ItemRef"]["FullName"] for row in rows(world)] == ["Freight", "Gloves"]
    (line_,) = world.connector.lines(NAME)
    assert (line_.state, line_.tied) == ("done", True)


def test_an_order_that_a_person_deleted_is_entered_again_where_the_profile_says_so() -> None:
    world = entered(made(gone="post"))
    person(world).delete("PurchaseOrder", NUMBER)
    for _ in range(2):
        go_on(world, timedelta(hours=1))
    assert (quantities(world), held(world)) == (["20", "4"], [])
