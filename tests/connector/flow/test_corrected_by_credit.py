"""What cannot be changed any more is corrected by another record over the difference: a credit, or a second bill."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from connector.domain.hold_code import HoldCode
from connector.domain.policy import CorrectionPolicy, DatePolicy
from connector.domain.statement import Class
from scenarios.checks import violations
from scenarios.world import NAME, World
from simulators.jaggaer import line
from simulators.qbwc import fault, item, purchase_order
from tests.connector.flow.corrected import (
    CANCELLED,
    CREDIT,
    bills,
    corrected,
    credits_of,
    differences,
    held,
    look,
    paid,
    person,
    records,
    say,
    stands,
)

pytestmark = pytest.mark.once


@pytest.fixture
def world() -> World:
    return paid()


def test_a_paid_bill_that_becomes_less_gets_a_credit_over_the_difference(world: World) -> None:
    say(world, "70.00", "30.00")
    assert records(world) == [("Bill", "AC-1", "120.00"), ("VendorCredit", "AC-1-C1", "20.00")]
    (credit,) = credits_of(world)
    assert [(one["AccountRef"]["FullName"], one["Amount"]) for one in credit["ExpenseLineRet"]] == [
        (bills(world)[0]["ExpenseLineRet"][1]["AccountRef"]["FullName"], "20.00")
    ]
    assert "corrects Bill AC-1 of" in credit["Memo"]
    assert (held(world), differences(world), violations(world)) == ([], [], [])


def test_a_paid_bill_that_becomes_more_gets_a_second_bill(world: World) -> None:
    say(world, "70.00", "75.50")
    assert records(world) == [("Bill", "AC-1", "120.00"), ("Bill", "AC-1-C1", "25.50")]
    assert (held(world), differences(world), violations(world)) == ([], [], [])


def test_a_correction_is_reversed_when_jaggaer_changes_back(world: World) -> None:
    say(world, "70.00", "30.00")
    say(world, "70.00", "50.00")
    assert records(world) == [
        ("Bill", "AC-1", "120.00"),
        ("Bill", "AC-1-C2", "20.00"),
        ("VendorCredit", "AC-1-C1", "20.00"),
    ]
    assert (held(world), differences(world), violations(world)) == ([], [], [])


def test_each_further_change_is_over_what_stands(world: World) -> None:
    for amounts, total in ((("70.00", "30.00"), 100), (("10.00", "30.00"), 40), (("10.00", "30.00", "5.00"), 45)):
        say(world, *amounts)
        assert stands(world) == total
    assert len(records(world)) == 4
    assert (held(world), differences(world), violations(world)) == ([], [], [])


def test_a_paid_bill_that_is_cancelled_is_credited_whole_and_comes_back_whole(world: World) -> None:
    say(world, "70.00", "50.00", header=CANCELLED)
    assert stands(world) == 0
    assert (held(world), differences(world), violations(world)) == ([], [], [])
    say(world, "70.00", "50.00")
    assert stands(world) == 120
    assert (held(world), differences(world), violations(world)) == ([], [], [])


def test_what_was_corrected_is_reversed_whole_when_it_is_cancelled(world: World) -> None:
    say(world, "70.00", "30.00")
    say(world, "70.00", "30.00", header=CANCELLED)
    assert [one[1:] for one in records(world)] == [("AC-1", "120.00"), ("AC-1-C1", "20.00"), ("AC-1-C2", "100.00")]
    assert stands(world) == 0
    assert (held(world), differences(world), violations(world)) == ([], [], [])


@pytest.mark.parametrize("dates", [DatePolicy(closed_period="hold"), DatePolicy(closed_period="first_open_day")])
def test_in_a_closed_period_it_is_dated_on_the_first_open_day(dates: DatePolicy) -> None:
    world = corrected(CREDIT, dates=dates)
    say(world, "70.00", "50.00")
    person(world).close_period("2026-01-31")
    say(world, "70.00", "30.00")
    (credit,) = credits_of(world)
    assert (credit["TxnDate"], bills(world)[0]["TxnDate"]) == ("2026-02-01", "2026-01-12")
    assert stands(world) == 100
    assert (held(world), differences(world), violations(world)) == ([], [], [])


def test_what_may_still_be_changed_is_changed_and_what_may_be_voided_is_voided() -> None:
    world = corrected(CREDIT)
    say(world, "70.00", "50.00")
    say(world, "70.00", "30.00")
    assert records(world) == [("Bill", "AC-1", "100.00")]
    say(world, "70.00", "30.00", header=CANCELLED)
    assert (records(world), held(world), violations(world)) == ([("Bill", "AC-1", "0.00")], [], [])


def test_what_was_corrected_is_never_changed_again_though_it_is_unpaid_later(world: World) -> None:
    say(world, "70.00", "30.00")
    person(world).void("BillPaymentCheck", "1001")
    say(world, "70.00", "20.00")
    assert [one[1:] for one in records(world)] == [("AC-1", "120.00"), ("AC-1-C1", "20.00"), ("AC-1-C2", "10.00")]
    assert (held(world), differences(world), violations(world)) == ([], [], [])


def test_a_correction_that_has_not_left_yet_makes_room_for_the_next_version(world: World) -> None:
    look(world)
    say(world, "70.00", "30.00", update=False)
    say(world, "70.00", "20.00")
    assert records(world) == [("Bill", "AC-1", "120.00"), ("VendorCredit", "AC-1-C1", "30.00")]
    assert (held(world), differences(world), violations(world)) == ([], [], [])


def test_a_change_that_is_taken_back_before_it_left_leaves_nothing(world: World) -> None:
    look(world)
    say(world, "70.00", "30.00", update=False)
    assert [one.state for one in world.connector.lines(NAME) if one.kind == "correction"] == ["queued"]
    say(world, "70.00", "50.00")
    assert records(world) == [("Bill", "AC-1", "120.00")]
    assert [one.state for one in world.connector.lines(NAME) if one.kind == "correction"] == ["withdrawn"]
    assert (held(world), differences(world), violations(world)) == ([], [], [])


def test_an_amount_that_moves_to_another_account_alone_is_a_person_s(world: World) -> None:
    say(world, "60.00", "50.00", lines=moved())
    assert (held(world), len(records(world))) == ([HoldCode.RECORD_PAID], 1)


def test_a_change_of_what_is_no_money_is_a_person_s(world: World) -> None:
    say(world, "70.00", "50.00", day=date(2026, 1, 9))
    assert (held(world), len(records(world))) == ([HoldCode.RECORD_PAID], 1)


def test_a_person_s_change_of_a_correction_shows(world: World) -> None:
    say(world, "70.00", "30.00")
    person(world).edit("VendorCredit", "AC-1-C1", RefNumber="ANN")
    look(world)
    (one,) = world.connector.exceptions(NAME)
    assert (one.invoice, [hold.code for hold in one.holds]) == (
        "I00101 correction 1",
        [HoldCode.CHANGED_IN_QUICKBOOKS],
    )


def test_a_correction_that_a_person_voids_is_shown_and_not_counted(world: World) -> None:
    say(world, "70.00", "30.00")
    person(world).void("VendorCredit", "AC-1-C1")
    look(world)
    assert held(world) == [HoldCode.TAKEN_AWAY]
    assert differences(world) == [(Class.VOIDED, Decimal(-20))]
    say(world, "70.00", "10.00")
    assert stands(world) == 80, "the next one is over what stands"


def test_a_corrected_bill_that_a_person_voids_waits_for_them_whatever_the_profile_says() -> None:
    world = paid(replace(CREDIT, gone="post"))
    say(world, "70.00", "30.00")
    person(world).void("BillPaymentCheck", "1001")
    person(world).void("Bill", "AC-1")
    look(world)
    assert held(world) == [HoldCode.TAKEN_AWAY]
    assert stands(world) == -20


def test_without_the_customer_s_word_a_paid_bill_waits_for_a_person() -> None:
    for policy, code in (
        (CorrectionPolicy(), HoldCode.CHANGED_AFTER_POSTING),
        (CorrectionPolicy(changed="modify"), HoldCode.RECORD_PAID),
    ):
        world = paid(policy)
        say(world, "70.00", "30.00")
        assert (held(world), len(records(world))) == ([code], 1)


def test_a_correction_is_sent_once_though_its_answer_is_lost(world: World) -> None:
    world.pc.faults.append(fault("lose_answer", "VendorCreditAdd"))
    say(world, "70.00", "30.00")
    look(world)
    assert records(world) == [("Bill", "AC-1", "120.00"), ("VendorCredit", "AC-1-C1", "20.00")]
    assert (held(world), violations(world)) == ([], [])


def test_the_passport_of_an_invoice_has_its_corrections(world: World) -> None:
    say(world, "70.00", "30.00")
    lives = world.connector.lives(NAME, "I00101")
    assert [one.line.invoice for one in lives] == ["I00101", "I00101 correction 1"]
    assert any(
        event.kind == "corrected" and "VendorCredit AC-1-C1 over 20.00 USD" in event.text for event in lives[0].events
    )


def of_an_order(stocked: bool, amount: str) -> World:
    """An invoice of an order's line over 330.00 that is paid, and becomes another amount."""
    world = corrected(CREDIT)
    now = world.clock.now()
    part = item(world.file, "Reagents", "Cost of Goods Sold", now)
    purchase_order(world.file, world.file.records("Vendor")[0], "49", [(part, "20", "41.25")], now)
    say(world, lines=[line(1, "Reagents", "8", "41.25", po=("49", 1))])
    if stocked:
        bare = {key: value for key, value in part.items() if key != "SalesOrPurchase"}
        world.file.put("ItemNonInventory", world.file.stamped(bare, world.clock.now(), is_edit=True))
    person(world).pay("AC-1", check="1001")
    look(world)
    say(world, lines=[line(1, "Reagents", "8", amount, po=("49", 1))])
    return world


def test_a_line_of_an_order_is_corrected_on_the_account_of_its_item() -> None:
    world = of_an_order(stocked=False, amount="40.00")
    (credit,) = credits_of(world)
    assert [(one["AccountRef"]["FullName"], one["Amount"]) for one in credit["ExpenseLineRet"]] == [
        ("Cost of Goods Sold", "10.00")
    ]
    assert (held(world), differences(world), violations(world)) == ([], [], [])


def test_of_goods_on_stock_the_accountant_corrects_the_value() -> None:
    world = of_an_order(stocked=True, amount="40.00")
    assert (credits_of(world), held(world)) == ([], [HoldCode.RECORD_PAID])


def test_a_credit_memo_is_corrected_the_other_way_round() -> None:
    world = corrected(CREDIT)
    say(world, "70.00", "50.00", header=memo("-120.00"))
    assert records(world) == [("VendorCredit", "AC-1", "120.00")]
    person(world).close_period("2026-01-31")
    look(world)
    say(world, "70.00", "30.00", header=memo("-100.00"))
    assert records(world) == [("Bill", "AC-1-C1", "20.00"), ("VendorCredit", "AC-1", "120.00")]
    assert (held(world), violations(world)) == ([], [])


def test_a_dry_run_says_what_would_correct_it(world: World) -> None:
    look(world)
    say(world, "70.00", "30.00", update=False)
    found = {one.invoice: one.why for one in world.connector.rehearse(NAME).forecasts}
    assert found["I00101 correction 1"] == "VendorCredit AC-1-C1 of “Acme” over 20.00 USD, 1 lines"


def test_a_correction_that_is_on_its_way_is_waited_for(world: World) -> None:
    world.pc.faults.append(fault("lose_answer", "VendorCreditAdd"))
    say(world, "70.00", "30.00")
    say(world, "70.00", "10.00", update=False)
    assert [one.state for one in world.connector.lines(NAME) if one.kind == "correction"] == ["sent"]
    look(world)
    look(world)
    assert [one[1:] for one in records(world)] == [("AC-1", "120.00"), ("AC-1-C1", "20.00"), ("AC-1-C2", "20.00")]
    assert (held(world), differences(world), violations(world)) == ([], [], [])


def memo(total: str) -> dict[str, Any]:
    return {"invoiceType": "Credit memo", "total": {"currency": "USD", "value": json.loads(total)}}


def moved() -> list[dict[str, Any]]:
    """The same sum, on another account."""
    return [line(1, "Goods 1", "1", "60.00", account="6120"), line(2, "Goods 2", "1", "60.00", account="6130")]
