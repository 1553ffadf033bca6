"""
What becomes of an order that QuickBooks owns, towards JAGGAER: created, changed, cancelled, held, or left alone.

Rule 1: what was never written, and is over or older than ``orders.since``, is left alone.
Rule 2: JAGGAER knows an order by its number, and so one that was written keeps it.
Rule 3: an order is cancelled in JAGGAER only where a person deleted it in QuickBooks, and the profile or a person says
        so. One that is merely not found may be missing because an older copy of the company file is open.
Rule 4: what JAGGAER refused or showed otherwise stays held until QuickBooks' order, or a person, says something else.
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
from connector.domain.writeback import Change, WriteBack
from connector.sync.outgoing import Outside, There, change_of, described, draft, is_as_told

LEFT = "left in JAGGAER as it is (orders.deleted)"
AGREES = "JAGGAER has what QuickBooks has"


@dataclass(frozen=True, slots=True)
class Both:
    """
    QuickBooks' order, None where it is gone, and JAGGAER's, where one was read since it was written.

    ``close`` is JAGGAER's operation for an order that is closed, empty where it has none.
    """

    order: PurchaseOrder | None
    outside: Outside
    close: str = ""
    newer: There | None = None
    stamp: str = ""

    @property
    def seen(self) -> str:
        record = self.order.record if self.order else None
        return f"{record.edit_sequence if record else 'gone'} {self.stamp}".strip()


def decided(new: WriteBack, both: Both) -> WriteBack | None:
    """
    The write-back as it stands now; None where nothing is to be told.

    ``new`` is what was kept of it, or a fresh one of the order.
    """
    if new.state is State.WITHDRAWN and new.seen == both.seen:
        return new
    back = replace(new, seen=both.seen)
    return _of_gone(back, both) if both.order is None else _of_order(back, both.order, both)


def _of_gone(back: WriteBack, both: Both) -> WriteBack | None:
    if back.told is None:
        return None
    if back.change is Change.CANCEL and (back.state in (State.DONE, State.QUEUED) or _stays(back)):
        return back
    rule = both.outside.policy.orders.deleted if back.was_deleted else "hold"
    if rule == "cancel" or back.overwrites:
        return _queued(back, Change.CANCEL, None)
    if rule == "leave":
        return replace(back, state=State.WITHDRAWN, holds=(), evidence=LEFT)
    how = "was deleted" if back.was_deleted else "is not found"
    hold = Hold.of(HoldCode.DELETED_IN_QUICKBOOKS, number=back.number, how=how)
    return replace(back.held(hold), change=Change.CANCEL, wanted=None)


def _of_order(back: WriteBack, order: PurchaseOrder, both: Both) -> WriteBack | None:
    if back.told is None and is_before(order, both.outside.policy.orders.since):
        return None
    wanted = draft(order, back.told, both.outside)
    if isinstance(wanted, OutgoingOrder) and back.told is not None and back.told.number != wanted.number:
        detail = f"JAGGAER has it under {back.told.number}, and knows orders by their numbers"
        wanted = (Hold.of(HoldCode.NOT_FOR_JAGGAER, number=wanted.number, detail=detail),)
    if not isinstance(wanted, OutgoingOrder):
        return None if back.told is None and order.is_closed else replace(back.held(*wanted), wanted=None)
    change = change_of(back, wanted, both.close)
    changed = _changed_there(back, wanted, both.newer)
    if changed is not None:
        return changed
    if change is None and back.overwrites and back.told is not None:
        change = Change.UPDATE
    if change is None:
        return None if back.told is None else _at_rest(back)
    if back.wanted == wanted and _stays(back):
        return back
    return _queued(back, change, wanted)


def is_before(order: PurchaseOrder, since: date | None) -> bool:
    day = order.record.txn_date if order.record else None
    return since is not None and day is not None and day < since


def _changed_there(back: WriteBack, wanted: OutgoingOrder, newer: There | None) -> WriteBack | None:
    """JAGGAER was read after it was written, and does not have what it was told."""
    if back.told is None or newer is None or back.overwrites or _is_untouched(back.told, newer.order):
        return None
    if _is_untouched(wanted, newer.order):
        return _at_rest(replace(back, told=wanted, wanted=wanted))  # the same was changed on both sides
    said = {"number": back.number, "told": back.told, "there": described(newer.order), "ours": wanted}
    held = back.held(Hold.of(HoldCode.CHANGED_IN_JAGGAER, **said))
    return replace(held, change=Change.UPDATE, wanted=wanted)


def _is_untouched(told: OutgoingOrder, there: Order | Hold) -> bool:
    return isinstance(there, Order) and there.standing is not Standing.CANCELLED and is_as_told(told, there)


def _at_rest(back: WriteBack) -> WriteBack:
    if back.state is State.DONE:
        return back
    return replace(back, state=State.DONE, holds=(), wanted=back.told, evidence=AGREES, overwrites=False)


def _queued(back: WriteBack, change: Change, wanted: OutgoingOrder | None) -> WriteBack:
    if back.state is State.QUEUED and (back.change, back.wanted) == (change, wanted):
        return back
    stays = back.overwrites and back.wanted == wanted
    was_sent = min(back.attempts, 1)  # its outcome is known, but a late one of a request that was lost may still come
    queued = replace(back, state=State.QUEUED, change=change, wanted=wanted, holds=(), overwrites=stays)
    return replace(queued, attempts=was_sent, not_before=None)


def _stays(back: WriteBack) -> bool:
    """Whether it is held by what JAGGAER showed or said, of which QuickBooks' order says nothing new."""
    is_heard = any(hold.reason.found in (Found.LOOKING, Found.TOLD) for hold in back.holds)
    return back.state is State.HELD and is_heard and not back.overwrites
