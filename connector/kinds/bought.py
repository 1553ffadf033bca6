"""What bills, vendor credits and item receipts have in common: how one is compared, and how it is read back."""

from __future__ import annotations

from connector.domain.bill import Draft
from connector.domain.difference import Difference, NameOf
from connector.domain.form import Form
from connector.domain.record import EMPTY, Record
from connector.kinds.kind import DocumentKind, Seen, V
from connector.quickbooks import differences
from connector.quickbooks.differences import Receiving
from connector.quickbooks.qbxml.forms import form_of
from connector.sync import changing


class BoughtKind(DocumentKind[V, Draft]):
    def changes(self, written: Draft, wanted: Draft, name_of: NameOf) -> tuple[Difference, ...]:
        return changing.changes(written, wanted, name_of)

    def face(self, posted: Draft | Record, record: Record, *, is_merged: bool) -> tuple[Difference, ...]:
        return differences.face(posted, record, is_merged=is_merged)

    def seen(
        self, draft: Draft, record: Record, receiving: Receiving, name_of: NameOf, before: Form = EMPTY
    ) -> Seen[Draft]:
        wanted = form_of(draft)
        lines = differences.lines(wanted, record.form, receiving.items, name_of)
        return Seen(
            draft,
            lines=lines,
            untied=tuple(differences.ties(draft, record, receiving)),
            coded=(*differences.coding(wanted, record.form, name_of), *lines),
        )
