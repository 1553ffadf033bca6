"""Which transaction is linked to which: a bill to the order it received, a payment to the bill it paid."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

RECEIPT, PAYMENT = "QUANTYPE", "AMTTYPE"


@dataclass(frozen=True, slots=True)
class Link:
    """
    From the later transaction to the one it refers to; lines are TxnLineIDs, empty where a whole one is meant.

    ``kind`` is qbXML's LinkType: QUANTYPE for what was received, AMTTYPE for what was paid. ``made_by`` is the
    payment that set a credit against a bill.
    """

    source: str
    source_kind: str
    target: str
    target_kind: str
    kind: str
    amount: str
    source_line: str = ""
    target_line: str = ""
    quantity: str = "0"
    made_by: str = ""

    @property
    def received(self) -> Decimal:
        return Decimal(self.quantity)

    @property
    def paid(self) -> Decimal:
        return Decimal(self.amount)


class Links:
    """Every link of a company file, found from both of its ends, in the order they were made."""

    def __init__(self) -> None:
        self._of: dict[str, list[Link]] = {}

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Links) and list(self) == list(other)

    __hash__ = None  # type: ignore[assignment] # links come and go

    def __iter__(self) -> Iterator[Link]:
        return (link for id_, links in self._of.items() for link in links if link.source == id_)

    def of(self, txn_id: str) -> list[Link]:
        return list(self._of.get(txn_id, ()))

    def related(self, txn_id: str) -> set[str]:
        """The transactions that change when this one does."""
        return {end for link in self.of(txn_id) for end in ends(link)} - {txn_id}

    def from_(self, txn_id: str) -> list[Link]:
        return [link for link in self.of(txn_id) if link.source == txn_id]

    def to(self, txn_id: str) -> list[Link]:
        return [link for link in self.of(txn_id) if link.target == txn_id]

    def add(self, link: Link) -> None:
        for id_ in ends(link):
            self._of.setdefault(id_, []).append(link)

    def remove(self, link: Link) -> None:
        for id_ in ends(link):
            self._of[id_].remove(link)
            if not self._of[id_]:
                del self._of[id_]


def ends(link: Link) -> set[str]:
    """The transactions a link belongs to: it goes when one of them goes."""
    return {one for one in (link.source, link.target, link.made_by) if one}


def quantity(links: Iterable[Link]) -> Decimal:
    return sum((link.received for link in links), Decimal(0))


def total(links: Iterable[Link]) -> Decimal:
    return sum((link.paid for link in links), Decimal(0))
