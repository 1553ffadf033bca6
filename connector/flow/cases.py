"""
The case of a document: the values that the table decides by, read off what stands, with what goes along.

Rule 1: nothing is written here, and so a command can ask for the case as well as the planning.
Rule 2: what JAGGAER did not change since it was posted is not drafted again: it rests, whatever it lacks today.
Rule 3: a change is held to what holds an addition: number, order lines, closed periods, and what a person entered.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import partial

from connector.domain.decision import Matter, vendor_in
from connector.domain.difference import Difference
from connector.domain.draft import POSTINGS, OrderDraft, Posting
from connector.domain.hold import Hold
from connector.domain.hold_code import HoldCode
from connector.domain.identifiers import DocumentId, ListID, RecordId, SupplierId
from connector.domain.invoice import Standing
from connector.domain.kind import Kind
from connector.domain.mark import document_of
from connector.domain.operation import TAKES_OUT, Operation, State
from connector.domain.policy import Policy
from connector.domain.record import EMPTY, Record
from connector.domain.records import Books, PurchaseOrder, numbered, of_supplier
from connector.flow import vendors
from connector.flow.course import Course, course, is_paired
from connector.flow.entities import Company, StoredDocument
from connector.flow.naming import names
from connector.flow.obstacles import Obstacles
from connector.flow.ports import Work
from connector.flow.receiving import Receiving, billed
from connector.flow.writing_back.noticing import OPEN as OPEN_THERE
from connector.kinds import AnyKind, Read, kind_of
from connector.kinds.kind import BY_STANDING
from connector.kinds.order.writing import ORDER_WRITING
from connector.quickbooks.merge import Merged, merge
from connector.quickbooks.qbxml.edition import Edition
from connector.quickbooks.qbxml.forms import form_of
from connector.sync.cell import Act, Cell, Flight, Posted, Rule, Said, Wanted, Written
from connector.sync.deciding import act_of, rule_of
from connector.sync.fingerprint import is_comparable
from connector.sync.posted import Stands, has_face_of, stands, still_stands
from connector.sync.situation import Pairs, Situation, not_coming

MEANT = frozenset({Standing.DUE, Standing.STRANGE, Standing.NOTED})
"""What cannot be read of these is told: something depends on it."""
USED_UP = frozenset({HoldCode.PO_CLOSED, HoldCode.PO_OVERBILLED, HoldCode.RECEIVED_NOT_BILLED})
"""What a bill that a person entered of the order comes to."""
SEEN = frozenset({Posted.AS_WRITTEN, Posted.THEIRS, Posted.PAID, Posted.LOCKED, Posted.AGAIN})


@dataclass(frozen=True, slots=True)
class Wants:
    """
    What JAGGAER says now, beside what was written.

    ``version`` tells it from other versions; ``draft`` is what is to be written, ``holds`` what it lacks;
    ``otherwise`` is what JAGGAER changed since the last write, and ``is_there`` that QuickBooks has all of it.
    """

    wanted: Wanted
    version: str
    written: Written = Written.NOTHING
    draft: Posting | None = None
    holds: tuple[Hold, ...] = ()
    otherwise: tuple[Difference, ...] = ()
    read: Read | None = None
    is_there: bool = False


@dataclass(frozen=True, slots=True)
class Case:
    """A document, its operations, its cell of the table with the rule, and what the rule needs."""

    document: StoredDocument
    kind: AnyKind
    course: Course
    wants: Wants
    stands: Stands
    cell: Cell
    rule: Rule
    act: Act


@dataclass(frozen=True, slots=True)
class Cases:
    """
    Of one company, on one reading of QuickBooks' lists.

    ``edition`` is how QuickBooks was spoken to last. ``mirror`` is all that is legible of its lists; ``books`` raise
    ``DependsOnIllegible`` where something is missing. ``company`` has the policy as its people decided; ``said`` is
    what they said of single documents. ``places`` are where was looked since they were cleared last.
    """

    work: Work
    company: Company
    mirror: Books
    books: Books
    edition: Edition
    said: Mapping[tuple[Matter, str], str]
    places: set[str]

    def of(self, document: StoredDocument, known: Course | None = None) -> Case:
        """``known`` is what was done about it, where that was read already."""
        known, kind = known or course(self.work, self.company, document.id), kind_of(document.id)
        there = stands(known.written, known.others, self.mirror)
        again = self._is_wanted_again(document.id, there)
        wants = self._wants(kind, document, known, there, again=again)
        cell = Cell(
            wants.wanted,
            wants.written,
            Posted.AS_WANTED if wants.is_there and there.posted in SEEN else there.posted,
            _flight(known, wants, there, self.mirror),
            self._said(document.id, wants.version, there, again=again),
        )
        rule, corrections = rule_of(cell), kind.corrections(self.company.policy)
        if there.gone is not None:
            corrections = replace(corrections, gone=there.gone.then)
        return Case(document, kind, known, wants, there, cell, rule, act_of(rule, corrections))

    def _said(self, document: DocumentId, version: str, there: Stands, *, again: bool) -> Said:
        settled = self.said.get((Matter.SETTLED, document))
        if settled is not None and settled == settles(version, there.seen):
            return Said.SETTLED
        return Said.POST_AGAIN if again else Said.NOTHING

    def _is_wanted_again(self, document: DocumentId, there: Stands) -> bool:
        return there.gone is not None and there.gone.id in self.said.get((Matter.NOT_SAME, document), "").split()

    def _wants(self, kind: AnyKind, document: StoredDocument, known: Course, there: Stands, *, again: bool) -> Wants:
        written = known.written
        read, wanted = read_document(document, self.company, written, there)
        unchanged = Written.NOTHING if written is None else Written.PAIRED if is_paired(written) else Written.SAME
        if isinstance(read, Hold):
            held = (read,) if wanted is Wanted.UNREADABLE else ()
            return Wants(wanted, f"{wanted.value} {document.stamp if held else ''}".strip(), unchanged, holds=held)
        if wanted is Wanted.STRANGE:
            hold = Hold.of(HoldCode.STATUS_UNKNOWN, statuses=read.statuses or "missing")
            return Wants(wanted, f"status {read.statuses}", unchanged, holds=(hold,), read=read)
        if kind.is_of_several and wanted is Wanted.DRAFT and unchanged is not Written.PAIRED:
            left = kind.left_of(read, self._situation(document.id, read, written))
            read, wanted = (read, left) if isinstance(left, Wanted) else (left, wanted)
        if wanted is not Wanted.DRAFT:
            return Wants(wanted, wanted.value, unchanged, read=read)
        version = kind.fingerprint(read)
        if there.again is not None and (written is None or there.gone is not None):
            return self._again(kind, document.id, there.again, Wants(Wanted.DRAFT, version, unchanged, read=read))
        if written is None or there.is_taken:
            is_needed = written is None or again or there.gone is None or there.gone.then == "post"
            found = self._drafted(kind, document.id, read) if is_needed else None
            return _due(Wants(Wanted.DRAFT, version, unchanged, read=read), found)
        if written.fingerprint == version:
            return Wants(Wanted.DRAFT, version, unchanged, written.posting, read=read)
        unread = Wants(Wanted.DRAFT, version, unchanged, read=read)
        return self._changed(kind, document.id, read, written, there, unread)

    def _again(self, kind: AnyKind, document: DocumentId, record: Record, wants: Wants) -> Wants:
        """A void record stands again: perhaps it is what JAGGAER wants."""
        if wants.read is None:
            return wants
        found = kind.draft(wants.read, self._situation(document, wants.read, None))
        is_it = isinstance(found, POSTINGS) and not kind.face(found, record, is_merged=False)
        return replace(_due(wants, found), is_there=is_it)

    def _changed(
        self, kind: AnyKind, document: DocumentId, read: Read, written: Operation, there: Stands, unchanged: Wants
    ) -> Wants:
        """What JAGGAER changed since the last write, if it comes to anything."""
        before = self._version_of(kind, written)
        if before is not None and kind.fingerprint(before) == unchanged.version:
            return replace(unchanged, draft=written.posting)
        after = kind.draft(read, self._situation(document, read, written))
        was = kind.draft(before, self._situation(document, before, written)) if before is not None else None
        if not isinstance(after, POSTINGS) and before is not None and written.posting is not None:
            over = kind.ended(before, read, written.posting)
            was, after = (written.posting, over) if over is not None else (was, after)
        if not isinstance(after, POSTINGS):
            if before is not None and kind.is_same_in_substance(before, read):
                return replace(unchanged, draft=written.posting)
            otherwise = kind.told(before, read) if before is not None else ()
            after = self._expecting(read, after)
            is_theirs = unchanged.written is Written.PAIRED
            how = Written.PAIRED_CHANGED if is_theirs else Written.CHANGED
            return replace(unchanged, wanted=Wanted.LACKING, written=how, holds=after, otherwise=otherwise)
        base = written.posting or (was if isinstance(was, POSTINGS) else None)
        if base is None:
            return replace(unchanged, written=Written.PAIRED_CHANGED, draft=after)
        new = kind.carried(base, was if isinstance(was, POSTINGS) else None, after)
        if new == base or (not is_comparable(written.fingerprint) and form_of(new) == form_of(base)):
            return replace(unchanged, draft=base)
        otherwise = kind.changes(base, new, names(self.books))
        if unchanged.written is Written.PAIRED:
            is_there = has_face_of(there.record, base, new)
            theirs = replace(unchanged, written=Written.PAIRED_CHANGED, draft=new, otherwise=otherwise)
            return replace(theirs, is_there=is_there)
        how = Written.RELINKED if kind.is_relinked(base, new) else Written.CHANGED
        if how is Written.CHANGED and _stands_already(written, base, new):
            return replace(unchanged, written=how, draft=new, otherwise=otherwise, is_there=True)
        found = self._obstacles(document).to_change(new, base, written, read)
        return _due(replace(unchanged, written=how, otherwise=otherwise), found)

    def _version_of(self, kind: AnyKind, written: Operation) -> Read | None:
        """
        JAGGAER's version that was written or paired, read as the customer has it read today.

        What was left of one of several then is not known any more.
        """
        if kind.is_of_several and written.posting is not None:
            return None
        payload = self.work.operations.source(self.company.name, written.id)
        read = kind.read(payload, self.company.wire) if payload is not None else None
        return None if isinstance(read, Hold) else read

    def _drafted(self, kind: AnyKind, document: DocumentId, read: Read) -> Posting | tuple[Hold, ...]:
        """A draft of what does not stand in QuickBooks, or all that it lacks."""
        situation = self._situation(document, read, None)
        found = kind.draft(read, situation)
        if not isinstance(found, tuple):
            return self._obstacles(document).to_add(found, read)
        is_taken = all(hold.code in USED_UP for hold in found)
        face = kind.outline(read, situation) if is_taken else None
        entered = self._obstacles(document).entered(face, read) if face is not None else None
        return self._expecting(read, found) if entered is None else (entered,)

    def _expecting(self, read: Read, found: tuple[Hold, ...]) -> tuple[Hold, ...]:
        """Where unknown vendors are created, its vendor is waited for."""
        if not vendors.can_become(read, self.company.policy):
            return found
        return tuple(vendors.expected(self.work, self.company, read.supplier, hold, self.edition) for hold in found)

    def _reserved(self, claim: str) -> Sequence[tuple[DocumentId, Decimal]]:
        self.places.add(claim)
        return self.work.operations.reserved(self.company.name, claim)

    def _obstacles(self, document: DocumentId) -> Obstacles:
        others = frozenset(self.said.get((Matter.NOT_SAME, document), "").split())
        return Obstacles(self.work, self.company, self.books, self.edition, document, others, self._reserved)

    def _situation(self, document: DocumentId, read: Read, written: Operation | None) -> Situation:
        work, company, supplier = self.work, self.company, read.supplier.id
        self.places.add(of_supplier(supplier))
        receiving = Receiving(
            work, company, self.mirror, self.books, self.places, document, self._numbered, self._reserved, self._pairs
        )
        in_currency = self.said.get((Matter.VENDOR, vendor_in(supplier, read.total.currency)))
        chosen, day = in_currency or self.said.get((Matter.VENDOR, supplier)), self.said.get((Matter.DATE, document))
        return Situation(
            self.books,
            company.policy,
            paired=work.mirror.paired_vendor(company.name, supplier),
            chosen=ListID(chosen) if chosen else None,
            day=date.fromisoformat(day) if day else None,
            promised=partial(billed, self._reserved, document),
            own=written.posting.taken if written and written.posting else {},
            untied=frozenset(self.said.get((Matter.UNTIED, document), "").splitlines()),
            said=self.said,
            pairs=self._pairs,
            coming=partial(self._coming, supplier) if company.policy.orders.are_jaggaers else not_coming,
            came=self._came if _needs_receipts(read, company.policy) else None,
            ordered=receiving.ordered,
            unbilled=receiving.unbilled,
        )

    def _pairs(self, order: PurchaseOrder, number: str) -> Pairs | None:
        """The lines of an order that we entered; its reading back changes what is decided by them."""
        ours = self.work.operations.of_record(self.company.name, RecordId(order.txn_id))
        done = [(one, one.draft) for one in ours if one.state is State.DONE and isinstance(one.draft, OrderDraft)]
        if not done:
            return self._numbered_by_us(order, number) or self._not_found_yet(order, number)
        last, draft = done[-1]
        self.places.add(numbered(number))
        lines = {line.number: line.line_id for line in draft.lines if line.line_id}
        return Pairs(lines, draft.mark, last.state.value if last.tied is None else "")

    def _numbered_by_us(self, order: PurchaseOrder, number: str) -> Pairs | None:
        """The lines of QuickBooks' own order, by the numbers that they were written to JAGGAER with."""
        back = self.work.write_backs.get(self.company.name, ORDER_WRITING.name, order.txn_id)
        if back is None:
            return None
        may_be_there = back.own_id or back.state in OPEN_THERE
        known = back.told or (back.wanted if may_be_there else None)
        if known is None:
            return None
        self.places.add(numbered(number))
        return Pairs({line.number: line.line_id for line in known.lines}, "")

    def _not_found_yet(self, order: PurchaseOrder, number: str) -> Pairs | None:
        """An order with a mark of ours, of which we do not know that we entered it: the answer to it was lost."""
        memo = order.record.memo if order.record else ""
        document = document_of(memo) if self.company.policy.orders.are_jaggaers else None
        if document is None:
            return None
        self.places.add(numbered(number))
        latest = self.work.operations.latest(self.company.name, document)
        if latest is not None and (latest.record is not None or latest.state is State.WITHDRAWN):
            return None  # a copy that a person made, or left to a person
        return Pairs({}, memo, latest.state.value if latest else "not read yet")

    def _coming(self, supplier: SupplierId, number: str) -> str:
        """How JAGGAER's order of this number and supplier stands, if it is to be entered and was not read back yet."""
        for one in self._numbered(number):
            read, wanted = read_document(one, self.company)
            if isinstance(read, Hold) or Kind.ORDER not in kind_of(one.id).becomes:
                continue
            if read.supplier.id == supplier and wanted is Wanted.DRAFT:
                latest = self.work.operations.latest(self.company.name, one.id)
                if latest is None or latest.state is not State.DONE or latest.tied is None:
                    return latest.state.value if latest else one.standing
        return ""

    def _numbered(self, number: str) -> Sequence[StoredDocument]:
        """JAGGAER's documents of a number; another one of it changes what was decided."""
        self.places.add(numbered(number))
        return self.work.documents.find(self.company.name, number)

    def _came(self, number: str) -> Mapping[int, Decimal]:
        """How much of each line of an order JAGGAER received."""
        return came_of(self._numbered(number), self.company)


def _needs_receipts(read: Read, policy: Policy) -> bool:
    return policy.receipts.required_above is not None and read.total.amount > policy.receipts.required_above


def came_of(documents: Iterable[StoredDocument], company: Company) -> Mapping[int, Decimal]:
    """How much of each line of their order came by some documents."""
    found: dict[int, Decimal] = {}
    for one in documents:
        kind, (read, _) = kind_of(one.id), read_document(one, company)
        for line, quantity in {} if isinstance(read, Hold) else kind.came(read).items():
            found[line] = found.get(line, Decimal(0)) + quantity
    return found


def read_document(
    document: StoredDocument, company: Company, written: Operation | None = None, there: Stands | None = None
) -> tuple[Read | Hold, Wanted]:
    """The document, or why it cannot be read; and what its standing asks for, where this was ``written`` of it."""
    kind = kind_of(document.id)
    if document.problem:
        read: Read | Hold = Hold.of(HoldCode.UNREADABLE, detail=document.problem)
    else:
        read = kind.read(document.payload, company.wire)
    if isinstance(read, Hold) and not kind.is_entered(company.policy):
        return read, Wanted.NOT_DUE
    if isinstance(read, Hold):
        is_settled = Standing(document.standing) not in MEANT
        return read, BY_STANDING[Standing(document.standing)] if is_settled else Wanted.UNREADABLE
    if document.standing == Standing.OWN.value:
        return read, BY_STANDING[Standing.OWN]
    return read, kind.wanted(read, company.policy, written.posting if written else None, there)


def _stands_already(written: Operation, base: Posting, new: Posting) -> bool:
    """Whether QuickBooks, as it was read back, has all that JAGGAER changed."""
    if written.tied is None or written.form == EMPTY:
        return False
    merged = merge(form_of(base), form_of(new), written.form, written.form)
    return isinstance(merged, Merged) and merged.changes == EMPTY


def _due(wants: Wants, found: Posting | tuple[Hold, ...] | None) -> Wants:
    if isinstance(found, tuple):
        return replace(wants, wanted=Wanted.LACKING, holds=found)
    return replace(wants, draft=found)


def _flight(known: Course, wants: Wants, there: Stands, mirror: Books) -> Flight:
    """Whether an outcome is open, or QuickBooks said no to just this."""
    latest = known.latest
    if known.open is not None:
        return Flight.OPEN
    if latest is None or latest.state is not State.HELD or latest.draft is None:
        return Flight.NOTHING  # what the planning holds has nothing to write
    if latest.seen != there.seen or not any(still_stands(hold, there, mirror) for hold in latest.holds):
        return Flight.NOTHING
    if latest.deed in TAKES_OUT:
        is_same = wants.wanted is Wanted.NOTHING or wants.written is Written.RELINKED
    else:
        said, wanted = (one.bare if one is not None else None for one in (latest.posting, wants.draft))
        is_same = (said, latest.fingerprint) == (wanted, wants.version)
    return Flight.REFUSED if is_same else Flight.NOTHING


def settles(version: str, seen: str) -> str:
    """What a person settles: this version in JAGGAER, and this state of the record."""
    return f"{version} {seen}".strip()
