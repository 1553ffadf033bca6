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

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from connector.domain.bill import Draft
from connector.domain.identifiers import DocumentId, TxnID, TxnLineID
from connector.domain.invoice import Standing
from connector.domain.keys import by_id
from connector.domain.kind import Kind
from connector.domain.mark import document_of
from connector.domain.money import Money
from connector.domain.operation import OPEN, Operation, State, reservation_of_line, reservation_of_receipt
from connector.domain.order import Order
from connector.domain.receipt import Receipt
from connector.domain.records import ITEMS, ORDERS, RECEIPTS, Books, PurchaseOrder, PurchaseOrderLine, billing
from connector.flow.course import Course, course
from connector.flow.entities import Company, StoredDocument
from connector.flow.obstacles import Reserved
from connector.flow.ports import Work
from connector.kinds import kind_of
from connector.kinds.order.writing import ORDER_WRITING
from connector.sync.cell import Posted
from connector.sync.deciding import BY_PERSON
from connector.sync.posted import Stands, stands
from connector.sync.situation import Ordered, Pairs, Unbilled

ZERO = Decimal(0)
AS_WRITTEN = (Posted.AS_WRITTEN, Posted.UNSEEN)


@dataclass(frozen=True, slots=True)
class Entered:
    """A receipt of JAGGAER's, if it can be read, what was done about it, and how its item receipt stands."""

    id: DocumentId
    receipt: Receipt | None
    life: Course
    there: Stands

    @property
    def stands(self) -> bool:
        return self.life.written is not None and not self.there.is_taken

    @property
    def is_withdrawn(self) -> bool:
        latest = self.life.latest
        return latest is not None and latest.state is State.WITHDRAWN and latest.rule in BY_PERSON

    @property
    def is_settled(self) -> bool:
        """A person settled that nothing is to come of it."""
        return self.is_withdrawn and not self.stands

    def took(self, line: TxnLineID) -> Decimal:
        """Of a line, as it stands."""
        return self.life.draft.taken.get(line, ZERO) if self.stands and self.life.draft else ZERO


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
        entered = list(self._entered(documents))
        receipts = [one.receipt for one in entered if one.receipt and (one.id == self.document or not one.is_settled)]
        order, state = self._order(documents)
        if order is None:
            return Ordered(state=state, receipts=receipts)
        wanted = {line.po_line for one in receipts for line in one.lines}
        known = self.pairs(order, number)
        lines = known.lines if known is not None else {at: one.line_id for at, one in enumerate(order.lines, 1)}
        if known is not None and known.state and not wanted <= lines.keys():
            return Ordered(state=known.state, receipts=receipts)
        asked = {lines[at] for at in wanted & lines.keys()}
        orders = list(self._orders(documents))
        return Ordered(
            order=order,
            lines=lines,
            lots=self._lots(orders),
            prices={line.number: line.unit_price for one in orders for line in one.lines} if known is None else {},
            receipts=receipts,
            entered={one.id: one.life.draft.taken for one in entered if one.stands and one.life.draft},
            adopted=frozenset(self._adopted(order, entered)),
            taken={one.line_id: self._taken(one, entered) for one in order.lines if one.line_id in asked},
            others={line: self._of_others(line, entered) for line in asked},
            gives_way=self._gives_way(),
        )

    def unbilled(self, order: PurchaseOrder, number: str, line: TxnLineID) -> Unbilled:
        """What came of an order's line on item receipts, as the invoice that asks sees it."""
        if not order.has_receipts and not self.company.policy.receipts.are_entered:
            return Unbilled()
        may_go, known, kept = dict[TxnID, Decimal](), set[str](), False
        for one in self._entered(self.numbered(number)):
            known |= {each.record.id for each in one.life.operations if each.record and each.posting}
            took, written = _takes(one.life, line), one.life.written
            if took and self._may_go(one, order, line) and written is not None and written.record is not None:
                may_go[TxnID(written.record.id)] = took
            elif took and (one.stands or one.life.open is not None):  # what only waits is decided about again
                kept = True
        of_people = [one for one in order.receipts if one not in known] or (order.has_receipts and not order.receipts)
        return Unbilled(may_go, bool(of_people), kept)

    def _entered(self, documents: Sequence[StoredDocument]) -> Iterator[Entered]:
        for document in documents:
            if Kind.RECEIPT in kind_of(document.id).becomes:
                life = course(self.work, self.company, document.id)
                there = stands(life.written, life.others, self.mirror)
                yield Entered(document.id, self._receipt(document), life, there)

    def _may_go(self, one: Entered, order: PurchaseOrder, line: TxnLineID) -> bool:
        written, latest = one.life.written, one.life.latest
        if written is None or written.record is None or latest is None:
            return False
        others = [it for it, _ in self.reserved(reservation_of_receipt(written.record.id)) if it != self.document]
        is_settled = bool(written.tied) and latest.state not in (*OPEN, State.HELD)
        is_as_written = is_settled and not others and one.there.posted in AS_WRITTEN
        return is_as_written and all(self._is_open(each, order) for each in _lines(one.life) if each != line)

    def _is_open(self, line: TxnLineID, order: PurchaseOrder) -> bool:
        """Whether what the bill leaves of an item receipt can be received of the line again."""
        there = next((one for one in order.lines if one.line_id == line), None)
        if there is None or there.is_closed or there.open_quantity < 0:
            return False
        return all(one.is_active for one in self.books.find(ITEMS, by_id(there.item_id)))

    def _of_others(self, line: TxnLineID, entered: Sequence[Entered]) -> Decimal:
        """What item receipts of other documents took of a line, or are about to."""
        claims = self.reserved(reservation_of_line(line))
        coming = (much for one, much in claims if one != self.document and Kind.RECEIPT in kind_of(one).becomes)
        return sum((one.took(line) for one in entered if one.id != self.document), sum(coming, ZERO))

    def _adopted(self, order: PurchaseOrder, entered: Sequence[Entered]) -> Iterator[DocumentId]:
        """The documents of which an item receipt with our mark stands, that we do not know of."""
        fresh = {one.id for one in entered if one.life.record is None and not one.is_withdrawn}
        for receipt in order.receipts if fresh else ():
            for record in self.books.find(RECEIPTS, by_id(receipt)):
                document = document_of(record.memo)
                if document in fresh and not self.work.operations.of_record(self.company.name, record.id):
                    yield document

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

    def _taken(self, line: PurchaseOrderLine, entered: Sequence[Entered]) -> Decimal:
        """What came of a line by bills, also those on their way, and by people."""
        self.places.add(billing(line.line_id))
        ours = sum((one.took(line.line_id) for one in entered), ZERO)
        return line.received - ours + billed(self.reserved, self.document, line.line_id)

    def _lots(self, orders: Sequence[Order]) -> Mapping[int, Money]:
        return {
            line.number: line.amount
            for order in orders
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


def _lines(life: Course) -> Iterable[TxnLineID]:
    """The lines of orders that its record has."""
    return life.draft.taken if life.draft else ()
