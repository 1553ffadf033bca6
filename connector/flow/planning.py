"""From cases to operations that wait to be sent, or that say what stands in the way."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime

from connector.domain.bill import Draft
from connector.domain.correction import Correction
from connector.domain.draft import Posting
from connector.domain.hold import Hold
from connector.domain.hold_code import HoldCode
from connector.domain.identifiers import DocumentId, RecordId, SupplierId
from connector.domain.illegible import DependsOnIllegible
from connector.domain.kind import Kind
from connector.domain.operation import Deed, Operation, State, reservation_of_receipt
from connector.domain.records import Legible, Watching, billing
from connector.errors import InternalError
from connector.flow import vendors
from connector.flow.case import Case
from connector.flow.cases import Cases
from connector.flow.correcting import Corrections, stored
from connector.flow.course import Course, course
from connector.flow.entities import MIRRORED, Company, Event, StoredDocument
from connector.flow.families import Decided
from connector.flow.generations import next_generation
from connector.flow.holding import holds_of
from connector.flow.ports import Work
from connector.flow.stumbling import each
from connector.kinds import kind_of
from connector.quickbooks.qbxml.edition import Edition
from connector.sync.cell import Does
from connector.sync.deciding import BY_PERSON, LEFT
from connector.sync.decisions import as_decided

BATCH = 50
"""So many documents are decided about in one transaction."""

DEEDS = {Does.ADD: Deed.ADD, Does.CHANGE: Deed.MODIFY, Does.VOID: Deed.VOID, Does.DELETE: Deed.DELETE}
WAITING = (State.HELD, State.QUEUED)


def plan(work: Work, company: Company, now: datetime, limit: int = BATCH) -> int:
    """
    Decide about documents of which something changed, at most ``limit``; all in the caller's transaction.

    How many it were: fewer than ``limit`` when there are no more.
    """
    reading = work.mirror.cursor(company.name, MIRRORED)
    if reading is None:
        return 0
    documents = work.documents.to_plan(company.name, reading, limit)
    if not documents:
        return 0
    planner = _Planner(cases(work, company), now, set(vendors.waiting(work, company)))
    known = work.operations.of_documents(company.name, [one.id for one in documents])
    decisions: dict[DocumentId, Decided] = {}
    work.operations.released()  # what was let go of before has woken its documents

    def decide_about(document: StoredDocument, done: Course) -> None:
        decisions.pop(document.id, None)  # it is decided about again where another one failed
        decisions[document.id] = planner.plan(document, done)

    each(work, company, now, documents, lambda one: one.id, lambda one: decide_about(one, Course(known[one.id])))
    while planner.further:  # corrections with their invoices, and invoices with their corrections
        further = list(planner.further.values())
        planner.further.clear()
        each(
            work,
            company,
            now,
            further,
            lambda one: one.id,
            lambda one: decide_about(one, course(work, company, one.id)),
        )
    work.documents.decided(company.name, reading, decisions)
    work.documents.wake(company.name, work.operations.released())
    return len(documents)


def cases(work: Work, company: Company) -> Cases:
    """The cases of a company's documents, by its policy as its people decided."""
    decisions = work.decisions.all(company.name)
    books, last = Watching(work.mirror.books(company.name)), work.sessions.last(company.name)
    return Cases(
        work,
        replace(company, policy=as_decided(company.policy, decisions)),
        books,
        Legible(books) if work.mirror.illegible(company.name) else books,
        Edition.of(company.region, (last.qbxml if last else "") or company.qbxml),
        {(one.matter, one.subject): one.value for one in decisions},
        books.places,
        Corrections(work, company, books),
    )


@dataclass(frozen=True, slots=True)
class _Planner:
    """
    ``coming`` are the suppliers whose vendors wait to be created, ``further`` what is decided about along.

    ``asked`` are the corrections that were, with their invoice: they do not ask for it in turn.
    """

    cases: Cases
    now: datetime
    coming: set[SupplierId]
    further: dict[DocumentId, StoredDocument] = field(default_factory=dict)
    asked: set[DocumentId] = field(default_factory=set)

    @property
    def work(self) -> Work:
        return self.cases.work

    @property
    def company(self) -> Company:
        return self.cases.company

    def plan(self, document: StoredDocument, known: Course) -> Decided:
        """Decide about a document, and say what may change the decision."""
        self.cases.places.clear()
        try:
            case = self.cases.of(document, known)
        except DependsOnIllegible as error:
            self._wait_for(document, known.latest, error.record.hold)
            return Decided(waits=False, places=frozenset(self.cases.places))
        self._see_to_its_vendor(case)
        self._carry_out(case)
        self._go_on_with(case)
        if case.wants.found is not None and case.act.does is Does.ADOPT:  # and what is to change of it
            return self.plan(document, course(self.work, self.company, document.id))
        rests = case.act.does in (Does.REST, Does.CLOSE, Does.ADOPT) and not case.kind.is_of_several
        places = frozenset() if rests else frozenset(self.cases.places)
        return Decided(waits=case.act.does is Does.WAIT, places=places)

    def _go_on_with(self, case: Case) -> None:
        """What was not written yet, or is gone, is decided about with its invoice, and the invoice with it."""
        for one in case.made:
            if (one.written is None and not one.is_open) or one.there.is_taken:
                self.asked.add(one.correction.id)
                self._along(one.correction.id)
        own = case.document.id
        if isinstance(case.wants.read, Correction) and own not in self.asked:
            self._along(case.wants.read.invoice)

    def _along(self, document: DocumentId) -> None:
        kept = self.work.documents.get(self.company.name, document)
        if kept is not None:
            self.further.setdefault(document, kept)

    def _carry_out(self, case: Case) -> None:
        match case.act.does:
            case Does.WAIT:
                pass
            case Does.STAY:
                self._stay(case)
            case Does.REST:
                self._rest(case)
            case Does.CLOSE:
                self._close(case)
            case Does.ADOPT:
                self._adopt(case)
            case Does.HOLD:
                self._hold(case)
            case Does.CORRECT:
                self._correct(case)
            case does:
                self._enqueue(case, DEEDS[does])

    def _wait_for(self, document: StoredDocument, latest: Operation | None, hold: Hold) -> None:
        """It depends on a record that cannot be read: what is posted or under way of it stays as it is."""
        if latest is not None and latest.state not in WAITING and latest.state is not State.WITHDRAWN:
            return
        if latest is not None and (latest.record is not None or latest.rule in BY_PERSON):
            return
        before = (
            latest
            if latest and latest.state in WAITING
            else self._next(document, latest, f"unreadable {document.stamp}")
        )
        after = replace(before, deed=Deed.ADD, draft=None, holds=(hold,), rule="what it depends on cannot be read")
        self._save(after.to(State.HELD), latest)
        if latest is None or latest.holds != (hold,):
            self._tell(document, "held", f"Held: {hold.title}")

    def _see_to_its_vendor(self, case: Case) -> None:
        """Where unknown vendors are created, the one it waits for comes, or is not waited for any more."""
        read, wants = case.wants.read, case.wants
        if read is None:
            return
        lacks = case.act.does is Does.HOLD and case.act.code is None
        if lacks and any(hold.code is HoldCode.VENDOR_COMING for hold in wants.holds):
            vendors.bring(self.work, self.company, read.supplier, self.now)
            self.coming.add(read.supplier.id)
        elif read.supplier.id not in self.coming:
            return
        elif wants.draft is not None or not vendors.can_become(read, self.company.policy):
            vendors.leave(self.work, self.company, read.supplier, self.now)

    def _before(self, case: Case) -> Operation:
        """The operation to decide about: the one that waits, or the next."""
        latest = case.course.latest
        if latest is not None and latest.state in WAITING:
            return replace(latest, fingerprint=case.wants.version, seen=case.stands.seen, rule=case.rule.name)
        after = self._next(case.document, latest, case.wants.version)
        return replace(after, seen=case.stands.seen, rule=case.rule.name)

    def _next(self, document: StoredDocument, latest: Operation | None, version: str) -> Operation:
        return next_generation(self.company, document.id, latest, version)

    def _enqueue(self, case: Case, deed: Deed) -> None:
        latest, written = case.course.latest, case.course.written
        draft = case.wants.draft if deed in (Deed.ADD, Deed.MODIFY) else case.course.draft
        if _says(latest, case, draft, deed):
            return
        base = None if deed is Deed.ADD else case.course.draft
        record = None if deed is Deed.ADD or written is None else written.record
        after = replace(
            self._before(case), deed=deed, draft=draft, base=base, record=record, holds=(), looked_in="", clear_in=""
        )
        self._save(after if after.state is State.QUEUED else after.to(State.QUEUED), latest)
        self._tell_its_receipts(after)
        if draft is not None:
            what = "" if deed is Deed.ADD else f" to {deed.value}"
            self._tell(case.document, "queued", f"{draft.kind.value} {draft.ref_number} is queued{what}")

    def _tell_its_receipts(self, queued: Operation) -> None:
        """What a bill on its way brings in, no receipt has to: theirs are decided about before anything is sent."""
        if not isinstance(queued.draft, Draft) or queued.draft.kind is not Kind.BILL:
            return
        replaced = [RecordId(one) for one in queued.replaces]
        places = [*map(billing, queued.draft.taken), *map(reservation_of_receipt, replaced)]
        self.work.documents.wake(self.company.name, places)
        for one in self.work.operations.of_records(self.company.name, replaced):
            event = Event(self.now, "queued", f"Bill {queued.draft.ref_number} takes its place", one.document)
            self.work.history.add(self.company.name, event)

    def _hold(self, case: Case) -> None:
        latest, written = case.course.latest, case.course.written
        holds = holds_of(case, self.cases.books)
        after = replace(
            self._before(case),
            deed=Deed.ADD,
            draft=None,
            base=None,
            record=written.record if written else None,
            holds=holds,
        )
        if latest is not None and replace(after, state=State.HELD) == latest:
            return
        self._save(after.to(State.HELD), latest)
        if after.record is not None:  # a bill that was to take its place waits again
            self.work.documents.wake(self.company.name, [reservation_of_receipt(after.record.id)])
        if latest is None or latest.holds != holds:
            self._tell(case.document, "held", f"Held: {holds[0].title}")

    def _rest(self, case: Case) -> None:
        latest, name = case.course.latest, case.rule.name
        if latest is not None and latest.state is State.WITHDRAWN and latest.rule in LEFT and name not in LEFT:
            self.work.operations.save(self.company.name, replace(latest, rule=name))  # both sides agree again
            return
        is_left = name in LEFT and latest is not None and latest.state is State.DONE
        if latest is None or not (latest.state in WAITING or is_left):
            return
        before = self._before(case) if is_left else replace(latest, rule=name)
        self._save(replace(before.to(State.WITHDRAWN), evidence=name, holds=()), latest)
        kind = "done" if case.course.written else "withdrawn"
        self._tell(case.document, kind, _says_at_rest(case))

    def _correct(self, case: Case) -> None:
        """Another record makes its sum right: what waited of it waits for nothing any more."""
        if case.correction is None:
            raise InternalError(f"{case.document.number} is to be corrected, and nothing says how.")
        self._rest(case)
        made = stored(case.correction)
        before = self.work.documents.get(self.company.name, made.id)
        if before is not None and before.payload == made.payload:
            return  # it is on its way
        self.work.documents.put(self.company.name, made)
        self.further[made.id] = made
        draft, why = case.correction.draft, "; ".join(one.as_change for one in case.wants.otherwise) or case.rule.name
        text = f"{draft.kind.value} {draft.ref_number} over {draft.total} is to correct it: {why}"
        self._tell(case.document, "corrected", text)

    def _adopt(self, case: Case) -> None:
        """QuickBooks has JAGGAER's change already, by a person: it is the version that was written from now on."""
        written, again = case.course.written, case.stands.again
        is_paired = written is not None and written.posting is None and again is None
        before = replace(self._before(case), draft=None if is_paired else case.wants.draft, base=case.course.draft)
        deed = Deed.ADD if is_paired or again is not None else Deed.MODIFY
        found = again or case.stands.record
        tied = True if case.wants.found is not None else None  # it was looked up, and is nothing to be read back
        record = replace(before.to(State.DONE), deed=deed, record=found, holds=(), evidence=case.rule.name, tied=tied)
        self._save(record, case.course.latest)
        self._tell(case.document, "done", f"Nothing is left to do: {case.rule.name}")

    def _close(self, case: Case) -> None:
        """The record counts no more, as if we had taken it out."""
        before = self._before(case)
        evidence = replace(before, deed=Deed.VOID, draft=case.course.draft, record=case.course.record, holds=())
        closed = replace(evidence.to(State.DONE), tied=True, evidence=case.rule.name)
        self._save(closed, case.course.latest)
        self._tell(case.document, "withdrawn", "Both sides took it back: nothing is left to do")

    def _stay(self, case: Case) -> None:
        """It was decided about again without stumbling: what QuickBooks said stays."""
        latest = case.course.latest
        if latest is not None and any(hold.code is HoldCode.STUMBLED for hold in latest.holds):
            others = tuple(hold for hold in latest.holds if hold.code is not HoldCode.STUMBLED)
            self.work.operations.save(self.company.name, replace(latest, holds=others))

    def _save(self, operation: Operation, known: Operation | None) -> None:
        if known is None or operation.generation != known.generation:
            self.work.operations.add(self.company.name, operation)
        else:
            self.work.operations.decide(self.company.name, operation)

    def _tell(self, document: StoredDocument, kind: str, text: str) -> None:
        event = Event(self.now, kind, text, document.id, {kind_of(document.id).names.name: document.number})
        self.work.history.add(self.company.name, event)


def _says(latest: Operation | None, case: Case, draft: Posting | None, deed: Deed) -> bool:
    """Whether just this is queued already."""
    if latest is None or latest.state is not State.QUEUED:
        return False
    return (latest.draft, latest.deed, latest.fingerprint) == (draft, deed, case.wants.version)


def _says_at_rest(case: Case) -> str:
    if case.course.written is not None:
        return f"Nothing is left to do: {case.rule.name}"
    return f"Withdrawn: it is {case.cell.wanted.value} in JAGGAER now"
