"""Money is exact, in cents, and never loses or finds one."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connector.domain.money import Money, price

CENTS = st.integers(-(10**9), 10**9).map(lambda cents: Money(Decimal(cents) / 100))
WEIGHTS = st.lists(st.decimals("0", "100", places=2), min_size=1, max_size=12).filter(lambda w: sum(w) > 0)


@given(CENTS, WEIGHTS)
def test_the_shares_of_an_amount_always_add_up_to_it(amount: Money, weights: list[Decimal]) -> None:
    assert Money.total(amount.shared(weights)) == amount


@given(CENTS, WEIGHTS)
def test_no_share_is_more_than_a_cent_from_its_exact_part(amount: Money, weights: list[Decimal]) -> None:
    whole = sum(weights, Decimal(0))
    for part, weight in zip(amount.shared(weights), weights, strict=True):
        assert abs(part.amount - amount.amount * weight / whole) < Decimal("0.01")


def test_thirds_of_a_hundred_give_the_odd_cent_to_one_of_them() -> None:
    parts = Money(Decimal(100)).shared([Decimal("33.33"), Decimal("33.33"), Decimal("33.34")])
    assert [part.amount for part in parts] == [Decimal("33.33"), Decimal("33.33"), Decimal("33.34")]


@pytest.mark.parametrize("amount", ["0.001", "12.345", "NaN", "Infinity"])
def test_what_is_not_a_whole_number_of_cents_is_refused(amount: str) -> None:
    with pytest.raises(ValueError, match="cents"):
        Money(Decimal(amount))


def test_a_half_cent_is_rounded_away_from_zero() -> None:
    assert Money.rounded(Decimal("225.005")).amount == Decimal("225.01")
    assert Money.rounded(Decimal("-225.005")).amount == Decimal("-225.01")


def test_currencies_are_never_mixed() -> None:
    with pytest.raises(ValueError, match="different currencies"):
        Money(Decimal(1), "USD") + Money(Decimal(1), "CAD")


@pytest.mark.parametrize("weights", [[], [Decimal(0)], [Decimal(2), Decimal(-1)]])
def test_weights_that_say_nothing_are_refused(weights: list[Decimal]) -> None:
    with pytest.raises(ValueError, match="weights"):
        Money(Decimal(1)).shared(weights)


@pytest.mark.parametrize(
    ("value", "written"),
    [("1E+2", "100.00"), ("41.25", "41.25"), ("0.125", "0.125"), ("1.2000", "1.20"), ("12345.5", "12,345.50")],
)
def test_a_price_is_written_as_people_write_it(value: str, written: str) -> None:
    assert price(Decimal(value)) == written
