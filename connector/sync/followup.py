"""What QuickBooks' word on a write makes of the operation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from connector.domain.hold import Hold
from connector.domain.operation import State
from connector.domain.outcome import Outcome, Verdict
from connector.domain.record import Record

MAX_ATTEMPTS = 5
MAX_UNSAVED = 3
PAUSES = (timedelta(minutes=1), timedelta(minutes=4), timedelta(minutes=16), timedelta(hours=1))
"""How long what was busy is left in peace: who has a record open may be at lunch."""

LONGEST_PAUSE = PAUSES[-1]


@dataclass(frozen=True, slots=True)
class Followup:
    """
    ``path`` is walked step by step through the table of ``domain.operation``.

    ``pause`` is how long it waits; ``look_again`` that the record is to be read once more before it is sent.
    """

    path: tuple[State, ...]
    record: Record | None = None
    hold: Hold | None = None
    pause: timedelta = timedelta()
    look_again: bool = False


def pause_after(attempts: int) -> timedelta:
    return PAUSES[min(max(attempts, 1), len(PAUSES)) - 1]


def follow_up(outcome: Outcome, attempts: int) -> Followup:
    """The states an operation that was sent goes through; ``attempts`` counts this one."""
    again = (State.REFUSED, State.QUEUED)
    match outcome.verdict:
        case Verdict.SAVED:
            return Followup((State.DONE,), record=outcome.record)
        case Verdict.STALE if attempts == 1:  # somebody was quicker: read, merge and try once more at once
            return Followup(again, look_again=True)
        case Verdict.BUSY | Verdict.STALE if attempts < MAX_ATTEMPTS:
            return Followup(again, pause=pause_after(attempts), look_again=True)
        case Verdict.UNSAVED if attempts < MAX_UNSAVED:
            return Followup(again, pause=pause_after(attempts), look_again=True)
        case Verdict.BUSY | Verdict.STALE | Verdict.UNSAVED | Verdict.REFUSED:
            hold = Hold.of(outcome.entry, status=outcome.status, message=outcome.message)
            return Followup((State.REFUSED, State.HELD), hold=hold)
        case _:
            return Followup((State.UNKNOWN,))
