"""What is written to JAGGAER where databases are set back, orders copied, and people act in between."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from connector import Answer, Said
from connector.domain.operation import State
from connector.flow.rebinding import adopting
from connector.flow.stops import Road
from connector.flow.writing_back.looking import Looking
from connector.jaggaer.wire_profile import OrderWriting, Writeback
from scenarios.checks import violations
from scenarios.world import NAME, World
from simulators.jaggaer import Clerk, invoice, line, order_line, reading
from simulators.jaggaer import purchase_order as ordered
from simulators.qbwc import Person, copied, item, purchase_order, restore
from tests.connector.flow.written import NUMBER, back, enter, go_on, in_jaggaer, made, profile, sent, told, written

pytestmark = pytest.mark.once
DONE = {NUMBER: [("Completed", 100)]}


def person(world: World) -> Person:
    return Person(world.file, world.clock.now())


def clerk(world: World) -> Clerk:
    world.advance(timedelta(minutes=1))
    return Clerk(world.tenant, world.clock)


def edit(world: World, number: str = NUMBER, **fields: Any) -> None:
    world.advance(timedelta(minutes=1))
    order = next(one for one in world.file.records("PurchaseOrder") if one["RefNumber"] == number)
    if "Quantity" in fields:
        row = {"TxnLineID": order["PurchaseOrderLineRet"][0]["TxnLineID"], **fields}
        fields = {"PurchaseOrderLineMod": [row]}
    person(world).edit("PurchaseOrder", number, **fields)


def held(world: World) -> list[str]:
    return [hold.code.value for one in world.connector.exceptions(NAME) for hold in one.holds]


def fault(world: World, name: str, times: int = 1, on: str = "write_order") -> None:
    world.inject("jaggaer", name, on, 1, times)


def ours(world: World, what: str = NUMBER) -> None:
    world.connector.resolve(NAME, what, Said(Answer.POST_ANYWAY, "", "Ann", "it is right in QuickBooks"))


def set_back(world: World, before: Any) -> None:
    world.use_store(before)
    with world.connector.store.write() as work:
        adopting(work, work.companies.all(), world.clock.now())


def without_reference(world: World) -> None:
    """The tenant keeps no other number of an order."""
    for one in list(world.tenant.purchase_orders.values()):
        header = {name: value for name, value in one["header"].items() if name != "alternatePoNumber"}
        world.tenant.put_order({**one, "header": header})


# A person's word.


@pytest.mark.parametrize("event", ["received", "noted"])
def test_what_was_settled_by_hand_is_not_written_because_something_came_or_was_noted(event: str) -> None:
    world = made()
    fault(world, "return_code")
    written(world)
    world.connector.withdraw(NAME, NUMBER, "Ann", "it is J-55 in JAGGAER")
    world.advance(timedelta(minutes=1))
    person(world).receive(NUMBER, "5") if event == "received" else edit(world, Memo="call first")
    go_on(world)
    assert (in_jaggaer(world), sent(world), held(world)) == ({}, 1, [])


def test_an_answer_counts_for_what_it_was_about_and_later_changes_are_asked_about_again() -> None:
    world = written(made())
    clerk(world).cancel_order(NUMBER)
    edit(world, Quantity="25")
    go_on(world)
    assert held(world) == ["ENDED_IN_JAGGAER"]
    clerk(world).revise_order(NUMBER, {1: 18}, {}, [])
    document = next(iter(world.tenant.purchase_orders.values()))
    world.tenant.put_order({**document, "header": {**document["header"], "poStatus": "Completed"}})
    edit(world, Memo="call first")
    go_on(world)
    world.connector.retry(NAME, NUMBER)
    world.poll()
    assert (held(world), in_jaggaer(world)) == (["CHANGED_IN_JAGGAER"], {NUMBER: [("Completed", 90)]})
    ours(world)
    world.poll()
    assert in_jaggaer(world) == {NUMBER: [("Completed", 125)]}
    assert not back(world).overwrites


def test_the_same_entered_in_quickbooks_and_tried_again_leaves_nothing_to_do() -> None:
    """As the words of the exception say."""
    world = written(made())
    clerk(world).revise_order(NUMBER, {1: 18}, {}, [])
    edit(world, Quantity="25")
    go_on(world)
    assert held(world) == ["CHANGED_IN_JAGGAER"]
    edit(world, Quantity="18")
    go_on(world)
    if held(world):
        world.connector.retry(NAME, NUMBER)
        world.poll()
    assert (held(world), sent(world)) == ([], 1)


# Databases and company files set back.


def test_where_both_own_orders_one_that_was_deleted_is_not_entered_again_after_our_database_is_set_back() -> None:
    world = made(origin="both", deleted="leave")
    go_on(world)
    before = world.connector.store.copy()
    written(world)
    person(world).delete("PurchaseOrder", NUMBER)
    go_on(world)
    set_back(world, before)
    for _ in range(3):
        go_on(world)
    assert world.file.records("PurchaseOrder") == []
    assert held(world) == ["ORDER_OF_QUICKBOOKS"]


def test_where_both_own_orders_our_database_set_back_and_jaggaer_polled_first_ends_as_it_was() -> None:
    world = made(origin="both")
    go_on(world)
    before = world.connector.store.copy()
    written(world)
    set_back(world, before)
    world.poll()
    for _ in range(3):
        go_on(world)
    assert (held(world), sent(world), back(world).state) == ([], 1, State.DONE)
    edit(world, Quantity="25")
    go_on(world)
    assert in_jaggaer(world) == {NUMBER: [("Completed", 125)]}
    assert violations(world) == []


def test_nothing_stale_is_written_before_quickbooks_was_read_again() -> None:
    world = written(made())
    edit(world, Quantity="25")
    world.advance(timedelta(minutes=20))
    world.update()
    before = world.connector.store.copy()  # 25 is queued
    world.poll()
    edit(world, Quantity="20")
    go_on(world)
    assert in_jaggaer(world) == DONE
    set_back(world, before)
    world.poll()
    assert in_jaggaer(world) == DONE
    go_on(world)
    assert (in_jaggaer(world), held(world)) == (DONE, [])


def test_a_company_file_from_before_a_deletion_shows_that_jaggaer_has_cancelled_the_order() -> None:
    world = written(made(deleted="cancel"))
    backup = copied(world.file)
    person(world).delete("PurchaseOrder", NUMBER)
    go_on(world)
    assert in_jaggaer(world) == {NUMBER: [("Cancelled", 100)]}
    restore(world.file, backup)
    world.connector.keep_file(NAME)
    for _ in range(3):
        go_on(world)
    assert "ENDED_IN_JAGGAER" in held(world)
    assert not back(world).was_deleted


# Copies, twins and other numbers.


def test_a_copy_that_somebody_makes_in_jaggaer_is_shown() -> None:
    world = written(made(origin="both"))
    document = next(iter(world.tenant.purchase_orders.values()))
    header = {**document["header"], "poId": 7009, "poNumber": "P-9"}
    world.tenant.put_order({**document, "header": header})
    go_on(world)
    assert held(world) == ["ORDER_OF_QUICKBOOKS"]


def test_a_copy_that_a_person_makes_of_jaggaers_order_is_quickbooks_own() -> None:
    world = made(origin="both", items=replace(profile().policy.orders.items, map={"A-1": "Goods"}))
    supplier = {"id": 1, "name": "Acme", "supplierNumber": "V-1001"}
    world.tenant.put_order(ordered(7001, "49", supplier, [order_line(1, "Goods", "20", "5.00")]))
    world.poll()
    go_on(world)
    (order,) = world.file.records("PurchaseOrder")
    world.advance(timedelta(minutes=1))
    enter(world, "Q-1")
    person(world).edit("PurchaseOrder", "Q-1", Memo=order["Memo"])
    go_on(world)
    go_on(world)
    assert {"49", "Q-1"} <= set(in_jaggaer(world))
    assert back(world, "Q-1").state is State.DONE


def test_two_orders_of_quickbooks_are_never_tied_to_one_of_jaggaers() -> None:
    world = written(made(deleted="cancel"))
    without_reference(world)
    enter(world)
    go_on(world)
    assert held(world) == ["NUMBER_IN_JAGGAER"]
    assert in_jaggaer(world) == DONE


def test_an_order_that_jaggaer_renumbers_is_known_by_its_id_and_not_taken_for_gone() -> None:
    world = written(made(deleted="cancel"))
    document = next(iter(world.tenant.purchase_orders.values()))
    world.tenant.put_order({**document, "header": {**document["header"], "poNumber": "PO-123"}})
    person(world).delete("PurchaseOrder", NUMBER)
    go_on(world)
    assert held(world) == ["CHANGED_IN_JAGGAER"]
    assert in_jaggaer(world) == {"PO-123": [("Completed", 100)]}


def test_a_lost_order_is_found_in_its_details_where_the_list_shows_no_reference(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(reading, "NOT_LISTED", (*reading.NOT_LISTED, "alternatePoNumber"))
    world = made()
    world.tenant.numbers_orders = True
    fault(world, "reset_after")
    written(world)
    for _ in range(3):
        go_on(world)
    assert (list(in_jaggaer(world)), sent(world)) == (["J7001"], 1)


def test_an_invoice_is_not_tied_by_a_request_that_jaggaer_never_carried_out() -> None:
    world = made()
    gloves = item(world.file, "Gloves", "Cost of Goods Sold", world.clock.now())
    goods = world.file.find("ItemNonInventory", {"FullName": "Goods"}) or {}
    acme = world.file.find("Vendor", {"FullName": "Acme"}) or {}
    lines = [(goods, "20", "5.00"), (gloves, "20", "7.00")]
    purchase_order(world.file, acme, NUMBER, lines, world.clock.now())
    fault(world, "server_error", times=9)
    for _ in range(8):
        go_on(world)
    assert held(world) == ["JAGGAER_SILENT"]
    world.connector.withdraw(NAME, NUMBER, "Ann", "entered in JAGGAER by hand, in another order")
    supplier = {"id": 1, "name": "Acme", "supplierNumber": "V-1001"}
    row = line(1, "Gloves", "20", "7.00", po=(NUMBER, 1), account="6120")
    world.tenant.put_invoice(invoice(2600001, supplier, [row], supplier_invoice="AC-1"))
    world.poll()
    go_on(world)
    assert held(world) == ["PO_LINE_DOUBTFUL"]


# What stops, and what is stopped.


def test_an_order_whose_look_fails_again_and_again_holds_up_no_other() -> None:
    world = made()
    for number in ("P-1", "P-2", "P-3"):
        enter(world, number)
    world.tenant.put_order(
        {"header": {"poId": 9, "poNumber": "P-1", "lastUpdate": "2026-01-01"}, "lineList": {"poLine": []}}
    )
    fault(world, "server_error", times=50, on="purchase_order")
    go_on(world)
    assert {"P-2", "P-3"} <= set(in_jaggaer(world))


def test_a_clock_that_was_ahead_puts_nothing_off_for_ever() -> None:
    world = made()
    fault(world, "reset_after")
    written(world)
    late = replace(back(world), not_before=world.clock.now() + timedelta(days=30))
    company = world.connector.company(NAME).name
    with world.connector.store.write() as work:
        work.write_backs.save(company, late)
    go_on(world)
    assert (back(world).state, sent(world)) == (State.DONE, 1)


def test_a_wrong_path_stops_the_road_and_all_go_once_the_profile_is_right() -> None:
    world = made()
    right = profile()
    wrong = Writeback(orders=True, order=OrderWriting(path="/j1p/api/public/ji/v1/nowhere"))
    world.connector.set_profile(NAME, replace(right, wire=replace(right.wire, writeback=wrong)))
    for one in range(6):
        enter(world, f"P-{one}")
    go_on(world)
    assert (held(world), Road.WRITING in world.connector.stops(NAME)) == ([], True)
    world.connector.set_profile(NAME, right)
    go_on(world, timedelta(minutes=40))
    assert len(in_jaggaer(world)) == 6


def test_what_is_switched_off_stops_nothing() -> None:
    world = made()
    fault(world, "forbidden", times=9)
    written(world)
    assert Road.WRITING in world.connector.stops(NAME)
    world.connector.set_profile(NAME, profile(is_on=False))
    world.poll()
    assert dict(world.connector.stops(NAME)) == {}


def test_what_jaggaer_refused_is_tried_once_more_with_another_profile() -> None:
    world = made()
    fault(world, "return_code")
    written(world)
    assert held(world) == ["JAGGAER_REFUSED"]
    world.connector.set_profile(NAME, profile())
    world.poll()
    assert (held(world), in_jaggaer(world)) == ([], DONE)


ACTS: dict[str, Callable[[World], object]] = {
    "switched off": lambda world: world.connector.set_profile(NAME, profile(is_on=False)),
    "another file": lambda world: world.connector.new_file(NAME),
}


@pytest.mark.parametrize("deed", ACTS)
def test_nothing_leaves_after_it_was_switched_off_or_the_company_file_is_another(
    monkeypatch: pytest.MonkeyPatch, deed: str
) -> None:
    world = made()
    for one in range(4):
        enter(world, f"P-{one}")
    really, count = Looking.at, iter(range(9))

    def meanwhile(self: Any, one: Any) -> Any:
        found = really(self, one)
        if next(count) == 1:
            ACTS[deed](world)
        return found

    monkeypatch.setattr(Looking, "at", meanwhile)
    world.advance(timedelta(minutes=20))
    world.update()
    world.poll()
    assert len(in_jaggaer(world)) == 1
    if deed == "another file":
        assert world.connector.write_backs(NAME) == []


def test_the_history_says_what_jaggaer_did() -> None:
    world = written(made(deleted="cancel"))
    edit(world, Quantity="25")
    go_on(world)
    person(world).delete("PurchaseOrder", NUMBER)
    go_on(world)
    assert [one for one in told(world) if one.startswith("JAGGAER has")] == [
        "JAGGAER has order P-7",
        "JAGGAER has the change of order P-7",
        "JAGGAER has cancelled order P-7",
    ]
