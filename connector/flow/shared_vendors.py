"""
Vendors that two suppliers could have: one supplier has the vendor, and the other waits until the first gives it up.
"""

from __future__ import annotations

from dataclasses import dataclass

from connector.domain.hold import Hold
from connector.domain.hold_code import HoldCode
from connector.domain.identifiers import DocumentId, RecordId
from connector.domain.operation import State
from connector.domain.records import numbered
from connector.flow.course import course
from connector.flow.entities import Company, StoredDocument
from connector.flow.ports import Work
from connector.flow.reading import read_document
from connector.kinds import kind_of
from connector.kinds.supplier import SUPPLIER


@dataclass(frozen=True, slots=True)
class SharedVendors:
    """Of one company; ``places`` are where was looked."""

    work: Work
    company: Company
    places: set[str]

    def shared(self, document: DocumentId, vendor: str) -> str:
        """Another document of the same kind that is this vendor."""
        prefix = kind_of(document).names.prefix
        for one in self.work.operations.of_record(self.company.name, RecordId(vendor)):
            if one.document != document and one.document.startswith(prefix) and one.state is State.DONE:
                latest = course(self.work, self.company, one.document).written
                other = self.work.documents.get(self.company.name, one.document)
                is_it = latest is not None and latest.record is not None and latest.record.id == vendor
                if is_it and other is not None:
                    self.places.add(numbered(other.number))  # what becomes of it may leave the vendor to this one
                    if self._is_in_use(other):
                        return other.number
        return ""

    def is_wanted(self, vendor: str) -> bool:
        """Whether another document waits to be this vendor."""
        held = self.work.operations.under(self.company.name, SUPPLIER.names.prefix, State.HELD)
        holds = (hold for one in held for hold in one.holds if hold.code is HoldCode.VENDOR_SHARED)
        return any(hold["vendor"] == vendor for hold in holds)

    def _is_in_use(self, document: StoredDocument) -> bool:
        kind, (read, _) = kind_of(document.id), read_document(document, self.company)
        return not isinstance(read, Hold) and kind.is_in_use(read)
