"""
A kind of write to JAGGAER: all that the road back asks of it.

The road (deciding, looking, sending, settling) knows no single kind, as that of documents does not. A kind says which
records of QuickBooks it is about, what JAGGAER is to have of them, what the request is, and what JAGGAER's own reading
of the record says.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from connector.domain.hold import Hold
from connector.domain.identifiers import DocumentId, ListID, SupplierId
from connector.domain.policy import Policy
from connector.domain.records import Books, Shelf
from connector.domain.writeback import WriteBack
from connector.jaggaer.payload import Json
from connector.jaggaer.rows import Names
from connector.jaggaer.wire_profile import Resource, WireProfile
from connector.sync.outgoing import Shows


@dataclass(frozen=True, slots=True)
class Reading:
    """JAGGAER's record, read since ours was written; nothing where none was. ``kept`` is it as it was read last."""

    document: Json | None = None
    kept: Json | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """
    What is known of one company when it is decided what JAGGAER is to have.

    ``suppliers`` says which of JAGGAER's are booked to a vendor.
    """

    books: Books
    policy: Policy
    wire: WireProfile
    suppliers: Callable[[ListID], Sequence[SupplierId]]


class WritingKind(ABC):
    """
    ``name`` tells it from other kinds, ``names`` are JAGGAER's for the id and number of what is written; ``shelf`` is
    where QuickBooks' records of it stand.
    """

    name: ClassVar[str]
    names: ClassVar[Names]
    shelf: ClassVar[Shelf[Any]]

    @abstractmethod
    def is_written(self, policy: Policy, wire: WireProfile) -> bool:
        """Whether this customer has it written at all."""

    @abstractmethod
    def began_as(self, subject: str, books: Books) -> DocumentId | None:
        """The document of JAGGAER's that a record of QuickBooks bears the mark of."""

    @abstractmethod
    def resource(self, wire: WireProfile) -> Resource:
        """Where JAGGAER shows it."""

    @abstractmethod
    def path(self, wire: WireProfile) -> str:
        """Where it is written to."""

    @abstractmethod
    def number(self, subject: str, books: Books) -> str:
        """What people call the record."""

    @abstractmethod
    def decided(self, back: WriteBack, reading: Reading, known: Known) -> WriteBack | None:
        """The write-back as it stands now; None where nothing is to be told."""

    @abstractmethod
    def anew(self, back: WriteBack) -> WriteBack:
        """A person wants QuickBooks' version, whatever JAGGAER has."""

    @abstractmethod
    def body(self, back: WriteBack, wire: WireProfile) -> str:
        """The exact text of the request."""

    @abstractmethod
    def reference(self, document: Json, wire: WireProfile) -> str:
        """QuickBooks' id of a record of JAGGAER's, where JAGGAER shows it."""

    @abstractmethod
    def shown(self, back: WriteBack, document: Json | None, policy: Policy, wire: WireProfile) -> Shows | Hold:
        """What JAGGAER's own reading of the record says of a write."""
