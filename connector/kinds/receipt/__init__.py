"""A receipt of JAGGAER's: noted, it is the evidence of what came of an order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from connector.domain.hold import Hold
from connector.domain.money import Money
from connector.domain.policy import Policy
from connector.domain.receipt import Receipt
from connector.jaggaer import receipts
from connector.jaggaer.payload import Json
from connector.jaggaer.wire_profile import Resource, WireProfile
from connector.kinds.kind import Part
from connector.kinds.noted import NotedKind


class ReceiptKind(NotedKind[Receipt]):
    names = receipts.NAMES

    def resource(self, wire: WireProfile) -> Resource:
        return wire.receipts

    def is_read(self, policy: Policy) -> bool:
        return policy.are_receipts_read

    def read(self, document: Json, wire: WireProfile) -> Receipt | Hold:
        return receipts.normalise(document)

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


RECEIPT = ReceiptKind()
