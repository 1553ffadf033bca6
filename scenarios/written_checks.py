"""What must always hold of what is written to JAGGAER: nothing unasked, nothing twice, and what QuickBooks has."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from itertools import groupby, pairwise
from typing import Any

from scenarios.world import NAME, World

ORDER = "PurchaseOrder"
CENT = Decimal("0.01")


def jaggaer_is_written_what_is_switched_on(world: World) -> Iterator[str]:
    """Nothing is written to JAGGAER but what the profile switches on, and no supplier is sent an order by it."""
    writeback = world.connector.company(NAME).wire.writeback
    switched = (
        (writeback.orders, writeback.order.path),
        (writeback.payments, writeback.payment.path),
        (writeback.acknowledgements, writeback.acknowledgement.path),
        (writeback.values, writeback.value.path),
        (writeback.suppliers, writeback.supplier.path),
    )
    allowed = {path for is_on, path in switched if is_on}
    for entry in world.transcript.entries():
        if entry.lane != "connector" or entry.call == "token" or entry.request.method == "GET":
            continue
        if entry.request.url.path not in allowed:
            yield f"{entry.request.method} {entry.request.url.path}"
    for body in world.tenant.order_writes:
        if str(body.get("distributeRevision")) != "false":
            yield f"order {_number(body)} would be sent to its supplier"


def jaggaer_carries_out_no_write_twice(world: World) -> Iterator[str]:
    """JAGGAER has one order of a number, and was never told the same of it twice with nothing in between."""
    numbers = [one["header"].get("poNumber") for one in world.tenant.purchase_orders.values()]
    for number in {one for one in numbers if numbers.count(one) > 1}:
        yield f"JAGGAER has {numbers.count(number)} orders {number}"
    for number, written in groupby(sorted(world.tenant.order_writes, key=_number), key=_number):
        for before, after in pairwise(written):
            is_next = after["revisionNumber"] - before["revisionNumber"] <= 1
            if is_next and _bare(before) == _bare(after):
                yield f"order {number} was written twice: {after['operationCode']}"


def jaggaer_has_what_quickbooks_owns(world: World) -> Iterator[str]:
    """At rest, an order that the connector calls written stands in JAGGAER, line by line, as QuickBooks has it."""
    there = {one["header"].get("alternatePoNumber"): one for one in world.tenant.purchase_orders.values()}
    orders = {one["TxnID"]: one for one in world.file.records(ORDER)}
    for back in (one for one in world.connector.write_backs(NAME) if one.kind == "order"):
        order, document = orders.get(back.subject), there.get(back.subject)
        if back.state.value != "done":
            continue
        if document is None:
            yield f"order {back.number} is written, and JAGGAER does not have it"
        elif order is None and document["header"]["poStatus"] != "Cancelled":
            yield f"order {back.number} is gone in QuickBooks, and stands in JAGGAER"
        elif order is not None and _in_quickbooks(order) != _in_jaggaer(document):
            yield f"order {back.number}: QuickBooks {_in_quickbooks(order)}, JAGGAER {_in_jaggaer(document)}"


def _bare(body: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in body.items() if name != "revisionNumber"}


def _number(body: Mapping[str, Any]) -> str:
    return str(body["header"]["poNumber"])


def _in_quickbooks(order: Mapping[str, Any]) -> list[tuple[Decimal, Decimal]]:
    rows = [(Decimal(row.get("Quantity", "1")), Decimal(row["Amount"])) for row in order["PurchaseOrderLineRet"]]
    return sorted((quantity, amount.quantize(CENT)) for quantity, amount in rows if quantity)


def _in_jaggaer(document: Mapping[str, Any]) -> list[tuple[Decimal, Decimal]]:
    rows = [
        (Decimal(str(row["quantity"])), Decimal(str(row["extendedPrice"]))) for row in document["lineList"]["poLine"]
    ]
    return sorted((quantity, amount.quantize(CENT)) for quantity, amount in rows if quantity)
