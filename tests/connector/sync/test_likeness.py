"""Vendors that a supplier may be, for a person who chooses."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from connector.sync.likeness import LEAST, MOST, Candidate, Likeness

VENDORS = ("Acme Lab Supply LLC", "Acme Plumbing", "ACME LABORATORY SUPPLIES", "Zenith, Inc.", "Bay & Co", "The Co")


def test_the_likest_come_first_with_their_scores() -> None:
    found = Likeness(VENDORS).of("Acme Lab Supply, Inc.")
    assert found[0] == Candidate("Acme Lab Supply LLC", 100)
    assert [one.vendor for one in found] == ["Acme Lab Supply LLC", "ACME LABORATORY SUPPLIES", "Acme Plumbing"]
    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)


def test_a_legal_form_alone_says_nothing() -> None:
    assert Likeness(VENDORS).of("Somebody LLC") == ()
    assert Likeness(VENDORS).of("The Co") == (Candidate("The Co", 100),)


@given(st.lists(st.text(max_size=30), max_size=20), st.text(max_size=30))
def test_few_are_shown_and_a_name_that_is_there_is_the_first(names: list[str], supplier: str) -> None:
    found = Likeness([*names, supplier]).of(supplier)
    assert len(found) <= MOST
    assert all(LEAST <= one.score <= 100 for one in found)
    if any(one.isalnum() for one in supplier):
        assert found[0].score == 100
