"""
The Web Connector's own messages, by code.

The words are those of the programmer's guide, appendix A, in the place of what it puts in brackets ``{0}`` and ``{1}``;
where a log or a window shows other words, those. Codes that a guide does not have and no log shows are not here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

GUIDE = "guide, appendix A"


@dataclass(frozen=True, slots=True)
class Code:
    text: str
    source: str = GUIDE


CODES: Mapping[str, Code] = {
    "QBWC1000": Code("The domain names for {0}'s service and support URLs do not match."),
    "QBWC1001": Code("The application {0}'s service URL is an IP Address, it will not be loaded."),
    "QBWC1002": Code("The application {0}'s support URL is an IP Address, it will not be loaded."),
    "QBWC1003": Code("The application {0}'s support URL (AppSupport) could not be reached."),
    "QBWC1004": Code("The application {0}'s support URL (AppSupport) could not be reached."),
    "QBWC1010": Code(
        "Application {0} cannot be loaded. For security reasons only SSL (https) based applications are allowed."
    ),
    "QBWC1011": Code(
        "Application named {0} does not exist in registry. It is possible that the view and registry is out of sync. "
        "Restart QuickBooks Web Connector."
    ),
    "QBWC1012": Code("Authentication failed due to following error message.", "QWCLog excerpts of 2012, 2017"),
    "QBWC1013": Code("Error connecting to QuickBooks. Returning error message to application. {1}"),
    "QBWC1014": Code(
        "Could not get Host/Company/Preference Query response from QuickBooks. Job ending. {1}",
    ),
    "QBWC1022": Code(
        "An error occurred when connecting to QuickBooks. {1} Please fix the problem and click OK to try again."
    ),
    "QBWC1030": Code(
        "Password is not available for application named {0}. Please set the password for this application."
    ),
    "QBWC1031": Code(
        "Update completed with some error. Application has been notified of the error accordingly. "
        "See QWCLog for further information.",
        "QWCLog 2025",
    ),
    "QBWC1034": Code("Error setting AuthFlags - {1}."),
    "QBWC1036": Code("Error countered during version check: {1}."),
    "QBWC1037": Code(
        "Application sent following error or warning message when checking version of QB web connector. "
        "Update aborted. {1}"
    ),
    "QBWC1039": Code(
        "There was a problem adding the application to registry. Check QWCLog.txt for details. {1}",
    ),
    "QBWC1041": Code("SendRequestXML failed", "qbws issue 3; the form of QBWC1042"),
    "QBWC1042": Code("ReceiveResponseXML failed", "quickbooks-php issue 248"),
    "QBWC1043": Code("getLastError failed due to error message: {1}."),
    "QBWC1044": Code("CloseConnection failed due to error message: {1}."),
    "QBWC1045": Code("ConnectionError failed due to error message: {1}."),
    "QBWC1046": Code(
        "Application sent incorrect syntax return value for clientVersion(). Error message: {1}. "
        "Update cannot continue."
    ),
    "QBWC1053": Code("A modal dialog box is showing in the QuickBooks user interface.", "QWCLog 2025"),
    "QBWC1065": Code("QBType is neither QBFS nor QBPOS.", "the code: CoolDotty; the words are ours"),
}


def said(code: str, application: str = "", message: str = "") -> str:
    """The message with its code before it, on one line; what it has no place for stands behind it."""
    text, line = CODES[code].text, " ".join(message.split())
    if "{1}" not in text:
        return f"{code}: {text.format(application)} {line}".rstrip()
    return f"{code}: {text.format(application, line.removesuffix('.') if '{1}.' in text else line)}".rstrip()
