"""The JAGGAER document itself: unreadable, of another status, without a number, not adding up, in a closed period."""

from __future__ import annotations

from connector.domain.catalogue.entry import (
    JAGGAERS,
    LISTS,
    POSTED,
    WITHDRAWN,
    Actor,
    Answer,
    Reason,
    Step,
    jaggaer,
    payable,
    quickbooks,
)
from connector.domain.hold_code import HoldCode

DOCUMENT: dict[HoldCode, Reason] = {
    HoldCode.UNREADABLE: Reason(
        "JAGGAER sent something we cannot read",
        "{detail}",
        "A bill of which a part cannot be read would be wrong in QuickBooks; nothing is guessed.",
        (jaggaer("Correct what it names in JAGGAER."),),
        "Reads it again at every poll.",
        is_jaggaers=True,
    ),
    HoldCode.NOT_HANDED_OVER: Reason(
        "JAGGAER did not hand over this document",
        "{detail}",
        "JAGGAER lists the document, and did not give us its details: nothing is entered from the list alone.",
        (jaggaer("If it lasts, see whether JAGGAER is up, and whether the integration may read this document."),),
        "Asks for it again at every poll.",
    ),
    HoldCode.STUMBLED: Reason(
        "The connector stumbled over this document",
        "It could not decide what to do with it ({detail}). The other documents go on.",
        "This is a fault of the connector, not of the document.",
        (Step(Actor.SUPPORT, "Send them the log and what “connector document” shows."),),
        "Tries it again whenever QuickBooks' lists are read.",
    ),
    HoldCode.STATUS_UNKNOWN: Reason(
        "JAGGAER has a status that we do not know",
        "The statuses of the document are {statuses}, and nothing says what they mean.",
        "A new status may mean that it is to be paid, or that it must not be.",
        (jaggaer("Add them to wire.known, or to wire.due_when or wire.cancelled_when, in the company's profile."),),
        JAGGAERS,
        subject="{statuses}",
    ),
    HoldCode.TYPE_UNKNOWN: Reason(
        "JAGGAER has a type of invoice that we do not know",
        "The invoiceType of the document is {type}, and nothing says whether that is an invoice or a credit.",
        "A credit that is taken for an invoice would be paid instead of received.",
        (jaggaer("Add it to wire.invoice_types or to wire.credit_types, in the company's profile."),),
        JAGGAERS,
        subject="{type}",
    ),
    HoldCode.TOTAL_MISMATCH: Reason(
        "The invoice does not add up",
        "Its lines and charges come to {computed}, but its total says {total}: a difference of {difference}.",
        "A bill is never posted with a guessed difference. What JAGGAER shows may count a charge twice, or miss one.",
        (
            payable("Correct the invoice in JAGGAER."),
            payable("If differences of this size are roundings, set amounts.tolerance and a rounding account."),
        ),
        JAGGAERS,
        is_jaggaers=True,
    ),
    HoldCode.AMOUNT_NOT_POSITIVE: Reason(
        "The amount is zero or negative",
        "The document totals {total}. QuickBooks takes only positive bills and credits.",
        "What is given back is a vendor credit with a positive amount in QuickBooks.",
        (payable("Correct it in JAGGAER, or withdraw it here; amounts.zero_total = “skip” passes over zeros."),),
        JAGGAERS,
        is_jaggaers=True,
    ),
    HoldCode.PERIOD_CLOSED: Reason(
        "The books are closed for its date",
        "Its date is {date}, and QuickBooks is closed up to {closing}.",
        "QuickBooks refuses what would change a closed period.",
        (
            payable("Say on which date it is to be posted (resolve with --date)."),
            quickbooks("Or reopen the period in QuickBooks."),
            payable("Or set dates.closed_period = “first_open_day” in the profile, for all."),
        ),
        LISTS,
        subject="{closing}",
        kind="period",
        answers=WITHDRAWN | {Answer.DATE},
    ),
    HoldCode.NUMBER_MISSING: Reason(
        "No invoice number to post under",
        "The supplier's invoice number {detail}.",
        "The number is what a person finds the bill by, and it is never cut or changed.",
        (payable("Enter it in JAGGAER, or set ref_number.fallback = “jaggaer” in the company's profile."),),
        JAGGAERS,
        is_jaggaers=True,
    ),
    HoldCode.NUMBER_TWICE: Reason(
        "Two documents with one number",
        "JAGGAER has two documents of “{vendor}” under the number {ref_number}: this one over {amount}, and {other} "
        "(id {other_id}) over {other_amount}, which is posted or on its way.",
        "The same invoice entered twice in JAGGAER would be paid twice, and the same order would come twice.",
        (
            payable("Correct the number of one of them in JAGGAER."),
            payable("Or withdraw the one that is there twice."),
            payable(
                "If both are owed and their amounts differ, have it posted all the same (resolve with --post-anyway)."
            ),
        ),
        LISTS,
        answers=POSTED,
        is_jaggaers=True,
    ),
}
