"""Every status the fake answers with: code, severity, QuickBooks' own text, and where that is known from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

NOT_IN_LIST = "  QuickBooks error message: Invalid argument.  The specified record does not exist in the list."
IN_USE = (
    "There was an error adding, modifying or deleting {0} because it is already in use.  QuickBooks error message: "
)
CLOSED = (
    "  QuickBooks error message: An attempt was made to {0} a {1} with a date that is on or before the closing date of "
    "the company.  If you are sure you really want to do this, please ask a user with Admin privileges to remove the "
    "password for editing transactions on or before to closing date (this setting is in the Accounting Company "
    "Preferences), then try again."
)
QUBE = "names of the codes in qubesync's documentation"
RECALLED = "recalled"
CATALOGUE = "Intuit's table of status codes"


class Known(NamedTuple):
    severity: str
    text: str
    source: str


STATUSES: dict[int, Known] = {
    0: Known("Info", "Status OK", "every captured answer"),
    1: Known("Info", "A query request did not find a matching object in QuickBooks", "captured (s50, s81)"),
    500: Known(
        "Warn",
        'The query request has not been fully completed. There was a required element ("{0}") that could not be '
        "found in QuickBooks.",
        "captured (s22)",
    ),
    530: Known("Warn", 'The field "{0}" is not supported by this implementation.', "captured (m02)"),
    570: Known("Warn", 'Unable to link to transaction "{0}" because it has already been closed.', CATALOGUE),
    1000: Known("Error", "There has been an internal error when processing the request.", CATALOGUE),
    1010: Known("Error", "System not available", CATALOGUE),
    1030: Known("Error", "This request is not supported by this implementation.", CATALOGUE),
    1060: Known("Error", 'The request ID "{0}" is invalid, possibly too long, max 50 chars.', CATALOGUE),
    3000: Known("Error", 'The given object ID "{0}" in the field "{1}" is invalid.', CATALOGUE),
    3020: Known("Error", 'There was an error when converting the date value "{0}" in the field "{1}"', CATALOGUE),
    3030: Known("Error", "Invalid date range: From date is greater than To date.", CATALOGUE),
    3031: Known("Error", 'The "From" or "To" values in the provided {0} are invalid.', CATALOGUE),
    3070: Known("Error", 'The string "{0}" in the field "{1}" is too long. The maximum length is {2}.', RECALLED),
    3080: Known("Error", 'The string "{0}" in the field "{1}" is invalid.', RECALLED),
    3090: Known(
        "Error",
        'There was an error when storing "{0}" in the "{1} name" field.  QuickBooks error message: Names in this list '
        "cannot contain a colon.  The colon is a special character used to indicate a parent/child relationship.",
        "captured (quickbooks-sync tests)",
    ),
    3100: Known("Error", 'The name "{0}" of the list element is already in use.', "captured (m03, s45)"),
    3120: Known("Error", 'Object "{0}" specified in the request cannot be found.' + NOT_IN_LIST, "captured (s23)"),
    3130: Known(
        "Error",
        'There is an invalid reference to a parent "{0}" in the {1} list.' + NOT_IN_LIST,
        "captured (s45)",
    ),
    3140: Known(
        "Error",
        'There is an invalid reference to QuickBooks {0} "{1}" in the {2}.' + NOT_IN_LIST,
        "captured (s78, m08, m09)",
    ),
    3150: Known("Error", "There is a missing element: {0}", "RealDealCPA, a comment"),
    3153: Known(
        "Error",
        "There is a conflict between elements: {0}",
        f"a Canadian client's notes, 2026; text {RECALLED}",
    ),
    3160: Known(
        "Error",
        'Cannot delete the object specified by the id = "{0}".  QuickBooks error message: {1}',
        "the captured sentence of 3185, with the verb of this one",
    ),
    3161: Known(
        "Error", 'Cannot delete the object specified by the id = "{0}".' + CLOSED.format("delete", "{1}"), QUBE
    ),
    3162: Known("Error", "This operation is not allowed in multi-user mode.", RECALLED),
    3170: Known(
        "Error",
        'There was an error when modifying a {0} named "{1}".  QuickBooks error message: '
        "This list has been modified by another user.",
        "captured (production logs at ConsoliBYTE)",
    ),
    3171: Known(
        "Error", "There was an error when modifying a {0}." + CLOSED.format("modify", "{0}"), "AYS, a help page"
    ),
    3175: Known("Error", IN_USE + "{1}", "captured (m14)"),
    3176: Known("Error", IN_USE + "The application failed to acquire the lock.", "captured (m14)"),
    3180: Known(
        "Error",
        "There was an error when saving a {0}.  QuickBooks error message: {1}",
        "captured (ConsoliBYTE)",
    ),
    3185: Known(
        "Error",
        'Cannot void the object specified by the id = "{0}".  QuickBooks error message: {1}',
        "captured (m13)",
    ),
    3200: Known("Error", 'The provided edit sequence "{0}" is out-of-date. ', "captured (m01)"),
    3210: Known(
        "Error",
        'The "{0}" field has an invalid value "{1}".  QuickBooks error message: {2}',
        "captured (s88)",
    ),
    3231: Known("Error", "The request has not been processed.", "captured (m09)"),
    3250: Known(
        "Error",
        "This feature is not enabled or not available in this version of QuickBooks.",
        "captured (s45)",
    ),
    3260: Known("Error", "Insufficient permission level to perform this action.", "ConsoliBYTE"),
    3261: Known(
        "Error",
        "The integrated application has no permission to access the specified object.",
        "public logs, which cut the sentence",
    ),
    3391: Known("Error", 'The iteratorID "{0}" is not valid.', "quickbooks-php issue 183"),
}


@dataclass(frozen=True, slots=True)
class Status:
    code: int
    severity: str
    message: str


def status(code: int, *words: str) -> Status:
    known = STATUSES[code]
    return Status(code, known.severity, known.text.format(*words))


OK = status(0)


class Refusal(Exception):
    """A request that QuickBooks refuses: nothing of it is saved. ``record`` is what the answer shows all the same."""

    def __init__(self, code: int, *words: str, record: dict[str, object] | None = None) -> None:
        self.status = status(code, *words)
        self.record = record
        super().__init__(self.status.message)
