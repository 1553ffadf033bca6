"""Receipts of JAGGAER's that cannot be entered as item receipts."""

from __future__ import annotations

from connector.domain.catalogue.entry import LISTS, Reason, payable, quickbooks
from connector.domain.hold_code import HoldCode

ONCE_ENTERED = "Enters it by itself once QuickBooks has the order."

RECEIVING: dict[HoldCode, Reason] = {
    HoldCode.RECEIPT_ORDER_MISSING: Reason(
        "The order of a receipt is not in QuickBooks",
        "Receipt {receipt} is of purchase order {po}, which QuickBooks does not have as an order that is known to be "
        "JAGGAER's ({state}).",
        "An item receipt takes its items from the lines of its order.",
        (
            payable("Nothing, as a rule: the order comes first. If the order itself waits: connector document {po}"),
            payable("Or enter what came in QuickBooks by hand, and withdraw this."),
        ),
        ONCE_ENTERED,
        subject="{po}",
    ),
    HoldCode.RECEIPT_LINE_MISSING: Reason(
        "A line of a receipt is not on its order",
        "Receipt {receipt} is of line {po_line} of purchase order {po}, which the order in QuickBooks does not have.",
        "The orders of the two systems differ, or the line was cancelled before the order was entered.",
        (payable("Correct the receipt in JAGGAER, or revise the order; or enter what came in QuickBooks by hand."),),
        LISTS,
    ),
    HoldCode.RECEIPT_LINE_DOUBTFUL: Reason(
        "Which line of the order a receipt is of is in doubt",
        "Receipt {receipt} is of line {po_line} of purchase order {po}. In that place QuickBooks has {item} at another "
        "price than JAGGAER, and another line has JAGGAER's price.",
        "Of an order that a person entered, lines are known by their places: somebody may have moved one.",
        (payable("Enter what came in QuickBooks by hand, or put the lines of the order in JAGGAER's order."),),
        LISTS,
    ),
    HoldCode.RECEIPT_BEYOND_ORDER: Reason(
        "More came than the order has open",
        "Receipt {receipt} brings {quantity} of line {po_line} of purchase order {po}; {open} of it are open in "
        "QuickBooks.",
        "QuickBooks receives no more of an order than was ordered, and nothing of what is closed.",
        (
            payable("Correct the receipt in JAGGAER, have too much returned, or revise the order."),
            quickbooks("Or open the order in QuickBooks again, if it was closed by hand too early."),
        ),
        LISTS,
    ),
}
