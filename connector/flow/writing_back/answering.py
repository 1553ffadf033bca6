"""What a person says about a write to JAGGAER that waits: try it again, write QuickBooks' version, or leave it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from connector.domain.hold import Hold
from connector.domain.operation import State
from connector.domain.writeback import Change, WriteBack
from connector.flow.entities import Company, Event
from connector.flow.ports import Work
from connector.flow.writing_back import deciding
from connector.kinds import writing_kind


def retry(work: Work, company: Company, back: WriteBack, now: datetime) -> State:
    """Decide anew, and look at JAGGAER anew."""
    is_whole = back.wanted is not None or back.change is Change.CANCEL
    if back.state is State.HELD and is_whole and not deciding.is_lacking(back):
        was_sent = min(back.attempts, 1)
        back = replace(back.to(State.QUEUED), holds=(), attempts=was_sent, not_before=None)
        work.write_backs.save(company.name, back)
    work.history.add(company.name, Event(now, "retry", "A person asked to try again", back.id))
    return _decided(work, company, back, now)


def write_ours(work: Work, company: Company, back: WriteBack, now: datetime) -> State:
    """QuickBooks' version counts, whatever JAGGAER has."""
    work.write_backs.save(company.name, writing_kind(back.kind).anew(back))
    return _decided(work, company, back, now)


def withdraw(work: Work, company: Company, back: WriteBack, by: str, reason: str, now: datetime) -> None:
    """Settled by hand: nothing is written until QuickBooks' or JAGGAER's record changes."""
    settled = replace(back.to(State.WITHDRAWN), holds=(), evidence=f"{by} settled it", overwrites=False)
    work.write_backs.save(company.name, settled)
    text = f"Withdrawn by {by}: {reason}"
    work.history.add(company.name, Event(now, "withdrawn", text, back.id, {"by": by}))


def _decided(work: Work, company: Company, back: WriteBack, now: datetime) -> State:
    kind = writing_kind(back.kind)
    work.write_backs.notice(company.name, back.kind, [back.subject])
    while deciding.decide(work, company, kind, now) == deciding.BATCH:
        pass
    after = work.write_backs.get(company.name, back.kind, back.subject)
    return after.state if after else State.WITHDRAWN


def after(work: Work, company: Company, back: WriteBack) -> tuple[str, str, str]:
    """Its number, its state, and what it still waits for."""
    kept = work.write_backs.get(company.name, back.kind, back.subject)
    holds: tuple[Hold, ...] = kept.holds if kept else ()
    return back.number, kept.state.value if kept else "", "; ".join(hold.title for hold in holds)
