"""One turn of a session: the transaction it happens in, and what an errand may propose."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from connector.domain.bill import Record
from connector.domain.hold import Hold
from connector.domain.identifiers import MessageSetId, OperationId
from connector.domain.operation import Operation, State
from connector.flow.ports import Company, Event, Notes, OpenSession, Purpose, Work
from connector.quickbooks.qbxml.message_set import Request


@dataclass(frozen=True, slots=True)
class Turn:
    work: Work
    company: Company
    opened: OpenSession
    now: datetime

    @property
    def notes(self) -> Notes:
        return self.opened.notes

    def operations(self, *states: State) -> Sequence[Operation]:
        return self.work.operations.in_state(self.company.name, *states)

    def tell(self, kind: str, text: str, operation: Operation | None = None, **data: str) -> None:
        document = operation.document if operation else None
        self.work.history.add(self.company.name, Event(self.now, kind, text, document, data))


@dataclass(frozen=True, slots=True)
class Proposal:
    """
    The next message set; ``notes`` are the session's once it has left.

    ``is_stored`` has QuickBooks keep its answer under the new id; ``old`` drops an earlier one, or asks
    for it when ``about`` is the same.
    """

    purpose: Purpose
    requests: tuple[Request, ...]
    notes: Notes
    operations: tuple[OperationId, ...] = ()
    is_stored: bool = False
    old: MessageSetId | None = None
    about: MessageSetId | None = None
    listing: str = ""


@dataclass(frozen=True, slots=True)
class Conclusion:
    """How an operation goes on, and how we know."""

    path: tuple[State, ...]
    evidence: str
    record: Record | None = None
    hold: Hold | None = None


def conclude(turn: Turn, operation: Operation, conclusion: Conclusion) -> None:
    """Take an operation along its path, with its evidence, in the turn's transaction."""
    after = replace(
        operation.to(*conclusion.path),
        evidence=conclusion.evidence,
        record=conclusion.record or operation.record,
        holds=(conclusion.hold,) if conclusion.hold else (),
        is_sticky=conclusion.hold is not None,
    )
    turn.work.operations.save(turn.company.name, after)
    if conclusion.record and operation.draft:
        turn.work.mirror.pair_vendor(turn.company.name, operation.draft.supplier_id, operation.draft.vendor_id)
    turn.tell(after.state.value, _sentence(after), after, evidence=conclusion.evidence)


def _sentence(operation: Operation) -> str:
    name = f"{operation.draft.posting.value} {operation.draft.ref_number}" if operation.draft else "The document"
    match operation.state:
        case State.DONE if operation.record:
            return f"{name} is in QuickBooks as {operation.record.txn_id}"
        case State.HELD | State.NEEDS_PERSON if operation.holds:
            return f"{name} is held: {operation.holds[0].title}"
        case State.UNKNOWN:
            return f"{name} was sent, and its answer did not come back"
        case _:
            return f"{name} is {operation.state.value} again"
