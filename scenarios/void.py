"""How a void record of QuickBooks' is told from others."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def is_void(record: Mapping[str, Any]) -> bool:
    """QuickBooks puts a word before the memo of what is voided."""
    return str(record.get("Memo", "")).startswith("VOID:")
