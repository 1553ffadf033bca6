"""
A correction: the record that makes the sum of an invoice right in QuickBooks, where its bill cannot change any more.

An invoice may change or be cancelled in JAGGAER after its bill is paid or its period is closed. The difference is then
written as a record of its own: a vendor credit, or a second bill.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from connector.domain.bill import Draft, ExpenseLine
from connector.domain.identifiers import DocumentId
from connector.domain.invoice import Standing, Supplier
from connector.domain.money import Money

PREFIX = "correction:"
"""Begins the ids of corrections, as ``connector.kinds`` tells kinds of documents apart."""
SEPARATOR = ":"


@dataclass(frozen=True, slots=True)
class Correction:
    """
    ``invoice`` is the document that it corrects, and ``covers`` tells the version of it that the sum is right for.

    ``draft`` is it as it is to be in QuickBooks; its date is the one that the document was posted on. ``target`` is
    what the document comes to with it, account by account, a credit less than nothing. ``source`` is that version as
    JAGGAER has it: what JAGGAER changes next is a change of this one.
    """

    id: DocumentId
    number: str
    invoice: DocumentId
    covers: str
    draft: Draft
    target: tuple[ExpenseLine, ...] = ()
    source: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)

    @property
    def standing(self) -> Standing:
        return Standing.DUE

    @property
    def stamp(self) -> str:
        """JAGGAER knows nothing of it."""
        return ""

    @property
    def statuses(self) -> str:
        return ""

    @property
    def supplier(self) -> Supplier:
        return Supplier(self.draft.supplier_id, self.draft.vendor)

    @property
    def total(self) -> Money:
        return self.draft.total

    def is_of(self, write: str) -> bool:
        """Whether it covers a version beside this write of the document."""
        return self.covers.startswith(write)

    @property
    def ordinal(self) -> int:
        """Which correction of its document it is, from 1 on."""
        return ordinal_of(self.id)


def corrections_of(invoice: DocumentId) -> str:
    """What the ids of its corrections begin with."""
    return f"{PREFIX}{invoice}{SEPARATOR}"


def correction_id(invoice: DocumentId, ordinal: int) -> DocumentId:
    return DocumentId(f"{corrections_of(invoice)}{ordinal}")


def invoice_of(correction: DocumentId) -> DocumentId:
    """The document that a correction is of."""
    return DocumentId(correction.removeprefix(PREFIX).rpartition(SEPARATOR)[0])


def jaggaers_own(document: DocumentId) -> DocumentId:
    """The document of JAGGAER's: what a correction is of, and any other one itself."""
    return invoice_of(document) if document.startswith(PREFIX) else document


def ordinal_of(correction: DocumentId) -> int:
    return int(correction.rpartition(SEPARATOR)[2])
