"""What is known when a document is mapped."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from connector.domain.decision import Matter
from connector.domain.identifiers import ListID, TxnLineID
from connector.domain.policy import Policy
from connector.domain.records import Books, PurchaseOrder
from connector.sync.choosing import PERSON


def nothing_promised(_: TxnLineID) -> Decimal:
    return Decimal(0)


@dataclass(frozen=True, slots=True)
class Pairs:
    """
    QuickBooks' lines of an order that we entered, by JAGGAER's numbers.

    ``mark`` says whose order it is; ``state`` how it stands where its lines were not read back yet, else it is empty.
    """

    lines: Mapping[int, TxnLineID]
    mark: str
    state: str = ""


def no_pairs(_order: PurchaseOrder, _number: str) -> Pairs | None:
    """An order that we did not enter."""
    return None


def not_coming(_: str) -> str:
    """An order that JAGGAER does not have, or that is not entered from there."""
    return ""


@dataclass(frozen=True, slots=True)
class Situation:
    """
    ``paired`` is the vendor its supplier was before, ``chosen`` the one that a person says it is; ``day`` is the date
    that a person says it is posted on; ``promised`` says what bills already on their way will take from a purchase
    order line, and ``own`` what the document's own bill took of each already; ``untied`` is what a person said that it
    is booked without. ``said`` are all the decisions of people, by what they are about; they are in the policy already.

    ``pairs`` are the lines of an order that we entered under a number of JAGGAER's; ``coming`` says how an order of
    JAGGAER's stands by its number, where it is to be entered; ``came`` what JAGGAER received of an order, by its line
    numbers, where the document may not go beyond that.
    """

    books: Books
    policy: Policy
    paired: ListID | None = None
    chosen: ListID | None = None
    day: date | None = None
    promised: Callable[[TxnLineID], Decimal] = nothing_promised
    own: Mapping[TxnLineID, Decimal] = field(default_factory=dict)
    untied: frozenset[str] = frozenset()
    said: Mapping[tuple[Matter, str], str] = field(default_factory=dict)
    pairs: Callable[[PurchaseOrder, str], Pairs | None] = no_pairs
    coming: Callable[[str], str] = not_coming
    came: Callable[[str], Mapping[int, Decimal]] | None = None

    def rule(self, matter: Matter, subject: str, otherwise: str) -> str:
        """Who says so: a person, or the entry of the profile."""
        return PERSON if (matter, subject) in self.said else otherwise
