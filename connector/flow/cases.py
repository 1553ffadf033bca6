"""
The case of a document: the values that the table decides by, read off what stands, with what goes along.

Rule 1: nothing is written here, and so a command can ask for the case as well as the planning.
Rule 2: what JAGGAER did not change since it was posted is not drafted again: it rests, whatever it lacks today.
Rule 3: a change is held to what holds an addition: number, order lines, closed periods, and what a person entered.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import partial

from connector.domain.bill import Draft
from connector.domain.correction import Correction
from connector.domain.decision import Matter, vendor_in
from connector.domain.draft import POSTINGS, Posting
from connector.domain.hold import Hold
from connector.domain.hold_code import HoldCode
from connector.domain.identifiers import DocumentId, ListID
from connector.domain.operation import Operation, State
from connector.domain.policy import Policy
from connector.domain.record import EMPTY, Record
from connector.domain.records import Books, of_supplier
from connector.flow import vendors
from connector.flow.case import Case, Wants, flight_of, posted_of, settles
from connector.flow.corrected_sum import changed_again, corrected, covered, is_reversal
from connector.flow.correcting import (
    Corrections,
    Courses,
    correction_for,
    covers,
    newest_written,
    standing_drafts,
)
from connector.flow.course import Course, course, is_paired
from connector.flow.entities import Company, StoredDocument
from connector.flow.naming import names
from connector.flow.obstacles import Obstacles
from connector.flow.orders import Orders
from connector.flow.ports import Work
from connector.flow.reading import read_document
from connector.flow.receiving import Receiving, billed
from connector.flow.shared_vendors import SharedVendors
from connector.kinds import AnyKind, Read, kind_of
from connector.quickbooks.merge import Merged, merge
from connector.quickbooks.qbxml.edition import Edition
from connector.quickbooks.qbxml.forms import form_of
from connector.sync import correcting
from connector.sync.cell import Act, Cell, Does, Posted, Said, Wanted, Written
from connector.sync.correcting import dated_openly
from connector.sync.deciding import BY_PERSON, act_of, rule_of
from connector.sync.fingerprint import is_comparable
from connector.sync.posted import Stands, has_face_of, left_standing, stands
from connector.sync.situation import Situation, not_coming

CLOSED = frozenset({Posted.PAID, Posted.LOCKED})
"""What stays as it is, whatever JAGGAER changes."""
Drafted = Posting | tuple[Hold, ...]
"""A draft, or all that it lacks."""
USED_UP = frozenset({HoldCode.PO_CLOSED, HoldCode.PO_OVERBILLED, HoldCode.RECEIVED_NOT_BILLED})
"""What a bill that a person entered of the order comes to."""


@dataclass(frozen=True, slots=True)
class Cases:
    """
    Of one company, on one reading of QuickBooks' lists.

    ``edition`` is how QuickBooks was spoken to last. ``mirror`` is all that is legible of its lists; ``books`` raise
    ``DependsOnIllegible`` where something is missing. ``company`` has the policy as its people decided; ``said`` is
    what they said of single documents. ``places`` are where was looked since they were cleared last. ``corrections``
    are those that were made of invoices.
    """

    work: Work
    company: Company
    mirror: Books
    books: Books
    edition: Edition
    said: Mapping[tuple[Matter, str], str]
    places: set[str]
    corrections: Corrections

    @property
    def orders(self) -> Orders:
        return Orders(self.work, self.company, self.places)

    def of(self, document: StoredDocument, known: Course | None = None) -> Case:
        """``known`` is what was done about it, where that was read already."""
        known, kind = known or course(self.work, self.company, document.id), kind_of(document.id)
        there = stands(known.written, known.others, self.mirror)
        again = self._is_wanted_again(document.id, there)
        made = self.corrections.of(document.id) if kind.is_corrected and known.operations else ()
        wants = self._wants(kind, document, known, there, made, again=again)
        wants = covered(wants, known, there, made, self.books)
        is_unwanted = wants.wanted not in (Wanted.DRAFT, Wanted.LACKING) and not isinstance(wants.read, Correction)
        if known.written is None and is_unwanted:  # what corrects an invoice is told with the invoice
            there = left_standing(document.id, self.mirror) or there
        there = Stands(Posted.AS_WRITTEN, wants.found) if wants.found is not None else there
        cell = Cell(
            wants.wanted,
            wants.written,
            posted_of(wants, there, made),
            flight_of(known, wants, there, self.mirror),
            self._said(document.id, wants.version, there, again=again),
        )
        rule, corrections = rule_of(cell), kind.corrections(self.company.policy)
        if there.gone is not None:
            corrections = replace(corrections, gone="hold" if standing_drafts(made) else there.gone.then)
        act = act_of(rule, corrections)
        if act.does is Does.CLOSE and standing_drafts(made):  # what corrects it stands by itself
            act = Act(Does.HOLD, HoldCode.TAKEN_AWAY)
        case = Case(document, kind, known, wants, there, cell, rule, act, made=made)
        return corrected(case, self.books) if act.does is Does.CORRECT else case

    def _is_asked_for(self, correction: Correction, known: Course, there: Stands) -> bool:
        """
        Whether its invoice asks for it still: what was never written, or was taken away, is none that stands.

        What a person settled stays settled.
        """
        invoice, latest = self.work.documents.get(self.company.name, correction.invoice), known.latest
        is_settled = latest is not None and latest.state is State.WITHDRAWN and latest.rule in BY_PERSON
        if is_settled or (known.written is not None and not there.is_taken):
            return True
        if invoice is None:
            return False
        case = self.of(invoice)
        if known.written is None:
            return case.correction == correction
        written = case.course.written
        return case.wants.lacks_correction and written is not None and correction.is_of(covers(written, ""))

    def _said(self, document: DocumentId, version: str, there: Stands, *, again: bool) -> Said:
        settled = self.said.get((Matter.SETTLED, document))
        if settled is not None and settled == settles(version, there.seen):
            return Said.SETTLED
        return Said.POST_AGAIN if again else Said.NOTHING

    def _is_wanted_again(self, document: DocumentId, there: Stands) -> bool:
        return there.gone is not None and there.gone.id in self.said.get((Matter.NOT_SAME, document), "").split()

    def _wants(
        self,
        kind: AnyKind,
        document: StoredDocument,
        known: Course,
        there: Stands,
        made: Courses,
        *,
        again: bool,
    ) -> Wants:
        written = known.written
        read, wanted = read_document(document, self.company, written, there)
        unchanged = Written.NOTHING if written is None else Written.PAIRED if is_paired(written) else Written.SAME
        if isinstance(read, Correction) and not self._is_asked_for(read, known, there):
            return Wants(Wanted.NOTHING, Wanted.NOTHING.value, unchanged, read=read)
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
        version = kind.version(read, self.company.policy)
        unread = Wants(Wanted.DRAFT, version, unchanged, read=read)
        if kind.is_found and (found := self._found(kind, document.id, read, written, unread)) is not None:
            return found
        if there.again is not None and (written is None or there.gone is not None):
            return self._again(kind, document.id, there.again, unread)
        if written is None or there.is_taken:
            is_needed = written is None or again or there.gone is None or there.gone.then == "post"
            its_own = written if kind.is_found else None
            return _due(unread, self._drafted(kind, document.id, read, its_own) if is_needed else None)
        if written.fingerprint == version or correction_for(made, written, version) is not None:
            return replace(unread, draft=written.posting)
        return self._changed(kind, document.id, read, written, there, unread, made)

    def _found(
        self, kind: AnyKind, document: DocumentId, read: Read, written: Operation | None, wants: Wants
    ) -> Wants | None:
        """What is looked up: the record that it is, or that it is its own no more."""
        situation = self._situation(document, read, written)
        its = kind.found(read, situation)
        if its is not None:
            as_it_is, record = its
            return replace(wants, version=f"as {record.id}", draft=as_it_is, is_there=True, found=record)
        if written is not None and kind.is_lost(read, situation):
            return _due(replace(wants, written=Written.CHANGED), kind.draft(read, situation))
        return None

    def _again(self, kind: AnyKind, document: DocumentId, record: Record, wants: Wants) -> Wants:
        """A void record stands again: perhaps it is what JAGGAER wants."""
        if wants.read is None:
            return wants
        found = kind.draft(wants.read, self._situation(document, wants.read, None))
        is_it = isinstance(found, POSTINGS) and not kind.face(found, record, is_merged=False)
        return replace(_due(wants, found), is_there=is_it)

    def _changed(
        self,
        kind: AnyKind,
        document: DocumentId,
        read: Read,
        written: Operation,
        there: Stands,
        unchanged: Wants,
        made: Courses,
    ) -> Wants:
        """
        What JAGGAER changed since the last write, if it comes to anything.

        Where the record stays as it is, it is another one that is to correct it.
        """
        last = newest_written(made, written)
        if last is not None:
            return self._changed_again(kind, document, read, written, last, unchanged)
        before = self._version_of(kind, written)
        if before is not None and kind.fingerprint(before) == unchanged.version:
            return replace(unchanged, draft=written.posting)
        is_apart = kind.corrections(self.company.policy).changed == "credit" and there.posted in CLOSED
        was, after = self._two_versions(kind, document, before, read, written, is_apart=is_apart)
        if not isinstance(after, POSTINGS):
            same = replace(unchanged, draft=written.posting)
            return self._lacking(kind, before, read, self._expecting(read, after), same)
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
        if is_apart and isinstance(base, Draft) and isinstance(new, Draft) and isinstance(after, Draft):
            target = correcting.changed(
                correcting.sums([base], self.books), was if isinstance(was, Draft) else base, after, self.books
            )
            return replace(unchanged, written=how, draft=new, otherwise=otherwise, target=target)
        found = new if is_apart else self._obstacles(document).to_change(new, base, written, read)
        return _due(replace(unchanged, written=how, otherwise=otherwise), found)

    def _changed_again(
        self, kind: AnyKind, document: DocumentId, read: Read, written: Operation, last: Correction, unchanged: Wants
    ) -> Wants:
        """What JAGGAER changed since the newest correction; what was taken back comes back whole."""
        said = kind.read(last.source, self.company.wire)
        before = None if isinstance(said, Hold) else said
        same = replace(unchanged, draft=written.posting, target=correcting.of_lines(last.target))
        is_back = is_reversal(last, written)
        if before is not None and not is_back and kind.fingerprint(before) == unchanged.version:
            return same
        was, after = self._two_versions(kind, document, before, read, written, is_apart=True)
        if not isinstance(after, Draft):
            holds = self._expecting(read, after) if isinstance(after, tuple) else ()
            return self._lacking(kind, None if is_back else before, read, holds, same)
        if is_back and isinstance(was, Draft):
            was = correcting.over_nothing(was)
        return changed_again(kind, unchanged, last, was, after, self.books, names(self.books))

    def _two_versions(
        self,
        kind: AnyKind,
        document: DocumentId,
        before: Read | None,
        read: Read,
        written: Operation,
        *,
        is_apart: bool,
    ) -> tuple[Drafted | None, Drafted]:
        """Two versions as they are drafted today; ``is_apart``: the record stays as it is, in whatever period."""

        def drafted(one: Read) -> Drafted:
            situation = self._situation(document, one, written)
            return kind.draft(one, dated_openly(situation) if is_apart else situation)

        was, after = drafted(before) if before is not None else None, drafted(read)
        if not isinstance(after, POSTINGS) and before is not None and written.posting is not None:
            over = kind.ended(before, read, written.posting)
            return (was, after) if over is None else (written.posting, over)
        return was, after

    def _lacking(self, kind: AnyKind, before: Read | None, read: Read, holds: tuple[Hold, ...], same: Wants) -> Wants:
        """A changed version that cannot be drafted, if it is another one at all."""
        if before is not None and kind.is_same_in_substance(before, read):
            return same
        otherwise = kind.told(before, read) if before is not None else ()
        how = Written.PAIRED_CHANGED if same.written is Written.PAIRED else Written.CHANGED
        return replace(
            same, wanted=Wanted.LACKING, written=how, draft=None, holds=holds, otherwise=otherwise, target=None
        )

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

    def _drafted(self, kind: AnyKind, document: DocumentId, read: Read, written: Operation | None) -> Drafted:
        """A draft of what does not stand in QuickBooks, or all that it lacks."""
        situation = self._situation(document, read, written)
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
        work, company, orders, supplier = self.work, self.company, self.orders, read.supplier.id
        self.places.add(of_supplier(supplier))
        sharing = SharedVendors(work, company, self.places)
        receiving = Receiving(
            work,
            company,
            self.mirror,
            self.books,
            self.places,
            document,
            orders.numbered,
            self._reserved,
            orders.pairs,
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
            pairs=orders.pairs,
            coming=partial(orders.coming, supplier) if company.policy.orders.are_jaggaers else not_coming,
            came=orders.came if _needs_receipts(read, company.policy) else None,
            ordered=receiving.ordered,
            unbilled=receiving.unbilled,
            record=written.record.id if written and written.record else "",
            shared=partial(sharing.shared, document),
            wanted=sharing.is_wanted,
        )


def _needs_receipts(read: Read, policy: Policy) -> bool:
    return policy.receipts.required_above is not None and read.total.amount > policy.receipts.required_above


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
