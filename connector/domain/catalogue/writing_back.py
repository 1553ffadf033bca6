"""QuickBooks' own orders that JAGGAER cannot be told of."""

from __future__ import annotations

from connector.domain.catalogue.entry import LISTS, POSTED, WAITS, Found, Reason, jaggaer, payable, quickbooks
from connector.domain.hold_code import HoldCode

POLLS = "Decides about it again at each poll of JAGGAER, and writes it when nothing stands in the way."
ASKED = "Nothing is written, until a person has it tried again, or QuickBooks' order changes."
BY_HAND = payable("Or put it right in JAGGAER by hand, and withdraw it here.")
AGAIN = payable("Then have it tried again: connector exceptions retry {number}")

WRITING_BACK: dict[HoldCode, Reason] = {
    HoldCode.SUPPLIER_UNKNOWN: Reason(
        "No supplier of JAGGAER's is known for the vendor",
        "The order is of vendor “{vendor}”. {hint}.",
        "JAGGAER knows suppliers by its own id, or by the number that the customer gave them.",
        (
            payable("Give the vendor its JAGGAER number in the field that vendor.number_in names."),
            payable("Or name its number in vendor.map of the profile."),
        ),
        POLLS,
        subject="{vendor}",
    ),
    HoldCode.NOT_FOR_JAGGAER: Reason(
        "JAGGAER cannot keep the order",
        "Order {number} of QuickBooks' is not written to JAGGAER: {detail}.",
        "An order goes whole, or it does not go.",
        (payable("Correct the order in QuickBooks."), BY_HAND),
        POLLS,
    ),
    HoldCode.NUMBER_IN_JAGGAER: Reason(
        "JAGGAER has another order of this number",
        "JAGGAER has order {number} over {there}; QuickBooks' is over {ours}.",
        "A number is one order's in JAGGAER, and nothing says that the two are the same.",
        (payable("Give one of them another number."), AGAIN, BY_HAND),
        ASKED,
        found=Found.LOOKING,
    ),
    HoldCode.CHANGED_IN_JAGGAER: Reason(
        "The order was changed in JAGGAER",
        "Order {number} was last written as {told}. JAGGAER has {there}; QuickBooks has {ours}.",
        "The order is QuickBooks', and somebody changed it in JAGGAER, or it was changed in both.",
        (
            payable("Have QuickBooks' version written over it (resolve with --post-anyway)."),
            payable("Or change the order in QuickBooks to what JAGGAER has, and have it tried again."),
            BY_HAND,
        ),
        ASKED,
        found=Found.LOOKING,
        answers=POSTED,
    ),
    HoldCode.ENDED_IN_JAGGAER: Reason(
        "The order is over in JAGGAER, and open in QuickBooks",
        "Order {number} is {how} in JAGGAER; QuickBooks has {ours}.",
        "What JAGGAER has ended takes no change.",
        (
            payable("Close or delete the order in QuickBooks, or enter what is still wanted under another number."),
            jaggaer("Or have it open again in JAGGAER, where that can be."),
            AGAIN,
            BY_HAND,
        ),
        ASKED,
        found=Found.LOOKING,
    ),
    HoldCode.ORDER_OF_QUICKBOOKS: Reason(
        "The order began in QuickBooks, and is not there",
        "Order {number} bears the id {reference} of an order of QuickBooks' that is not there, or is another one.",
        "It may have been deleted there, or be a copy that somebody made in JAGGAER: entered once more it would be"
        " ordered twice.",
        (
            payable("Cancel it in JAGGAER, if nobody wants it."),
            payable("Or take alternatePoNumber out of it in JAGGAER, and it is entered as any other."),
        ),
        LISTS,
    ),
    HoldCode.GONE_IN_JAGGAER: Reason(
        "JAGGAER does not have the order any more",
        "Order {number} was written to JAGGAER, and JAGGAER shows no order of this number now.",
        "It may have got another number there, or the connector may not be shown it any more.",
        (
            jaggaer("Look for the order, and whether the connector's client may read it."),
            payable("Or have it created there anew (resolve with --post-anyway)."),
            BY_HAND,
        ),
        ASKED,
        found=Found.LOOKING,
        answers=POSTED,
    ),
    HoldCode.DELETED_IN_QUICKBOOKS: Reason(
        "An order that JAGGAER has was deleted in QuickBooks",
        "Order {number} {how} in QuickBooks; JAGGAER still has it.",
        "What becomes of such an order in JAGGAER is the customer's to say (orders.deleted), and an order that is not"
        " found may be missing because an older copy of the company file is open.",
        (
            payable("Have it cancelled in JAGGAER (resolve with --post-anyway)."),
            payable("Or cancel it there by hand, and withdraw it here."),
            quickbooks("If it should be there: restore the right company file."),
        ),
        WAITS,
        found=Found.READING,
        answers=POSTED,
    ),
    HoldCode.JAGGAER_REFUSED: Reason(
        "JAGGAER refused what it was sent",
        "JAGGAER answered to {what}: {answer} “{said}”.",
        "JAGGAER checks what it is given by rules of its own.",
        (payable("Put right what JAGGAER names, in QuickBooks or in JAGGAER."), AGAIN, BY_HAND),
        ASKED,
        found=Found.TOLD,
    ),
    HoldCode.SUPPLIER_CODE: Reason(
        "The code of a supplier is not written",
        "Supplier “{number}” is vendor “{vendor}”, whose code is {own}: {detail}.",
        "A code is one supplier's, and the invoices of a supplier find their vendor by it.",
        (
            jaggaer("Correct the code in JAGGAER, or leave it to one of the two suppliers."),
            quickbooks("Or correct the number of the vendor in QuickBooks."),
            payable("Then have it tried again: connector exceptions retry {number}"),
        ),
        POLLS,
        found=Found.LOOKING,
    ),
    HoldCode.SUPPLIER_FIELD: Reason(
        "JAGGAER does not keep a field of a supplier",
        "The connector wrote {fields} of vendor “{vendor}” to supplier “{number}”. JAGGAER shows the old value again.",
        "JAGGAER changes the text, or another system writes the old value back. The write is not repeated.",
        (
            jaggaer("Find out who changes the supplier, or whether JAGGAER cuts or changes the text."),
            payable("Have the field written once more (resolve with --post-anyway), or withdraw the write here."),
            payable("Or let JAGGAER be the master of the field (policy.vendor.master)."),
        ),
        POLLS,
        found=Found.LOOKING,
        answers=POSTED,
    ),
    HoldCode.SUPPLIER_ALIKE: Reason(
        "JAGGAER has a supplier with almost the same name",
        "Vendor “{vendor}” is new in QuickBooks. JAGGAER already has the supplier “{supplier}”.",
        "With two suppliers for one company, each would get a part of its invoices and orders.",
        (
            payable("If both are one company, withdraw here, and give the supplier the vendor's number as its code."),
            payable("If they are two companies, have the new supplier created (resolve with --post-anyway)."),
        ),
        POLLS,
        found=Found.LOOKING,
        answers=POSTED,
    ),
    HoldCode.JAGGAER_SILENT: Reason(
        "JAGGAER does not carry it out",
        "The {what} was sent {times} times; no answer came, and JAGGAER shows nothing of it.",
        "More of the same would not help, and might one day be too much.",
        (jaggaer("Ask JAGGAER's support what becomes of these requests."), AGAIN, BY_HAND),
        ASKED,
        found=Found.TOLD,
    ),
}
