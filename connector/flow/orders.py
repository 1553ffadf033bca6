"""
The purchase orders that a document names: their lines, those still to be entered, and received quantities.

Rule 1: each answer notes the places that it came from, so that a waiting document is decided again when they change.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from connector.domain.draft import OrderDraft
from connector.domain.hold import Hold
from connector.domain.identifiers import RecordId, SupplierId
from connector.domain.kind import Kind
from connector.domain.mark import document_of
from connector.domain.operation import State
from connector.domain.records import PurchaseOrder, numbered
from connector.flow.entities import Company, StoredDocument
from connector.flow.ports import Work
from connector.flow.reading import came_of, read_document
from connector.flow.writing_back.noticing import OPEN as OPEN_THERE
from connector.kinds import kind_of
from connector.kinds.order.writing import ORDER_WRITING
from connector.sync.cell import Wanted
from connector.sync.situation import Pairs


@dataclass(frozen=True, slots=True)
class Orders:
    """Of one company; ``places`` are where was looked."""

    work: Work
    company: Company
    places: set[str]

    def pairs(self, order: PurchaseOrder, number: str) -> Pairs | None:
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

    def coming(self, supplier: SupplierId, number: str) -> str:
        """How JAGGAER's order of this number and supplier stands, if it is to be entered and was not read back yet."""
        for one in self.numbered(number):
            read, wanted = read_document(one, self.company)
            if isinstance(read, Hold) or Kind.ORDER not in kind_of(one.id).becomes:
                continue
            if read.supplier.id == supplier and wanted is Wanted.DRAFT:
                latest = self.work.operations.latest(self.company.name, one.id)
                if latest is None or latest.state is not State.DONE or latest.tied is None:
                    return latest.state.value if latest else one.standing
        return ""

    def numbered(self, number: str) -> Sequence[StoredDocument]:
        """JAGGAER's documents of a number; another one of it changes what was decided."""
        self.places.add(numbered(number))
        return self.work.documents.find(self.company.name, number)

    def came(self, number: str) -> Mapping[int, Decimal]:
        """How much of each line of an order JAGGAER received."""
        return came_of(self.numbered(number), self.company)
