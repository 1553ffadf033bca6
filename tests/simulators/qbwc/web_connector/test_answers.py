"""What the service's answers mean, tried with every case of letters and any text."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulators.qbwc.web_connector.answers import (
    Next,
    Verdict,
    Word,
    after,
    authenticated,
    is_nothing,
    is_over,
    seconds,
    verdict,
)


@pytest.mark.parametrize("word", [Word.NONE, Word.NVU, Word.BUSY])
def test_a_word_counts_in_any_case_of_letters(word: Word) -> None:
    for letters in product(*((one.lower(), one.upper()) for one in word.name)):
        found = authenticated(["t", "".join(letters)])
        assert (found.word, found.file) == (word, "")


@given(st.lists(st.text(max_size=12), min_size=2, max_size=8))
def test_any_array_of_two_or_more_means_something(items: list[str]) -> None:
    found = authenticated(items)
    assert found.ticket == items[0]
    assert found.file in ("", items[1])
    assert found.postpone >= 0
    assert found.at_least >= 0
    if found.word is Word.WORK:
        assert found.file == items[1]


@given(st.text())
def test_seconds_are_whole_numbers_or_none(text: str) -> None:
    assert 0 <= seconds(text) < 10**9


@pytest.mark.parametrize(("text", "number"), [("7", 7), (" 60 ", 60), ("", 0), ("-1", 0), ("1.5", 0), ("٣", 0)])
def test_what_is_no_whole_number_is_no_postponement(text: str, number: int) -> None:
    assert seconds(text) == number


@given(st.text())
def test_any_version_answer_has_a_verdict(said: str) -> None:
    kind, text = verdict(said)
    assert (kind is Verdict.GO_ON) is (said == "")
    assert text in said


@given(st.integers(-(2**31), 2**31 - 1))
def test_a_percent_goes_on_ends_or_fails(percent: int) -> None:
    expected = Next.ERROR if percent < 0 else Next.REQUEST if percent < 100 else Next.CLOSE
    assert after(percent) is expected


def test_nothing_is_empty_or_noop_and_over_is_empty_or_done() -> None:
    assert all(is_nothing(one) for one in ("", "  ", "NoOp", "NOOP", "noop"))
    assert not is_nothing("<?xml?>")
    assert all(is_over(one) for one in ("", "Done", "DONE", " done "))
    assert not is_over("Not done")
