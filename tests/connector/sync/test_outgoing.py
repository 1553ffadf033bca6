"""What JAGGAER is to have of an order that QuickBooks owns, and what its own reading says of a write."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connector.domain.hold import Hold
from connector.domain.hold_code import HoldCode
from connector.domain.identifiers import SupplierId
from connector.domain.invoice import Standing, Supplier
from connector.domain.order import Order
from connector.domain.outgoing import OutgoingOrder
from connector.domain.policy import ItemPolicy, VendorPolicy
from connector.domain.writeback import Change
from connector.sync.outgoing import Outside, Shows, There, draft, shown
from tests.connector.sync.quickbooks_order import created, fresh, line, ordered, outside, there, wanted
from tests.factories import usd


def holds(order: Any, beside: Outside | None = None) -> list[str]:
    found = draft(order, None, beside or outside())
    assert isinstance(found, tuple)
    return [one.what for one in found]


def test_an_order_goes_with_the_customers_codes_and_every_line_numbered() -> None:
    gloves = line("L2", "4", "10.00", item="Gloves", description="Gloves, size 9", unit="box")
    told = draft(ordered(line("L1", "20", "100.00"), gloves), None, outside(units={"BX": "box"}))
    assert isinstance(told, OutgoingOrder)
    assert (told.number, told.supplier_number, told.total) == ("P-7", "V-1001", usd("110.00"))
    rows = [(one.number, one.catalog_number, one.description, one.unit, one.price) for one in told.lines]
    assert rows == [(1, "A-1", "Goods", "", Decimal(5)), (2, "Gloves", "Gloves, size 9", "BX", Decimal("2.5"))]


def test_a_line_keeps_its_number_wherever_it_is_moved_and_one_that_is_gone_has_nothing() -> None:
    told = wanted(ordered(line("L1", "20", "100.00"), line("L2", "4", "10.00")))
    after = wanted(ordered(line("L3", "1", "9.00"), line("L2", "4", "10.00")), told)
    numbers = [(one.number, one.line_id, one.quantity) for one in after.lines]
    assert numbers == [(3, "L3", Decimal(1)), (2, "L2", Decimal(4)), (1, "L1", Decimal(0))]
    assert after.total == usd("19.00")


@given(st.lists(st.sets(st.integers(0, 7), min_size=1), min_size=1, max_size=6))
def test_no_number_is_ever_given_to_two_lines_whatever_people_add_and_take_out(versions: list[set[int]]) -> None:
    known: dict[int, str] = {}
    told: OutgoingOrder | None = None
    for lines in versions:
        told = wanted(ordered(*(line(f"L{one}", "1", "5.00") for one in sorted(lines, reverse=True))), told)
        for one in told.lines:
            assert known.setdefault(one.number, one.line_id) == one.line_id
        assert {one.line_id for one in told.lines if one.quantity} == {f"L{one}" for one in lines}


def test_an_amount_without_a_quantity_is_a_lot_and_text_alone_is_left_out() -> None:
    told = wanted(ordered(line("L1", None, "80.00"), line("L2", None, "0.00", item="")))
    assert [(one.unit, one.quantity, one.amount) for one in told.lines] == [("LOT", Decimal(1), usd("80.00"))]


@pytest.mark.parametrize(
    ("order", "says"),
    [
        (ordered(ref_number=""), "number"),
        (ordered(ref_number="49;poId>0"), "number"),
        (ordered(line("L1", "-1", "-5.00")), "line 1 is negative"),
        (ordered(line("L1", "1", "5.00", item="")), "line 1 has no item"),
        (ordered(line("L1", None, "0.00", item="")), "orders nothing"),
        (ordered(record=None), "no date or total"),
    ],
)
def test_an_order_that_jaggaer_cannot_keep_is_held_with_what_is_wrong(order: Any, says: str) -> None:
    assert any(says in one for one in holds(order))


def test_an_order_whose_lines_do_not_come_to_its_total_is_held() -> None:
    """As one with groups of items, which are shown apart."""
    order = ordered()
    assert order.record
    order = replace(order, record=replace(order.record, total=usd("130.00")))
    assert any("its lines come to 100.00 USD" in one for one in holds(order))


@pytest.mark.parametrize(
    ("paired", "policy", "is_known"),
    [
        ((), VendorPolicy(), False),
        (("1",), VendorPolicy(), True),
        (("1", "2"), VendorPolicy(), False),
        (("1", "2"), VendorPolicy(number_in="account_number"), True),
        ((), VendorPolicy(map={"V-9": "Acme"}), True),
        ((), VendorPolicy(map={"V-9": "Acme", "V-8": "Acme"}), False),
    ],
)
def test_a_supplier_is_known_by_one_id_or_one_number_and_never_guessed(
    paired: tuple[str, ...], policy: VendorPolicy, is_known: bool
) -> None:
    beside = outside()
    beside = replace(
        beside, policy=replace(beside.policy, vendor=policy), paired=tuple(SupplierId(one) for one in paired)
    )
    assert isinstance(draft(ordered(), None, beside), OutgoingOrder) is is_known


def test_commodities_go_as_such_where_items_are_mapped_by_them() -> None:
    items = ItemPolicy(by="commodity", map={"41100000": "Goods"})
    told = draft(ordered(), None, outside(items=items))
    assert isinstance(told, OutgoingOrder)
    assert [(one.commodity, one.catalog_number) for one in told.lines] == [("41100000", "Goods")]


BEFORE, AFTER = wanted(), wanted(ordered(line("L1", "25", "125.00")))
OTHER = wanted(ordered(line("L1", "18", "90.00")))
CREATING = fresh(change=Change.CREATE, wanted=BEFORE)
UPDATING = replace(created(), change=Change.UPDATE, wanted=AFTER)
CANCELLING = replace(created(), change=Change.CANCEL, wanted=None)
CLOSING = replace(created(), change=Change.CLOSE)
UNREADABLE = There(Hold.of(HoldCode.UNREADABLE, detail="no total"), "7001")


@pytest.mark.parametrize(
    ("back", "found", "says"),
    [
        (CREATING, None, Shows.NOT_DONE),
        (CREATING, there(), HoldCode.NUMBER_IN_JAGGAER),
        (CREATING, there(reference="9-1"), Shows.DONE),
        (CREATING, there(OTHER, reference="9-1"), HoldCode.CHANGED_IN_JAGGAER),
        (CREATING, there(reference="9-2"), HoldCode.NUMBER_IN_JAGGAER),
        (replace(CREATING, attempts=1), there(), Shows.DONE),
        (replace(CREATING, attempts=1), there(OTHER), HoldCode.NUMBER_IN_JAGGAER),
        (replace(CREATING, attempts=1), there(standing=Standing.CANCELLED), HoldCode.NUMBER_IN_JAGGAER),
        (UPDATING, None, HoldCode.GONE_IN_JAGGAER),
        (UPDATING, there(BEFORE), Shows.NOT_DONE),
        (UPDATING, there(AFTER), Shows.DONE),
        (UPDATING, there(OTHER), HoldCode.CHANGED_IN_JAGGAER),
        (UPDATING, there(BEFORE, standing=Standing.CANCELLED), HoldCode.ENDED_IN_JAGGAER),
        (replace(UPDATING, overwrites=True), there(BEFORE, standing=Standing.CANCELLED), HoldCode.ENDED_IN_JAGGAER),
        (replace(UPDATING, overwrites=True), there(OTHER), Shows.NOT_DONE),
        (replace(UPDATING, overwrites=True), there(AFTER), Shows.DONE),
        (CANCELLING, None, Shows.DONE),
        (replace(CANCELLING, own_id=""), None, HoldCode.GONE_IN_JAGGAER),
        (CANCELLING, there(standing=Standing.CANCELLED), Shows.DONE),
        (CANCELLING, there(), Shows.NOT_DONE),
        (CANCELLING, there(OTHER), HoldCode.CHANGED_IN_JAGGAER),
        (replace(CANCELLING, overwrites=True), there(OTHER), Shows.NOT_DONE),
        (CLOSING, there(standing=Standing.CLOSED), Shows.DONE),
        (CLOSING, there(), Shows.NOT_DONE),
        (UPDATING, UNREADABLE, HoldCode.CHANGED_IN_JAGGAER),
        (replace(UPDATING, overwrites=True), UNREADABLE, Shows.NOT_DONE),
    ],
)
def test_what_jaggaer_shows_decides_about_a_write(back: Any, found: Any, says: Shows | HoldCode) -> None:
    is_said = shown(back, found, is_sole_source=False)
    assert (is_said.code if isinstance(is_said, Hold) else is_said) is says


def test_where_no_order_begins_in_jaggaer_one_that_is_the_same_in_all_is_ours() -> None:
    """As after a restore of our own database: JAGGAER has what was written since."""
    assert shown(CREATING, there(), is_sole_source=True) is Shows.DONE
    assert isinstance(shown(CREATING, there(OTHER), is_sole_source=True), Hold)


def test_a_change_of_words_alone_is_sent_and_sent_again_where_jaggaer_does_not_show_it() -> None:
    said = wanted(ordered(line("L1", "20", "100.00", description="Goods, blue")))
    back = replace(created(), change=Change.UPDATE, wanted=said)
    assert shown(back, there(BEFORE), is_sole_source=False) is Shows.NOT_DONE
    assert shown(replace(back, attempts=1), there(BEFORE), is_sole_source=False) is Shows.NOT_DONE
    assert shown(replace(back, attempts=1), there(said), is_sole_source=False) is Shows.DONE


def test_a_change_whose_words_jaggaer_keeps_otherwise_is_done_where_its_amounts_show_it() -> None:
    said = wanted(ordered(line("L1", "25", "125.00", description="Goods, " + "very " * 50 + "blue")))
    kept = wanted(ordered(line("L1", "25", "125.00", description="Goods, very")))
    back = replace(created(), change=Change.UPDATE, wanted=said, attempts=1)
    assert shown(back, there(kept), is_sole_source=False) is Shows.DONE


def test_units_that_jaggaer_fills_in_are_no_reason_to_write_what_it_has() -> None:
    """Somebody changed it there, and the same in QuickBooks."""
    filled = there(AFTER)
    assert isinstance(filled.order, Order)
    lines = tuple(replace(one, unit="EA") for one in filled.order.lines)
    assert (
        shown(UPDATING, replace(filled, order=replace(filled.order, lines=lines)), is_sole_source=False) is Shows.DONE
    )


def test_two_suppliers_without_numbers_are_two() -> None:
    nameless = replace(BEFORE, supplier_id=SupplierId("52001"), supplier_number="")
    stranger = there(nameless, supplier=Supplier(SupplierId("99999"), "Evil Corp", None))
    assert isinstance(shown(replace(CREATING, wanted=nameless, attempts=1), stranger, is_sole_source=True), Hold)


def test_a_supplier_is_the_same_by_its_id_or_by_its_number() -> None:
    by_id = replace(BEFORE, supplier_id=SupplierId("1"), supplier_number="")
    assert shown(replace(CREATING, wanted=by_id, attempts=1), there(), is_sole_source=False) is Shows.DONE
    other = replace(BEFORE, supplier_id=SupplierId("2"), supplier_number="V-2")
    assert isinstance(shown(replace(CREATING, wanted=other, attempts=1), there(), is_sole_source=False), Hold)
