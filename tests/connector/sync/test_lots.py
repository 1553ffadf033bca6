"""A lot that is billed in parts: each takes its amount's share, and all of them the whole."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connector.domain.money import Money
from connector.sync.order_lines import share_of
from tests.factories import usd


@given(st.lists(st.integers(1, 5_000_000), min_size=1, max_size=100))
def test_whatever_the_parts_they_take_the_whole_and_never_more(cents: list[int]) -> None:
    parts = [Money(Decimal(one) / 100) for one in cents]
    whole, left = Money.total(parts), Decimal(1)
    smallest = min(one.amount for one in parts) / whole.amount
    for part in parts:
        taken = share_of(part, whole, left)
        if smallest > Decimal("0.002"):  # one that is lost in the rounding may be held, and is never too much
            assert 0 < taken <= left
        left -= taken
    if smallest > Decimal("0.002"):
        assert left == 0


@pytest.mark.parametrize(
    ("part", "left", "taken"),
    [
        ("400.00", "1", "0.4"),
        ("333.33", "0.6", "0.33333"),
        ("266.67", "0.26667", "0.26667"),
        ("266.68", "0.26667", "0.26667"),
        ("300.00", "0.26667", "0.3"),
        ("0.01", "1", "0.00001"),
        ("100.00", "0", "0.1"),
    ],
)
def test_a_part_is_its_amounts_share_and_more_than_is_left_is_more(part: str, left: str, taken: str) -> None:
    assert share_of(usd(part), usd("1000.00"), Decimal(left)) == Decimal(taken)
