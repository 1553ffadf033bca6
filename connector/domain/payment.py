"""What was paid and credited of a bill in QuickBooks: payments as they are entered, and what they come to on a bill."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from connector.domain.identifiers import TxnID
from connector.domain.keys import PAID, TO_LOOK_UP, by_id
from connector.domain.money import Money

CHECK, CARD, CREDIT = "BillPaymentCheck", "BillPaymentCreditCard", "VendorCredit"
"""Intuit's names of what a bill can be paid by: a check, a credit card, a credit that is set against it."""
PAYMENTS = (CHECK, CARD)


@dataclass(frozen=True, slots=True)
class Applied:
    """A payment's part of one bill; ``discount`` is what was taken off beside the ``amount`` that was paid."""

    bill: TxnID
    amount: Decimal
    discount: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class Payment:
    """A payment as QuickBooks' list shows it; a voided one is applied to nothing."""

    id: TxnID
    kind: str
    number: str
    day: date | None
    applied: tuple[Applied, ...] = ()

    @property
    def record_id(self) -> str:
        return self.id

    @property
    def keys(self) -> tuple[str, ...]:
        return (by_id(self.id),)

    def discount_of(self, bill: TxnID) -> Decimal:
        return sum((one.discount for one in self.applied if one.bill == bill), Decimal(0))


@dataclass(frozen=True, slots=True)
class Part:
    """
    One payment or credit of a bill, as the bill shows it (LinkedTxn): ``amount`` is positive.

    ``discount`` is the part of it that is a discount, where QuickBooks' payment says so.
    """

    txn_id: TxnID
    kind: str
    number: str
    day: date | None
    amount: Decimal
    discount: Decimal = Decimal(0)

    @property
    def credit(self) -> Decimal:
        return self.amount if self.kind not in PAYMENTS else Decimal(0)

    @property
    def cash(self) -> Decimal:
        return self.amount - self.discount - self.credit


@dataclass(frozen=True, slots=True)
class Settlement:
    """
    How far a bill is paid, as it was looked up last; ``is_paid`` is QuickBooks' own word (IsPaid).

    ``is_due`` says that something of it changed since, and that it is to be looked up.
    """

    bill: TxnID
    is_due: bool = True
    is_paid: bool = False
    is_void: bool = False
    total: Money | None = None
    parts: tuple[Part, ...] = ()

    @property
    def record_id(self) -> str:
        return self.bill

    @property
    def keys(self) -> tuple[str, ...]:
        is_paid = self.is_paid and not self.is_void
        return (by_id(self.bill), *([TO_LOOK_UP] if self.is_due else []), *([PAID] if is_paid else []))

    @property
    def settled(self) -> Money:
        """What was paid, credited and taken off of it together."""
        return Money(sum((one.amount for one in self.parts), Decimal(0)), self.total.currency if self.total else "USD")

    @property
    def last(self) -> Part | None:
        """The payment of the latest day; a credit where nothing else was paid."""
        paid = [one for one in self.parts if one.kind in PAYMENTS] or self.parts
        return max(paid, key=lambda one: (one.day or date.min, one.txn_id), default=None)

    def __str__(self) -> str:
        return "; ".join(_said(one) for one in self.parts) or "nothing was paid of it"


WORDS = {CHECK: "by check", CARD: "by credit card", CREDIT: "by credit"}


def _said(part: Part) -> str:
    number, day = f" {part.number}" if part.number else "", f" on {part.day}" if part.day else ""
    taken_off = f", of which {part.discount:,.2f} is a discount" if part.discount else ""
    return f"{part.amount:,.2f} {WORDS.get(part.kind, f'by {part.kind}')}{number}{day}{taken_off}"
