"""
Things that go wrong on the PC, each by name, with what the customer would see.

A fault strikes at the ``nth`` message set that contains a request ``on`` (``BillAdd``; empty for any), and then
as often as ``times`` says, perhaps by chance. One that is a state of the PC (QuickBooks out of reach, a wrong password,
a Web Connector that never says goodbye) is there at every update until it is cleared.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from simulators.qbwc import between
from simulators.qbwc.hresults import HRESULTS
from simulators.trigger import Named, Trigger


class Effect(Enum):
    """What becomes of the update, or of the answer to a message set."""

    OUT_OF_REACH = "there is no connection to QuickBooks: connectionError with a code"
    LOST = "QuickBooks saves; the Web Connector makes no further call"
    ERROR = "QuickBooks saves; the Web Connector brings an unexpected error in place of the answer"
    KILLED = "the Web Connector ends before QuickBooks gets the request"
    SLOW_ERROR = "QuickBooks takes longer than the Web Connector waits: an unexpected error"
    SLOW_SILENCE = "QuickBooks takes longer than the Web Connector waits: no further call"
    NOT_CLOSED = "everything goes well, but closeConnection is never called"
    CLOSED_LATE = "everything goes well, but closeConnection comes ten minutes later"
    WRONG_PASSWORD = "the Web Connector was given another password"  # noqa: S105 # a sentence
    NO_PASSWORD = "the Web Connector was given no password: no call is made"  # noqa: S105 # as above
    TWICE = "a second Web Connector on the PC begins a session while the first one works"
    ASLEEP = "the PC sleeps for eight hours when an update would be due"
    DRIFTING = "every update of the schedule comes half a minute late"
    REFUSED = "QuickBooks refuses every such request of the message set with a status"
    CRASHED = "QuickBooks ends after it has saved the first such request of the message set"
    BLOCKED = "QuickBooks executes nothing of the message set and answers with an error of its own"
    NOT_STORED = "QuickBooks saves, and cannot keep its answer for later"
    SPOILT = "a field of the first record of the answer comes in another form"
    PERSON = "a person does something in QuickBooks just before it gets the message set"
    RESTORED = "after the update the company file is as it was before it"


@dataclass(frozen=True, slots=True)
class Kind:
    """
    ``code`` is the HRESULT where QuickBooks is out of reach, ``status`` what it refuses with, ``deed`` a person's.
    """

    effect: Effect
    customer_sees: str
    code: str = ""
    status: int = 0
    deed: between.Deed | None = None

    @property
    def message(self) -> str:
        return HRESULTS.get(self.code, "")


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
        Effect.SPOILT,
        Effect.PERSON,
    },
)
WEB_CONNECTOR: Mapping[str, Kind] = {
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
    "closed_late": Kind(
        Effect.CLOSED_LATE, "The update went well, but the Web Connector said goodbye ten minutes later."
    ),
    "wrong_password": Kind(
        Effect.WRONG_PASSWORD, "The Web Connector says that the user name or the password is not valid."
    ),
    "password_missing": Kind(
        Effect.NO_PASSWORD, "The Web Connector asks for a password and runs no update until it gets one (QBWC1030)."
    ),
    "two_web_connectors": Kind(
        Effect.TWICE, "A second Windows user runs the Web Connector, too, and finds the application busy."
    ),
    "pc_asleep": Kind(Effect.ASLEEP, "No update runs while the PC sleeps; one comes when it wakes up."),
    "schedule_drifts": Kind(Effect.DRIFTING, "Updates come a little later than they should."),
}
OUT_OF_REACH: Mapping[str, Kind] = {
    name: Kind(Effect.OUT_OF_REACH, customer_sees, code=code)
    for name, code, customer_sees in (
        ("quickbooks_closed", "0x80040408", "The Web Connector cannot reach QuickBooks (QBWC1013)."),
        ("dialog_open", "0x80040414", "A dialog box is open in QuickBooks, and nothing happens until it is closed."),
        ("other_file_open", "0x8004040A", "QuickBooks has another company file open than the one to be updated."),
        ("single_user", "0x80040410", "Somebody switched QuickBooks to single-user mode."),
        ("never_authorised", "0x80040418", "The administrator has not let the application in yet."),
        ("access_denied", "0x80040420", "Somebody answered “No” when QuickBooks asked about the application."),
        ("still_starting", "0x80040424", "QuickBooks is still starting; the next update finds it ready."),
        ("not_installed", "0x80040154", "QuickBooks or its SDK is not installed as it should be."),
    )
}
REFUSALS: Mapping[str, Kind] = {
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
INSIDE: Mapping[str, Kind] = {
    "dialog_opens": Kind(
        Effect.BLOCKED,
        "A dialog box opens in the middle of an update, and QuickBooks does nothing of the request.",
        code="0x80040414",
    ),
    "crash_in_message_set": Kind(
        Effect.CRASHED, "QuickBooks crashes in the middle of a message set; half of the bills are there."
    ),
    "answer_not_stored": Kind(
        Effect.NOT_STORED, "Nothing is seen of it: QuickBooks saved, and cannot tell later what it answered."
    ),
    "field_in_another_form": Kind(
        Effect.SPOILT, "Nothing is seen of it: QuickBooks shows an amount or a time of one record in another form."
    ),
    "backup_restored": Kind(
        Effect.RESTORED, "A backup was restored: what the last update entered is gone from QuickBooks."
    ),
}
PEOPLE: Mapping[str, Kind] = {
    name: Kind(Effect.PERSON, customer_sees, deed=deed)
    for name, deed, customer_sees in (
        ("record_edited", between.edit, "Somebody changed the record in QuickBooks a moment before; the change stays."),
        ("record_deleted", between.delete, "Somebody deleted the record in QuickBooks a moment before."),
        ("record_voided", between.void, "Somebody voided the record in QuickBooks a moment before."),
        ("vendor_renamed", between.rename_vendor, "Somebody renamed the vendor in QuickBooks a moment before."),
        ("vendor_deactivated", between.deactivate_vendor, "Somebody made the vendor inactive a moment before."),
        ("vendor_merged", between.merge_vendor, "Somebody merged the vendor into another one a moment before."),
        ("period_closed", between.close_period, "The accountant closed the period a moment before."),
    )
}
FAULTS: Mapping[str, Kind] = {**WEB_CONNECTOR, **OUT_OF_REACH, **REFUSALS, **INSIDE, **PEOPLE}


class Fault(Named):
    """One of ``FAULTS``."""

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
        is_meant = self.effect in AT_A_MESSAGE_SET and (not self.on or f"<{self.on}Rq" in request)
        return self.trigger.strikes(is_meant=is_meant)

    def is_there(self) -> None:
        """A state was met once more."""
        self.trigger.struck += 1


def fault(name: str, on: str = "", nth: int = 1, times: int = 1, **chance: Any) -> Fault:
    """A fault of the registry, set for one kind of request; ``chance`` and ``draw`` are those of ``Trigger``."""
    if name not in FAULTS:
        raise ValueError(f"“{name}” is not a fault of the PC; known: {', '.join(FAULTS)}")
    return Fault(name, Trigger(on, nth, times, **chance))
