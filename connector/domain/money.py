"""An amount of money: exact, in cents, in one currency."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Money:
    """
    ``amount`` in whole cents and the ISO code of its ``currency``.

    QuickBooks writes every amount with exactly two decimals, whatever the currency (AMTTYPE,
    Intuit's qbXML schema), so more than two are refused here; ``rounded`` is the one door for them.
    """

    amount: Decimal
    currency: str = "USD"

    def __post_init__(self) -> None:
        if not self.amount.is_finite() or self.amount != self.amount.quantize(CENT):
            raise ValueError(f"{self.amount} is not a whole number of cents")
        object.__setattr__(self, "amount", self.amount.quantize(CENT) + 0)

    @classmethod
    def rounded(cls, amount: Decimal, currency: str = "USD") -> Money:
        """The nearest cent, halves away from zero, as invoices are totalled."""
        return cls(amount.quantize(CENT, ROUND_HALF_UP), currency)

    @classmethod
    def zero(cls, currency: str = "USD") -> Money:
        return cls(Decimal(0), currency)

    @classmethod
    def total(cls, parts: Iterable[Money], currency: str = "USD") -> Money:
        return sum(parts, cls.zero(currency))

    def __add__(self, other: Money) -> Money:
        if other.currency != self.currency:
            raise ValueError(f"{self} and {other} are of different currencies")
        return Money(self.amount + other.amount, self.currency)

    def __sub__(self, other: Money) -> Money:
        return self + -other

    def __neg__(self) -> Money:
        return Money(-self.amount, self.currency)

    def __abs__(self) -> Money:
        return Money(abs(self.amount), self.currency)

    def __bool__(self) -> bool:
        return bool(self.amount)

    def __str__(self) -> str:
        return f"{self.amount:,.2f} {self.currency}"

    def shared(self, weights: Sequence[Decimal]) -> tuple[Money, ...]:
        """
        Divide by weights, to the cent: the parts always add up to the whole.

        Each part is cut to the cent, and the cents left over go one each to the parts that lost most.
        """
        whole = sum(weights, Decimal(0))
        if not weights or whole <= 0 or min(weights) < 0:
            raise ValueError("weights have to be zero or more, and not all zero")
        exact = [self.amount * weight / whole for weight in weights]
        cut = [part.quantize(CENT, ROUND_DOWN) for part in exact]
        left_over = int((self.amount - sum(cut)) / CENT)
        cent = CENT if left_over > 0 else -CENT
        by_loss = sorted(range(len(exact)), key=lambda i: (-abs(exact[i] - cut[i]), i))
        for i in by_loss[: abs(left_over)]:
            cut[i] += cent
        return tuple(Money(part, self.currency) for part in cut)


def price(value: Decimal) -> str:
    """A price as people write it: two decimals, and more where it has more."""
    whole, _, decimals = f"{value:,f}".partition(".")
    return f"{whole}.{decimals.rstrip('0').ljust(2, '0')}"
