"""JAGGAER is told what is paid: once, in few requests, and nothing twice, whatever fails."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from connector import Answer, Said
from connector.domain.operation import State
from connector.flow.stops import Road
from scenarios.checks import violations
from scenarios.world import NAME, World
from tests.connector.flow.paid import (
    FIRST,
    back,
    bill,
    clerk,
    go_on,
    made,
    payments,
    person,
    posted,
    profile,
    requests,
    status,
)

pytestmark = pytest.mark.once
PAID = [("Paid", 120.0, "Check", "10452")]


def pay(world: World, number: str = "AC-1", **how: Any) -> None:
    person(world).pay(number, **{"check": "10452", **how})


def fault(world: World, name: str, times: int = 1) -> None:
    world.inject("jaggaer", name, "payment_status", 1, times)


def held(world: World) -> list[str]:
    return [hold.code.value for one in world.connector.exceptions(NAME) for hold in one.holds]


def test_a_payment_is_told_once_and_its_echo_is_no_change_of_the_invoice() -> None:
    world = posted(made())
    before = len(world.connector.messages(NAME))
    pay(world)
    for _ in range(4):
        go_on(world)
    assert (payments(world), status(world), requests(world)) == (PAID, "Paid", 1)
    (line,) = world.connector.lines(NAME)
    assert (line.state, world.connector.exceptions(NAME), violations(world)) == ("done", [], [])
    assert not any("BillMod" in one.request for one in world.connector.messages(NAME)[before:])


def test_payable_is_not_paid() -> None:
    world = posted(made())
    for _ in range(3):
        go_on(world)
    assert (payments(world), status(world), requests(world)) == ([], "Payable", 0)


def test_what_jaggaer_has_as_paid_is_not_told_again() -> None:
    world = posted(made())
    clerk(world).pay_invoice(f"I{FIRST}")
    pay(world)
    go_on(world)
    assert (requests(world), back(world).evidence) == (0, "JAGGAER had it already")


def test_what_is_cancelled_in_jaggaer_is_not_told_to_be_paid() -> None:
    world = posted(made())
    clerk(world).cancel_invoice(f"I{FIRST}")
    pay(world)
    go_on(world)
    assert (payments(world), requests(world)) == ([], 0)


def test_many_payments_go_in_few_requests() -> None:
    world = posted(made(together=3), *((f"AC-{at}", "10.00") for at in range(7)))
    for at in range(7):
        pay(world, f"AC-{at}", check=str(at))
    go_on(world)
    assert (len(payments(world)), requests(world)) == (7, 3)
    assert violations(world) == []


def test_one_that_jaggaer_refuses_holds_up_no_other() -> None:
    world = posted(made(), *((f"AC-{at}", "10.00") for at in range(3)))
    for at in range(3):
        pay(world, f"AC-{at}", check=str(at))
    clerk(world).delete_invoice(f"I{FIRST + 1}")
    go_on(world)
    go_on(world)
    assert (len(payments(world)), requests(world), held(world)) == (2, 1, ["JAGGAER_REFUSED"])
    (line,) = world.connector.exceptions(NAME)
    assert line.holds[0].what == f"JAGGAER answered to payment I{FIRST + 1}: -1 “Invoice not found”."
    assert line.kind == "payment to JAGGAER"


def test_a_request_that_is_refused_as_a_whole_goes_one_by_one() -> None:
    world = posted(made(), *((f"AC-{at}", "10.00") for at in range(3)))
    for at in range(3):
        pay(world, f"AC-{at}", check=str(at))
    fault(world, "return_code")
    go_on(world)
    go_on(world)
    assert (len(payments(world)), requests(world), held(world)) == (3, 4, [])
    assert violations(world) == []


@pytest.mark.parametrize("name", ["reset_after", "server_error", "cut_json"])
def test_an_answer_that_is_lost_is_looked_for_and_the_payment_is_told_once(name: str) -> None:
    world = posted(made(), ("AC-1", "120.00"), ("AC-2", "30.00"))
    pay(world)
    pay(world, "AC-2", check="10453")
    fault(world, name)
    go_on(world)
    assert {back(world).state, back(world, f"I{FIRST + 1}").state} == {State.UNKNOWN}
    go_on(world)
    assert [one[0] for one in payments(world)] == ["Paid", "Paid"]
    assert {back(world).state, back(world, f"I{FIRST + 1}").state} == {State.DONE}
    assert violations(world) == []


def test_what_an_answer_leaves_out_is_looked_for() -> None:
    world = posted(made(), *((f"AC-{at}", "10.00") for at in range(5)))
    for at in range(5):
        pay(world, f"AC-{at}", check=str(at))
    fault(world, "first_result_only")
    go_on(world)
    states = [one.state for one in world.connector.write_backs(NAME)]
    assert (states.count(State.DONE), states.count(State.UNKNOWN)) == (1, 4)
    go_on(world)
    assert {one.state for one in world.connector.write_backs(NAME)} == {State.DONE}
    assert (len(payments(world)), requests(world), violations(world)) == (5, 1, [])


def test_a_payment_that_jaggaer_never_shows_is_told_a_few_times_and_then_shown() -> None:
    world = posted(made())
    pay(world)
    fault(world, "server_error", times=20)
    for _ in range(10):
        go_on(world)
    assert (requests(world), held(world)) == (4, ["JAGGAER_SILENT"])
    world.clear_faults()
    world.connector.retry(NAME, f"I{FIRST}")
    world.poll()
    assert payments(world) == PAID


@pytest.mark.parametrize("name", ["forbidden", "unauthorised"])
def test_a_right_that_is_missing_is_told_and_the_payment_waits(name: str) -> None:
    world = posted(made())
    pay(world)
    fault(world, name, times=2)
    go_on(world)
    assert Road.WRITING in world.connector.stops(NAME)
    go_on(world, timedelta(minutes=40))
    go_on(world, timedelta(minutes=40))
    assert (payments(world), dict(world.connector.stops(NAME))) == (PAID, {})


def test_a_payment_before_its_bill_is_ours_is_told_when_it_is_paired() -> None:
    world = made()
    person(world).enter_bill("Acme", "AC-1", "120.00")
    pay(world)
    bill(world)
    go_on(world)
    assert payments(world) == []
    txn_id = world.file.records("Bill")[0]["TxnID"]
    (exception,) = world.connector.waiting(NAME)
    world.connector.resolve(NAME, exception.id, Said(Answer.PAIR, txn_id, by="Ann", reason="it is the same"))
    go_on(world)
    go_on(world)
    assert payments(world) == PAID


def test_parts_by_card_and_with_a_discount_come_to_one_sum() -> None:
    fields = {"cash": "split.cash", "discount": "split.discount", "credit": "split.credit"}
    world = posted(made(fields=fields))
    pay(world, total="50.00")
    go_on(world)
    assert payments(world) == []
    pay(world, kind="BillPaymentCreditCard", check="77", discount="2.40")
    go_on(world)
    assert payments(world) == [("Paid", 120.0, "Credit Card", "77")]
    split = {name: one["money"] for name, one in world.tenant.payments[0]["split"].items()}
    assert split == {"cash": 117.6, "discount": 2.4, "credit": 0}


@pytest.mark.parametrize("alone", ["linked", "paid"])
@pytest.mark.parametrize("time", ["moves", "stays"])
def test_a_credit_settles_a_bill_however_quickbooks_shows_it(alone: str, time: str) -> None:
    world = posted(made())
    world.file.assumed.choose("credit_alone", alone)
    world.file.assumed.choose("credit_time", time)
    person(world).enter_credit("Acme", "CR-1", "120.00")
    go_on(world)
    person(world).set_credit("AC-1", "CR-1")
    go_on(world)
    assert payments(world) == [("Paid", 120.0, "Credit", "CR-1")]


def test_a_bill_that_is_unpaid_again_is_told_in_the_words_that_the_profile_has() -> None:
    world = posted(made(partly="Part", reopened="Payable"))
    world.tenant.payment_words = ("Paid", "Part", "Payable")
    pay(world, total="50.00")
    go_on(world)
    pay(world, check="10453")
    go_on(world)
    person(world).delete("BillPaymentCheck", "10453")
    go_on(world)
    person(world).void("BillPaymentCheck", "10452")
    go_on(world)
    assert [(one[0], one[1]) for one in payments(world)] == [
        ("Part", 50.0),
        ("Paid", 120.0),
        ("Part", 50.0),
        ("Payable", 0),
    ]
    assert violations(world) == []


def test_without_a_word_it_is_shown_and_not_told() -> None:
    world = posted(made())
    pay(world)
    go_on(world)
    person(world).void("BillPaymentCheck", "10452")
    go_on(world)
    assert payments(world) == PAID
    assert back(world).evidence == "QuickBooks has it unpaid again, and the profile has no word of JAGGAER's for that"
    (life,) = [one for one in world.connector.lives(NAME, f"I{FIRST}") if one.line.kind == "invoice"]
    assert list(life.payments) == ["nothing was paid of it"]


def test_a_document_shows_what_was_paid_of_it() -> None:
    world = posted(made())
    pay(world, total="50.00")
    go_on(world)
    (life,) = world.connector.lives(NAME, f"I{FIRST}")
    assert list(life.payments) == ["50.00 by check 10452 on 2026-01-15", "50.00 USD of 120.00 USD is paid"]


def test_a_void_bill_reads_as_paid_and_is_not_told() -> None:
    world = posted(made())
    person(world).void("Bill", "AC-1")
    go_on(world)
    go_on(world)
    assert payments(world) == []


def test_a_dry_run_prints_the_exact_request() -> None:
    world = posted(made(is_on=False))
    pay(world)
    go_on(world)
    world.connector.set_profile(NAME, profile())
    world.advance(timedelta(minutes=20))
    world.update()
    rehearsal = world.connector.rehearse(NAME)
    (outgoing,) = rehearsal.outgoing
    assert payments(world) == []
    world.poll()
    (sent,) = [one.request for one in world.transcript.entries() if one.call == "payment_status"]
    assert sent.content.decode() == outgoing.body


def test_what_is_paid_before_it_is_switched_on_is_told_then() -> None:
    world = posted(made(is_on=False))
    pay(world)
    go_on(world)
    assert requests(world) == 0
    world.connector.set_profile(NAME, profile())
    go_on(world)
    go_on(world)
    assert payments(world) == PAID


def test_our_own_database_set_back_tells_nothing_twice() -> None:
    world = posted(made())
    before = world.connector.store.copy()
    pay(world)
    go_on(world)
    world.use_store(before)
    go_on(world)
    assert (payments(world), requests(world)) == (PAID, 1)
