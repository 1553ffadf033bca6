"""
The tie-out: does what JAGGAER has as due stand in QuickBooks, to the cent, as its lists were read last?

Rule 1: each document has one verdict, from what stands: its operations, and what was last read of its record.
Rule 2: what is coded otherwise in QuickBooks stands: it is told of, and is nothing wrong.
Rule 3: what is not due is not asked for, nor what is noted and was not entered; what was queued less than two updates
        ago is given its time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum

from connector.domain.brief import Listed
from connector.domain.hold import Hold
from connector.domain.hold_code import HoldCode
from connector.domain.identifiers import DocumentId
from connector.domain.invoice import Standing
from connector.domain.keys import by_id
from connector.domain.kind import TRANSACTIONS
from connector.domain.operation import OPEN, WAITING_FOR_A_PERSON, Operation, State
from connector.domain.record import Record
from connector.domain.records import GONE, Books
from connector.flow.course import Course, course, is_paired
from connector.flow.entities import Company
from connector.flow.ports import Work
from connector.kinds import kind_of
from connector.sync.deciding import BY_PERSON
from connector.sync.posted import DELETED, NOT_FOUND, VOIDED, Stands, stands

UPDATES = 2
"""So many updates something queued may take."""


class Verdict(Enum):
    AS_POSTED = "as posted"
    CODED_OTHERWISE = "coded otherwise in QuickBooks"
    PAIRED = "paired by a person"
    NOT_DUE = "not due"
    QUEUED = "queued"
    SETTLED = "withdrawn by a person"
    LATE = "queued for long"
    NOT_READ_BACK = "not read back yet"
    UNKNOWN = "unknown"
    CHANGED = "not as posted"
    VOID = "void in QuickBooks"
    GONE = "gone from QuickBooks"
    HELD = "held"


STANDS = frozenset({Verdict.AS_POSTED, Verdict.CODED_OTHERWISE, Verdict.PAIRED})
FINE = frozenset({*STANDS, Verdict.NOT_DUE, Verdict.QUEUED, Verdict.SETTLED})
"""What a person withdrew is theirs; it is told of, and is nothing that fell short."""

TAKEN = {VOIDED: Verdict.VOID, DELETED: Verdict.GONE, NOT_FOUND: Verdict.GONE}
CHANGED = frozenset({HoldCode.CHANGED_IN_QUICKBOOKS, HoldCode.NOT_TIED})


@dataclass(frozen=True, slots=True)
class Tied:
    """One document; ``why`` says what differs, or what it waits for."""

    invoice: str
    invoice_id: DocumentId
    verdict: Verdict
    posted: str = ""
    quickbooks: str = ""
    txn_id: str = ""
    why: tuple[str, ...] = ()

    @property
    def is_fine(self) -> bool:
        return self.verdict in FINE


def invoices(work: Work, company: Company) -> list[Tied]:
    """One verdict to an invoice; the statement of a day has them by vendor and day, with their amounts."""
    listed = work.documents.listed(company.name)
    return _all_tied(work, company, (one for one in listed if kind_of(one.id).becomes & set(TRANSACTIONS)))


def others(work: Work, company: Company) -> list[Tied]:
    """What is no invoice: orders and receipts, which are no money owed."""
    listed = work.documents.others_listed(company.name)
    return _all_tied(work, company, (one for one in listed if kind_of(one.id).becomes & set(TRANSACTIONS)))


def _all_tied(work: Work, company: Company, documents: Iterable[Listed]) -> list[Tied]:
    books = work.mirror.books(company.name)
    return [_tied(work, company, books, one) for one in documents]


def _tied(work: Work, company: Company, books: Books, document: Listed) -> Tied:
    """Most documents stand as they were posted, and are not read for that."""
    last, is_due = document.last, document.standing in (Standing.DUE.value, Standing.STRANGE.value)
    if last is None and not is_due:
        return Tied(document.number, document.id, Verdict.NOT_DUE)
    if last is not None and is_due and last.is_as_posted and not books.find(GONE, by_id(last.record)):
        as_posted = Verdict.AS_POSTED
        return Tied(document.number, document.id, as_posted, last.posted, last.shown, last.record)
    return read(work, company, books, document, is_due=is_due).tied


@dataclass(frozen=True, slots=True)
class Looked:
    """One document that was looked at: its verdict, and what that was read off."""

    tied: Tied
    known: Course
    there: Stands

    @property
    def record(self) -> Record | None:
        """As QuickBooks' lists had it last."""
        return self.there.record or self.known.record

    @property
    def standing_record(self) -> Record | None:
        """The same, where it stands there."""
        is_there = self.known.written is not None and self.there.gone is None and not self.is_missed
        return self.record if is_there and self.record is not None and not self.record.is_void else None

    @property
    def is_missed(self) -> bool:
        """QuickBooks was asked for it before a change, did not have it, and does not list it as deleted."""
        return any(hold.code is HoldCode.RECORD_GONE for hold in self.holds)

    @property
    def holds(self) -> tuple[Hold, ...]:
        return self.known.shown.holds if self.known.shown else ()


def read(work: Work, company: Company, books: Books, document: Listed, *, is_due: bool) -> Looked:
    known = course(work, company, document.id)
    written, record, shown = known.written, known.record, known.shown
    there = stands(written, known.others, books)
    is_due = is_due or (document.standing == Standing.NOTED.value and written is not None)
    verdict = _verdict(work, company, document, known, there) if is_due or _waits(shown) else Verdict.NOT_DUE
    tied = Tied(
        document.number,
        document.id,
        verdict,
        posted=str(written.posting.total) if written and written.posting else "",
        quickbooks=str(record.total) if record and record.total is not None else "",
        txn_id=record.id if record else "",
        why=tuple(_why(shown, verdict)),
    )
    return Looked(tied, known, there)


def _waits(shown: Operation | None) -> bool:
    """Not due any more, and a person has to see it all the same: it stands in QuickBooks."""
    return shown is not None and shown.state in WAITING_FOR_A_PERSON


def _verdict(work: Work, company: Company, document: Listed, known: Course, there: Stands) -> Verdict:
    shown = known.shown
    if there.gone is not None and shown is not None and shown.state not in OPEN:
        is_settled = shown.state is State.WITHDRAWN and shown.rule in BY_PERSON
        return Verdict.SETTLED if is_settled else TAKEN[there.gone.how]
    if shown is None or shown.is_gone or shown.state is State.QUEUED:
        return Verdict.QUEUED if _is_new(work, company, document) else Verdict.LATE
    match shown.state:
        case State.DONE:
            return _done(shown)
        case State.WITHDRAWN if shown.rule in BY_PERSON:
            return Verdict.SETTLED
        case State.WITHDRAWN:
            return Verdict.QUEUED if _is_new(work, company, document) else Verdict.LATE
        case State.HELD:
            return Verdict.CHANGED if any(hold.code in CHANGED for hold in shown.holds) else Verdict.HELD
        case _:
            return Verdict.UNKNOWN


def _done(shown: Operation) -> Verdict:
    if shown.tied is None:
        return Verdict.NOT_READ_BACK
    if not shown.tied:
        return Verdict.CHANGED
    if is_paired(shown):
        return Verdict.PAIRED
    return Verdict.CODED_OTHERWISE if shown.coded else Verdict.AS_POSTED


def _is_new(work: Work, company: Company, document: Listed) -> bool:
    """Fewer updates than two have begun since it was read or queued."""
    events = work.history.of_document(company.name, document.id)
    since = next((event.at for event in reversed(events) if event.kind in ("queued", "read")), None)
    return since is None or work.sessions.begun_since(company.name, since) < UPDATES


def _why(shown: Operation | None, verdict: Verdict) -> Iterator[str]:
    if shown is None or verdict in (Verdict.AS_POSTED, Verdict.NOT_DUE):
        return
    if verdict is Verdict.CODED_OTHERWISE:
        yield from shown.coded
    elif shown.holds:
        yield from (f"{hold.title}: {hold.what}" for hold in shown.holds)
    else:
        yield from shown.otherwise or (shown.evidence,)
