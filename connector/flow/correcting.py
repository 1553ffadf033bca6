"""
The corrections of an invoice: those that there are, and the next one.

Rule 1: the newest one covers a version of the invoice; as long as JAGGAER has that version, nothing is left to do.
Rule 2: what was written never changes. One that was not written yet makes room for what is to be corrected now, and
        goes if that is nothing.
Rule 3: what stands is what we wrote, and what of its corrections was written and not taken away by a person.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from connector.domain.bill import Draft
from connector.domain.correction import PREFIX, Correction, corrected_by, correction_id, place_of
from connector.domain.identifiers import DocumentId
from connector.domain.invoice import Standing
from connector.domain.mark import mark_of
from connector.domain.operation import OPEN, Operation
from connector.domain.record import Record
from connector.domain.records import Books
from connector.errors import InternalError
from connector.flow.course import Course, course
from connector.flow.entities import Company, StoredDocument
from connector.flow.ports import Work
from connector.kinds.correction import payload
from connector.sync import correcting
from connector.sync.correcting import No
from connector.sync.posted import Stands, stands


@dataclass(frozen=True, slots=True)
class Made:
    """A correction that there is, with what was done about it."""

    correction: Correction
    course: Course
    there: Stands

    @property
    def written(self) -> Draft | None:
        """It as it stands in QuickBooks, by our last write."""
        draft = self.course.draft
        return draft if isinstance(draft, Draft) and not self.there.is_taken else None

    @property
    def record(self) -> Record | None:
        """The record, where it stands there."""
        found = self.there.record or self.course.record
        return found if self.written is not None and found is not None and not found.is_void else None

    @property
    def is_open(self) -> bool:
        """Whether it is not known what QuickBooks has of it."""
        latest = self.course.latest
        return latest is not None and latest.state in OPEN

    @property
    def makes_room(self) -> bool:
        """Whether nothing of it was ever written."""
        return self.course.written is None and not self.there.is_taken


@dataclass(frozen=True, slots=True)
class Corrections:
    """Of one company, by the invoices that they are of, in their order."""

    work: Work
    company: Company
    books: Books
    known: Mapping[DocumentId, Sequence[DocumentId]] = field(default_factory=dict)

    def of(self, invoice: DocumentId) -> tuple[Made, ...]:
        return tuple(self._made(one) for one in self.known.get(invoice, ()))

    def _made(self, correction: DocumentId) -> Made:
        kept = self.work.documents.get(self.company.name, correction)
        if kept is None:
            raise InternalError(f"There is no {correction}.")
        known = course(self.work, self.company, correction)
        return Made(payload.read(kept.payload), known, stands(known.written, known.others, self.books))


def corrections(work: Work, company: Company, books: Books) -> Corrections:
    found: dict[DocumentId, list[DocumentId]] = {}
    for one in work.documents.under(company.name, PREFIX):
        found.setdefault(corrected_by(one), []).append(one)
    return Corrections(work, company, books, {of: sorted(some, key=place_of) for of, some in found.items()})


def is_covered(made: Sequence[Made], written: Operation, version: str) -> bool:
    """Whether the sum was made right for this version, by what is in QuickBooks or on its way there."""
    return bool(made) and made[-1].correction.covers == covers(written, version)


def covers(written: Operation, version: str) -> str:
    """What tells a version of an invoice beside one of our writes of it."""
    return f"{written.id} {version}"


def following(
    document: StoredDocument, written: Operation, wanted: Draft | None, made: Sequence[Made], version: str, books: Books
) -> Correction | None:
    """
    The next correction of a document, or the newest one anew; one over nothing is not to be entered any more.

    None where no record of ours can say it.
    """
    posted = written.posting
    if not isinstance(posted, Draft):
        return None
    newest = made[-1] if made and made[-1].makes_room else None
    standing, covered = [one.written for one in made if one.written is not None], covers(written, version)
    short = correcting.difference(wanted, posted, standing, books)
    if short is No.DIFFERENCE and newest is not None:
        return replace(newest.correction, covers=covered, standing=Standing.CANCELLED)
    if isinstance(short, No):
        return None
    place = newest.correction.place if newest else len(made) + 1
    own, number = correction_id(document.id, place), f"{document.number} correction {place}"
    mark = mark_of(document.number, own)
    memo = f"{mark} corrects {posted.kind.value} {posted.ref_number} of {posted.txn_date}"
    draft = replace(short, ref_number=correcting.numbered(posted.ref_number, place), memo=memo, mark=mark)
    return Correction(own, number, document.id, covered, draft, Standing.DUE)


def stored(correction: Correction) -> StoredDocument:
    return StoredDocument(correction.id, correction.number, "", correction.standing.value, payload.write(correction))
