"""
What the header of an invoice says of money, also where the invoice cannot be read.

A credit memo is less than nothing, whichever sign its total has (UCLA has the minus; others may not).
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal, InvalidOperation

from connector.domain.brief import InvoiceTotal
from connector.domain.money import Money
from connector.jaggaer.normalise import is_paid
from connector.jaggaer.payload import Json
from connector.jaggaer.rows import header_of, supplier_name
from connector.jaggaer.wire_profile import WireProfile, at, canonical

LINES = "lineList.invoiceLine"
MOST = Decimal("1e13")


def invoice_total(payload: Json, profile: WireProfile) -> InvoiceTotal:
    document = canonical(payload, profile.fields, LINES) if profile.fields else payload
    header = header_of(document)
    total = _total(at(header, "total.value"), str(at(header, "total.currency") or ""))
    is_credit = header.get("invoiceType") in profile.credit_types
    return InvoiceTotal(
        supplier=supplier_name(document),
        day=_day(header.get("invoiceDate")),
        total=-abs(total) if total is not None and is_credit else total,
        is_paid=is_paid(header, profile),
    )


def _total(value: object, currency: str) -> Money | None:
    if isinstance(value, bool) or not isinstance(value, int | str | Decimal) or not currency:
        return None
    try:
        amount = Decimal(value)
    except InvalidOperation:
        return None
    return Money.rounded(amount, currency) if amount.is_finite() and abs(amount) < MOST else None


def _day(value: object) -> date | None:
    try:
        return date.fromisoformat(str(value)[:10])
    except ValueError:
        return None
