"""What a person may do about a document that waits: have it tried again, or withdraw it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from connector.domain.decision import Decision, Matter
from connector.domain.draft import VendorDetails
from connector.domain.hold import Hold
from connector.domain.hold_code import HoldCode
from connector.domain.operation import WAITING_FOR_A_PERSON, Deed, Operation, State
from connector.domain.writeback import WriteBack
from connector.errors import ConfigurationError
from connector.flow.case import settles
from connector.flow.course import course
from connector.flow.entities import Company, Event
from connector.flow.planning import plan
from connector.flow.ports import Work
from connector.flow.vendors import ask
from connector.flow.writing_back import answering
from connector.kinds import kind_of
from connector.sync.deciding import SETTLED_BY_HAND

READ_BACK = frozenset({HoldCode.NOT_TIED, HoldCode.CHANGED_IN_QUICKBOOKS, HoldCode.RECORD_UNREADABLE})
"""Exceptions about what was read back of a record."""


def retry(work: Work, company: Company, number: str, now: datetime) -> State:
    """Decide anew; where the answer was lost, QuickBooks is asked again."""
    operation = _waiting(work, company, number)
    if isinstance(operation, WriteBack):
        return answering.retry(work, company, operation, now)
    written = course(work, company, operation.document).written
    if operation.state is State.NEEDS_PERSON:
        again = replace(operation.to(State.UNKNOWN), questions=0, holds=())
        work.operations.save(company.name, again)
    elif written is not None and all(hold.code in READ_BACK for hold in operation.holds):
        work.operations.save(company.name, written.to_read_back)  # QuickBooks is asked how it stands now
    else:
        if written is not None and written.tied:
            work.operations.save(company.name, written.to_read_back)
        try_again(work, company, operation)
        _ask_for_its_vendor(work, company, operation)
        plan(work, company, now)
    work.history.add(company.name, Event(now, "retry", "A person asked to try again", operation.document))
    after = work.operations.latest(company.name, operation.document)
    return after.state if after else operation.state


def try_again(work: Work, company: Company, operation: Operation) -> None:
    """What QuickBooks said no to may be written again."""
    free = replace(operation, draft=None, deed=Deed.ADD, attempts=0, together=0)
    work.operations.save(company.name, free)
    work.documents.set_to_plan(company.name, operation.document, waits=True)


def _ask_for_its_vendor(work: Work, company: Company, operation: Operation) -> None:
    document = work.documents.get(company.name, operation.document)
    read = kind_of(document.id).read(document.payload, company.wire) if document else None
    if read is not None and not isinstance(read, Hold):
        ask(work, company, read.supplier.id)


def withdraw(work: Work, company: Company, number: str, by: str, reason: str, now: datetime) -> None:
    """Settled by hand: nothing is written for this version of the document."""
    found = _waiting(work, company, number)
    if isinstance(found, WriteBack):
        answering.withdraw(work, company, found, by, reason, now)
    else:
        withdraw_one(work, company, found, by, reason, now)


def withdraw_one(work: Work, company: Company, operation: Operation, by: str, reason: str, now: datetime) -> None:
    if isinstance(operation.draft, VendorDetails) and operation.record is not None:
        _keep_theirs(work, company, operation, by, reason, now)
        return
    state = settles(operation.fingerprint, operation.seen)
    work.decisions.put(company.name, Decision(Matter.SETTLED, operation.document, state, by, reason, now))
    settled = replace(operation.to(State.WITHDRAWN), rule=SETTLED_BY_HAND, evidence=f"{by} settled it")
    work.operations.save(company.name, settled)
    work.documents.set_to_plan(company.name, operation.document, waits=True)
    text = f"Withdrawn by {by}: {reason}"
    work.history.add(company.name, Event(now, "withdrawn", text, operation.document, {"by": by}))


def _keep_theirs(work: Work, company: Company, operation: Operation, by: str, reason: str, now: datetime) -> None:
    """QuickBooks' version of a vendor stays; what JAGGAER changes next is compared with what it wanted now."""
    kept = replace(operation.to(State.DONE), holds=(), tied=True, evidence=f"{by} settled it")
    work.operations.save(company.name, kept)
    text = f"Withdrawn by {by}: {reason}"
    work.history.add(company.name, Event(now, "withdrawn", text, operation.document, {"by": by}))


def _waiting(work: Work, company: Company, number: str) -> Operation | WriteBack:
    documents = work.documents.find(company.name, number)
    latest = [work.operations.latest(company.name, document.id) for document in documents]
    back = work.write_backs.in_state(company.name, *WAITING_FOR_A_PERSON)
    waiting: list[Operation | WriteBack] = [one for one in latest if one and one.state in WAITING_FOR_A_PERSON]
    waiting += [one for one in back if number in (one.number, one.id)]
    if len(waiting) != 1:
        count = "No document" if not waiting else "More than one document"
        raise ConfigurationError(
            f"{count} with the number “{number}” waits in “{company.name}”.",
            remedy="See “connector exceptions list”; JAGGAER's internal id works too.",
        )
    return waiting[0]
