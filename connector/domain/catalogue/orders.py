"""Purchase orders that an invoice cannot be tied to."""

from __future__ import annotations

from connector.domain.catalogue.entry import LISTS, POSTED, Reason, payable, quickbooks
from connector.domain.hold_code import HoldCode

UNTIED = payable("Or book it by its codes without the order (resolve with --post-anyway).")

ORDERS: dict[HoldCode, Reason] = {
    HoldCode.PO_AMBIGUOUS: Reason(
        "Two purchase orders fit",
        "Line {line} belongs to purchase order {po}, and QuickBooks has more than one that fits: {orders}.",
        "Numbers that differ in leading zeros only are taken for one order.",
        (
            payable(
                "Correct the number of one of them in QuickBooks, or set orders.strip_zeros = false in the profile."
            ),
        ),
        LISTS,
        subject="{po}",
    ),
    HoldCode.PO_UNKNOWN: Reason(
        "The purchase order is not in QuickBooks",
        "Line {line} belongs to purchase order {po}, which QuickBooks does not have for {vendor}.",
        "The order may not be entered yet, or be another vendor's.",
        (payable("Enter the purchase order in QuickBooks."), UNTIED),
        "Posts it by itself once QuickBooks has the order.",
        subject="{po}",
        answers=POSTED,
    ),
    HoldCode.PO_LINE_UNKNOWN: Reason(
        "The purchase order line is not in QuickBooks",
        "Line {line} belongs to line {po_line} of purchase order {po}, which has {count} lines in QuickBooks.",
        "The orders of the two systems differ.",
        (payable("Compare the purchase order in both systems and correct the one that is wrong."), UNTIED),
        LISTS,
        subject="{po}",
        answers=POSTED,
    ),
    HoldCode.PO_LINE_DOUBTFUL: Reason(
        "Another line of the order has this price",
        "Line {line} names line {po_line} of purchase order {po}, which is {item} at another price; its own price, "
        "{price}, is that of another line.",
        "Lines are named by their position: if a line was added or removed in QuickBooks or JAGGAER, the wrong goods "
        "would be received.",
        (payable("Put the lines of the order in the same order in both, or correct the price."), UNTIED),
        LISTS,
        answers=POSTED,
    ),
    HoldCode.PO_LINE_WITHOUT_QUANTITY: Reason(
        "The order's line has no quantity",
        "Line {line} is for line {po_line} of purchase order {po}, which has an amount and no quantity in QuickBooks.",
        "How much of such a line is open cannot be said.",
        (payable("Give the order's line a quantity in QuickBooks."), UNTIED),
        LISTS,
        answers=POSTED,
    ),
    HoldCode.RECEIVED_NOT_BILLED: Reason(
        "Its goods were received, and wait for their bill",
        "Line {line} is of purchase order {po}, of which goods were received on an item receipt that is no bill yet.",
        "A bill beside the item receipt would count the goods, and what is owed for them, twice.",
        (
            payable(
                "Make the receipt the bill in QuickBooks (Enter Bill for Received Items), with the invoice's number."
            ),
            payable("Then say that it is this one (resolve with --pair), when it is found at the next update."),
        ),
        LISTS,
        subject="{po}",
    ),
    HoldCode.PO_CLOSED: Reason(
        "The purchase order is closed",
        "Purchase order {po} (line {po_line}) is closed or fully received in QuickBooks.",
        "QuickBooks ties a bill to open orders only.",
        (payable("Reopen it in QuickBooks, if it was closed by hand; or have another order made."), UNTIED),
        LISTS,
        subject="{po}",
        answers=POSTED,
    ),
    HoldCode.PO_OVERBILLED: Reason(
        "More billed than ordered",
        "Line {line} bills {quantity} of purchase order {po} line {po_line}; only {open} are still open.",
        "More would be received than was ordered.",
        (payable("Correct the quantity in JAGGAER or the order in QuickBooks."), UNTIED),
        LISTS,
        answers=POSTED,
    ),
    HoldCode.NOT_RECEIVED: Reason(
        "More billed than received",
        "Line {line} bills {quantity} of purchase order {po} line {po_line}, of which {billed} are billed already; "
        "JAGGAER received {received}.",
        "The customer's profile wants a receipt before an invoice of this size is posted (receipts.required_above).",
        (
            payable("Enter the receipt in JAGGAER, or correct the invoice's quantity."),
            payable("Or have it posted all the same (resolve with --post-anyway)."),
        ),
        "Posts it by itself once enough is received.",
        answers=POSTED,
    ),
    HoldCode.PO_LINE_SPLIT: Reason(
        "An order line on several accounts",
        "Line {line} of purchase order {po} is charged in {count} shares, and a linked line takes one.",
        "QuickBooks cannot cut a line that is tied to an order.",
        (payable("Charge the line in one share in JAGGAER, or {advice}."),),
        LISTS,
    ),
    HoldCode.RECEIVE_FIRST: Reason(
        "The order is received before it is billed",
        "Line {line} is of purchase order {po}, and this company file receives goods before it bills them.",
        "With Enhanced Inventory Receiving a bill is made of the item receipt.",
        (
            payable("Receive the order in QuickBooks and enter the bill against the receipt, then withdraw it here."),
            quickbooks("Or try orders.receiving = “link” with one invoice, if QuickBooks takes linked bills."),
        ),
        LISTS,
        subject="{po}",
    ),
}
