"""What becomes of an order that QuickBooks owns, towards JAGGAER."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from connector.domain.hold import Hold
from connector.domain.hold_code import HoldCode
from connector.domain.identifiers import EditSequence, SupplierId
from connector.domain.invoice import Standing
from connector.domain.operation import State
from connector.domain.policy import ItemPolicy
from connector.domain.records import PurchaseOrder
from connector.domain.writeback import Change, WriteBack
from connector.sync.telling import Both, decided
from tests.connector.sync.quickbooks_order import created, fresh, line, ordered, outside, there, wanted

EDITED = ordered(line("L1", "25", "125.00"))
OTHER = wanted(ordered(line("L1", "18", "90.00")))
REFUSED = Hold.of(HoldCode.JAGGAER_REFUSED, what="order P-7", number="P-7", answer="-1", said="no")


def become(back: WriteBack, order: PurchaseOrder | None, *, close: str = "", **more: Any) -> WriteBack | None:
    rules = {name: more.pop(name) for name in ("deleted", "since") if name in more}
    return decided(back, Both(order, outside(**rules), close, **more))


def brief(back: WriteBack | None) -> tuple[State, Change | None] | None:
    return (back.state, back.change) if back else None


def codes(back: WriteBack | None) -> list[HoldCode]:
    return [one.code for one in back.holds] if back else []


def test_a_new_order_is_to_be_created() -> None:
    assert brief(become(fresh(), ordered())) == (State.QUEUED, Change.CREATE)


@pytest.mark.parametrize("order", [ordered(is_closed=True), None])
def test_what_was_never_written_and_is_over_is_left_alone(order: PurchaseOrder | None) -> None:
    assert become(fresh(), order) is None


def test_an_order_of_before_the_day_it_began_is_left_alone_and_one_that_was_written_is_not() -> None:
    assert become(fresh(), ordered(), since=date(2026, 1, 16)) is None
    assert become(fresh(), ordered(), since=date(2026, 1, 15)) is not None
    assert brief(become(created(), EDITED, since=date(2027, 1, 1))) == (State.QUEUED, Change.UPDATE)


def test_what_jaggaer_has_is_at_rest_and_what_changed_is_to_be_written() -> None:
    assert brief(become(created(), ordered())) == (State.DONE, Change.CREATE)
    assert brief(become(created(), EDITED)) == (State.QUEUED, Change.UPDATE)


def test_a_change_that_a_person_takes_back_in_quickbooks_leaves_nothing_to_do() -> None:
    changed = become(created(), EDITED)
    assert changed
    assert brief(become(changed, ordered())) == (State.DONE, Change.UPDATE)


def test_a_supplier_that_becomes_known_by_its_id_too_is_no_change() -> None:
    known = replace(outside(), paired=(SupplierId("1"),))
    assert brief(decided(created(), Both(ordered(), known))) == (State.DONE, Change.CREATE)


@pytest.mark.parametrize(("close", "found"), [("", State.DONE), ("CLOSE", State.QUEUED)])
def test_a_closed_order_is_told_only_where_jaggaer_has_an_operation_for_it(close: str, found: State) -> None:
    after = become(created(), ordered(is_closed=True), close=close)
    assert after
    assert after.state is found


@pytest.mark.parametrize(
    ("deleted", "was_deleted", "found"),
    [
        ("cancel", True, (State.QUEUED, Change.CANCEL)),
        ("leave", True, (State.WITHDRAWN, Change.CREATE)),
        ("hold", True, (State.HELD, Change.CANCEL)),
        ("cancel", False, (State.HELD, Change.CANCEL)),
    ],
)
def test_an_order_that_is_gone_is_cancelled_only_where_a_person_deleted_it_and_the_profile_says_so(
    deleted: str, was_deleted: bool, found: tuple[State, Change]
) -> None:
    assert brief(become(created(was_deleted=was_deleted), None, deleted=deleted)) == found


def test_a_person_may_have_a_deleted_order_cancelled() -> None:
    held = become(created(was_deleted=True), None)
    assert codes(held) == [HoldCode.DELETED_IN_QUICKBOOKS]
    assert held
    assert brief(become(replace(held, overwrites=True), None)) == (State.QUEUED, Change.CANCEL)


def test_an_order_keeps_the_number_that_jaggaer_has_it_under() -> None:
    after = become(created(), ordered(ref_number="P-8"))
    assert codes(after) == [HoldCode.NOT_FOR_JAGGAER]
    assert "under P-7" in after.holds[0].what if after else False


def test_what_jaggaer_refused_stays_held_until_quickbooks_order_changes() -> None:
    held = replace(fresh(change=Change.CREATE, wanted=wanted()), state=State.HELD, holds=(REFUSED,))
    assert codes(become(held, ordered())) == [HoldCode.JAGGAER_REFUSED]
    assert brief(become(held, EDITED)) == (State.QUEUED, Change.CREATE)


def test_what_a_person_settled_stays_settled_until_one_of_the_sides_changes() -> None:
    asked = become(fresh(), ordered())
    assert asked
    settled = replace(asked, state=State.WITHDRAWN)
    assert brief(become(settled, ordered())) == (State.WITHDRAWN, Change.CREATE)
    order = ordered(line("L1", "20", "100.00", received=Decimal(5)))
    assert order.record
    received = replace(order, record=replace(order.record, edit_sequence=EditSequence("2"), memo="call first"))
    assert brief(become(settled, received)) == (State.WITHDRAWN, Change.CREATE), "a receipt orders nothing else"
    assert brief(become(settled, ordered(is_closed=True))) == (State.WITHDRAWN, Change.CREATE)
    assert brief(become(settled, EDITED)) == (State.QUEUED, Change.CREATE)


def test_a_deletion_that_a_person_settled_stays_settled() -> None:
    held = become(created(was_deleted=True), None)
    assert held
    assert brief(become(replace(held, state=State.WITHDRAWN, holds=()), None)) == (State.WITHDRAWN, Change.CANCEL)


def test_what_somebody_changed_in_jaggaer_is_shown_with_all_three_values() -> None:
    after = become(created(), EDITED, newer=there(OTHER))
    assert codes(after) == [HoldCode.CHANGED_IN_JAGGAER]
    assert after
    assert all(words in after.holds[0].what for words in ("20 at 5", "18 at 5", "25 at 5"))


@pytest.mark.parametrize(
    ("newer", "code"),
    [
        (there(standing=Standing.CANCELLED), HoldCode.ENDED_IN_JAGGAER),
        (there(OTHER), HoldCode.CHANGED_IN_JAGGAER),
    ],
)
def test_what_ended_or_changed_in_jaggaer_is_shown_although_quickbooks_order_did_not_change(
    newer: Any, code: HoldCode
) -> None:
    assert codes(become(created(), ordered(), newer=newer)) == [code]


def test_what_jaggaer_cancelled_at_our_request_and_quickbooks_has_again_is_shown() -> None:
    """A backup of the company file from before the deletion was restored."""
    cancelled = created(change=Change.CANCEL, ended="cancelled", was_deleted=True)
    assert brief(become(cancelled, None)) == (State.DONE, Change.CANCEL)
    held = become(cancelled, ordered())
    assert codes(held) == [HoldCode.ENDED_IN_JAGGAER]
    assert held
    assert not held.was_deleted
    assert codes(become(held, ordered())) == [HoldCode.ENDED_IN_JAGGAER]
    assert brief(become(held, None)) == (State.DONE, Change.CANCEL)


def test_an_order_closed_in_jaggaer_at_our_request_and_open_again_in_quickbooks_is_shown() -> None:
    closed = created(change=Change.CLOSE, ended="closed")
    assert brief(become(closed, ordered(is_closed=True), close="CLOSE")) == (State.DONE, Change.CLOSE)
    assert codes(become(closed, ordered(), close="CLOSE")) == [HoldCode.ENDED_IN_JAGGAER]


def test_an_order_that_is_changed_and_closed_at_once_is_changed_and_then_closed() -> None:
    order = replace(EDITED, is_closed=True)
    changed = become(created(), order, close="CLOSE")
    assert brief(changed) == (State.QUEUED, Change.UPDATE)
    assert changed
    done = changed.to(State.SENT).done("JAGGAER's answer", "7001", "P-7", 2)
    assert brief(become(done, order, close="CLOSE")) == (State.QUEUED, Change.CLOSE)


def test_other_codes_for_an_order_that_is_over_are_no_news_of_it() -> None:
    mapped = outside(items=ItemPolicy(map={"B-9": "Goods"}))
    over, still = ordered(is_closed=True), ordered()
    assert brief(decided(created(), Both(over, mapped))) == (State.DONE, Change.CREATE)
    assert brief(decided(created(), Both(still, mapped))) == (State.QUEUED, Change.UPDATE)


def test_an_order_that_is_there_again_is_at_rest_and_cancelled_when_a_person_deletes_it_in_earnest() -> None:
    missing = become(created(), None, deleted="cancel")
    assert codes(missing) == [HoldCode.DELETED_IN_QUICKBOOKS]
    assert missing
    again = become(missing, ordered(), deleted="cancel")
    assert brief(again) == (State.DONE, None)
    assert again
    deleted = become(replace(again, was_deleted=True), None, deleted="cancel")
    assert brief(deleted) == (State.QUEUED, Change.CANCEL)


def test_a_persons_answer_for_a_change_is_none_for_a_cancellation() -> None:
    """QuickBooks' version was to be written over JAGGAER's, and then the order is not found."""
    back = replace(created(), state=State.QUEUED, change=Change.UPDATE, wanted=wanted(EDITED), overwrites=True)
    after = become(back, None, deleted="hold")
    assert codes(after) == [HoldCode.DELETED_IN_QUICKBOOKS]
    assert after
    assert not after.overwrites


def test_what_jaggaer_changed_before_we_knew_of_it_is_there_and_never_forgotten() -> None:
    known = fresh(state=State.HELD, change=Change.CREATE, wanted=wanted(), own_id="7001", attempts=1)
    assert brief(become(replace(known, was_deleted=True), None, deleted="cancel")) == (State.QUEUED, Change.CANCEL)
    assert brief(become(known, ordered(is_closed=True))) == (State.QUEUED, Change.UPDATE)
    assert brief(become(known, ordered(), since=date(2027, 1, 1))) == (State.QUEUED, Change.UPDATE)


def test_the_same_change_on_both_sides_leaves_nothing_to_do() -> None:
    after = become(created(), EDITED, newer=there(wanted(EDITED)))
    assert brief(after) == (State.DONE, Change.CREATE)
    assert after
    assert after.told == wanted(EDITED)


def test_our_own_write_seen_in_jaggaer_is_no_change() -> None:
    assert brief(become(created(), ordered(), newer=there())) == (State.DONE, Change.CREATE)


def test_a_person_may_have_quickbooks_version_written_over_it_although_quickbooks_order_did_not_change() -> None:
    held = become(created(), ordered(), newer=there(OTHER))
    assert held
    after = become(replace(held, overwrites=True), ordered(), newer=there(OTHER))
    assert brief(after) == (State.QUEUED, Change.UPDATE)
    assert after
    assert after.overwrites


def test_what_was_lost_once_is_still_known_as_ours_when_it_is_decided_anew() -> None:
    """Its request may take effect after JAGGAER showed nothing of it."""
    after = become(fresh(change=Change.CREATE, wanted=wanted(), attempts=3), EDITED)
    assert after
    assert (after.attempts, after.wanted) == (1, wanted(EDITED))
