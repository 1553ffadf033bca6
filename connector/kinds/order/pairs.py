"""
Which line of QuickBooks is which of JAGGAER's.

An answer to a write shows the lines in the order in which they were given, the new ones at the end; from then on a line
is known by its id, wherever a person moves it.
"""

from __future__ import annotations

from dataclasses import replace

from connector.domain.draft import OrderDraft
from connector.domain.form import Form
from connector.domain.identifiers import TxnLineID

ITEM = "ItemRef/ListID"


def paired(draft: OrderDraft, found: Form) -> OrderDraft:
    """The draft with the ids of its lines; a line whose item is another one is not taken for its own."""
    known = {line.line_id for line in draft.lines if line.line_id}
    free = [line for line in found.lines if line.id not in known]
    lines = []
    for line in draft.lines:
        if line.line_id is None and free:
            first = free.pop(0)
            line = replace(line, line_id=TxnLineID(first.id)) if first.at(ITEM) == line.item_id else line
        lines.append(line)
    return replace(draft, lines=tuple(lines))
