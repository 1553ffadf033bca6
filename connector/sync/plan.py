"""
What to do about one document, given what we have done about it before.

A document has a line of operations, one to a generation; only its latest one counts here.
"""

from __future__ import annotations

from dataclasses import dataclass

from connector.domain.bill import Draft
from connector.domain.hold import Hold, HoldCode
from connector.domain.invoice import Invoice, Standing
from connector.domain.operation import State


@dataclass(frozen=True, slots=True)
class Known:
    """
    The latest operation of a document.

    ``txn_id`` is the record that there is of it; ``was_cancelled`` that it waits, or waited, as cancelled;
    ``asked`` says that a person wants it tried again; ``by_person`` that a person withdrew it;
    ``is_sticky`` that only a person can free it (QuickBooks refused it, or somebody entered it first).
    """

    state: State
    fingerprint: str
    txn_id: str = ""
    posted: str = ""
    was_cancelled: bool = False
    asked: bool = False
    by_person: bool = False
    is_sticky: bool = False


@dataclass(frozen=True, slots=True)
class Enqueue:
    """Write it: as it is, or in place of what was waiting; ``anew`` starts the next generation."""

    draft: Draft
    anew: bool


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


def decide(invoice: Invoice, print_: str, drafted: Draft | tuple[Hold, ...], known: Known | None) -> Decision:
    """The next step for a document that can be read."""
    if known is None:
        return _write(drafted, anew=True) if invoice.standing is Standing.DUE else Leave()
    match known.state:
        case State.DONE:
            return _after_posting(invoice, print_, known)
        case State.WITHDRAWN if known.txn_id:
            return _after_posting(invoice, print_, known)
        case State.WITHDRAWN:
            is_news = not known.by_person or known.fingerprint != print_
            return _write(drafted, anew=True) if invoice.standing is Standing.DUE and is_news else Leave()
        case State.HELD | State.QUEUED:
            return _before_sending(invoice, print_, drafted, known)
        case _:
            return Leave()


def _write(drafted: Draft | tuple[Hold, ...], *, anew: bool) -> Decision:
    return Enqueue(drafted, anew) if isinstance(drafted, Draft) else HoldBack(drafted, anew)


def _before_sending(invoice: Invoice, print_: str, drafted: Draft | tuple[Hold, ...], known: Known) -> Decision:
    is_posted = bool(known.txn_id)
    if invoice.standing is not Standing.DUE and not is_posted:
        return Withdraw(f"it is {invoice.standing.value} in JAGGAER now")
    if is_posted:
        return _after_posting(invoice, print_, known)
    if known.is_sticky and not known.asked and known.fingerprint == print_:
        return Leave()
    return _write(drafted, anew=False)


def _after_posting(invoice: Invoice, print_: str, known: Known) -> Decision:
    """What is posted is compared and shown, never written again; a paid one is read by its header only."""
    is_settled = known.state in (State.DONE, State.WITHDRAWN)
    if invoice.standing is Standing.CANCELLED:
        if known.was_cancelled:
            return Leave()
        hold = Hold.of(HoldCode.CANCELLED_AFTER_POSTING, txn_id=known.txn_id, posted=known.posted)
        return HoldBack((hold,), anew=is_settled, is_sticky=True)
    is_back = known.was_cancelled and invoice.standing is Standing.DUE
    if invoice.standing is Standing.NOT_DUE or (known.fingerprint == print_ and not is_back):
        return Leave()
    hold = Hold.of(HoldCode.CHANGED_AFTER_POSTING, txn_id=known.txn_id, posted=known.posted, total=invoice.total)
    return HoldBack((hold,), anew=is_settled, is_sticky=True)
