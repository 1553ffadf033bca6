"""
What JAGGAER is told of how far an invoice is paid.

Rule 1: *paid* is QuickBooks' own word of the bill (IsPaid), and is told once. A bill that was voided reads as paid
        (QuickBooks 24.0, as qubesync shows it), and is not.
Rule 2: a part of it, and that a bill is unpaid again, is told only in a word that the customer's profile has for it.
Rule 3: what JAGGAER says already, by whomever, is not told again; what a person set otherwise there is left. A reading
        that is older than our last word says nothing of it.
Rule 4: what JAGGAER took back is not told to be paid: that it was posted is an exception of its own.
Rule 5: where second bills correct it, an invoice is paid once all of them are.
Rule 6: while a bill is to be looked up again, nothing is told of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from connector.domain.identifiers import TxnID
from connector.domain.invoice import Standing
from connector.domain.keys import by_id
from connector.domain.money import Money
from connector.domain.outgoing import OutgoingPayment
from connector.domain.payment import Settlement
from connector.domain.record import Record
from connector.domain.records import SETTLEMENTS, Books
from connector.domain.writeback import Change, WriteBack

OVER = frozenset({Standing.CANCELLED, Standing.SKIPPED})
NO_WORD = "QuickBooks has it {how}, and the profile has no word of JAGGAER's for that"
Back = WriteBack[OutgoingPayment]


@dataclass(frozen=True, slots=True)
class Words:
    """JAGGAER's words; empty where the tenant has none."""

    paid: str
    partly: str
    reopened: str


@dataclass(frozen=True, slots=True)
class Billed:
    """
    One invoice: its number and supplier, how far its bill is paid, and what JAGGAER says of it.

    ``read_in`` is the pass over JAGGAER that read it.
    """

    number: str
    vendor: str
    standing: Standing
    says: str
    settlement: Settlement | None
    read_in: int = 0


def decided(back: Back, billed: Billed, words: Words) -> Back | None:
    """The write-back as it stands now; None where nothing is to be told."""
    settlement = billed.settlement
    if settlement is None or settlement.is_due or billed.standing in OVER:
        return nothing_to_tell(back)
    how = _how(settlement)
    status = {PAID: words.paid, PARTLY: words.partly, UNPAID: words.reopened if back.told else ""}[how]
    if not status:
        return nothing_to_tell(back, NO_WORD.format(how=how))
    wanted = _wanted(billed, settlement, status)
    if back.told is not None and _is_same(back.told, wanted, words):
        return back.rests()
    if billed.says == status and _is_said_of_this(back, billed, status, words):
        return back.known(wanted)
    if back.is_settled(wanted):
        return back
    return back.queued(Change.TELL, wanted)


def settlement_of(bill: Record, further: Sequence[Record], books: Books) -> Settlement | None:
    """How far a bill is paid with the second bills that correct it; a second one that was never paid is not known."""
    own = _looked_up(bill, books)
    if own is None or not further:
        return own
    others = [_looked_up(one, books) or Settlement(TxnID(one.id), is_due=False) for one in further]
    return replace(
        own,
        is_due=own.is_due or any(one.is_due for one in others),
        is_paid=own.is_paid and all(one.is_paid and not one.is_void for one in others),
        parts=tuple(part for one in (own, *others) for part in one.parts),
    )


def _looked_up(bill: Record, books: Books) -> Settlement | None:
    return next(iter(books.find(SETTLEMENTS, by_id(bill.id))), None)


def nothing_to_tell(back: Back, evidence: str = "") -> Back | None:
    """What JAGGAER was told stays known."""
    return back.rests(evidence) if back.told is not None else None


def _is_said_of_this(back: Back, billed: Billed, status: str, words: Words) -> bool:
    """Paid is paid, if JAGGAER was read since we told it anything; its word for a part may be of an earlier part."""
    if status == words.paid:
        return billed.read_in > back.pass_number
    return back.told is None and not back.attempts


PAID, PARTLY, UNPAID = "paid", "paid in part", "unpaid again"


def _how(settlement: Settlement) -> str:
    if settlement.is_paid and not settlement.is_void:
        return PAID
    return PARTLY if settlement.settled else UNPAID


def _wanted(billed: Billed, settlement: Settlement, status: str) -> OutgoingPayment:
    last, parts = settlement.last, settlement.parts
    currency = settlement.settled.currency
    return OutgoingPayment(
        number=billed.number,
        vendor=billed.vendor,
        status=status,
        txn_id=settlement.bill,
        paid=settlement.settled,
        cash=Money.total((Money(one.cash, currency) for one in parts), currency),
        discount=Money.total((Money(one.discount, currency) for one in parts), currency),
        credit=Money.total((Money(one.credit, currency) for one in parts), currency),
        day=last.day if last else None,
        method=last.kind if last else "",
        payment_number=last.number if last else "",
    )


def _is_same(told: OutgoingPayment, wanted: OutgoingPayment, words: Words) -> bool:
    """Paid is paid, whatever a person corrects about the check; of a part, the sum is what counts."""
    return told.status == wanted.status and (wanted.status == words.paid or told.paid == wanted.paid)
