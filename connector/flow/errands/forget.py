"""Let QuickBooks drop a stored answer, once all of it is committed here."""

from __future__ import annotations

from connector.flow.errands.turn import Proposal, Turn
from connector.flow.errands.write import settled_sets
from connector.flow.kept import Purpose


def propose(turn: Turn) -> Proposal | None:
    """The old id alone, in an empty message, clears it (Intuit's error recovery samples)."""
    settled = settled_sets(turn)
    if not settled:
        return None
    return Proposal(Purpose.FORGET, (), turn.notes, old=settled[0].id)
