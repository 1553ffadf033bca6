"""Whether a record is ours: by GUID, by mark, and by its face only if we sent one."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from connector.domain.identifiers import ExternalGUID, ListID, RefNumber
from connector.domain.kind import Kind
from connector.domain.operation import State
from connector.domain.outcome import Outcome, Verdict
from connector.sync.evidence import Nothing, Ours, Several, Theirs, weigh
from connector.sync.followup import MAX_ATTEMPTS, follow_up
from tests.factories import DraftFactory, RecordFactory, usd

DRAFT = DraftFactory()
GUID = ExternalGUID("{11111111-2222-3333-4444-555555555555}")
MARKED = RecordFactory(memo=f"{DRAFT.mark} and a note")
PLAIN = RecordFactory()


def test_our_guid_is_ours_in_any_letter_case_and_under_any_number() -> None:
    record = RecordFactory(external_guid=ExternalGUID(GUID.upper()), ref_number=RefNumber("renumbered"))
    assert weigh(DRAFT, GUID, [PLAIN, record], was_sent=True) == Ours(record, "ExternalGUID")


def test_our_mark_in_the_memo_is_ours() -> None:
    assert weigh(DRAFT, GUID, [MARKED], was_sent=False) == Ours(MARKED, "mark in the memo")


def test_the_same_face_is_ours_only_after_we_sent_one() -> None:
    assert isinstance(weigh(DRAFT, GUID, [PLAIN], was_sent=True), Ours)
    assert weigh(DRAFT, GUID, [PLAIN], was_sent=False) == Theirs(PLAIN)


def test_another_amount_or_date_under_our_number_is_somebody_else_s() -> None:
    for record in (RecordFactory(total=usd("20.01")), RecordFactory(txn_date=date(2026, 1, 13))):
        assert weigh(DRAFT, GUID, [record], was_sent=True) == Theirs(record)


def test_two_that_fit_are_not_decided_by_us() -> None:
    both = [MARKED, RecordFactory(memo=DRAFT.mark)]
    assert isinstance(weigh(DRAFT, GUID, both, was_sent=True), Several)
    assert weigh(DRAFT, GUID, [MARKED, MARKED], was_sent=True) == Ours(MARKED, "mark in the memo"), "found twice"


@pytest.mark.parametrize(
    "change",
    [
        {"vendor_id": ListID("9")},
        {"ref_number": None},
        {"ref_number": RefNumber("renumbered"), "vendor_id": ListID("9"), "total": usd("3.00")},
        {"total": usd("0.00"), "memo": "VOID:"},
    ],
    ids=["vendor", "no number", "all of it", "void"],
)
def test_what_carries_our_guid_or_mark_is_ours_whatever_else_was_changed(change: dict[str, Any]) -> None:
    by_guid = RecordFactory(external_guid=GUID, **change)
    by_mark = RecordFactory(**{**change, "memo": f"{change.get('memo', '')} {DRAFT.mark}"})
    for was_sent in (True, False):
        assert weigh(DRAFT, GUID, [PLAIN, by_guid], was_sent=was_sent) == Ours(by_guid, "ExternalGUID")
        assert weigh(DRAFT, GUID, [PLAIN, by_mark], was_sent=was_sent) == Ours(by_mark, "mark in the memo")


def test_the_mark_on_a_record_of_another_operation_of_the_document_says_nothing() -> None:
    """A bill that was voided because its invoice was cancelled carries the mark of the one that comes after it."""
    voided = RecordFactory(memo=f"VOID: {DRAFT.mark}", total=usd("0.00"))
    assert weigh(DRAFT, GUID, [voided], was_sent=True, known=frozenset({voided.id})) == Nothing()


def test_another_vendor_or_another_kind_is_nothing() -> None:
    others = [RecordFactory(vendor_id=ListID("9")), RecordFactory(kind=Kind.CREDIT)]
    assert weigh(DRAFT, GUID, others, was_sent=True) == Nothing()


def test_a_refusal_is_held_a_busy_record_is_tried_again_a_bounded_number_of_times() -> None:
    assert follow_up(Outcome(Verdict.SAVED, record=PLAIN), 1).path == (State.DONE,)
    assert follow_up(Outcome(Verdict.REFUSED, "3140", "text"), 1).path == (State.REFUSED, State.HELD)
    assert follow_up(Outcome(Verdict.BUSY, "3175", "text"), 1).path == (State.REFUSED, State.QUEUED)
    assert follow_up(Outcome(Verdict.BUSY, "3175", "text"), MAX_ATTEMPTS).path == (State.REFUSED, State.HELD)


def test_silence_is_never_taken_for_success() -> None:
    assert follow_up(Outcome(Verdict.SILENT), 1).path == (State.UNKNOWN,)
