"""Payments: JAGGAER has an invoice as paid where its bill is, with the sum that was settled, and no other."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from scenarios.oracle.facts import CENT, Facts, Finding, money

PAID = "Paid"


def judged(facts: Facts) -> Iterator[Finding]:
    if not facts.writeback.get("payments"):
        return
    told = {str(one["invoiceId"]): one for one in facts.payments}
    for document in facts.invoices:
        header = document["header"]
        number, id_ = header["invoiceNumber"], str(header["invoiceId"])
        found = [record for _, record in facts.live_of(document, "Bill")]
        if len(found) != 1 or number in facts.held_write_backs or facts.states.get(id_) != "done":
            continue
        (bill,) = found
        due, is_paid = money(bill["AmountDue"]), bill["IsPaid"] == "true"
        if is_paid and due and header["paymentStatus"] != PAID and header["workflowStatus"] != "Cancelled":
            yield Finding("wrong", f"{number} is paid in QuickBooks, and JAGGAER says {header['paymentStatus']}")
        if is_paid and id_ in told and _sum(told[id_]) != due:
            yield Finding("wrong", f"{number}: {due} are paid, and JAGGAER was told {_sum(told[id_])}")


def _sum(payment: object) -> Decimal:
    amount = payment["paymentAmount"]["money"] if isinstance(payment, dict) else 0
    return money(amount).quantize(CENT)
