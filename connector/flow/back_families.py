"""The store's families of the road back: writes to JAGGAER, and the statements of the tie-out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Protocol

from connector.domain.brief import Apart, Summed
from connector.domain.identifiers import CompanyName, DocumentId
from connector.domain.operation import State
from connector.domain.record import Record
from connector.domain.statement import Statement
from connector.domain.writeback import WriteBack


class WriteBacks(Protocol):
    def notice(self, company: CompanyName, kind: str, subjects: Iterable[str]) -> None:
        """Records of QuickBooks are new or changed: what JAGGAER is to have of them is to be decided."""
        ...

    def notice_all(self, company: CompanyName, kind: str, listings: Mapping[str, str]) -> None:
        """The same of all that are kept, and of every record of lists, each with what its subjects begin with."""
        ...

    def to_decide(self, company: CompanyName, kind: str, limit: int) -> Sequence[tuple[str, WriteBack | None]]:
        """Subjects with what is kept of them; not those of which an outcome is open."""
        ...

    def decide(self, company: CompanyName, back: WriteBack) -> None:
        """Keep one that was decided on as QuickBooks' record is now."""
        ...

    def save(self, company: CompanyName, back: WriteBack) -> None:
        """Keep how it goes on; whether it is to be decided anew stays."""
        ...

    def drop(self, company: CompanyName, kind: str, subject: str) -> None: ...
    def forget_all(self, company: CompanyName) -> None: ...
    def get(self, company: CompanyName, kind: str, subject: str) -> WriteBack | None: ...
    def is_to_decide(self, company: CompanyName, kind: str, subject: str) -> bool: ...
    def due(self, company: CompanyName, kind: str, now: datetime, limit: int) -> Sequence[WriteBack]:
        """Queued or unknown, and not to be waited with any longer; first those that wait the longest."""
        ...

    def confirming(self, company: CompanyName, kind: str, limit: int) -> Sequence[WriteBack]:
        """Done, with what the supplier confirmed to be carried to QuickBooks."""
        ...

    def in_state(self, company: CompanyName, *states: State) -> Sequence[WriteBack]: ...
    def subjects(self, company: CompanyName, kind: str) -> frozenset[str]: ...
    def find(self, company: CompanyName, number: str) -> Sequence[WriteBack]: ...
    def of_own(self, company: CompanyName, kind: str, own_id: str) -> WriteBack | None:
        """The one of which JAGGAER's record is this."""
        ...

    def figures(self, company: CompanyName) -> Mapping[str, int]:
        """How many there are in each state."""
        ...


class TieOuts(Protocol):
    def summed(self, company: CompanyName) -> Sequence[Summed]:
        """The invoices that stand in QuickBooks as they were posted, by vendor, day and currency."""
        ...

    def apart(self, company: CompanyName) -> Sequence[Apart]:
        """All other invoices."""
        ...

    def not_ours(self, company: CompanyName) -> Iterator[Record]:
        """Bills and credits of the vendors that JAGGAER's suppliers are booked to, which no operation knows."""
        ...

    def paid_on_one_side(self, company: CompanyName) -> Sequence[DocumentId]:
        """Invoices that one side alone has as paid, and those that second bills may correct."""
        ...

    def keep(self, company: CompanyName, day: date, statement: Statement) -> None:
        """In place of an earlier one of the day."""
        ...

    def kept(self, company: CompanyName, day: date) -> Statement | None: ...
    def days(self, company: CompanyName) -> Sequence[date]:
        """Those of which a statement is kept."""
        ...
