"""What QuickBooks said no to, by its status code; every code of its own has one of these entries."""

from __future__ import annotations

from connector.domain.catalogue.entry import LISTS, WAITS, Actor, Found, Reason, Step, payable, quickbooks
from connector.domain.hold_code import HoldCode

SAID = "QuickBooks answered {status}: {message}"

REFUSALS: dict[HoldCode, Reason] = {
    HoldCode.REFUSED: Reason(
        "QuickBooks refused it",
        SAID,
        "It is none of the refusals that we know a remedy for; QuickBooks' own words say what it is.",
        (payable("Put right what QuickBooks names, then retry."),),
        LISTS,
        Found.ANSWER,
    ),
    HoldCode.NAME_IN_USE: Reason(
        "The name is in use",
        SAID,
        "A name is unique among vendors, customers, employees and other names, also inactive ones.",
        (payable("Look for the name in all these lists of QuickBooks, rename one or pair it, then retry."),),
        LISTS,
        Found.ANSWER,
    ),
    HoldCode.REFERENCE_GONE: Reason(
        "QuickBooks misses something it names",
        SAID,
        "A vendor, account, item, class or terms was deleted, merged or made inactive after our last reading.",
        (payable("Put it back in QuickBooks, or map to another one, then retry."),),
        "Reads the lists again, and says which one it is if they show it.",
        Found.ANSWER,
    ),
    HoldCode.PERIOD_REFUSED: Reason(
        "QuickBooks says that its period is closed",
        SAID,
        "The closing date was set after our last reading, or covers the record that is to be changed.",
        (quickbooks("Reopen the period in QuickBooks, then retry."),),
        "Reads the closing date again, and offers another posting date if it lies before it.",
        Found.ANSWER,
    ),
    HoldCode.NOT_SAVED: Reason(
        "QuickBooks could not save it",
        "QuickBooks answered {status} three times: {message}",
        "One code covers many causes: a closing date, a missing account, another kind of account, a full disk.",
        (payable("Follow QuickBooks' sentence; entering the bill by hand shows its own message. Then retry."),),
        "Tried it three times, minutes apart.",
        Found.ANSWER,
    ),
    HoldCode.FIELD_REFUSED: Reason(
        "QuickBooks does not take a field",
        SAID,
        "The value is too long, not a date or amount, or not allowed where it stands.",
        (
            payable("Correct the value that it names in JAGGAER."),
            Step(Actor.SUPPORT, "If it looks right there: send them what “connector document” shows."),
        ),
        "Reads it again as soon as JAGGAER has changed it.",
        Found.ANSWER,
    ),
    HoldCode.FEATURE_OFF: Reason(
        "QuickBooks has the feature off",
        SAID,
        "The feature is not turned on, or this edition or release of QuickBooks does not have it.",
        (quickbooks("Turn it on in Edit, Preferences, or choose another edition or qbXML version; then retry."),),
        WAITS,
        Found.ANSWER,
    ),
    HoldCode.NOT_ALLOWED: Reason(
        "QuickBooks does not allow it",
        SAID,
        "The QuickBooks user, or the connector as an application, lacks the permission.",
        (
            quickbooks("Give the user of the connection the rights to enter bills, credits and vendors."),
            quickbooks("Look at Preferences, Integrated Applications, Company Preferences; then retry."),
        ),
        WAITS,
        Found.ANSWER,
    ),
    HoldCode.ACCOUNT_NOT_SET: Reason(
        "An account to post to is missing",
        SAID,
        "An item without an account, or a missing accounts payable account.",
        (quickbooks("Give the item its account, or create the accounts payable account; then retry."),),
        WAITS,
        Found.ANSWER,
    ),
    HoldCode.SINGLE_USER_NEEDED: Reason(
        "QuickBooks wants single-user mode for it",
        SAID,
        "Records of lists are deleted in single-user mode only.",
        (quickbooks("Switch to single-user mode (File menu), then retry and run an update."),),
        WAITS,
        Found.ANSWER,
    ),
    HoldCode.DEPENDED_ON: Reason(
        "Something depends on it",
        SAID,
        "QuickBooks keeps what payments, orders or other records refer to.",
        (payable("Undo what depends on it in QuickBooks, then retry; or settle it there and withdraw it here."),),
        WAITS,
        Found.ANSWER,
    ),
    HoldCode.STAYS_BUSY: Reason(
        "The record stays in use",
        "QuickBooks answered {status} each time we tried, for more than an hour: {message}",
        "A window with the vendor, its orders or its bills is open somewhere.",
        (Step(Actor.ANYBODY, "Close these windows of QuickBooks, then retry."),),
        "Tried it five times, ever later.",
        Found.ANSWER,
    ),
    HoldCode.UNSENDABLE: Reason(
        "QuickBooks could not read it",
        "It would make QuickBooks refuse everything that is sent along with it: {detail}.",
        "QuickBooks refuses a whole message set for one value that its parser does not take.",
        (
            payable("Correct the field in JAGGAER."),
            Step(Actor.SUPPORT, "If it looks right there: send them this text."),
        ),
        "Keeps it back, and sends the others.",
    ),
    HoldCode.NEVER_SAVED: Reason(
        "QuickBooks does not save it",
        "It was sent {attempts} times, and QuickBooks never had it afterwards. The last time: {said}.",
        "QuickBooks, its company file or the network to it may be damaged.",
        (quickbooks("Look whether QuickBooks is in good health (File, Utilities, Verify Data), then retry."),),
        "Looked for it each time before it was sent again.",
        Found.ANSWER,
    ),
}
