"""
What a poll would do, document by document; it is played on a copy of the store, so that nothing is written.

Rule 1: it is the same code that decides in earnest, on the same lists of QuickBooks.
Rule 2: what is held without having been sent is predicted: QuickBooks never had to refuse it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from connector.domain.catalogue import REASONS
from connector.domain.catalogue.entry import Found
from connector.domain.draft import VendorDetails
from connector.domain.hold import Hold
from connector.domain.hold_code import HoldCode
from connector.domain.invoice import Standing
from connector.domain.operation import WAITING_FOR_A_PERSON, Deed, Operation, State
from connector.flow.course import course
from connector.flow.entities import MIRRORED, Company, StoredDocument
from connector.flow.ports import Work
from connector.flow.writing_back.showing import Sending, outgoing

POST, HOLD, THERE, NOTHING, LATER = "would post", "would hold", "already there", "nothing to do", "not decided"
MAY_BE_THERE = frozenset({HoldCode.LOOKS_ENTERED, HoldCode.ALREADY_ENTERED})


@dataclass(frozen=True, slots=True)
class Forecast:
    """What would become of one document, and why; ``exceptions`` are the codes of what it waits for."""

    invoice: str
    invoice_id: str
    verdict: str
    why: str
    exceptions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """
    ``predicted`` of the ``waiting`` documents were held before anything was sent; so are ``entries`` of the ``of``
    kinds of exceptions that there are. ``not_read`` are the kinds of documents that JAGGAER did not let be read, and
    ``outgoing`` is what would be written to JAGGAER; whether it has it already was not asked.
    """

    forecasts: Sequence[Forecast]
    waiting: int
    predicted: int
    entries: int
    of: int
    not_read: tuple[str, ...] = ()
    outgoing: Sequence[Sending] = ()


def forecast(work: Work, company: Company, not_read: tuple[str, ...] = ()) -> Rehearsal:
    """What the copy came to, in JAGGAER's order."""
    documents = work.documents.all(company.name)
    latest = [course(work, company, one.id).shown for one in documents]
    has_lists = work.mirror.cursor(company.name, MIRRORED) is not None
    forecasts = [_forecast(document, one, has_lists=has_lists) for document, one in zip(documents, latest, strict=True)]
    waiting = [one for one in latest if one and one.state in WAITING_FOR_A_PERSON]
    predicted = [one for one in waiting if all(REASONS[hold.code].found is Found.BEFORE for hold in one.holds)]
    entries = [reason for reason in REASONS.values() if reason.found is Found.BEFORE]
    return Rehearsal(
        forecasts, len(waiting), len(predicted), len(entries), len(REASONS), not_read, outgoing(work, company)
    )


def _forecast(document: StoredDocument, operation: Operation | None, *, has_lists: bool) -> Forecast:
    head = (document.number, str(document.id))
    if operation is None:
        if document.standing != Standing.DUE.value or has_lists:
            return Forecast(*head, NOTHING, f"it is {document.standing}")
        return Forecast(*head, LATER, "QuickBooks' lists have not been read yet: run an update first")
    codes = tuple(hold.code.value for hold in operation.holds)
    match operation.state:
        case State.HELD | State.NEEDS_PERSON:
            may_be_there = any(hold.code in MAY_BE_THERE for hold in operation.holds)
            return Forecast(*head, THERE if may_be_there else HOLD, "; ".join(map(_words, operation.holds)), codes)
        case State.DONE:
            return Forecast(*head, THERE, f"it is {operation.record.id if operation.record else 'done'}")
        case State.WITHDRAWN:
            return Forecast(*head, NOTHING, "it was withdrawn")
        case _:
            return Forecast(*head, POST, _would(operation))


def _changed(operation: Operation) -> list[tuple[str, str]]:
    """The fields of a vendor that would be written."""
    wanted, base = operation.draft, operation.base
    before = base.fields if isinstance(base, VendorDetails) else ()
    return [one for one in wanted.fields if one not in before] if isinstance(wanted, VendorDetails) else []


def _words(hold: Hold) -> str:
    return f"{hold.title}. {hold.what}"


def _would(operation: Operation) -> str:
    wanted = operation.posting
    if wanted is None:
        return operation.name
    if isinstance(wanted, VendorDetails):
        return f"{operation.deed.value} Vendor {wanted.vendor}: {', '.join(path for path, _ in _changed(operation))}"
    deed, lines = "" if operation.deed is Deed.ADD else f"{operation.deed.value} ", len(wanted.parts)
    return f"{deed}{wanted.kind.value} {wanted.ref_number} of “{wanted.vendor}” over {wanted.total}, {lines} lines"
