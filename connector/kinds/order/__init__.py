"""A purchase order of JAGGAER's, which becomes one of QuickBooks'."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal

from connector.domain.difference import Difference, NameOf
from connector.domain.draft import OrderDraft, Posting
from connector.domain.form import Form
from connector.domain.hold import Hold
from connector.domain.hold_code import HoldCode
from connector.domain.invoice import Standing
from connector.domain.keys import by_id
from connector.domain.kind import Kind
from connector.domain.order import Order
from connector.domain.policy import CorrectionPolicy, Policy
from connector.domain.record import EMPTY, Record
from connector.domain.records import ORDERS, PurchaseOrder
from connector.jaggaer import orders
from connector.jaggaer.payload import Json
from connector.jaggaer.wire_profile import Resource, WireProfile
from connector.kinds.kind import Around, DocumentKind, Part, Seen
from connector.kinds.order.pairs import paired
from connector.quickbooks import differences
from connector.quickbooks.differences import Receiving
from connector.sync import fingerprint, ordering, revising, three_way
from connector.sync.cell import Wanted
from connector.sync.duplicates import Match, entered_order
from connector.sync.ordering import ENDED
from connector.sync.posted import Stands
from connector.sync.situation import Situation


class OrderKind(DocumentKind[Order, OrderDraft]):
    names = orders.NAMES
    scheduled_as = "orders"
    becomes = frozenset({Kind.ORDER})

    def resource(self, wire: WireProfile) -> Resource:
        return wire.orders

    def is_read(self, policy: Policy, wire: WireProfile) -> bool:
        """Also where QuickBooks' own are written to JAGGAER: the supplier's word on them stands there."""
        return policy.orders.are_jaggaers or (policy.orders.are_quickbooks and wire.writeback.orders)

    def is_entered(self, policy: Policy) -> bool:
        return policy.orders.are_jaggaers

    def standing(self, header: Json, wire: WireProfile) -> Standing:
        return orders.standing(header, wire)

    def is_older(self, payload: Json, kept: Json, wire: WireProfile) -> bool:
        """A revision that arrives after a later one changes nothing."""
        new, known = orders.revision_of(payload, wire), orders.revision_of(kept, wire)
        return new is not None and known is not None and new < known

    def read(self, document: Json, wire: WireProfile) -> Order | Hold:
        return orders.normalise(document, wire)

    def wanted(self, value: Order, policy: Policy, written: Posting | None, there: Stands | None) -> Wanted:
        """
        What has ended and is in QuickBooks is closed there: an order with something of it is never deleted. What a
        person took away before is taken back on both sides, and never entered again.

        Where QuickBooks owns orders, JAGGAER's are nobody's to enter any more.
        """
        if not self.is_entered(policy):
            return Wanted.NOT_DUE
        if written is None or value.standing not in ENDED:
            return super().wanted(value, policy, written, there)
        if there is not None and there.is_taken:
            return Wanted.NOTHING
        is_cancelled = value.standing is Standing.CANCELLED
        may_go = there is not None and there.record is not None and self.may_go(there.record)
        if is_cancelled and (policy.orders.cancelled == "hold" or (policy.orders.cancelled == "delete" and may_go)):
            return Wanted.NOTHING
        return Wanted.DRAFT

    def may_go(self, record: Record) -> bool:
        """Not what something was received or billed of."""
        return not record.linked

    def fingerprint(self, value: Order) -> str:
        return fingerprint.digest(revising.bare(value))

    def number_in_quickbooks(self, value: Order) -> str:
        return value.number

    def parts(self, value: Order) -> Iterator[Part]:
        for line in value.lines:
            ended = "cancelled " if line.is_cancelled else ""
            yield f"line {line.number} {ended}{line.description}".strip(), line.amount
        for charge in value.charges:
            yield charge.label, charge.effect

    def orders_of(self, value: Order) -> tuple[str, ...]:
        return (value.number,)

    def goods(
        self, value: Order, written: Posting | None, came: Mapping[int, Decimal], stands: PurchaseOrder | None
    ) -> Iterator[str]:
        draft = written if isinstance(written, OrderDraft) else None
        return map(str, three_way.goods(value, draft, came, stands))

    def told(self, before: Order, after: Order) -> tuple[Difference, ...]:
        return revising.told(before, after)

    def draft(self, value: Order, situation: Situation) -> OrderDraft | tuple[Hold, ...]:
        return ordering.draft(value, situation)

    def carried(self, written: OrderDraft, before: OrderDraft | None, after: OrderDraft) -> OrderDraft:
        return revising.carried(written, before, after)

    def changes(self, written: OrderDraft, wanted: OrderDraft, name_of: NameOf) -> tuple[Difference, ...]:
        return revising.changes(written, wanted, name_of)

    def ended(self, before: Order, after: Order, written: OrderDraft) -> OrderDraft | None:
        """It is closed, although an item of it is not mapped any more."""
        changed = any(line not in before.lines for line in after.lines if not line.is_cancelled)
        return replace(written, is_closed=True) if after.standing in ENDED and not changed else None

    def is_same_in_substance(self, before: Order, after: Order) -> bool:
        return revising.is_same_in_substance(before, after)

    def entered(self, draft: OrderDraft, value: Order, around: Around) -> Match | None:
        others = around.others | {around.own}
        return entered_order(draft, around.books, others, is_bare=around.policy.orders.strip_zeros)

    def in_the_way(self, draft: OrderDraft, written: OrderDraft | None, around: Around) -> tuple[Hold, ...]:
        """What was received or billed is not cut away, and what was not found again is not guessed."""
        if written is None:
            return ()
        lost = [line.number for line in written.lines if line.line_id is None]
        if lost:
            return (Hold.of(HoldCode.ORDER_LINE_LOST, line=lost[0], number=draft.ref_number),)
        stands = next(iter(around.books.find(ORDERS, by_id(around.own))), None)
        return tuple(revising.below_received(draft, stands, around.promised))

    def corrections(self, policy: Policy) -> CorrectionPolicy:
        rule = policy.orders
        corrections = replace(policy.corrections, changed=rule.revised, cancelled="hold", gone=rule.gone)
        return replace(corrections, cancelled="delete") if rule.cancelled == "delete" else corrections

    def comes_to(self, value: Order, record: Record) -> bool:
        """QuickBooks counts what was cancelled, and leaves out charges: its lines were compared one by one."""
        return True

    def face(self, posted: OrderDraft | Record, record: Record, *, is_merged: bool) -> tuple[Difference, ...]:
        return differences.ordered_face(posted, record, is_merged=is_merged)

    def seen(
        self, draft: OrderDraft, record: Record, receiving: Receiving, name_of: NameOf, before: Form = EMPTY
    ) -> Seen[OrderDraft]:
        found = paired(draft, record.form, before)
        lines = tuple(differences.ordered_lines(found, record.form, name_of))
        coding = differences.ordered_coding(found, record.form, name_of)
        return Seen(found, lines=lines, coded=(*coding, *lines))


ORDER = OrderKind()
