"""
What to do about one document, given what we have done about it before.

A document has a line of operations, one to a generation; only its latest one counts here.
"""

from __future__ import annotations

from dataclasses import dataclass

from connector.domain.bill import Draft
from connector.domain.hold import Hold
from connector.domain.hold_code import HoldCode
from connector.domain.invoice import Invoice, Standing
from connector.domain.operation import Deed, State
from connector.domain.policy import CorrectionPolicy

HOLD_ALL = CorrectionPolicy()


@dataclass(frozen=True, slots=True)
class Known:
    """
    The latest operation of a document.

    ``txn_id`` is the record that there is of it; ``was_cancelled`` that it waits, or waited, as cancelled;
    ``asked`` says that a person wants it tried again; ``by_person`` that a person withdrew it;
    ``is_sticky`` that only a person can free it (QuickBooks refused it, or somebody entered it first), unless what
    is read of QuickBooks afterwards says why;
    ``is_gone`` that its record was voided or deleted by us; ``written`` is the version that stands in QuickBooks.
    """

    state: State
    fingerprint: str
    txn_id: str = ""
    posted: str = ""
    was_cancelled: bool = False
    asked: bool = False
    by_person: bool = False
    is_sticky: bool = False
    is_gone: bool = False
    written: Draft | None = None


@dataclass(frozen=True, slots=True)
class Enqueue:
    """Write it: as it is, or in place of what was waiting; ``anew`` starts the next generation."""

    draft: Draft
    anew: bool
    deed: Deed = Deed.ADD


@dataclass(frozen=True, slots=True)
class HoldBack:
    holds: tuple[Hold, ...]
    anew: bool
    is_sticky: bool = False


@dataclass(frozen=True, slots=True)
class Withdraw:
    why: str


@dataclass(frozen=True, slots=True)
class Leave:
    """Nothing to do."""


Decision = Enqueue | HoldBack | Withdraw | Leave


def decide(
    invoice: Invoice,
    print_: str,
    drafted: Draft | tuple[Hold, ...],
    known: Known | None,
    corrections: CorrectionPolicy = HOLD_ALL,
) -> Decision:
    """The next step for a document that can be read."""
    if invoice.standing is Standing.STRANGE:
        return _strange(invoice, known)
    if known is None:
        return _write(drafted, anew=True) if invoice.standing is Standing.DUE else Leave()
    after = _AfterPosting(invoice, print_, drafted, known, corrections)
    match known.state:
        case State.DONE if known.is_gone:
            return _write(drafted, anew=True) if invoice.standing is Standing.DUE else Leave()
        case State.DONE:
            return after.decide()
        case State.WITHDRAWN if known.txn_id:
            return after.decide()
        case State.WITHDRAWN:
            is_news = not known.by_person or known.fingerprint != print_
            return _write(drafted, anew=True) if invoice.standing is Standing.DUE and is_news else Leave()
        case State.HELD | State.QUEUED:
            return after.decide() if known.txn_id else _before_sending(invoice, print_, drafted, known)
        case _:
            return Leave()


def _write(drafted: Draft | tuple[Hold, ...], *, anew: bool, deed: Deed = Deed.ADD) -> Decision:
    return Enqueue(drafted, anew, deed) if isinstance(drafted, Draft) else HoldBack(drafted, anew)


def _strange(invoice: Invoice, known: Known | None) -> Decision:
    """A status that nobody told us of: nothing new is written, and nothing that stands is touched."""
    is_open = known is None or (known.state in (State.HELD, State.QUEUED, State.WITHDRAWN) and not known.txn_id)
    if not is_open or (known is not None and known.by_person):
        return Leave()
    anew = known is None or known.state is State.WITHDRAWN
    return HoldBack((Hold.of(HoldCode.STATUS_UNKNOWN, statuses=invoice.statuses or "missing"),), anew)


def _before_sending(invoice: Invoice, print_: str, drafted: Draft | tuple[Hold, ...], known: Known) -> Decision:
    if invoice.standing is not Standing.DUE:
        return Withdraw(f"it is {invoice.standing.value} in JAGGAER now")
    if known.is_sticky and not known.asked and known.fingerprint == print_ and isinstance(drafted, Draft):
        return Leave()
    return _write(drafted, anew=False)


@dataclass(frozen=True, slots=True)
class _AfterPosting:
    """
    What is posted is never written again; what JAGGAER changes of it is shown, or carried out where the customer says.

    A document that is paid in JAGGAER is read by its header only, and left in peace.
    """

    invoice: Invoice
    print_: str
    drafted: Draft | tuple[Hold, ...]
    known: Known
    corrections: CorrectionPolicy

    @property
    def is_settled(self) -> bool:
        return self.known.state in (State.DONE, State.WITHDRAWN)

    def decide(self) -> Decision:
        known, standing = self.known, self.invoice.standing
        if standing is Standing.CANCELLED:
            return self._cancelled()
        is_back = known.was_cancelled and standing is Standing.DUE
        if standing is not Standing.DUE or (known.fingerprint == self.print_ and not is_back and not known.asked):
            return Leave()
        return self._changed()

    def _cancelled(self) -> Decision:
        if self.known.was_cancelled and not self.known.asked:
            return Leave()
        if self.corrections.cancelled == "hold" or self.known.written is None:
            return self._show(HoldCode.CANCELLED_AFTER_POSTING)
        if self.known.state is State.QUEUED or self.known.is_sticky:
            return Leave()
        deed = Deed.VOID if self.corrections.cancelled == "void" else Deed.DELETE
        return Enqueue(self.known.written, anew=self.is_settled, deed=deed)

    def _changed(self) -> Decision:
        written = self.known.written
        if self.corrections.changed == "hold" or written is None:
            return self._show(HoldCode.CHANGED_AFTER_POSTING, total=self.invoice.total)
        if not isinstance(self.drafted, Draft):
            return HoldBack(self.drafted, anew=self.is_settled)
        if self.drafted.kind is not written.kind or _links(self.drafted) != _links(written):
            if self.corrections.relinked == "hold":
                return self._show(HoldCode.NEEDS_NEW_LINKS)
            return Enqueue(written, anew=self.is_settled, deed=Deed.VOID)
        return Enqueue(self.drafted, anew=self.is_settled, deed=Deed.MODIFY)

    def _show(self, code: HoldCode, **values: object) -> HoldBack:
        hold = Hold.of(code, txn_id=self.known.txn_id, posted=self.known.posted, **values)
        return HoldBack((hold,), anew=self.is_settled, is_sticky=True)


def _links(drafted: Draft) -> list[tuple[str, str]]:
    return sorted((line.link.txn_id, line.link.line_id) for line in drafted.items)
