"""
An order of JAGGAER's as its receipts and invoices see it: what came of it in QuickBooks, by which documents.

Rule 1: what an item receipt of ours took of a line is what we wrote; all else that the line received came by bills, or
        by people. Bills on their way count as come.
Rule 2: an item receipt of ours may go with the bill that takes its place only as it was written and read back: not what
        a person changed, what lies in a closed period, what is under way, or what another bill replaces already.
Rule 3: whoever looks here is decided about again when another document of the order comes, the order changes in
        QuickBooks, or a bill of it is on its way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from connector.domain.bill import Draft
from connector.domain.identifiers import DocumentId, TxnID, TxnLineID
from connector.domain.invoice import Standing
from connector.domain.keys import by_id
from connector.domain.kind import Kind
from connector.domain.money import Money
from connector.domain.operation import OPEN, Operation, State, reservation_of_line, reservation_of_receipt
from connector.domain.order import Order
from connector.domain.receipt import Receipt
from connector.domain.records import ORDERS, Books, PurchaseOrder, billing
from connector.flow.course import Course, course
from connector.flow.entities import Company, StoredDocument
from connector.flow.obstacles import Reserved
from connector.flow.ports import Work
from connector.kinds import kind_of
from connector.kinds.order.writing import ORDER_WRITING
from connector.sync.cell import Posted
from connector.sync.posted import stands
from connector.sync.situation import Ordered, Pairs, Unbilled

ZERO = Decimal(0)
AS_WRITTEN = (Posted.AS_WRITTEN, Posted.UNSEEN)


@dataclass(frozen=True, slots=True)
class Receiving:
    """
    For one document; ``mirror`` is all that is legible of QuickBooks' lists, ``places`` where was looked.

    ``numbered`` has JAGGAER's documents of a number, ``reserved`` what is on its way, ``pairs`` QuickBooks' lines of an
    order by JAGGAER's numbers.
    """

    work: Work
    company: Company
    mirror: Books
    books: Books
    places: set[str]
    document: DocumentId
    numbered: Callable[[str], Sequence[StoredDocument]]
    reserved: Reserved
    pairs: Callable[[PurchaseOrder, str], Pairs | None]

    def ordered(self, number: str) -> Ordered:
        """An order of JAGGAER's, as the receipt that asks sees it."""
        documents = self.numbered(number)
        received = [one for document in documents if (one := self._receipt(document)) is not None]
        order, state = self._order(documents)
        if order is None:
            return Ordered(state=state, receipts=received)
        wanted = {line.po_line for one in received for line in one.lines}
        known = self.pairs(order, number)
        lines = known.lines if known is not None else {at: one.line_id for at, one in enumerate(order.lines, 1)}
        if known is not None and known.state and not wanted <= lines.keys():
            return Ordered(state=known.state, receipts=received)
        ours = self._ours(documents)
        taken = {
            one.line_id: one.received - ours.get(one.line_id, ZERO) + self._billed(one.line_id)
            for one in order.lines
            if one.line_id in {lines[at] for at in wanted & lines.keys()}
        }
        return Ordered(order, "", lines, self._lots(documents), received, taken, self._gives_way())

    def unbilled(self, order: PurchaseOrder, number: str, line: TxnLineID) -> Unbilled:
        """What came of an order's line on item receipts, as the invoice that asks sees it."""
        if not order.has_receipts and not self.company.policy.receipts.are_entered:
            return Unbilled()
        may_go, known, stay = dict[TxnID, Decimal](), set[str](), False
        for document in self.numbered(number):
            if Kind.RECEIPT not in kind_of(document.id).becomes:
                continue
            life = course(self.work, self.company, document.id)
            known |= {one.record.id for one in life.operations if one.record and one.posting}
            took = _takes(life, line)
            if not took:
                continue
            if self._may_go(life):
                may_go |= {TxnID(one.record.id): took for one in (life.written,) if one and one.record}
            else:
                stay = stay or self._stays(life)
        of_people = [one for one in order.receipts if one not in known] or (order.has_receipts and not order.receipts)
        return Unbilled(may_go, stay or bool(of_people))

    def _may_go(self, life: Course) -> bool:
        written, latest = life.written, life.latest
        if written is None or written.record is None or latest is None:
            return False
        others = [one for one, _ in self.reserved(reservation_of_receipt(written.record.id)) if one != self.document]
        is_settled = bool(written.tied) and latest.state not in (*OPEN, State.HELD)
        return is_settled and not others and stands(written, life.others, self.mirror).posted in AS_WRITTEN

    def _stays(self, life: Course) -> bool:
        """Whether it stands, or may stand: what only waits to be entered is decided about again."""
        if life.open is not None:
            return True
        written = life.written
        return written is not None and not stands(written, life.others, self.mirror).is_taken

    def _receipt(self, document: StoredDocument) -> Receipt | None:
        kind = kind_of(document.id)
        if document.problem or Kind.RECEIPT not in kind.becomes:
            return None
        read = kind.read(document.payload, self.company.wire)
        return read if isinstance(read, Receipt) else None

    def _order(self, documents: Sequence[StoredDocument]) -> tuple[PurchaseOrder | None, str]:
        """The order in QuickBooks, or how it stands."""
        state = ""
        for document in documents:
            if Kind.ORDER not in kind_of(document.id).becomes:
                continue
            record = self._record_of(document)
            found = self.books.find(ORDERS, by_id(record)) if record else ()
            if found:
                return found[0], ""
            latest = self.work.operations.latest(self.company.name, document.id)
            state = latest.state.value if latest else document.standing
        return None, state

    def _record_of(self, document: StoredDocument) -> str:
        if document.standing == Standing.OWN.value:
            own = kind_of(document.id).names.own(document.id)
            back = self.work.write_backs.of_own(self.company.name, ORDER_WRITING.name, own)
            return back.subject if back else ""
        written = course(self.work, self.company, document.id).written
        return written.record.id if written and written.record else ""

    def _ours(self, documents: Sequence[StoredDocument]) -> Mapping[TxnLineID, Decimal]:
        """What item receipts of ours, as they stand, took of each line."""
        found: dict[TxnLineID, Decimal] = {}
        for document in documents:
            if Kind.RECEIPT not in kind_of(document.id).becomes:
                continue
            life = course(self.work, self.company, document.id)
            if stands(life.written, life.others, self.mirror).is_taken:
                continue
            for line, quantity in life.draft.taken.items() if life.draft else ():
                found[line] = found.get(line, ZERO) + quantity
        return found

    def _billed(self, line: TxnLineID) -> Decimal:
        """What bills on their way take of a line."""
        self.places.add(billing(line))
        return billed(self.reserved, self.document, line)

    def _lots(self, documents: Sequence[StoredDocument]) -> Mapping[int, Money]:
        return {
            line.number: line.amount
            for order in self._orders(documents)
            for line in order.lines
            if line.unit in self.company.policy.orders.lots and line.quantity == 1
        }

    def _orders(self, documents: Sequence[StoredDocument]) -> Iterator[Order]:
        for document in documents:
            kind = kind_of(document.id)
            read: object = None if document.problem else kind.read(document.payload, self.company.wire)
            if isinstance(read, Order):
                yield read

    def _gives_way(self) -> bool:
        written = course(self.work, self.company, self.document).written
        return bool(written and written.record and self.reserved(reservation_of_receipt(written.record.id)))


def billed(reserved: Reserved, document: DocumentId, line: TxnLineID) -> Decimal:
    """What bills of other documents on their way take of an order's line; what receipts take gives way to them."""
    claims = reserved(reservation_of_line(line))
    others = (much for one, much in claims if one != document and Kind.RECEIPT not in kind_of(one).becomes)
    return sum(others, ZERO)


def _takes(life: Course, line: TxnLineID) -> Decimal:
    """What the newest operation, or the one that stands, takes of a line."""
    return max((_taken(one, line) for one in (life.latest, life.written) if one), default=ZERO)


def _taken(operation: Operation, line: TxnLineID) -> Decimal:
    return operation.draft.taken.get(line, ZERO) if isinstance(operation.draft, Draft) else ZERO
