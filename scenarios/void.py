"""How a void record of QuickBooks' is told from others."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from scenarios.machines import Machines

LINES = ("ExpenseLineRet", "ItemLineRet", "PurchaseOrderLineRet")


def is_void(world: Machines, record: Mapping[str, Any]) -> bool:
    """QuickBooks puts a word before the memo of what is voided; where a person wrote over it, nothing is left in it."""
    is_edited = record["TxnID"] in world.edited
    return str(record.get("Memo", "")).startswith("VOID:") or (is_edited and _is_emptied(record))


def _is_emptied(record: Mapping[str, Any]) -> bool:
    lines = [line for kind in LINES for line in record.get(kind, ())]
    return bool(lines) and not any(Decimal(line.get(name, "0")) for line in lines for name in ("Amount", "Quantity"))
