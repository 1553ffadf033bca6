"""From documents that were read to operations that wait to be sent, or that say what stands in the way."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

import structlog

from connector.domain.bill import Draft
from connector.domain.hold import Hold, HoldCode
from connector.domain.identifiers import InvoiceId, OperationId, TxnLineID
from connector.domain.invoice import Invoice, Standing
from connector.domain.operation import LIVE, Deed, Operation, State
from connector.flow.identity import external_guid
from connector.flow.kept import Company, Event, StoredDocument
from connector.flow.ports import Work
from connector.flow.vendors import bring, leave
from connector.jaggaer.normalise import normalise
from connector.sync.fingerprint import fingerprint
from connector.sync.mapping import Situation, draft
from connector.sync.plan import Decision, Enqueue, HoldBack, Known, Leave, Withdraw, decide

log = structlog.get_logger()
MIRRORED = "mirror.complete"
"""The cursor that says since when QuickBooks' lists have been read once, whole."""

UNDER_WAY = frozenset({State.SENT, State.UNKNOWN, State.REFUSED, State.NOT_APPLIED, State.NEEDS_PERSON})
"""States in which a newer version is kept in mind and decided about once it is settled."""


def plan(work: Work, company: Company, now: datetime) -> None:
    """Decide about every document that is new, changed or waiting; all in the caller's transaction."""
    if work.mirror.cursor(company.name, MIRRORED) is None:
        return
    documents = work.documents.to_plan(company.name)
    if not documents:
        return
    books = work.mirror.books(company.name)
    vendor_pairs = work.mirror.vendor_pairs(company.name)
    live = work.operations.in_state(company.name, *LIVE)
    promised, numbers = (
        _promised(live),
        {_number(one.bill): one.document for one in live if one.bill and one.deed is Deed.ADD},
    )
    for document in documents:
        known = work.operations.latest(company.name, document.id)
        own = _promised([known] if known and known.state in LIVE else [])
        others = {line: quantity - own.get(line, Decimal(0)) for line, quantity in promised.items()}
        situation = Situation(books, company.policy, vendor_pairs, others)
        print_, decision = _decided(work, document, company, known, situation, now)
        decision = _unless_taken(decision, document, numbers)
        _carry_out(work, company, document, known, print_, decision, now)
        if isinstance(decision, Enqueue):
            promised = _sum(others, _takes(decision.draft)) if decision.deed is Deed.ADD else others
            numbers[_number(decision.draft)] = document.id


def _number(one: Draft) -> tuple[str, str, str]:
    return one.kind.value, one.vendor_id, one.ref_number.casefold()


def _unless_taken(
    decision: Decision, document: StoredDocument, numbers: Mapping[tuple[str, str, str], InvoiceId]
) -> Decision:
    """Two documents under one vendor and number are never on their way together."""
    if not isinstance(decision, Enqueue) or decision.deed is not Deed.ADD:
        return decision
    other = numbers.get(_number(decision.draft), document.id)
    if other == document.id:
        return decision
    drafted = decision.draft
    hold = Hold.of(HoldCode.NUMBER_TWICE, vendor=drafted.vendor, ref_number=drafted.ref_number, other=other)
    return HoldBack((hold,), decision.anew)


def _sum(*parts: Mapping[TxnLineID, Decimal]) -> dict[TxnLineID, Decimal]:
    total: Counter[TxnLineID] = Counter()
    for part in parts:
        for line, quantity in part.items():
            total[line] += quantity  # type: ignore[assignment] # a Counter counts in Decimal as well
    return dict(total)  # type: ignore[arg-type] # as above


def _takes(one: Draft) -> dict[TxnLineID, Decimal]:
    return _sum(*({line.link.line_id: line.quantity} for line in one.items))


def _promised(operations: Sequence[Operation]) -> dict[TxnLineID, Decimal]:
    return _sum(*(_takes(one.bill) for one in operations if one.bill and one.deed is Deed.ADD))


def _decided(
    work: Work, document: StoredDocument, company: Company, known: Operation | None, situation: Situation, now: datetime
) -> tuple[str, Decision]:
    """One document over which we stumble never keeps the others: it is shown, and decided about again."""
    try:
        return _decide(work, document, company, known, situation, now)
    except Exception as error:
        log.exception("a document could not be decided about", invoice=document.number)
        detail = f"{type(error).__name__}: {error}"
        return _unreadable(document, Hold.of(HoldCode.STUMBLED, detail=detail), known)


def _decide(
    work: Work, document: StoredDocument, company: Company, known: Operation | None, situation: Situation, now: datetime
) -> tuple[str, Decision]:
    if document.problem:
        read: Invoice | Hold = Hold.of(HoldCode.UNREADABLE, detail=document.problem)
    else:
        read = normalise(document.payload, company.wire)
    if isinstance(read, Hold):
        return _unreadable(document, read, known)
    print_, drafted = fingerprint(read), draft(read, situation)
    creates = company.policy.vendor.unknown == "create"
    if isinstance(drafted, Draft) or not creates:
        leave(work, company, read.supplier, now)
    elif read.standing is Standing.DUE:
        drafted = tuple(
            bring(work, company, read.supplier, hold, now) if hold.code is HoldCode.VENDOR_UNKNOWN else hold
            for hold in drafted
        )
    return print_, decide(read, print_, drafted, _known(known), company.policy.corrections)


def _unreadable(document: StoredDocument, hold: Hold, known: Operation | None) -> tuple[str, Decision]:
    if known is not None and known.state not in (State.HELD, State.QUEUED, State.WITHDRAWN):
        return known.fingerprint, Leave()
    if known is not None and known.record is not None:
        return known.fingerprint, Leave()
    return f"unreadable {document.stamp}", HoldBack((hold,), anew=known is None or known.state is State.WITHDRAWN)


def _known(operation: Operation | None) -> Known | None:
    if operation is None:
        return None
    record = operation.record
    return Known(
        state=operation.state,
        fingerprint=operation.fingerprint,
        txn_id=record.id if record else "",
        posted=str(record.total) if record else "",
        was_cancelled=any(hold.code is HoldCode.CANCELLED_AFTER_POSTING for hold in operation.holds),
        asked=operation.asked,
        by_person=operation.by_person,
        is_sticky=operation.is_sticky,
        is_gone=operation.is_gone,
        written=_written(operation),
    )


def _carry_out(
    work: Work,
    company: Company,
    document: StoredDocument,
    known: Operation | None,
    print_: str,
    decision: Decision,
    now: datetime,
) -> None:
    waits = False
    match decision:
        case Enqueue(draft=drafted, deed=deed) if known and _says(known, print_, drafted, deed):
            waits = False
        case Enqueue(draft=drafted, anew=anew, deed=deed):
            before = next_generation(company, document.id, known, print_) if anew or known is None else known
            after = replace(
                before,
                draft=drafted,
                deed=deed,
                holds=(),
                is_sticky=False,
                asked=False,
                fingerprint=print_,
                looked_in="",
                clear_in="",
            )
            _save(work, company, after if after.state is State.QUEUED else after.to(State.QUEUED), known)
            _tell(
                work,
                company,
                document,
                now,
                "queued",
                _says_queued(drafted, deed),
            )
        case HoldBack(holds=holds, anew=anew, is_sticky=is_sticky):
            before = next_generation(company, document.id, known, print_) if anew or known is None else known
            after = replace(before, holds=holds, is_sticky=is_sticky, asked=False, fingerprint=print_)
            _save(work, company, after.to(State.HELD), known)
            waits = not is_sticky
            if known is None or known.holds != holds:
                _tell(work, company, document, now, "held", f"Held: {holds[0].title}")
        case Withdraw(why=why) if known is not None:
            _save(work, company, known.to(State.WITHDRAWN), known)
            _tell(work, company, document, now, "withdrawn", f"Withdrawn: {why}")
        case _:
            waits = known is not None and known.state in UNDER_WAY
    work.documents.set_to_plan(company.name, document.id, waits=waits)


def _says_queued(drafted: Draft, deed: Deed) -> str:
    what = "" if deed is Deed.ADD else f" to {deed.value}"
    return f"{drafted.kind.value} {drafted.ref_number} is queued{what}"


def _written(operation: Operation) -> Draft | None:
    """The version of the document that stands in QuickBooks."""
    is_there = operation.state is State.DONE and operation.deed in (Deed.ADD, Deed.MODIFY)
    base = operation.bill if is_there else operation.base
    return base if isinstance(base, Draft) else None


def _says(known: Operation, print_: str, drafted: Draft, deed: Deed) -> bool:
    """Whether what is queued is this very draft of this very version."""
    return known.state is State.QUEUED and (known.draft, known.deed) == (drafted, deed) and known.fingerprint == print_


def next_generation(company: Company, document: InvoiceId, known: Operation | None, print_: str) -> Operation:
    """What follows on what was done about a document; it knows the record that there is."""
    generation = known.generation + 1 if known else 1
    return Operation(
        id=OperationId(0),
        document=document,
        generation=generation,
        state=State.HELD,
        fingerprint=print_,
        guid=external_guid(company, document, generation),
        record=known.record if known and known.record and not known.is_gone else None,
        base=_written(known) if known else None,
    )


def _save(work: Work, company: Company, operation: Operation, known: Operation | None) -> None:
    if known is None or operation.generation != known.generation:
        work.operations.add(company.name, operation)
    else:
        work.operations.save(company.name, operation)


def _tell(work: Work, company: Company, document: StoredDocument, now: datetime, kind: str, text: str) -> None:
    work.history.add(company.name, Event(now, kind, text, document.id, {"invoice": document.number}))
