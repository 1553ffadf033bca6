"""Both sides changed a bill: a person's change and a person's decision hold, and go away with their reason."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from connector import Answer, Said
from connector.domain.hold_code import HoldCode
from connector.domain.policy import CorrectionPolicy
from connector.flow.planning import plan
from connector.flow.tasks import preflight
from scenarios.profiles import STORY
from scenarios.world import NAME, World
from simulators.jaggaer import credit_memo, invoice, line
from simulators.qbwc import fault, vendor
from simulators.qbwc.company import removal
from tests.connector.flow.test_agreeing import (
    CORRECTIONS,
    ID,
    SUPPLIER,
    by_hand,
    figures,
    held,
    later,
    number,
    person,
    posted,
    standing,
    status,
)

pytestmark = pytest.mark.once

ALL = CORRECTIONS["all is carried out"]
MODIFY = CorrectionPolicy(changed="modify")
cancel, approve = status("Cancelled", "Cancelled"), status("Completed", "Payable")


def touch(world: World) -> None:
    """JAGGAER has a new stamp, and says the same."""
    world.tenant.edit_invoice(ID, {"internalNote": "x"}, world.clock.now())


def updates(world: World, count: int = 3) -> None:
    for _ in range(count):
        later(world)


def withdraw(world: World) -> None:
    world.connector.withdraw(NAME, "I00101", by="Ann", reason="as agreed")


@pytest.mark.parametrize("is_seen", [True, False])
@pytest.mark.parametrize("fields", [{"RefNumber": "AC-9"}, {"TxnDate": "2026-01-20"}], ids=["number", "date"])
def test_a_bill_that_a_person_changed_is_never_voided_whatever_happens_to_it(
    fields: dict[str, str], is_seen: bool
) -> None:
    world = posted(ALL)
    by_hand(**fields)(world)
    updates(world, 2 * is_seen)
    cancel(world)
    updates(world, 2)
    assert held(world) == [HoldCode.BOTH_CHANGED]
    by_hand(Memo="seen by Ann")(world)
    updates(world)
    world.connector.keep_file(NAME)
    touch(world)
    updates(world)
    assert (len(standing(world)), held(world)) == (1, [HoldCode.BOTH_CHANGED])


@pytest.mark.parametrize("how", ["kept file", "same profile", "read-back lost"])
def test_what_a_person_settled_stays_so_while_the_record_is_to_be_read_back(how: str) -> None:
    world = posted(ALL)
    by_hand(RefNumber="AC-9")(world)
    updates(world, 2)
    cancel(world)
    updates(world, 2)
    withdraw(world)
    updates(world, 2)
    if how == "read-back lost":
        by_hand(Memo="again")(world)
        world.pc.faults.append(fault("web_connector_killed", "BillQuery", 2))
        world.update()
        world.advance(timedelta(minutes=20))
    else:
        world.connector.keep_file(NAME)
    if how == "same profile":
        world.connector.set_profile(NAME, profile_of(world))
    touch(world)
    updates(world)
    assert (len(standing(world)), held(world), figures(world)[0][0]) == (1, [], "withdrawn")


def profile_of(world: World) -> Any:
    company = world.connector.company(NAME)
    return type(STORY)(policy=company.policy, wire=company.wire)


def test_a_clash_goes_away_when_the_person_changes_it_back_and_the_change_is_written() -> None:
    world = posted(MODIFY)
    number("AC-2")(world)
    by_hand(RefNumber="AC-9")(world)
    updates(world, 2)
    assert held(world) == [HoldCode.BOTH_CHANGED]
    by_hand(RefNumber="AC-1")(world)
    updates(world)
    assert ([bill["RefNumber"] for bill in standing(world)], held(world)) == (["AC-2"], [])


def test_a_clash_tells_what_stands_now() -> None:
    world = posted(MODIFY)
    number("AC-2")(world)
    by_hand(RefNumber="AC-9")(world)
    updates(world, 2)
    by_hand(RefNumber="AC-10")(world)
    updates(world)
    (words,) = [hold.what for one in world.connector.exceptions(NAME) for hold in one.holds]
    assert "AC-10" in words


def test_a_clash_is_withdrawn_once() -> None:
    world = posted(MODIFY)
    number("AC-2")(world)
    by_hand(RefNumber="AC-9")(world)
    updates(world)
    withdraw(world)
    updates(world)
    assert held(world) == []


def test_a_payment_that_is_taken_back_is_in_the_way_no_more() -> None:
    world = posted(MODIFY)
    by_hand(TxnDate="2026-01-20")(world)
    payment = person(world).pay("AC-1", "5.00")
    updates(world, 2)
    number("AC-2")(world)
    updates(world)
    assert held(world) == [HoldCode.RECORD_PAID]
    removal.transaction(world.file, "BillPaymentCheck", payment["TxnID"], world.clock.now())
    updates(world)
    assert [bill["RefNumber"] for bill in standing(world)] == ["AC-2"]
    assert held(world) == [HoldCode.CHANGED_IN_QUICKBOOKS], "the date is the person's still"


def test_a_bill_that_a_person_entered_and_deleted_again_is_in_the_way_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    """It was there at the look-up, after the lists were read."""
    world = World(seed=5)
    vendor(world.file, "Acme", world.clock.now(), AccountNumber="V-1001")
    world.connect(STORY)
    later(world)
    document = invoice(2_600_001, SUPPLIER, [line(1, "Goods", "1", "120.00", account="6120")], supplier_invoice="AC-1")
    document["header"]["lastUpdate"] = world.clock.now().strftime("%Y-%m-%dT%H:%M:%S.000Z")
    world.tenant.put_invoice(document)
    world.poll()
    entered: list[Any] = []

    def enter(*given: Any) -> int:
        decided = plan(*given)
        if not entered:
            entered.append(person(world).enter_bill("Acme", "AC-1", "120.00"))
        return decided

    monkeypatch.setattr(preflight, "plan", enter)
    world.update()
    assert held(world) == [HoldCode.ALREADY_ENTERED]
    person(world).delete("Bill", "AC-1")
    world.advance(timedelta(minutes=20))
    updates(world)
    assert ([bill["AmountDue"] for bill in standing(world)], held(world)) == (["120.00"], [])


def voided_by_us_and_undone() -> World:
    world = posted(ALL)
    (before,) = standing(world)
    cancel(world)
    updates(world, 2)
    (void,) = world.file.records("Bill")
    world.advance(timedelta(minutes=1))
    again = {**void, **{key: before[key] for key in ("AmountDue", "Memo", "ExpenseLineRet")}}
    world.file.put("Bill", world.file.stamped(again, world.clock.now(), is_edit=True))
    updates(world, 2)
    assert held(world) == [HoldCode.STANDS_AGAIN]
    return world


def test_a_void_bill_that_stands_again_is_the_document_s_when_jaggaer_wants_it_again() -> None:
    world = voided_by_us_and_undone()
    approve(world)
    updates(world)
    assert (len(standing(world)), held(world), figures(world)) == (1, [], [("done", "120.00 USD")])


def test_what_stood_again_and_is_void_once_more_is_posted_when_it_is_due() -> None:
    world = voided_by_us_and_undone()
    number("AC-5")(world)
    approve(world)
    updates(world, 2)
    withdraw(world)
    updates(world, 2)
    person(world).void("Bill", "AC-1")
    updates(world, 4)
    assert ([bill["RefNumber"] for bill in standing(world)], held(world)) == (["AC-5"], [])


@pytest.mark.parametrize(
    ("change", "fields"),
    [
        ({"supplierInvoiceNumber": "AC-2"}, {"RefNumber": "AC-2"}),
        ({"invoiceDate": "2026-01-09T00:00:00.000Z"}, {"TxnDate": "2026-01-09"}),
    ],
    ids=["number", "date"],
)
def test_a_paired_bill_that_both_sides_changed_alike_waits_for_nobody(
    change: dict[str, str], fields: dict[str, str]
) -> None:
    world = World(seed=5)
    vendor(world.file, "Acme", world.clock.now(), AccountNumber="V-1001")
    world.connect(STORY)
    person(world).enter_bill("Acme", "AC-1", "120.00", day="2026-01-12")
    goods = [line(1, "Goods", "1", "120.00", account="6120")]
    world.tenant.put_invoice(invoice(2_600_001, SUPPLIER, goods, supplier_invoice="AC-1"))
    later(world)
    (bill,) = standing(world)
    world.connector.resolve(NAME, "I00101", Said(Answer.PAIR, bill["TxnID"], "Ann", "it is this one"))
    later(world)
    world.tenant.edit_invoice(ID, change, world.clock.now())
    by_hand(**fields)(world)
    updates(world)
    assert (held(world), figures(world)) == ([], [("done", "120.00 USD")])


def test_a_document_whose_outcome_is_open_keeps_its_number() -> None:
    """It was never saved, nobody knows, and another document comes with its number."""
    world = World(seed=5)
    vendor(world.file, "Acme", world.clock.now(), AccountNumber="V-1001")
    world.connect(STORY)
    goods = [line(1, "Goods", "1", "120.00", account="6120")]
    world.tenant.put_invoice(invoice(2_600_001, SUPPLIER, goods, supplier_invoice="AC-1"))
    world.poll()
    world.pc.faults.append(fault("web_connector_killed", "BillAdd"))
    world.update()
    for query in ("BillQuery", "TxnDeletedQuery"):
        world.pc.faults.append(fault("internal_error", query, times=99))
    updates(world, 6)
    second = invoice(2_600_002, SUPPLIER, goods, supplier_invoice="AC-1")
    second["header"]["lastUpdate"] = world.clock.now().strftime("%Y-%m-%dT%H:%M:%S.000Z")
    world.tenant.put_invoice(second)
    updates(world, 2)
    world.clear_faults()
    updates(world, 4)
    world.connector.retry(NAME, "I00101")
    updates(world, 4)
    assert [one.state for one in world.connector.lines(NAME)] == ["done", "held"]
    assert (len(standing(world)), held(world)) == (1, [HoldCode.NUMBER_TWICE])


def test_a_line_s_words_are_told_too() -> None:
    world = posted(CorrectionPolicy())
    document = invoice(2_600_001, SUPPLIER, [line(1, "Paper", "1", "120.00", account="6120")], supplier_invoice="AC-1")
    document["header"]["lastUpdate"] = world.clock.now().strftime("%Y-%m-%dT%H:%M:%S.000Z")
    world.tenant.put_invoice(document)
    updates(world, 2)
    (words,) = [hold.what for one in world.connector.exceptions(NAME) for hold in one.holds]
    assert "JAGGAER changed the line 1 text from Goods to Paper" in words


def test_an_invoice_that_became_a_credit_needs_a_new_record_and_is_told_why() -> None:
    world = posted(MODIFY)
    document = credit_memo(
        2_600_001, SUPPLIER, [line(1, "Goods", "1", "120.00", account="6120")], supplier_invoice="AC-1"
    )
    document["header"]["lastUpdate"] = world.clock.now().strftime("%Y-%m-%dT%H:%M:%S.000Z")
    world.tenant.put_invoice(document)
    updates(world, 2)
    (words,) = [hold.what for one in world.connector.exceptions(NAME) for hold in one.holds]
    assert "a Bill cannot become a VendorCredit" in words


def test_an_exception_does_not_come_and_go_with_every_edit() -> None:
    world = posted(CorrectionPolicy())
    by_hand(RefNumber="AC-9")(world)
    updates(world, 2)
    before = [event.kind for event in world.connector.history(NAME)].count("held")
    by_hand(Memo="one")(world)
    updates(world, 2)
    kinds = [event.kind for event in world.connector.history(NAME)]
    assert kinds.count("held") == before
    assert held(world) == [HoldCode.CHANGED_IN_QUICKBOOKS]
