"""
What stands in QuickBooks of a document now, from the mirror and from what was read back.

Rule 1: *gone* needs evidence: a row of the deleted list, a void row, or a query by TxnID that found nothing. What the
        mirror does not have is unseen.
Rule 2: what was read back with a difference is a person's, until it is read back without one.
Rule 3: what is to be read back decides nothing until then.
Rule 4: another record of the document that was void or replaced, and stands, is shown before everything else.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from connector.domain.draft import Posting
from connector.domain.hold import Hold
from connector.domain.hold_code import HoldCode
from connector.domain.identifiers import DocumentId, ListID
from connector.domain.keys import by_id, by_mark, by_order, by_ref_number
from connector.domain.kind import TRANSACTIONS, Kind
from connector.domain.operation import Operation
from connector.domain.policy import Policy
from connector.domain.record import Record
from connector.domain.records import (
    ADOPTED,
    BILLS,
    CREDITS,
    GONE,
    ORDERS,
    RECEIPTS,
    Books,
    Gone,
    PurchaseOrder,
    Shelf,
    preferences,
)
from connector.sync.cell import Posted

SHELF: Mapping[Kind, Shelf[Any]] = {
    Kind.BILL: BILLS,
    Kind.CREDIT: CREDITS,
    Kind.ORDER: ORDERS,
    Kind.RECEIPT: RECEIPTS,
}
VOIDED, DELETED, NOT_FOUND = "voided", "deleted", "not found"
TAKEN = frozenset({Posted.VOIDED, Posted.GONE})
HOW = {VOIDED: Posted.VOIDED, DELETED: Posted.GONE, NOT_FOUND: Posted.GONE}


@dataclass(frozen=True, slots=True)
class Stands:
    """
    ``record`` is it as it was read last, ``gone`` the evidence that it is not there, ``again`` the one that was void.

    ``seen`` is empty, or tells this state of the record from others: what a person settles is this state.
    """

    posted: Posted
    record: Record | None = None
    gone: Gone | None = None
    again: Record | None = None
    seen: str = ""

    @property
    def is_taken(self) -> bool:
        """Whether a person voided or deleted it."""
        return self.posted in TAKEN


def stands(written: Operation | None, others: Iterable[Record], books: Books) -> Stands:
    """``others`` are earlier records of the document, which were to be gone."""
    again = next((found for one in others if (found := mirrored(one, books)) and not found.is_void), None)
    known = written.record if written else None
    gone = next(iter(books.find(GONE, by_id(known.id))), None) if known else None
    if again is not None:
        return Stands(Posted.AGAIN, known, gone, again, f"again {again.id}")
    if written is None or known is None:
        return Stands(Posted.NOTHING)
    record = mirrored(known, books)
    if gone is not None:
        return Stands(HOW[gone.how], known, gone, seen=f"{gone.how} {gone.id}")
    if written.tied is None and written.unread is None:
        return Stands(Posted.UNREAD, record or known)
    if written.unread is not None:
        return Stands(Posted.UNREADABLE, known, seen=_digest(str(written.unread)))
    if written.tied is False and written.otherwise:
        return Stands(Posted.THEIRS, record or known, seen=_digest(*written.otherwise))
    if _is_locked(record or known, books):
        return Stands(Posted.LOCKED, record or known)
    if record is None:
        return Stands(Posted.UNSEEN, known)
    return Stands(Posted.PAID if record.is_paid else Posted.AS_WRITTEN, record)


def left_standing(document: DocumentId, books: Books) -> Stands | None:
    """What of a document was found when QuickBooks was looked through after a restore, and stands still."""
    for one in books.find(ADOPTED, by_mark(document)):
        found = mirrored(one, books)
        if found is not None and not found.is_void:
            return Stands(Posted.LEFT_OVER, found, again=found, seen=f"left {found.id}")
    return None


def written_kinds(policy: Policy) -> Sequence[Kind]:
    """The transactions of which some may be ours."""
    return [kind for kind in TRANSACTIONS if kind is not Kind.RECEIPT or policy.receipts.are_entered]


def mirrored(known: Record, books: Books) -> Record | None:
    """A record as QuickBooks' lists had it last."""
    return posted(known.kind, known.id, books)


def posted(kind: Kind, record_id: str, books: Books) -> Record | None:
    """What QuickBooks' lists have under an id, where it is of this kind."""
    found = books.find(SHELF[kind], by_id(record_id)) if kind in SHELF else ()
    return next(map(as_record, found), None)


def as_record(one: Record | PurchaseOrder) -> Record | None:
    """An order stands on its shelf with what is left of its lines."""
    return one.record if isinstance(one, PurchaseOrder) else one


def numbered(kind: Kind, vendor: ListID, number: str, books: Books) -> Sequence[Record]:
    """What QuickBooks' lists have under a number of a vendor; whoever looks it up decides what counts."""
    if kind not in SHELF:
        return ()
    key = by_order(vendor, number) if kind is Kind.ORDER else by_ref_number(vendor, number)
    return [found for one in books.find(SHELF[kind], key) if (found := as_record(one)) is not None]


def has_face_of(record: Record | None, base: Posting, new: Posting) -> bool:
    """Whether a person's record shows what JAGGAER changed, where that is on its face; its coding is the person's."""
    if record is None:
        return False
    face_of = (
        (base.vendor_id, new.vendor_id, record.vendor_id),
        (base.ref_number, new.ref_number, record.ref_number),
        (base.txn_date, new.txn_date, record.txn_date),
        (base.total, new.total, record.total),
    )
    changed = [(new_, shown) for was, new_, shown in face_of if was != new_]
    return bool(changed) and all(new_ == shown for new_, shown in changed)


def still_stands(hold: Hold, there: Stands, books: Books) -> bool:
    """Whether QuickBooks told us of it, and its lists do not say otherwise since."""
    if hold.code is HoldCode.RECORD_PAID:
        return there.record is not None and there.record.is_paid
    if hold.code is HoldCode.ALREADY_ENTERED:  # it was put with the lists when it was found
        return any(books.find(shelf, by_id(hold["txn_id"])) for shelf in SHELF.values())
    return hold.is_heard


def _is_locked(record: Record, books: Books) -> bool:
    closing = preferences(books).closing_date
    return closing is not None and record.txn_date is not None and record.txn_date <= closing


def _digest(*texts: str) -> str:
    return hashlib.sha256("\n".join(texts).encode()).hexdigest()[:16]
