"""
The corrections of an invoice: those that exist, and the next one.

Rule 1: a written correction never changes. A correction that was not written yet is decided about with its invoice, and
        goes away when the invoice asks for another one or for none.
Rule 2: the sum of an invoice is the posted record with its written or paired corrections, without those that a person
        took away. Nothing is left to do when that sum is JAGGAER's.
Rule 3: after a person changes, settles or enters something for an invoice, its later differences need a person.
Rule 4: the connector adds nothing beside a correction in QuickBooks that it does not know, as after a restore.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from connector.domain.bill import Draft
from connector.domain.correction import Correction, correction_id, corrections_of, ordinal_of
from connector.domain.form import NUMBER
from connector.domain.identifiers import DocumentId
from connector.domain.keys import by_ref_number
from connector.domain.kind import Kind
from connector.domain.mark import document_of, mark_of
from connector.domain.operation import OPEN, Operation, State
from connector.domain.record import Record
from connector.domain.records import Books
from connector.errors import InternalError
from connector.flow.course import Course, course, is_paired
from connector.flow.entities import Company, StoredDocument
from connector.flow.ports import Work
from connector.kinds.correction import payload
from connector.sync import correcting
from connector.sync.cell import Posted
from connector.sync.correcting import NoCorrection, Sums
from connector.sync.deciding import BY_PERSON
from connector.sync.posted import SHELF, Stands, stands

UNCLEAR = frozenset({Posted.THEIRS, Posted.UNREADABLE})


@dataclass(frozen=True, slots=True)
class CorrectionCourse:
    """A correction that there is, with what was done about it."""

    correction: Correction
    course: Course
    there: Stands

    @property
    def written(self) -> Operation | None:
        return self.course.written

    @property
    def stands(self) -> Draft | None:
        """What it adds to the invoice in QuickBooks."""
        if self.written is None or self.there.is_taken:
            return None
        return self.correction.draft if is_paired(self.written) else _draft(self.written)

    @property
    def record(self) -> Record | None:
        """The record, where it stands there."""
        found = self.there.record or self.course.record
        is_there = self.written is not None and not self.there.is_taken
        return found if is_there and found is not None and not found.is_void else None

    @property
    def was_written(self) -> bool:
        """Whether it ever was: its ordinal is not given to another one."""
        return any(one.state is State.DONE for one in self.course.operations)

    @property
    def is_open(self) -> bool:
        """Whether it is not known what QuickBooks has of it."""
        latest = self.course.latest
        return latest is not None and latest.state in OPEN

    @property
    def is_unclear(self) -> bool:
        """Whether a person made it something else than we wrote."""
        record = self.record
        is_another = self.written is not None and is_paired(self.written) and record is not None
        differs = is_another and record is not None and _face(record) != _face(self.correction.draft)
        return differs or (self.there.posted in UNCLEAR and not self.there.is_taken)

    @property
    def is_settled(self) -> bool:
        """Whether a person settled it by hand."""
        latest = self.course.latest
        return latest is not None and latest.state is State.WITHDRAWN and latest.rule in BY_PERSON


Courses = Sequence[CorrectionCourse]
"""The corrections of one invoice, in their order."""


def _draft(written: Operation) -> Draft | None:
    return written.posting if isinstance(written.posting, Draft) else None


def _face(one: Record | Draft) -> tuple[object, ...]:
    return (one.kind, one.total)


@dataclass(frozen=True, slots=True)
class Corrections:
    """Of one company, by the invoices that they are of, in their order."""

    work: Work
    company: Company
    books: Books

    def of(self, invoice: DocumentId) -> tuple[CorrectionCourse, ...]:
        found = self.work.documents.under(self.company.name, corrections_of(invoice))
        return tuple(self._made(one) for one in sorted(found, key=ordinal_of))

    def _made(self, correction: DocumentId) -> CorrectionCourse:
        kept = self.work.documents.get(self.company.name, correction)
        if kept is None:
            raise InternalError(f"There is no {correction}.")
        known = course(self.work, self.company, correction)
        return CorrectionCourse(payload.read(kept.payload), known, stands(known.written, known.others, self.books))


def second_bills(work: Work, company: Company, invoice: DocumentId) -> tuple[Record, ...]:
    """Those that stand of an invoice beside its own."""
    made = Corrections(work, company, work.mirror.books(company.name)).of(invoice)
    return tuple(one.record for one in made if one.record is not None and one.record.kind is Kind.BILL)


def covers(written: Operation, version: str) -> str:
    """What tells a version of an invoice beside one of our writes of it."""
    return f"{written.id} {version}"


def correction_for(made: Courses, written: Operation, version: str) -> CorrectionCourse | None:
    """The newest correction, where it was made for this version: written, or settled by a person."""
    done = [one for one in made if one.written is not None or one.is_settled]
    return done[-1] if done and done[-1].correction.covers == covers(written, version) else None


def newest_written(made: Courses, written: Operation) -> Correction | None:
    """The correction of this write that was written last: it tells which version JAGGAER's next change is one of."""
    of_it = [one.correction for one in made if one.written is not None and one.correction.is_of(covers(written, ""))]
    return of_it[-1] if of_it else None


def standing_drafts(made: Courses) -> list[Draft]:
    return [draft for one in made if (draft := one.stands) is not None]


def is_even(target: Sums, posted: Draft, made: Courses, books: Books) -> bool:
    """Whether what stands of an invoice is what it is to come to."""
    return correcting.difference(target, posted, standing_drafts(made), books) is NoCorrection.NOTHING_SHORT


def next_correction(
    document: StoredDocument,
    written: Operation,
    target: Sums,
    made: Courses,
    version: str,
    books: Books,
) -> Correction | None:
    """The next correction of a document; None where no record of ours can say it."""
    posted = _draft(written)
    short = (
        correcting.difference(target, posted, standing_drafts(made), books)
        if posted is not None
        else NoCorrection.NO_RECORD
    )
    if posted is None or isinstance(short, NoCorrection):
        return None
    ordinal = max((one.correction.ordinal for one in made if one.was_written or one.is_settled), default=0) + 1
    own, covered = correction_id(document.id, ordinal), covers(written, version)
    rate = posted.exchange_rate or _rate(written)
    print_ = hashlib.sha256(f"{covered} {short}".encode()).hexdigest()[:6]
    mark = mark_of(f"{document.number} {print_}", own)
    number = correcting.numbered(posted.ref_number, ordinal, document.number)
    memo = f"{mark} corrects {posted.kind.value} {posted.ref_number} of {posted.txn_date}"
    draft = replace(short, ref_number=number, memo=memo, mark=mark, exchange_rate=rate)
    return Correction(
        own,
        f"{document.number} correction {ordinal}",
        document.id,
        covered,
        draft,
        correcting.as_lines(target),
        source=document.payload,
    )


def is_beside_unknown(correction: Correction, invoice: DocumentId, made: Courses, books: Books) -> bool:
    """Whether QuickBooks has another correction of the invoice, of which we do not know that we wrote it."""
    ours = {done.record.id for one in made for done in one.course.operations if done.record is not None}
    draft = correction.draft
    number = draft.ref_number.removesuffix(correcting.suffix(correction.ordinal))
    keys = [
        by_ref_number(draft.vendor_id, f"{number}{correcting.suffix(at)}") for at in range(1, correction.ordinal + 3)
    ]
    found = (one for key in keys for kind in (Kind.BILL, Kind.CREDIT) for one in books.find(SHELF[kind], key))
    return any(
        isinstance(one, Record)
        and not one.is_void
        and one.id not in ours
        and draft.mark not in one.memo
        and (document_of(one.memo) or "").startswith(corrections_of(invoice))
        for one in found
    )


def _rate(written: Operation) -> Decimal | None:
    """The rate that QuickBooks chose for the record."""
    rate = written.form.at("ExchangeRate")
    return Decimal(rate) if NUMBER.fullmatch(rate) and Decimal(rate) != 1 else None


def stored(correction: Correction) -> StoredDocument:
    return StoredDocument(correction.id, correction.number, "", correction.standing.value, payload.write(correction))
