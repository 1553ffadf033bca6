"""What the database sums of documents and records: cents in columns of their own, a credit less than nothing."""

from __future__ import annotations

from connector.domain.brief import Face, brief_of
from connector.domain.kind import Kind
from connector.domain.operation import Operation


def face_of(face: Face | None) -> dict[str, object]:
    """What a document of JAGGAER's says."""
    total = face.total if face else None
    return {
        "supplier": face.supplier[:120] if face else "",
        "day": face.day.isoformat() if face and face.day else "",
        "cents": int(total.amount * 100) if total else None,
        "currency": total.currency[:10] if total else "",
        "is_paid": bool(face and face.is_paid),
    }


def money_of(operation: Operation) -> dict[str, object]:
    """What QuickBooks shows of a record."""
    record = operation.record
    total = record.total if record is not None else None
    sign = -1 if record is not None and record.kind is Kind.CREDIT else 1
    return {
        "shown_cents": None if total is None else sign * int(total.amount * 100),
        "shown_currency": total.currency if total else "",
        "vendor": record.vendor if record else "",
        "is_as_posted": brief_of(operation).is_as_posted,
    }
