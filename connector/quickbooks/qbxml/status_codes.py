"""
QuickBooks' status codes, by what they mean for a write or a read.

Only the code decides what we do; the text is for a person (one code covers many causes). Sources: Intuit's
error tables, captured responses, production logs of public projects. A code of 1000 or more that no table
has says nothing about what was saved: it is asked about, as a lost answer is. One below is information or
a warning (Intuit: 0-499 Info, 500-999 Warn), and what was saved comes with it.
"""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple

from connector.domain.hold_code import HoldCode
from connector.quickbooks.qbxml.responses import Response


class Meaning(Enum):
    DONE = "done"
    NO_MATCH = "nothing matches"
    BUSY = "busy: the same request passes later"
    UNSAVED = "could not be saved: a lock, or something to put right; tried a few times"
    STALE = "the record was changed since it was read"
    REFUSED = "refused until somebody changes something"
    UNCLEAR = "not known whether it was saved: the records are asked"
    SILENT = "no status at all"


NOT_FOUND = 3120  # a query by a ListID that is not there: an answer too, and a refusal of a write


class Code(NamedTuple):
    """What a code means; ``entry`` is the catalogue's, for a person, once we cannot go on by ourselves."""

    meaning: Meaning
    words: str
    entry: HoldCode | None = None


CODES: dict[int, Code] = {
    0: Code(Meaning.DONE, "done"),
    1: Code(Meaning.NO_MATCH, "no record matches the query"),
    500: Code(Meaning.NO_MATCH, "some of the records asked for do not exist; the others are returned"),
    510: Code(Meaning.DONE, "saved or found, but QuickBooks cannot show it"),
    530: Code(Meaning.DONE, "saved; a field of another edition was ignored"),
    531: Code(Meaning.DONE, "saved; a value of another edition was ignored"),
    550: Code(Meaning.DONE, "saved, but its notes were not"),
    570: Code(Meaning.DONE, "saved, but without its link: the transaction it names is closed"),
    1000: Code(Meaning.UNCLEAR, "internal error of QuickBooks", HoldCode.NEVER_SAVED),
    1010: Code(Meaning.UNCLEAR, "QuickBooks is not available to the request", HoldCode.NEVER_SAVED),
    1030: Code(Meaning.REFUSED, "this QuickBooks does not know the request", HoldCode.FEATURE_OFF),
    1060: Code(Meaning.REFUSED, "the request ID is not valid", HoldCode.FIELD_REFUSED),
    3000: Code(Meaning.REFUSED, "an id is not valid", HoldCode.REFERENCE_GONE),
    3010: Code(Meaning.REFUSED, "a yes or no is not valid", HoldCode.FIELD_REFUSED),
    3020: Code(Meaning.REFUSED, "a date is not valid", HoldCode.FIELD_REFUSED),
    3030: Code(Meaning.REFUSED, "a range of dates ends before it begins", HoldCode.FIELD_REFUSED),
    3031: Code(Meaning.REFUSED, "a range of names or numbers is not valid", HoldCode.FIELD_REFUSED),
    3035: Code(Meaning.REFUSED, "a span of time is not valid", HoldCode.FIELD_REFUSED),
    3040: Code(Meaning.REFUSED, "an amount is not valid", HoldCode.FIELD_REFUSED),
    3045: Code(Meaning.REFUSED, "a price is not valid", HoldCode.FIELD_REFUSED),
    3050: Code(Meaning.REFUSED, "a percentage is not valid", HoldCode.FIELD_REFUSED),
    3060: Code(Meaning.REFUSED, "a quantity is not valid", HoldCode.FIELD_REFUSED),
    3065: Code(Meaning.REFUSED, "a GUID is not valid", HoldCode.FIELD_REFUSED),
    3070: Code(Meaning.REFUSED, "a text is too long", HoldCode.FIELD_REFUSED),
    3080: Code(Meaning.REFUSED, "a text is not valid", HoldCode.FIELD_REFUSED),
    3085: Code(Meaning.REFUSED, "a number is not valid", HoldCode.FIELD_REFUSED),
    3090: Code(Meaning.REFUSED, "a name is not valid", HoldCode.FIELD_REFUSED),
    3100: Code(Meaning.REFUSED, "the name is already in use", HoldCode.NAME_IN_USE),
    3110: Code(Meaning.REFUSED, "the amount of a transaction is not valid", HoldCode.FIELD_REFUSED),
    3120: Code(Meaning.REFUSED, "the record does not exist", HoldCode.REFERENCE_GONE),
    3121: Code(Meaning.REFUSED, "the owner of a data extension does not exist", HoldCode.REFERENCE_GONE),
    3130: Code(Meaning.REFUSED, "the parent it names does not exist", HoldCode.REFERENCE_GONE),
    3140: Code(Meaning.REFUSED, "a record it refers to does not exist", HoldCode.REFERENCE_GONE),
    3150: Code(Meaning.REFUSED, "an element is missing", HoldCode.FIELD_REFUSED),
    3151: Code(Meaning.REFUSED, "an element does not belong to this request", HoldCode.FIELD_REFUSED),
    3152: Code(Meaning.REFUSED, "one of several elements is missing", HoldCode.FIELD_REFUSED),
    3153: Code(Meaning.REFUSED, "two elements exclude one another", HoldCode.FIELD_REFUSED),
    3160: Code(Meaning.REFUSED, "the record cannot be deleted; something depends on it", HoldCode.DEPENDED_ON),
    3161: Code(Meaning.REFUSED, "the record is before the closing date and cannot be deleted", HoldCode.PERIOD_REFUSED),
    3162: Code(Meaning.REFUSED, "not possible while QuickBooks is in multi-user mode", HoldCode.SINGLE_USER_NEEDED),
    3170: Code(Meaning.BUSY, "somebody else is changing the list", HoldCode.STAYS_BUSY),
    3171: Code(Meaning.REFUSED, "the date is in a closed period", HoldCode.PERIOD_REFUSED),
    3175: Code(Meaning.BUSY, "the record is open in QuickBooks", HoldCode.STAYS_BUSY),
    3176: Code(Meaning.BUSY, "a related record is open in QuickBooks", HoldCode.STAYS_BUSY),
    3180: Code(
        Meaning.UNSAVED, "QuickBooks could not save it: a lock, a closing date, a missing account", HoldCode.NOT_SAVED
    ),
    3185: Code(Meaning.BUSY, "the record cannot be voided now; it may be open in QuickBooks", HoldCode.STAYS_BUSY),
    3190: Code(Meaning.REFUSED, "a field cannot be emptied", HoldCode.FIELD_REFUSED),
    3200: Code(Meaning.STALE, "the record was changed since it was read", HoldCode.STAYS_BUSY),
    3205: Code(Meaning.REFUSED, "an address has too many lines", HoldCode.FIELD_REFUSED),
    3210: Code(Meaning.REFUSED, "a value is not valid", HoldCode.FIELD_REFUSED),
    3220: Code(Meaning.REFUSED, "not authorised", HoldCode.NOT_ALLOWED),
    3231: Code(Meaning.BUSY, "not processed, because an earlier request failed", HoldCode.STAYS_BUSY),
    3250: Code(Meaning.REFUSED, "the feature is off or not in this edition", HoldCode.FEATURE_OFF),
    3260: Code(Meaning.REFUSED, "the QuickBooks user may not do this", HoldCode.NOT_ALLOWED),
    3261: Code(Meaning.REFUSED, "the application may not do this", HoldCode.NOT_ALLOWED),
    3262: Code(Meaning.REFUSED, "the QuickBooks user may not do this", HoldCode.NOT_ALLOWED),
    3263: Code(Meaning.REFUSED, "the application may not do this", HoldCode.NOT_ALLOWED),
    3270: Code(Meaning.REFUSED, "an account to post to is missing", HoldCode.ACCOUNT_NOT_SET),
    3391: Code(Meaning.REFUSED, "the iterator has ended with its session", HoldCode.REFUSED),
}


def meaning_of(response: Response) -> Meaning:
    """What a response means; see the module for codes that are not in the table."""
    if response.code is None:
        return Meaning.SILENT
    if response.code in CODES:
        return CODES[response.code].meaning
    return Meaning.UNCLEAR if response.code >= 1000 else Meaning.DONE


def entry_of(response: Response) -> HoldCode:
    """The catalogue's entry of a refusal; of one that no table has, QuickBooks' own words are all there is."""
    code = CODES.get(response.code or 0)
    return (code and code.entry) or HoldCode.REFUSED
