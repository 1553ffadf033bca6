"""How people pay bills in QuickBooks, and take it back."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from scenarios.schema import Amount, Name, Part
from scenarios.verbs.person import Reference, does
from scenarios.verbs.verb import Verb
from simulators.qbwc import Person

PAYMENTS = {"check": "BillPaymentCheck", "card": "BillPaymentCreditCard"}


class Payment(Part):
    """
    A bill, and how much of it is paid: all that is open unless it is said.

    ``by`` check or credit card, ``number`` is the payment's, ``discount`` is taken off beside what is paid.
    """

    reference: Reference
    amount: Amount | None = None
    by: Literal["check", "card"] = "check"
    number: Name | None = Field(None, max_length=11)
    discount: Amount | None = None


class Setting(Part):
    """A vendor credit and the bill that it is set against, as far as both go unless an amount is said."""

    bill: Reference
    credit: Reference
    amount: Amount | None = None


class Crediting(Part):
    """A vendor credit as a person enters it, on the office supplies account."""

    vendor: Name
    reference: Reference
    total: Amount


class PaymentOf(Part):
    """A payment by its number."""

    number: Name = Field(max_length=11)
    by: Literal["check", "card"] = "check"


def _pay(person: Person, given: Payment) -> object:
    return person.pay(given.reference, given.amount or "", PAYMENTS[given.by], given.number or "", given.discount or "")


VERBS = (
    Verb(
        "pay bill",
        "A bill is paid by check, whole or in part.",
        'pay bill: {reference: AC-778, amount: "20.00"}',
        does(_pay),
        Payment,
    ),
    Verb(
        "void payment",
        "A person voids a payment: what it paid is open again.",
        'void payment: {number: "10452"}',
        does(lambda person, one: person.void(PAYMENTS[one.by], one.number)),
        PaymentOf,
    ),
    Verb(
        "delete payment",
        "A person deletes a payment: what it paid is open again.",
        'delete payment: {number: "10452"}',
        does(lambda person, one: person.delete(PAYMENTS[one.by], one.number)),
        PaymentOf,
    ),
    Verb(
        "enter credit",
        "A person enters a vendor credit by hand.",
        'enter credit: {vendor: Acme, reference: CR-1, total: "20.00"}',
        does(lambda person, one: person.enter_credit(one.vendor, one.reference, one.total)),
        Crediting,
    ),
    Verb(
        "set credit",
        "A person sets a vendor credit against a bill.",
        "set credit: {bill: AC-778, credit: CR-1}",
        does(lambda person, one: person.set_credit(one.bill, one.credit, one.amount or "")),
        Setting,
    ),
)
