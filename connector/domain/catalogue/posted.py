"""What is in QuickBooks already, may be, or was changed there or in JAGGAER after it was posted."""

from __future__ import annotations

from connector.domain.catalogue.entry import (
    JAGGAERS,
    LISTS,
    WAITS,
    WITHDRAWN,
    Answer,
    Found,
    Reason,
    payable,
    quickbooks,
)
from connector.domain.hold_code import HoldCode

COMPARES = "Compares it again whenever QuickBooks shows that the record was changed."
POSTED_OR_NOT = frozenset({Answer.POST_ANYWAY, Answer.WITHDRAW})
SAME_OR_NOT = frozenset({Answer.PAIR, Answer.POST_ANYWAY, Answer.WITHDRAW})

POSTED: dict[HoldCode, Reason] = {
    HoldCode.ALREADY_ENTERED: Reason(
        "QuickBooks already has this bill",
        "“{vendor}” already has {posting} {ref_number} over {amount} in QuickBooks (TxnID {txn_id}), "
        "and it is not this invoice.",
        "QuickBooks would take the same number twice, and the invoice would be paid twice.",
        (
            payable("If it is the same invoice, say so (resolve with --pair), or withdraw it here."),
            payable("If not, correct the number in JAGGAER, or have it posted (resolve with --post-anyway)."),
        ),
        LISTS,
        Found.LOOKING,
        answers=SAME_OR_NOT,
    ),
    HoldCode.LOOKS_ENTERED: Reason(
        "QuickBooks may have this bill already",
        "“{vendor}” has {posting} {ref_number} in QuickBooks (TxnID {txn_id}), which is {score} percent likely this "
        "document. What differs: {differences}.",
        "QuickBooks would take it a second time, and the invoice would be paid twice.",
        (
            payable("If it is the same, say so (resolve with --pair)."),
            payable("If not, have it posted all the same (resolve with --post-anyway)."),
        ),
        LISTS,
        answers=SAME_OR_NOT,
    ),
    HoldCode.RECORD_UNREADABLE: Reason(
        "QuickBooks shows a record that cannot be read",
        "In {record} “{name}” ({id}), {field} reads “{text}”. The record is left out, and this document depends on it.",
        "A record of which a part cannot be read may be the very one; nothing is guessed.",
        (
            quickbooks("Open the record in QuickBooks, correct what is named, save it, and verify the company file."),
            payable("Then try it again (retry), if it does not go on by itself."),
        ),
        "Decides about it again whenever QuickBooks' lists are read, and goes on once the record can be read.",
        subject="{record} {id}",
    ),
    HoldCode.SEVERAL_FIT: Reason(
        "More than one record fits",
        "We lost QuickBooks' answer, and {count} records could be this document: {txn_ids}.",
        "A second one may have been entered by hand in the meantime.",
        (payable("Delete the one too many in QuickBooks, then retry."),),
        WAITS,
        Found.ANSWER,
    ),
    HoldCode.NO_ANSWER: Reason(
        "QuickBooks did not tell us",
        "We lost QuickBooks' answer, and it did not answer our question in {sessions} sessions.",
        "It may have been saved or not; it is never sent again on a guess.",
        (payable("Look for {ref_number} of “{vendor}” in QuickBooks, then retry."),),
        "Asked in each of these sessions.",
        Found.ANSWER,
    ),
    HoldCode.CHANGED_AFTER_POSTING: Reason(
        "Changed in JAGGAER after posting",
        "It was posted as {txn_id} over {posted}. Since then, {changes}.",
        "What is posted is changed only where the customer's profile allows it (corrections.changed).",
        (
            payable("Enter the change in QuickBooks by hand: the exception then goes away by itself."),
            payable("If the record is right as it is, withdraw it here."),
        ),
        COMPARES,
    ),
    HoldCode.CANCELLED_AFTER_POSTING: Reason(
        "Cancelled in JAGGAER after posting",
        "It was posted as {txn_id} over {posted}, and is cancelled in JAGGAER now, or not to be posted any more.",
        "What is posted is voided only where the customer's profile allows it (corrections.cancelled).",
        (
            payable("Void the record in QuickBooks: the exception then goes away by itself."),
            payable("If the record is to stay, withdraw it here."),
        ),
        COMPARES,
    ),
    HoldCode.NUMBER_TAKEN: Reason(
        "Another record has the number",
        "{own} is to get the number {ref_number} after a change in JAGGAER, and “{vendor}” has {posting} {ref_number} "
        "over {amount} already ({txn_id}).",
        "QuickBooks would take the same number twice, and the invoice may be paid twice.",
        (
            payable("If a person entered the same invoice, void one of the two in QuickBooks."),
            payable("If not, correct the number in JAGGAER, or have it written (resolve with --post-anyway)."),
        ),
        LISTS,
        answers=POSTED_OR_NOT,
    ),
    HoldCode.NOT_TIED: Reason(
        "QuickBooks does not show what was posted",
        "We posted {posted}; reading {txn_id} back shows something else: {found}.",
        "Somebody changed it at once, or QuickBooks saved something else than it was sent.",
        (payable("Look at the record in QuickBooks and correct it there, then withdraw it here."),),
        WAITS,
        Found.ANSWER,
    ),
    HoldCode.BOTH_CHANGED: Reason(
        "Changed in JAGGAER and in QuickBooks",
        "In {txn_id}, {field} is to be “{wanted}” after the change in JAGGAER, and a person made it “{found}”.",
        "A person's change is never overwritten.",
        (payable("Decide which is right, enter it in QuickBooks, then withdraw the change here."),),
        WAITS,
        Found.LOOKING,
    ),
    HoldCode.RECORD_PAID: Reason(
        "It is paid already",
        "{txn_id} over {posted} is to be changed, and a payment stands against it.",
        "A paid bill is never changed silently: the payment would not match it any more.",
        (
            payable("Settle the difference with the vendor and enter it in QuickBooks, then withdraw the change here."),
            payable(
                "Or set policy.corrections to “credit”: a vendor credit or second bill then corrects the difference."
            ),
        ),
        WAITS,
        Found.LOOKING,
    ),
    HoldCode.RECORD_LOCKED: Reason(
        "It stands in a closed period",
        "{txn_id} over {posted} of {date} is to be changed, and QuickBooks is closed up to {closing}.",
        "QuickBooks changes nothing that is dated on or before its closing date.",
        (
            payable("Enter the difference in an open period, then withdraw the change here."),
            payable(
                "Or set policy.corrections to “credit”: a credit or second bill in an open period then corrects it."
            ),
            quickbooks("Or reopen the period in QuickBooks."),
        ),
        "Decides about it again when QuickBooks' closing date moves.",
    ),
    HoldCode.RECORD_GONE: Reason(
        "The record is not in QuickBooks any more",
        "{txn_id} over {posted} is to be changed, and somebody deleted or voided it.",
        "What a person deleted is not brought back.",
        (payable("Enter the invoice again by hand if it is still owed, then withdraw the change here."),),
        WAITS,
        Found.LOOKING,
    ),
    HoldCode.TAKEN_AWAY: Reason(
        "It is not in QuickBooks any more",
        "{posting} {ref_number} of “{vendor}” over {posted} ({txn_id}) was {how} in QuickBooks, and JAGGAER still has "
        "the document as due.",
        "What a person took away is not entered again by itself: they may have had a reason.",
        (
            payable("If it is not owed, cancel it in JAGGAER, or withdraw it here."),
            payable(
                "If it is, enter it by hand and withdraw it here, or have it posted again (resolve with --post-anyway)."
            ),
        ),
        WAITS,
        Found.READING,
        answers=POSTED_OR_NOT,
    ),
    HoldCode.STANDS_AGAIN: Reason(
        "A void record stands again",
        "{ref_number} ({txn_id}) was void, and a person gave it its amounts back: it stands over {amount} again.",
        "JAGGAER does not want it, or another record of the same document stands beside it.",
        (payable("Void the one that is not owed in QuickBooks, then withdraw it here."),),
        WAITS,
        Found.READING,
    ),
    HoldCode.LEFT_STANDING: Reason(
        "It stands in QuickBooks, and JAGGAER does not want it",
        "{ref_number} ({txn_id}) over {amount} was entered for this document after the backup from which the "
        "connector's database was restored.",
        "JAGGAER does not have the document as due any more, and what stands in QuickBooks may be paid.",
        (
            payable("If it is not owed, void or delete it in QuickBooks: the exception then goes away by itself."),
            payable("If it is, see to the document in JAGGAER, or withdraw it here."),
        ),
        WAITS,
        Found.READING,
    ),
    HoldCode.CHANGED_IN_QUICKBOOKS: Reason(
        "Somebody changed it in QuickBooks",
        "{txn_id} is not as it was posted any more. What differs: {differences}.",
        "A person's change is never overwritten, and JAGGAER still has what was posted.",
        (
            payable("If the change is right, correct the document in JAGGAER, or withdraw it here."),
            payable("If not, change it back in QuickBooks: the exception then goes away by itself."),
        ),
        COMPARES,
        Found.READING,
    ),
    HoldCode.NEEDS_NEW_LINKS: Reason(
        "The change needs a new record",
        "It was posted as {txn_id} over {posted}; {why}.",
        "A changed record would stay what it was, and keep the orders it was tied to.",
        (
            payable("Void the bill in QuickBooks and enter it again, then withdraw it here."),
            payable("Or set corrections.relinked = “replace” in the profile."),
        ),
        JAGGAERS,
        answers=WITHDRAWN,
    ),
}
