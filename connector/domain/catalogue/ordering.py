"""JAGGAER's purchase orders that cannot be entered in QuickBooks, or changed there."""

from __future__ import annotations

from connector.domain.catalogue.entry import JAGGAERS, LISTS, MAPPED, Reason, jaggaer, payable, quickbooks
from connector.domain.hold_code import HoldCode

ORDERING: dict[HoldCode, Reason] = {
    HoldCode.ORDER_NUMBER: Reason(
        "QuickBooks cannot keep the order's number",
        "The number of the purchase order {detail}.",
        "QuickBooks keeps 11 characters of an order's number; two orders may look the same when they are cut.",
        (
            jaggaer("Give orders numbers of up to 11 characters in JAGGAER."),
            payable("Or say which part of longer ones is used: orders.long_number = “last” or “first” in the profile."),
        ),
        JAGGAERS,
    ),
    HoldCode.ORDER_LINES_ALIKE: Reason(
        "Two lines of the order have one number",
        "JAGGAER has more than one line {line} in this order ({count} such numbers).",
        "A line is known by its number: a revision would change the wrong one.",
        (jaggaer("Give each line of the order a number of its own in JAGGAER."),),
        JAGGAERS,
    ),
    HoldCode.ORDER_EMPTY: Reason(
        "The order has no lines",
        "Purchase order {number} orders nothing: it has no lines, or all of them are cancelled.",
        "QuickBooks takes an order with one line at least.",
        (jaggaer("Complete the order in JAGGAER, or cancel it."),),
        JAGGAERS,
    ),
    HoldCode.ORDER_NEGATIVE: Reason(
        "A line of the order gives something back",
        "Line {line} orders {quantity} over {amount}.",
        "An order of QuickBooks' has nothing negative: what is given back is a vendor credit.",
        (jaggaer("Take the line out of the order in JAGGAER; its credit comes as a credit memo."),),
        JAGGAERS,
    ),
    HoldCode.ORDER_LINE_LOST: Reason(
        "A line of the order was not found again",
        "Line {line} of purchase order {number} is not in QuickBooks as it was entered, and so no change of the order "
        "can be written.",
        "A change of the order would add the line a second time.",
        (
            payable("Compare the order in both systems, change it in QuickBooks by hand, and withdraw this."),
            quickbooks("Or delete the order in QuickBooks, if nothing came of it, and have it entered again."),
        ),
        LISTS,
    ),
    HoldCode.ORDER_NOT_CONFIRMED: Reason(
        "The supplier did not confirm the order as it is",
        "Purchase order {number} is over {ordered}. The supplier confirmed: {confirmed}.",
        "What is expected in QuickBooks would not be what comes.",
        (
            payable("Revise or cancel the order where it began, as it was agreed with the supplier."),
            jaggaer("Or add the status to wire.order.accepted or wire.order.unconfirmed, if it means that."),
        ),
        JAGGAERS,
    ),
    HoldCode.ITEM_UNMAPPED: Reason(
        "No item for this line of the order",
        "Line {line} has the {by} “{value}” (account {account}), and no QuickBooks item is mapped to either.",
        "QuickBooks orders items only, and we never guess one that is only similar.",
        (
            payable("Say which item it is (resolve with --map)."),
            payable("Or add it to orders.items.map, or an item for the whole account to orders.items.catch_all."),
        ),
        LISTS,
        subject="{value}",
        kind="item",
        answers=MAPPED,
    ),
    HoldCode.ORDER_BELOW_RECEIVED: Reason(
        "Less ordered than came",
        "JAGGAER orders {quantity} on line {line} of purchase order {number}, and {received} of it have been received, "
        "billed, or are on their way to be.",
        "An order is never cut below what came of it: it would say that goods were not ordered that are there.",
        (
            payable("Correct the quantity in JAGGAER, or have what is too much returned."),
            quickbooks("Or correct the receipt or bill in QuickBooks, if it is wrong."),
        ),
        LISTS,
    ),
    HoldCode.PO_COMING: Reason(
        "Its purchase order is not in QuickBooks yet",
        "Line {line} belongs to purchase order {po}, which JAGGAER has ({state}) and QuickBooks did not show yet.",
        "The order goes to QuickBooks first, so that the bill is tied to it.",
        (payable("Nothing, as a rule. If the order itself waits: connector document {po}"),),
        "Posts it by itself once QuickBooks shows the order.",
        subject="{po}",
    ),
}
