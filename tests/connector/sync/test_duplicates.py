"""A bill that a person entered is recognised by what it shows, and one of ours is not a person's."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from connector.domain.record import Record
from connector.domain.records import BILLS, CREDITS, Remembered
from connector.sync.duplicates import duplicate_of
from tests.factories import DraftFactory, RecordFactory, usd


def record(**fields: Any) -> Record:
    made: Record = RecordFactory(**fields)
    return made


def there(**fields: Any) -> Remembered:
    return Remembered().put(BILLS, [record(**fields)])


@pytest.mark.parametrize(
    ("fields", "score", "differing"),
    [
        ({}, 100, []),
        ({"ref_number": "ac-778"}, 100, ["number"]),
        ({"total": usd("21.00")}, 85, ["total"]),
        ({"txn_date": date(2025, 12, 1), "total": usd("9.00")}, 70, ["date", "total"]),
        ({"ref_number": "AC 0778"}, 0, None),
        ({"ref_number": "00AC778"}, 95, ["number"]),
        ({"ref_number": "00AC778", "txn_date": date(2025, 12, 1)}, 80, ["number", "date"]),
        ({"ref_number": None}, 80, ["number"]),
        ({"ref_number": "778"}, 85, ["number"]),
        ({"ref_number": "AC-779"}, 0, None),
        ({"ref_number": "00AC778", "total": usd("20.01")}, 0, None),
        ({"vendor_id": "80000099-1"}, 0, None),
        ({"memo": "[JAGGAER I00099/2600099]"}, 0, None),
        ({"memo": "VOID: entered twice"}, 0, None),
    ],
)
def test_what_is_the_same_bill_and_how_sure_that_is(
    fields: dict[str, Any], score: int, differing: list[str] | None
) -> None:
    match = duplicate_of(DraftFactory(), there(**fields))
    if differing is None:
        assert match is None
    else:
        assert match is not None
        assert (match.score, [one.field for one in match.differences]) == (score, differing)


def test_the_most_likely_one_is_offered() -> None:
    books = there(ref_number=None).put(BILLS, [record(total=usd("5.00"), txn_date=date(2025, 12, 1))])
    match = duplicate_of(DraftFactory(), books)
    assert match is not None
    assert match.record.ref_number is None


def test_a_vendor_credit_is_no_bill() -> None:
    assert duplicate_of(DraftFactory(), Remembered().put(CREDITS, [record()])) is None


def test_a_bill_without_a_number_may_be_entered_on_the_invoice_s_date_or_on_the_accounting_date() -> None:
    entered = there(ref_number=None, txn_date=date(2026, 1, 20))
    assert duplicate_of(DraftFactory(), entered) is None
    match = duplicate_of(DraftFactory(), entered, days=frozenset({date(2026, 1, 20)}))
    assert match is not None
    assert [one.field for one in match.differences] == ["number", "date"]
