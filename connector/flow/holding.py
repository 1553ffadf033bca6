"""What a person reads of a document that is held: the exception of its rule, with the facts of its case."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from connector.domain.draft import Posting
from connector.domain.hold import Hold
from connector.domain.hold_code import HoldCode
from connector.domain.operation import Operation
from connector.domain.record import Record
from connector.domain.records import Books, preferences
from connector.errors import InternalError
from connector.flow.case import Case
from connector.sync.cell import Posted

Facts = Callable[[Case, Books], Mapping[str, object]]


def holds_of(case: Case, books: Books) -> tuple[Hold, ...]:
    """What the document lacks, or the exception of its rule."""
    code = case.act.code
    if code is None:
        return case.wants.holds
    written = case.course.written
    if code is HoldCode.RECORD_UNREADABLE and written is not None and written.unread is not None:
        return (written.unread.hold,)
    if code is HoldCode.CHANGED_IN_QUICKBOOKS and written is not None and written.differs is HoldCode.NOT_TIED:
        code = HoldCode.NOT_TIED
    return (Hold.of(code, **FACTS[code](case, books)),)


def _posted(case: Case) -> Mapping[str, object]:
    record = _record(case)
    return {"txn_id": record.id, "posted": record.total or ""}


def _changed(case: Case) -> Mapping[str, object]:
    return {**_posted(case), "changes": "; ".join(_changes(case))}


def _changes(case: Case) -> Iterator[str]:
    """Who changed what."""
    theirs = case.wants.otherwise
    told = (
        "; ".join(one.as_change for one in theirs)
        or f"another version, over {case.wants.read.total if case.wants.read else ''}"
    )
    yield f"JAGGAER changed {told}"
    made = [one.record for one in case.made if one.record is not None]
    if made:
        named = ", ".join(f"{one.kind.value} {one.ref_number} over {one.total}" for one in made)
        yield f"what was posted is corrected already by {named}"
    written = case.course.written
    if case.cell.posted is Posted.THEIRS and written is not None:
        yield f"a person changed it in QuickBooks: {'; '.join(written.otherwise)}"


def _why_new(case: Case) -> str:
    base, new = case.course.draft, case.wants.draft
    if base is not None and new is not None and base.kind is not new.kind:
        return f"a {base.kind.value} cannot become a {new.kind.value}"
    return "QuickBooks ties a bill to order lines only when it is added"


def _two_versions(case: Case) -> Mapping[str, object]:
    written = _written(case)
    wanted = "; ".join(one.as_change for one in case.wants.otherwise) or "void"
    return {"txn_id": _record(case).id, "field": "the record", "wanted": wanted, "found": "; ".join(written.otherwise)}


def _locked(case: Case, books: Books) -> Mapping[str, object]:
    return {**_posted(case), "date": _record(case).txn_date, "closing": preferences(books).closing_date}


def _not_tied(case: Case) -> Mapping[str, object]:
    written = _written(case)
    posted = written.posting.total if written.posting else _record(case).total or ""
    return {"posted": posted, "txn_id": _record(case).id, "found": "; ".join(written.otherwise)}


def _theirs(case: Case) -> Mapping[str, object]:
    return {"txn_id": _record(case).id, "differences": "; ".join(_written(case).otherwise)}


def _taken_away(case: Case) -> Mapping[str, object]:
    gone = case.stands.gone
    if gone is None:
        raise InternalError(f"{case.document.number} is held as gone, and nothing says so.")
    return {**taken_away(_written(case)), "how": gone.how}


def taken_away(written: Operation) -> Mapping[str, object]:
    """What was posted or paired, as it was then."""
    record, draft = written.record, written.posting
    if record is None:
        raise InternalError(f"Operation {written.id} wrote a record that is not known.")
    one: Posting | Record = draft or record
    return {
        "posting": one.kind.value,
        "ref_number": one.ref_number or "",
        "vendor": one.vendor,
        "posted": one.total or "",
        "txn_id": record.id,
    }


def _again(case: Case) -> Mapping[str, object]:
    again = case.stands.again
    if again is None:
        raise InternalError(f"{case.document.number} is held for a record that stands, and there is none.")
    return {"ref_number": again.ref_number or "", "txn_id": again.id, "amount": again.total or ""}


def _record(case: Case) -> Record:
    record = case.stands.record or case.course.record
    if record is None:
        raise InternalError(f"{case.document.number} is held for its record, and there is none.")
    return record


def _written(case: Case) -> Operation:
    if case.course.written is None:
        raise InternalError(f"{case.document.number} is held for what was written, and nothing was.")
    return case.course.written


FACTS: Mapping[HoldCode, Facts] = {
    HoldCode.CHANGED_AFTER_POSTING: lambda case, _: _changed(case),
    HoldCode.CANCELLED_AFTER_POSTING: lambda case, _: _posted(case),
    HoldCode.NEEDS_NEW_LINKS: lambda case, _: {**_posted(case), "why": _why_new(case)},
    HoldCode.RECORD_PAID: lambda case, _: _posted(case),
    HoldCode.RECORD_LOCKED: _locked,
    HoldCode.BOTH_CHANGED: lambda case, _: _two_versions(case),
    HoldCode.NOT_TIED: lambda case, _: _not_tied(case),
    HoldCode.CHANGED_IN_QUICKBOOKS: lambda case, _: _theirs(case),
    HoldCode.TAKEN_AWAY: lambda case, _: _taken_away(case),
    HoldCode.STANDS_AGAIN: lambda case, _: _again(case),
    HoldCode.LEFT_STANDING: lambda case, _: _again(case),
}
