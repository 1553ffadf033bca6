"""What counts as void: by QuickBooks' word, or because nothing is left of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from scenarios.void import is_void


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        ({"Memo": "VOID: [JAGGAER I1/1]", "ExpenseLineRet": [{"Amount": "0.00"}]}, True),
        ({"Memo": "seen by Ann", "ItemLineRet": [{"Amount": "0.00", "Quantity": "0"}]}, True),
        ({"Memo": "free of charge", "ItemLineRet": [{"Amount": "0.00", "Quantity": "2"}]}, False),
        ({"Memo": "seen by Ann", "ExpenseLineRet": [{"Amount": "0.00"}, {"Amount": "3.10"}]}, False),
        ({"Memo": "a check without lines"}, False),
    ],
    ids=["its word", "emptied, and its memo written over", "a present", "one line of two", "no lines"],
)
def test_a_record_is_void_by_its_word_or_as_nothing_is_left_of_it(record: Mapping[str, Any], expected: bool) -> None:
    assert is_void(record) is expected
