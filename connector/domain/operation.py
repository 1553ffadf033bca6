"""
The life of one write to QuickBooks: what it may become, and why.

    held ──▶ queued ──▶ sent ──▶ done
      ▲         │         ├────▶ refused ──▶ queued | held
      │         ▼         └────▶ unknown ──▶ done | not_applied ──▶ queued
      └──── withdrawn               └──────▶ needs_person

Rule 1: ``sent`` is committed before the bytes leave.
Rule 2: ``unknown`` is asked about, never sent again as it is.
Rule 3: every change of state is one row of ``TRANSITIONS``; nothing else is possible.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from enum import Enum

from connector.domain.bill import Draft
from connector.domain.draft import POSTINGS, Posting, Wanted
from connector.domain.form import Form
from connector.domain.hold import Hold
from connector.domain.hold_code import HoldCode
from connector.domain.identifiers import (
    DocumentId,
    ExternalGUID,
    ListID,
    MessageSetId,
    OperationId,
    RecordId,
    TxnID,
    TxnLineID,
)
from connector.domain.illegible import Illegible
from connector.domain.kind import TRANSACTIONS, Kind
from connector.domain.record import EMPTY, Record
from connector.errors import InternalError


class Deed(Enum):
    """What is done to a record of QuickBooks."""

    ADD = "add"
    MODIFY = "modify"
    VOID = "void"
    DELETE = "delete"


TAKES_OUT = frozenset({Deed.VOID, Deed.DELETE})


class State(Enum):
    HELD = "held"
    QUEUED = "queued"
    SENT = "sent"
    DONE = "done"
    REFUSED = "refused"
    UNKNOWN = "unknown"
    NOT_APPLIED = "not_applied"
    NEEDS_PERSON = "needs_person"
    WITHDRAWN = "withdrawn"


TRANSITIONS: dict[tuple[State, State], str] = {
    (State.HELD, State.QUEUED): "what was missing has been put right",
    (State.HELD, State.HELD): "another reason stands in the way now",
    (State.HELD, State.DONE): "a person said which record it is, or both sides took it back",
    (State.HELD, State.WITHDRAWN): "JAGGAER or a person took it back first",
    (State.QUEUED, State.HELD): "something stands in the way after all",
    (State.QUEUED, State.WITHDRAWN): "JAGGAER or a person took it back first",
    (State.QUEUED, State.SENT): "it is in the message set that is about to leave",
    (State.QUEUED, State.DONE): "the record was found in QuickBooks before it was sent",
    (State.SENT, State.DONE): "QuickBooks saved it and said so",
    (State.SENT, State.REFUSED): "QuickBooks refused it and said so",
    (State.SENT, State.UNKNOWN): "the answer did not come back",
    (State.REFUSED, State.QUEUED): "the refusal was a passing one",
    (State.REFUSED, State.HELD): "a person has to put something right",
    (State.UNKNOWN, State.DONE): "the evidence says that it was saved",
    (State.UNKNOWN, State.NOT_APPLIED): "the evidence says that it was not saved",
    (State.UNKNOWN, State.NEEDS_PERSON): "the evidence does not decide",
    (State.NOT_APPLIED, State.QUEUED): "it is sent again, under a new message set id",
    (State.NEEDS_PERSON, State.UNKNOWN): "a person asked us to look again",
    (State.NEEDS_PERSON, State.WITHDRAWN): "a person settled it by hand",
    (State.DONE, State.WITHDRAWN): "a person took the pairing back, or the company file is older than this write",
}

OPEN = frozenset({State.SENT, State.UNKNOWN, State.REFUSED, State.NOT_APPLIED, State.NEEDS_PERSON})
"""States in which it is not known what QuickBooks has."""

LIVE = frozenset({State.QUEUED, State.SENT, State.UNKNOWN, State.REFUSED, State.NOT_APPLIED})
"""States in which the connector still has something to do."""

WAITING_FOR_A_PERSON = frozenset({State.HELD, State.NEEDS_PERSON})


def step(old: State, new: State) -> State:
    """``new``, if the table allows it."""
    if (old, new) not in TRANSITIONS:
        raise InternalError(f"An operation cannot go from {old.value} to {new.value}.")
    return new


def reservation_of_number(draft: Posting) -> str:
    return f"{numbers_of(draft.kind, draft.vendor_id)}{draft.ref_number.casefold()}"


def numbers_of(kind: Kind, vendor: ListID) -> str:
    """What every reservation of a number of this vendor begins with."""
    return f"{kind.value} {vendor} "


def reservation_of_line(line: TxnLineID) -> str:
    return f"line {line}"


def reservation_of_receipt(receipt: RecordId) -> str:
    return f"receipt {receipt}"


@dataclass(frozen=True, slots=True)
class Operation:
    """
    One write to QuickBooks on behalf of one JAGGAER document.

    What it wants: ``deed`` and ``draft``; ``base`` is the version of the document that was written last, and
    ``record`` the QuickBooks record that there is of it. ``needs`` are operations that have to be done first.

    How it stands: ``generation`` counts what was done about a document, ``attempts`` how often this was sent,
    ``questions`` in how many sessions we asked about it; ``rule`` is the row of the table that decided it, and
    ``seen`` the state of the record that it was decided on. ``evidence`` is how we know what became of it.

    How it was read back: ``tied`` whether it showed the same, ``was_tied`` that it did once, ``otherwise`` what
    differs and ``differs`` the exception it is shown as, ``coded`` what is coded otherwise in QuickBooks, ``unread``
    what could not be read. The form of ``record`` is the one of our write; ``stands`` is another that was read since.

    How it goes on: not before ``not_before``, with at most ``together`` in its message set (0: as many as fit).
    ``since`` is QuickBooks' newest stamp before it left first: whatever became of it was changed later.
    ``looked_in`` is the session that looked the record up last, ``clear_in`` the one in which it may be
    written; ``found`` is the record as that session read it, and ``changes`` what a modify changes of it.
    """

    id: OperationId
    document: DocumentId
    generation: int
    state: State
    fingerprint: str
    guid: ExternalGUID
    draft: Wanted | None = None
    holds: tuple[Hold, ...] = ()
    rule: str = ""
    seen: str = ""
    attempts: int = 0
    questions: int = 0
    message_set: MessageSetId | None = None
    record: Record | None = None
    evidence: str = ""
    tied: bool | None = None
    deed: Deed = Deed.ADD
    base: Wanted | None = None
    needs: tuple[OperationId, ...] = ()
    not_before: datetime | None = None
    together: int = 0
    looked_in: str = ""
    clear_in: str = ""
    found: Record | None = None
    changes: Form | None = None
    since: str = ""
    was_tied: bool = False
    otherwise: tuple[str, ...] = ()
    differs: HoldCode | None = None
    stands: Form | None = None
    coded: tuple[str, ...] = ()
    unread: Illegible | None = None

    @property
    def posting(self) -> Posting | None:
        """The draft, where it is what a document of JAGGAER's becomes."""
        return self.draft if isinstance(self.draft, POSTINGS) else None

    @property
    def reservations(self) -> Mapping[str, Decimal]:
        """
        What it reserves as long as it is on its way: a number of its vendor, of order lines what it takes, and the item
        receipts that it takes the place of.

        What gives back counts only once QuickBooks has done it.
        """
        if self.posting is None or self.deed in TAKES_OUT or self.state not in (*LIVE, State.NEEDS_PERSON):
            return {}
        taken = {reservation_of_line(line): much for line, much in self.takes.items() if much > 0}
        replaced = {reservation_of_receipt(RecordId(one)): Decimal(1) for one in self.replaces}
        return {reservation_of_number(self.posting): Decimal(1), **taken, **replaced}

    @property
    def takes(self) -> Mapping[TxnLineID, Decimal]:
        """How much it takes of each order line beyond what the record has; less than nothing where it gives back."""
        before = self.base.taken if isinstance(self.base, Draft) and self.deed is not Deed.ADD else {}
        after = self.draft.taken if isinstance(self.draft, Draft) and self.deed not in TAKES_OUT else {}
        lines = dict.fromkeys((*before, *after))
        return {line: after.get(line, Decimal(0)) - before.get(line, Decimal(0)) for line in lines}

    @property
    def replaces(self) -> tuple[TxnID, ...]:
        """The item receipts that go as it comes: a change takes the place of none."""
        return self.draft.replaces if isinstance(self.draft, Draft) and self.deed is Deed.ADD else ()

    def with_record(self, record: Record) -> Operation:
        """The record as it was read now; the form that it had when it was written stays beside the one that it has."""
        written = self.record.form if self.record and self.record.form != EMPTY else record.form
        stands = record.form if record.form != written else None
        return replace(self, record=replace(record, form=written), stands=stands)

    @property
    def to_read_back(self) -> Operation:
        """It is read back once more, if it ever is: a vendor is looked at before each write of it alone."""
        is_read = self.record is not None and self.record.kind in TRANSACTIONS
        return replace(self, tied=None) if is_read else self

    @property
    def form(self) -> Form:
        """The fields of the record as they were read last."""
        return self.stands or (self.record.form if self.record else EMPTY)

    @property
    def name(self) -> str:
        """What people call it: ``Bill AC-778``."""
        return f"{self.draft.kind.value} {self.draft.ref_number}" if self.draft else "The document"

    @property
    def is_gone(self) -> bool:
        """Whether this took the record out of QuickBooks."""
        return self.state is State.DONE and self.deed in TAKES_OUT

    def to(self, *path: State) -> Operation:
        """The operation after walking states of the table one by one."""
        state = self.state
        for following in path:
            state = step(state, following)
        return replace(self, state=state)
