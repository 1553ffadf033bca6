"""
Payments of bills as QuickBooks lists them, and how far a bill is paid as it shows it itself.

Rule 1: what a payment is for comes only with its lines (qbXML listing: IncludeLineItems), what a bill was paid by only
        with its links (IncludeLinkedTxns).
Rule 2: on the bill that was paid, the linked amount is negative (conductor); whichever sign it has, it was paid.
Rule 3: a payment that was voided is applied to nothing (QuickBooks 24.0, as qubesync shows it).
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from lxml import etree

from connector.domain.identifiers import TxnID
from connector.domain.money import Money
from connector.domain.payment import Applied, Part, Payment, Settlement
from connector.domain.policy import CurrencyPolicy
from connector.quickbooks.qbxml.fields import Unreadable, bool_at, day_at, decimal_at, id_at
from connector.quickbooks.qbxml.message_set import Request
from connector.quickbooks.qbxml.responses import Response, value_of

BILL = "BillRet"
APPLIED, LINKED = "AppliedToTxnRet/", "LinkedTxn/"
ZERO = Decimal(0)
NAMELESS = TxnID("")
OF_AMOUNTS = "AMTTYPE"
"""LinkType of what is paid or credited; orders are linked by quantities (Intuit's listing)."""


def payment(element: etree._Element) -> Payment:
    """``Unreadable`` where a field cannot be read."""
    return Payment(
        id=TxnID(id_at(element, "TxnID")),
        kind=str(element.tag).removesuffix("Ret"),
        number=value_of(element, "RefNumber") or "",
        day=day_at(element, "TxnDate"),
        applied=tuple(
            Applied(
                TxnID(id_at(one, "TxnID", APPLIED)),
                decimal_at(one, "Amount", APPLIED) or ZERO,
                Money.rounded(decimal_at(one, "DiscountAmount", APPLIED) or ZERO).amount,
            )
            for one in element.iterfind("AppliedToTxnRet")
        ),
    )


def look_up(request_id: str, bills: Sequence[TxnID]) -> Request:
    """Bills with what they are linked to."""
    return Request(request_id, "BillQuery", (*(("TxnID", one) for one in bills), ("IncludeLinkedTxns", "true")))


def settlements(response: Response, currencies: CurrencyPolicy) -> dict[TxnID, Settlement | None]:
    """
    Each bill of an answer; None where it cannot be read, ``NAMELESS`` for those without an id.

    Which payment took a discount off, its own list says.
    """
    found: dict[TxnID, Settlement | None] = {}
    for element in (one for one in response.records if one.tag == BILL):
        try:
            settlement = _settlement(element, currencies)
        except Unreadable:
            found[TxnID(value_of(element, "TxnID") or NAMELESS)] = None
        else:
            found[settlement.bill] = settlement
    return found


def _settlement(element: etree._Element, currencies: CurrencyPolicy) -> Settlement:
    currency = currencies.code_of(value_of(element, "CurrencyRef/FullName") or "")
    total = Money.rounded(decimal_at(element, "AmountDue") or ZERO, currency)
    linked = [one for one in element.iterfind("LinkedTxn") if value_of(one, "LinkType") in (OF_AMOUNTS, None)]
    return Settlement(
        bill=TxnID(id_at(element, "TxnID")),
        is_due=False,
        is_paid=bool_at(element, "IsPaid"),
        is_void=not total,
        total=total,
        parts=tuple(_part(one) for one in linked if value_of(one, "TxnType") != "PurchaseOrder"),
    )


def _part(element: etree._Element) -> Part:
    return Part(
        txn_id=TxnID(id_at(element, "TxnID", LINKED)),
        kind=value_of(element, "TxnType") or "",
        number=value_of(element, "RefNumber") or "",
        day=day_at(element, "TxnDate"),
        amount=Money.rounded(abs(decimal_at(element, "Amount", LINKED) or ZERO)).amount,
    )
