"""Corrections beside what people do meanwhile: what they entered, settled, paired, took away or restored is theirs."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from connector import Answer, Profile, Said
from connector.domain.hold_code import HoldCode
from connector.domain.policy import CorrectionPolicy
from connector.domain.statement import Class
from connector.jaggaer.wire_profile import WireProfile
from scenarios.profiles import STORY
from scenarios.world import NAME, World
from simulators.jaggaer import invoice, line
from simulators.qbwc import fault, item, purchase_order
from simulators.qbwc.company.people import copied, restore
from tests.connector.flow.corrected import (
    CANCELLED,
    CREDIT,
    SUPPLIER,
    bills,
    corrected,
    credits_of,
    differences,
    goods,
    held,
    look,
    paid,
    person,
    records,
    say,
    stands,
)

pytestmark = pytest.mark.once

BILL = ("Bill", "AC-1", "120.00")
TELLS = replace(STORY.wire, writeback=replace(STORY.wire.writeback, payments=True))


@pytest.fixture
def world() -> World:
    return paid()


def settle(world: World) -> None:
    """Both sides are read until nothing is left to do."""
    for _ in range(3):
        look(world)
        world.poll()


def use(world: World, corrections: CorrectionPolicy = CREDIT, wire: WireProfile = STORY.wire, **rest: Any) -> None:
    policy = replace(STORY.policy, corrections=corrections, **rest)
    world.connector.set_profile(NAME, Profile(policy=policy, wire=wire))


def edit(world: World, kind: str, at: int, amount: str, total: str) -> None:
    """A person changes the amount of one line."""
    record = world.file.records(kind)[-1]
    rows = [dict(one) for one in record["ExpenseLineRet"]]
    rows[at]["Amount"] = amount
    made = {**record, ("AmountDue" if kind == "Bill" else "CreditAmount"): total, "ExpenseLineRet": rows}
    world.file.put(kind, world.file.stamped(made, world.clock.now(), is_edit=True))


def take_away(world: World) -> None:
    """A person voids the payment of the bill, and deletes the bill."""
    person(world).void("BillPaymentCheck", "1001")
    person(world).delete("Bill", "AC-1")
    look(world)


def answer(world: World, number: str, how: Answer, value: str = "") -> None:
    world.connector.resolve(NAME, number, Said(how, value, "Ann", "as agreed"))
    settle(world)


def is_tied(world: World) -> bool:
    return world.connector.statement(NAME).is_tied


def says_paid(world: World) -> bool:
    return bool(world.tenant.invoices["2600001"]["header"]["paymentStatus"] == "Paid")


# Between the poll that decides on a correction and the session that writes it.


def test_a_credit_that_waits_goes_as_its_bill_is_voided(world: World) -> None:
    look(world)
    say(world, "70.00", "50.00", header=CANCELLED, update=False)
    person(world).void("BillPaymentCheck", "1001")
    person(world).void("Bill", "AC-1")
    world.update()
    assert records(world) == [("Bill", "AC-1", "0.00")]


def test_a_credit_that_waits_goes_as_a_person_makes_its_bill_right(world: World) -> None:
    look(world)
    say(world, "70.00", "30.00", update=False)
    edit(world, "Bill", 1, "30.00", "100.00")
    world.update()
    assert records(world) == [("Bill", "AC-1", "100.00")]


def test_a_credit_that_waits_goes_as_the_policy_wants_none_any_more(world: World) -> None:
    look(world)
    say(world, "70.00", "30.00", update=False)
    use(world, CorrectionPolicy())
    world.poll()
    settle(world)
    assert (records(world), held(world)) == ([BILL], [HoldCode.CHANGED_AFTER_POSTING])


# Backups.


def test_after_a_restored_company_file_the_bill_is_entered_as_it_is_now() -> None:
    world = corrected(CREDIT)
    world.update()
    backup, at = copied(world.file), world.clock.now()
    world.advance(timedelta(minutes=20))
    say(world, "70.00", "50.00")
    person(world).pay("AC-1", check="1001")
    say(world, "70.00", "30.00")
    world.advance(timedelta(minutes=20))
    restore(world.file, backup)
    world.advance(timedelta(minutes=20))
    world.update()
    world.connector.restored_file(NAME, at + timedelta(minutes=1))
    settle(world)
    assert (records(world), is_tied(world)) == ([("Bill", "AC-1", "100.00")], True)


@pytest.mark.parametrize("amounts", [("30.00", "10.00"), ("30.00", "50.00", "20.00"), ("30.00", "50.00")])
@pytest.mark.parametrize("lost", [1, 2, 3])
def test_corrections_that_a_restored_company_file_lost_are_written_again(
    world: World, amounts: tuple[str, ...], lost: int
) -> None:
    for amount in amounts[:-lost]:
        say(world, "70.00", amount)
    settle(world)
    backup, at = copied(world.file), world.clock.now()
    world.advance(timedelta(minutes=20))
    for amount in amounts[-lost:]:
        say(world, "70.00", amount)
        settle(world)
    world.advance(timedelta(minutes=20))
    restore(world.file, backup)
    world.advance(timedelta(minutes=20))
    world.update()
    world.connector.restored_file(NAME, at + timedelta(minutes=1))
    settle(world)
    settle(world)
    assert (stands(world), held(world), is_tied(world)) == (Decimal("70.00") + Decimal(amounts[-1]), [], True)


@pytest.mark.parametrize(("told", "then"), [(("30.00", "20.00"), "10.00"), (("30.00", "50.00"), "30.00")])
def test_beside_corrections_that_a_restored_database_does_not_know_none_is_written(
    world: World, told: tuple[str, ...], then: str
) -> None:
    look(world)
    backup = world.connector.store.copy()
    for amount in told:
        say(world, "70.00", amount)
    before = records(world)
    world.use_store(backup.copy())
    world.poll()
    settle(world)
    say(world, "70.00", then)
    settle(world)
    assert (records(world), held(world), is_tied(world)) == (before, [HoldCode.RECORD_PAID], False)


# What a person settled or entered.


def test_what_follows_on_a_difference_that_a_person_entered_is_a_persons_too() -> None:
    world = paid(CorrectionPolicy(changed="modify"))
    say(world, "70.00", "30.00")
    person(world).enter_credit("Acme", "CM-77", "20.00")
    world.connector.withdraw(NAME, "I00101", "Ann", "entered CM-77 by hand")
    use(world)
    settle(world)
    say(world, "70.00", "20.00")
    settle(world)
    assert (stands(world), held(world)) == (Decimal("100.00"), [HoldCode.RECORD_PAID])


def test_what_follows_on_a_refused_correction_that_a_person_entered_is_a_persons_too(world: World) -> None:
    look(world)
    world.pc.faults.append(fault("no_permission", "VendorCreditAdd"))
    say(world, "70.00", "30.00")
    person(world).enter_credit("Acme", "CM-9", "20.00")
    world.connector.withdraw(NAME, "I00101 correction 1", "Ann", "entered CM-9")
    settle(world)
    assert (stands(world), held(world)) == (Decimal("100.00"), [])
    say(world, "70.00", "20.00")
    settle(world)
    assert (stands(world), held(world)) == (Decimal("100.00"), [HoldCode.RECORD_PAID])


def test_a_correction_that_a_person_paired_counts_as_ours(world: World) -> None:
    look(world)
    person(world).enter_credit("Acme", "AC-1-C1", "20.00")
    look(world)
    say(world, "70.00", "30.00")
    settle(world)
    assert held(world) == [HoldCode.ALREADY_ENTERED]
    answer(world, "I00101 correction 1", Answer.PAIR, credits_of(world)[0]["TxnID"])
    say(world, "70.00", "20.00")
    settle(world)
    two = [("VendorCredit", "AC-1-C1", "20.00"), ("VendorCredit", "AC-1-C2", "10.00")]
    assert (records(world), held(world), is_tied(world)) == ([BILL, *two], [], True)


def test_a_second_bill_that_a_person_entered_already_is_not_entered_again(world: World) -> None:
    look(world)
    person(world).enter_bill("Acme", "AC-1", "25.50", day="2026-01-12")
    look(world)
    say(world, "70.00", "75.50")
    settle(world)
    assert (stands(world), held(world)) == (Decimal("145.50"), [HoldCode.LOOKS_ENTERED])


def test_beside_a_correction_that_a_person_changed_none_is_written(world: World) -> None:
    say(world, "70.00", "30.00")
    edit(world, "VendorCredit", 0, "15.00", "15.00")
    look(world)
    say(world, "70.00", "50.00")
    settle(world)
    assert records(world) == [BILL, ("VendorCredit", "AC-1-C1", "15.00")]
    assert set(held(world)) == {HoldCode.CHANGED_AFTER_POSTING, HoldCode.CHANGED_IN_QUICKBOOKS}


# What a person took away.


def test_a_voided_correction_that_is_posted_again_does_not_count_twice(world: World) -> None:
    say(world, "70.00", "30.00")
    person(world).void("VendorCredit", "AC-1-C1")
    look(world)
    assert held(world) == [HoldCode.TAKEN_AWAY]
    answer(world, "I00101 correction 1", Answer.POST_ANYWAY)
    assert (stands(world), held(world), is_tied(world)) == (Decimal("100.00"), [], True)


def test_the_next_correction_makes_up_for_one_that_a_person_voided(world: World) -> None:
    say(world, "70.00", "30.00")
    (was,) = credits_of(world)
    person(world).void("VendorCredit", "AC-1-C1")
    look(world)
    say(world, "70.00", "10.00")
    settle(world)
    assert (stands(world), held(world), is_tied(world)) == (Decimal("80.00"), [], True)
    world.file.put("VendorCredit", world.file.stamped(was, world.clock.now(), is_edit=True))
    settle(world)
    assert (stands(world), held(world), is_tied(world)) == (Decimal("60.00"), [HoldCode.STANDS_AGAIN], False)


def test_a_corrected_bill_that_was_deleted_is_entered_again_over_what_jaggaer_has_with_its_credit(world: World) -> None:
    say(world, "70.00", "30.00")
    take_away(world)
    assert held(world) == [HoldCode.TAKEN_AWAY]
    answer(world, "I00101", Answer.POST_ANYWAY)
    assert (stands(world), held(world), is_tied(world)) == (Decimal("100.00"), [], True)


def test_a_credit_that_is_left_of_a_deleted_and_cancelled_bill_is_an_exception(world: World) -> None:
    say(world, "70.00", "30.00")
    take_away(world)
    say(world, "70.00", "30.00", header=CANCELLED)
    settle(world)
    assert (stands(world), held(world), is_tied(world)) == (Decimal("-20.00"), [HoldCode.TAKEN_AWAY], False)


def test_a_bill_that_a_person_paired_beside_an_older_credit_is_a_difference_of_the_day(world: World) -> None:
    say(world, "70.00", "30.00")
    take_away(world)
    person(world).enter_bill("Acme", "AC-1", "100.00")
    look(world)
    answer(world, "I00101", Answer.POST_ANYWAY)
    answer(world, "I00101", Answer.PAIR, bills(world)[-1]["TxnID"])
    assert (stands(world), is_tied(world)) == (Decimal("80.00"), False)


@pytest.mark.parametrize("then", ["10.00", "50.00"])
def test_an_older_correction_that_a_person_takes_away_is_its_own_exception(world: World, then: str) -> None:
    say(world, "70.00", "30.00")
    settle(world)
    say(world, "70.00", then)
    settle(world)
    person(world).void("VendorCredit", "AC-1-C1")
    settle(world)
    (one,) = world.connector.exceptions(NAME)
    assert (one.invoice, held(world), is_tied(world)) == ("I00101 correction 1", [HoldCode.TAKEN_AWAY], False)
    answer(world, "I00101 correction 1", Answer.POST_ANYWAY)
    total = Decimal("70.00") + Decimal(then)
    assert (stands(world), held(world), is_tied(world)) == (total, [], True)
    say(world, "70.00", "5.00")
    settle(world)
    assert (stands(world), held(world), is_tied(world)) == (Decimal("75.00"), [], True)


def test_a_bill_that_is_known_to_stand_on_other_accounts_is_a_persons_to_correct(world: World) -> None:
    look(world)
    edit(world, "Bill", 1, "55.00", "125.00")
    look(world)
    assert held(world) == [HoldCode.CHANGED_IN_QUICKBOOKS]
    (bill,) = bills(world)
    account = world.file.find("Account", {"FullName": "Professional Fees"})
    assert account is not None
    moved = {"ListID": account["ListID"], "FullName": "Professional Fees"}
    rows = [bill["ExpenseLineRet"][0], {**bill["ExpenseLineRet"][1], "Amount": "50.00", "AccountRef": moved}]
    made = {**bill, "AmountDue": "120.00", "ExpenseLineRet": rows}
    world.file.put("Bill", world.file.stamped(made, world.clock.now(), is_edit=True))
    settle(world)
    say(world, "70.00", "50.00", header=CANCELLED)
    settle(world)
    assert (records(world), held(world)) == ([BILL], [HoldCode.RECORD_PAID])


# What JAGGAER takes back comes back.


@pytest.mark.parametrize(
    ("before", "back"),
    [((), ("70.00", "20.00")), (("70.00", "30.00"), ("70.00", "30.00")), (("70.00", "30.00"), ("70.00", "50.00"))],
)
@pytest.mark.parametrize("is_closed", [False, True])
def test_what_was_taken_back_comes_back_as_jaggaer_has_it_then(
    before: tuple[str, ...], back: tuple[str, ...], is_closed: bool
) -> None:
    world = paid()
    if is_closed:
        person(world).close_period("2026-01-31")
        look(world)
    if before:
        say(world, *before)
        settle(world)
    say(world, *back, header=CANCELLED)
    settle(world)
    assert (stands(world), held(world), is_tied(world)) == (Decimal("0.00"), [], True)
    for amounts in (back, ("71.00", "20.00")):
        say(world, *amounts)
        settle(world)
        assert (stands(world), held(world), is_tied(world)) == (sum(map(Decimal, amounts)), [], True)


def test_what_was_taken_back_comes_back_whole_though_a_person_voided_its_credit(world: World) -> None:
    say(world, "70.00", "50.00", header=CANCELLED)
    settle(world)
    person(world).void("VendorCredit", "AC-1-C1")
    settle(world)
    say(world, "70.00", "20.00")
    settle(world)
    assert (stands(world), held(world), is_tied(world)) == (Decimal("90.00"), [], True)


# What JAGGAER changes besides.


def test_a_changed_day_is_not_lost_behind_a_changed_amount(world: World) -> None:
    say(world, "70.00", "50.00", day=date(2026, 1, 9))
    assert held(world) == [HoldCode.RECORD_PAID]
    say(world, "70.00", "30.00", day=date(2026, 1, 9))
    settle(world)
    assert (records(world), held(world)) == ([BILL], [HoldCode.RECORD_PAID])


def test_a_later_change_is_told_beside_the_version_that_was_corrected_last(world: World) -> None:
    say(world, "70.00", "30.00")
    say(world, "70.00", "30.00", day=date(2026, 1, 9))
    settle(world)
    (one,) = world.connector.exceptions(NAME)
    assert "120.00 USD to 100.00 USD" not in one.holds[0].what
    assert "2026-01-12 to 2026-01-09" in one.holds[0].what


def test_a_change_of_the_account_map_moves_nothing_that_was_corrected_before(world: World) -> None:
    say(world, "70.00", "50.00", "5.00")
    account = STORY.policy.account
    use(world, account=replace(account, map={**account.map, "6120": "Professional Fees"}))
    settle(world)
    say(world, "70.00", "50.00", "7.00")
    settle(world)
    second = bills(world)[-1]
    assert [(one["AccountRef"]["FullName"], one["Amount"]) for one in second["ExpenseLineRet"]] == [
        ("Professional Fees", "2.00")
    ]


def test_how_much_of_an_order_is_billed_is_a_persons_to_correct() -> None:
    world = corrected(CREDIT)
    now = world.clock.now()
    part = item(world.file, "Reagents", "Cost of Goods Sold", now)
    purchase_order(world.file, world.file.records("Vendor")[0], "49", [(part, "20", "41.25")], now)

    def of_order(quantity: str) -> list[dict[str, Any]]:
        return [line(1, "Reagents", quantity, "41.25", po=("49", 1))]

    say(world, lines=of_order("8"))
    person(world).pay("AC-1", check="1")
    look(world)
    say(world, lines=of_order("10"))
    settle(world)
    assert (stands(world), held(world)) == (Decimal("330.00"), [HoldCode.RECORD_PAID])


def test_two_long_numbers_have_corrections_of_two_numbers() -> None:
    world = corrected(CREDIT)
    numbers = ("ABCDEFGHIJKLMNOPQR01", "ABCDEFGHIJKLMNOPQR02")

    def put(total: str) -> None:
        for at, number in enumerate(numbers, 1):
            made = invoice(
                2_600_000 + at,
                SUPPLIER,
                [line(1, "Goods", "1", total, account="6120")],
                supplier_invoice=number,
                day=date(2026, 1, 11 + at),
            )
            made["header"]["lastUpdate"] = world.clock.now().strftime("%Y-%m-%dT%H:%M:%S.000Z")
            world.tenant.put_invoice(made)
        world.poll()
        look(world)

    put("120.00")
    for at, number in enumerate(numbers, 1):
        person(world).pay(number, check=str(at))
    look(world)
    put("100.00")
    settle(world)
    assert (stands(world), held(world)) == (Decimal("200.00"), [])
    assert sorted(one["RefNumber"] for one in credits_of(world)) == ["I00101-C1", "I00102-C1"]


# Payments that are told.


def test_an_invoice_that_jaggaer_was_told_to_be_paid_is_corrected_too() -> None:
    world = corrected(CREDIT)
    use(world, wire=TELLS)
    say(world, "70.00", "50.00")
    person(world).pay("AC-1", check="1001")
    settle(world)
    assert says_paid(world)
    say(world, "70.00", "30.00", header={"paymentStatus": "Paid"})
    settle(world)
    assert (stands(world), held(world), is_tied(world)) == (Decimal("100.00"), [], True)


def with_second_bill() -> World:
    """Payments are told, and of two bills the first one is paid."""
    world = corrected(CREDIT)
    use(world, wire=TELLS)
    say(world, "70.00", "50.00")
    person(world).close_period("2026-01-13")
    look(world)
    say(world, "70.00", "75.50")
    person(world).pay("AC-1", check="1")
    settle(world)
    return world


def test_jaggaer_is_told_paid_once_the_second_bill_is_paid_too() -> None:
    world = with_second_bill()
    assert not says_paid(world)
    assert is_tied(world)
    person(world).pay("AC-1-C1", check="2")
    settle(world)
    assert says_paid(world)
    assert is_tied(world)


def test_a_second_bill_that_is_unpaid_again_is_a_difference_of_the_day() -> None:
    world = with_second_bill()
    person(world).pay("AC-1-C1", check="2")
    settle(world)
    person(world).void("BillPaymentCheck", "2")
    settle(world)
    assert [kind for kind, _ in differences(world)] == [Class.PAID_THERE]


@pytest.mark.parametrize("corrections", [CREDIT, CorrectionPolicy(), CorrectionPolicy(changed="modify")])
@pytest.mark.parametrize("amounts", [("70.00", "30.00"), ()])
def test_another_sum_of_what_jaggaer_has_as_paid_is_nothing_that_a_person_settled(
    corrections: CorrectionPolicy, amounts: tuple[str, ...]
) -> None:
    world = paid(corrections)
    settle(world)
    total = {"currency": "USD", "value": 100}
    say(world, lines=goods(*amounts), header={"paymentStatus": "Paid", "total": total})
    settle(world)
    is_corrected = corrections is CREDIT and amounts
    assert differences(world) == ([] if is_corrected else [(Class.AMOUNT, Decimal("-20.00"))])
    assert is_tied(world) is bool(is_corrected)
