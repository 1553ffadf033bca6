"""What becomes of a posted bill when JAGGAER changes its mind: by the customer's word, and without losing an edit."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from connector import Profile
from connector.domain.hold_code import HoldCode
from connector.domain.identifiers import CompanyName, DocumentId
from connector.domain.operation import Deed, State
from connector.flow.course import course
from connector.flow.entities import Purpose
from scenarios.checks import violations
from scenarios.profiles import STORY
from scenarios.world import NAME, World
from simulators.jaggaer import invoice, line
from simulators.qbwc import fault, item, linked, purchase_order, vendor
from simulators.qbwc.company import removal
from tests.connector.flow.corrected import CANCELLED, CARRY_OUT, SUPPLIER, bills, corrected, held, person, say

pytestmark = pytest.mark.once


@pytest.fixture
def world() -> World:
    """One bill of two lines is in QuickBooks, and read back."""
    made = corrected()
    say(made, "70.00", "50.00")
    assert [bill["AmountDue"] for bill in bills(made)] == ["120.00"]
    return made


def amounts(world: World) -> list[str]:
    (bill,) = bills(world)
    return [one["Amount"] for one in bill["ExpenseLineRet"]]


def latest(world: World) -> Any:
    with world.connector.store.read() as work:
        company = work.companies.get(CompanyName(NAME))
        assert company is not None
        return course(work, company, DocumentId("2600001")).shown


def test_a_change_in_jaggaer_modifies_what_it_changes_and_nothing_else(world: World) -> None:
    person(world).edit("Bill", "AC-1", Memo="checked by Ann")
    say(world, "70.00", "55.50")
    assert amounts(world) == ["70.00", "55.50"]
    assert bills(world)[0]["Memo"] == "checked by Ann"
    (sent,) = [one for one in world.connector.messages(NAME) if "BillModRq" in one.request]
    assert sent.request.count("<Amount>") == 1
    assert "<Memo>" not in sent.request
    assert (latest(world).deed, latest(world).tied, held(world)) == (Deed.MODIFY, True, [])
    assert violations(world) == []


def test_a_field_that_both_changed_is_shown_with_both_values(world: World) -> None:
    person(world).edit("Bill", "AC-1", RefNumber="AC-1-ANN")
    say(world, "70.00", "50.00", day=date(2026, 1, 9))
    assert bills(world)[0]["RefNumber"] == "AC-1-ANN"
    assert held(world) == [HoldCode.CHANGED_IN_QUICKBOOKS], "JAGGAER did not change the number, and Ann did"
    assert bills(world)[0]["TxnDate"] == "2026-01-09", "what JAGGAER changed is carried out"
    (bill,) = bills(world)
    lines = [{**one, "Amount": "71.00"} if one["Amount"] == "70.00" else one for one in bill["ExpenseLineRet"]]
    due = {"AmountDue": "121.00", "OpenAmount": "121.00"}
    world.file.put("Bill", {**bill, **due, "ExpenseLineRet": lines})
    say(world, "72.00", "50.00")
    assert held(world) == [HoldCode.BOTH_CHANGED]
    (one,) = world.connector.exceptions(NAME)
    assert "line 1, Amount is to be “72.00”" in one.holds[0].what
    assert "a person made it “71.00”" in one.holds[0].what
    assert [one["Amount"] for one in bills(world)[0]["ExpenseLineRet"]] == ["71.00", "50.00"]


def test_more_lines_than_before_take_the_place_of_the_old_ones(world: World) -> None:
    say(world, "70.00", "20.00", "30.00")
    assert amounts(world) == ["70.00", "20.00", "30.00"]
    say(world, "120.00")
    assert amounts(world) == ["120.00"]
    assert violations(world) == []


def test_lines_that_a_person_has_touched_are_not_exchanged(world: World) -> None:
    (bill,) = bills(world)
    world.file.put("Bill", {**bill, "ExpenseLineRet": bill["ExpenseLineRet"][:1], "AmountDue": "70.00"})
    say(world, "70.00", "20.00", "30.00")
    assert (held(world), amounts(world)) == ([HoldCode.BOTH_CHANGED], ["70.00"])


def test_a_paid_bill_is_never_changed_silently(world: World) -> None:
    person(world).pay("AC-1", "20.00")
    say(world, "70.00", "55.50")
    assert (held(world), amounts(world)) == ([HoldCode.RECORD_PAID], ["70.00", "50.00"])


def test_a_bill_that_somebody_deleted_or_voided_is_not_brought_back(world: World) -> None:
    person(world).void("Bill", "AC-1")
    say(world, "70.00", "55.50")
    assert held(world) == [HoldCode.TAKEN_AWAY]


def test_a_person_who_is_quicker_wins_and_the_change_is_merged_once_more(world: World) -> None:
    """3200: between our reading and our writing the bill got another EditSequence."""
    world.pc.faults.append(fault("record_edited", "BillMod"))
    say(world, "70.00", "55.50")
    assert amounts(world) == ["70.00", "55.50"]
    assert latest(world).attempts == 2
    assert violations(world) == []


def test_one_that_is_always_quicker_is_told_of_after_a_bounded_number_of_times() -> None:
    world = corrected(takes_time=True)
    say(world, "70.00", "50.00")
    world.pc.faults.append(fault("record_edited", "BillMod", times=99))
    say(world, "70.00", "55.50")
    for _ in range(12):
        world.advance(timedelta(minutes=30))
        world.update()
    assert (held(world), amounts(world)) == ([HoldCode.STAYS_BUSY], ["70.00", "50.00"])


def test_a_payment_moves_the_sequence_and_the_next_change_still_finds_its_bill(world: World) -> None:
    """An EditSequence that somebody else moved is read anew before every modify."""
    say(world, "70.00", "55.50")
    person(world).edit("Bill", "AC-1", Memo="one")
    say(world, "70.00", "56.50")
    assert amounts(world) == ["70.00", "56.50"]


@pytest.mark.parametrize("lost", ["lose_answer", "error_after_save", "web_connector_killed", "answer_not_stored"])
@pytest.mark.parametrize(("on", "then"), [("BillMod", "70.00 55.50"), ("TxnVoid", "void"), ("TxnDel", "gone")])
def test_a_correction_whose_answer_is_lost_is_settled_by_the_record(on: str, then: str, lost: str) -> None:
    """Whether it was saved or not, and whether QuickBooks stored its answer or not."""
    world = corrected(replace(CARRY_OUT, cancelled="delete" if on == "TxnDel" else "void"))
    say(world, "70.00", "50.00")
    if lost == "answer_not_stored":
        world.pc.faults.append(fault("lose_answer", on))
    world.pc.faults.append(fault(lost, on))
    say(world, "70.00", "55.50") if on == "BillMod" else say(world, "70.00", "50.00", header=CANCELLED)
    for _ in range(3):
        world.advance(timedelta(minutes=30))
        world.update()
    found = bills(world)
    now = "gone" if not found else "void" if found[0]["AmountDue"] == "0.00" else " ".join(amounts(world))
    assert (now, latest(world).state.value, held(world)) == (then, "done", [])
    sent = [one for one in world.connector.messages(NAME) if f"<{on}Rq" in one.request]
    assert len(sent) == (2 if lost == "web_connector_killed" else 1), "what was saved is not sent again"
    assert violations(world) == []


def test_a_cancelled_invoice_is_voided_and_one_that_comes_back_is_a_bill_again(world: World) -> None:
    say(world, "70.00", "50.00", header=CANCELLED)
    assert [bill["AmountDue"] for bill in bills(world)] == ["0.00"]
    assert latest(world).is_gone
    say(world, "70.00", "50.00")
    assert [bill["AmountDue"] for bill in bills(world)] == ["0.00", "120.00"]
    assert held(world) == []
    assert violations(world) == []


def test_a_cancelled_invoice_that_a_person_changed_in_quickbooks_is_left_to_a_person(world: World) -> None:
    (bill,) = bills(world)
    lines = [{**one, "Amount": "60.00"} for one in bill["ExpenseLineRet"]]
    world.file.put("Bill", {**bill, "AmountDue": "120.50", "ExpenseLineRet": lines})
    say(world, "70.00", "50.00", header=CANCELLED)
    assert (held(world), bills(world)[0]["AmountDue"]) == ([HoldCode.BOTH_CHANGED], "120.50")


@pytest.mark.parametrize("relinked", ["replace", "hold"])
def test_a_change_that_needs_another_order_line_is_a_new_bill_or_a_person_s(relinked: Any) -> None:
    world = corrected(replace(CARRY_OUT, relinked=relinked))
    now = world.clock.now()
    part = item(world.file, "Reagents", "Cost of Goods Sold", now)
    purchase_order(world.file, world.file.records("Vendor")[0], "49", [(part, "20", "41.25")], now)
    say(world, "330.00")
    say(world, lines=[line(1, "Reagents", "8", "41.25", po=("49", 1))])
    if relinked == "hold":
        assert held(world) == [HoldCode.NEEDS_NEW_LINKS]
        return
    void, bill = bills(world)
    assert (void["AmountDue"], bill["AmountDue"]) == ("0.00", "330.00")
    (order,) = world.file.records("PurchaseOrder")
    assert [one["TxnID"] for one in linked(world.file, order)] == [bill["TxnID"]]
    assert violations(world) == []


def test_a_supplier_that_quickbooks_does_not_know_becomes_a_vendor_and_then_its_bill_is_posted() -> None:
    world = corrected(vendor=replace(STORY.policy.vendor, unknown="create"))
    stranger = {"id": 77, "name": "Bay Plumbing", "supplierNumber": "V-7"}
    goods = [line(1, "Pipes", "1", "80.00", account="6120")]
    for number in (1, 2):
        document = invoice(2_600_100 + number, stranger, goods, supplier_invoice=f"BP-{number}")
        world.tenant.put_invoice(document)
    world.poll()
    world.update()
    (made,) = [one for one in world.file.records("Vendor") if one["Name"] == "Bay Plumbing"]
    assert [one["VendorRef"]["ListID"] for one in bills(world)] == [made["ListID"]] * 2
    writes = [one for one in world.connector.messages(NAME) if one.purpose is Purpose.WRITE]
    assert [one.request.count("VendorAddRq ") for one in writes] == [1, 0], "a vendor before its bills, never beside"
    assert Decimal(made["Balance"]) == 160
    assert violations(world) == []


@pytest.mark.parametrize("lost", ["lose_answer", "web_connector_killed"])
def test_a_vendor_whose_answer_is_lost_is_there_once(lost: str) -> None:
    world = corrected(vendor=replace(STORY.policy.vendor, unknown="create"))
    world.pc.faults.append(fault(lost, "VendorAdd"))
    stranger = {"id": 77, "name": "Bay Plumbing", "supplierNumber": "V-7"}
    document = invoice(2_600_101, stranger, [line(1, "Pipes", "1", "80.00", account="6120")], supplier_invoice="BP-1")
    world.tenant.put_invoice(document)
    world.poll()
    for _ in range(3):
        world.update()
        world.advance(timedelta(minutes=20))
    assert [one["Name"] for one in world.file.records("Vendor")].count("Bay Plumbing") == 1
    assert len(bills(world)) == 1


def test_a_vendor_that_quickbooks_refused_is_tried_again_when_its_invoice_is() -> None:
    world = corrected(vendor=replace(STORY.policy.vendor, unknown="create"))
    world.pc.faults.append(fault("no_permission", "VendorAdd"))
    stranger = {"id": 77, "name": "Bay Plumbing", "supplierNumber": "V-7"}
    document = invoice(2_600_101, stranger, [line(1, "Pipes", "1", "80.00", account="6120")], supplier_invoice="BP-1")
    world.tenant.put_invoice(document)
    world.poll()
    world.update()
    assert len(world.connector.waiting(NAME)) == 1
    world.connector.retry(NAME, "I00201")
    world.advance(timedelta(minutes=20))
    world.update()
    assert [one["VendorRef"]["FullName"] for one in bills(world)] == ["Bay Plumbing"]


def test_a_name_that_is_taken_is_shown_on_the_invoice_that_waits_for_its_vendor() -> None:
    world = corrected(vendor=replace(STORY.policy.vendor, unknown="create", match=("paired", "number")))
    vendor(world.file, "Bay Plumbing", world.clock.now())
    stranger = {"id": 77, "name": "Bay Plumbing", "supplierNumber": "V-7"}
    document = invoice(2_600_101, stranger, [line(1, "Pipes", "1", "80.00", account="6120")], supplier_invoice="BP-1")
    world.tenant.put_invoice(document)
    world.poll()
    world.update()
    world.advance(timedelta(minutes=20))
    world.update()
    assert (bills(world), held(world)) == ([], [HoldCode.NAME_TAKEN])


@pytest.mark.parametrize("how", ["mapped", "not wanted any more"])
def test_a_vendor_that_is_not_needed_any_more_is_not_created(how: str) -> None:
    world = corrected(vendor=replace(STORY.policy.vendor, unknown="create"))
    world.update()
    stranger = {"id": 77, "name": "Bay Plumbing", "supplierNumber": "V-7"}
    document = invoice(2_600_101, stranger, [line(1, "Pipes", "1", "80.00", account="6120")], supplier_invoice="BP-1")
    world.tenant.put_invoice(document)
    world.poll()
    creating = replace(STORY.policy.vendor, unknown="create", map={"V-7": "Acme"})
    rule = creating if how == "mapped" else STORY.policy.vendor
    world.connector.set_profile(NAME, Profile(policy=replace(STORY.policy, vendor=rule), wire=STORY.wire))
    world.poll()
    for _ in range(2):
        world.advance(timedelta(minutes=20))
        world.update()
    assert [one["Name"] for one in world.file.records("Vendor")] == ["Acme"]
    assert [one["VendorRef"]["FullName"] for one in bills(world)] == (["Acme"] if how == "mapped" else [])
    world.connector.set_profile(
        NAME,
        Profile(
            policy=replace(STORY.policy, vendor=replace(STORY.policy.vendor, unknown="create")),
            wire=STORY.wire,
        ),
    )
    world.poll()
    for _ in range(2):
        world.advance(timedelta(minutes=20))
        world.update()
    there = sorted(one["Name"] for one in world.file.records("Vendor"))
    assert there == (["Acme"] if how == "mapped" else ["Acme", "Bay Plumbing"]), "wanted again, it is created after all"


def test_a_void_that_waits_when_the_status_turns_strange_is_not_taken_for_done(world: World) -> None:
    for status in ("Cancelled", "Frozen", "Payable"):
        say(world, "70.00", "50.00", header={"paymentStatus": status}, update=status == "Payable")
    assert [one["AmountDue"] for one in bills(world)] == ["120.00"]
    assert (latest(world).state, latest(world).is_gone, held(world)) == (State.DONE, False, [])
    say(world, "70.00", "50.00", header={"paymentStatus": "Cancelled"})
    assert [one["AmountDue"] for one in bills(world)] == ["0.00"]
    assert latest(world).is_gone


def test_a_void_that_a_payment_stood_against_is_tried_again_when_a_person_asks(world: World) -> None:
    payment = person(world).pay("AC-1")
    say(world, "70.00", "50.00", header={"paymentStatus": "Cancelled"})
    assert held(world) == [HoldCode.RECORD_PAID]
    world.advance(timedelta(minutes=20))
    world.update()
    assert held(world) == [HoldCode.RECORD_PAID], "nobody asked"
    removal.transaction(world.file, "BillPaymentCheck", payment["TxnID"], world.clock.now())
    world.connector.retry(NAME, "I00101")
    world.update()
    assert [one["AmountDue"] for one in bills(world)] == ["0.00"]


def test_a_supplier_that_changes_there_and_back_moves_the_bill_there_and_back(world: World) -> None:
    """Each version is looked at with its own supplier's vendor, also where both have had documents before."""
    bay = {"id": 1_003_837_202, "name": "Bay", "supplierNumber": "V-1002"}
    vendor(world.file, "Bay", world.clock.now(), AccountNumber="V-1002")
    for supplier in (bay, SUPPLIER, bay):
        say(world, "70.00", "50.00", header={"supplier": supplier})
        assert (bills(world)[0]["VendorRef"]["FullName"], held(world)) == (supplier["name"], [])
