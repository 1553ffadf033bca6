"""What JAGGAER is told of how far an invoice is paid: every case of bill, word and what it was told before."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import product

import pytest

from connector.domain.identifiers import TxnID
from connector.domain.invoice import Standing
from connector.domain.operation import State
from connector.domain.outgoing import OutgoingPayment
from connector.domain.payment import CARD, CHECK, CREDIT, Part, Settlement
from connector.domain.writeback import Change, WriteBack
from connector.sync.paying import NO_WORD, Billed, Words, decided
from tests.factories import usd

BILL = TxnID("9-1")
ALL = Words("Paid", "Part", "Payable")
ONLY_PAID = Words("Paid", "", "")
Back = WriteBack[OutgoingPayment]
FRESH: Back = WriteBack("payment", "2600001", "I1", State.QUEUED)


def part(amount: str, kind: str = CHECK, number: str = "1", day: int = 10, discount: str = "0") -> Part:
    return Part(TxnID(number), kind, number, date(2026, 1, day), Decimal(amount), Decimal(discount))


def settlement(*parts: Part, is_paid: bool = False, total: str = "100.00") -> Settlement:
    return Settlement(BILL, is_due=False, is_paid=is_paid, is_void=not Decimal(total), total=usd(total), parts=parts)


WHOLE = settlement(part("100.00"), is_paid=True)
SOME = settlement(part("40.00"))
NONE = settlement()


def billed(of: Settlement | None, says: str = "Payable", standing: Standing = Standing.DUE, read_in: int = 1) -> Billed:
    return Billed("I1", "Acme", standing, says, of, read_in)


def told(words: Words, of: Settlement) -> Back:
    """After JAGGAER took it."""
    queued = decided(FRESH, billed(of), words)
    assert queued is not None
    return queued.to(State.SENT).done("JAGGAER's answer", "2600001", "", 1)


@pytest.mark.parametrize(
    ("of", "words", "status"),
    [
        (WHOLE, ALL, "Paid"),
        (WHOLE, ONLY_PAID, "Paid"),
        (SOME, ALL, "Part"),
        (SOME, ONLY_PAID, None),  # JAGGAER has no word for it
        (NONE, ALL, None),  # it was never told anything else
        (replace(WHOLE, total=usd("0.00"), is_void=True, parts=()), ALL, None),  # a void bill reads as paid
        (replace(WHOLE, is_due=True), ALL, None),  # it is looked up first
        (None, ALL, None),
    ],
)
def test_what_is_told_first_is_what_quickbooks_says(of: Settlement | None, words: Words, status: str | None) -> None:
    found = decided(FRESH, billed(of), words)
    assert (found.wanted.status if found and found.wanted else None) == status
    assert found is None or (found.state, found.change) == (State.QUEUED, Change.TELL)


def test_the_last_payment_gives_day_method_and_number_and_all_of_them_the_sum() -> None:
    parts = (part("50.00", number="1", day=20), part("30.00", CARD, "2", 12, "1.50"), part("20.00", CREDIT, "CR", 25))
    found = decided(FRESH, billed(settlement(*parts, is_paid=True)), ALL)
    assert found is not None
    assert found.wanted == OutgoingPayment(
        number="I1",
        vendor="Acme",
        status="Paid",
        txn_id=BILL,
        paid=usd("100.00"),
        cash=usd("78.50"),
        discount=usd("1.50"),
        credit=usd("20.00"),
        day=date(2026, 1, 20),
        method=CHECK,
        payment_number="1",
    )


def test_paid_is_told_once_whatever_a_person_corrects_about_the_check() -> None:
    again = settlement(part("100.00", number="2", day=28), is_paid=True)
    after = decided(told(ALL, WHOLE), billed(again, "Paid"), ALL)
    assert after is not None
    assert after.state is State.DONE


def test_a_further_part_is_told_and_the_same_one_is_not() -> None:
    more = settlement(part("40.00"), part("10.00", number="2"))
    assert [found.state for of in (SOME, more) if (found := decided(told(ALL, SOME), billed(of), ALL))] == [
        State.DONE,
        State.QUEUED,
    ]


@pytest.mark.parametrize(
    ("before", "after"), [one for one in product((WHOLE, SOME), (WHOLE, SOME, NONE)) if len({*one}) > 1]
)
def test_whatever_becomes_of_a_bill_that_was_told_is_told_in_jaggaers_words(
    before: Settlement, after: Settlement
) -> None:
    found = decided(told(ALL, before), billed(after), ALL)
    assert found is not None
    assert found.wanted is not None
    expected = "Paid" if after is WHOLE else "Part" if after is SOME else "Payable"
    assert (found.state, found.wanted.status) == (State.QUEUED, expected)


@pytest.mark.parametrize("after", [SOME, NONE])
def test_what_has_no_word_is_not_told_and_says_so(after: Settlement) -> None:
    found = decided(told(ONLY_PAID, WHOLE), billed(after, "Paid"), ONLY_PAID)
    assert found is not None
    how = "paid in part" if after is SOME else "unpaid again"
    assert (found.state, found.evidence) == (State.DONE, NO_WORD.format(how=how))


def test_what_jaggaer_says_already_is_not_told() -> None:
    found = decided(FRESH, billed(WHOLE, "Paid"), ALL)
    assert found is not None
    assert (found.state, found.evidence) == (State.DONE, "JAGGAER had it already")


@pytest.mark.parametrize(("read_in", "state"), [(1, State.QUEUED), (2, State.DONE)])
def test_after_our_last_word_only_a_newer_reading_says_anything(read_in: int, state: State) -> None:
    found = decided(told(ALL, SOME), billed(WHOLE, "Paid", read_in=read_in), ALL)
    assert found is not None
    assert found.state is state


def test_while_a_bill_is_to_be_looked_up_again_nothing_is_told() -> None:
    due = replace(WHOLE, is_due=True)
    queued = decided(told(ALL, SOME), billed(WHOLE), ALL)
    assert queued is not None
    rests = decided(queued, billed(due), ALL)
    assert rests is not None
    assert (rests.state, rests.wanted) == (State.DONE, queued.told)
    assert decided(FRESH, billed(due), ALL) is None


@pytest.mark.parametrize("standing", [Standing.CANCELLED, Standing.SKIPPED])
def test_what_jaggaer_took_back_is_not_told_to_be_paid(standing: Standing) -> None:
    assert decided(FRESH, billed(WHOLE, "Cancelled", standing), ALL) is None


@pytest.mark.parametrize("state", [State.HELD, State.WITHDRAWN])
def test_what_jaggaer_refused_or_a_person_settled_waits_for_something_new(state: State) -> None:
    from connector.domain.hold import Hold
    from connector.domain.hold_code import HoldCode

    queued = decided(FRESH, billed(WHOLE), ALL)
    assert queued is not None
    said = Hold.of(HoldCode.JAGGAER_REFUSED, what="payment I1", number="I1", answer="-1", said="no")
    waits = replace(queued, state=state, holds=(said,) if state is State.HELD else ())
    assert decided(waits, billed(WHOLE), ALL) == waits
    other = decided(waits, billed(settlement(part("120.00"), is_paid=True)), ALL)
    assert other is not None
    assert other.state is State.QUEUED
