"""How it stands: what is held, queued, sent, unknown and done, and when the next of everything is due."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from connector.domain.identifiers import CompanyName, DocumentId
from connector.domain.invoice import Standing
from connector.domain.operation import State
from connector.flow.course import course
from connector.flow.entities import MIRRORED, Company, OpenSession
from connector.flow.families import Figure
from connector.flow.forecast import Due, due_of
from connector.flow.ports import Work
from connector.flow.reading import read_document
from connector.flow.stops import Stop, stops
from connector.sync.cell import Wanted

DUE = frozenset({Standing.DUE.value, Standing.STRANGE.value})
UNDECIDED = "not decided yet"
"""Due, and QuickBooks' lists have not been read since."""


@dataclass(frozen=True, slots=True)
class Status:
    """
    ``states`` and ``not_due`` count each document once, and come to ``documents``: what was done about it counts, else
    what JAGGAER says of it.

    ``illegible`` are the records of QuickBooks that cannot be read, with the field and what stands in it; ``stops``
    what stops all of it. ``to_jaggaer`` counts the writes to JAGGAER by their states, ``due`` says when the next of
    everything is.
    """

    company: CompanyName
    documents: int
    states: dict[str, int]
    not_due: int
    last_check_in: datetime | None
    quickbooks: str
    read_at: str | None
    due: Due
    illegible: tuple[str, ...] = ()
    stops: Mapping[str, Stop] = field(default_factory=dict)
    to_jaggaer: Mapping[str, int] = field(default_factory=dict)


def status(work: Work, company: Company, now: datetime) -> Status:
    last: OpenSession | None = work.sessions.last(company.name)
    figures = _figures(work, company)
    documents, not_due = figures.total(), figures.pop(Standing.NOT_DUE.value, 0)
    return Status(
        company=company.name,
        documents=documents,
        states=dict(figures),
        not_due=not_due,
        last_check_in=last.last_call_at if last else None,
        quickbooks=last.host.product if last else "",
        read_at=work.mirror.cursor(company.name, MIRRORED),
        illegible=tuple(map(str, work.mirror.illegible(company.name))),
        stops={road.value: stop for road, stop in stops(work, company.name).items()},
        to_jaggaer=work.write_backs.figures(company.name),
        due=due_of(work, company, now),
    )


def _figures(work: Work, company: Company) -> Counter[str]:
    """In which figure documents count, without reading those of which the newest operation or the standing says it."""
    found: Counter[str] = Counter()
    for figure in work.documents.figures(company.name):
        if figure.state == State.WITHDRAWN.value or (figure.state is None and _may_be_skipped(figure, company)):
            found.update(_figure(work, company, one) for one in work.documents.in_figure(company.name, figure))
        elif figure.state is not None:
            found[figure.state] += figure.documents
        else:
            found[UNDECIDED if figure.standing in DUE else figure.standing] += figure.documents
    return found


def _may_be_skipped(figure: Figure, company: Company) -> bool:
    return figure.standing in DUE and company.policy.amounts.zero_total == "skip"


def _figure(work: Work, company: Company, document_id: DocumentId) -> str:
    """The one figure that a document counts in: of what was let go, what stands; of what is over nothing, nothing."""
    shown = course(work, company, document_id).shown
    if shown is not None:
        return shown.state.value
    document = work.documents.get(company.name, document_id)
    is_nothing = document is not None and read_document(document, company)[1] is Wanted.NOTHING
    return str(Standing.SKIPPED.value) if is_nothing else UNDECIDED
