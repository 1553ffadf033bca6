"""
QuickBooks' status codes, by what they mean for a write or a read.

Only the code decides what we do; the text is for a person (one code covers many causes). Sources: Intuit's
error tables, captured responses, production logs of public projects. A code of 1000 or more that no table
has says nothing about what was saved: it is asked about, as a lost answer is. One below is information or
a warning (Intuit: 0-499 Info, 500-999 Warn), and what was saved comes with it.
"""

from __future__ import annotations

from enum import Enum

from connector.quickbooks.qbxml.message_set import Response


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

CODES: dict[int, tuple[Meaning, str]] = {
    0: (Meaning.DONE, "done"),
    1: (Meaning.NO_MATCH, "no record matches the query"),
    500: (Meaning.NO_MATCH, "some of the records asked for do not exist; the others are returned"),
    510: (Meaning.DONE, "saved or found, but QuickBooks cannot show it"),
    530: (Meaning.DONE, "saved; a field of another edition was ignored"),
    531: (Meaning.DONE, "saved; a value of another edition was ignored"),
    550: (Meaning.DONE, "saved, but its notes were not"),
    570: (Meaning.DONE, "saved, but without its link: the transaction it names is closed"),
    1000: (Meaning.UNCLEAR, "internal error of QuickBooks"),
    1010: (Meaning.UNCLEAR, "QuickBooks is not available to the request"),
    1030: (Meaning.REFUSED, "this QuickBooks does not know the request"),
    1060: (Meaning.REFUSED, "the request ID is not valid"),
    3000: (Meaning.REFUSED, "an id is not valid"),
    3010: (Meaning.REFUSED, "a yes or no is not valid"),
    3020: (Meaning.REFUSED, "a date is not valid"),
    3030: (Meaning.REFUSED, "a range of dates ends before it begins"),
    3031: (Meaning.REFUSED, "a range of names or numbers is not valid"),
    3035: (Meaning.REFUSED, "a span of time is not valid"),
    3040: (Meaning.REFUSED, "an amount is not valid"),
    3045: (Meaning.REFUSED, "a price is not valid"),
    3050: (Meaning.REFUSED, "a percentage is not valid"),
    3060: (Meaning.REFUSED, "a quantity is not valid"),
    3065: (Meaning.REFUSED, "a GUID is not valid"),
    3070: (Meaning.REFUSED, "a text is too long"),
    3080: (Meaning.REFUSED, "a text is not valid"),
    3085: (Meaning.REFUSED, "a number is not valid"),
    3090: (Meaning.REFUSED, "a name is not valid"),
    3100: (Meaning.REFUSED, "the name is already in use"),
    3110: (Meaning.REFUSED, "the amount of a transaction is not valid"),
    3120: (Meaning.REFUSED, "the record does not exist"),
    3121: (Meaning.REFUSED, "the owner of a data extension does not exist"),
    3130: (Meaning.REFUSED, "the parent it names does not exist"),
    3140: (Meaning.REFUSED, "a record it refers to does not exist"),
    3150: (Meaning.REFUSED, "an element is missing"),
    3151: (Meaning.REFUSED, "an element does not belong to this request"),
    3152: (Meaning.REFUSED, "one of several elements is missing"),
    3153: (Meaning.REFUSED, "two elements exclude one another"),
    3160: (Meaning.REFUSED, "the record cannot be deleted; something depends on it"),
    3161: (Meaning.REFUSED, "the record is before the closing date and cannot be deleted"),
    3162: (Meaning.REFUSED, "not possible while QuickBooks is in multi-user mode"),
    3170: (Meaning.BUSY, "somebody else is changing the list"),
    3171: (Meaning.REFUSED, "the date is in a closed period"),
    3175: (Meaning.BUSY, "the record is open in QuickBooks"),
    3176: (Meaning.BUSY, "a related record is open in QuickBooks"),
    3180: (Meaning.UNSAVED, "QuickBooks could not save it: a lock, a closing date, a missing account"),
    3185: (Meaning.BUSY, "the record cannot be voided now; it may be open in QuickBooks"),
    3190: (Meaning.REFUSED, "a field cannot be emptied"),
    3200: (Meaning.STALE, "the record was changed since it was read"),
    3205: (Meaning.REFUSED, "an address has too many lines"),
    3210: (Meaning.REFUSED, "a value is not valid"),
    3220: (Meaning.REFUSED, "not authorised"),
    3231: (Meaning.BUSY, "not processed, because an earlier request failed"),
    3250: (Meaning.REFUSED, "the feature is off or not in this edition"),
    3260: (Meaning.REFUSED, "the QuickBooks user may not do this"),
    3261: (Meaning.REFUSED, "the application may not do this"),
    3262: (Meaning.REFUSED, "the QuickBooks user may not do this"),
    3263: (Meaning.REFUSED, "the application may not do this"),
    3270: (Meaning.REFUSED, "an account to post to is missing"),
    3391: (Meaning.REFUSED, "the iterator has ended with its session"),
}


def meaning_of(response: Response) -> Meaning:
    """What a response means; see the module for codes that are not in the table."""
    if response.code is None:
        return Meaning.SILENT
    if response.code in CODES:
        return CODES[response.code][0]
    return Meaning.UNCLEAR if response.code >= 1000 else Meaning.DONE
