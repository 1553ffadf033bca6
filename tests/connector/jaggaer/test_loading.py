"""JSON of others is bounded before it is a number, a text or a tree, and one bad value leaves the rest as it is."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connector.errors import OtherSideError
from connector.jaggaer.loading import DEEPEST, TOO_DEEP, load_json

ONES = "1" * 40


def loaded(value: str) -> Any:
    """What a value becomes, beside one that is left as it is."""
    both = load_json(f'{{"odd": {value}, "good": 1.10}}'.encode(), "it")
    assert both["good"] == Decimal("1.10")
    return both["odd"]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("1e999999999", "1e999999999…"),
        ("1E400000", "1E400000…"),
        ("1e-400000", "1e-400000…"),
        ("1e99999999999999999999999", "1e99999999999999999999999…"),
        ("1" * 5000, f"{ONES}…"),
        (f"1.{'1' * 5000}", f"1.{'1' * 38}…"),
        ("Infinity", "Infinity…"),
        ("-Infinity", "-Infinity…"),
        ("NaN", "NaN…"),
        (ONES, int(ONES)),
        ("1e40", Decimal("1e40")),
        ("-0.00", Decimal("-0.00")),
    ],
)
def test_a_number_out_of_all_bounds_becomes_a_text_that_is_none(written: str, read: object) -> None:
    assert loaded(written) == read


@pytest.mark.parametrize("depth", [DEEPEST, 990, 200_000])
@pytest.mark.parametrize(("opening", "closing"), [("[", "]"), ('{"a": [', "]}"), ('["]", ', "]")])
def test_what_is_nested_too_deeply_is_left_out_alone(opening: str, closing: str, depth: int) -> None:
    found = loaded(opening * depth + "1" + closing * depth)
    assert TOO_DEEP in json.dumps(found, ensure_ascii=False)


def test_what_is_nested_as_deeply_as_it_may_be_is_kept() -> None:
    assert TOO_DEEP not in json.dumps(loaded("[" * (DEEPEST - 1) + "1" + "]" * (DEEPEST - 1)))


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (rb'"\ud800x"', "\ufffdx"),
        (rb'"\ud83d\ude00"', "\U0001f600"),
        (b'"\xed\xa0\x80x"', "\ufffd\ufffd\ufffdx"),
        (b'"caf\xe9"', "caf\ufffd"),
    ],
)
def test_what_is_no_character_becomes_the_replacement_character(written: bytes, read: str) -> None:
    found = load_json(b'{"odd": ' + written + b"}", "it")["odd"]
    assert found == read
    found.encode("utf-8")


@pytest.mark.parametrize("body", [b"", b"[1", b"{", b'{"a": 1}x', b"\xff\xfe\x00", b'{"a":' * 200_000])
def test_what_is_no_json_is_said_to_be_none(body: bytes) -> None:
    with pytest.raises(OtherSideError, match=r"JAGGAER's answer for the list is not JSON\."):
        load_json(body, "the list")


@pytest.mark.parametrize("end", [b'"', b'"x', b'"\\', b'"\\"'])
def test_a_text_without_end_takes_no_longer_than_one_with_an_end(end: bytes) -> None:
    for part in (b'\\"', b'"', b"\\\\", b"x"):
        with pytest.raises(OtherSideError, match="is not JSON"):
            load_json(b"[" * 2000 + part * 500_000 + end, "the list")


def test_more_values_than_memory_is_made_for_are_refused_before_they_are_values() -> None:
    with pytest.raises(OtherSideError, match="more than 1,000,000 values"):
        load_json(b'{"a": [' + b"[]," * 600_000 + b"1]}", "the list")


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**30), 10**30) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@given(st.dictionaries(st.text(), VALUES))
def test_whatever_is_in_bounds_is_read_as_it_was_written(value: dict[str, object]) -> None:
    assert load_json(json.dumps(value).encode(), "it") == value
    assert load_json(json.dumps(value, ensure_ascii=False).encode(), "it") == value


@given(st.binary(max_size=200))
def test_whatever_the_bytes_are_they_are_an_object_or_an_error_of_the_other_side(body: bytes) -> None:
    for whole in (body, b'{"a": ' + body + b"}"):
        try:
            assert isinstance(load_json(whole, "it"), dict)
        except OtherSideError:
            continue
