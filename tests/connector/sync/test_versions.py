"""Which of two readings of a document counts: by their stamps, then by the passes that read them."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import product

import pytest

from connector.sync.versions import Reading, counts, instant_of, is_known

LATEST = datetime(2026, 1, 5, 12, tzinfo=UTC)
EARLY, LATE, AHEAD = "2026-01-05T10:00:00.000Z", "2026-01-05T10:00:00.001Z", "2099-01-01T00:00:00Z"
NO_STAMPS = ("", "yesterday", AHEAD)


def test_the_later_stamp_counts_whichever_pass_read_it() -> None:
    for ours, theirs in product((1, 2, 3), repeat=2):
        assert counts(Reading(LATE, ours), Reading(EARLY, theirs), LATEST)
        assert not counts(Reading(EARLY, ours), Reading(LATE, theirs), LATEST)


@pytest.mark.parametrize("kept", [EARLY, LATE, *NO_STAMPS])
@pytest.mark.parametrize("read", [EARLY, *NO_STAMPS])
def test_at_equal_stamps_and_without_one_the_pass_that_began_later_counts(read: str, kept: str) -> None:
    if read == EARLY and kept == LATE:
        return
    assert counts(Reading(read, 2), Reading(kept, 1), LATEST)
    assert counts(Reading(read, 2), Reading(kept, 2), LATEST)
    assert not counts(Reading(read, 1), Reading(kept, 2), LATEST)


def test_stamps_are_compared_as_instants_and_not_as_text() -> None:
    in_vienna = "2026-01-05T11:00:00+01:00"
    assert instant_of(in_vienna, LATEST) == instant_of(EARLY, LATEST)
    assert is_known(in_vienna, EARLY, LATEST)
    assert counts(Reading(LATE, 1), Reading(in_vienna, 2), LATEST)


@pytest.mark.parametrize("stamp", NO_STAMPS)
def test_what_has_no_stamp_is_read_again(stamp: str) -> None:
    assert not is_known(stamp, stamp, LATEST)
