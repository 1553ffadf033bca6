"""
The tie-out: does what JAGGAER has as due stand in QuickBooks, to the cent, as its lists were read last?

Rule 1: each document has one verdict, from what stands: its latest operation, and what was last read of its record.
Rule 2: what is coded otherwise in QuickBooks stands: it is told of, and is nothing wrong.
Rule 3: what is not due is not asked for, and what was queued less than two updates ago is given its time.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from connector.domain.hold_code import HoldCode
from connector.domain.identifiers import CompanyName, InvoiceId
from connector.domain.invoice import Standing
from connector.domain.operation import WAITING_FOR_A_PERSON, Operation, State
from connector.flow.kept import MIRRORED, Company, StoredDocument
from connector.flow.ports import Work

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

TAKEN = {"voided": Verdict.VOID, "deleted": Verdict.GONE}


@dataclass(frozen=True, slots=True)
class Tied:
    """One document; ``why`` says what differs, or what it waits for."""

    invoice: str
    invoice_id: InvoiceId
    verdict: Verdict
    posted: str = ""
    quickbooks: str = ""
    txn_id: str = ""
    why: tuple[str, ...] = ()

    @property
    def is_fine(self) -> bool:
        return self.verdict in FINE


@dataclass(frozen=True, slots=True)
class TieOut:
    """``read_at`` is when QuickBooks' lists were read last, and ``age`` how long ago: so old is all of it."""

    company: CompanyName
    read_at: datetime | None
    age: timedelta | None
    documents: tuple[Tied, ...]

    @property
    def is_tied(self) -> bool:
        return all(one.is_fine for one in self.documents)

    @property
    def posted(self) -> int:
        return sum(one.verdict in STANDS or one.verdict is Verdict.CHANGED for one in self.documents)


def tie_out(work: Work, company: Company, now: datetime) -> TieOut:
    read_at = work.mirror.cursor(company.name, MIRRORED)
    documents = tuple(_tied(work, company, one) for one in work.documents.all(company.name))
    read = datetime.fromisoformat(read_at) if read_at else None
    return TieOut(company.name, read, now - read if read else None, documents)


def _tied(work: Work, company: Company, document: StoredDocument) -> Tied:
    line = work.operations.of_document(company.name, document.id)
    latest = line[-1] if line else None
    written = next((one for one in reversed(line) if one.record is not None), None)
    record = written.record if written else None
    is_due = document.standing in (Standing.DUE.value, Standing.STRANGE.value)
    verdict = _verdict(work, company, document, latest) if is_due or _waits(latest) else Verdict.NOT_DUE
    return Tied(
        document.number,
        document.id,
        verdict,
        posted=str(written.bill.total) if written and written.bill else "",
        quickbooks=str(record.total) if record and record.total is not None else "",
        txn_id=record.id if record else "",
        why=tuple(_why(latest, verdict)),
    )


def _waits(latest: Operation | None) -> bool:
    """Not due any more, and a person has to see it all the same: it stands in QuickBooks."""
    return latest is not None and latest.state in WAITING_FOR_A_PERSON


def _verdict(work: Work, company: Company, document: StoredDocument, latest: Operation | None) -> Verdict:
    if latest is None:
        return Verdict.QUEUED if _is_new(work, company, document) else Verdict.LATE
    match latest.state:
        case State.DONE if latest.is_gone and not latest.gone:  # taken out by us, and to be entered anew
            return Verdict.QUEUED if _is_new(work, company, document) else Verdict.LATE
        case State.DONE:
            return _done(latest)
        case State.QUEUED:
            return Verdict.QUEUED if _is_new(work, company, document) else Verdict.LATE
        case State.WITHDRAWN if not latest.by_person and not latest.gone:
            return Verdict.QUEUED if _is_new(work, company, document) else Verdict.LATE
        case State.WITHDRAWN:
            return TAKEN.get(latest.gone, Verdict.SETTLED)
        case State.HELD:
            return _held(latest)
        case _:
            return Verdict.UNKNOWN


def _done(latest: Operation) -> Verdict:
    if latest.is_gone:
        return TAKEN.get(latest.gone, Verdict.NOT_DUE)
    if latest.tied is None:
        return Verdict.NOT_READ_BACK
    if not latest.tied:
        return Verdict.CHANGED
    if latest.draft is None:
        return Verdict.PAIRED
    return Verdict.CODED_OTHERWISE if latest.coded else Verdict.AS_POSTED


def _held(latest: Operation) -> Verdict:
    for hold in latest.holds:
        if hold.code is HoldCode.TAKEN_AWAY:
            return TAKEN.get(hold["how"], Verdict.GONE)
        if hold.code in (HoldCode.CHANGED_IN_QUICKBOOKS, HoldCode.NOT_TIED):
            return Verdict.CHANGED
    return Verdict.HELD


def _is_new(work: Work, company: Company, document: StoredDocument) -> bool:
    """Fewer updates than two have begun since it was read or queued."""
    events = work.history.of_document(company.name, document.id)
    since = next((event.at for event in reversed(events) if event.kind in ("queued", "read")), None)
    return since is None or work.sessions.begun_since(company.name, since) < UPDATES


def _why(latest: Operation | None, verdict: Verdict) -> Iterator[str]:
    if latest is None or verdict in (Verdict.AS_POSTED, Verdict.NOT_DUE):
        return
    if verdict is Verdict.CODED_OTHERWISE:
        yield from latest.coded
    elif latest.holds:
        yield from (f"{hold.title}: {hold.what}" for hold in latest.holds)
    else:
        yield from latest.otherwise or (latest.evidence,)
