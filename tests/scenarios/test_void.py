"""What counts as void: by QuickBooks' word, or because nothing is left of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from scenarios.void import is_void
from scenarios.world import World


@pytest.mark.parametrize(
    ("record", "is_edited", "expected"),
    [
        ({"Memo": "VOID: [JAGGAER I1/1]", "ExpenseLineRet": [{"Amount": "0.00"}]}, False, True),
        ({"Memo": "seen by Ann", "ItemLineRet": [{"Amount": "0.00", "Quantity": "0"}]}, True, True),
        ({"Memo": "[JAGGAER I1/1]", "ItemLineRet": [{"Amount": "0.00", "Quantity": "0"}]}, False, False),
        ({"Memo": "free of charge", "ItemLineRet": [{"Amount": "0.00", "Quantity": "2"}]}, True, False),
        ({"Memo": "seen by Ann", "ExpenseLineRet": [{"Amount": "0.00"}, {"Amount": "3.10"}]}, True, False),
        ({"Memo": "a check without lines"}, True, False),
    ],
    ids=[
        "its word",
        "emptied, and a person wrote over its memo",
        "emptied, and no person was there",
        "a present",
        "one line of two",
        "no lines",
    ],
)
def test_a_record_is_void_by_its_word_or_as_nothing_is_left_of_it(
    record: Mapping[str, Any], is_edited: bool, expected: bool
) -> None:
    world = World(1)
    world.edited |= {"8-1": {}} if is_edited else {}
    assert is_void(world, {"TxnID": "8-1", **record}) is expected
