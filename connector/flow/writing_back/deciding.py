"""
From QuickBooks' records to writes that wait to be sent to JAGGAER, or that say what stands in the way.

Rule 1: a record that JAGGAER began, that we wrote, or that a person paired with a document of JAGGAER's, is never told.
Rule 2: what is held for what QuickBooks or the profile lacks is decided anew at each pass.
Rule 3: while an outcome is open, nothing else is decided about its record.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from functools import partial

from connector.domain.catalogue.entry import Found
from connector.domain.identifiers import DocumentId, RecordId
from connector.domain.illegible import DependsOnIllegible
from connector.domain.invoice import Standing
from connector.domain.operation import State
from connector.domain.records import Legible
from connector.domain.writeback import WriteBack, written_back
from connector.flow.correcting import second_bills
from connector.flow.course import course
from connector.flow.entities import MIRRORED, Company, Event
from connector.flow.ports import Work
from connector.flow.writing_back.noticing import happened
from connector.kinds import written_kinds
from connector.kinds.writing import Became, Known, RecordWriting, WritingKind

BATCH = 50
"""So many are decided about in one transaction."""


def decide(work: Work, company: Company, kind: WritingKind, now: datetime, limit: int = BATCH) -> int:
    """How many were decided about: fewer than ``limit`` when there are no more."""
    if work.mirror.cursor(company.name, MIRRORED) is None:
        return 0
    books = Legible(work.mirror.books(company.name))
    suppliers = partial(work.mirror.suppliers_of, company.name)
    is_document = partial(_is_document, work, company)
    known = Known(books, company.policy, company.wire, suppliers, is_document, partial(_became, work, company))
    found = work.write_backs.to_decide(company.name, kind.name, limit)
    for subject, before in found:
        try:
            _decide(work, company, kind, subject, before, known, now)
        except DependsOnIllegible:
            _leave(work, company, kind, subject, before)  # it is noticed again as soon as it can be read
    return len(found)


def plan_all(work: Work, company: Company, now: datetime) -> None:
    """What would be written, kind by kind."""
    happened(work, company)
    for kind in written_kinds():
        if kind.is_written(company.policy, company.wire):
            again(work, company, kind)
            while decide(work, company, kind, now) == BATCH:
                pass


def again(work: Work, company: Company, kind: WritingKind) -> None:
    """What waits for QuickBooks or the profile is decided anew."""
    held = work.write_backs.in_state(company.name, State.HELD)
    lacking = [one.subject for one in held if one.kind == kind.name and is_lacking(one)]
    work.write_backs.notice(company.name, kind.name, lacking)


def is_lacking(back: WriteBack) -> bool:
    """Whether it waits for something of QuickBooks or the profile alone."""
    return all(hold.reason.found in (Found.BEFORE, Found.READING) for hold in back.holds)


def _decide(
    work: Work, company: Company, kind: WritingKind, subject: str, before: WriteBack | None, known: Known, now: datetime
) -> None:
    if isinstance(kind, RecordWriting) and _is_jaggaers(work, company, kind, subject, known):
        _leave(work, company, kind, subject, None)
        return
    fresh: WriteBack = WriteBack(kind.name, subject, kind.number(subject, known), State.QUEUED)
    back = before or fresh
    if fresh.number and back.told is None:
        back = replace(back, number=fresh.number)
    after = kind.decided(back, known)
    if after is None:
        _leave(work, company, kind, subject, None)
        return
    if after.state is State.DONE:
        after = replace(after, not_before=now if after.confirming is not None else None)
    work.write_backs.decide(company.name, after)
    if before is None or (after.state, after.holds, after.wanted) != (before.state, before.holds, before.wanted):
        tell(work, company, after, _says(after), now)


def _is_jaggaers(work: Work, company: Company, kind: RecordWriting, subject: str, known: Known) -> bool:
    """Also where the answer to our write of it was lost; but a copy that a person made of it is QuickBooks' own."""
    ours = work.operations.of_record(company.name, RecordId(subject))
    if any(one.state is State.DONE for one in ours):
        return True
    document = kind.began_as(subject, known.books)
    record = course(work, company, document).record if document else None
    return document is not None and record is None


def _is_document(work: Work, company: Company, record: str) -> bool:
    return any(one.state is State.DONE for one in work.operations.of_record(company.name, RecordId(record)))


def _became(work: Work, company: Company, document_id: DocumentId) -> Became | None:
    document = work.documents.get(company.name, document_id)
    if document is None:
        return None
    known = course(work, company, document_id)
    return Became(
        document=document.id,
        number=document.number,
        standing=Standing(document.standing),
        payload=document.payload,
        is_readable=not document.problem,
        read_in=document.read_in,
        record=known.written.record if known.written else None,
        further=second_bills(work, company, document_id),
        shown=known.shown,
    )


def _leave(work: Work, company: Company, kind: WritingKind, subject: str, before: WriteBack | None) -> None:
    """Nothing is to be told of it, or nothing new can be said."""
    if before is not None:
        work.write_backs.decide(company.name, before)
    else:
        work.write_backs.drop(company.name, kind.name, subject)


def _says(back: WriteBack) -> str:
    change = back.change.value if back.change else "write"
    if back.state is State.HELD:
        return f"Held: {back.holds[0].title}"
    if back.state is State.QUEUED:
        return f"To be written to JAGGAER: {change} {back.kind} {back.number}, {back.shown}"
    return f"Nothing is left to do towards JAGGAER of {back.kind} {back.number}: {back.evidence}"


def tell(work: Work, company: Company, back: WriteBack, text: str, now: datetime) -> None:
    data = {back.kind: back.number, **({"evidence": back.evidence} if back.evidence else {})}
    work.history.add(company.name, Event(now, back.state.value, text, written_back(back.kind, back.subject), data))
