"""Things that go wrong on the PC, each by name, with what the customer would see."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(slots=True)
class Fault:
    """
    Strikes at the ``nth`` message set that contains a request ``on`` (``BillAdd``), once.

    ``effect`` is what becomes of QuickBooks' answer after it has executed: ``lost`` (no further call in
    that update) or ``error`` (an empty answer with 0x80040402); or ``closed``: there is no QuickBooks at all.
    """

    name: str
    customer_sees: str
    effect: str
    on: str = ""
    nth: int = 1
    seen: int = 0

    def strikes(self, request: str) -> bool:
        """Called for every message set that was executed."""
        if self.effect == "closed" or f"<{self.on}Rq" not in request:
            return False
        self.seen += 1
        return self.seen == self.nth


FAULTS: dict[str, Callable[[str, int], Fault]] = {
    "lose_answer": lambda on, nth: Fault(
        "lose_answer",
        "The update stops in the middle; the bill is in QuickBooks all the same.",
        "lost",
        on,
        nth,
    ),
    "error_after_save": lambda on, nth: Fault(
        "error_after_save",
        "QuickBooks reports an unexpected error; the bill is in QuickBooks all the same.",
        "error",
        on,
        nth,
    ),
    "quickbooks_closed": lambda on, nth: Fault(
        "quickbooks_closed", "The Web Connector cannot reach QuickBooks (QBWC1013).", "closed", on, nth
    ),
}


def fault(name: str, on: str, nth: int = 1) -> Fault:
    """A fault of the registry, set for one kind of request."""
    if name not in FAULTS:
        raise ValueError(f"“{name}” is not a fault of the PC; known: {', '.join(FAULTS)}")
    return FAULTS[name](on, nth)
