"""What JAGGAER changed is laid over what was written, and nothing else is."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from connector.domain.bill import Draft, ExpenseLine
from connector.domain.identifiers import ListID, RefNumber
from connector.sync.changing import carried, changes, is_relinked, is_same_in_substance, said_otherwise
from tests.factories import DraftFactory, InvoiceFactory, LineFactory, usd

LINES = (
    ExpenseLine(ListID("80-1"), "Office Supplies", usd("70.00")),
    ExpenseLine(ListID("80-1"), "Office Supplies", usd("50.00")),
)
WRITTEN: Draft = replace(DraftFactory(), expenses=LINES, items=(), total=usd("120.00"))
FREIGHT = ListID("80-2")


def on_freight(draft: Draft) -> Draft:
    """As another map has it today."""
    lines = tuple(replace(line, account_id=FREIGHT, account="Freight In") for line in draft.expenses)
    return replace(draft, expenses=lines)


def with_amounts(draft: Draft, *amounts: str) -> Draft:
    lines = tuple(replace(line, amount=usd(one)) for line, one in zip(draft.expenses, amounts, strict=True))
    return replace(draft, expenses=lines, total=sum((line.amount for line in lines[1:]), lines[0].amount))


def test_another_map_changes_nothing_of_what_was_written() -> None:
    assert carried(WRITTEN, on_freight(WRITTEN), on_freight(WRITTEN)) == WRITTEN


def test_an_amount_changes_and_the_account_that_was_written_stays() -> None:
    new = carried(WRITTEN, on_freight(WRITTEN), with_amounts(on_freight(WRITTEN), "70.00", "55.50"))
    assert new == with_amounts(WRITTEN, "70.00", "55.50")


def test_an_account_that_jaggaer_changed_is_carried() -> None:
    first, second = WRITTEN.expenses
    after = replace(WRITTEN, expenses=(replace(first, account_id=FREIGHT, account="Freight In"), second))
    assert carried(WRITTEN, WRITTEN, after) == after
    assert [str(one) for one in changes(WRITTEN, after, str)] == [
        "line 1 account Office Supplies as posted, Freight In in JAGGAER now"
    ]


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("ref_number", RefNumber("AC-779"), "number AC-778 as posted, AC-779 in JAGGAER now"),
        ("txn_date", date(2026, 1, 20), "date 2026-01-12 as posted, 2026-01-20 in JAGGAER now"),
        ("terms_id", ListID("T-9"), "terms nothing as posted, T-9 in JAGGAER now"),
    ],
)
def test_a_field_of_the_header_is_told_with_both_values(field: str, value: object, words: str) -> None:
    written = replace(WRITTEN, ref_number=RefNumber("AC-778"), txn_date=date(2026, 1, 12), terms_id=None)
    after: Draft = replace(written, **{field: value})  # type: ignore[arg-type] # of the table
    assert carried(written, written, after) == after
    assert [str(one) for one in changes(written, after, str)] == [words]


def test_other_lines_are_told_together() -> None:
    after = replace(WRITTEN, expenses=(replace(LINES[0], amount=usd("120.00")),))
    assert [str(one) for one in changes(WRITTEN, after, str)] == [
        "lines Office Supplies 70.00 USD; Office Supplies 50.00 USD as posted, "
        "Office Supplies 120.00 USD in JAGGAER now"
    ]


def test_without_jaggaer_s_version_of_then_everything_that_differs_is_taken_for_its_change() -> None:
    assert carried(WRITTEN, None, on_freight(WRITTEN)) == on_freight(WRITTEN)


def test_a_change_that_would_not_add_up_takes_the_new_version_whole() -> None:
    """The map of today books a charge on its own, and the number of lines differs from what was written."""
    before = replace(WRITTEN, expenses=(*LINES, replace(LINES[0], amount=usd("5.00"))), total=usd("125.00"))
    after = replace(before, expenses=(*LINES, replace(LINES[0], amount=usd("9.00"))), total=usd("129.00"))
    new = carried(WRITTEN, before, after)
    assert (new.total, new.computed_total) == (usd("129.00"), usd("129.00"))


def test_another_kind_of_record_needs_a_new_one() -> None:
    assert not is_relinked(WRITTEN, on_freight(WRITTEN))


def test_a_renamed_supplier_is_no_change_in_substance() -> None:
    one = InvoiceFactory()
    renamed = replace(one, supplier=replace(one.supplier, name="Acme Inc"), stamp="2026-02-01T00:00:00.000Z")
    assert is_same_in_substance(one, renamed)
    assert said_otherwise(one, renamed) == ()


def test_what_cannot_be_drafted_is_told_in_jaggaer_s_words() -> None:
    one = InvoiceFactory()
    other = replace(one, supplier_invoice_number="AC-779", lines=(LineFactory(codings=()),))
    told = [str(difference) for difference in said_otherwise(one, other)]
    assert told[0] == "number AC-778 as posted, AC-779 in JAGGAER now"
    assert "line 1 Account 6120 as posted, nothing in JAGGAER now" in told
