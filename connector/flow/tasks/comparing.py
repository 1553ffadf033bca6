"""
What was read back of one operation, compared with what it wrote.

Rule 1: what was just written is compared whole; what is not so is NOT_TIED. So is a line that a modify changed, and
        that is not tied to its order any more: whether QuickBooks keeps the tie is not public.
Rule 2: of what tied once, or was paired by a person, another vendor, number, date, currency or total is
        CHANGED_IN_QUICKBOOKS; what is coded otherwise is QuickBooks' own business.
Rule 3: what a person had changed before JAGGAER's change was written stays theirs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from connector.domain.difference import Difference
from connector.domain.draft import Posting
from connector.domain.form import Form
from connector.domain.hold_code import HoldCode
from connector.domain.keys import by_id
from connector.domain.operation import Deed, Operation
from connector.domain.record import EMPTY, Record
from connector.domain.records import VENDORS
from connector.flow.naming import names
from connector.flow.tasks.turn import Turn
from connector.kinds import kind_of
from connector.quickbooks.differences import SIDES, Receiving
from connector.sync.evidence import was_changed

NOTHING_RECEIVED = Receiving({}, {})
"""What orders show is asked for where a bill was just written."""


@dataclass(frozen=True, slots=True)
class Compared:
    """The operation with what was read; ``code`` is what the differences are shown as."""

    operation: Operation
    record: Record
    differences: Sequence[Difference]
    code: HoldCode

    @property
    def tied(self) -> bool:
        return not self.differences


def compared(turn: Turn, operation: Operation, record: Record, receiving: Receiving) -> Compared:
    if operation.posting is not None and not operation.was_tied:
        return _whole(turn, operation, operation.posting, record, receiving)
    return _again(turn, operation, record)


def _whole(turn: Turn, operation: Operation, draft: Posting, record: Record, receiving: Receiving) -> Compared:
    kind, name_of = kind_of(operation.document), names(turn.work.mirror.books(turn.company.name))
    header = changed_face(turn, operation, draft, record)
    seen = kind.seen(draft, record, receiving, name_of, operation.found.form if operation.found else EMPTY)
    after = replace(operation.with_record(record), draft=seen.draft, coded=tuple(map(str, seen.coded)))
    if operation.deed is Deed.ADD:
        return _result(after, record, (*header, *seen.lines, *seen.untied), HoldCode.NOT_TIED)
    before = kind.face(draft, operation.found, is_merged=False) if operation.found else ()
    news = [one for one in (*header, *seen.untied) if one not in before]
    if not was_changed(operation.changes or Form(), record):
        news += seen.lines
        news = news or [Difference("change", "made", "not there", SIDES)]
    return _result(after, record, news or header, HoldCode.NOT_TIED if news else HoldCode.CHANGED_IN_QUICKBOOKS)


def _again(turn: Turn, operation: Operation, record: Record) -> Compared:
    draft = operation.posting
    header = changed_face(turn, operation, draft or operation.record or record, record)
    if draft is None:  # paired: it is compared with what it was then, as long as it is not that again
        after = operation if header else replace(operation, record=record)
        return _result(after, record, header, HoldCode.CHANGED_IN_QUICKBOOKS)
    name_of = names(turn.work.mirror.books(turn.company.name))
    seen = kind_of(operation.document).seen(draft, record, NOTHING_RECEIVED, name_of)
    after = replace(operation.with_record(record), coded=tuple(map(str, seen.coded)))
    return _result(after, record, header, HoldCode.CHANGED_IN_QUICKBOOKS)


def _result(operation: Operation, record: Record, differences: Sequence[Difference], code: HoldCode) -> Compared:
    return Compared(operation, record, differences, code)


def changed_face(turn: Turn, operation: Operation, posted: Posting | Record, record: Record) -> tuple[Difference, ...]:
    """What a person changed of a record's face since it was written or paired."""
    is_merged = _is_merged(turn, posted, record)
    return tuple(kind_of(operation.document).face(posted, record, is_merged=is_merged))


def _is_merged(turn: Turn, posted: Posting | Record, record: Record) -> bool:
    """QuickBooks has no such vendor any more, and a vendor with bills goes by a merge only."""
    if posted.vendor_id == record.vendor_id:
        return False
    vendor_id, mirror, company = posted.vendor_id or "", turn.work.mirror, turn.company.name
    is_there = mirror.books(company).find(VENDORS, by_id(vendor_id))
    return not is_there and all(one.id != vendor_id for one in mirror.illegible(company))
