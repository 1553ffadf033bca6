"""
The life of one write to JAGGAER: what it may become, and why.

It goes as a write to QuickBooks does (``domain.operation``), by the same table of states: ``sent`` is committed before
the request leaves, and ``unknown`` is asked about by reading back. JAGGAER has no idempotency key, and so a request is
never sent again before JAGGAER has shown that it did not carry it out.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum

from connector.domain.hold import Hold
from connector.domain.identifiers import DocumentId
from connector.domain.operation import State, step
from connector.domain.order import Confirmation
from connector.domain.outgoing import OutgoingOrder

OF_QUICKBOOKS = "quickbooks:"
"""What the ids begin with that the history of writes to JAGGAER stands under."""
CANCELLED, CLOSED = "cancelled", "closed"
MOST_ATTEMPTS = 4
"""So often a request is sent that JAGGAER shows nothing of; then a person has to look."""


class Change(Enum):
    """What is done to a record of JAGGAER."""

    CREATE = "create"
    UPDATE = "update"
    CANCEL = "cancel"
    CLOSE = "close"


ENDS = {Change.CANCEL: CANCELLED, Change.CLOSE: CLOSED}


@dataclass(frozen=True, slots=True)
class WriteBack:
    """
    What JAGGAER is to have of one record of QuickBooks, and how the write of it stands; one to a record.

    ``kind`` is the kind of write and ``subject`` QuickBooks' id; ``number`` is what people call it. ``wanted`` is what
    JAGGAER is to have, ``told`` what it had after our last write, ``own_id`` its own id of it. ``seen`` is the state of
    both sides that it was decided on: what a person settles, is settled for that state.

    ``ended`` is what JAGGAER was told of it last: that it is cancelled or closed.

    ``attempts`` counts requests of which the outcome was lost, ``body`` is the last one that left. ``pass_number`` is
    the pass over JAGGAER in which it was last written: an earlier reading does not show it. ``overwrites`` says that a
    person wants QuickBooks' version, whatever JAGGAER has.

    ``confirming`` is what the supplier confirmed of it, as JAGGAER says, and QuickBooks' order does not say yet;
    ``carried`` is what was carried there last.
    """

    kind: str
    subject: str
    number: str
    state: State
    change: Change | None = None
    wanted: OutgoingOrder | None = None
    told: OutgoingOrder | None = None
    own_id: str = ""
    holds: tuple[Hold, ...] = ()
    seen: str = ""
    attempts: int = 0
    body: str = ""
    sent_at: datetime | None = None
    not_before: datetime | None = None
    evidence: str = ""
    pass_number: int = 0
    overwrites: bool = False
    was_deleted: bool = False
    ended: str = ""
    confirming: Confirmation | None = None
    carried: Confirmation | None = None

    @property
    def is_there(self) -> bool:
        """Whether JAGGAER has something of it, also where somebody changed it before we knew."""
        return self.told is not None or bool(self.own_id)

    @property
    def id(self) -> DocumentId:
        """What its history stands under."""
        return written_back(self.kind, self.subject)

    @property
    def shown(self) -> OutgoingOrder | None:
        """What it is about, for people."""
        return self.wanted or self.told

    def to(self, state: State) -> WriteBack:
        """The same in another state, if the table of states allows it."""
        return replace(self, state=step(self.state, state))

    def held(self, *holds: Hold) -> WriteBack:
        """A person's word counts for what it was about, and no more."""
        return replace(self, state=State.HELD, holds=holds, overwrites=False)

    def done(self, evidence: str, own_id: str, number: str, pass_number: int) -> WriteBack:
        """JAGGAER has it, under an id and number of its own where it gave any."""
        told = self.wanted or self.told
        return replace(
            self.to(State.DONE),
            told=replace(told, number=number or told.number) if told else None,
            own_id=own_id or self.own_id,
            holds=(),
            attempts=0,
            not_before=None,
            evidence=evidence,
            pass_number=pass_number,
            overwrites=False,
            ended=ENDS.get(self.change, self.ended) if self.change else self.ended,
        )


def written_back(kind: str, subject: str) -> DocumentId:
    return DocumentId(f"{OF_QUICKBOOKS}{kind}:{subject}")
