"""
What a person says of a company file that is not as we left it.

Each answer says what it will do; none of them writes to QuickBooks. What follows is done by the next update, which
looks everything up before it writes: what is there is taken for done, what is missing is written or shown.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from connector.domain.identifiers import InvoiceId
from connector.domain.operation import Deed, Operation, State
from connector.flow.errands.sign import ADOPT_FROM, ALL_KINDS, KEPT_AS
from connector.flow.generations import next_generation
from connector.flow.kept import Company, Event
from connector.flow.ports import Work


@dataclass(frozen=True, slots=True)
class Rebound:
    """``queued`` documents are written again unless QuickBooks has them; ``read_back`` are looked at again."""

    does: str
    queued: int = 0
    read_back: int = 0


def keep(work: Work, company: Company, now: datetime) -> Rebound:
    """The file is right as it is: nothing is posted again, and what is missing becomes an exception."""
    done = [one for one in _latest(work, company) if one.state is State.DONE and one.record and not one.is_gone]
    for operation in done:
        work.operations.save(company.name, replace(operation, tied=None))
    _begin_anew(work, company)
    does = "taken as it is; nothing is posted again, and what is missing in it becomes an exception"
    return _told(work, company, now, Rebound(does, read_back=len(done)))


def restored_at(work: Work, company: Company, instant: datetime, now: datetime) -> Rebound:
    """The file is a backup of that time: what was written since is written again, unless it is there after all."""
    queued = 0
    for latest in _latest(work, company):
        again = _again(work, company, latest, instant)
        if again is not None:
            work.operations.add(company.name, again)
            queued += 1
    _begin_anew(work, company)
    does = f"restored from a backup of {instant:%Y-%m-%d %H:%M} UTC; what was written since is written again"
    return _told(work, company, now, Rebound(does, queued=queued))


def new_file(work: Work, company: Company, now: datetime) -> Rebound:
    """Another file: what was posted stays posted in the old one, and everything else goes to the new one."""
    _begin_anew(work, company)
    work.mirror.forget_file(company.name)
    work.rulings.forget_file(company.name)
    for operation in work.operations.in_state(company.name, State.QUEUED):
        work.documents.set_to_plan(company.name, operation.document, waits=True)
    does = "another company file; what was posted stays in the old one, and is not posted again"
    return _told(work, company, now, Rebound(does))


def _latest(work: Work, company: Company) -> Iterator[Operation]:
    """The latest operation of every document that was ever written."""
    documents: dict[InvoiceId, Operation] = {}
    for operation in work.operations.in_state(company.name, *State):
        known = documents.get(operation.document)
        if known is None or operation.generation > known.generation:
            documents[operation.document] = operation
    yield from documents.values()


def _again(work: Work, company: Company, latest: Operation, instant: datetime) -> Operation | None:
    """The operation that brings QuickBooks where it was, or None where the backup has it already."""
    if latest.state is not State.DONE or latest.draft is None or not _is_later(work, company, latest, instant):
        return None
    line = work.operations.of_document(company.name, latest.document)
    before = [one for one in line if one.state is State.DONE and not _is_later(work, company, one, instant)]
    standing = before[-1] if before and not before[-1].is_gone else None
    if latest.is_gone and standing is None:
        return None
    after = next_generation(company, latest.document, latest, latest.fingerprint)
    deed = latest.deed if standing else Deed.ADD
    record, base = (standing.record, standing.draft) if standing else (None, None)
    return replace(after, state=State.QUEUED, deed=deed, draft=latest.draft, record=record, base=base)


def _is_later(work: Work, company: Company, operation: Operation, instant: datetime) -> bool:
    """Written after that time, or perhaps: an answer may come a while after QuickBooks saved."""
    sent = work.sent_sets.get(company.name, operation.message_set) if operation.message_set else None
    if sent is None:
        return False
    return max(sent.sent_at, sent.settled_at or sent.sent_at) >= instant


def _begin_anew(work: Work, company: Company) -> None:
    """The next update marks the file again, reads all of it, and finds what is ours."""
    work.mirror.drop_cursor(company.name, KEPT_AS)
    work.mirror.forget_lists(company.name)
    work.mirror.set_cursor(company.name, ADOPT_FROM, ALL_KINDS)


def _told(work: Work, company: Company, now: datetime, rebound: Rebound) -> Rebound:
    work.history.add(company.name, Event(now, "rebound", f"The company file was {rebound.does}"))
    return rebound


def adopting(work: Work, companies: Sequence[Company], now: datetime) -> None:
    """Our own database was restored: whatever QuickBooks has of ours is found before anything is written."""
    for company in companies:
        _begin_anew(work, company)
        text = "Our database was restored from a backup; QuickBooks is looked through before we write again"
        work.history.add(company.name, Event(now, "restored", text))
