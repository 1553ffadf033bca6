"""
Whether a record in QuickBooks is the document we wanted to write.

Rule 1: our ExternalGUID decides, then our mark in the memo (QuickBooks has no query by GUID).
Rule 2: without either, the same vendor, number, date and amount are ours only if we are *asking about
        something we sent*; before sending, such a record is a person's and is offered, not adopted.
Rule 3: a voided record (amount 0, “VOID:” in its memo) is no record: it does not block its replacement.
Rule 4: the vendor is compared here, because QuickBooks' query by RefNumber takes no other filter.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from connector.domain.bill import Draft, Record
from connector.domain.identifiers import ExternalGUID


@dataclass(frozen=True, slots=True)
class Ours:
    record: Record
    by: str


@dataclass(frozen=True, slots=True)
class Theirs:
    """Somebody else's record under the same vendor and number."""

    record: Record


@dataclass(frozen=True, slots=True)
class Several:
    records: tuple[Record, ...]


@dataclass(frozen=True, slots=True)
class Nothing:
    """The question was answered, and there is none: that is evidence too."""


Finding = Ours | Theirs | Several | Nothing


def weigh(draft: Draft, guid: ExternalGUID, records: Sequence[Record], *, was_sent: bool) -> Finding:
    """What the records of a RefNumber query say about one draft."""
    live = [one for one in records if one.total.amount and not one.memo.startswith("VOID:")]
    same = [one for one in live if one.posting is draft.posting and one.vendor_id == draft.vendor_id]
    by_mark = {"ExternalGUID": [one for one in same if _same_guid(one, guid)]}
    by_mark["mark in the memo"] = [one for one in same if draft.mark in one.memo]
    numbered = [one for one in same if (one.ref_number or "").casefold() == draft.ref_number.casefold()]
    if was_sent:
        by_mark["vendor, number, date and amount"] = [one for one in numbered if _same_face(one, draft)]
    for by, found in by_mark.items():
        if len(found) == 1:
            return Ours(found[0], by)
        if found:
            return Several(tuple(found))
    return Theirs(numbered[0]) if numbered else Nothing()


def _same_guid(record: Record, guid: ExternalGUID) -> bool:
    return record.external_guid is not None and record.external_guid.casefold() == guid.casefold()


def _same_face(record: Record, draft: Draft) -> bool:
    return record.txn_date == draft.txn_date and record.total.amount == draft.total.amount
