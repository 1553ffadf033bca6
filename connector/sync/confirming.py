"""
What the supplier confirmed of an order that QuickBooks owns, on its way to QuickBooks' order.

Rule 1: its date goes to the ExpectedDate, its number to Other1; each of its versions is carried once.
Rule 2: what a person has changed since is theirs and stays: the date, once it is no more the one that JAGGAER was told;
        the field, once it says something that is not of us.
"""

from __future__ import annotations

from collections.abc import Iterator

from connector.domain.order import Confirmation
from connector.domain.policy import Policy
from connector.domain.records import PurchaseOrder
from connector.domain.writeback import WriteBack

EXPECTED, NUMBER = "ExpectedDate", "Other1"
LONGEST = 25
"""Characters of Other1 (Intuit's listing)."""


def to_carry(said: Confirmation, back: WriteBack, order: PurchaseOrder, policy: Policy) -> Iterator[tuple[str, str]]:
    """The fields of QuickBooks' order to be changed, as text."""
    before = back.carried
    asked = back.told.expected if back.told else None
    known_day = before.day if before is not None and before.day else asked
    if said.day is not None and order.expected != said.day and order.expected in (known_day, asked):
        yield EXPECTED, said.day.isoformat()
    number, known = said.number[:LONGEST], before.number[:LONGEST] if before else ""
    is_free = order.other1 in ("", known)
    if policy.orders.confirmation_in != "none" and number and order.other1 != number and is_free:
        yield NUMBER, number
