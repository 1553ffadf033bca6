"""
A kind of JAGGAER document: all that the road asks of it.

The road (poll, planning, exchange, exceptions, document, history, dry run, tie-out) knows no single kind. A kind says
how JAGGAER's rows become a value, how that is drafted, compared and told; what is decided, kept, sent and asked is the
same for all.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar, Generic, Protocol, TypeVar

from connector.domain.brief import InvoiceTotal
from connector.domain.difference import Difference, NameOf
from connector.domain.draft import Posting
from connector.domain.form import Form
from connector.domain.hold import Hold
from connector.domain.identifiers import DocumentId, TxnLineID
from connector.domain.invoice import Standing, Supplier
from connector.domain.kind import Kind
from connector.domain.money import Money
from connector.domain.policy import CorrectionPolicy, Policy
from connector.domain.record import EMPTY, Record
from connector.domain.records import Books, PurchaseOrder
from connector.domain.schedule import Documents
from connector.jaggaer.payload import Json
from connector.jaggaer.rows import Names
from connector.jaggaer.wire_profile import Resource, WireProfile
from connector.quickbooks.differences import Receiving
from connector.sync.cell import Wanted
from connector.sync.duplicates import Match
from connector.sync.posted import Stands
from connector.sync.situation import Situation


class Read(Protocol):
    """
    A document of any kind as it was read.

    ``stamp`` is JAGGAER's ``lastUpdate``; ``statuses`` are its own words, of which ``standing`` is the meaning.
    """

    @property
    def id(self) -> DocumentId: ...
    @property
    def number(self) -> str: ...
    @property
    def standing(self) -> Standing: ...
    @property
    def supplier(self) -> Supplier: ...
    @property
    def total(self) -> Money: ...
    @property
    def stamp(self) -> str: ...
    @property
    def statuses(self) -> str: ...


V = TypeVar("V", bound=Read)
D = TypeVar("D", bound=Posting)
Part = tuple[str, Money]
"""One line of what adds up to a total, in words."""


@dataclass(frozen=True, slots=True)
class Seen(Generic[D]):
    """
    What QuickBooks shows of a record, beside what was written.

    ``lines`` are what its lines say otherwise, and ``untied`` what it is not tied to: neither may be in what was just
    written. ``coded`` is QuickBooks' own business, and stands. ``draft`` is what was written, with what only QuickBooks
    could say of it.
    """

    draft: D
    lines: tuple[Difference, ...] = ()
    untied: tuple[Difference, ...] = ()
    coded: tuple[Difference, ...] = ()


@dataclass(frozen=True, slots=True)
class Around:
    """
    What stands around a document that is to be written.

    ``others`` are records of which a person said that they are not this document's, ``own`` is the id of its own one;
    ``promised`` says what documents on their way take of an order's line; ``made`` are bills that a person made of item
    receipts of ours, of lines that the document bills.
    """

    books: Books
    policy: Policy
    others: frozenset[str]
    own: str
    promised: Callable[[TxnLineID], Decimal]
    made: Sequence[Record] = ()


class DocumentKind(ABC, Generic[V, D]):
    """
    ``names`` are JAGGAER's for its id, number and stamp, and ours for such a document; ``becomes`` are the records of
    QuickBooks that it can become. ``is_of_several``: what is left of it depends on other documents, too, and so it is
    decided about again as they come and go. ``is_found``: its record is looked up, and is its own from then on.
    ``is_corrected``: where its record cannot be changed, another one may correct it.
    ``scheduled_as`` is what the schedule calls it.
    """

    names: ClassVar[Names]
    becomes: ClassVar[frozenset[Kind]]
    is_of_several: ClassVar[bool] = False
    is_found: ClassVar[bool] = False
    is_corrected: ClassVar[bool] = False
    scheduled_as: ClassVar[Documents | None] = None

    # In JAGGAER.

    @abstractmethod
    def resource(self, wire: WireProfile) -> Resource:
        """Where its list and its details are."""

    @abstractmethod
    def standing(self, header: Json, wire: WireProfile) -> Standing:
        """What the statuses of a list row mean; decided before anything else of it is read."""

    def money(self, document: Json, wire: WireProfile) -> InvoiceTotal | None:
        """What a document of money says of itself, also where it cannot be read."""
        return None

    @abstractmethod
    def read(self, document: Json, wire: WireProfile) -> V | Hold:
        """The value, or why it cannot be read: one bad document never stops the others."""

    @abstractmethod
    def fingerprint(self, value: V) -> str:
        """Equal for two versions that would be posted alike."""

    def version(self, value: V, policy: Policy) -> str:
        """What tells a version from others, as this customer has it."""
        return self.fingerprint(value)

    @abstractmethod
    def number_in_quickbooks(self, value: V) -> str:
        """What its record is numbered with, as a rule."""

    @abstractmethod
    def parts(self, value: V) -> Iterable[Part]:
        """What its total is made of."""

    def orders_of(self, value: V) -> tuple[str, ...]:
        """The numbers of the purchase orders that it is about."""
        return ()

    def came(self, value: V) -> Mapping[int, Decimal]:
        """How much of each line of its order came by it, less than nothing where it went back."""
        return {}

    def goods(
        self, value: V, written: Posting | None, came: Mapping[int, Decimal], stands: PurchaseOrder | None
    ) -> Iterable[str]:
        """Line by line, what was ordered, ``came`` and was billed; ``stands`` is the order as QuickBooks has it."""
        return ()

    @abstractmethod
    def told(self, before: V, after: V) -> tuple[Difference, ...]:
        """What two versions say otherwise, in JAGGAER's words: for one that cannot be drafted."""

    def is_read(self, policy: Policy, wire: WireProfile) -> bool:
        """Whether this customer has it read at all."""
        return True

    def is_entered(self, policy: Policy) -> bool:
        """Whether one that began in JAGGAER is anybody's to enter in QuickBooks, or to note; else it is read alone."""
        return True

    def is_older(self, payload: Json, kept: Json, wire: WireProfile) -> bool:
        """Whether it is an earlier version than the one that is kept, whatever its stamp says."""
        return False

    def wanted(self, value: V, policy: Policy, written: Posting | None, there: Stands | None) -> Wanted:
        """What its standing asks for; ``written`` is what was written of it, and ``there`` how that stands."""
        return BY_STANDING[value.standing]

    def is_detail_read_again(self, header: Json, policy: Policy, wire: WireProfile) -> bool:
        """Whether a changed row of a kept document asks for its detail, though its standing does not."""
        return False

    def left_of(self, value: V, situation: Situation) -> V | Wanted:
        """So much of it as is to stand in QuickBooks beside what others bring there; or what there is in its place."""
        return value

    def found(self, value: V, situation: Situation) -> tuple[D, Record] | None:
        """The record that it turns out to be, with what that has of it."""
        return None

    def is_lost(self, value: V, situation: Situation) -> bool:
        """Whether the record that it was is not its own any more."""
        return False

    def is_in_use(self, value: V) -> bool:
        """Whether JAGGAER goes on with it: what it does not use any more gives its record to another one."""
        return True

    def kept(self, payload: Json, policy: Policy, wire: WireProfile) -> Json:
        """So much of a document as is kept of it."""
        return payload

    # On its way to QuickBooks.

    @abstractmethod
    def draft(self, value: V, situation: Situation) -> D | tuple[Hold, ...]:
        """What is to be in QuickBooks, with the rule behind each of its parts; or every reason against it."""

    def outline(self, value: V, situation: Situation) -> D | None:
        """Its face alone, where its lines cannot be drafted: enough to find what a person entered for it."""
        return None

    @abstractmethod
    def carried(self, written: D, before: D | None, after: D) -> D:
        """What was written with what JAGGAER changed since; the other two are its versions as drafted today."""

    @abstractmethod
    def changes(self, written: D, wanted: D, name_of: NameOf) -> tuple[Difference, ...]:
        """Field by field, with names for ids."""

    @abstractmethod
    def is_same_in_substance(self, before: V, after: V) -> bool:
        """Whether two versions differ in what is not posted only."""

    def ended(self, before: V, after: V, written: D) -> D | None:
        """What was written, as it is over: where the version that ended is to be nothing else, whatever it lacks."""
        return None

    def is_relinked(self, written: D, wanted: D) -> bool:
        """Whether QuickBooks takes the change with a new record only."""
        return written.kind is not wanted.kind

    @abstractmethod
    def entered(self, draft: D, value: V, around: Around) -> Match | None:
        """The record that a person most likely entered for it."""

    def in_the_way(self, draft: D, written: D | None, around: Around) -> tuple[Hold, ...]:
        """What of its own stands in the way of a write, beside what stands in the way of any."""
        return ()

    def corrections(self, policy: Policy) -> CorrectionPolicy:
        """What becomes of what is posted when JAGGAER changes it."""
        return policy.corrections

    def may_go(self, record: Record) -> bool:
        """Whether a record may be taken out of QuickBooks as it stands there now."""
        return True

    # In QuickBooks.

    def comes_to(self, value: V, record: Record) -> bool:
        """Whether a record comes to what JAGGAER has."""
        return record.total == value.total

    @abstractmethod
    def face(self, posted: D | Record, record: Record, *, is_merged: bool) -> tuple[Difference, ...]:
        """What a person has to explain."""

    @abstractmethod
    def seen(self, draft: D, record: Record, receiving: Receiving, name_of: NameOf, before: Form = EMPTY) -> Seen[D]:
        """A record as it was read back, beside what was written; ``before`` is how it stood when it was changed."""


AnyKind = DocumentKind[Any, Any]

BY_STANDING: Mapping[Standing, Wanted] = {
    Standing.DUE: Wanted.DRAFT,
    Standing.NOT_DUE: Wanted.NOT_DUE,
    Standing.CANCELLED: Wanted.NOTHING,
    Standing.CLOSED: Wanted.NOTHING,
    Standing.NOTED: Wanted.NOTHING,
    Standing.OWN: Wanted.NOT_DUE,
    Standing.SKIPPED: Wanted.NOTHING,
    Standing.STRANGE: Wanted.STRANGE,
}


def dates(*days: date | None) -> frozenset[date]:
    """Those that there are."""
    return frozenset(day for day in days if day)
