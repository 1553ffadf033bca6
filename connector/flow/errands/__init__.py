"""
What a session does, in this order: the first errand that has something to propose has the turn.

Questions come before reads, reads before checks, checks before writes: a write is never sent while
something it touches is unknown, nor on the strength of an older session's reading.
"""

from __future__ import annotations

from collections.abc import Callable

from connector.flow.errands import adopt, ask, check, find, forget, read, sign, verify, write
from connector.flow.errands.turn import Proposal, Turn
from connector.flow.kept import Notes, Purpose, SentSet
from connector.flow.planning import plan
from connector.quickbooks.qbxml.message_set import Answer

Propose = Callable[[Turn], Proposal | None]
Apply = Callable[[Turn, SentSet, Answer], Notes | None]

AGENDA: tuple[Propose, ...] = (
    sign.propose,
    ask.propose,
    find.propose,
    ask.propose_again,
    read.propose,
    adopt.propose,
    check.propose,
    write.propose,
    verify.propose,
    forget.propose,
)


def _nothing(turn: Turn, sent: SentSet, answer: Answer) -> None:
    """An answer that asks for nothing to be done."""


APPLY: dict[Purpose, Apply] = {
    Purpose.LOOK: sign.apply_look,
    Purpose.SIGN: sign.apply_sign,
    Purpose.ADOPT: adopt.apply,
    Purpose.ASK: ask.apply,
    Purpose.FIND: find.apply,
    Purpose.READ: read.apply,
    Purpose.CHECK: check.apply,
    Purpose.WRITE: write.apply,
    Purpose.VERIFY: verify.apply,
    Purpose.FORGET: _nothing,
}


DEPART: dict[Purpose, Callable[[Turn, SentSet], None]] = {
    Purpose.SIGN: sign.depart,
    Purpose.CHECK: check.depart,
    Purpose.WRITE: write.depart,
}
"""What is committed with a message set before its bytes leave."""


AT_ONCE = 200
"""So many documents are decided about in one call: the Web Connector waits for its end."""


def next_proposal(turn: Turn) -> Proposal | None:
    """What the session should do now, or None when it is done."""
    if turn.notes.read:
        plan(turn.work, turn.company, turn.now, AT_ONCE)
    return next((proposal for propose in AGENDA if (proposal := propose(turn)) is not None), None)
