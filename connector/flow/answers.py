"""
The answers that are remembered: to look at, and to take back.

Rule 1: whoever takes one back is asked again: what waits or is queued is decided about anew, as if nobody had said it.
Rule 2: what was posted by it stays as it is; correcting a bill is its owner's, in QuickBooks.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from connector.domain.decision import OF_DOCUMENTS, Decision, Matter
from connector.domain.identifiers import DocumentId, ListID, SupplierId
from connector.domain.keys import by_id
from connector.domain.operation import State
from connector.domain.records import VENDORS
from connector.errors import ConfigurationError
from connector.flow.course import course, is_paired
from connector.flow.entities import Company, Event, StoredDocument
from connector.flow.planning import BATCH, plan
from connector.flow.ports import Work

Taken = tuple[str, StoredDocument | None]
"""An answer in words, and the document that it was about alone."""

MEANS = {
    Matter.VENDOR: "supplier {subject} is the vendor “{value}”",
    Matter.ACCOUNT: "account {subject} is “{value}”",
    Matter.CLASS: "class {subject} is “{value}”",
    Matter.CUSTOMER: "customer {subject} is “{value}”",
    Matter.TERMS: "terms {subject} are “{value}”",
    Matter.ITEM: "{subject} is the item “{value}”",
    Matter.CHARGE: "{subject} goes to “{value}”",
    Matter.DATE: "{subject} is posted on {value}",
    Matter.NOT_SAME: "{subject} is not {value}",
    Matter.UNTIED: "{subject} is booked without its orders",
    Matter.PAIRED: "{subject} is {value}",
    Matter.SETTLED: "{subject} is withdrawn",
}


@dataclass(frozen=True, slots=True)
class Remembered:
    """``id`` is what it is taken back by: of the exception that it answered, or its own; ``says`` is it in words."""

    id: str
    says: str
    decision: Decision


def answers(work: Work, company: Company) -> list[Remembered]:
    """What people said and still counts, oldest first."""
    found = work.decisions.all(company.name)
    return [Remembered(one.exception or one.id, _in_words(work, company, one), one) for one in found]


def take_back(work: Work, company: Company, what: str, by: str, reason: str, now: datetime) -> list[str]:
    """
    ``what`` is the id of an answer, or of a document that a person dated, told from another, paired or withdrew.

    In words, what is ignored from now on.
    """
    if not by.strip() or not reason.strip():
        raise ConfigurationError("Somebody has to answer for it.", remedy="Give --by NAME and --reason WHY.")
    documents = work.documents.find(company.name, what)
    taken = list(_taken_back(work, company, what, documents))
    if not taken:
        raise ConfigurationError(
            f"Nobody gave an answer as “{what}” in “{company.name}”.",
            remedy="See the ids in: connector exceptions answers",
        )
    data = {"by": by, "reason": reason}
    for says, document in taken:
        event = Event(now, "ruling", f"{by} took back: {says} ({reason})", document.id if document else None, data)
        work.history.add(company.name, event)
    work.documents.decide_anew(company.name)
    while plan(work, company, now) == BATCH:
        pass
    return [says for says, _ in taken]


def _taken_back(work: Work, company: Company, what: str, documents: Sequence[StoredDocument]) -> Iterator[Taken]:
    named = {str(one.id): one for one in documents}
    for answer in answers(work, company):
        decision = answer.decision
        of_document = named.get(decision.subject) if decision.matter in OF_DOCUMENTS else None
        if of_document is None and what not in (answer.id, decision.id):
            continue
        work.decisions.drop(company.name, decision.matter, decision.subject)
        if decision.matter in OF_DOCUMENTS:
            _free(work, company, decision)
        if decision.matter is Matter.VENDOR:
            work.mirror.unpair_vendor(company.name, SupplierId(decision.subject), ListID(decision.value))
        yield answer.says, of_document


def _free(work: Work, company: Company, decision: Decision) -> None:
    """The document is decided about anew; a record that it was paired with is its own no more."""
    document = DocumentId(decision.subject)
    written = course(work, company, document).written
    if decision.matter is Matter.PAIRED and written is not None and is_paired(written):
        work.operations.save(company.name, replace(written.to(State.WITHDRAWN), evidence="a person took it back"))
    work.documents.set_to_plan(company.name, document, waits=True)


def _in_words(work: Work, company: Company, decision: Decision) -> str:
    subject, value = decision.subject, decision.value
    if decision.matter in OF_DOCUMENTS:
        document = work.documents.get(company.name, DocumentId(subject))
        subject = document.number if document else subject
    if decision.matter is Matter.VENDOR:
        vendors = work.mirror.books(company.name).find(VENDORS, by_id(value))
        value = next((one.name for one in vendors), value)
    return MEANS[decision.matter].format(subject=subject, value=value)
