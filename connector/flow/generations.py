"""The operations of a document: each generation follows on the one before, and knows the record that there is."""

from __future__ import annotations

from dataclasses import replace

from connector.domain.bill import Draft
from connector.domain.hold import Hold
from connector.domain.hold_code import HoldCode
from connector.domain.identifiers import InvoiceId, OperationId
from connector.domain.operation import Deed, Operation, State
from connector.flow.identity import external_guid
from connector.flow.kept import Company
from connector.flow.ports import Work


def next_generation(company: Company, document: InvoiceId, known: Operation | None, print_: str) -> Operation:
    """What follows on ``known``, which is the latest of its document."""
    generation = known.generation + 1 if known else 1
    return Operation(
        id=OperationId(0),
        document=document,
        generation=generation,
        state=State.HELD,
        fingerprint=print_,
        guid=external_guid(company, document, generation),
        record=known.record if known and known.record and not known.is_gone else None,
        base=written_by(known) if known else None,
    )


def written_by(operation: Operation) -> Draft | None:
    """The version of the document that stands in QuickBooks."""
    is_there = operation.state is State.DONE and operation.deed in (Deed.ADD, Deed.MODIFY)
    base = operation.bill if is_there else operation.base
    return base if isinstance(base, Draft) else None


SHOWN = frozenset({HoldCode.NOT_TIED, HoldCode.CHANGED_IN_QUICKBOOKS, HoldCode.RECORD_UNREADABLE})
"""What is shown of a record that does not stand as it was posted, or cannot be read back."""

SHOWN_BY: dict[State, tuple[State, ...]] = {
    State.HELD: (State.HELD,),
    State.QUEUED: (State.HELD,),
    State.SENT: (State.UNKNOWN, State.NEEDS_PERSON),
    State.UNKNOWN: (State.NEEDS_PERSON,),
    State.REFUSED: (State.HELD,),
    State.NOT_APPLIED: (State.QUEUED, State.HELD),
}
"""The states that an operation goes through to be shown to a person; what is settled is followed by another."""


def show(work: Work, company: Company, document: InvoiceId, hold: Hold) -> None:
    """Let a document wait for a person, in whatever state it is: nothing that is under way is forgotten."""
    latest = work.operations.latest(company.name, document)
    if latest is None or latest.state in (State.DONE, State.WITHDRAWN):
        after = next_generation(company, document, latest, latest.fingerprint if latest else "")
        work.operations.add(company.name, _waiting(after, hold))
    else:
        work.operations.save(company.name, _waiting(latest.to(*SHOWN_BY.get(latest.state, ())), hold))


def _waiting(operation: Operation, hold: Hold) -> Operation:
    """Besides what a posted one waits for already, and besides that a person took it away."""
    kept = [one for one in operation.holds if operation.record is not None or one.code is HoldCode.TAKEN_AWAY]
    holds = (*(one for one in kept if one.code is not hold.code), hold)
    return replace(operation, holds=holds, is_sticky=any(one.code is not HoldCode.STUMBLED for one in holds))
