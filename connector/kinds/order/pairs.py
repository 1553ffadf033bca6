"""
Which line of QuickBooks is which of JAGGAER's.

An answer to a write shows the lines in the order in which they were given, the new ones at the end. A line that is not
known yet is the first free one of its item, text and quantity, else the first of its item; from then on it is known by
its id, wherever a person moves it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from connector.domain.draft import OrderDraft
from connector.domain.form import Form, FormLine, is_same
from connector.domain.identifiers import TxnLineID
from connector.quickbooks.merge import ALIKE
from connector.quickbooks.qbxml.forms import form_of


def paired(draft: OrderDraft, found: Form) -> OrderDraft:
    """The draft with the ids of its lines; a line of which no item is there is not taken for another one."""
    known = {line.line_id for line in draft.lines if line.line_id}
    free = [line for line in found.lines if line.id not in known]
    lines = []
    for line, wanted in zip(draft.lines, form_of(draft).lines, strict=True):
        own = _first_like(wanted, free, ALIKE) or _first_like(wanted, free, ALIKE[:1]) if line.line_id is None else None
        if own is not None:
            free.remove(own)
        lines.append(replace(line, line_id=TxnLineID(own.id)) if own is not None else line)
    return replace(draft, lines=tuple(lines))


def _first_like(wanted: FormLine, free: Sequence[FormLine], paths: Sequence[str]) -> FormLine | None:
    return next((one for one in free if all(is_same(path, one.at(path), wanted.at(path)) for path in paths)), None)
