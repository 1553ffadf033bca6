"""
Whether a record in QuickBooks is what we wanted to write.

Rule 1: our ExternalGUID decides, then our mark in the memo, whatever else a person has changed: vendor, number,
        amount, or that it is void (QuickBooks has no query by GUID).
Rule 2: the mark is that of a document, so that records of its other operations carry it too: those are ``known``, and
        are not taken for this one; one of them that stands again is in the way, as anybody's would be.
Rule 3: without either, the same vendor, number, date and amount are ours only if we are *asking about
        something we sent*; before sending, such a record is a person's and is offered, not adopted. A void one is
        nobody's: it does not block its replacement.
Rule 4: the vendor is compared here, because QuickBooks' query by RefNumber takes no other filter.
Rule 5: a modify was saved if every field it changes has its new value; the EditSequence alone says nothing, as
        somebody else may have moved it, and two edits within a second may share one.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from connector.domain.bill import Draft
from connector.domain.draft import Extension, Posting, VendorDetails, VendorDraft, Wanted
from connector.domain.form import NEW_LINE, Form, is_same
from connector.domain.identifiers import ExternalGUID, RecordId
from connector.domain.mark import is_marked
from connector.domain.record import Record


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


def weigh(
    wanted: Wanted,
    guid: ExternalGUID,
    records: Iterable[Record],
    *,
    was_sent: bool,
    known: frozenset[RecordId] = frozenset(),
) -> Finding:
    """What the records that were found say about one that was, or is about to be, added."""
    if isinstance(wanted, Extension):
        return Nothing()
    same = list({one.id: one for one in records if one.kind is wanted.kind}.values())
    standing = [one for one in same if not one.is_void and _same_vendor(one, wanted)]
    numbered = [one for one in standing if (one.ref_number or "").casefold() == wanted.ref_number.casefold()]
    ways = {
        "ExternalGUID": [one for one in same if _same_guid(one, guid)],
        "mark in the memo": [one for one in same if one.id not in known and wanted.mark and wanted.mark in one.memo],
    }
    if was_sent and not isinstance(wanted, VendorDraft | VendorDetails):
        ways["vendor, number, date and amount"] = [
            one
            for one in numbered
            if one.id not in known and _same_face(one, wanted) and not _is_another_s(one, wanted)
        ]
    for by, found in ways.items():
        if len(found) == 1:
            return Ours(found[0], by)
        if found:
            return Several(tuple(found))
    return Theirs(numbered[0]) if numbered else Nothing()


def _is_another_s(record: Record, wanted: Posting) -> bool:
    """Whether it carries the mark of another document."""
    return is_marked(record.memo) and wanted.mark not in record.memo


def is_about(wanted: Wanted, record: Record) -> bool:
    """Whether a record that came with an answer to an add can be the one that was added."""
    if isinstance(wanted, Extension) or record.kind is not wanted.kind or not _same_vendor(record, wanted):
        return False
    same_total = not isinstance(wanted, Draft) or (record.total is not None and record.total == wanted.total)
    return same_total and (record.ref_number or "").casefold() == wanted.ref_number.casefold()


def _same_vendor(record: Record, wanted: Posting | VendorDraft) -> bool:
    return isinstance(wanted, VendorDraft | VendorDetails) or record.vendor_id == wanted.vendor_id


def _same_guid(record: Record, guid: ExternalGUID) -> bool:
    return record.external_guid is not None and record.external_guid.casefold() == guid.casefold()


def _same_face(record: Record, wanted: Posting) -> bool:
    amount = record.total.amount if record.total else None
    return record.txn_date == wanted.txn_date and amount == wanted.total.amount


def was_changed(changes: Form, record: Record) -> bool:
    """Whether a record shows every change of a modify."""
    if any(record.form.at(path) != text for path, text in changes.fields):
        return False
    by_id = {line.id: line for line in record.form.lines}
    new = [line for line in changes.lines if line.id in ("", NEW_LINE)]
    kept = [line for line in changes.lines if line not in new]
    if changes.lines and len(changes.lines) != len(record.form.lines):
        return False
    if any(line.id not in by_id or not _shows(line.fields, by_id[line.id].fields) for line in kept):
        return False
    others = [line for line in record.form.lines if line.id not in {one.id for one in kept}]
    return all(_shows(line.fields, other.fields) for line, other in zip(new, others, strict=False))


def _shows(wanted: tuple[tuple[str, str], ...], given: tuple[tuple[str, str], ...]) -> bool:
    there = dict(given)
    return all(is_same(path, there.get(path, ""), text) for path, text in wanted)
