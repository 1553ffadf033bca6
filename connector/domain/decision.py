"""What a person decided once, and is remembered: by whom, why and when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum


class Matter(Enum):
    """
    What a decision is about, and so what its subject and value are.

    A ``VENDOR`` by the supplier's id, or by that and a currency, is a ListID; an account, class, customer, terms,
    charge or item by JAGGAER's value is a name in QuickBooks. By a document's id: the ``DATE`` it is posted on, the
    TxnIDs and documents that are ``NOT_SAME``, that it is booked ``UNTIED`` to its orders, the TxnID that it is
    ``PAIRED`` with, and the state in which it is ``SETTLED``: nothing is done about it in just this state.
    """

    VENDOR = "vendor"
    ACCOUNT = "account"
    CLASS = "class"
    CUSTOMER = "customer"
    TERMS = "terms"
    CHARGE = "charge"
    ITEM = "item"
    DATE = "date"
    NOT_SAME = "not same"
    UNTIED = "untied"
    PAIRED = "paired"
    SETTLED = "settled"


def vendor_in(supplier: str, currency: str) -> str:
    """What is said of a supplier in one currency: a vendor of QuickBooks has no other."""
    return f"{supplier} {currency}"


OF_ONE_FILE = (Matter.VENDOR, Matter.NOT_SAME, Matter.PAIRED)
"""Their values are ids of one company file, and mean nothing in another."""


OF_DOCUMENTS = (Matter.DATE, Matter.NOT_SAME, Matter.UNTIED, Matter.PAIRED, Matter.SETTLED)
"""Their subjects are documents."""


@dataclass(frozen=True, slots=True)
class Decision:
    """
    A later one about the same takes its place, and it may be taken back; all of it stays in the history.

    ``exception`` is the id of what it was the answer to.
    """

    matter: Matter
    subject: str
    value: str
    by: str
    reason: str
    at: datetime
    exception: str = ""

    @property
    def id(self) -> str:
        return f"{self.matter.value}/{self.subject}"
