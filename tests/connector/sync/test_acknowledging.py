"""What JAGGAER is told of an invoice: that it is in the books, or what has to be mended there first."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from connector.domain.catalogue import REASONS
from connector.domain.hold import Hold
from connector.domain.hold_code import HoldCode
from connector.domain.identifiers import EditSequence, RecordId
from connector.domain.kind import Kind
from connector.domain.operation import State
from connector.domain.outgoing import OutgoingAcknowledgement
from connector.domain.record import Record
from connector.domain.writeback import WriteBack
from connector.sync.acknowledging import LONGEST, Booked, Codes, decided
from tests.factories import usd

CODES = Codes("200", "400")
Back = WriteBack[OutgoingAcknowledgement]
FRESH: Back = WriteBack("acknowledgement", "2600001", "I1", State.QUEUED)
RECORD = Record(
    Kind.BILL,
    RecordId("9-1"),
    EditSequence("1"),
    "AC-1",
    txn_date=date(2026, 1, 12),
    total=usd("120.00"),
    vendor="Acme",
)
WRONG_TOTAL = Hold.of(HoldCode.TOTAL_MISMATCH, computed="1.00", total="2.00", difference="1.00")
NO_CODE = Hold.of(HoldCode.PO_UNKNOWN, line="1", po="49", vendor="Acme")


def booked(record: Record | None = None, *holds: Hold, shows: tuple[str, str] = ("", "")) -> Booked:
    return Booked("I1", "Acme", record, holds, shows)


def told(of: Booked) -> Back:
    queued = decided(FRESH, of, CODES)
    assert queued is not None
    return queued.to(State.SENT).done("JAGGAER's answer", "2600001", "", 1)


def test_what_is_posted_is_told_with_quickbooks_id_number_and_date() -> None:
    found = decided(FRESH, booked(RECORD), CODES)
    assert found is not None
    assert found.wanted == OutgoingAcknowledgement(
        "I1", "Acme", "200", "Posted in QuickBooks", usd("120.00"), "9-1", "AC-1", date(2026, 1, 12)
    )


def test_what_has_to_be_mended_in_jaggaer_is_told_in_the_words_of_the_catalogue() -> None:
    found = decided(FRESH, booked(None, NO_CODE, WRONG_TOTAL), CODES)
    assert found is not None
    assert found.wanted == OutgoingAcknowledgement("I1", "Acme", "400", WRONG_TOTAL.what)


def test_what_waits_for_quickbooks_or_for_nothing_is_not_told() -> None:
    assert [decided(FRESH, one, CODES) for one in (booked(None, NO_CODE), booked())] == [None, None]


def test_only_what_is_found_before_anything_is_sent_is_to_be_mended_in_jaggaer() -> None:
    named = {code.value for code, reason in REASONS.items() if reason.is_jaggaers}
    expected = {"UNREADABLE", "TOTAL_MISMATCH", "AMOUNT_NOT_POSITIVE", "NUMBER_MISSING", "NUMBER_TWICE", "CODE_MISSING"}
    assert named == expected


def test_a_record_is_told_once_and_another_one_of_the_invoice_is_told_too() -> None:
    before = told(booked(RECORD))
    other = replace(RECORD, id=RecordId("9-2"))
    same, new = (decided(before, booked(one), CODES) for one in (replace(RECORD, ref_number="AC-9"), other))
    assert same is not None
    assert new is not None
    assert (same.state, new.state) == (State.DONE, State.QUEUED)


def test_what_was_mended_is_told_as_posted_and_what_is_posted_is_not_told_to_be_wrong() -> None:
    mended = decided(told(booked(None, WRONG_TOTAL)), booked(RECORD), CODES)
    assert mended is not None
    assert mended.wanted is not None
    assert mended.wanted.code == "200"
    later = decided(told(booked(RECORD)), booked(RECORD, WRONG_TOTAL), CODES)
    assert later is not None
    assert later.state is State.DONE


@pytest.mark.parametrize(("codes", "state"), [(CODES, State.DONE), (replace(CODES, has_id=False), State.QUEUED)])
def test_a_second_record_that_jaggaer_shows_is_known_to_an_older_database_of_ours(codes: Codes, state: State) -> None:
    """Where JAGGAER shows no id, its word is of the first record, and the second is told."""
    second = replace(RECORD, id=RecordId("10-1"))
    shows = ("200", "10-1" if codes.has_id else "")
    found = decided(told(booked(RECORD)), booked(second, shows=shows), codes)
    assert found is not None
    assert found.state is state


def test_what_jaggaer_shows_already_is_not_told() -> None:
    found = decided(FRESH, booked(RECORD, shows=("200", "9-1")), CODES)
    assert found is not None
    assert (found.state, found.evidence) == (State.DONE, "JAGGAER had it already")


@pytest.mark.parametrize("count", [1, 400])
def test_the_words_have_an_end(count: int) -> None:
    holds = [Hold.of(HoldCode.UNREADABLE, detail=f"In the invoice, field {one}: {'x' * 50}.") for one in range(count)]
    found = decided(FRESH, booked(None, *holds), CODES)
    assert found is not None
    assert found.wanted is not None
    assert len(found.wanted.text) <= LONGEST
