"""What QuickBooks said to one write, and what its records say where it did not."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from connector.domain.hold_code import HoldCode
from connector.domain.record import Record


class Verdict(Enum):
    SAVED = "saved"
    BUSY = "busy"
    UNSAVED = "unsaved"
    STALE = "stale"
    REFUSED = "refused"
    SILENT = "silent"


@dataclass(frozen=True, slots=True)
class Outcome:
    """
    ``status`` and ``message`` are QuickBooks' own; ``record`` is there when it was saved, or as it is now.

    ``entry`` is the catalogue's, for what is not saved in the end.
    """

    verdict: Verdict
    status: str = ""
    message: str = ""
    record: Record | None = None
    entry: HoldCode = HoldCode.REFUSED
