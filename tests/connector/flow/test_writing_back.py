"""What QuickBooks owns is written to JAGGAER: what is decided, what leaves, and what people see of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from connector import Answer, ConfigurationError, Said
from connector.domain.operation import State
from connector.flow.stops import Road
from connector.flow.writing_back import deciding, sending
from connector.flow.writing_back.looking import Looking
from scenarios.checks import violations
from scenarios.world import NAME, World
from simulators.jaggaer import Clerk, order_line, purchase_order
from simulators.qbwc import Person
from tests.connector.flow.written import (
    NUMBER,
    back,
    enter,
    go_on,
    in_jaggaer,
    made,
    profile,
    sent,
    told,
    written,
)

pytestmark = pytest.mark.once
DONE = {NUMBER: [("Completed", 100)]}


def person(world: World) -> Person:
    return Person(world.file, world.clock.now())


def edit(world: World, quantity: str) -> None:
    order = next(one for one in world.file.records("PurchaseOrder") if one["RefNumber"] == NUMBER)
    line = {"TxnLineID": order["PurchaseOrderLineRet"][0]["TxnLineID"], "Quantity": quantity}
    person(world).edit("PurchaseOrder", NUMBER, PurchaseOrderLineMod=[line])


def held(world: World) -> list[str]:
    return [hold.code.value for one in world.connector.exceptions(NAME) for hold in one.holds]


def fault(world: World, name: str, times: int = 1, machine: str = "jaggaer") -> None:
    world.inject(machine, name, "write_order", 1, times)


# What is decided.


def test_an_order_is_written_once_and_nothing_more_as_long_as_nothing_changes() -> None:
    world = written(made())
    for _ in range(3):
        go_on(world)
    assert (in_jaggaer(world), sent(world)) == (DONE, 1)
    assert violations(world) == []


def test_nothing_is_written_while_it_is_switched_off_and_all_that_is_open_once_it_is_on() -> None:
    world = written(made(is_on=False))
    assert (in_jaggaer(world), world.connector.write_backs(NAME)) == ({}, [])
    world.connector.set_profile(NAME, profile())
    world.poll()
    assert in_jaggaer(world) == DONE


def test_what_is_switched_off_again_leaves_what_was_written() -> None:
    world = written(made())
    world.connector.set_profile(NAME, profile(is_on=False))
    edit(world, "25")
    go_on(world)
    assert (in_jaggaer(world), sent(world)) == (DONE, 1)
    world.connector.set_profile(NAME, profile())
    go_on(world)
    assert in_jaggaer(world) == {NUMBER: [("Completed", 125)]}


def test_many_orders_go_in_as_many_passes_as_they_take(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending, "MOST_AT_ONCE", 4)
    monkeypatch.setattr(deciding, "BATCH", 3)
    world = made()
    for one in range(10):
        enter(world, f"P-{one}")
    go_on(world)
    assert len(in_jaggaer(world)) == 4
    go_on(world)
    go_on(world)
    assert len(in_jaggaer(world)) == 10
    assert violations(world) == []


def test_an_order_of_2000_lines_is_written_whole() -> None:
    world = made()
    enter(world, lines=2000)
    go_on(world)
    assert len(in_jaggaer(world)[NUMBER]) == 2000
    assert violations(world) == []


def test_another_company_file_is_another_matter() -> None:
    """Its ids are others: nothing of the old one is told to be deleted."""
    world = written(made(deleted="cancel"))
    world.connector.new_file(NAME)
    world.poll()
    assert (in_jaggaer(world), world.connector.write_backs(NAME), held(world)) == (DONE, [], [])


def test_an_order_that_an_older_copy_of_the_company_file_lacks_is_asked_about_and_never_cancelled() -> None:
    world = made(deleted="cancel")
    go_on(world)
    written(world)
    world.file.remove("PurchaseOrder", back(world).subject)  # nobody deleted it
    go_on(world, timedelta(days=2))
    assert (in_jaggaer(world), held(world)) == (DONE, ["DELETED_IN_QUICKBOOKS"])


# What leaves, and what comes back.


def test_our_own_database_set_back_finds_what_it_wrote_since() -> None:
    world = made()
    go_on(world)
    before = world.connector.store.copy()
    written(world)
    world.use_store(before)
    go_on(world)
    assert (in_jaggaer(world), sent(world)) == (DONE, 1)
    assert back(world).evidence == "JAGGAER had it already"
    edit(world, "25")
    go_on(world)
    assert in_jaggaer(world) == {NUMBER: [("Completed", 125)]}


@pytest.mark.parametrize("is_lost", [False, True])
def test_a_tenant_that_numbers_orders_itself_has_one_and_a_person_is_told_its_number(is_lost: bool) -> None:
    world = made()
    world.tenant.numbers_orders = True
    if is_lost:
        fault(world, "reset_after")
    written(world)
    for _ in range(3):
        go_on(world)
    assert (in_jaggaer(world), sent(world)) == ({"J7001": [("Completed", 100)]}, 1)
    (line,) = world.connector.exceptions(NAME)
    assert line.holds[0].code.value == "NOT_FOR_JAGGAER"
    assert "JAGGAER has it under J7001" in line.holds[0].what
    person(world).edit("PurchaseOrder", NUMBER, RefNumber="J7001")
    go_on(world)
    assert (held(world), sent(world)) == ([], 1)


def test_a_remark_of_jaggaers_stands_in_the_history() -> None:
    world = made()
    fault(world, "done_with_warnings")
    written(world)
    assert any("with the remark “Done with warnings”" in text for text in told(world))
    assert back(world).state is State.DONE


def test_an_answer_that_names_no_order_is_looked_after() -> None:
    """It says that all is done, and JAGGAER has nothing."""
    world = made()
    fault(world, "return_code")
    fault(world, "done_with_warnings")
    written(world)
    assert back(world).state is State.UNKNOWN
    go_on(world)
    assert (back(world).state, back(world).own_id, in_jaggaer(world)) == (State.DONE, "7001", DONE)


def test_a_zero_as_text_is_done() -> None:
    world = made()
    fault(world, "return_code_as_text")
    assert back(written(world)).state is State.DONE


@pytest.mark.parametrize("name", ["forbidden", "unauthorised", "wrong_content"])
def test_what_stops_the_road_is_told_and_over_when_one_goes_well(name: str) -> None:
    world = made()
    fault(world, name, times=2)
    enter(world)
    go_on(world)
    is_told = Road.WRITING in world.connector.stops(NAME)
    assert is_told is (name != "wrong_content"), "one answer that cannot be read is that one's own"
    go_on(world, timedelta(minutes=40))
    go_on(world, timedelta(minutes=40))
    assert (in_jaggaer(world), dict(world.connector.stops(NAME))) == (DONE, {})
    assert violations(world) == []


def test_the_wait_that_jaggaer_asks_for_is_kept() -> None:
    world = made()
    fault(world, "too_many_requests")
    enter(world)
    world.advance(timedelta(minutes=20))
    world.update()
    with pytest.raises(Exception, match="slow down"):
        world.poll()
    pace = world.connector.pace(NAME)
    assert pace.not_before is not None
    go_on(world)
    assert in_jaggaer(world) == DONE
    assert violations(world) == []


def test_a_request_that_jaggaer_never_shows_is_sent_a_few_times_and_then_shown() -> None:
    world = made()
    fault(world, "server_error", times=10)
    enter(world)
    for _ in range(12):
        go_on(world)
    assert (sent(world), held(world)) == (4, ["JAGGAER_SILENT"])
    world.clear_faults()
    world.connector.retry(NAME, NUMBER)
    world.poll()
    assert in_jaggaer(world) == DONE


def test_a_request_under_way_is_not_asked_about_before_it_must_have_ended() -> None:
    world = made()
    fault(world, "reset_after")
    written(world)
    assert back(world).state is State.UNKNOWN
    world.advance(timedelta(minutes=2))
    world.poll()
    assert back(world).state is State.UNKNOWN
    world.advance(timedelta(minutes=3))
    world.poll()
    assert (back(world).state, sent(world)) == (State.DONE, 1)


def test_an_order_that_fails_for_itself_holds_up_no_other() -> None:
    world = made()
    for number in ("P-1", "P-2", "P-3"):
        enter(world, number)
    world.tenant.put_order({"header": {"poId": 9, "poNumber": "P-1", "lastUpdate": "x"}, "lineList": {"poLine": []}})
    world.inject("jaggaer", "cut_json", "purchase_order", 1, 1)  # P-1 is looked at, and its detail is rubbish
    go_on(world)
    assert {"P-2", "P-3"} <= set(in_jaggaer(world))
    assert back(world, "P-1").state is State.QUEUED
    go_on(world, timedelta(minutes=40))
    assert held(world) == ["NUMBER_IN_JAGGAER"]


def test_what_quickbooks_changes_while_jaggaer_is_looked_at_is_decided_first(monkeypatch: pytest.MonkeyPatch) -> None:
    world = made()
    enter(world)
    really, company = Looking.at, world.connector.company(NAME).name

    def meanwhile(self: Any, one: Any) -> Any:
        with world.connector.store.write() as work:
            work.write_backs.notice(company, one.kind, [one.subject])
        return really(self, one)

    monkeypatch.setattr(Looking, "at", meanwhile)
    go_on(world)
    assert (in_jaggaer(world), sent(world)) == ({}, 0)
    monkeypatch.undo()
    go_on(world)
    assert in_jaggaer(world) == DONE


def test_a_pass_that_lost_its_lease_while_it_waited_keeps_nothing_and_the_next_one_asks() -> None:
    world = made()
    enter(world)
    fault(world, "slow_drip", machine="network")
    world.advance(timedelta(minutes=20))
    world.update()
    world.poll()
    assert back(world).state is State.UNKNOWN
    go_on(world)
    assert (in_jaggaer(world), sent(world)) == (DONE, 1)


# What people see, and say.


def test_a_dry_run_prints_each_request_and_sends_none() -> None:
    world = made()
    enter(world)
    enter(world, "P;8")
    world.advance(timedelta(minutes=20))
    world.update()
    with world.connector.store.read() as work:
        rows = list(work.transaction.driver.iterdump())
    found = {one.number: one for one in world.connector.rehearse(NAME).outgoing}
    assert found[NUMBER].change == "create"
    assert '"operationCode": "CREATE"' in found[NUMBER].body
    assert "its number" in found["P;8"].why
    assert not found["P;8"].body
    with world.connector.store.read() as work:
        assert list(work.transaction.driver.iterdump()) == rows
    assert sent(world) == 0
    world.poll()
    assert back(world).body == found[NUMBER].body


def test_a_dry_run_with_another_profile_shows_what_it_would_write() -> None:
    world = made(is_on=False)
    enter(world)
    go_on(world)
    assert world.connector.rehearse(NAME).outgoing == []
    (found,) = world.connector.rehearse(NAME, profile()).outgoing
    assert (found.number, found.change) == (NUMBER, "create")


def test_status_and_document_say_how_it_stands() -> None:
    world = written(made())
    assert world.connector.status(NAME).to_jaggaer == {"done": 1}
    (life,) = world.connector.lives(NAME, NUMBER)
    assert (life.line.state, life.line.jaggaer_total) == ("done", "100.00 USD")
    facts = dict(life.decision)
    assert facts["to JAGGAER"] == "create done"
    assert facts["JAGGAER"] == "7001"
    assert '"poNumber": "P-7"' in facts["request"]
    texts = [event.text for event in life.events]
    assert texts == [
        "To be written to JAGGAER: create order P-7, 100.00 USD (1: 20 at 5)",
        "Sent to JAGGAER: create order P-7, 100.00 USD (1: 20 at 5)",
        "JAGGAER has order P-7",
    ]


def test_one_unknown_supplier_is_one_exception_of_all_its_orders() -> None:
    world = made()
    world.connector.set_profile(NAME, replace_vendor(profile()))
    for number in ("P-1", "P-2"):
        enter(world, number)
    go_on(world)
    (waiting,) = world.connector.waiting(NAME)
    assert (waiting.id, [line.invoice for line in waiting.lines]) == ("SUPPLIER_UNKNOWN/Acme", ["P-1", "P-2"])


def replace_vendor(given: Any) -> Any:
    vendor = replace(given.policy.vendor, number_in="none", map={})
    return replace(given, policy=replace(given.policy, vendor=vendor))


def test_what_is_settled_by_hand_stays_so_until_quickbooks_order_changes() -> None:
    world = made()
    fault(world, "return_code")
    written(world)
    world.connector.resolve(NAME, NUMBER, Said(Answer.WITHDRAW, "", "Ann", "entered by hand"))
    go_on(world)
    assert (held(world), sent(world), back(world).evidence) == ([], 1, "Ann settled it")
    world.advance(timedelta(minutes=1))
    edit(world, "25")
    go_on(world)
    assert in_jaggaer(world) == {NUMBER: [("Completed", 125)]}


def test_withdraw_takes_a_number_as_it_does_of_any_document() -> None:
    world = made()
    fault(world, "return_code")
    written(world)
    world.connector.withdraw(NAME, NUMBER, "Ann", "entered by hand")
    assert back(world).state is State.WITHDRAWN
    with pytest.raises(ConfigurationError, match="No document"):
        world.connector.withdraw(NAME, NUMBER, "Ann", "entered by hand")


def test_what_is_gone_in_jaggaer_is_created_anew_where_a_person_says_so() -> None:
    world = written(made())
    world.tenant.purchase_orders.clear()
    edit(world, "25")
    go_on(world)
    assert held(world) == ["GONE_IN_JAGGAER"]
    world.connector.resolve(NAME, NUMBER, Said(Answer.POST_ANYWAY, "", "Ann", "it was lost in a migration"))
    world.poll()
    assert in_jaggaer(world) == {NUMBER: [("Completed", 125)]}


def test_what_jaggaer_changed_is_noticed_when_it_is_read_and_settled_by_a_person() -> None:
    world = written(made(origin="both"))
    world.advance(timedelta(minutes=1))
    Clerk(world.tenant, world.clock).revise_order(NUMBER, {1: 18}, {}, [])
    world.poll()
    assert held(world) == ["CHANGED_IN_JAGGAER"]
    world.connector.resolve(NAME, NUMBER, Said(Answer.POST_ANYWAY, "", "Ann", "twenty were ordered"))
    world.poll()
    assert in_jaggaer(world) == DONE
    go_on(world)
    assert (held(world), violations(world)) == ([], [])


def test_an_order_that_a_person_paired_with_jaggaers_is_never_written_back() -> None:
    world = made(origin="both")
    supplier = {"id": 1, "name": "Acme", "supplierNumber": "V-1001"}
    row = order_line(1, "Goods", "20", "5.00")
    row["item"]["catalogNumber"] = "Goods"
    world.tenant.put_order(purchase_order(7001, NUMBER, supplier, [row]))
    enter(world)
    go_on(world)
    assert sorted(held(world)) == ["LOOKS_ENTERED", "NUMBER_IN_JAGGAER"]
    subject = back(world).subject
    world.connector.resolve(NAME, f"LOOKS_ENTERED/{NUMBER}", Said(Answer.PAIR, subject, "Ann", "it is the same"))
    go_on(world)
    go_on(world)
    assert (held(world), world.connector.write_backs(NAME), sent(world)) == ([], [], 0)
