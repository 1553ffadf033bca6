"""A correction is over the difference, account by account, and is another record's to say."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connector.domain.bill import Draft, ExpenseLine
from connector.domain.correction import Correction, correction_id, jaggaers_own
from connector.domain.identifiers import DocumentId, ListID, RefNumber
from connector.domain.kind import Kind
from connector.domain.money import Money
from connector.domain.records import Remembered
from connector.kinds.correction import payload
from connector.sync.correcting import NoCorrection, as_lines, changed, difference, minus, numbered, of_lines, sums
from tests.factories import DraftFactory, usd

CENTS = st.integers(-9_999, 9_999).map(lambda cents: Decimal(cents) / 100)
LINES = st.lists(st.tuples(st.sampled_from(["80-1", "80-2", "80-3"]), CENTS), max_size=4)
BOOKS = Remembered()


def bill(lines: list[tuple[str, Decimal]], kind: Kind = Kind.BILL) -> Draft:
    written = tuple(ExpenseLine(ListID(one), one, usd(str(amount))) for one, amount in lines)
    return replace(
        DraftFactory(), kind=kind, expenses=written, items=(), total=Money.total(one.amount for one in written)
    )


def on_accounts(*drafts: Draft) -> dict[str, Decimal]:
    """What is booked to each account."""
    found: dict[str, Decimal] = {}
    for draft in drafts:
        for line in draft.expenses:
            sign = -1 if draft.kind is Kind.CREDIT else 1
            found[line.account] = found.get(line.account, Decimal(0)) + sign * line.amount.amount
    return {account: amount for account, amount in found.items() if amount}


@given(LINES, LINES, LINES, st.sampled_from([Kind.BILL, Kind.CREDIT]))
def test_what_stands_and_the_correction_are_what_is_wanted_on_every_account(
    posted: list[tuple[str, Decimal]], before: list[tuple[str, Decimal]], wanted: list[tuple[str, Decimal]], kind: Kind
) -> None:
    was, earlier, wants = bill(posted, kind), bill(before, Kind.CREDIT), bill(wanted, kind)
    made = difference(sums([wants], BOOKS), was, [earlier], BOOKS)
    short = sum(on_accounts(wants).values(), Decimal(0)) - sum(on_accounts(was, earlier).values(), Decimal(0))
    if isinstance(made, NoCorrection):
        assert not short
        assert (made is NoCorrection.NOTHING_SHORT) is (on_accounts(wants) == on_accounts(was, earlier))
        return
    assert on_accounts(was, earlier, made) == on_accounts(wants)
    assert made.total == made.computed_total
    assert made.total.amount > 0
    assert made.kind is (Kind.BILL if short > 0 else Kind.CREDIT)


@given(LINES)
def test_what_is_taken_back_is_reversed_whole(posted: list[tuple[str, Decimal]]) -> None:
    made = difference({}, bill(posted), [], BOOKS)
    if not isinstance(made, NoCorrection):
        assert on_accounts(bill(posted), made) == {}


@given(LINES, LINES, LINES)
def test_what_jaggaer_changed_is_laid_over_what_stood_whatever_the_map_says_today(
    stood: list[tuple[str, Decimal]], before: list[tuple[str, Decimal]], after: list[tuple[str, Decimal]]
) -> None:
    of_old, was, now = bill(stood), bill(before), bill(after)
    target = changed(sums([of_old], BOOKS), was, now, BOOKS)
    assert target is not None
    assert minus(target, sums([of_old], BOOKS)) == minus(sums([now], BOOKS), sums([was], BOOKS))


@pytest.mark.parametrize(
    "other",
    [
        {"vendor_id": ListID("90-1")},
        {"total": Money(Decimal(70), "CAD")},
        {"ref_number": RefNumber("AC-2")},
        {"txn_date": date(2026, 2, 3)},
        {"exchange_rate": Decimal("1.3")},
    ],
)
def test_another_vendor_currency_number_day_or_rate_is_nothing_that_sums_say(other: dict[str, Any]) -> None:
    posted = bill([("80-1", Decimal(100))])
    after = replace(posted, **other)
    assert changed({}, posted, after, BOOKS) is None


@given(LINES)
def test_what_a_document_comes_to_is_kept_as_lines(lines: list[tuple[str, Decimal]]) -> None:
    of = sums([bill(lines)], BOOKS)
    assert of_lines(as_lines(of)) == of


@given(st.text("AB-1", min_size=1, max_size=20), st.integers(1, 999))
def test_its_number_is_that_of_the_record_or_jaggaers_and_is_never_too_long(number: str, ordinal: int) -> None:
    made = numbered(RefNumber(number), ordinal, "I00101")
    assert len(made) <= 20
    assert made in (f"{number}-C{ordinal}", f"I00101-C{ordinal}")
    assert made.startswith(number) is (len(number) + len(f"-C{ordinal}") <= 20) or number in "I00101"


@given(LINES.filter(bool))
def test_it_is_kept_as_it_is(lines: list[tuple[str, Decimal]]) -> None:
    draft = replace(bill(lines), due_date=None, exchange_rate=Decimal("1.25"), terms_id=ListID("T-1"), choices=())
    invoice, target = DocumentId("5001"), as_lines(sums([draft], BOOKS))
    source = {"header": {"invoiceId": 5001}}
    made = Correction(correction_id(invoice, 12), "I1 correction 12", invoice, "7 2:ab", draft, target, source=source)
    kept = payload.read(payload.write(made))
    assert (kept, kept.source) == (made, source)
    assert (made.ordinal, jaggaers_own(made.id), jaggaers_own(invoice)) == (12, invoice, invoice)
    assert (made.is_of("7 "), made.is_of("77 "), made.is_of("2:")) == (True, False, False)
