"""
The amounts of a correction: what an invoice is to come to, less what stands of it in QuickBooks, account by account.

Rule 1: more becomes a second bill, less becomes a vendor credit; for a credit memo it is the other way round.
Rule 2: only JAGGAER's own change counts. Both of its versions are drafted with today's settings, and their difference
        is added to the amounts that stood before.
Rule 3: an order line was booked to the account of its item, or to the account of its codes. Where that account is not
        known, as for goods on stock, there is no correction. Nor is there one for another quantity of an order.
Rule 4: another vendor, number, date or rate, or an amount that only moves to another account, needs a person.
Rule 5: a correction has the date of the posted record, or the first open day.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from enum import Enum
from typing import NamedTuple

from connector.domain.bill import Choice, Draft, ExpenseLine, ItemLine
from connector.domain.correction import Correction
from connector.domain.hold import Hold
from connector.domain.hold_code import HoldCode
from connector.domain.identifiers import ListID, RefNumber
from connector.domain.keys import by_face, by_id, by_ref_number
from connector.domain.kind import Kind
from connector.domain.mark import is_marked
from connector.domain.money import Money
from connector.domain.record import Record
from connector.domain.records import ACCOUNTS, ITEMS, ORDERS, VENDORS, Books
from connector.sync.duplicates import Match
from connector.sync.heading import open_day
from connector.sync.posted import SHELF
from connector.sync.situation import Situation

LONGEST_NUMBER = 20
ENTERED = 90
"""How likely a record of the same amount and day, or number, is what a person entered for it, of 100."""


class Coding(NamedTuple):
    """Where an amount is booked."""

    account_id: ListID
    account: str
    class_id: ListID | None
    customer_id: ListID | None
    tax_code_id: ListID | None


Sums = Mapping[Coding, Money]
"""What is booked where, a credit less than nothing; a line of which the account is not known stands by itself."""


class NoCorrection(Enum):
    """Why there is no correction."""

    NOTHING_SHORT = "nothing is short of it"
    NO_RECORD = "no record of ours can say it"


def sums(drafts: Iterable[Draft], books: Books) -> Sums:
    found: dict[Coding, Money] = {}
    for draft in drafts:
        lines: list[ExpenseLine | ItemLine] = [*draft.expenses, *draft.items]
        for line in lines:
            coding = _coding_of(line, books)
            amount = -line.amount if draft.kind is Kind.CREDIT else line.amount
            found[coding] = found.get(coding, Money.zero(amount.currency)) + amount
    return _filled(found)


def plus(one: Sums, other: Sums) -> Sums:
    found = dict(one)
    for coding, amount in other.items():
        found[coding] = found.get(coding, Money.zero(amount.currency)) + amount
    return _filled(found)


def minus(one: Sums, other: Sums) -> Sums:
    return plus(one, {coding: -amount for coding, amount in other.items()})


def _filled(found: Mapping[Coding, Money]) -> Sums:
    return {coding: amount for coding, amount in found.items() if amount}


def as_lines(of: Sums) -> tuple[ExpenseLine, ...]:
    """As they are kept."""
    return tuple(_line(coding, amount) for coding, amount in of.items())


def of_lines(lines: Iterable[ExpenseLine]) -> Sums:
    return {_coding(line): line.amount for line in lines}


def is_said_by_sums(wanted: Draft, posted: Draft) -> bool:
    """Whether two versions differ in their amounts alone, as far as it is anything of the record's."""
    face = (
        (one.vendor_id, one.ref_number, one.txn_date, one.exchange_rate, one.total.currency, one.taken)
        for one in (wanted, posted)
    )
    return next(face) == next(face)


def over_nothing(draft: Draft) -> Draft:
    """It over nothing."""
    return replace(draft, expenses=(), items=(), total=Money.zero(draft.total.currency))


def difference(target: Sums, posted: Draft, corrections: Iterable[Draft], books: Books) -> Draft | NoCorrection:
    """What is to be added to what stands, without number and memo."""
    short = minus(target, sums([posted, *corrections], books))
    total = Money.total(short.values(), posted.total.currency)
    if not short:
        return NoCorrection.NOTHING_SHORT
    if not total or not all(coding.account_id for coding in short):
        return NoCorrection.NO_RECORD
    is_bill = total.amount > 0
    return replace(
        posted,
        kind=Kind.BILL if is_bill else Kind.CREDIT,
        due_date=None,
        terms_id=posted.terms_id if is_bill else None,
        expenses=tuple(_line(coding, amount if is_bill else -amount) for coding, amount in short.items()),
        items=(),
        total=abs(total),
        choices=(),
    )


def _coding_of(line: ExpenseLine | ItemLine, books: Books) -> Coding:
    if isinstance(line, ExpenseLine):
        return _coding(line)
    found = line.account_id or _of_item(line, books)
    account_id, account = (found, _name(found, books)) if found else (ListID(""), line.link.line_id)
    return Coding(account_id, account, line.class_id, line.customer_id, line.tax_code_id)


def _coding(line: ExpenseLine) -> Coding:
    return Coding(line.account_id, line.account, line.class_id, line.customer_id, line.tax_code_id)


def _of_item(line: ItemLine, books: Books) -> ListID | None:
    """The account that QuickBooks books the line's item to."""
    orders = books.find(ORDERS, by_id(line.link.txn_id))
    item = next((one.item_id for order in orders for one in order.lines if one.line_id == line.link.line_id), None)
    items = books.find(ITEMS, by_id(item)) if item else ()
    return items[0].expense_account if items else None


def _name(account: ListID, books: Books) -> str:
    found = books.find(ACCOUNTS, by_id(account))
    return found[0].full_name if found else account


def _line(coding: Coding, amount: Money) -> ExpenseLine:
    return ExpenseLine(
        coding.account_id,
        coding.account,
        amount,
        "correction",
        class_id=coding.class_id,
        customer_id=coding.customer_id,
        tax_code_id=coding.tax_code_id,
    )


def suffix(ordinal: int) -> str:
    """What the number of a correction ends with."""
    return f"-C{ordinal}"


def numbered(number: RefNumber, ordinal: int, otherwise: str) -> RefNumber:
    """
    The number of the record that it corrects, with which correction it is.

    Where that is longer than QuickBooks keeps, ``otherwise`` takes its place: cut ones would be the same for two.
    """
    whole = f"{number}{suffix(ordinal)}"
    return RefNumber(whole if len(whole) <= LONGEST_NUMBER else f"{otherwise}{suffix(ordinal)}"[-LONGEST_NUMBER:])


def changed(stood: Sums, was: Draft, after: Draft, books: Books) -> Sums | None:
    """
    What stood of a document, with what two versions of it differ in, both drafted as the customer has it today.

    None where they differ in more than sums.
    """
    if not is_said_by_sums(after, was):
        return None
    return plus(stood, minus(sums([after], books), sums([was], books)))


def draft(correction: Correction, situation: Situation) -> Draft | tuple[Hold, ...]:
    """It as it is written: on the day that the document was posted, or else on the first open one."""
    wanted = correction.draft
    day = open_day(wanted.txn_date, dated_openly(situation), "the date of what it corrects")
    inactive = tuple(_inactive(wanted, situation.books))
    if isinstance(day, Hold) or inactive:
        return (day, *inactive) if isinstance(day, Hold) else inactive
    why = Choice(f"invoice {correction.invoice}", f"a {wanted.kind.value} over the difference", "policy.corrections")
    return replace(wanted, txn_date=day.value, choices=(why, *day.choices))


def _inactive(wanted: Draft, books: Books) -> Iterable[Hold]:
    vendors = books.find(VENDORS, by_id(wanted.vendor_id))
    if vendors and not vendors[0].is_active:
        yield Hold.of(HoldCode.VENDOR_INACTIVE, supplier=wanted.vendor, vendor=vendors[0].name)
    for line in wanted.expenses:
        accounts = books.find(ACCOUNTS, by_id(line.account_id))
        if accounts and not accounts[0].is_active:
            yield Hold.of(HoldCode.REFERENCE_INACTIVE, what="account", name=line.account, value="the correction")


def entered(draft: Draft, books: Books, others: Sequence[str]) -> Match | None:
    """A record that a person most likely entered for the same difference: of its amount, and its day or number."""
    number = draft.ref_number.rpartition("-C")[0]
    keys = (by_face(draft.vendor_id, draft.txn_date, draft.total.amount), by_ref_number(draft.vendor_id, number))
    for record in (one for key in keys for one in books.find(SHELF[draft.kind], key) if isinstance(one, Record)):
        is_theirs = not is_marked(record.memo) and record.id not in others and not record.is_void
        if is_theirs and record.total == draft.total:
            return Match(record, ENTERED, ())
    return None


def dated_openly(situation: Situation) -> Situation:
    """The same, where nothing is held for a closed period: it is not written on its own day."""
    dates = replace(situation.policy.dates, closed_period="first_open_day")
    return replace(situation, policy=replace(situation.policy, dates=dates))
