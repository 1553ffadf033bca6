"""The operations of a document: each generation follows on the one before."""

from __future__ import annotations

from dataclasses import replace

from connector.domain.hold import Hold
from connector.domain.identifiers import DocumentId, OperationId
from connector.domain.operation import Operation, State
from connector.flow.entities import Company
from connector.flow.identity import external_guid
from connector.flow.ports import Work


def next_generation(company: Company, document: DocumentId, latest: Operation | None, version: str) -> Operation:
    """What follows on the latest of a document."""
    generation = latest.generation + 1 if latest else 1
    return Operation(
        id=OperationId(0),
        document=document,
        generation=generation,
        state=State.HELD,
        fingerprint=version,
        guid=external_guid(company, document, generation),
    )


SHOWN_BY: dict[State, tuple[State, ...]] = {
    State.HELD: (State.HELD,),
    State.QUEUED: (State.HELD,),
    State.SENT: (State.UNKNOWN, State.NEEDS_PERSON),
    State.UNKNOWN: (State.NEEDS_PERSON,),
    State.REFUSED: (State.HELD,),
    State.NOT_APPLIED: (State.QUEUED, State.HELD),
}
"""The states that an operation goes through to be shown to a person; what is settled is followed by another."""


def show(work: Work, company: Company, document: DocumentId, hold: Hold) -> None:
    """Let a document wait for a person, in whatever state it is: nothing that is under way is forgotten."""
    latest = work.operations.latest(company.name, document)
    if latest is None or latest.state in (State.DONE, State.WITHDRAWN):
        after = next_generation(company, document, latest, latest.fingerprint if latest else "")
        work.operations.add(company.name, replace(after, holds=(hold,)))
        return
    heard = tuple(one for one in latest.holds if one.is_heard and one.code is not hold.code)
    shown = latest.to(*SHOWN_BY.get(latest.state, ()))
    work.operations.save(company.name, replace(shown, holds=(*heard, hold)))
