"""
Whether an invoice comes to JAGGAER's sum with its corrections, and which correction it needs if it does not.

Rule 1: a version that is corrected already asks for nothing, until JAGGAER has another version.
Rule 2: JAGGAER's next change is compared with the version that the newest correction was made for.
Rule 3: a person decides where a person changed, settled or took away a record of the invoice.
"""

from __future__ import annotations

from dataclasses import replace

from connector.domain.bill import Draft
from connector.domain.correction import Correction
from connector.domain.difference import NameOf
from connector.domain.operation import Operation, State
from connector.domain.record import EMPTY
from connector.domain.records import Books
from connector.flow.case import Case, Wants
from connector.flow.correcting import (
    CorrectionCourse,
    Courses,
    correction_for,
    covers,
    is_beside_unknown,
    is_even,
    next_correction,
)
from connector.flow.course import Course
from connector.kinds import AnyKind
from connector.quickbooks.differences import lines
from connector.quickbooks.qbxml.forms import form_of
from connector.sync import correcting
from connector.sync.cell import Act, Does, Posted, Wanted, Written
from connector.sync.correcting import Sums
from connector.sync.deciding import BY_PERSON
from connector.sync.posted import Stands


def covered(wants: Wants, known: Course, there: Stands, made: Courses, books: Books) -> Wants:
    """What the document is to come to with its corrections; or that it does. Of one that is gone nothing is covered."""
    written, posted = known.written, known.draft
    if written is None or there.is_taken or not isinstance(posted, Draft):
        return wants
    cover = correction_for(made, written, wants.version)
    if cover is not None and cover.is_settled:
        return _as_covered(wants, written)
    target = _target(wants, written, posted, cover, books)
    is_any = any(one.written is not None for one in made)
    if is_any and target is not None and is_even(target, posted, made, books):
        return _as_covered(wants, written)
    if cover is not None and any(one.written is not None and one.there.is_taken for one in made):
        return replace(_as_covered(wants, written), lacks_correction=True)  # a person has to say
    return replace(wants, target=target)


def _target(
    wants: Wants, written: Operation, posted: Draft, cover: CorrectionCourse | None, books: Books
) -> Sums | None:
    if cover is not None:
        return correcting.of_lines(cover.correction.target)
    if wants.wanted is Wanted.NOTHING:
        return None if posted.items else {}
    return correcting.sums([posted], books) if wants.version == written.fingerprint else wants.target


def _as_covered(wants: Wants, written: Operation) -> Wants:
    """Nothing is asked for of what corrections made the sum right of, though it is to be taken back."""
    wanted = Wanted.NOT_DUE if wants.wanted is Wanted.NOTHING else Wanted.DRAFT
    return replace(wants, wanted=wanted, written=Written.SAME, draft=written.posting, is_covered=True)


def is_reversal(correction: Correction, written: Operation) -> bool:
    """Whether it was made for what JAGGAER took back: nothing stood of it then."""
    return correction.covers == covers(written, Wanted.NOTHING.value)


def changed_again(
    kind: AnyKind, wants: Wants, last: Correction, was: object, after: Draft, books: Books, name_of: NameOf
) -> Wants:
    """What JAGGAER changed since the newest correction; ``was`` is the version that it was made for."""
    if not isinstance(was, Draft):  # it cannot be drafted any more
        return replace(wants, written=Written.CHANGED, draft=after)
    otherwise = kind.changes(was, after, name_of)
    stood = correcting.of_lines(last.target)
    if not otherwise:
        return replace(wants, target=stood)
    how = Written.RELINKED if kind.is_relinked(was, after) else Written.CHANGED
    target = correcting.changed(stood, was, after, books)
    return replace(wants, written=how, draft=after, otherwise=otherwise, target=target)


def corrected(case: Case, books: Books) -> Case:
    """With the correction that its rule asks for: what is under way is waited for, and what cannot be is held."""
    written, target = case.course.written, case.wants.target
    if any(one.is_open for one in case.made):
        return replace(case, act=Act(Does.WAIT))
    held = replace(case, act=Act(Does.HOLD, case.act.code))
    if written is None or target is None or _is_theirs(case):
        return held
    found = next_correction(case.document, written, target, case.made, case.wants.version, books)
    if found is None or is_beside_unknown(found, case.document.id, case.made, books):
        return held
    return replace(case, correction=found)


def _is_theirs(case: Case) -> bool:
    latest = case.course.latest
    was_settled = latest is not None and latest.state is State.WITHDRAWN and latest.rule in BY_PERSON
    is_changed = case.stands.posted is Posted.THEIRS or any(one.is_unclear or one.is_settled for one in case.made)
    written = (case.course.written, *(one.written for one in case.made if one.stands is not None))
    return was_settled or is_changed or any(_is_recoded(one) for one in written if one is not None)


def _is_recoded(written: Operation) -> bool:
    """Whether the lines of the record stand on other accounts, classes or customers now."""
    if not isinstance(written.posting, Draft) or written.form == EMPTY:
        return False
    return bool(lines(form_of(written.posting), written.form))
