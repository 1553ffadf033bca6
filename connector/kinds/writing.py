"""
A kind of write to JAGGAER: all that the road back asks of it.

The road (deciding, looking, sending, settling) knows no single kind, as that of documents does not. A kind says what
JAGGAER is to have, what the request is, and what JAGGAER's own reading says of it.

There are three sorts of them. Of a **record** that QuickBooks owns JAGGAER gets a document of its own; it is looked at
before each write, as somebody may have changed it there. What became of a **document** of JAGGAER's is told of that
document, and records of a **list** are values that JAGGAER offers: many of them may go in one request, and JAGGAER is
looked at only where an answer was lost.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from connector.domain.hold import Hold
from connector.domain.identifiers import DocumentId, ListID, SupplierId
from connector.domain.invoice import Standing
from connector.domain.operation import Operation
from connector.domain.policy import Policy
from connector.domain.record import Record
from connector.domain.records import Books, Shelf
from connector.domain.writeback import WriteBack
from connector.jaggaer.payload import Json
from connector.jaggaer.rows import Names
from connector.jaggaer.wire_profile import Resource, WireProfile
from connector.sync.outgoing import Shows


@dataclass(frozen=True, slots=True)
class Became:
    """
    A document of JAGGAER's, and what became of it in QuickBooks.

    ``read_in`` is the pass that read it, ``record`` what there is of it in QuickBooks, ``further`` the second bills
    that correct it, and ``shown`` the operation that people are shown.
    """

    document: DocumentId
    number: str
    standing: Standing
    payload: Json
    is_readable: bool
    read_in: int
    record: Record | None = None
    further: tuple[Record, ...] = ()
    shown: Operation | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """
    What is known of one company when it is decided what JAGGAER is to have.

    ``suppliers`` says which of JAGGAER's are booked to a vendor, ``is_document`` whether a document of JAGGAER's is a
    record of QuickBooks', ``became`` what became of a document.
    """

    books: Books
    policy: Policy
    wire: WireProfile
    suppliers: Callable[[ListID], Sequence[SupplierId]]
    is_document: Callable[[str], bool]
    became: Callable[[DocumentId], Became | None]


class WritingKind(ABC):
    """
    ``name`` tells it from other kinds, ``called`` is what people call such a write, and ``names`` are JAGGAER's for the
    document that it is about. ``looks_first``: JAGGAER is looked at before each write, and not only where an answer was
    lost.
    """

    name: ClassVar[str]
    called: ClassVar[str]
    names: ClassVar[Names]
    looks_first: ClassVar[bool] = False

    @abstractmethod
    def is_written(self, policy: Policy, wire: WireProfile) -> bool:
        """Whether this customer has it written at all."""

    @abstractmethod
    def resource(self, wire: WireProfile) -> Resource:
        """Where JAGGAER shows it."""

    def filters(self, back: WriteBack, wire: WireProfile) -> Sequence[str]:
        """What of JAGGAER's list is looked at; nothing where a document is, by its id or number."""
        return ()

    @abstractmethod
    def path(self, wire: WireProfile) -> str:
        """Where it is written to."""

    @abstractmethod
    def number(self, subject: str, known: Known) -> str:
        """What people call the subject."""

    @abstractmethod
    def decided(self, back: WriteBack, known: Known) -> WriteBack | None:
        """The write-back as it stands now; None where nothing is to be told."""

    def anew(self, back: WriteBack) -> WriteBack:
        """A person wants QuickBooks' version, whatever JAGGAER has."""
        return replace(back, overwrites=True)

    @abstractmethod
    def part(self, back: WriteBack, wire: WireProfile) -> str:
        """The exact text of what a request says of it."""

    def request(self, backs: Sequence[WriteBack], wire: WireProfile) -> str:
        """The exact text of the request that carries the parts of some."""
        (alone,) = backs
        return alone.body

    def group(self, back: WriteBack) -> str:
        """Only what has the same goes together."""
        return ""

    def together(self, wire: WireProfile) -> int:
        """How many may go in one request."""
        return 1

    @abstractmethod
    def shown(self, back: WriteBack, document: Json | None, policy: Policy, wire: WireProfile) -> Shows | Hold:
        """What JAGGAER's own reading says of a write."""


class RecordWriting(WritingKind):
    """Of records that QuickBooks owns; ``shelf`` is where they stand."""

    looks_first = True
    shelf: ClassVar[Shelf[Any]]

    @abstractmethod
    def began_as(self, subject: str, books: Books) -> DocumentId | None:
        """The document of JAGGAER's that a record of QuickBooks bears the mark of."""

    @abstractmethod
    def reference(self, document: Json, wire: WireProfile) -> str:
        """QuickBooks' id of a record of JAGGAER's, where JAGGAER shows it."""


class ListWriting(WritingKind):
    """Of records of QuickBooks' lists: the subject begins with what stands for its list, and ends with its id."""

    @abstractmethod
    def beginnings(self, wire: WireProfile) -> Mapping[str, str]:
        """The lists, each with what its subjects begin with."""


class DocumentWriting(WritingKind):
    """Of what became of JAGGAER's documents: the subject is the document's id."""

    def number(self, subject: str, known: Known) -> str:
        became = known.became(DocumentId(subject))
        return became.number if became else ""
