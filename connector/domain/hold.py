"""Why a document waits for a person: one table of reasons, and the words an accountant reads."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from string import Formatter
from typing import NamedTuple


class Reason(NamedTuple):
    title: str
    what: str
    fix: str
    who: str


class HoldCode(StrEnum):
    """Stable codes: they stand in the database, and an operator may search for them."""

    UNREADABLE = "UNREADABLE"
    VENDOR_UNKNOWN = "VENDOR_UNKNOWN"
    VENDOR_AMBIGUOUS = "VENDOR_AMBIGUOUS"
    ACCOUNT_UNMAPPED = "ACCOUNT_UNMAPPED"
    CODE_MISSING = "CODE_MISSING"
    ACCOUNT_MISSING = "ACCOUNT_MISSING"
    CHARGE_UNMAPPED = "CHARGE_UNMAPPED"
    TOTAL_MISMATCH = "TOTAL_MISMATCH"
    AMOUNT_NOT_POSITIVE = "AMOUNT_NOT_POSITIVE"
    CURRENCY_FOREIGN = "CURRENCY_FOREIGN"
    TERMS_UNKNOWN = "TERMS_UNKNOWN"
    NUMBER_MISSING = "NUMBER_MISSING"
    NUMBER_TWICE = "NUMBER_TWICE"
    PO_UNKNOWN = "PO_UNKNOWN"
    PO_AMBIGUOUS = "PO_AMBIGUOUS"
    PO_LINE_UNKNOWN = "PO_LINE_UNKNOWN"
    PO_CLOSED = "PO_CLOSED"
    PO_OVERBILLED = "PO_OVERBILLED"
    ALREADY_ENTERED = "ALREADY_ENTERED"
    SEVERAL_FIT = "SEVERAL_FIT"
    NO_ANSWER = "NO_ANSWER"
    REFUSED = "REFUSED"
    CHANGED_AFTER_POSTING = "CHANGED_AFTER_POSTING"
    CANCELLED_AFTER_POSTING = "CANCELLED_AFTER_POSTING"
    NOT_TIED = "NOT_TIED"
    STAYS_BUSY = "STAYS_BUSY"
    UNSENDABLE = "UNSENDABLE"
    BOTH_CHANGED = "BOTH_CHANGED"
    RECORD_PAID = "RECORD_PAID"
    RECORD_GONE = "RECORD_GONE"
    NEEDS_NEW_LINKS = "NEEDS_NEW_LINKS"
    VENDOR_COMING = "VENDOR_COMING"
    NAME_TAKEN = "NAME_TAKEN"
    NEVER_SAVED = "NEVER_SAVED"
    STUMBLED = "STUMBLED"


REASONS: dict[HoldCode, Reason] = {
    HoldCode.UNREADABLE: Reason(
        "JAGGAER sent something we cannot read",
        "{detail}",
        "Correct what it names in JAGGAER; it is read again at every poll.",
        "JAGGAER administrator",
    ),
    HoldCode.STUMBLED: Reason(
        "The connector stumbled over this document",
        "It could not decide what to do with it ({detail}). The other documents go on.",
        "This is a fault of the connector: send its support the log and what “connector document” shows.",
        "support of the connector",
    ),
    HoldCode.VENDOR_UNKNOWN: Reason(
        "QuickBooks does not know this vendor",
        "No active vendor in QuickBooks matches the supplier “{supplier}” (number {number}).",
        "Create the vendor in QuickBooks, make it active, or add the supplier to the vendor map.",
        "accounts payable",
    ),
    HoldCode.VENDOR_AMBIGUOUS: Reason(
        "Two vendors fit",
        "The supplier “{supplier}” matches more than one QuickBooks vendor: {vendors}.",
        "Name the right one in the vendor map.",
        "accounts payable",
    ),
    HoldCode.ACCOUNT_UNMAPPED: Reason(
        "No account for this code",
        "Line {line} is charged to {field} “{value}”, and no QuickBooks account is mapped to it.",
        "Add “{value}” to the account map, or correct the code in JAGGAER.",
        "accounts payable",
    ),
    HoldCode.CODE_MISSING: Reason(
        "A line has no account code",
        "Line {line} carries no value in the field {field}, from which its account is taken.",
        "Enter the code in JAGGAER and approve the invoice again.",
        "accounts payable",
    ),
    HoldCode.ACCOUNT_MISSING: Reason(
        "The mapped account is not in QuickBooks",
        "“{value}” is mapped to the account “{account}”, which QuickBooks does not have as an active account.",
        "Create or reactivate the account in QuickBooks, or change the account map.",
        "QuickBooks administrator",
    ),
    HoldCode.CHARGE_UNMAPPED: Reason(
        "No account for a charge",
        "The invoice has {charge} of {amount}, and no account is set for {charge}.",
        "Name an account for {charge} in the company's profile.",
        "QuickBooks administrator",
    ),
    HoldCode.TOTAL_MISMATCH: Reason(
        "The invoice does not add up",
        "Its lines and charges come to {computed}, but its total says {total}.",
        "Correct the invoice in JAGGAER. A bill is never posted with a guessed difference.",
        "accounts payable",
    ),
    HoldCode.AMOUNT_NOT_POSITIVE: Reason(
        "The amount is zero or negative",
        "The document totals {total}. QuickBooks takes only positive bills and credits.",
        "Correct it in JAGGAER, or withdraw it here.",
        "accounts payable",
    ),
    HoldCode.CURRENCY_FOREIGN: Reason(
        "Another currency",
        "The invoice is in {currency}, and this company file is kept in {home}.",
        "Enter this bill by hand in QuickBooks, then withdraw it here.",
        "accounts payable",
    ),
    HoldCode.TERMS_UNKNOWN: Reason(
        "QuickBooks does not know these terms",
        "The terms “{terms}” are not in the QuickBooks terms list.",
        "Create them in QuickBooks, or map them in the company's profile.",
        "QuickBooks administrator",
    ),
    HoldCode.NUMBER_MISSING: Reason(
        "No invoice number to post under",
        "The supplier's invoice number {detail}.",
        "Enter it in JAGGAER, or set ref_number.fallback = “jaggaer” in the company's profile.",
        "accounts payable",
    ),
    HoldCode.NUMBER_TWICE: Reason(
        "Two invoices with one number",
        "JAGGAER has two invoices of “{vendor}” under the number {ref_number}; the other has the id {other}.",
        "Correct the number of one of them in JAGGAER, or withdraw the one that is there twice.",
        "accounts payable",
    ),
    HoldCode.PO_AMBIGUOUS: Reason(
        "Two purchase orders fit",
        "Line {line} belongs to purchase order {po}, and QuickBooks has more than one that fits: {orders}.",
        "Correct the number of one of them in QuickBooks, or set po_strip_zeros = false in the profile.",
        "accounts payable",
    ),
    HoldCode.PO_UNKNOWN: Reason(
        "The purchase order is not in QuickBooks",
        "Line {line} belongs to purchase order {po}, which QuickBooks does not have for {vendor}.",
        "Enter the purchase order in QuickBooks; the invoice then goes through by itself.",
        "accounts payable",
    ),
    HoldCode.PO_LINE_UNKNOWN: Reason(
        "The purchase order line is not in QuickBooks",
        "Line {line} belongs to line {po_line} of purchase order {po}, which has {count} lines in QuickBooks.",
        "Compare the purchase order in both systems and correct the one that is wrong.",
        "accounts payable",
    ),
    HoldCode.PO_CLOSED: Reason(
        "The purchase order is closed",
        "Purchase order {po} (line {po_line}) is closed or fully received in QuickBooks.",
        "Reopen it in QuickBooks, or enter the bill by hand and withdraw it here.",
        "accounts payable",
    ),
    HoldCode.PO_OVERBILLED: Reason(
        "More billed than ordered",
        "Line {line} bills {quantity} of purchase order {po} line {po_line}; only {open} are still open.",
        "Correct the quantity in JAGGAER or the order in QuickBooks.",
        "accounts payable",
    ),
    HoldCode.ALREADY_ENTERED: Reason(
        "QuickBooks already has this bill",
        "“{vendor}” already has {posting} {ref_number} over {amount} in QuickBooks (TxnID {txn_id}), "
        "and it is not this invoice.",
        "If it is the same invoice, withdraw it here; if not, correct the number in JAGGAER.",
        "accounts payable",
    ),
    HoldCode.SEVERAL_FIT: Reason(
        "More than one record fits",
        "We lost QuickBooks' answer, and {count} records could be this document: {txn_ids}.",
        "Delete the one too many in QuickBooks, then retry.",
        "accounts payable",
    ),
    HoldCode.NO_ANSWER: Reason(
        "QuickBooks did not tell us",
        "We lost QuickBooks' answer, and it did not answer our question in {sessions} sessions.",
        "Look for {ref_number} of “{vendor}” in QuickBooks, then retry.",
        "accounts payable",
    ),
    HoldCode.NEVER_SAVED: Reason(
        "QuickBooks does not save it",
        "It was sent {attempts} times, and QuickBooks never had it afterwards. The last time: {said}.",
        "Look whether QuickBooks is in good health (File, Utilities, Verify Data), then retry.",
        "QuickBooks administrator",
    ),
    HoldCode.REFUSED: Reason(
        "QuickBooks refused it",
        "QuickBooks answered {status}: {message}",
        "Put right what QuickBooks names, then retry.",
        "accounts payable",
    ),
    HoldCode.CHANGED_AFTER_POSTING: Reason(
        "Changed in JAGGAER after posting",
        "It was posted as {txn_id} over {posted}; JAGGAER now has another version over {total}.",
        "Change the record in QuickBooks by hand, then withdraw it here.",
        "accounts payable",
    ),
    HoldCode.CANCELLED_AFTER_POSTING: Reason(
        "Cancelled in JAGGAER after posting",
        "It was posted as {txn_id} over {posted}, and JAGGAER has cancelled it since.",
        "Void the record in QuickBooks, then withdraw it here.",
        "accounts payable",
    ),
    HoldCode.NOT_TIED: Reason(
        "QuickBooks has another amount",
        "We posted {posted}; reading {txn_id} back shows {found}.",
        "Look at the record in QuickBooks: somebody changed it, or a rounding differs.",
        "accounts payable",
    ),
    HoldCode.STAYS_BUSY: Reason(
        "The record stays in use",
        "QuickBooks answered {status} each time we tried, for more than an hour: {message}",
        "Close the windows of QuickBooks in which the vendor, its orders or its bills are open, then retry.",
        "whoever works in QuickBooks",
    ),
    HoldCode.UNSENDABLE: Reason(
        "QuickBooks could not read it",
        "It would make QuickBooks refuse everything that is sent along with it: {detail}.",
        "Correct the field in JAGGAER; if it looks right there, send this text to the makers of the connector.",
        "accounts payable",
    ),
    HoldCode.BOTH_CHANGED: Reason(
        "Changed in JAGGAER and in QuickBooks",
        "In {txn_id}, {field} is to be “{wanted}” after the change in JAGGAER, and a person made it “{found}”.",
        "Decide which is right, enter it in QuickBooks, then withdraw the change here.",
        "accounts payable",
    ),
    HoldCode.RECORD_PAID: Reason(
        "It is paid already",
        "{txn_id} over {posted} is to be changed, and a payment stands against it. A paid bill is never changed "
        "silently.",
        "Settle the difference with the vendor and enter it in QuickBooks, then withdraw the change here.",
        "accounts payable",
    ),
    HoldCode.RECORD_GONE: Reason(
        "The record is not in QuickBooks any more",
        "{txn_id} over {posted} is to be changed, and somebody deleted or voided it.",
        "Enter the invoice again by hand if it is still owed, then withdraw the change here.",
        "accounts payable",
    ),
    HoldCode.NEEDS_NEW_LINKS: Reason(
        "The change needs other purchase order lines",
        "It was posted as {txn_id} over {posted}; QuickBooks ties a bill to order lines only when it is added.",
        "Void the bill in QuickBooks and enter it again, then withdraw it here; or set corrections.relinked = "
        "“replace” in the profile.",
        "accounts payable",
    ),
    HoldCode.VENDOR_COMING: Reason(
        "Its vendor is on the way",
        "The supplier “{supplier}” is being added to QuickBooks.",
        "Nothing to do: the invoice goes through once the vendor is there.",
        "nobody",
    ),
    HoldCode.NAME_TAKEN: Reason(
        "QuickBooks has that name already",
        "The supplier “{supplier}” is to become a vendor, and QuickBooks has one of that name ({list_id}).",
        "If it is the same one, add the supplier to the vendor map; if not, rename one of them.",
        "accounts payable",
    ),
}
"""The words of each code, with their placeholders; docs/exceptions.md is made from them."""


@dataclass(frozen=True, slots=True)
class Hold:
    """One reason for one document, with the values its words need."""

    code: HoldCode
    values: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, code: HoldCode, **values: object) -> Hold:
        wanted = placeholders(code)
        given = {name: str(value) for name, value in values.items()}
        if set(given) != wanted:
            raise ValueError(f"{code.name} needs {sorted(wanted)}, got {sorted(given)}")
        return cls(code, tuple(sorted(given.items())))

    @property
    def title(self) -> str:
        return REASONS[self.code].title

    @property
    def what(self) -> str:
        return REASONS[self.code].what.format_map(dict(self.values))

    @property
    def fix(self) -> str:
        return REASONS[self.code].fix.format_map(dict(self.values))

    @property
    def who(self) -> str:
        return REASONS[self.code].who


def placeholders(code: HoldCode) -> set[str]:
    """The names a reason's words leave open."""
    texts = (REASONS[code].what, REASONS[code].fix)
    return {name for text in texts for _, name, _, _ in Formatter().parse(text) if name}
