"""
What the Web Connector says beside its calls, and what it means to the person who reads it: one table.

The words of QBWC codes are those of the programmer's guide, appendix A, where it has them; what to do is what vendors'
help pages and public issue threads agree on. Rows are tried from the top.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum


class Who(Enum):
    """Who can mend it."""

    NOBODY = "nobody"
    QUICKBOOKS = "QuickBooks administrator"
    PC = "whoever looks after the PC"
    SERVICE = "support of the connector"
    ANYBODY = "whoever works in QuickBooks"


@dataclass(frozen=True, slots=True)
class Signal:
    """``pattern`` is looked for in an event's text and the lines below; ``is_normal``: it looks worse than it is."""

    name: str
    pattern: re.Pattern[str]
    what: str
    who: Who
    remedy: str
    is_normal: bool = False


def _signal(name: str, pattern: str, what: str, who: Who, remedy: str, *, is_normal: bool = False) -> Signal:
    return Signal(name, re.compile(pattern), what, who, remedy, is_normal=is_normal)


def _code(number: int, what: str, who: Who, remedy: str, *, is_normal: bool = False) -> Signal:
    return _signal(f"QBWC{number}", rf"QBWC\s?{number}", what, who, remedy, is_normal=is_normal)


TYPE_IT = (
    "In the Web Connector: click into the application's Password field, type the password that “connector company "
    "password NAME” shows, and answer yes to saving it."
)
OPEN = "Start QuickBooks as the same Windows user as the Web Connector, open the company file, close every dialog."
ADD_AGAIN = "As Admin in QuickBooks, in single-user mode: remove the application in the Web Connector, add it anew."
ASK_US = "Look at the connector's log of that minute; “connector status NAME” and “connector ping NAME” say more."

WRITE_ANEW = "Write the .qwc anew with “connector qwc NAME -o FILE”, and add it again."

SIGNALS: tuple[Signal, ...] = (
    _signal(
        "registry",
        r"creating registry key|to Registry:|Value cannot be null",
        "The Web Connector looks for an application's registry key before there is one.",
        Who.NOBODY,
        "Nothing, where “has been added to QuickBooks” follows.",
        is_normal=True,
    ),
    _signal(
        "TLS",
        r"SSL/TLS secure channel|underlying connecti|trust relationship for the SSL|remote certificate|"
        r"QBWC1048",
        "The PC and the service could not agree on TLS, or the PC does not trust the certificate.",
        Who.PC,
        "Let Windows use TLS 1.2 (Web Connector 2.3, .NET 4.6, or later), and put the certificate's chain in order.",
    ),
    _signal(
        "cut connection",
        r"connection was closed unexpectedly|connection was forcibly closed|Unable to connect to the remote server|"
        r"remote name could not be resolved|actively refused",
        "The service was not there, or the connection broke.",
        Who.PC,
        "Open the application's URL in a browser on that PC; look at proxy and firewall; does “connector serve” run?",
    ),
    _signal(
        "timeout",
        r"operation has timed out|timed out",
        "The service did not answer within .NET's 100 seconds.",
        Who.SERVICE,
        ASK_US,
    ),
    _signal(
        "service's answer",
        r"Object reference not set|(?i:index (?:was )?out(?:side| of))|not well-formed|unexpected token",
        "The service's answer was not what the Web Connector expects.",
        Who.SERVICE,
        ASK_US,
    ),
    _code(1000, "The domains of AppURL and AppSupport differ.", Who.SERVICE, WRITE_ANEW),
    _code(1001, "AppURL is an IP address.", Who.SERVICE, f"Give the service a host name. {WRITE_ANEW}"),
    _code(1002, "AppSupport is an IP address.", Who.SERVICE, f"Give the service a host name. {WRITE_ANEW}"),
    _code(
        1003, "AppSupport did not answer with 200 or 202.", Who.SERVICE, "Open the URL on that PC: it has to answer."
    ),
    _code(1004, "AppSupport could not be reached.", Who.PC, "Open the URL on that PC; look at proxy and firewall."),
    _code(1005, "The log file could not be opened.", Who.PC, "Give the Windows user rights to the folder of the log."),
    _code(1006, "The Web Connector could not start.", Who.PC, "Repair the Web Connector."),
    _code(1007, "QuickBooks could not be reached, also when it was tried again.", Who.ANYBODY, OPEN),
    _code(1008, "QuickBooks could not be reached a second time.", Who.ANYBODY, OPEN),
    _code(1009, "Somebody cancelled the connection to QuickBooks.", Who.ANYBODY, OPEN),
    _code(1010, "AppURL is not https.", Who.SERVICE, "Serve over https; plain http is for localhost only."),
    _code(
        1011, "The application is not in the registry.", Who.PC, "Restart the Web Connector; else add the .qwc anew."
    ),
    _code(1012, "The service failed in authenticate, or was not there.", Who.SERVICE, ASK_US),
    _code(1013, "QuickBooks could not be reached during an update.", Who.ANYBODY, OPEN),
    _code(1014, "QuickBooks did not say what company it has open.", Who.ANYBODY, OPEN),
    _code(1015, "The session with QuickBooks could not be ended.", Who.NOBODY, "Restart QuickBooks, should it repeat."),
    _code(1016, "No application was selected.", Who.ANYBODY, "Tick the application, then Update Selected."),
    _code(1017, "Some applications were not updated.", Who.ANYBODY, "Look at the application's own lines."),
    _code(1018, "There was no application to select.", Who.ANYBODY, "Add the .qwc file."),
    _code(1019, "There was no application to select.", Who.ANYBODY, "Add the .qwc file."),
    _code(1020, "Somebody closed a Web Connector that has a schedule.", Who.PC, "Leave it running in the tray."),
    _code(1021, "The request processor is too old.", Who.PC, "Update QuickBooks, then the Web Connector."),
    _code(1022, "QuickBooks could not be reached when the application was added.", Who.QUICKBOOKS, OPEN),
    _code(1023, "QuickBooks could not be reached when the application was added.", Who.QUICKBOOKS, OPEN),
    _code(1024, "The company file's FileID could not be read.", Who.QUICKBOOKS, ADD_AGAIN),
    _code(1025, "The company file's FileID could not be read.", Who.QUICKBOOKS, ADD_AGAIN),
    _code(1026, "The FileID could not be written into the company file.", Who.QUICKBOOKS, ADD_AGAIN),
    _code(1027, "The FileID could not be written into the company file.", Who.QUICKBOOKS, ADD_AGAIN),
    _code(1028, "The password could not be stored.", Who.PC, TYPE_IT),
    _code(1029, "The password could not be read back: another Windows user stored it.", Who.PC, TYPE_IT),
    _code(1030, "No password is stored for the application: nothing runs until there is one.", Who.PC, TYPE_IT),
    _code(
        1031,
        "A scheduled update ended without an exchange; the line comes after “no data” as well as after an error.",
        Who.NOBODY,
        "Nothing, where the service had no work. Else the lines before it say what happened.",
        is_normal=True,
    ),
    _code(1032, "The application of a schedule is not in the registry.", Who.PC, "Add the .qwc anew."),
    _code(1033, "The log file could not be written.", Who.PC, "Give the Windows user rights to the folder of the log."),
    _code(1034, "The AuthFlags of the .qwc are not of this edition.", Who.SERVICE, WRITE_ANEW),
    _code(1035, "The PC cannot look up “localhost”.", Who.PC, "Put the hosts file in order."),
    _code(1036, "The service failed in clientVersion.", Who.SERVICE, ASK_US),
    _code(1037, "The service refused this version of the Web Connector.", Who.PC, "Update the Web Connector."),
    _code(
        1038, "The Web Connector's master key is damaged.", Who.PC, "Repair the Web Connector, then set passwords anew."
    ),
    _code(
        1039,
        "The application could not be added: often its FileID stands in the company file already.",
        Who.QUICKBOOKS,
        f"{ADD_AGAIN} Never edit OwnerID or FileID by hand.",
    ),
    _code(1040, "User name or password is missing.", Who.PC, TYPE_IT),
    _code(1041, "The service failed in sendRequestXML: QuickBooks was asked nothing.", Who.SERVICE, ASK_US),
    _code(
        1042,
        "The service failed in receiveResponseXML: QuickBooks has carried the request out.",
        Who.SERVICE,
        f"Nothing is lost: the next update asks what was saved. {ASK_US}",
    ),
    _code(1043, "The service failed in getLastError.", Who.SERVICE, ASK_US),
    _code(1044, "The service failed in closeConnection.", Who.SERVICE, ASK_US),
    _code(1045, "The service failed in connectionError.", Who.SERVICE, ASK_US),
    _code(1046, "The service's answer to clientVersion was not understood.", Who.SERVICE, ASK_US),
    _code(1051, "The application was not added.", Who.QUICKBOOKS, "The line before it says why."),
    _code(1053, "A dialog is open in QuickBooks.", Who.ANYBODY, "Close every dialog in QuickBooks, then try again."),
    _code(1065, "The QBType of the .qwc is neither QBFS nor QBPOS.", Who.SERVICE, WRITE_ANEW),
    _code(1080, "The application could not be added; a read-only .qwc is one cause.", Who.SERVICE, WRITE_ANEW),
    _code(1085, "The log file could not be used.", Who.PC, "Give the Windows user rights to the folder of the log."),
    _signal(
        "no password",
        r"You need to enter a password",
        "No password is stored for the application.",
        Who.PC,
        TYPE_IT,
    ),
    _signal(
        "locked",
        r"company file is locked by another client",
        "A second Web Connector uses the same company file, or one died in the middle of an update.",
        Who.PC,
        "Run the application on one PC only; remove it from the other one.",
    ),
    _signal(
        "window",
        r"^(?:Version|Message):",
        "The window “More information” names the service's version, and repeats the message.",
        Who.NOBODY,
        "Nothing.",
        is_normal=True,
    ),
    _signal(
        "started",
        r"QuickBooks Web Connector \d.* has started|Form Loaded|ProcessArgs",
        "The Web Connector was started.",
        Who.NOBODY,
        "Nothing.",
        is_normal=True,
    ),
    _signal(
        "adding",
        r"has been added to QuickBooks|Contents of QWC file|DataExtDef|FileID|AppLock|did not find a matching object|"
        r"Connecting to QuickBooks|Connected\., Session|owner/file id|Application name =|Registered|XML dump|"
        r"registry key|QBXML version supported|Parsing application|Value cannot be null|to Registry|Data extension",
        "An application was added; the query that finds nothing, and the registry's “null”, belong to it.",
        Who.NOBODY,
        "Nothing.",
        is_normal=True,
    ),
)
OTHER = _signal("other", r"", "The Web Connector said something that no table has.", Who.SERVICE, "Read its own words.")
HRESULT = re.compile(r"0x8[0-9A-Fa-f]{7}")


CODE = re.compile(r"QBWC\s?\d{4}")


def signal_of(text: str) -> Signal:
    """The first row that fits, or the one for what is not known."""
    return next((one for one in SIGNALS if one.pattern.search(text)), OTHER)


def name_of(signal: Signal, text: str) -> str:
    """The signal by its code where it has one; what is not known by its own words."""
    if signal is OTHER:
        return f"“{text.partition(chr(10))[0][:60]}”"
    code = CODE.search(text)
    return signal.name if code is None or CODE.match(signal.name) else f"{code[0]}, {signal.name}"


def page() -> str:
    """docs/signals.md."""
    cells = [(one.name, one.what, "normal" if one.is_normal else one.who.value, one.remedy) for one in SIGNALS]
    return "\n".join([*PAGE, *(f"| {' | '.join(row)} |" for row in cells), ""])


PAGE = (
    "# What the Web Connector says beside its calls",
    "",
    "As “scenarios explain” tells it; “scenarios signals” prints this page. The codes are those of the programmer's",
    "guide, appendix A, and of logs since. What QuickBooks answers is on [status-codes.md](status-codes.md).",
    "",
    "| signal | means | who mends it | how |",
    "|---|---|---|---|",
)
