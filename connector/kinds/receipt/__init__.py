"""A receipt of JAGGAER's: noted, it is the evidence of what came of an order; entered, it is an item receipt."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from connector.domain.bill import Draft
from connector.domain.difference import Difference
from connector.domain.draft import Posting
from connector.domain.hold import Hold
from connector.domain.invoice import Standing
from connector.domain.kind import Kind
from connector.domain.money import Money
from connector.domain.policy import CorrectionPolicy, Policy
from connector.domain.receipt import Receipt
from connector.domain.record import Record
from connector.jaggaer import receipts
from connector.jaggaer.payload import Json
from connector.jaggaer.wire_profile import Resource, WireProfile
from connector.kinds.bought import BoughtKind
from connector.kinds.kind import Around, Part
from connector.sync import fingerprint, receiving
from connector.sync.cell import Wanted
from connector.sync.duplicates import Match
from connector.sync.posted import Stands
from connector.sync.situation import Situation


class ReceiptKind(BoughtKind[Receipt]):
    names = receipts.NAMES
    scheduled_as = "receipts"
    becomes = frozenset({Kind.RECEIPT})
    is_of_several = True

    def resource(self, wire: WireProfile) -> Resource:
        return wire.receipts

    def is_read(self, policy: Policy, wire: WireProfile) -> bool:
        return policy.are_receipts_read

    def standing(self, header: Json, wire: WireProfile) -> Standing:
        return Standing.NOTED

    def read(self, document: Json, wire: WireProfile) -> Receipt | Hold:
        return receipts.normalise(document)

    def wanted(self, value: Receipt, policy: Policy, written: Posting | None, there: Stands | None) -> Wanted:
        """An item receipt that stands already stays as it is, where they are not entered any more."""
        if policy.are_receipts_read and policy.receipts.are_entered:
            return Wanted.DRAFT
        return Wanted.NOTHING if written is None else Wanted.NOT_DUE

    def left_of(self, value: Receipt, situation: Situation) -> Receipt | Wanted:
        return receiving.left_of(value, situation.ordered(value.number))

    def fingerprint(self, value: Receipt) -> str:
        return fingerprint.digest(receiving.bare(value))

    def number_in_quickbooks(self, value: Receipt) -> str:
        return value.receipt_number

    def parts(self, value: Receipt) -> Iterator[Part]:
        for line in value.lines:
            amount = Money.rounded(line.quantity * line.cost, value.currency)
            yield f"line {line.po_line}, {line.quantity.normalize():f}", amount

    def came(self, value: Receipt) -> Mapping[int, Decimal]:
        found: dict[int, Decimal] = {}
        for line in value.lines:
            found[line.po_line] = found.get(line.po_line, Decimal(0)) + line.quantity
        return found

    def orders_of(self, value: Receipt) -> tuple[str, ...]:
        return (value.number,)

    def told(self, before: Receipt, after: Receipt) -> tuple[Difference, ...]:
        """What is left of it follows from bills and other receipts, and so no version of its own says it."""
        return ()

    def draft(self, value: Receipt, situation: Situation) -> Draft | tuple[Hold, ...]:
        return receiving.draft(value, situation)

    def carried(self, written: Draft, before: Draft | None, after: Draft) -> Draft:
        return after

    def is_same_in_substance(self, before: Receipt, after: Receipt) -> bool:
        return receiving.bare(before) == receiving.bare(after)

    def is_relinked(self, written: Draft, wanted: Draft) -> bool:
        """Whether a line that a modify changes keeps its tie is not public: what changed is entered anew."""
        return written.bare.items != wanted.bare.items

    def entered(self, draft: Draft, value: Receipt, around: Around) -> Match | None:
        """What a person received of the order counts as it is: nothing of it is received again."""
        return None

    def corrections(self, policy: Policy) -> CorrectionPolicy:
        """An item receipt follows what JAGGAER received: it is changed, entered anew, or taken back."""
        return CorrectionPolicy(changed="modify", relinked="replace", cancelled="delete", gone=policy.corrections.gone)

    def comes_to(self, value: Receipt, record: Record) -> bool:
        """Bills bring a part of it in; its lines were compared one by one."""
        return True


RECEIPT = ReceiptKind()
