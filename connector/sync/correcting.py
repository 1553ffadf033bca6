"""
What a correction is over: what JAGGAER wants now, less what stands of it in QuickBooks, account by account.

Rule 1: what comes to more is a second bill, what comes to less a vendor credit; of a credit memo it is the other way.
Rule 2: a line of an order was booked to the account of its item, or to the one that its codes chose; where that is not
        known, as of goods on stock, no correction is drafted.
Rule 3: another vendor, or an amount that only went to another account, is no difference of the sum: that is a person's.
Rule 4: it is dated as the document was posted, or on the first open day.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from enum import Enum
from typing import NamedTuple

from connector.domain.bill import Choice, Draft, ExpenseLine, ItemLine
from connector.domain.correction import Correction
from connector.domain.hold import Hold
from connector.domain.identifiers import ListID, RefNumber
from connector.domain.keys import by_id
from connector.domain.kind import Kind
from connector.domain.money import Money
from connector.domain.records import ACCOUNTS, ITEMS, ORDERS, Books
from connector.sync.heading import open_day
from connector.sync.situation import Situation

LONGEST_NUMBER = 20


class Place(NamedTuple):
    """Where an amount is booked."""

    account_id: ListID
    account: str
    class_id: ListID | None
    customer_id: ListID | None
    tax_code_id: ListID | None


class No(Enum):
    """Why there is no correction."""

    DIFFERENCE = "nothing is short of it"
    WAY = "no record of ours can say it"


def difference(wanted: Draft | None, posted: Draft, corrections: Iterable[Draft], books: Books) -> Draft | No:
    """What is to be added to what stands, without number and memo."""
    if wanted is not None and (wanted.vendor_id, wanted.total.currency) != (posted.vendor_id, posted.total.currency):
        return No.WAY
    wants, stands = _sums([wanted] if wanted else [], books), _sums([posted, *corrections], books)
    zero = Money.zero(posted.total.currency)
    both = {place: wants.get(place, zero) - stands.get(place, zero) for place in dict.fromkeys((*stands, *wants))}
    short = {place: amount for place, amount in both.items() if amount}
    total = Money.total(short.values(), zero.currency)
    if not short:
        return No.DIFFERENCE
    if not total or not all(place.account_id for place in short):
        return No.WAY
    is_bill = total.amount > 0
    lines = [_line(place, amount if is_bill else -amount) for place, amount in short.items()]
    return replace(
        posted,
        kind=Kind.BILL if is_bill else Kind.CREDIT,
        due_date=None,
        terms_id=posted.terms_id if is_bill else None,
        expenses=tuple(lines),
        items=(),
        total=abs(total),
        choices=(),
    )


def _sums(drafts: Sequence[Draft], books: Books) -> dict[Place, Money]:
    """What is booked where, a credit less than nothing; a line of which the account is not known stands by itself."""
    found: dict[Place, Money] = {}
    for draft in drafts:
        lines: list[ExpenseLine | ItemLine] = [*draft.expenses, *draft.items]
        for line in lines:
            amount = -line.amount if draft.kind is Kind.CREDIT else line.amount
            place = _place(line, books)
            found[place] = found.get(place, Money.zero(amount.currency)) + amount
    return found


def _place(line: ExpenseLine | ItemLine, books: Books) -> Place:
    if isinstance(line, ExpenseLine):
        account_id, account = line.account_id, line.account
    else:
        found = line.account_id or _of_item(line, books)
        account_id, account = (found, _name(found, books)) if found else (ListID(""), line.link.line_id)
    return Place(account_id, account, line.class_id, line.customer_id, line.tax_code_id)


def _of_item(line: ItemLine, books: Books) -> ListID | None:
    """The account that QuickBooks books the line's item to."""
    orders = books.find(ORDERS, by_id(line.link.txn_id))
    item = next((one.item_id for order in orders for one in order.lines if one.line_id == line.link.line_id), None)
    items = books.find(ITEMS, by_id(item)) if item else ()
    return items[0].expense_account if items else None


def _name(account: ListID, books: Books) -> str:
    found = books.find(ACCOUNTS, by_id(account))
    return found[0].full_name if found else account


def _line(place: Place, amount: Money) -> ExpenseLine:
    return ExpenseLine(
        place.account_id,
        place.account,
        amount,
        "correction",
        class_id=place.class_id,
        customer_id=place.customer_id,
        tax_code_id=place.tax_code_id,
    )


def numbered(number: RefNumber, place: int) -> RefNumber:
    """The number of the record that it corrects, with which correction it is; nothing that is longer is kept."""
    suffix = f"-C{place}"
    return RefNumber(f"{number[: LONGEST_NUMBER - len(suffix)]}{suffix}")


def draft(correction: Correction, situation: Situation) -> Draft | tuple[Hold, ...]:
    """It as it is written: on the day that the document was posted, or else on the first open one."""
    wanted = correction.draft
    day = open_day(wanted.txn_date, dated_openly(situation), "the date of what it corrects")
    if isinstance(day, Hold):
        return (day,)
    why = Choice(f"invoice {correction.invoice}", f"a {wanted.kind.value} over the difference", "policy.corrections")
    return replace(wanted, txn_date=day.value, choices=(why, *day.choices))


def dated_openly(situation: Situation) -> Situation:
    """The same, where nothing is held for a closed period: it is not written on its own day."""
    dates = replace(situation.policy.dates, closed_period="first_open_day")
    return replace(situation, policy=replace(situation.policy, dates=dates))
