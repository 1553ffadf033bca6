"""
What stands in the way of a write besides what it lacks: one law for what is added and what is changed.

Rule 1: two documents under one vendor and number are never on their way together, nor is the second written after the
        first. It is the other document's record, and no person's.
Rule 2: a record that a person entered is looked for before anything is queued; unless somebody said that it is another.
        Where the order has nothing left to be billed, that may be why.
Rule 3: equal vendor, number and amount are never posted twice, whatever anybody said.
Rule 4: what QuickBooks' parser would not take is not queued.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import partial

from connector.domain.bill import Draft
from connector.domain.draft import Posting, Wanted
from connector.domain.hold import Hold
from connector.domain.hold_code import HoldCode
from connector.domain.identifiers import DocumentId, TxnLineID
from connector.domain.keys import by_id
from connector.domain.kind import Kind
from connector.domain.mark import document_of
from connector.domain.money import Money
from connector.domain.operation import Operation, State, reservation_of_line, reservation_of_number
from connector.domain.record import Record
from connector.domain.records import BILLS, ORDERS, Books
from connector.flow.entities import Company
from connector.flow.ports import Work
from connector.kinds import AnyKind, Read, kind_of, known_kind_of
from connector.kinds.kind import Around
from connector.quickbooks.qbxml.edition import Edition
from connector.quickbooks.qbxml.forms import form_of
from connector.quickbooks.qbxml.shapes import problems
from connector.sync.duplicates import is_same_bill
from connector.sync.posted import numbered

Reserved = Callable[[str], Sequence[tuple[DocumentId, Decimal]]]
"""Which documents on their way lay claim to something, and to how much."""


@dataclass(frozen=True, slots=True)
class Copy:
    """Another document with this vendor and number; ``total`` is what it is posted, or on its way, over."""

    document: DocumentId
    number: str
    total: Money | None

    def hold(self, drafted: Posting) -> Hold:
        return Hold.of(
            HoldCode.NUMBER_TWICE,
            vendor=drafted.vendor,
            ref_number=drafted.ref_number,
            other=self.number,
            other_id=self.document,
            amount=drafted.total,
            other_amount=self.total or "an unknown amount",
        )


@dataclass(frozen=True, slots=True)
class Obstacles:
    """
    ``others`` are records and documents of which a person said that they are not this document's; ``claimed`` says what
    operations on their way reserve.
    """

    work: Work
    company: Company
    books: Books
    edition: Edition
    document: DocumentId
    others: frozenset[str]
    reserved: Reserved

    @property
    def kind(self) -> AnyKind:
        return kind_of(self.document)

    def to_add(self, drafted: Posting, read: Read) -> Posting | tuple[Hold, ...]:
        around = self._around()
        if found := unsendable(drafted, self.edition) or self.kind.in_the_way(drafted, None, around):
            return found
        copy = self.copy(drafted)
        if copy is not None:
            return (copy.hold(drafted),)
        entered = self.entered(drafted, read)
        return drafted if entered is None else (entered,)

    def entered(self, drafted: Posting, read: Read) -> Hold | None:
        """What a person may have entered for it."""
        match = self.kind.entered(drafted, read, replace(self._around(), made=self._made(drafted)))
        if match is None:
            return None
        return Hold.of(
            HoldCode.LOOKS_ENTERED,
            vendor=drafted.vendor,
            posting=drafted.kind.value,
            ref_number=match.record.ref_number or "without a number",
            txn_id=match.record.id,
            score=match.score,
            differences="; ".join(map(str, match.differences)) or "nothing",
        )

    def _made(self, drafted: Posting) -> Sequence[Record]:
        """The bills of the same order lines that a person made of item receipts of ours, and that are nobody's yet."""
        if not isinstance(drafted, Draft):
            return ()
        orders = [one for line in drafted.items for one in self.books.find(ORDERS, by_id(line.link.txn_id))]
        linked = dict.fromkeys(txn_id for order in orders if order.record for txn_id in order.record.linked)
        bills = [bill for txn_id in linked for bill in self.books.find(BILLS, by_id(txn_id))]
        return [one for one in bills if self.owner(one) is None and self._made_of(one) & drafted.taken.keys()]

    def _made_of(self, bill: Record) -> set[TxnLineID]:
        """The order lines of the item receipt that a bill was made of."""
        document = document_of(bill.memo)
        kind = known_kind_of(document) if document is not None else None
        if document is None or kind is None or Kind.RECEIPT not in kind.becomes:
            return set()
        known = self.work.operations.of_document(self.company.name, document)
        return {line for one in known if isinstance(one.draft, Draft) for line in one.draft.taken}

    def to_change(self, new: Posting, base: Posting, written: Operation, read: Read) -> Posting | tuple[Hold, ...]:
        """The same, where the change gives the record another face."""
        own = written.record
        around = self._around(own.id if own else "")
        if found := unsendable(new, self.edition) or self.kind.in_the_way(new, base, around):
            return found
        if own is None or _face(new) == _face(base):
            return new
        copy = self.copy(new)
        if copy is not None:
            return (copy.hold(new),)
        match = self.kind.entered(new, read, around)
        return new if match is None else (number_taken(new, own, match.record),)

    def _around(self, own: str = "") -> Around:
        return Around(
            self.books, self.company.policy, self.others, own, partial(promised, self.reserved, self.document)
        )

    def copy(self, drafted: Posting) -> Copy | None:
        """The other document that has this number, on its way or posted; unless a person told the two apart."""
        return next((one for one in self._copies(drafted) if not self._is_another(drafted, one)), None)

    def _copies(self, drafted: Posting) -> Iterator[Copy]:
        work, name = self.work, self.company.name
        for document, _ in self.reserved(reservation_of_number(drafted)):
            latest = work.operations.latest(name, document) if document != self.document else None
            if latest is not None:
                yield self._copy(document, latest.posting.total if latest.posting else None)
        for record in numbered(drafted.kind, drafted.vendor_id, drafted.ref_number, self.books):
            owner = self.owner(record)
            is_numbered = (record.ref_number or "").strip().casefold() == drafted.ref_number.casefold()
            if owner is not None and (is_numbered or record.total == drafted.total):
                yield self._copy(owner, record.total)

    def owner(self, record: Record) -> DocumentId | None:
        """The other document that a record is posted of, by what we wrote or by its mark."""
        ours = self.work.operations.of_record(self.company.name, record.id)
        for operation in ours:
            if operation.state is State.DONE:
                return operation.document if operation.document != self.document else None
        owner = document_of(record.memo)
        kind = known_kind_of(owner) if owner is not None and owner != self.document else None
        return owner if kind is not None and record.kind in kind.becomes else None

    def copy_of(self, record: Record) -> Copy | None:
        """The other document that a record is posted of."""
        owner = self.owner(record)
        return self._copy(owner, record.total) if owner is not None else None

    def _copy(self, document: DocumentId, total: Money | None) -> Copy:
        kept = self.work.documents.get(self.company.name, document)
        return Copy(document, kept.number if kept else str(document), total)

    def _is_another(self, drafted: Posting, copy: Copy) -> bool:
        return copy.document in self.others and copy.total != drafted.total

    def is_another(self, drafted: Posting, record: Record) -> bool:
        """Whether a person said that a record is not this document's; never where both are the same bill."""
        is_said = record.id in self.others or self.owner(record) in self.others
        return is_said and not is_same_bill(drafted, record)


def unsendable(wanted: Wanted, edition: Edition) -> tuple[Hold, ...]:
    """For what QuickBooks' parser would refuse it, and everything that is sent along with it."""
    wrong = problems(wanted.kind, form_of(wanted), edition)
    return (Hold.of(HoldCode.UNSENDABLE, detail="; ".join(wrong)),) if wrong else ()


def number_taken(new: Posting, own: Record, other: Record) -> Hold:
    """A change that would give two records of a vendor one number."""
    return Hold.of(
        HoldCode.NUMBER_TAKEN,
        vendor=new.vendor,
        ref_number=new.ref_number,
        own=own.id,
        posting=other.kind.value,
        amount=other.total or "",
        txn_id=other.id,
    )


def promised(reserved: Reserved, document: DocumentId, line: TxnLineID) -> Decimal:
    """What operations of other documents will take of an order's line."""
    claims = reserved(reservation_of_line(line))
    return sum((quantity for one, quantity in claims if one != document), Decimal(0))


def _face(draft: Posting) -> tuple[object, ...]:
    return (draft.vendor_id, draft.ref_number.casefold(), draft.txn_date, draft.total)
