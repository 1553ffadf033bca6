"""
Which line of QuickBooks is which of JAGGAER's.

Rule 1: a line that was found once is known by its id, wherever a person moves it.
Rule 2: another one is looked for among what came by our write: a line that stood before it is a person's, unless it
        says all that ours says, as it does where our database was set back.
Rule 3: what says more of the same goes first: every line that stands as it was written is found before one that a
        person edited. An item that each side has once is that line, whatever else was edited.
Rule 4: a line that is not found is lost, and a person's to explain; it is never taken for another one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from connector.domain.draft import OrderDraft
from connector.domain.form import Form, FormLine
from connector.domain.identifiers import TxnLineID
from connector.quickbooks.merge import ITEM, PRICE, QUANTITY, TEXT, is_alike
from connector.quickbooks.qbxml.forms import form_of

BY_ITEM = (ITEM,)
WHOLE = (ITEM, TEXT, QUANTITY, *PRICE)
EDITED = ((ITEM, QUANTITY, *PRICE), (ITEM, TEXT, QUANTITY))
"""Without its text, or its price."""


def paired(draft: OrderDraft, found: Form, before: Form) -> OrderDraft:
    """The draft with the ids of its lines; ``before`` is the record as it was when we wrote to it, if it stood."""
    known = {line.line_id for line in draft.lines if line.line_id}
    stood = {line.id for line in before.lines}
    free = [line for line in found.lines if line.id not in known]
    wanted = {at: line for at, line in enumerate(form_of(draft).lines) if draft.lines[at].line_id is None}
    new, old = ([line for line in free if (line.id in stood) is is_old] for is_old in (False, True))
    ours = dict(_found(wanted, new, old))
    lines = (replace(one, line_id=ours.get(at, one.line_id)) for at, one in enumerate(draft.lines))
    return replace(draft, lines=tuple(lines))


def _found(wanted: Mapping[int, FormLine], new: list[FormLine], old: list[FormLine]) -> Iterator[tuple[int, TxnLineID]]:
    """By the places of the lines that are looked for; each of QuickBooks' lines is taken once."""
    left, once = dict(wanted), _once(wanted.values()) & _once(new)
    for candidates, paths in ((new, WHOLE), *((new, some) for some in EDITED), (new, BY_ITEM), (old, WHOLE)):
        for at, line in sorted(left.items(), key=lambda one: not one[1].at(TEXT)):  # without a text it is like many
            if paths is BY_ITEM and line.at(ITEM) not in once:
                continue
            own = next((one for one in candidates if is_alike(line, one, paths)), None)
            if own is not None:
                candidates.remove(own)
                del left[at]
                yield at, TxnLineID(own.id)


def _once(lines: Iterable[FormLine]) -> set[str]:
    """The items that one line has."""
    return {item for item, count in Counter(line.at(ITEM) for line in lines).items() if count == 1}
