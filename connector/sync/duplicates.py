"""
Whether a person entered a bill before us: looked up before anything is queued, offered for pairing, never decided.

Rule 1: QuickBooks takes any number twice (its warning is one of its window, not of its SDK), so the search is ours.
Rule 2: the vendor with the same number is the same bill until a person says otherwise; with the same amount, also if
        the numbers differ in blanks, signs, case and leading zeros; with the same amount and date, also if a number is
        missing, or part of the other. Another number is another bill: the same goods are often billed twice a day.
Rule 3: what carries a mark of ours is not a person's: our own record of this document is found when it is checked. A
        bill with the mark of a receipt is: a person made it of an item receipt of ours, and it may be the bill of any
        invoice of those lines, whatever its number and amount.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from connector.domain.bill import Draft
from connector.domain.difference import Difference
from connector.domain.draft import OrderDraft, Posting
from connector.domain.keys import bare, by_face, by_order, by_ref_number
from connector.domain.kind import Kind
from connector.domain.mark import is_marked, is_of_a_bill
from connector.domain.record import Record
from connector.domain.records import BILLS, CREDITS, ORDERS, Books, PurchaseOrder

SIDES = ("in JAGGAER", "in QuickBooks")
SHORTEST_PART = 3
ZERO = Decimal(0)
SAME_NUMBER, ALIKE, FACE, FACE_AND_PART, MADE = 70, 80, 80, 85, 70
AGREES = 15
"""Of 100: how sure it is the same bill; numbers gain by each other field that agrees."""


@dataclass(frozen=True, slots=True)
class Match:
    record: Record
    score: int
    differences: tuple[Difference, ...]


def duplicate_of(
    draft: Draft,
    books: Books,
    others: frozenset[str] = frozenset(),
    days: frozenset[date] = frozenset(),
    own: str = "",
    made: Sequence[Record] = (),
) -> Match | None:
    """
    The person's record that is most likely this document; ``others`` are records that it is not, ``own`` is its own.

    ``days`` are other dates that a person may have entered it on: its invoice date, where its bill has another.
    ``made`` are bills that a person made of item receipts of ours, of lines that this document bills.
    """
    days |= {draft.txn_date}
    shelf = BILLS if draft.kind is Kind.BILL else CREDITS
    numbered = books.find(shelf, by_ref_number(draft.vendor_id, draft.ref_number))
    alike = [one for day in days for one in books.find(shelf, by_face(draft.vendor_id, day, draft.total.amount))]
    theirs = {one.id: one for one in (*numbered, *alike) if not is_of_a_bill(one.memo) and one.id != own}
    known = {one.id: one for one in theirs.values() if one.id not in others or is_same_bill(draft, one)}
    found = [
        Match(one, score, differences(draft, one)) for one in known.values() if (score := _score(draft, one, days))
    ]
    found += [Match(one, MADE, differences(draft, one)) for one in made if one.id not in others and one.id != own]
    return max(found, key=lambda match: match.score, default=None)


def entered_order(draft: OrderDraft, books: Books, others: frozenset[str], *, is_bare: bool) -> Match | None:
    """
    A person's order of this vendor and number, with what it says otherwise; ``others`` are orders that it is not.

    ``is_bare``: zeros that lead a number do not count.
    """
    found = books.find(ORDERS, by_order(draft.vendor_id, draft.ref_number))
    same = [one for one in found if is_bare or one.ref_number.casefold() == draft.ref_number.casefold()]
    theirs = [(one, one.record) for one in same if one.record and one.txn_id not in others]
    matches = [Match(record, *_alike(draft, one, record)) for one, record in theirs if not is_marked(record.memo)]
    return max(matches, key=lambda match: match.score, default=None)


def _alike(draft: OrderDraft, order: PurchaseOrder, record: Record) -> tuple[int, tuple[Difference, ...]]:
    ours = [(line.item, f"{line.quantity.normalize():f}", str(line.amount)) for line in draft.lines]
    theirs = [(line.item, f"{(line.quantity or ZERO).normalize():f}", str(line.amount)) for line in order.lines]
    sides = [*_sides(draft, record)]
    for at in range(max(len(ours), len(theirs))):
        one, other = (" ".join(rows[at]) if at < len(rows) else "" for rows in (ours, theirs))
        sides.append((f"line {at + 1}", one, other))
    told = tuple(Difference(*side, SIDES) for side in sides if side[1] != side[2])
    is_same_day, is_same_total = record.txn_date == draft.txn_date, record.total == draft.total
    return SAME_NUMBER + AGREES * is_same_total + AGREES * is_same_day, told


def differences(draft: Draft, record: Record) -> tuple[Difference, ...]:
    """Field by field; equal ones are left out."""
    return tuple(Difference(*side, SIDES) for side in _sides(draft, record) if side[1] != side[2])


def _sides(draft: Draft | OrderDraft, record: Record) -> tuple[tuple[str, str, str], ...]:
    return (
        ("number", draft.ref_number, record.ref_number or ""),
        ("date", draft.txn_date.isoformat(), record.txn_date.isoformat() if record.txn_date else ""),
        ("total", str(draft.total), str(record.total) if record.total else ""),
    )


def is_same_bill(draft: Posting, record: Record) -> bool:
    """Equal vendor, number and amount: never posted twice, whatever anybody said."""
    is_numbered = (record.ref_number or "").strip().casefold() == draft.ref_number.casefold()
    return is_numbered and record.vendor_id == draft.vendor_id and record.total == draft.total


def _score(draft: Draft, record: Record, days: frozenset[date]) -> int:
    """0 where it is another bill."""
    same_day, same_total = record.txn_date in days, draft.total == record.total
    if (record.ref_number or "").strip().casefold() == draft.ref_number.casefold():
        return SAME_NUMBER + AGREES * same_total + AGREES * same_day
    ours, theirs = bare(draft.ref_number), bare(record.ref_number or "")
    if ours == theirs:
        return (ALIKE + AGREES * same_day) * same_total
    if not same_day or not same_total:
        return 0
    if not theirs:
        return FACE
    return FACE_AND_PART if len(theirs) >= SHORTEST_PART and (ours in theirs or theirs in ours) else 0
