"""A record as QuickBooks has it, as far as we have to tell it apart, compare it, or change it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from connector.domain.form import Form
from connector.domain.identifiers import EditSequence, ExternalGUID, ListID, RecordId, TxnID
from connector.domain.kind import Kind
from connector.domain.money import Money

EMPTY = Form()
VOIDED = "VOID:"
"""What QuickBooks puts before the memo of a voided transaction."""


@dataclass(frozen=True, slots=True)
class Record:
    """
    ``id`` is its TxnID or ListID, ``ref_number`` what people look for: a RefNumber, or a vendor's name.

    ``memo`` is a transaction's Memo or a vendor's Notes, where our mark stands; ``linked`` names the
    transactions it is tied to. ``form`` holds the fields that we write. A list record has no vendor, date or total.
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

    @property
    def is_void(self) -> bool:
        """A void leaves the record with nothing in it."""
        return self.total is not None and (not self.total.amount or self.memo.startswith(VOIDED))
