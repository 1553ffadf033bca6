"""
What a person says of a company file that is not as we left it.

Each answer says what it will do; none of them writes to QuickBooks. What follows is done by the next update, which
looks everything up before it writes: what is there is taken for done, what is missing is written or shown.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from connector.domain.draft import VendorDetails
from connector.domain.identifiers import DocumentId
from connector.domain.operation import Operation, State
from connector.domain.records import GONE
from connector.errors import ConfigurationError
from connector.flow.course import Course, course
from connector.flow.entities import Company, Event
from connector.flow.ports import Work
from connector.flow.tasks.company_mark import ADOPT_FROM, ALL_KINDS, KEPT_AS

NOT_IN_THE_BACKUP = "the company file is a backup of before it"


@dataclass(frozen=True, slots=True)
class Rebound:
    """``queued`` documents are written again unless QuickBooks has them; ``read_back`` are looked at again."""

    does: str
    queued: int = 0
    read_back: int = 0


def keep(work: Work, company: Company, now: datetime) -> Rebound:
    """The file is right as it is: nothing is posted again, and what is missing becomes an exception."""
    standing = [written for known in _courses(work, company) if (written := known.written) is not None]
    _read_back(work, company, standing)
    _begin_anew(work, company)
    does = "taken as it is; nothing is posted again, and what is missing in it becomes an exception"
    return _told(work, company, now, Rebound(does, read_back=len(standing)))


def restored_at(work: Work, company: Company, instant: datetime, now: datetime) -> Rebound:
    """The file is a backup of that time: what was written since is written again, unless it is there after all."""
    if instant > now:
        raise ConfigurationError(f"{instant:%Y-%m-%d %H:%M} UTC is not over yet.", remedy="Give the backup's time.")
    written_again = 0
    for known in list(_courses(work, company)):
        later = [one for one in known.operations if one.state is State.DONE and _is_later(work, company, one, instant)]
        for operation in later:
            work.operations.save(company.name, replace(operation.to(State.WITHDRAWN), evidence=NOT_IN_THE_BACKUP))
        if later:
            document = known.operations[0].document
            written = course(work, company, document).written
            _read_back(work, company, [written] if written else [])
            work.documents.set_to_plan(company.name, document, waits=True)
            written_again += 1
    _begin_anew(work, company)
    does = f"restored from a backup of {instant:%Y-%m-%d %H:%M} UTC; what was written since is written again"
    return _told(work, company, now, Rebound(does, queued=written_again))


def _read_back(work: Work, company: Company, written: Sequence[Operation]) -> None:
    for operation in written:
        if operation.record is not None:
            work.operations.save(company.name, operation.to_read_back)
            work.mirror.drop(company.name, GONE.name, [operation.record.id])


def new_file(work: Work, company: Company, file_id: str, now: datetime) -> Rebound:
    """Another file: what was posted stays posted in the old one, and everything else goes to the new one."""
    work.companies.set_file_id(company.name, file_id)
    work.companies.set_lock_host(company.name, "")
    _begin_anew(work, company)
    work.mirror.forget_file(company.name)
    work.decisions.forget_file(company.name)
    work.write_backs.forget_all(company.name)
    for operation in work.operations.in_state(company.name, State.QUEUED):
        work.documents.set_to_plan(company.name, operation.document, waits=True)
    _forget_vendors(work, company)
    does = "another company file; what was posted stays in the old one, and is not posted again"
    return _told(work, company, now, Rebound(does))


def _forget_vendors(work: Work, company: Company) -> None:
    """Which vendor a supplier is, is looked up in the new file."""
    for operation in work.operations.in_state(company.name, State.DONE):
        if isinstance(operation.draft, VendorDetails):
            evidence = "it was a vendor of another company file"
            work.operations.save(company.name, replace(operation.to(State.WITHDRAWN), evidence=evidence))
            work.documents.set_to_plan(company.name, operation.document, waits=True)


def _courses(work: Work, company: Company) -> Iterator[Course]:
    """What was done about each document, and about each vendor that we create."""
    lines: dict[DocumentId, list[Operation]] = {}
    for operation in work.operations.in_state(company.name, *State):
        lines.setdefault(operation.document, []).append(operation)
    for line in lines.values():
        yield Course(sorted(line, key=lambda one: one.generation))


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
