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
from typing import Any, Generic

from typing_extensions import TypeVar

from connector.domain.catalogue.entry import Found
from connector.domain.hold import Hold
from connector.domain.identifiers import DocumentId
from connector.domain.operation import State, step
from connector.domain.order import Confirmation

OF_QUICKBOOKS = "quickbooks:"
"""What the ids begin with that the history of writes to JAGGAER stands under."""
CANCELLED, CLOSED = "cancelled", "closed"
MOST_ATTEMPTS = 4
"""So often a request is sent that JAGGAER shows nothing of; then a person has to look."""


W = TypeVar("W", default=Any)
"""What JAGGAER is to have; where nothing else is said, of whatever kind."""


class Change(Enum):
    """What is done to a record of JAGGAER."""

    CREATE = "create"
    UPDATE = "update"
    CANCEL = "cancel"
    CLOSE = "close"
    TELL = "tell"


ENDS = {Change.CANCEL: CANCELLED, Change.CLOSE: CLOSED}


@dataclass(frozen=True, slots=True)
class WriteBack(Generic[W]):
    """
    What JAGGAER is to have of one subject, and how the write of it stands; one to a subject.

    ``kind`` is the kind of write, ``subject`` the id of QuickBooks' record, or of JAGGAER's document that it tells of;
    ``number`` is what people call it. ``wanted`` is what
    JAGGAER is to have, ``told`` what it had after our last write, ``own_id`` its own id of it. ``seen`` is the state of
    both sides that it was decided on: what a person settles, is settled for that state.

    ``ended`` is what JAGGAER was told of it last: that it is cancelled or closed.

    ``attempts`` counts requests of which the outcome was lost, ``body`` is the last one that left. ``pass_number`` is
    the pass over JAGGAER in which it was last written: an earlier reading does not show it. ``overwrites`` says that a
    person wants QuickBooks' version, whatever JAGGAER has.

    ``confirming`` is what the supplier confirmed of it, as JAGGAER says, and QuickBooks' order does not say yet;
    ``carried`` is what was carried there last.

    ``is_alone`` says that it is to go by itself, as a request with others was refused as a whole.
    """

    kind: str
    subject: str
    number: str
    state: State
    change: Change | None = None
    wanted: W | None = None
    told: W | None = None
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
    is_alone: bool = False

    @property
    def is_there(self) -> bool:
        """Whether JAGGAER has something of it, also where somebody changed it before we knew."""
        return self.told is not None or bool(self.own_id)

    @property
    def id(self) -> DocumentId:
        """What its history stands under."""
        return written_back(self.kind, self.subject)

    @property
    def shown(self) -> W | None:
        """What it is about, for people."""
        return self.wanted or self.told

    def to(self, state: State) -> WriteBack[W]:
        """The same in another state, if the table of states allows it."""
        return replace(self, state=step(self.state, state))

    def held(self, *holds: Hold) -> WriteBack[W]:
        """A person's word counts for what it was about, and no more."""
        return replace(self, state=State.HELD, holds=holds, overwrites=False)

    @property
    def stays(self) -> bool:
        """Whether it is held by what JAGGAER showed or said; what it is about has to say something new."""
        is_heard = any(hold.reason.found in (Found.LOOKING, Found.TOLD) for hold in self.holds)
        return self.state is State.HELD and is_heard and not self.overwrites

    def queued(self, change: Change, wanted: W | None) -> WriteBack[W]:
        """Decided: this is to be done, and JAGGAER is to have that."""
        if self.state is State.QUEUED and (self.change, self.wanted) == (change, wanted):
            return self
        overwrites = self.overwrites and (self.wanted == wanted or change is Change.CANCEL)
        was_sent = min(self.attempts, 1)  # a late one of a request that was lost may still come
        queued = replace(self, state=State.QUEUED, change=change, wanted=wanted, holds=(), overwrites=overwrites)
        return replace(queued, attempts=was_sent, not_before=None)

    def rests(self, evidence: str = "") -> WriteBack[W]:
        """Nothing is left to be done of it; what a person settled stays settled."""
        if self.state in (State.DONE, State.WITHDRAWN):
            return replace(self, evidence=evidence or self.evidence)
        rests = replace(self, state=State.DONE, holds=(), wanted=self.told, overwrites=False)
        return replace(rests, evidence=evidence or self.evidence)

    def known(self, wanted: W) -> WriteBack[W]:
        """JAGGAER has it by somebody else's doing."""
        evidence = "JAGGAER had it already"
        return replace(self, state=State.DONE, told=wanted, wanted=wanted, holds=(), evidence=evidence)

    def is_settled(self, wanted: W) -> bool:
        """Whether JAGGAER refused just this, or a person settled it."""
        return self.wanted == wanted and (self.stays or self.state is State.WITHDRAWN)

    def done(self, evidence: str, own_id: str, number: str, pass_number: int) -> WriteBack[W]:
        """JAGGAER has it, under an id and number of its own where it gave any."""
        told: Any = self.wanted or self.told
        return replace(
            self.to(State.DONE),
            told=told.numbered(number or told.number) if told else None,
            own_id=own_id or self.own_id,
            holds=(),
            attempts=0,
            not_before=None,
            evidence=evidence,
            pass_number=pass_number,
            overwrites=False,
            is_alone=False,
            ended=ENDS.get(self.change, self.ended) if self.change else self.ended,
        )


def written_back(kind: str, subject: str) -> DocumentId:
    return DocumentId(f"{OF_QUICKBOOKS}{kind}:{subject}")
