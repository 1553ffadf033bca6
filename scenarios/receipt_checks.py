"""What must always hold of goods that come in: QuickBooks receives each of them once, by a bill or an item receipt."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from scenarios.world import NAME, World
from simulators.qbwc import linked

RECEIPT = "ItemReceipt"
OF_RECEIPTS = "receipt:"
LOT = "LOT"
SIGNS = {"Received": 1, "Returned": -1, "Cancelled": 0}
ZERO, FINEST = Decimal(0), Decimal("0.00001")


def what_came_is_received_once(world: World) -> Iterator[str]:
    """At rest, each line of an order received what JAGGAER received of it, or what is billed, if that is more."""
    policy = world.connector.company(NAME).policy
    waiting = {one.invoice_id for one in world.lines if one.holds}
    orders = {line.invoice: line.txn_id for line in world.lines if line.kind == "order"}
    for order in world.file.records("PurchaseOrder") if policy.receipts.as_ == "item_receipt" else ():
        number = next((one for one, txn_id in orders.items() if txn_id == order["TxnID"]), None)
        receipts = [one for one in world.tenant.receipts.values() if one["poNumber"] == number]
        is_shown = any(f"{OF_RECEIPTS}{one['receiptId']}" in waiting for one in receipts)
        if (
            _is_a_lot(world, number)
            or not receipts
            or is_shown
            or order["TxnID"] in world.edited
            or _has_a_persons(world, order)
        ):
            continue  # what a person has to see, or has done, is theirs
        for at, row in enumerate(order["PurchaseOrderLineRet"], 1):
            came, received = _came(receipts, at), Decimal(row["ReceivedQuantity"])
            billed = received - Decimal(row["UnbilledQuantity"])
            if received != max(came, billed):
                told = f"JAGGAER {came:f}, QuickBooks {received:f}, of which {billed:f} are billed"
                yield f"line {at} of order {number}: {told}"


def _has_a_persons(world: World, order: dict[str, Any]) -> bool:
    """Whether a person received some of it, or a bill of it is theirs."""
    ours = {
        one["TxnID"]
        for kind in ("Bill", RECEIPT)
        for one in world.file.records(kind)
        if one.get("ExternalGUID") and one["TxnID"] not in world.edited
    }
    return any(one["TxnID"] not in ours for one in linked(world.file, order))


def _came(receipts: list[Any], line: int) -> Decimal:
    """By the places of lines, which in stories of receipts are their numbers."""
    rows = [row for one in receipts for row in one["lineList"]["receiptLine"]]
    same = [row for row in rows if row["poLineNumber"] == str(line)]
    quantities = ((Decimal(str(row["quantity"])).quantize(FINEST), SIGNS[row["status"]]) for row in same)
    return sum((quantity * sign for quantity, sign in quantities), ZERO)


def _is_a_lot(world: World, number: str | None) -> bool:
    """Whether something of it is ordered as one: that is received in shares, and not by the piece."""
    orders = (one for one in world.tenant.purchase_orders.values() if one["header"]["poNumber"] == number)
    rows = (row for one in orders for row in one["lineList"]["poLine"])
    return any(row["item"]["unitOfMeasure"]["dimension"] == LOT for row in rows)
