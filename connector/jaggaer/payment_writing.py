"""
How far invoices are paid, as it is written to JAGGAER.

No payload of it is public (all of it is assumed): it is a batch as JAGGAER's import of scanned invoices is (UCLA), with
a part to each invoice. That JAGGAER is told, and shows status, date and method, is in Indiana University's guide.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

from connector.domain.money import Money
from connector.domain.outgoing import OutgoingPayment
from connector.jaggaer.payload import Json, midnight, wire_text
from connector.jaggaer.wire_profile import PaymentWriting, at, with_value

APART = ("cash", "discount", "credit")
"""Where the tenant has fields for them."""


def part(payment: OutgoingPayment, own_id: str, rules: PaymentWriting) -> str:
    """What is said of one invoice."""
    said: Json = {
        "invoiceNumber": payment.number,
        "invoiceId": int(own_id) if own_id.isdecimal() else own_id,
        "paymentStatus": payment.status,
        "paymentAmount": _money(payment.paid),
        "externalDocumentNumber": payment.txn_id,
    }
    if payment.day:
        said["paymentDate"] = midnight(payment.day)
    if payment.method:
        said["paymentMethod"] = rules.methods.get(payment.method, payment.method)
    if payment.payment_number:
        said["paymentNumber"] = payment.payment_number
    parts = {"cash": payment.cash, "discount": payment.discount, "credit": payment.credit}
    for place, path in rules.fields.items():
        value = _money(parts[place]) if place in APART else at(said, place)
        said = with_value(said, path, value)
    return wire_text(said)


def request(parts: Sequence[str]) -> str:
    """The exact text of a request; the same parts make the same."""
    listed = ",".join(parts)
    batch = sha256(listed.encode()).hexdigest()[:24]
    return f'{{"batchId":"{batch}","invoicePaymentList":{{"invoicePayment":[{listed}]}}}}'


def _money(money: Money) -> Json:
    return {"currency": money.currency, "money": money.amount}
