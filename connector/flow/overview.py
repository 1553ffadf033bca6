"""What people ask about: what waits and why, the whole life of one document, whether everything ties."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from connector.domain.hold import Hold
from connector.domain.identifiers import CompanyName, InvoiceId
from connector.domain.invoice import Invoice, Standing
from connector.domain.operation import WAITING_FOR_A_PERSON, Operation, State
from connector.flow.kept import Company, Event, OpenSession, SentSet, StoredDocument
from connector.flow.planning import MIRRORED
from connector.flow.ports import Work
from connector.flow.probes import Probe, probes
from connector.jaggaer.normalise import normalise


@dataclass(frozen=True, slots=True)
class Line:
    """One JAGGAER document and the QuickBooks record it became, or why it did not."""

    invoice_id: InvoiceId
    invoice: str
    supplier: str
    jaggaer_total: str
    state: str
    posting: str = ""
    txn_id: str = ""
    ref_number: str = ""
    vendor: str = ""
    purchase_orders: tuple[str, ...] = ()
    quickbooks_total: str = ""
    tied: bool = False
    evidence: str = ""
    holds: tuple[Hold, ...] = ()


@dataclass(frozen=True, slots=True)
class Status:
    company: CompanyName
    documents: int
    states: dict[str, int]
    not_due: int
    last_check_in: datetime | None
    quickbooks: str
    read_at: str | None


def lines(work: Work, company: Company) -> list[Line]:
    """Every document, in JAGGAER's order."""
    return [_line(work, company, document) for document in work.documents.all(company.name)]


def _line(work: Work, company: Company, document: StoredDocument) -> Line:
    operation = work.operations.latest(company.name, document.id)
    header = document.payload.get("header", {})
    supplier = header.get("supplier")
    read = normalise(document.payload, company.wire)
    record, draft = (operation.record, operation.bill) if operation else (None, None)
    return Line(
        invoice_id=document.id,
        invoice=document.number,
        supplier=str(supplier.get("name", "")) if isinstance(supplier, dict) else "",
        jaggaer_total=str(read.total) if isinstance(read, Invoice) else "",
        state=operation.state.value if operation else document.standing,
        posting=record.kind.value if record else "",
        txn_id=record.id if record else "",
        ref_number=(record.ref_number or "") if record else "",
        vendor=record.vendor if record else "",
        purchase_orders=draft.purchase_orders if draft and record else (),
        quickbooks_total=str(record.total) if record else "",
        tied=bool(operation and operation.tied and _same_total(read, operation)),
        evidence=operation.evidence if operation else "",
        holds=operation.holds if operation else (),
    )


def _same_total(read: Invoice | Hold, operation: Operation) -> bool:
    record = operation.record
    return isinstance(read, Invoice) and record is not None and record.total == read.total


def status(work: Work, company: Company) -> Status:
    documents = work.documents.all(company.name)
    last: OpenSession | None = work.sessions.last(company.name)
    latest = [work.operations.latest(company.name, document.id) for document in documents]
    return Status(
        company=company.name,
        documents=len(documents),
        states=dict(Counter(one.state.value for one in latest if one)),
        not_due=sum(1 for one in documents if one.standing == Standing.NOT_DUE.value),
        last_check_in=last.last_call_at if last else None,
        quickbooks=last.host.product if last else "",
        read_at=work.mirror.cursor(company.name, MIRRORED),
    )


def exceptions(work: Work, company: Company) -> list[Line]:
    """What waits for a person."""
    waiting = {state.value for state in WAITING_FOR_A_PERSON}
    return [line for line in lines(work, company) if line.state in waiting]


@dataclass(frozen=True, slots=True)
class Life:
    """One document: where it stands, what happened, what QuickBooks was asked about it, and the exact bytes."""

    line: Line
    events: Sequence[Event]
    probes: Sequence[Probe]
    messages: Sequence[SentSet]


def lives(work: Work, company: Company, number: str) -> Iterator[Life]:
    """Everything under a number: ours, JAGGAER's id, QuickBooks' RefNumber, or the name of a vendor we create."""
    numbered = [one for one in work.operations.in_state(company.name, *State) if _is_under(one, number)]
    ids = dict.fromkeys(
        [*(one.id for one in work.documents.find(company.name, number)), *(o.document for o in numbered)]
    )
    sets = work.sent_sets.all(company.name)
    for document_id in ids:
        document = work.documents.get(company.name, document_id)
        operations = work.operations.of_document(company.name, document_id)
        known = {one.id for one in operations}
        about = [one for one in sets if known & set(one.operations)]
        events = work.history.of_document(company.name, document_id)
        asked = probes(operations, about, company.policy.home_currency)
        line = _line(work, company, document) if document else _without_document(operations[-1])
        yield Life(line, events, asked, about)


def _is_under(operation: Operation, number: str) -> bool:
    return operation.document == number or bool(operation.draft and operation.draft.ref_number == number)


def _without_document(operation: Operation) -> Line:
    """A vendor that is created for its supplier has no invoice of its own."""
    return Line(
        invoice_id=operation.document,
        invoice=operation.name,
        supplier=operation.draft.ref_number if operation.draft else "",
        jaggaer_total="",
        state=operation.state.value,
        posting=operation.record.kind.value if operation.record else "",
        txn_id=operation.record.id if operation.record else "",
        evidence=operation.evidence,
        holds=operation.holds,
    )


@dataclass(frozen=True, slots=True)
class Verified:
    """``wrong`` says line by line what is not as it was written; ``seal`` is the newest, to be noted elsewhere."""

    lines: int
    seal: str
    wrong: tuple[str, ...]


def verify(work: Work, company: Company) -> Verified:
    """Walk the chain of seals; an edited, added, moved or dropped line breaks it."""
    expected, newest = work.history.head(company.name)
    wrong, last, count = [], "", 0
    for line in work.history.sealed(company.name):
        last, count = line.seal, line.number
        if not line.is_right:
            wrong.append(f"line {line.number} of {line.event.at:%Y-%m-%d %H:%M:%S} ({line.event.text[:60]})")
    if count != expected:
        wrong.append(f"there are {count} lines, and {expected} were written")
    elif count and last != newest:
        wrong.append(f"the last line ({count}) is not the one that was written last")
    return Verified(count, newest, tuple(wrong))


def not_tied(work: Work, company: Company) -> list[Line]:
    """What is posted, but not to the cent, or not read back yet."""
    return [one for one in lines(work, company) if one.state == State.DONE.value and not one.tied]
