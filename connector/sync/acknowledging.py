"""
What JAGGAER is told of an invoice: that it is in the books, or what is to be mended first.

Rule 1: *posted* is told with QuickBooks' id, number and date; once for each record that there is of it.
Rule 2: what is held is told only where it has to be mended in JAGGAER. What waits for QuickBooks, for a list or for
        time is none of JAGGAER's business.
Rule 3: what is posted is told no more to be wrong: a later change that is held is an exception here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from connector.domain.hold import Hold
from connector.domain.outgoing import OutgoingAcknowledgement
from connector.domain.record import Record
from connector.domain.writeback import Change, WriteBack

Back = WriteBack[OutgoingAcknowledgement]
POSTED = "Posted in QuickBooks"
LONGEST = 1000


@dataclass(frozen=True, slots=True)
class Booked:
    """One invoice: the record that it became, or why it waits; and what JAGGAER shows it was told."""

    number: str
    vendor: str
    record: Record | None
    holds: Sequence[Hold]
    shows: tuple[str, str] = ("", "")


@dataclass(frozen=True, slots=True)
class Codes:
    """``has_id``: the tenant shows the id that it was told, too."""

    posted: str
    refused: str
    has_id: bool = True

    def shown(self, one: OutgoingAcknowledgement) -> tuple[str, str]:
        """What JAGGAER shows once it was told."""
        return one.code, one.txn_id if self.has_id else ""


def decided(back: Back, booked: Booked, codes: Codes) -> Back | None:
    """The write-back as it stands now; None where nothing is to be told."""
    wanted = _wanted(booked, codes)
    if wanted is None:
        return back.rests() if back.told is not None else None
    if back.told is not None and _is_same(back.told, wanted):
        return back.rests()
    is_shown = booked.shows == codes.shown(wanted) and (back.told is None or codes.has_id)
    if is_shown and wanted.code == codes.posted and not back.attempts:
        return back.known(wanted)  # our database may be an older one than the one that told it
    if back.is_settled(wanted):
        return back
    return back.queued(Change.TELL, wanted)


def _wanted(booked: Booked, codes: Codes) -> OutgoingAcknowledgement | None:
    record = booked.record
    if record is not None:
        return OutgoingAcknowledgement(
            number=booked.number,
            vendor=booked.vendor,
            code=codes.posted,
            text=POSTED,
            total=record.total,
            txn_id=record.id,
            ref_number=record.ref_number or "",
            day=record.txn_date,
        )
    mended = [one.what for one in booked.holds if one.reason.is_jaggaers]
    if not mended:
        return None
    text = " ".join(dict.fromkeys(mended))[:LONGEST]
    return OutgoingAcknowledgement(booked.number, booked.vendor, codes.refused, text)


def _is_same(told: OutgoingAcknowledgement, wanted: OutgoingAcknowledgement) -> bool:
    """A record is told once, whatever a person changes of it; what is to be mended, as often as it differs."""
    return (told.code, told.txn_id) == (wanted.code, wanted.txn_id) and (
        bool(wanted.txn_id) or told.text == wanted.text
    )
