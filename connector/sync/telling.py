"""
What becomes of an order that QuickBooks owns, towards JAGGAER: created, changed, cancelled, held, or left alone.

Rule 1: what was never written, and is over or older than ``orders.since``, is left alone.
Rule 2: JAGGAER knows an order by its number, and so one that was written keeps it.
Rule 3: an order is cancelled in JAGGAER only where a person deleted it in QuickBooks, and the profile or a person says
        so. One that is merely not found may be missing because an older copy of the company file is open.
Rule 4: what JAGGAER refused or showed otherwise stays held until QuickBooks' order, or a person, says something else.
Rule 5: what a person settled by hand is settled for what JAGGAER was to have: a receipt or a memo is no reason to begin
        again.
Rule 6: what the supplier confirmed is carried to QuickBooks' order, and is no change of it to be told to JAGGAER. What
        it confirmed otherwise, or rejected, a person has to see.
Rule 7: what JAGGAER ended by our word, and QuickBooks has open again, is a person's to see.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from connector.domain.catalogue.entry import Found
from connector.domain.hold import Hold
from connector.domain.hold_code import HoldCode
from connector.domain.invoice import Standing
from connector.domain.operation import State
from connector.domain.order import Order
from connector.domain.outgoing import OutgoingOrder
from connector.domain.records import PurchaseOrder
from connector.domain.writeback import CANCELLED, Change, WriteBack
from connector.sync.fingerprint import digest
from connector.sync.outgoing import Outside, There, bare, change_of, described, draft, is_as_told, over_in_jaggaer

Wanted = OutgoingOrder | tuple[Hold, ...]
"""What JAGGAER is to have, or every reason against it."""
LEFT = "left in JAGGAER as it is (orders.deleted)"
AGREES = "JAGGAER has what QuickBooks has"


@dataclass(frozen=True, slots=True)
class Both:
    """
    QuickBooks' order, None where it is gone, and JAGGAER's, where one was read since it was written; ``kept`` is that
    which was read last.

    ``close`` is JAGGAER's operation for an order that is closed, empty where it has none.
    """

    order: PurchaseOrder | None
    outside: Outside
    close: str = ""
    newer: There | None = None
    kept: There | None = None


def decided(new: WriteBack, both: Both) -> WriteBack | None:
    """
    The write-back as it stands now; None where nothing is to be told.

    ``new`` is what was kept of it, or a fresh one of the order.
    """
    is_settled = new.state is State.WITHDRAWN
    back = replace(new, state=State.HELD, holds=()) if is_settled else new
    found = _of_gone(back, both) if both.order is None else _of_order(back, both.order, both)
    if found is None:
        return new if is_settled else None
    found = _confirmed(found, both)
    found = replace(found, seen=_seen(found, both))
    return new if is_settled and found.seen == new.seen else found


def _confirmed(back: WriteBack, both: Both) -> WriteBack:
    """What the supplier said of what JAGGAER has: to be carried to QuickBooks' order, or for a person to see."""
    read = both.newer or both.kept
    said = read.order.confirmation if read is not None and isinstance(read.order, Order) else None
    if back.state is not State.DONE or both.order is None or said is None or back.ended:
        return back
    if said.is_accepted:
        return replace(back, confirming=said if said != back.carried else None)
    if both.newer is None:
        return back  # what it did not accept is not what JAGGAER has by now
    asked = f", wanted on {back.told.expected}" if back.told and back.told.expected else ""
    ordered = f"{back.told.total if back.told else ''}{asked}"
    return back.held(Hold.of(HoldCode.ORDER_NOT_CONFIRMED, number=back.number, ordered=ordered, confirmed=said))


def _seen(back: WriteBack, both: Both) -> str:
    """What JAGGAER is to have, what stands in the way, and what it has by somebody else's word."""
    lacks = [(one.code, one.values) for one in back.holds if one.reason.found in (Found.BEFORE, Found.READING)]
    wanted = bare(back.wanted) if back.wanted and both.order is not None else None
    newer = both.newer.order if both.newer else None
    theirs = described(newer) if newer and not (back.told and _is_untouched(back.told, newer)) else ""
    return digest((wanted, lacks, theirs))


def _of_gone(back: WriteBack, both: Both) -> WriteBack | None:
    if not back.is_there:
        return None
    if back.ended == CANCELLED:
        return _at_rest(back)
    is_cancelling = back.change is Change.CANCEL
    if is_cancelling and back.stays:
        return back
    rule = both.outside.policy.orders.deleted if back.was_deleted else "hold"
    if rule == "cancel" or (is_cancelling and back.overwrites):
        return back.queued(Change.CANCEL, back.told or back.wanted)
    if rule == "leave":
        return replace(back, state=State.WITHDRAWN, holds=(), evidence=LEFT)
    how = "was deleted" if back.was_deleted else "is not found"
    hold = Hold.of(HoldCode.DELETED_IN_QUICKBOOKS, number=back.number, how=how)
    return replace(back.held(hold), change=Change.CANCEL)


def _of_order(back: WriteBack, order: PurchaseOrder, both: Both) -> WriteBack | None:
    back = replace(back, was_deleted=False)
    if not back.is_there and is_before(order, both.outside.policy.orders.since):
        return None
    known = back.told or (back.wanted if back.own_id or back.attempts else None)
    wanted = _without_confirmed(draft(order, known, both.outside), back)
    if isinstance(wanted, OutgoingOrder) and back.told is not None and back.told.number != wanted.number:
        detail = f"JAGGAER has it under {back.told.number}, and knows orders by their numbers"
        wanted = (Hold.of(HoldCode.NOT_FOR_JAGGAER, number=wanted.number, detail=detail),)
    if not isinstance(wanted, OutgoingOrder):
        return None if not back.is_there and order.is_closed else back.held(*wanted)
    if back.ended == CANCELLED or (back.ended and not wanted.is_closed):
        return replace(back.held(over_in_jaggaer(back.number, back.ended, wanted)), wanted=wanted)
    changed = _changed_there(back, wanted, both.newer)
    if changed is not None:
        return changed
    change = change_of(back, wanted, both.close)
    if change is None and back.overwrites and back.told is not None:
        change = Change.UPDATE
    if change is None:
        return None if back.told is None else _at_rest(back)
    if back.wanted == wanted and back.stays:
        return back
    return back.queued(change, wanted)


def _without_confirmed(wanted: Wanted, back: WriteBack) -> Wanted:
    """The day that the supplier confirmed is there by our word: JAGGAER is told the one that was wanted."""
    days = {said.day for said in (back.carried, back.confirming) if said is not None and said.day is not None}
    if isinstance(wanted, OutgoingOrder) and back.told is not None and wanted.expected in days:
        return replace(wanted, expected=back.told.expected)
    return wanted


def is_before(order: PurchaseOrder, since: date | None) -> bool:
    day = order.record.txn_date if order.record else None
    return since is not None and day is not None and day < since


def _changed_there(back: WriteBack, wanted: OutgoingOrder, newer: There | None) -> WriteBack | None:
    """JAGGAER was read after it was written, and does not have what it was told."""
    if back.told is None or newer is None or back.overwrites or _is_untouched(back.told, newer.order):
        return None
    if _is_untouched(wanted, newer.order):
        return _at_rest(replace(back, told=wanted, wanted=wanted))  # the same was changed on both sides
    if _is_cancelled(newer.order):
        return replace(back.held(over_in_jaggaer(back.number, CANCELLED, wanted)), change=Change.UPDATE, wanted=wanted)
    said = {"number": back.number, "told": back.told, "there": described(newer.order), "ours": wanted}
    held = back.held(Hold.of(HoldCode.CHANGED_IN_JAGGAER, **said))
    return replace(held, change=Change.UPDATE, wanted=wanted)


def _is_untouched(told: OutgoingOrder, there: Order | Hold) -> bool:
    return isinstance(there, Order) and not _is_cancelled(there) and is_as_told(told, there)


def _is_cancelled(there: Order | Hold) -> bool:
    return isinstance(there, Order) and there.standing is Standing.CANCELLED


def _at_rest(back: WriteBack) -> WriteBack:
    if back.state is State.DONE:
        return back
    change = None if back.change is Change.CANCEL and not back.ended else back.change
    rests = replace(back, state=State.DONE, change=change, holds=(), wanted=back.told, overwrites=False)
    return replace(rests, evidence=AGREES)
