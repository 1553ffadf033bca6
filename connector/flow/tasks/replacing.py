"""
A bill that takes the place of item receipts: they go in one message set, the deletions first.

Rule 1: nothing else goes along, and QuickBooks stops at the first request that fails (``stopOnError``), so that no
        bill stands beside the item receipt that it replaces.
Rule 2: a deletion never goes without its bill; the bill goes alone once the deletions are done.
Rule 3: QuickBooks has no transaction over several requests. Where it ends between the two, each is asked about by
        itself, and what is missing is written: the bill, or the item receipt once more if the bill is refused.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from connector.domain.identifiers import RecordId
from connector.domain.operation import TAKES_OUT, Deed, Operation, State, reservation_of_receipt
from connector.flow.families import ALL
from connector.flow.tasks.turn import Turn


def is_apart(turn: Turn, operation: Operation) -> bool:
    """Whether it is one of those that go in a message set of their own."""
    if operation.replaces:
        return True
    record = operation.record
    if operation.deed is not Deed.DELETE or record is None:
        return False
    return bool(turn.work.operations.reserved(turn.company.name, reservation_of_receipt(record.id)))


def groups(turn: Turn, free: Iterable[Operation]) -> Iterator[tuple[Operation, ...]]:
    """The bills that may go, each behind the deletions that are not done yet."""
    bills = [one for one in free if one.replaces]
    clear = {one.id for one in turn.work.operations.clear(turn.company.name, turn.opened.ticket, turn.now, ALL)}
    for bill in bills if clear else ():
        goes = [_deletion(turn, RecordId(one)) for one in bill.replaces]
        left = [one for one in goes if one is not None and one.state is not State.DONE]
        if None not in goes and all(one.id in clear for one in left):
            yield (*left, bill)


def _deletion(turn: Turn, receipt: RecordId) -> Operation | None:
    """The newest operation that takes an item receipt out, if there is one."""
    about = turn.work.operations.of_record(turn.company.name, receipt)
    found = [one for one in about if one.deed in TAKES_OUT and one.state in (State.QUEUED, State.DONE)]
    return found[-1] if found else None


def suspect(batch: Sequence[Operation]) -> Operation | None:
    """The only write of a message set that can be wrong: there is nothing in a deletion that can."""
    others = [one for one in batch if one.deed is not Deed.DELETE] or batch
    return others[0] if len(others) == 1 else None
