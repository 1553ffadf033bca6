"""What became of the purchase orders, looked at from outside: JAGGAER's beside QuickBooks' own records."""

from __future__ import annotations

from typing import Any

from connector import Connector
from scenarios.demo import cast

Json = dict[str, Any]
COUNTED = {"orders": 6, "order_revisions": 2, "cancelled_lines": 1, "confirmations": 1, "receipts": 2}
"""What the demo is to come to."""


def orders_of(connector: Connector, name: str, records: list[Json]) -> list[Json]:
    """Each order of JAGGAER's, with its record, and line by line what was ordered, received and billed."""
    there = {one["RefNumber"]: one for one in records}
    found = []
    for line in connector.lines(name):
        if line.kind != "order":
            continue
        record = there.get(line.invoice, {})
        rows = record.get("PurchaseOrderLineRet", [])
        shown = tuple((row["ItemRef"]["FullName"], row["Quantity"], row["Amount"]) for row in rows)
        closed = tuple(at for at, row in enumerate(rows, 1) if row["IsManuallyClosed"] == "true")
        (life,) = (one for one in connector.lives(name, line.invoice) if one.line.invoice_id == line.invoice_id)
        found.append(
            {
                "order": line.invoice,
                "txn_id": line.txn_id,
                "vendor": line.vendor,
                "total": record.get("TotalAmount", ""),
                "confirmed": record.get("Other1", ""),
                "closed_lines": list(closed),
                "changes": sum(event.text.endswith("queued to modify") for event in life.events),
                "lines": list(life.goods),
                "as_ordered": (shown, closed) == cast.EXPECTED_ORDERS[line.invoice],
            }
        )
    return found


def counts_of(connector: Connector, name: str, orders: list[Json]) -> dict[str, int]:
    receipts = [line for line in connector.lines(name) if line.kind == "receipt"]
    return {
        "orders": sum(one["as_ordered"] for one in orders),
        "order_revisions": sum(one["changes"] > 0 for one in orders),
        "cancelled_lines": sum(len(one["closed_lines"]) for one in orders),
        "confirmations": sum(bool(one["confirmed"]) for one in orders),
        "receipts": len(receipts),
    }
