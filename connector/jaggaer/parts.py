"""
What invoices and orders have in common: the shares that they are charged in, and what they cost beside their goods.

Rule 1: header charges are also allocated to the lines: only the header's are read, never both (UCLA). Where the
        header has none of a kind, the lines' own are added up.
Rule 2: one split comes without a percentage and is the whole line (UCLA); several must come to 100 percent of the
        price or quantity, but for what rounding each to two decimals loses, or are amounts that must come to the line;
        those of the header to the document's total, or to its goods alone (assumed: which of the two is not public).
Rule 3: there is a group of splits for each chart of accounts, at the line and at the header (UCLA).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from operator import pos
from typing import Protocol

from connector.domain.invoice import Charge, ChargeKind, Split
from connector.domain.money import Money
from connector.jaggaer.documents import Charged, SplitGroups, SplitSet

Turn = Callable[[Decimal], Decimal]
HUNDRED = Decimal(100)
ROUNDED = Decimal("0.005")
PERCENTAGES = ("PercentOfPrice", "PercentOfQuantity")
AMOUNTS = "AmountOfPrice"


@dataclass(frozen=True, slots=True)
class Signs:
    """What is done with the signs of a document's parts."""

    lines: Turn = pos
    charges: Turn = pos
    discount: Turn = pos


AS_IT_IS = Signs()


class Bearing(Protocol):
    """A line that bears its share of the document's charges."""

    @property
    def charges(self) -> tuple[Charge, ...]: ...


def codings(given: SplitGroups, wholes: Sequence[Money], of: str) -> Iterator[tuple[Split, ...]]:
    """The shares by each chart of accounts; a ValueError in words where they cannot be."""
    for group in given.groups:
        for one in group.sets:
            if one.indexes.indexes:
                yield _coding(one, wholes, of)


def _coding(one: SplitSet, wholes: Sequence[Money], of: str) -> tuple[Split, ...]:
    indexes = one.indexes.indexes
    codes = [
        tuple((code.internal_name, code.value) for code in index.codes.values if code.value is not None)
        for index in indexes
    ]
    if len(indexes) == 1 and indexes[0].share in (None, 0, HUNDRED):
        return (Split(HUNDRED, codes[0]),)
    given = [index.share for index in indexes]
    shares = [share for share in given if share is not None]
    if len(shares) < len(given):
        raise ValueError(f"a split of {of} has no share")
    _check(one.kind, shares, wholes, of)
    parts = tuple(Split(abs(share), code) for share, code in zip(shares, codes, strict=True) if share)
    return parts or (Split(HUNDRED, codes[0]),)


def _check(kind: str, shares: Sequence[Decimal], wholes: Sequence[Money], of: str) -> None:
    """Shares that leave something out, or take too much, are nobody's guess."""
    if kind not in (*PERCENTAGES, AMOUNTS):
        raise ValueError(f"{of} is split by {kind}, which is not known")
    is_mixed = min(shares) < 0 < max(shares)
    if kind in PERCENTAGES and (is_mixed or abs(sum(shares) - HUNDRED) > ROUNDED * len(shares)):
        raise ValueError(f"the splits of {of} do not come to 100 percent")
    if kind == AMOUNTS and (is_mixed or all(abs(sum(shares)) != abs(whole.amount) for whole in wholes)):
        raise ValueError(f"the splits of {of} come to {sum(shares):.2f}, and {of} to {wholes[0]}")


def charges_of(given: Charged, currency: str, signs: Signs = AS_IT_IS) -> Iterator[Charge]:
    """What it costs beside its goods; what costs nothing is left out."""
    named = (
        (ChargeKind.TAX1, "tax", given.tax1),
        (ChargeKind.TAX2, "second tax", given.tax2),
        (ChargeKind.SHIPPING, "freight", given.shipping),
        (ChargeKind.HANDLING, "handling", given.handling),
        *((ChargeKind.MISC, fee.name, fee.fee) for fee in given.misc_fees.fees),
        (ChargeKind.DISCOUNT, "discount", abs(given.discount)),
    )
    for kind, label, value in named:
        turned = signs.discount(value) if kind is ChargeKind.DISCOUNT else signs.charges(value)
        amount = Money.rounded(turned, currency)
        if amount:
            yield Charge(kind, label, amount)


def whole_charges(header: tuple[Charge, ...], lines: Sequence[Bearing]) -> tuple[Charge, ...]:
    """The header's charges, and of kinds that it has none of, the lines' own."""
    kinds = {one.kind for one in header}
    further: dict[tuple[ChargeKind, str], Money] = {}
    for one in (charge for line in lines for charge in line.charges if charge.kind not in kinds):
        name = (one.kind, one.label)
        further[name] = further[name] + one.amount if name in further else one.amount
    return (*header, *(Charge(kind, label, amount) for (kind, label), amount in further.items()))
