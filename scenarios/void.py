"""How a void record of QuickBooks' is told: by its memo, or by what is left of it, where the memo was written over."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

TOTALS = ("AmountDue", "CreditAmount", "TotalAmount")
LINES = ("ExpenseLineRet", "ItemLineRet")


def is_void(record: Mapping[str, Any]) -> bool:
    return str(record.get("Memo", "")).startswith("VOID:") or _is_empty(record)


def _is_empty(record: Mapping[str, Any]) -> bool:
    """It had lines, and all of it is nothing now."""
    amounts = [record[name] for name in TOTALS if name in record]
    amounts += [line.get("Amount", "0") for name in LINES for line in record.get(name, ())]
    return len(amounts) > 1 and not any(Decimal(one) for one in amounts)
