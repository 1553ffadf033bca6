"""
Things that go wrong on the PC, each by name, with what the customer would see.

A fault strikes at the ``nth`` message set that contains a request ``on`` (``BillAdd``; empty for any), and then
as often as ``times`` says. One that is a state of the PC (QuickBooks out of reach, a wrong password, a Web Connector
that never says goodbye) is there at every update until it is cleared.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import Enum


class Effect(Enum):
    """What becomes of the update, or of the answer to a message set."""

    OUT_OF_REACH = "there is no connection to QuickBooks: connectionError with a code"
    LOST = "QuickBooks saves; the Web Connector makes no further call"
    ERROR = "QuickBooks saves; the Web Connector brings an unexpected error in place of the answer"
    KILLED = "the Web Connector ends before QuickBooks gets the request"
    SLOW_ERROR = "QuickBooks takes longer than the Web Connector waits: an unexpected error"
    SLOW_SILENCE = "QuickBooks takes longer than the Web Connector waits: no further call"
    NOT_CLOSED = "everything goes well, but closeConnection is never called"
    WRONG_PASSWORD = "the Web Connector was given another password"  # noqa: S105 # a sentence
    REFUSED = "QuickBooks refuses every such request of the message set with a status"
    CRASHED = "QuickBooks ends after it has saved the first such request of the message set"
    BLOCKED = "QuickBooks executes nothing of the message set and answers with an error of its own"
    NOT_STORED = "QuickBooks saves, and cannot keep its answer for later"


@dataclass(frozen=True, slots=True)
class Kind:
    """
    ``code`` and ``message`` are what QuickBooks says where it is out of reach; ``status`` what it refuses with.
    """

    effect: Effect
    customer_sees: str
    code: str = ""
    message: str = ""
    status: int = 0


@dataclass(slots=True)
class Fault:
    name: str
    on: str = ""
    nth: int = 1
    times: int = 1
    struck: int = field(default=0, init=False)
    _seen: int = field(default=0, init=False)

    @property
    def kind(self) -> Kind:
        return FAULTS[self.name]

    @property
    def customer_sees(self) -> str:
        return self.kind.customer_sees

    @property
    def effect(self) -> Effect:
        return self.kind.effect

    def strikes(self, request: str) -> bool:
        """Called once for every message set that leaves for QuickBooks."""
        if self.effect not in AT_A_MESSAGE_SET or (self.on and f"<{self.on}Rq" not in request):
            return False
        self._seen += 1
        is_struck = self.nth <= self._seen < self.nth + self.times
        self.struck += is_struck
        return is_struck


AT_A_MESSAGE_SET = frozenset(
    {
        Effect.LOST,
        Effect.ERROR,
        Effect.KILLED,
        Effect.SLOW_ERROR,
        Effect.SLOW_SILENCE,
        Effect.REFUSED,
        Effect.CRASHED,
        Effect.BLOCKED,
        Effect.NOT_STORED,
    },
)
FAULTS: dict[str, Kind] = {
    "lose_answer": Kind(Effect.LOST, "The update stops in the middle; the bill is in QuickBooks all the same."),
    "error_after_save": Kind(
        Effect.ERROR, "QuickBooks reports an unexpected error; the bill is in QuickBooks all the same."
    ),
    "web_connector_killed": Kind(
        Effect.KILLED, "The Web Connector is gone in the middle of an update; QuickBooks never got the request."
    ),
    "too_slow_with_error": Kind(
        Effect.SLOW_ERROR,
        "QuickBooks works for minutes; the update ends with an unexpected error, and the bill is there.",
    ),
    "too_slow_with_silence": Kind(
        Effect.SLOW_SILENCE, "QuickBooks works for minutes; the update just ends, and the bill is there."
    ),
    "never_closed": Kind(
        Effect.NOT_CLOSED, "The update went well, but the Web Connector vanished before it said goodbye."
    ),
    "wrong_password": Kind(
        Effect.WRONG_PASSWORD, "The Web Connector says that the user name or the password is not valid."
    ),
    #: A QuickBooks that cannot be reached answers with its own HRESULTs and texts. [Intuit's lists of HRESULTs in
    #: public code]
    "quickbooks_closed": Kind(
        Effect.OUT_OF_REACH,
        "The Web Connector cannot reach QuickBooks (QBWC1013).",
        "0x80040408",
        "Could not start QuickBooks.",
    ),
    "dialog_open": Kind(
        Effect.OUT_OF_REACH,
        "A dialog box is open in QuickBooks, and nothing happens until somebody closes it.",
        "0x80040414",
        "A modal dialog box is showing in the QuickBooks user interface. Your application cannot access "
        "QuickBooks until the user dismisses the dialog box.",
    ),
    "other_file_open": Kind(
        Effect.OUT_OF_REACH,
        "QuickBooks has another company file open than the one that is to be updated.",
        "0x8004040A",
        "A QuickBooks company data file is already open and it is different from the one requested or there "
        "are multiple company files open.",
    ),
    "single_user": Kind(
        Effect.OUT_OF_REACH,
        "Somebody switched QuickBooks to single-user mode.",
        "0x80040410",
        "The QuickBooks company data file is currently open in a mode other than the one specified by your "
        "application.",
    ),
}


FAULTS |= {
    name: Kind(Effect.REFUSED, customer_sees, status=code)
    for name, code, customer_sees in (
        ("record_in_use", 3175, "Somebody has the record open in a window of QuickBooks."),
        ("related_record_in_use", 3176, "Somebody has the vendor or the order open in a window of QuickBooks."),
        (
            "list_busy",
            3180,
            "QuickBooks was busy with a list for a moment, and says that another user has modified it.",
        ),
        ("feature_off", 3250, "A feature of QuickBooks is switched off that the record needs."),
        ("no_permission", 3260, "The QuickBooks user of the connection may not do that."),
        ("application_not_permitted", 3261, "The application may not do that in QuickBooks."),
        ("internal_error", 1000, "QuickBooks reports an internal error."),
        ("not_available", 1010, "QuickBooks says that it is not available."),
    )
}
FAULTS |= {
    "dialog_opens": replace(
        FAULTS["dialog_open"],
        effect=Effect.BLOCKED,
        customer_sees="A dialog box opens in the middle of an update, and QuickBooks does nothing of the request.",
    ),
    "crash_in_message_set": Kind(
        Effect.CRASHED, "QuickBooks crashes in the middle of a message set; half of the bills are there."
    ),
    "answer_not_stored": Kind(
        Effect.NOT_STORED, "Nothing is seen of it: QuickBooks saved, and cannot tell later what it answered."
    ),
}


def fault(name: str, on: str = "", nth: int = 1, times: int = 1) -> Fault:
    """A fault of the registry, set for one kind of request."""
    if name not in FAULTS:
        raise ValueError(f"“{name}” is not a fault of the PC; known: {', '.join(FAULTS)}")
    return Fault(name, on, nth, times)
