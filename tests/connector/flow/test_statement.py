"""The statement of a day: both sides to the cent, every difference with its class, and each day's kept."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from connector import Answer, ConfigurationError, Said
from connector.cli import tie_out as printed
from connector.domain.policy import AmountPolicy, CorrectionPolicy
from connector.domain.statement import Class, Statement
from scenarios.checks import violations
from scenarios.world import NAME, World
from simulators.jaggaer import credit_memo, invoice, line
from tests.connector.flow.paid import ACME, FIRST, bill, clerk, go_on, made, person, posted, profile

pytestmark = pytest.mark.once
Inject = Callable[[World], None]
NOBODY = {"id": 9, "name": "Nobody", "supplierNumber": "V-9"}


def statement(world: World) -> Statement:
    found = world.connector.statement(NAME)
    for currency in found.totals:  # whatever differs is explained to the cent
        rows = [one for one in found.rows if one.currency == currency]
        differences = [one for one in found.differences if one.currency == currency]
        assert sum(one.difference for one in rows) == sum(one.amount for one in differences)
    return found


def classes(world: World) -> list[tuple[str, Decimal | None, Decimal | None]]:
    return [(one.kind.value, one.jaggaer, one.quickbooks) for one in statement(world).differences]


def policy(world: World, **policies: Any) -> None:
    there = profile()
    world.connector.set_profile(NAME, replace(there, policy=replace(there.policy, **policies)))
    go_on(world)


def pending(world: World) -> None:
    header = {"workflowStatus": "Pending", "paymentStatus": "InProcess", "invoiceNumber": "I9"}
    world.tenant.put_invoice(invoice(9, ACME, [line(1, "Goods", "1", "5.00")], supplier_invoice="P-1", header=header))
    go_on(world)


def queued(world: World) -> None:
    bill(world, "AC-9", "5.00", 9)
    world.advance(timedelta(minutes=6))
    world.poll()


def in_flight(world: World) -> None:
    bill(world, "AC-9", "5.00", 9)
    world.inject("quickbooks", "lose_answer", "BillAdd", 1, 1)
    world.advance(timedelta(minutes=20))
    world.poll()
    world.update()


def held(world: World) -> None:
    rows = [line(1, "Goods", "1", "5.00", account="6120")]
    world.tenant.put_invoice(invoice(8, NOBODY, rows, supplier_invoice="N-1", header={"invoiceNumber": "I8"}))
    go_on(world)


def refused(world: World) -> None:
    bill(world, "AC-9", "5.00", 9)
    world.inject("quickbooks", "no_permission", "BillAdd", 1, 1)
    go_on(world)


def changed(world: World) -> None:
    record = world.file.records("Bill")[0]
    row = {"TxnLineID": record["ExpenseLineRet"][0]["TxnLineID"], "Amount": "100.00"}
    person(world).edit("Bill", "AC-1", ExpenseLineMod=[row])
    go_on(world)


def voided(world: World) -> None:
    person(world).void("Bill", "AC-1")
    go_on(world)


def deleted(world: World) -> None:
    person(world).delete("Bill", "AC-1")
    go_on(world)


def paired(world: World) -> None:
    person(world).enter_bill("Acme", "AC-9", "4.50")
    bill(world, "AC-9", "5.00", 9)
    go_on(world)
    (exception,) = world.connector.waiting(NAME)
    txn_id = world.file.records("Bill")[-1]["TxnID"]
    world.connector.resolve(NAME, exception.id, Said(Answer.PAIR, txn_id, by="Ann", reason="it is the same"))
    go_on(world)


def not_ours(world: World) -> None:
    person(world).enter_bill("Acme", "HAND", "15.00")
    go_on(world)


def cancelled(world: World) -> None:
    clerk(world).cancel_invoice(f"I{FIRST}")
    go_on(world)


def restored(world: World) -> None:
    world.file.remove("Bill", world.file.records("Bill")[0]["TxnID"])  # an older copy of the file does not have it
    clerk(world).edit_invoice(f"I{FIRST}", {"supplierInvoiceNumber": "AC-1b"})
    policy(world, corrections=CorrectionPolicy(changed="modify"))
    go_on(world)


def rounded(world: World) -> None:
    policy(world, amounts=AmountPolicy(Decimal("0.05"), "Office Supplies"))
    clerk(world).edit_invoice(f"I{FIRST}", {"total": {"currency": "USD", "value": 120.01}})
    go_on(world)
    world.connector.withdraw(NAME, f"I{FIRST}", "Ann", "a cent")


def settled(world: World) -> None:
    clerk(world).edit_invoice_line(f"I{FIRST}", 1, {"unitPrice": 130})
    go_on(world)
    world.connector.withdraw(NAME, f"I{FIRST}", "Ann", "it stays as it is")


def paid_here(world: World) -> None:
    world.inject("jaggaer", "forbidden", "payment_status", 1, 99)
    person(world).pay("AC-1")
    go_on(world)


def unpaid_there(world: World) -> None:
    person(world).pay("AC-1")
    go_on(world)
    clerk(world).edit_invoice(f"I{FIRST}", {"paymentStatus": "Payable"})
    go_on(world)


def foreign(world: World) -> None:
    clerk(world).edit_invoice(f"I{FIRST}", {"total": {"currency": "CAD", "value": 120.0}})
    go_on(world)
    world.connector.withdraw(NAME, f"I{FIRST}", "Ann", "another currency")


def paid_before(world: World) -> None:
    rows = [line(1, "Goods", "1", "5.00", account="6120")]
    header = {"invoiceNumber": "I9", "paymentStatus": "Paid"}
    world.tenant.put_invoice(invoice(9, ACME, rows, supplier_invoice="P-1", header=header))
    go_on(world)
    world.advance(timedelta(days=1))
    go_on(world)


def paid_there(world: World) -> None:
    clerk(world).pay_invoice(f"I{FIRST}")
    go_on(world)


ONE, FIVE, NONE = Decimal("120.00"), Decimal("5.00"), None
INJECTED: list[tuple[Inject, Class, Decimal | None, Decimal | None]] = [
    (pending, Class.NOT_YET_DUE, FIVE, NONE),
    (queued, Class.QUEUED, FIVE, NONE),
    (in_flight, Class.IN_FLIGHT, FIVE, NONE),
    (held, Class.HELD, FIVE, NONE),
    (refused, Class.REFUSED, FIVE, NONE),
    (changed, Class.CHANGED, ONE, Decimal("100.00")),
    (voided, Class.VOIDED, ONE, NONE),
    (deleted, Class.DELETED, ONE, NONE),
    (paired, Class.PAIRED, FIVE, Decimal("4.50")),
    (not_ours, Class.NOT_OURS, NONE, Decimal("15.00")),
    (cancelled, Class.CANCELLED, NONE, ONE),
    (restored, Class.RESTORED, ONE, NONE),
    (rounded, Class.AMOUNT, Decimal("120.01"), ONE),
    (paid_here, Class.PAID_HERE, NONE, NONE),
    (paid_there, Class.PAID_THERE, NONE, NONE),
    (settled, Class.SETTLED, Decimal("130.00"), ONE),
]


def test_every_class_is_injected() -> None:
    assert [kind for _, kind, *_ in INJECTED] == list(Class)


def test_what_takes_its_time_or_is_as_a_person_said_is_no_fault() -> None:
    fine = {"not yet due", "queued", "currency or rounding", "settled by hand"}
    found = {}
    for inject, kind, *_ in INJECTED:
        world = posted(made(), ("AC-1", "120.00"))
        inject(world)
        found[kind.value] = statement(world).is_tied
    assert {name for name, is_tied in found.items() if is_tied} == fine


@pytest.mark.parametrize(("inject", "kind", "ours", "theirs"), INJECTED, ids=[one[1].name for one in INJECTED])
def test_a_difference_is_named_by_its_class(
    inject: Inject, kind: Class, ours: Decimal | None, theirs: Decimal | None
) -> None:
    world = posted(made(), ("AC-1", "120.00"), ("AC-2", "30.00"))
    assert classes(world) == []
    inject(world)
    assert classes(world) == [(kind.value, ours, theirs)]


def test_jaggaer_s_own_word_counts_once_it_was_read_after_we_told_it() -> None:
    world = posted(made(), ("AC-1", "120.00"))
    unpaid_there(world)
    assert ([one.kind for one in statement(world).differences], statement(world).is_tied) == ([Class.PAID_HERE], False)


def test_what_jaggaer_has_as_paid_and_was_never_posted_is_nothing_that_waits() -> None:
    world = posted(made(), ("AC-1", "120.00"))
    paid_before(world)
    (found,) = statement(world).differences
    assert (found.kind, found.is_fine) == (Class.NOT_YET_DUE, True)
    assert found.why == "JAGGAER has it as paid, and it was never posted"


def test_an_invoice_over_nothing_is_counted() -> None:
    world = made()
    policy(world, amounts=AmountPolicy(zero_total="hold"))
    rows = [line(1, "Goods", "1", "20.00", account="6120"), line(2, "Goods back", "-1", "20.00", account="6120")]
    world.tenant.put_invoice(invoice(7, ACME, rows, supplier_invoice="Z-1", header={"invoiceNumber": "I7"}))
    go_on(world)
    found = statement(world)
    assert [(one.jaggaer_count, one.quickbooks_count, one.difference) for one in found.rows] == [(1, 0, Decimal(0))]
    assert [(one.kind, one.jaggaer) for one in found.differences] == [(Class.HELD, Decimal("0.00"))]
    policy(world, amounts=AmountPolicy(zero_total="skip"))
    world.advance(timedelta(days=1))
    go_on(world)
    assert statement(world).differences == ()


def test_two_currencies_are_wrong_whatever_a_person_settled() -> None:
    world = posted(made(), ("AC-1", "120.00"))
    foreign(world)
    found = statement(world)
    assert ([(one.kind, one.currency) for one in found.differences], found.is_tied) == (
        [(Class.AMOUNT, "CAD"), (Class.AMOUNT, "USD")],
        False,
    )


def test_what_ties_is_a_row_and_no_difference_and_credits_count_less_than_nothing() -> None:
    world = made()
    world.tenant.put_invoice(
        credit_memo(FIRST + 5, ACME, [line(1, "Goods back", "-1", "20.00", account="6120")], supplier_invoice="CR-1")
    )
    posted(world, ("AC-1", "120.00"), ("AC-2", "30.00"))
    found = statement(world)
    assert [(one.jaggaer_count, one.jaggaer, one.quickbooks_count, one.quickbooks) for one in found.rows] == [
        (3, Decimal("130.00"), 3, Decimal("130.00"))
    ]
    assert (found.differences, found.is_tied) == ((), True)


def test_a_statement_of_paid_invoices_ties_on_both_sides() -> None:
    world = posted(made(), ("AC-1", "120.00"), ("AC-2", "30.00"))
    person(world).pay("AC-1")
    go_on(world)
    found = statement(world)
    assert (found.totals["USD"], found.differences) == ((Decimal("150.00"), Decimal("150.00")), ())


def test_the_statement_of_a_day_is_kept_and_a_day_without_one_says_the_nearest() -> None:
    world = posted(made())
    first = world.clock.now().date()
    before = world.connector.keep_statement(NAME)
    world.advance(timedelta(days=3))
    deleted(world)
    assert world.connector.statement_of(NAME, first) == before
    assert [one.kind for one in world.connector.statement(NAME).differences] == [Class.DELETED]
    with pytest.raises(ConfigurationError) as told:
        world.connector.statement_of(NAME, first + timedelta(days=1))
    assert told.value.remedy == f"The nearest day that has one is {first}."


def test_polls_keep_the_statement_of_each_day_once_an_hour() -> None:
    world = made()
    world.poll()
    first = world.connector.statement_of(NAME, world.clock.now().date())
    bill(world)
    for _ in range(4):
        world.advance(timedelta(minutes=10))
        world.poll()
    assert world.connector.statement_of(NAME, world.clock.now().date()) == first
    world.advance(timedelta(minutes=30))
    world.poll()
    assert world.connector.statement_of(NAME, world.clock.now().date()).rows


def test_the_files_say_what_the_statement_says(tmp_path: Path) -> None:
    world = posted(made(), ("AC-1", "120.00"))
    person(world).enter_bill("Acme", "=HAND", "15.00")
    go_on(world)
    found = statement(world)
    printed.write_csv(tmp_path / "a.csv", found)
    with (tmp_path / "a.csv").open(encoding="utf-8", newline="") as text:
        rows = list(csv.reader(text))
    assert rows[1][3:] == ["1", "120.00", "1", "120.00", "0.00"]
    assert rows[-1][:2] == ["entered by hand and not ours", "Bill =HAND"]
    printed.write_page(tmp_path / "a.html", found)
    page = (tmp_path / "a.html").read_text(encoding="utf-8")
    assert "entered by hand and not ours" in page
    assert "Something differs." in page
    assert json.loads(json.dumps(printed.facts(found), default=str))["totals"]["USD"]["difference"] == "-15.00"


@pytest.mark.parametrize(
    ("inject", "said"),
    [(None, "Everything ties to the cent."), (queued, "Nothing is wrong; what is named below takes its time")],
)
def test_the_page_says_that_all_ties_only_where_it_does(tmp_path: Path, inject: Inject | None, said: str) -> None:
    world = posted(made(), ("AC-1", "120.00"))
    if inject is not None:
        inject(world)
    printed.write_page(tmp_path / "a.html", statement(world))
    assert said in (tmp_path / "a.html").read_text(encoding="utf-8")


def test_nothing_of_a_story_is_wrong_after_all_of_that() -> None:
    world = posted(made())
    for inject in (pending, held, not_ours):
        inject(world)
    assert len(statement(world).differences) == 3
    assert violations(world) == []
