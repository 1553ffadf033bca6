"""Every status the fake answers with: code, severity, QuickBooks' own text, and where that is known from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

NOT_IN_LIST = "  QuickBooks error message: Invalid argument.  The specified record does not exist in the list."


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
    570: Known(
        "Warn",
        'Unable to link to transaction "{0}" because it has already been closed.',
        "Intuit's error table",
    ),
    1030: Known("Error", "This request is not supported by this implementation.", "Intuit's error table"),
    3090: Known(
        "Error",
        'There was an error when storing "{0}" in the "{1} name" field.  QuickBooks error message: Names in this list '
        "cannot contain a colon.  The colon is a special character used to indicate a parent/child relationship.",
        "captured (quickbooks-sync tests)",
    ),
    3100: Known("Error", 'The name "{0}" of the list element is already in use.', "captured (m03, s45)"),
    3120: Known("Error", 'Object "{0}" specified in the request cannot be found.' + NOT_IN_LIST, "captured (s23)"),
    3140: Known(
        "Error",
        'There is an invalid reference to QuickBooks {0} "{1}" in the {2}.' + NOT_IN_LIST,
        "captured (s78, m08)",
    ),
    3150: Known("Error", "There is a missing element: {0}", "RealDealCPA, a comment"),
    3153: Known("Error", "There is a conflict between elements: {0}", "code Intuit's, text assumed"),
    3180: Known(
        "Error",
        "There was an error when saving a {0}.  QuickBooks error message: {1}",
        "captured (ConsoliBYTE)",
    ),
    3210: Known(
        "Error",
        'The "{0}" field has an invalid value "{1}".  QuickBooks error message: {2}',
        "captured (s88)",
    ),
    3231: Known("Error", "The request has not been processed.", "captured (m09)"),
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
    """A request that QuickBooks refuses: nothing of it is saved."""

    def __init__(self, code: int, *words: str) -> None:
        self.status = status(code, *words)
        super().__init__(self.status.message)
