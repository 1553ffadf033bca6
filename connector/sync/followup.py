"""What QuickBooks' word on a write makes of the operation."""

from __future__ import annotations

from dataclasses import dataclass

from connector.domain.bill import Record
from connector.domain.hold import Hold, HoldCode
from connector.domain.operation import State
from connector.domain.outcome import Outcome, Verdict

MAX_ATTEMPTS = 5


@dataclass(frozen=True, slots=True)
class Followup:
    """``path`` is walked step by step through the table of ``domain.operation``."""

    path: tuple[State, ...]
    record: Record | None = None
    hold: Hold | None = None


def follow_up(outcome: Outcome, attempts: int) -> Followup:
    """The states an operation that was sent goes through; ``attempts`` counts this one."""
    match outcome.verdict:
        case Verdict.SAVED if outcome.record is not None:
            return Followup((State.DONE,), record=outcome.record)
        case Verdict.BUSY if attempts < MAX_ATTEMPTS:
            return Followup((State.REFUSED, State.QUEUED))
        case Verdict.BUSY | Verdict.REFUSED:
            hold = Hold.of(HoldCode.REFUSED, status=outcome.status, message=outcome.message)
            return Followup((State.REFUSED, State.HELD), hold=hold)
        case _:
            return Followup((State.UNKNOWN,))
