"""One turn of a session: the transaction it happens in, and what an errand may propose."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from connector.domain.correction import PREFIX, corrections_of, invoice_of
from connector.domain.draft import VendorDraft
from connector.domain.hold import Hold
from connector.domain.identifiers import MessageSetId, OperationId
from connector.domain.kind import TRANSACTIONS, Kind
from connector.domain.operation import TAKES_OUT, Deed, Operation, State, reservation_of_receipt
from connector.domain.record import EMPTY, Record
from connector.domain.records import of_supplier
from connector.flow.entities import MIRRORED, Company, Event, Notes, OpenSession, Purpose, SentSet
from connector.flow.ports import Work
from connector.flow.stumbling import each
from connector.quickbooks.qbxml.edition import Edition
from connector.quickbooks.qbxml.message_set import Request
from connector.quickbooks.qbxml.values import EARLIEST, wall_time
from connector.sync.posted import SHELF

FURTHEST_AHEAD = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Turn:
    work: Work
    company: Company
    opened: OpenSession
    now: datetime

    @property
    def notes(self) -> Notes:
        return self.opened.notes

    @property
    def edition(self) -> Edition:
        """How this QuickBooks is spoken to."""
        return Edition.of(self.company.region, self.opened.qbxml or self.company.qbxml)

    @property
    def latest(self) -> datetime:
        """The latest that a stamp of QuickBooks' can be: its wall time is 14 hours ahead of UTC at most."""
        return self.now.replace(tzinfo=None) + FURTHEST_AHEAD

    def believed(self, stamp: str | None) -> str | None:
        """A stamp that was kept, if it can be one: an earlier release kept any."""
        return stamp if stamp and EARLIEST <= wall_time(stamp) <= self.latest else None

    def operations(self, *states: State) -> Sequence[Operation]:
        return self.work.operations.in_state(self.company.name, *states)

    def operations_of(self, sent: SentSet, state: State | None = None) -> list[Operation]:
        """What a message set carried or asked about, as it stands now; only those in one state, if one is given."""
        found = self.work.operations.several(self.company.name, sent.operations)
        return [one for one in found if state in (None, one.state)]

    def each(self, operations: Sequence[Operation], act: Callable[[Operation], object]) -> None:
        """Act on one after the other: what fails about one is its document's exception."""
        each(self.work, self.company, self.now, operations, lambda one: one.document, act)

    def tell(self, kind: str, text: str, operation: Operation | None = None, **data: str) -> None:
        document = operation.document if operation else None
        self.work.history.add(self.company.name, Event(self.now, kind, text, document, data))


@dataclass(frozen=True, slots=True)
class Proposal:
    """
    The next message set; ``notes`` are the session's once it has left.

    ``is_stored`` has QuickBooks keep its answer under the new id; ``old`` drops an earlier one, or asks
    for it when ``about`` is the same. ``stops`` has it stop at the first request that fails. ``mark`` is the mark of
    ours that it writes on the company.
    """

    purpose: Purpose
    requests: tuple[Request, ...]
    notes: Notes
    operations: tuple[OperationId, ...] = ()
    is_stored: bool = False
    old: MessageSetId | None = None
    about: MessageSetId | None = None
    stops: bool = False
    listing: str = ""
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Conclusion:
    """How an operation goes on, and how we know; ``pause`` is how long it waits before it is tried again."""

    path: tuple[State, ...]
    evidence: str
    record: Record | None = None
    hold: Hold | None = None
    pause: timedelta = timedelta()
    look_again: bool = False


def conclude(turn: Turn, operation: Operation, conclusion: Conclusion) -> None:
    """Take an operation along its path, with its evidence, in the turn's transaction."""
    moved = operation.to(*conclusion.path)
    after = replace(
        moved,
        evidence=conclusion.evidence,
        record=conclusion.record or operation.record,
        holds=(conclusion.hold,) if conclusion.hold else (),
        questions=0 if State.NOT_APPLIED in conclusion.path else operation.questions,
        not_before=turn.now + conclusion.pause if conclusion.pause else None,
        looked_in="" if conclusion.look_again else operation.looked_in,
        clear_in="" if moved.state is not State.QUEUED or conclusion.look_again else operation.clear_in,
        tied=moved.tied if moved.state is not State.DONE or _is_read_back(moved) else True,
    )
    turn.work.documents.unwatch(turn.company.name, operation.document)
    turn.work.operations.save(turn.company.name, after)
    wanted = operation.posting
    if conclusion.record and wanted and wanted.supplier_id and wanted.vendor_id:
        turn.work.mirror.pair_vendor(turn.company.name, wanted.supplier_id, wanted.vendor_id)
    if isinstance(operation.draft, VendorDraft):
        turn.work.documents.wake(turn.company.name, [of_supplier(operation.draft.supplier_id)])
    if moved.state is State.DONE:
        _mirror(turn, after)
        _weigh_again(turn, operation)
        if operation.deed is not Deed.ADD:  # what follows on it may be decided now
            turn.work.documents.set_to_plan(turn.company.name, operation.document, waits=True)
    if moved.state is State.QUEUED:  # by the time it leaves, the lists may say something else
        turn.work.documents.set_to_plan(turn.company.name, operation.document, waits=True)
    if moved.state is State.HELD and after.record is not None:  # a bill that was to take its place waits again
        turn.work.documents.wake(turn.company.name, [reservation_of_receipt(after.record.id)])
    if moved.state is State.HELD:  # what is read of QuickBooks next may say why it was refused
        reading = turn.work.mirror.cursor(turn.company.name, MIRRORED) or ""
        turn.work.documents.set_to_plan(turn.company.name, operation.document, waits=True, reading=reading)
    turn.tell(after.state.value, _sentence(after), after, evidence=conclusion.evidence)


def _weigh_again(turn: Turn, operation: Operation) -> None:
    """An invoice, where a correction of it was written, or where it was itself and corrections stand."""
    document, name = operation.document, turn.company.name
    if document.startswith(PREFIX):
        turn.work.documents.set_to_plan(name, invoice_of(document), waits=True)
    elif turn.work.documents.under(name, corrections_of(document)):
        turn.work.documents.set_to_plan(name, document, waits=True)


def _mirror(turn: Turn, done: Operation) -> None:
    """What QuickBooks said of a record counts at once, until its lists are read again."""
    if done.record is None or done.record.kind not in TRANSACTIONS:
        return
    if done.deed in TAKES_OUT:
        turn.work.mirror.drop(turn.company.name, SHELF[done.record.kind].name, [done.record.id])
    else:
        put_in_mirror(turn, done.record)


def put_in_mirror(turn: Turn, record: Record) -> None:
    """
    A bill or vendor credit that was read one by one; lists bring it without its lines.

    An order comes with its lines, when it is read back.
    """
    if record.kind is not Kind.ORDER and record.kind in SHELF:
        turn.work.mirror.put(turn.company.name, SHELF[record.kind].name, [replace(record, form=EMPTY)])


def _is_read_back(operation: Operation) -> bool:
    """Bills, vendor credits and orders are, once they are written."""
    kind = operation.draft.kind if operation.draft else None
    return kind in TRANSACTIONS and operation.deed in (Deed.ADD, Deed.MODIFY)


def _sentence(operation: Operation) -> str:
    match operation.state:
        case State.DONE if operation.is_gone:
            return f"{operation.name} is {'voided' if operation.deed is Deed.VOID else 'deleted'} in QuickBooks"
        case State.DONE if operation.record:
            return f"{operation.name} is in QuickBooks as {operation.record.id}"
        case State.HELD | State.NEEDS_PERSON if operation.holds:
            return f"{operation.name} is held: {operation.holds[0].title}"
        case State.UNKNOWN:
            return f"{operation.name} was sent, and its answer did not come back"
        case _:
            return f"{operation.name} is {operation.state.value} again"
