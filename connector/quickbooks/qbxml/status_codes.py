"""
QuickBooks' status codes, by what they mean for a write or a read.

Only the code decides what we do; the text is for a person (one code covers many causes). Sources: Intuit's
error tables, captured responses, production logs of public projects. An unknown code of 1000 or more
is taken as a refusal, an unknown code below as information (Intuit: 0-499 Info, 500-999 Warn).
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
    SILENT = "no status at all"


NOT_FOUND = 3120  # a query by a ListID that is not there: an answer too, and a refusal of a write

CODES: dict[int, tuple[Meaning, str]] = {
    0: (Meaning.DONE, "done"),
    1: (Meaning.NO_MATCH, "no record matches the query"),
    500: (Meaning.NO_MATCH, "some of the records asked for do not exist; the others are returned"),
    530: (Meaning.DONE, "saved; a field of another edition was ignored"),
    531: (Meaning.DONE, "saved; a value of another edition was ignored"),
    550: (Meaning.DONE, "saved, but its notes were not"),
    570: (Meaning.DONE, "saved, but without its link: the transaction it names is closed"),
    1000: (Meaning.REFUSED, "internal error of QuickBooks"),
    1030: (Meaning.REFUSED, "this QuickBooks does not know the request"),
    3100: (Meaning.REFUSED, "the name is already in use"),
    3120: (Meaning.REFUSED, "the record does not exist"),
    3140: (Meaning.REFUSED, "a record it refers to does not exist"),
    3170: (Meaning.BUSY, "somebody else is changing the list"),
    3171: (Meaning.REFUSED, "the date is in a closed period"),
    3175: (Meaning.BUSY, "the record is open in QuickBooks"),
    3176: (Meaning.BUSY, "a related record is open in QuickBooks"),
    3185: (Meaning.BUSY, "the record cannot be voided now; it may be open in QuickBooks"),
    3180: (Meaning.UNSAVED, "QuickBooks could not save it: a lock, a closing date, a missing account"),
    3200: (Meaning.STALE, "the record was changed since it was read"),
    3210: (Meaning.REFUSED, "a value is not valid"),
    3231: (Meaning.BUSY, "not processed, because an earlier request failed"),
    3250: (Meaning.REFUSED, "the feature is off or not in this edition"),
    3260: (Meaning.REFUSED, "the QuickBooks user may not do this"),
    3261: (Meaning.REFUSED, "the application may not do this"),
    3391: (Meaning.REFUSED, "the iterator has ended with its session"),
}


def meaning_of(response: Response) -> Meaning:
    """What a response means; see the module for codes that are not in the table."""
    if response.code is None:
        return Meaning.SILENT
    if response.code in CODES:
        return CODES[response.code][0]
    return Meaning.REFUSED if response.code >= 1000 else Meaning.DONE
