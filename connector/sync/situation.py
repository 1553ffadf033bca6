"""What is known when a document is mapped."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from connector.domain.decision import Matter
from connector.domain.identifiers import DocumentId, ListID, TxnID, TxnLineID
from connector.domain.money import Money
from connector.domain.policy import Policy
from connector.domain.receipt import Receipt
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


@dataclass(frozen=True, slots=True)
class Ordered:
    """
    A purchase order as JAGGAER receives it, by JAGGAER's line numbers.

    ``order`` is it in QuickBooks, or ``state`` says how it stands where it is not there. ``lines`` are QuickBooks' ids
    of its lines, ``lots`` what whole lots among them come to. ``prices`` are what a piece costs in JAGGAER, where the
    lines are known by their places alone.

    ``receipts`` are all that JAGGAER has of it, but those that a person settled. ``entered`` is what the item receipts
    that stand of them took of its lines, ``adopted`` those of which one stands that we do not know yet. ``taken`` is
    how much of each line came otherwise: by bills, also those on their way, and by what people entered. ``others`` is
    what item receipts of others took of each, or are about to. ``gives_way``: a bill takes the place of the one in
    question.
    """

    order: PurchaseOrder | None = None
    state: str = ""
    lines: Mapping[int, TxnLineID] = field(default_factory=dict)
    lots: Mapping[int, Money] = field(default_factory=dict)
    prices: Mapping[int, Decimal] = field(default_factory=dict)
    receipts: Sequence[Receipt] = ()
    entered: Mapping[DocumentId, Mapping[TxnLineID, Decimal]] = field(default_factory=dict)
    adopted: frozenset[DocumentId] = frozenset()
    taken: Mapping[TxnLineID, Decimal] = field(default_factory=dict)
    others: Mapping[TxnLineID, Decimal] = field(default_factory=dict)
    gives_way: bool = False

    def took(self, receipt: DocumentId, number: int) -> Decimal:
        """What the item receipt of a receipt took of a line."""
        line = self.lines.get(number)
        return self.entered.get(receipt, {}).get(line, Decimal(0)) if line else Decimal(0)

    def taken_of(self, number: int) -> Decimal:
        """Never less than nothing: QuickBooks may not have shown yet what was received."""
        line = self.lines.get(number)
        return max(self.taken.get(line, Decimal(0)), Decimal(0)) if line else Decimal(0)


@dataclass(frozen=True, slots=True)
class Unbilled:
    """
    The item receipts of an order's line that are no bill yet.

    ``ours`` may go with the bill that takes their place, each with what it took of the line. Others stay: those of
    ``people``, and of ours what lies in a closed period, was changed by a person, is under way, or could not be entered
    again beyond the bill (``kept``).
    """

    ours: Mapping[TxnID, Decimal] = field(default_factory=dict)
    people: bool = False
    kept: bool = False

    @property
    def stay(self) -> bool:
        return self.people or self.kept

    def __bool__(self) -> bool:
        return self.stay or bool(self.ours)


def not_ordered(_: str) -> Ordered:
    """Nothing is known of any order."""
    return Ordered()


def of_people(order: PurchaseOrder, _number: str, _line: TxnLineID) -> Unbilled:
    """What came on item receipts of people's."""
    return Unbilled(people=order.has_receipts)


def no_pairs(_order: PurchaseOrder, _number: str) -> Pairs | None:
    """An order that we did not enter."""
    return None


def not_shared(_: str) -> str:
    """No other supplier is this vendor."""
    return ""


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
    numbers, where the document may not go beyond that. ``ordered`` is an order as its receipts see it, ``unbilled``
    what came of an order's line under a number of JAGGAER's, and is no bill.

    ``record`` is what the document is in QuickBooks already; ``shared`` names another supplier that is a vendor;
    ``wanted`` says whether one waits to be it, by the vendor's name.
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
    ordered: Callable[[str], Ordered] = not_ordered
    unbilled: Callable[[PurchaseOrder, str, TxnLineID], Unbilled] = of_people
    record: str = ""
    shared: Callable[[str], str] = not_shared
    wanted: Callable[[str], bool] = lambda _: False

    def rule(self, matter: Matter, subject: str, otherwise: str) -> str:
        """Who says so: a person, or the entry of the profile."""
        return PERSON if (matter, subject) in self.said else otherwise
