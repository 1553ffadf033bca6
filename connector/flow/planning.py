"""From documents that were read to operations that wait to be sent, or that say what stands in the way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from connector.domain.bill import Draft
from connector.domain.hold import Hold
from connector.domain.hold_code import HoldCode
from connector.domain.identifiers import InvoiceId, ListID, TxnLineID
from connector.domain.illegible import DependsOnIllegible
from connector.domain.invoice import Invoice, Standing
from connector.domain.operation import Deed, Operation, State, claim_to_line, claim_to_number
from connector.domain.records import Books, Legible
from connector.domain.ruling import Matter, vendor_in
from connector.flow.generations import next_generation, written_by
from connector.flow.kept import MIRRORED, Company, Event, StoredDocument
from connector.flow.ports import Work
from connector.flow.stumbling import each
from connector.flow.vendors import bring, can_become, leave
from connector.jaggaer.normalise import normalise
from connector.quickbooks.qbxml.forms import form_of
from connector.sync.already import already
from connector.sync.explaining import explained
from connector.sync.fingerprint import fingerprint, is_comparable
from connector.sync.mapping import Situation, draft
from connector.sync.plan import Decision, Enqueue, HoldBack, Known, Leave, Stand, Withdraw, decide, put_by
from connector.sync.rulings import ruled

BATCH = 50
"""So many documents are decided about in one transaction."""

UNDER_WAY = frozenset({State.SENT, State.UNKNOWN, State.REFUSED, State.NOT_APPLIED, State.NEEDS_PERSON})
"""States in which a newer version is kept in mind and decided about once it is settled."""

UNCLEAR = (HoldCode.STATUS_UNKNOWN, HoldCode.STUMBLED)
"""Reasons that say nothing of what is posted: once they are gone, it stands as it is."""

FREE = frozenset({State.HELD, State.QUEUED, State.WITHDRAWN})
"""States in which nothing is under way."""


def plan(work: Work, company: Company, now: datetime, limit: int = BATCH) -> int:
    """
    Decide about documents that are new, changed or waiting, at most ``limit``; all in the caller's transaction.

    How many it were: fewer than ``limit`` when there are no more. Each is decided about once on every reading of
    QuickBooks' lists, so that whoever waits for long costs nothing in between.
    """
    reading = work.mirror.cursor(company.name, MIRRORED)
    if reading is None:
        return 0
    rulings = work.rulings.all(company.name)
    said = {(one.matter, one.subject): one.value for one in rulings}
    company = replace(company, policy=ruled(company.policy, rulings))
    books = work.mirror.books(company.name)
    planner = _Planner(work, company, Legible(books) if work.mirror.illegible(company.name) else books, said, now)
    documents = work.documents.to_plan(company.name, reading, limit)

    def decide_about(document: StoredDocument) -> None:
        waits = planner.plan(document)
        work.documents.set_to_plan(company.name, document.id, waits=waits, reading=reading)

    each(work, company, now, documents, lambda one: one.id, decide_about)
    return len(documents)


@dataclass(frozen=True, slots=True)
class _Planner:
    """``company`` has the policy as its people ruled; ``said`` is what they said of single documents."""

    work: Work
    company: Company
    books: Books
    said: Mapping[tuple[Matter, str], str]
    now: datetime

    def plan(self, document: StoredDocument) -> bool:
        """Decide about a document, and whether it waits for something afterwards."""
        known = self.work.operations.latest(self.company.name, document.id)
        try:
            print_, decision = self._decide(document, known)
        except DependsOnIllegible as error:
            print_, decision = self._unreadable(document, error.record.hold, known)
            self._carry_out(document, known, print_, decision)
            return True  # what cannot be read now may be read next time, and what is posted may have to be changed
        return self._carry_out(document, known, print_, self._unless_taken(decision, document))

    def _unless_taken(self, decision: Decision, document: StoredDocument) -> Decision:
        """Two documents under one vendor and number are never on their way together."""
        if not isinstance(decision, Enqueue) or decision.deed is not Deed.ADD:
            return decision
        drafted = decision.draft
        claimed = self.work.operations.claimed(self.company.name, claim_to_number(drafted))
        others = [one for one, _ in claimed if one != document.id]
        if not others:
            return decision
        hold = Hold.of(HoldCode.NUMBER_TWICE, vendor=drafted.vendor, ref_number=drafted.ref_number, other=others[0])
        return HoldBack((hold,), decision.anew)

    def _unless_entered(self, drafted: Draft, document: InvoiceId, read: Invoice) -> Draft | tuple[Hold, ...]:
        """What a person has entered before is shown, with what differs; unless a person said that it is another."""
        others = self.said.get((Matter.NOT_SAME, document), "").split()
        days = frozenset({read.invoice_date, read.accounting_date})
        match = already(drafted, self.books, frozenset(others), days)
        if match is None:
            return drafted
        hold = Hold.of(
            HoldCode.LOOKS_ENTERED,
            vendor=drafted.vendor,
            posting=drafted.kind.value,
            ref_number=match.record.ref_number or "without a number",
            txn_id=match.record.id,
            score=match.score,
            differences="; ".join(map(str, match.differences)) or "nothing",
        )
        return (hold,)

    def _situation(self, document: InvoiceId, invoice: Invoice, known: Operation | None) -> Situation:
        work, company, policy, supplier = self.work, self.company, self.company.policy, invoice.supplier.id

        def promised(line: TxnLineID) -> Decimal:
            """What bills of other documents will take of an order's line."""
            claims = work.operations.claimed(company.name, claim_to_line(line))
            return sum((quantity for one, quantity in claims if one != document), Decimal(0))

        in_currency = self.said.get((Matter.VENDOR, vendor_in(supplier, invoice.total.currency)))
        chosen, day = in_currency or self.said.get((Matter.VENDOR, supplier)), self.said.get((Matter.DATE, document))
        written = written_by(known) if known and known.record else None
        own = [(line.link.line_id, line.quantity) for line in written.items] if written else []
        return Situation(
            self.books,
            policy,
            paired=work.mirror.paired_vendor(company.name, supplier),
            chosen=ListID(chosen) if chosen else None,
            day=date.fromisoformat(day) if day else None,
            promised=promised,
            own={one: sum((much for other, much in own if other == one), Decimal(0)) for one, _ in own},
            untied=frozenset(self.said.get((Matter.UNTIED, document), "").splitlines()),
            said=self.said,
        )

    def _decide(self, document: StoredDocument, known: Operation | None) -> tuple[str, Decision]:
        if document.problem:
            read: Invoice | Hold = Hold.of(HoldCode.UNREADABLE, detail=document.problem)
        else:
            read = normalise(document.payload, self.company.wire)
        if isinstance(read, Hold):
            return self._unreadable(document, read, known)
        policy = self.company.policy
        if not read.total and policy.amounts.zero_total == "skip":
            read = replace(read, standing=Standing.SKIPPED)
        situation = self._situation(document.id, read, known)
        print_, drafted = fingerprint(read), draft(read, situation)
        if known is not None and not is_comparable(known.fingerprint) and _is_written(known, drafted):
            print_ = known.fingerprint
        if known is not None and known.record is not None and read.standing is Standing.STRANGE:
            print_ = known.fingerprint  # that of what was decided about last: it is not decided about now
        if isinstance(drafted, Draft):
            drafted = explained(drafted, read, situation)
            if known is None or known.record is None:
                drafted = self._unless_entered(drafted, document.id, read)
        drafted = self._with_vendor(read, drafted)
        return print_, decide(read, print_, drafted, self._known(known), policy.corrections)

    def _unreadable(self, document: StoredDocument, hold: Hold, known: Operation | None) -> tuple[str, Decision]:
        """It is shown where it would be posted; what is posted of it already stays as it is."""
        standing, print_ = Standing(document.standing), f"unreadable {document.stamp}"
        if standing not in (Standing.DUE, Standing.STRANGE):
            return print_, put_by(standing, self._known(known), self.company.policy.corrections)
        if known is not None and (known.record is not None or known.state not in FREE):
            return known.fingerprint, Leave()
        if known is not None and known.by_person and known.fingerprint == print_:
            return print_, Leave()
        return print_, HoldBack((hold,), anew=known is None or known.state is State.WITHDRAWN)

    def _known(self, operation: Operation | None) -> Known | None:
        """What a person took away is entered again only where a person says so of that very record."""
        known = _known(operation)
        if operation is None or known is None or not known.is_taken_away:
            return known
        answered = self.said.get((Matter.NOT_SAME, operation.document), "").split()
        gone = [hold["txn_id"] for hold in operation.holds if hold.code is HoldCode.TAKEN_AWAY]
        return replace(known, asked=any(one in answered for one in gone))

    def _with_vendor(self, read: Invoice, drafted: Draft | tuple[Hold, ...]) -> Draft | tuple[Hold, ...]:
        """Where unknown vendors are created: the one it waits for comes, or is not waited for any more."""
        if isinstance(drafted, Draft) or not can_become(read, self.company.policy):
            leave(self.work, self.company, read.supplier, self.now)
        elif read.standing is Standing.DUE:
            return tuple(
                bring(self.work, self.company, read.supplier, hold, self.now)
                if hold.code is HoldCode.VENDOR_UNKNOWN
                else hold
                for hold in drafted
            )
        return drafted

    def _carry_out(self, document: StoredDocument, known: Operation | None, print_: str, decision: Decision) -> bool:
        """Whether the document waits for something afterwards."""
        work, company, now = self.work, self.company, self.now
        match decision:
            case Enqueue(draft=drafted, deed=deed) if known and _says(known, print_, drafted, deed):
                return False
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
                after = replace(
                    before, deed=Deed.ADD, holds=holds, is_sticky=is_sticky, asked=False, fingerprint=print_
                )
                _save(work, company, after.to(State.HELD), known)
                if known is None or known.holds != holds:
                    _tell(work, company, document, now, "held", f"Held: {holds[0].title}")
                return not is_sticky
            case Withdraw(why=why) if known is not None:
                _save(work, company, known.to(State.WITHDRAWN), known)
                _tell(work, company, document, now, "withdrawn", f"Withdrawn: {why}")
            case Stand() if known is not None:
                stands = replace(known.to(State.DONE), deed=Deed.ADD, draft=known.base, holds=())
                _save(work, company, replace(stands, evidence="it stands as it was posted"), known)
                _tell(work, company, document, now, "done", "It stands as it was posted")
            case _:
                return known is not None and _may_change(self._unstumbled(known))
        return False

    def _unstumbled(self, known: Operation) -> Operation:
        """It was decided about again without stumbling: what else it waits for stays."""
        others = tuple(hold for hold in known.holds if hold.code is not HoldCode.STUMBLED)
        if not others or others == known.holds:
            return known
        self.work.operations.save(self.company.name, replace(known, holds=others))
        return replace(known, holds=others)


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
        is_leaving=operation.deed in (Deed.VOID, Deed.DELETE),
        is_unclear=bool(operation.holds) and all(hold.code in UNCLEAR for hold in operation.holds),
        is_taken_away=any(hold.code is HoldCode.TAKEN_AWAY for hold in operation.holds),
        written=written_by(operation),
    )


def _may_change(known: Operation) -> bool:
    """Under way, or refused: what is read of QuickBooks next may say why."""
    return known.state in UNDER_WAY or (known.state is State.HELD and known.record is None)


def _is_written(known: Operation, drafted: Draft | tuple[Hold, ...]) -> bool:
    """Whether a draft is what was written of a document before, by all that an older release kept of it."""
    before = known.bill or known.base
    if not isinstance(drafted, Draft) or not isinstance(before, Draft):
        return not isinstance(drafted, Draft) and before is None
    return form_of(drafted) == form_of(before)


def _says_queued(drafted: Draft, deed: Deed) -> str:
    what = "" if deed is Deed.ADD else f" to {deed.value}"
    return f"{drafted.kind.value} {drafted.ref_number} is queued{what}"


def _says(known: Operation, print_: str, drafted: Draft, deed: Deed) -> bool:
    """Whether what is queued is this very draft of this very version."""
    return known.state is State.QUEUED and (known.draft, known.deed) == (drafted, deed) and known.fingerprint == print_


def _save(work: Work, company: Company, operation: Operation, known: Operation | None) -> None:
    if known is None or operation.generation != known.generation:
        work.operations.add(company.name, operation)
    else:
        work.operations.save(company.name, operation)


def _tell(work: Work, company: Company, document: StoredDocument, now: datetime, kind: str, text: str) -> None:
    work.history.add(company.name, Event(now, kind, text, document.id, {"invoice": document.number}))
