"""
What JAGGAER is to have of QuickBooks: orders that QuickBooks owns, payments, acknowledgements, values of its lists.

Each says what people call it (``number``, ``vendor``), what it is over (``total``), and itself in words.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from connector.domain.identifiers import SupplierId, TxnID, TxnLineID
from connector.domain.money import Money


@dataclass(frozen=True, slots=True)
class OutgoingLine:
    """
    ``number`` is what JAGGAER calls it by, and stays with QuickBooks' ``line_id``, wherever the line is moved.

    A ``quantity`` of 0 takes it back. ``catalog_number`` and ``commodity`` are the customer's codes of its item.
    """

    number: int
    line_id: TxnLineID
    catalog_number: str
    description: str
    quantity: Decimal
    unit: str
    price: Decimal
    amount: Money
    commodity: str = ""


@dataclass(frozen=True, slots=True)
class OutgoingOrder:
    """
    ``txn_id`` is QuickBooks' id of it, ``number`` its RefNumber.

    The supplier is known by JAGGAER's own id, or by the number that JAGGAER has of it, or by both.
    """

    txn_id: TxnID
    number: str
    supplier_id: SupplierId | None
    supplier_number: str
    vendor: str
    day: date
    lines: tuple[OutgoingLine, ...]
    total: Money
    expected: date | None = None
    terms: str = ""
    is_closed: bool = False

    def __str__(self) -> str:
        standing = [one for one in self.lines if one.quantity]
        lines = ", ".join(
            f"{one.number}: {one.quantity.normalize():f} at {one.price.normalize():f}" for one in standing
        )
        return f"{self.total} ({lines})"

    def numbered(self, number: str) -> OutgoingOrder:
        """The same under the number that JAGGAER gave it."""
        return replace(self, number=number)


@dataclass(frozen=True, slots=True)
class OutgoingPayment:
    """
    How far an invoice is paid: ``status`` is JAGGAER's own word for it.

    ``day``, ``method`` and ``payment_number`` are those of the last payment; ``method`` is Intuit's name of it. The
    bill is QuickBooks' ``txn_id``, and ``paid`` is what was settled of it: ``cash``, ``discount`` and ``credit``.
    """

    number: str
    vendor: str
    status: str
    txn_id: TxnID
    paid: Money
    cash: Money
    discount: Money
    credit: Money
    day: date | None = None
    method: str = ""
    payment_number: str = ""

    @property
    def total(self) -> Money:
        return self.paid

    def numbered(self, number: str) -> OutgoingPayment:
        return replace(self, number=number)

    def __str__(self) -> str:
        return f"{self.status}, {self.paid}{f' on {self.day}' if self.day else ''}"


@dataclass(frozen=True, slots=True)
class OutgoingAcknowledgement:
    """
    Whether an invoice is in the books: ``code`` is JAGGAER's, ``text`` what is said to it.

    ``txn_id``, ``ref_number`` and ``day`` are QuickBooks', where it is posted.
    """

    number: str
    vendor: str
    code: str
    text: str
    total: Money | None = None
    txn_id: str = ""
    ref_number: str = ""
    day: date | None = None

    def numbered(self, number: str) -> OutgoingAcknowledgement:
        return replace(self, number=number)

    def __str__(self) -> str:
        return f"{self.code}: {self.text}"


@dataclass(frozen=True, slots=True)
class OutgoingValue:
    """One value of a custom field of JAGGAER's; one that is not active is offered to nobody."""

    value: str
    description: str
    is_active: bool = True


@dataclass(frozen=True, slots=True)
class OutgoingValues:
    """The values that a record of a list of QuickBooks' stands for: its name, or the codes that are mapped to it."""

    number: str
    field: str
    values: tuple[OutgoingValue, ...]
    vendor: str = ""
    total: Money | None = None

    def numbered(self, number: str) -> OutgoingValues:
        return replace(self, number=number)

    def __str__(self) -> str:
        return f"{self.field}: " + ", ".join(
            one.value if one.is_active else f"{one.value} (withdrawn)" for one in self.values
        )


@dataclass(frozen=True, slots=True)
class OutgoingCode:
    """
    What JAGGAER is to have of a supplier, which is a vendor of QuickBooks': its code, where it has none, and the
    ``fields`` that QuickBooks is the master of, by JAGGAER's names.
    """

    number: str
    vendor: str
    code: str
    total: Money | None = None
    fields: tuple[tuple[str, str], ...] = ()

    def numbered(self, number: str) -> OutgoingCode:
        return replace(self, number=number)

    def __str__(self) -> str:
        code = f", code {self.code}" if self.code else ""
        return f"vendor {self.vendor}{code}" + "".join(f", {name} {text}" for name, text in self.fields)


Outgoing = OutgoingOrder | OutgoingPayment | OutgoingAcknowledgement | OutgoingValues | OutgoingCode
