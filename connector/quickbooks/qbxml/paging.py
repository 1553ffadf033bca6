"""How a long list is asked for: page by page, and what changed in a span of time."""

from __future__ import annotations

from connector.quickbooks.qbxml.message_set import Tree

Span = tuple[str, str]
RANGE = "ModifiedDateRangeFilter"


def paging(iterator_id: str | None) -> tuple[tuple[str, str], ...]:
    return (("iterator", "Continue"), ("iteratorID", iterator_id)) if iterator_id else (("iterator", "Start"),)


def changed_in(span: Span, around: str = RANGE) -> tuple[Tree, ...]:
    """Bounds are local wall time without an offset, as QuickBooks reads them; an empty one is left out."""
    bounds: list[Tree] = [(f"{side}ModifiedDate", one) for side, one in zip(("From", "To"), span, strict=True) if one]
    return ((around, bounds),) if around and bounds else tuple(bounds)
