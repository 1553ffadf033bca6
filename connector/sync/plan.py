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
WAITING = (State.HELD, State.QUEUED)


@dataclass(frozen=True, slots=True)
class Known:
    """
    The latest operation of a document.

    ``txn_id`` is the record that there is of it; ``was_cancelled`` that it waits, or waited, as cancelled;
    ``asked`` says that a person wants it tried again; ``by_person`` that a person withdrew it;
    ``is_sticky`` that only a person can free it (QuickBooks refused it, or somebody entered it first), unless what
    is read of QuickBooks afterwards says why; ``is_taken_away`` that it waits as taken away by a person;
    ``is_gone`` that its record was voided or deleted by us, and ``is_leaving`` that it was to be; ``is_unclear`` that
    it waits for nothing but a status to be known, or for us not to stumble; ``written`` is the version that stands in
    QuickBooks.
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
    is_leaving: bool = False
    is_unclear: bool = False
    is_taken_away: bool = False
    written: Draft | None = None

    @property
    def is_there(self) -> bool:
        """Whether it stands in QuickBooks, and nothing is under way."""
        return self.state is State.DONE or (self.state in (State.WITHDRAWN, *WAITING) and bool(self.txn_id))


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
class Stand:
    """What is posted of it is right as it is after all."""


@dataclass(frozen=True, slots=True)
class Leave:
    """Nothing to do."""


Decision = Enqueue | HoldBack | Withdraw | Stand | Leave


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
    if invoice.standing is not Standing.DUE:
        return put_by(invoice.standing, known, corrections)
    if known is None:
        return _write(drafted, anew=True)
    match known.state:
        case State.DONE if known.is_gone:
            return _write(drafted, anew=True)
        case State.WITHDRAWN if not known.txn_id:
            is_news = not known.by_person or known.fingerprint != print_
            return _write(drafted, anew=True) if is_news else Leave()
        case State.HELD | State.QUEUED if not known.txn_id:
            return _before_sending(print_, drafted, known)
        case State.HELD if known.is_unclear and known.fingerprint == print_:
            return Stand()
        case State.DONE | State.WITHDRAWN | State.HELD | State.QUEUED:
            is_news = known.fingerprint != print_ or known.was_cancelled or known.is_unclear or known.asked
            return _changed(invoice, drafted, known, corrections) if is_news else Leave()
        case _:
            return Leave()


def put_by(standing: Standing, known: Known | None, corrections: CorrectionPolicy = HOLD_ALL) -> Decision:
    """
    The next step for a document that is not to be posted, or not any more; the rest of it need not be readable.

    One that is paid in JAGGAER is read by its header only, and left in peace.
    """
    if known is None or known.is_gone:
        return Leave()
    if known.state in WAITING and not known.txn_id:
        return Withdraw(f"it is {standing.value} in JAGGAER now")
    if not known.is_there:
        return Leave()
    if standing in (Standing.CANCELLED, Standing.SKIPPED):
        return _cancelled(known, corrections)
    return Stand() if known.is_unclear and known.state is State.HELD else Leave()


def _write(drafted: Draft | tuple[Hold, ...], *, anew: bool) -> Decision:
    return Enqueue(drafted, anew) if isinstance(drafted, Draft) else HoldBack(drafted, anew)


def _strange(invoice: Invoice, known: Known | None) -> Decision:
    """A status that nobody told us of: nothing new is written, what stands is not touched, and a person sees it."""
    if known is not None and not _may_be_shown(known):
        return Leave()
    anew = known is None or _is_settled(known)
    return HoldBack((Hold.of(HoldCode.STATUS_UNKNOWN, statuses=invoice.statuses or "missing"),), anew)


def _may_be_shown(known: Known) -> bool:
    """Nothing is under way, no person has settled it, and a posted one does not wait for a person already."""
    is_free = known.is_there or known.state in (*WAITING, State.WITHDRAWN)
    is_settled = known.is_gone or (known.by_person and known.state is State.WITHDRAWN)
    return is_free and not is_settled and not (known.txn_id and known.is_sticky)


def _before_sending(print_: str, drafted: Draft | tuple[Hold, ...], known: Known) -> Decision:
    if known.is_taken_away and not known.asked:  # another version in JAGGAER is no reason to enter it again
        return Leave()
    if known.is_sticky and not known.asked and known.fingerprint == print_ and isinstance(drafted, Draft):
        return Leave()
    return _write(drafted, anew=False)


def _cancelled(known: Known, corrections: CorrectionPolicy) -> Decision:
    """What is posted of a cancelled document is shown, or taken out where the customer says."""
    if known.was_cancelled and not known.asked:
        return Leave()
    if corrections.cancelled == "hold" or known.written is None:
        return _show(known, HoldCode.CANCELLED_AFTER_POSTING)
    if known.is_leaving and not known.asked:
        return Leave()
    deed = Deed.VOID if corrections.cancelled == "void" else Deed.DELETE
    return Enqueue(known.written, anew=_is_settled(known), deed=deed)


def _changed(
    invoice: Invoice, drafted: Draft | tuple[Hold, ...], known: Known, corrections: CorrectionPolicy
) -> Decision:
    """What is posted is never written again; what JAGGAER changes of it is shown, or carried out."""
    written, anew = known.written, _is_settled(known)
    if drafted == written and known.state is State.DONE and not known.asked:
        return Leave()
    if corrections.changed == "hold" or written is None:
        return _show(known, HoldCode.CHANGED_AFTER_POSTING, total=invoice.total)
    if not isinstance(drafted, Draft):
        return HoldBack(drafted, anew)
    if drafted.kind is not written.kind or _links(drafted) != _links(written):
        if corrections.relinked == "hold":
            return _show(known, HoldCode.NEEDS_NEW_LINKS)
        return Enqueue(written, anew, Deed.VOID)
    return Enqueue(drafted, anew, Deed.MODIFY)


def _is_settled(known: Known) -> bool:
    return known.state in (State.DONE, State.WITHDRAWN)


def _show(known: Known, code: HoldCode, **values: object) -> HoldBack:
    hold = Hold.of(code, txn_id=known.txn_id, posted=known.posted, **values)
    return HoldBack((hold,), anew=_is_settled(known), is_sticky=True)


def _links(drafted: Draft) -> list[tuple[str, str]]:
    return sorted((line.link.txn_id, line.link.line_id) for line in drafted.items)
