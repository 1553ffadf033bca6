"""
What QuickBooks can have done when it answers with an HRESULT instead of qbXML.

Texts from Intuit's sample service and from its lists as public code quotes them. Anything not in the table may
have been saved.
"""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple

PARSE_ERROR = "0x80040400"


class Effect(Enum):
    NOTHING_RAN = "nothing ran"
    UNKNOWN = "it may have saved"


class Hresult(NamedTuple):
    effect: Effect
    what: str
    remedy: str


TABLE: dict[str, Hresult] = {
    "0x80040400": Hresult(
        Effect.NOTHING_RAN,
        "QuickBooks found an error when parsing the provided XML text stream.",
        "This is a fault of the connector: send it the log. Nothing was changed.",
    ),
    "0x80040401": Hresult(
        Effect.NOTHING_RAN, "Could not access QuickBooks.", "Start QuickBooks and open the company file."
    ),
    "0x80040402": Hresult(
        Effect.UNKNOWN,
        "Unexpected error. Check the qbsdklog.txt file for possible, additional information.",
        "Nothing to do: the connector asks QuickBooks what was saved.",
    ),
    "0x80040403": Hresult(
        Effect.NOTHING_RAN,
        "Could not open the specified QuickBooks company data file.",
        "Open the company file in QuickBooks.",
    ),
    "0x80040407": Hresult(
        Effect.NOTHING_RAN,
        "The installation of QuickBooks appears to be incomplete.",
        "Have whoever looks after the PC repair QuickBooks and the Web Connector.",
    ),
    "0x80040408": Hresult(Effect.NOTHING_RAN, "Could not start QuickBooks.", "Start QuickBooks by hand."),
    "0x8004040A": Hresult(
        Effect.NOTHING_RAN,
        "A QuickBooks company data file is already open and it is different from the one requested "
        "or there are multiple company files open.",
        "Open the company file that this connection belongs to.",
    ),
    "0x8004040D": Hresult(
        Effect.UNKNOWN,
        "The ticket parameter is invalid.",
        "Nothing to do: the next update asks what was saved.",
    ),
    "0x80040410": Hresult(
        Effect.NOTHING_RAN,
        "The QuickBooks company data file is currently open in a mode other than the one specified by your "
        "application.",
        "Switch QuickBooks to multi-user mode.",
    ),
    "0x80040414": Hresult(
        Effect.NOTHING_RAN,
        "A modal dialog box is showing in the QuickBooks user interface. Your application cannot access "
        "QuickBooks until the user dismisses the dialog box.",
        "Close the dialog box in QuickBooks.",
    ),
    "0x80040416": Hresult(
        Effect.NOTHING_RAN,
        "If QuickBooks is not running, a call to the BeginSession method must include the name of the "
        "QuickBooks company data file.",
        "Start QuickBooks and open the company file.",
    ),
    "0x80040418": Hresult(
        Effect.NOTHING_RAN,
        "This application has not accessed this QuickBooks company data file before. Only the QuickBooks "
        "administrator can grant an application permission to access a QuickBooks company data file for the first "
        "time.",
        "Log in to the file as its Admin, in single-user mode, run the update, and allow access even if QuickBooks is "
        "not running.",
    ),
    "0x8004041A": Hresult(
        Effect.NOTHING_RAN,
        "This application does not have permission to access this QuickBooks company data file. The QuickBooks "
        "administrator can grant access permission through the Integrated Application preferences.",
        "As Admin in QuickBooks: Preferences, Integrated Applications, allow this application.",
    ),
    "0x8004041B": Hresult(
        Effect.NOTHING_RAN,
        "Unable to lock the necessary information to allow this application to access this company data file. "
        "Try again later.",
        "Wait: the next update tries again.",
    ),
    "0x8004041C": Hresult(
        Effect.UNKNOWN,
        "An internal QuickBooks error occurred while trying to access the QuickBooks company data file.",
        "Restart QuickBooks; the next update asks what was saved.",
    ),
    "0x8004041D": Hresult(
        Effect.NOTHING_RAN,
        "This application is not allowed to log into this QuickBooks company data file automatically. The QuickBooks "
        "administrator must grant permission for an automatic login through the Integrated Application preferences.",
        "As Admin in QuickBooks: Preferences, Integrated Applications, let this application log in automatically; or "
        "keep the company file open.",
    ),
    "0x8004041E": Hresult(
        Effect.NOTHING_RAN,
        "This application's certificate is expired.",
        "As Admin in QuickBooks: remove the application, add it again, and allow it.",
    ),
    "0x8004041F": Hresult(
        Effect.NOTHING_RAN,
        "QuickBooks Basic cannot accept XML requests.",
        "Use QuickBooks Pro, Premier or Enterprise on that PC.",
    ),
    "0x80040420": Hresult(
        Effect.NOTHING_RAN,
        "The QuickBooks user has denied access.",
        "In QuickBooks: Preferences, Integrated Applications, allow this application.",
    ),
    "0x80040422": Hresult(
        Effect.NOTHING_RAN,
        "This application requires Single User file access mode and there is already another application sharing data "
        "with this QuickBooks company data file.",
        "Switch QuickBooks to multi-user mode, or close the other application.",
    ),
    "0x80040423": Hresult(
        Effect.NOTHING_RAN,
        "The version of qbXML that was requested is not supported or is unknown.",
        "Lower the qbXML version of this company in the connector.",
    ),
    "0x80040424": Hresult(
        Effect.NOTHING_RAN, "QuickBooks did not finish its initialization. Please try again later.", "Wait."
    ),
    "0x80040427": Hresult(
        Effect.NOTHING_RAN, "Unable to continue/unregistered QuickBooks.", "Register QuickBooks on that PC."
    ),
    "0x8004042A": Hresult(
        Effect.NOTHING_RAN,
        "Remote access is not allowed.",
        "Run the Web Connector on the PC where QuickBooks is.",
    ),
    "0x8004042C": Hresult(
        Effect.NOTHING_RAN,
        "This application's certificate has been revoked.",
        "As Admin in QuickBooks: remove the application, add it again, and allow it.",
    ),
    "0x80010105": Hresult(
        Effect.UNKNOWN,
        "The QuickBooks process failed.",
        "Restart QuickBooks; the next update asks what was saved.",
    ),
    "0x80040154": Hresult(
        Effect.NOTHING_RAN,
        "Class not registered",
        "Have whoever looks after the PC repair QuickBooks and the Web Connector.",
    ),
}
UNLISTED = Hresult(
    Effect.UNKNOWN,
    "QuickBooks reported an error that is not in any public list.",
    "Look at QuickBooks on that PC; the next update asks what was saved.",
)
_BY_CODE = {code.casefold(): entry for code, entry in TABLE.items()}


def look_up(hresult: str) -> Hresult:
    """The entry of an HRESULT, written in any letter case."""
    return _BY_CODE.get(hresult.strip().casefold(), UNLISTED)


def refuses_the_text(hresult: str) -> bool:
    """Whether QuickBooks could not read the message set: nothing ran, and another one may well be taken."""
    return hresult.strip().casefold() == PARSE_ERROR
