"""A record as QuickBooks has it, as far as we have to tell it apart, compare it, or change it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from connector.domain.form import Form
from connector.domain.identifiers import EditSequence, ExternalGUID, ListID, RecordId, TxnID
from connector.domain.keys import by_face, by_id, by_mark, by_ref_number
from connector.domain.kind import Kind
from connector.domain.mark import document_of
from connector.domain.money import Money

EMPTY = Form()
MAY_BE_FREE = (Kind.ORDER, Kind.RECEIPT)
"""What is ordered or received may cost nothing."""
VOIDED = "VOID:"
"""What QuickBooks puts before the memo of a voided transaction."""


@dataclass(frozen=True, slots=True)
class Record:
    """
    ``id`` is its TxnID or ListID, ``ref_number`` what people look for: a RefNumber, or a vendor's name.

    ``memo`` is a transaction's Memo or a vendor's Notes, where our mark stands; ``linked`` names the
    transactions it is tied to. ``form`` holds the fields that we write, ``extensions`` our data extensions, where they
    were asked for. A list record has no vendor, date or total.
    """

    kind: Kind
    id: RecordId
    edit_sequence: EditSequence
    ref_number: str | None
    vendor_id: ListID | None = None
    vendor: str = ""
    txn_date: date | None = None
    total: Money | None = None
    memo: str = ""
    external_guid: ExternalGUID | None = None
    linked: tuple[TxnID, ...] = ()
    is_paid: bool = False
    form: Form = EMPTY
    extensions: tuple[tuple[str, str], ...] = ()

    @property
    def is_void(self) -> bool:
        """A void leaves the record with nothing in it, and says so in the memo."""
        is_empty = self.total is not None and not self.total.amount and self.kind not in MAY_BE_FREE
        return is_empty or (self.total is not None and self.memo.startswith(VOIDED))

    @property
    def record_id(self) -> str:
        return self.id

    @property
    def keys(self) -> tuple[str, ...]:
        """A bill or vendor credit is found by our mark, its number and its face; what is void, by its id only."""
        found = [by_id(self.id)]
        document = None if self.is_void else document_of(self.memo)
        found += [by_mark(document)] if document is not None else []
        if self.vendor_id and not self.is_void:
            found += [by_ref_number(self.vendor_id, self.ref_number)] if self.ref_number else []
            found += [by_face(self.vendor_id, self.txn_date, self.total.amount)] if self.txn_date and self.total else []
        return tuple(found)
