"""What the operations of a document come to: the newest one, and the one whose record stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from connector.domain.draft import Posting
from connector.domain.identifiers import DocumentId
from connector.domain.operation import OPEN, TAKES_OUT, Deed, Operation, State
from connector.domain.record import Record
from connector.flow.entities import Company
from connector.flow.ports import Work
from connector.sync.deciding import LEFT


@dataclass(frozen=True, slots=True)
class Course:
    operations: Sequence[Operation]

    @property
    def latest(self) -> Operation | None:
        return self.operations[-1] if self.operations else None

    @property
    def written(self) -> Operation | None:
        """The operation that wrote or paired the record last; none once we took the record out."""
        settled = next((one for one in reversed(self.operations) if one.state is State.DONE), None)
        return settled if settled is not None and settled.deed not in TAKES_OUT else None

    @property
    def others(self) -> list[Record]:
        """Earlier records of the document, which were to be gone."""
        written = self.written
        own = written.record.id if written and written.record else None
        done = [one.record for one in self.operations if one.state is State.DONE and one.record]
        return list({one.id: one for one in done if one.id != own}.values())

    @property
    def open(self) -> Operation | None:
        """The operation of which it is not known what QuickBooks has."""
        return self.latest if self.latest and self.latest.state in OPEN else None

    @property
    def shown(self) -> Operation | None:
        """What a person is shown: an operation that was let go again says nothing of a record that stands."""
        latest, written = self.latest, self.written
        is_let_go = latest is not None and latest.state is State.WITHDRAWN and latest.rule not in LEFT
        return written if is_let_go and written is not None else latest

    @property
    def record(self) -> Record | None:
        """The record that there is of it, or that the newest operation is about."""
        written, latest = self.written, self.latest
        return written.record if written else latest.record if latest else None

    @property
    def draft(self) -> Posting | None:
        """The version that the record had after our last write."""
        return self.written.posting if self.written else None


def course(work: Work, company: Company, document: DocumentId) -> Course:
    return Course(work.operations.of_document(company.name, document))


def is_paired(written: Operation) -> bool:
    """Whether a person said which record it is."""
    return written.draft is None and written.deed is Deed.ADD
