"""What a person may do about a document that waits: have it tried again, or withdraw it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from connector.domain.invoice import Invoice
from connector.domain.operation import WAITING_FOR_A_PERSON, Operation, State
from connector.errors import ConfigurationError
from connector.flow.generations import SHOWN
from connector.flow.kept import Company, Event
from connector.flow.planning import plan
from connector.flow.ports import Work
from connector.flow.vendors import ask
from connector.jaggaer.normalise import normalise


def retry(work: Work, company: Company, number: str, now: datetime) -> State:
    """Decide anew; where the answer was lost, QuickBooks is asked again."""
    operation = _waiting(work, company, number)
    if operation.state is State.NEEDS_PERSON:
        again = replace(operation.to(State.UNKNOWN), questions=0, holds=(), is_sticky=False)
        work.operations.save(company.name, again)
    elif operation.record is not None and all(hold.code in SHOWN for hold in operation.holds):
        _read_back_again(work, company, operation)
    else:
        work.operations.save(company.name, replace(operation, asked=True, attempts=0, together=0))
        work.documents.set_to_plan(company.name, operation.document, waits=True)
        _ask_for_its_vendor(work, company, operation)
        plan(work, company, now)
    work.history.add(company.name, Event(now, "retry", "A person asked to try again", operation.document))
    after = work.operations.latest(company.name, operation.document)
    return after.state if after else operation.state


def _read_back_again(work: Work, company: Company, operation: Operation) -> None:
    """QuickBooks is asked how the record stands now; JAGGAER has nothing new."""
    line = work.operations.of_document(company.name, operation.document)
    posted = [one for one in line if one.state is State.DONE and not one.is_gone]
    for one in posted[-1:]:
        work.operations.save(company.name, replace(one, tied=None))


def _ask_for_its_vendor(work: Work, company: Company, operation: Operation) -> None:
    document = work.documents.get(company.name, operation.document)
    read = normalise(document.payload, company.wire) if document else None
    if isinstance(read, Invoice):
        ask(work, company, read.supplier.id)


def withdraw(work: Work, company: Company, number: str, by: str, reason: str, now: datetime) -> None:
    """Settled by hand: nothing is written for this version of the document."""
    withdraw_one(work, company, _waiting(work, company, number), by, reason, now)


def withdraw_one(work: Work, company: Company, operation: Operation, by: str, reason: str, now: datetime) -> None:
    work.operations.save(company.name, replace(operation.to(State.WITHDRAWN), by_person=True))
    work.documents.set_to_plan(company.name, operation.document, waits=False)
    text = f"Withdrawn by {by}: {reason}"
    work.history.add(company.name, Event(now, "withdrawn", text, operation.document, {"by": by}))


def _waiting(work: Work, company: Company, number: str) -> Operation:
    documents = work.documents.find(company.name, number)
    latest = [work.operations.latest(company.name, document.id) for document in documents]
    waiting = [one for one in latest if one and one.state in WAITING_FOR_A_PERSON]
    if len(waiting) != 1:
        count = "No document" if not waiting else "More than one document"
        raise ConfigurationError(
            f"{count} with the number “{number}” waits in “{company.name}”.",
            remedy="See “connector exceptions list”; JAGGAER's internal id works too.",
        )
    return waiting[0]
