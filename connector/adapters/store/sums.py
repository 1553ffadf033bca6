"""What the database sums of documents and records: cents in columns of their own, a credit less than nothing."""

from __future__ import annotations

from connector.domain.brief import InvoiceTotal, brief_of
from connector.domain.kind import Kind
from connector.domain.operation import Operation


def total_of(one: InvoiceTotal | None) -> dict[str, object]:
    """What a document of JAGGAER's says."""
    total = one.total if one else None
    return {
        "supplier": one.supplier[:120] if one else "",
        "day": one.day.isoformat() if one and one.day else "",
        "cents": None if total is None else int(total.amount * 100),
        "currency": "" if total is None else total.currency[:10],
        "is_paid": bool(one and one.is_paid),
    }


def money_of(operation: Operation) -> dict[str, object]:
    """What QuickBooks shows of a record."""
    record = operation.record
    total = record.total if record is not None else None
    sign = -1 if record is not None and record.kind is Kind.CREDIT else 1
    return {
        "shown_cents": None if total is None else sign * int(total.amount * 100),
        "shown_currency": "" if total is None else total.currency,
        "vendor": record.vendor if record else "",
        "is_as_posted": brief_of(operation).is_as_posted,
    }
