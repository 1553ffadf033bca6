"""JAGGAER's documents as they are kept, read as the customer has them read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

from connector.domain.hold import Hold
from connector.domain.hold_code import HoldCode
from connector.domain.invoice import Standing
from connector.domain.operation import Operation
from connector.flow.entities import Company, StoredDocument
from connector.kinds import Read, kind_of
from connector.kinds.kind import BY_STANDING
from connector.sync.cell import Wanted
from connector.sync.posted import Stands

MEANT = frozenset({Standing.DUE, Standing.STRANGE, Standing.NOTED})
"""What cannot be read of these is told: something depends on it."""


def came_of(documents: Iterable[StoredDocument], company: Company) -> Mapping[int, Decimal]:
    """How much of each line of their order came by some documents."""
    found: dict[int, Decimal] = {}
    for one in documents:
        kind, (read, _) = kind_of(one.id), read_document(one, company)
        for line, quantity in {} if isinstance(read, Hold) else kind.came(read).items():
            found[line] = found.get(line, Decimal(0)) + quantity
    return found


def read_document(
    document: StoredDocument, company: Company, written: Operation | None = None, there: Stands | None = None
) -> tuple[Read | Hold, Wanted]:
    """The document, or why it cannot be read; and what its standing asks for, where this was ``written`` of it."""
    kind = kind_of(document.id)
    if document.problem:
        was_asked_for = kind.names.has_id(document.id)
        code = HoldCode.NOT_HANDED_OVER if was_asked_for else HoldCode.UNREADABLE
        read: Read | Hold = Hold.of(code, detail=document.problem)
    else:
        read = kind.read(document.payload, company.wire)
    if isinstance(read, Hold) and not kind.is_entered(company.policy):
        return read, Wanted.NOT_DUE
    if isinstance(read, Hold):
        is_settled = Standing(document.standing) not in MEANT
        return read, BY_STANDING[Standing(document.standing)] if is_settled else Wanted.UNREADABLE
    if document.standing == Standing.OWN.value:
        return read, BY_STANDING[Standing.OWN]
    return read, kind.wanted(read, company.policy, written.posting if written else None, there)
