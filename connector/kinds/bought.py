"""What bills, vendor credits and item receipts have in common, as they are read back."""

from __future__ import annotations

from connector.domain.bill import Draft
from connector.domain.difference import NameOf
from connector.domain.record import Record
from connector.kinds.kind import Seen
from connector.quickbooks import differences
from connector.quickbooks.differences import Receiving
from connector.quickbooks.qbxml.forms import form_of


def seen(draft: Draft, record: Record, receiving: Receiving, name_of: NameOf) -> Seen[Draft]:
    wanted = form_of(draft)
    lines = differences.lines(wanted, record.form, receiving.items, name_of)
    return Seen(
        draft,
        lines=lines,
        untied=tuple(differences.ties(draft, record, receiving)),
        coded=(*differences.coding(wanted, record.form, name_of), *lines),
    )
