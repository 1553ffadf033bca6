"""What JAGGAER is told of payments and postings, where something comes between."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from connector.domain.identifiers import CompanyName
from connector.domain.operation import State
from connector.domain.schedule import Schedule
from connector.flow.writing_back import sending
from connector.jaggaer.wire_profile import Writeback
from connector.sync.sizing import Size
from scenarios.checks import violations
from scenarios.profiles import STORY
from scenarios.world import NAME, World
from simulators.jaggaer import invoice, line
from simulators.qbwc import vendor
from tests.connector.flow.paid import (
    ACME,
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


def held(world: World) -> list[str]:
    return [hold.code.value for one in world.connector.exceptions(NAME) for hold in one.holds]


def looked_up(world: World) -> int:
    return sum('"settlements"' in one.request for one in world.connector.messages(NAME))


def test_a_bill_whose_look_up_got_no_answer_is_not_told_to_be_unpaid() -> None:
    world = posted(made(reopened="Payable"), *((f"AC-{at}", "10.00") for at in range(4)))
    world.tenant.payment_words = ("Paid", "Payable")
    for at in range(4):
        person(world).pay(f"AC-{at}", check=str(at))
    go_on(world)
    told = payments(world)
    with world.connector.store.write() as work:
        work.mirror.set_value(CompanyName(NAME), "size.look up", Size(2, 0.1))
    for at in range(4):
        person(world).edit("Bill", f"AC-{at}", Memo="looked at")
    world.inject("quickbooks", "internal_error", "BillQuery", 3, 1)
    go_on(world)
    go_on(world)
    assert (payments(world), [status(world, at) for at in range(4)]) == (told, ["Paid"] * 4)


def test_nothing_is_looked_up_twice_where_nothing_happens() -> None:
    world = posted(made())
    person(world).pay("AC-1", check="10452")
    go_on(world)
    go_on(world)
    before = looked_up(world)
    for _ in range(3):
        go_on(world)
    assert looked_up(world) == before


def test_a_payment_that_waits_is_not_told_once_its_invoice_is_cancelled() -> None:
    world = posted(made())
    person(world).pay("AC-1", check="10452")
    world.inject("jaggaer", "forbidden", "payment_status", 1, 1)
    go_on(world)
    world.clear_faults()
    clerk(world).cancel_invoice(f"I{FIRST}")
    go_on(world)
    go_on(world)
    assert (payments(world), held(world)) == ([], ["CANCELLED_AFTER_POSTING"])


def test_a_payment_is_not_told_while_its_bill_is_to_be_looked_up_again() -> None:
    world = posted(made())
    person(world).pay("AC-1", check="10452")
    world.inject("jaggaer", "forbidden", "payment_status", 1, 1)
    go_on(world)
    person(world).void("BillPaymentCheck", "10452")
    world.inject("quickbooks", "internal_error", "BillQuery", 3, 1)
    world.advance(timedelta(minutes=40))
    world.update()
    world.poll()
    go_on(world)
    assert payments(world) == []


def test_a_pass_writes_so_many_requests_and_the_next_one_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending, "MOST_AT_ONCE", 3)
    world = posted(made(), *((f"AC-{at}", "10.00") for at in range(7)))
    for at in range(7):
        person(world).pay(f"AC-{at}", check=str(at))
    world.inject("jaggaer", "return_code", "payment_status", 1, 1)
    go_on(world)
    told = []
    for _ in range(3):
        world.poll()
        told.append(len(payments(world)))
    assert told == [3, 6, 7]


def test_what_a_person_has_set_to_paid_is_not_told_again_after_a_part() -> None:
    world = posted(made(partly="Part"))
    world.tenant.payment_words = ("Paid", "Part")
    person(world).pay("AC-1", check="1", total="50.00")
    go_on(world)
    clerk(world).pay_invoice(f"I{FIRST}")
    go_on(world)
    person(world).pay("AC-1", check="2")
    go_on(world)
    assert ([one[0] for one in payments(world)], status(world)) == (["Part"], "Paid")


def test_a_payment_is_told_only_by_a_pass_that_has_read_its_invoice() -> None:
    world = posted(made())
    there = profile()
    world.connector.set_profile(NAME, replace(there, schedule=Schedule(every_minutes={"invoices": 1440})))
    world.poll()
    person(world).pay("AC-1", check="10452")
    world.advance(timedelta(minutes=20))
    world.update()
    clerk(world).cancel_invoice(f"I{FIRST}")
    world.clock.at(world.clock.now() + timedelta(seconds=1), world.run_poller)
    world.advance(timedelta(hours=3))
    assert requests(world) == 0
    world.poll()
    assert (requests(world), held(world)) == (0, ["CANCELLED_AFTER_POSTING"])


def test_a_document_says_that_it_was_not_looked_up_yet() -> None:
    world = posted(made())
    person(world).pay("AC-1", check="10452")
    with world.connector.store.write() as work:
        work.mirror.set_value(CompanyName(NAME), "size.look up", Size(1, 0.1))
    world.inject("quickbooks", "internal_error", "BillQuery", 2, 9)
    go_on(world)
    (life,) = [one for one in world.connector.lives(NAME, f"I{FIRST}") if one.line.kind == "invoice"]
    assert list(life.payments) == ["what was paid of it is looked up in the next update"]


def acknowledging() -> World:
    world = World(seed=18)
    vendor(world.file, "Acme", world.clock.now(), AccountNumber="V-1001")
    told = replace(STORY.wire, writeback=Writeback(acknowledgements=True))
    world.connect(replace(STORY, wire=told))
    return world


def test_where_payments_are_not_told_nothing_is_said_of_them() -> None:
    world = posted(acknowledging())
    person(world).pay("AC-1", check="10452")
    go_on(world)
    clerk(world).edit_invoice(f"I{FIRST}", {"supplierInvoiceNumber": "AC-1"})
    go_on(world)
    (life,) = [one for one in world.connector.lives(NAME, f"I{FIRST}") if one.line.kind == "invoice"]
    assert list(life.payments) == []


def wrong_by(world: World, total: float) -> None:
    rows = [line(1, "Goods", "1", "80.00", account="6120")]
    header: dict[str, Any] = {"invoiceNumber": "I9", "total": {"currency": "USD", "value": total}}
    if "9" in world.tenant.invoices:
        clerk(world).edit_invoice("I9", header)
    else:
        world.tenant.put_invoice(invoice(9, ACME, rows, supplier_invoice="AC-9", header=header))


def test_another_fault_is_told_though_the_answer_to_it_is_lost() -> None:
    world = acknowledging()
    wrong_by(world, 81.0)
    go_on(world)
    wrong_by(world, 82.0)
    world.inject("jaggaer", "reset_before", "acknowledge", 1, 1)
    for _ in range(3):
        go_on(world)
    texts = [str(one) for one in world.tenant.acknowledgements]
    assert ("81.00" in texts[0], "82.00" in texts[-1], len(texts)) == (True, True, 2)
    assert back(world, "I9").state is State.DONE
    assert violations(world) == []


def test_a_refused_acknowledgement_shows_its_record_and_total() -> None:
    world = posted(acknowledging())
    world.inject("jaggaer", "return_code", "acknowledge", 1, 1)
    bill(world, "AC-2", "30.00", 1)
    go_on(world)
    (refused,) = [one for one in world.connector.exceptions(NAME) if one.kind.startswith("acknowledgement")]
    (there,) = [one for one in world.file.records("Bill") if one["RefNumber"] == "AC-2"]
    assert (refused.txn_id, refused.jaggaer_total) == (there["TxnID"], "30.00 USD")


def test_what_jaggaer_could_not_hand_over_is_nothing_for_it_to_mend() -> None:
    world = made()
    wire = replace(STORY.wire, writeback=Writeback(acknowledgements=True))
    world.connector.set_profile(NAME, replace(STORY, wire=wire))
    bill(world, "AC-1", "10.00")
    world.inject("jaggaer", "bad_gateway", "invoice", 1, 4)
    go_on(world)
    go_on(world)
    assert (held(world), world.tenant.acknowledgements) == (["NOT_HANDED_OVER"], [])
    go_on(world)
    go_on(world)
    assert [one["statusCode"] for one in world.tenant.acknowledgements] == ["200"]
