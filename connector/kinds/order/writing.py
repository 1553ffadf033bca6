"""Purchase orders that QuickBooks owns, on their way to JAGGAER."""

from __future__ import annotations

from dataclasses import replace

from connector.domain.hold import Hold
from connector.domain.hold_code import HoldCode
from connector.domain.identifiers import DocumentId, ListID
from connector.domain.keys import by_id
from connector.domain.mark import document_of
from connector.domain.policy import Policy
from connector.domain.records import ORDERS, VENDORS, Books, PurchaseOrder, Vendor
from connector.domain.writeback import Change, WriteBack
from connector.errors import InternalError
from connector.jaggaer import order_writing, orders
from connector.jaggaer.payload import Json
from connector.jaggaer.rows import header_of
from connector.jaggaer.wire_profile import Resource, WireProfile
from connector.kinds.writing import Known, RecordWriting
from connector.sync.outgoing import Outside, Shows, There, shown
from connector.sync.telling import Both, decided


class OrderWriting(RecordWriting):
    name = called = "order"
    names = orders.NAMES
    shelf = ORDERS

    def is_written(self, policy: Policy, wire: WireProfile) -> bool:
        return policy.orders.are_quickbooks and wire.writeback.orders

    def began_as(self, subject: str, books: Books) -> DocumentId | None:
        found = _order(subject, books)
        return document_of(found.record.memo) if found is not None and found.record is not None else None

    def resource(self, wire: WireProfile) -> Resource:
        return wire.orders

    def path(self, wire: WireProfile) -> str:
        return wire.writeback.order.path

    def number(self, subject: str, known: Known) -> str:
        found = _order(subject, known.books)
        return found.ref_number if found else ""

    def decided(self, back: WriteBack, known: Known) -> WriteBack | None:
        order, reading = _order(back.subject, known.books), self._reading(back, known)
        vendor = _vendor(order, known.books)
        outside = Outside(known.policy, vendor, known.suppliers(vendor.list_id) if vendor else ())
        newer, kept = (self._there(one, known.wire) if one is not None else None for one in reading)
        return decided(back, Both(order, outside, known.wire.writeback.order.close, newer, kept))

    def _reading(self, back: WriteBack, known: Known) -> tuple[Json | None, Json | None]:
        """JAGGAER's document of it, where a later pass than that of our write has read it; and as it was read last."""
        read = known.became(DocumentId(f"{self.names.prefix}{back.own_id}")) if back.own_id else None
        if read is None or not read.is_readable:
            return None, None
        return read.payload if read.read_in > back.pass_number else None, read.payload

    def anew(self, back: WriteBack) -> WriteBack:
        """What JAGGAER does not have any more is created once more."""
        if any(hold.code is HoldCode.GONE_IN_JAGGAER for hold in back.holds):
            back = replace(back, told=None, own_id="", change=Change.CREATE)
        return replace(back, overwrites=True)

    def part(self, back: WriteBack, wire: WireProfile) -> str:
        order = back.wanted or back.told
        if order is None or back.change is None:
            raise InternalError(f"There is nothing to write of order {back.number}.")
        return order_writing.body(back.change, order, back.own_id, wire.writeback.order)

    def reference(self, document: Json, wire: WireProfile) -> str:
        return order_writing.reference_of(document, wire.order.fields)

    def shown(self, back: WriteBack, document: Json | None, policy: Policy, wire: WireProfile) -> Shows | Hold:
        there = self._there(document, wire) if document is not None else None
        return shown(back, there, is_sole_source=not policy.orders.are_jaggaers)

    def _there(self, document: Json, wire: WireProfile) -> There:
        own = str(header_of(document).get(self.names.id, ""))
        return There(orders.normalise(document, wire), own, self.reference(document, wire))


def _order(subject: str, books: Books) -> PurchaseOrder | None:
    return next(iter(books.find(ORDERS, by_id(subject))), None)


def _vendor(order: PurchaseOrder | None, books: Books) -> Vendor | None:
    found = books.find(VENDORS, by_id(ListID(order.vendor_id))) if order else ()
    return next(iter(found), None)


ORDER_WRITING = OrderWriting()
