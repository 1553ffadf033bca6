"""
Data extensions of orders: what QuickBooks has no field for, kept under our OwnerID.

Rule 1: what stands there was read back a moment ago; a value is added, or changed, where it says something else. Done
        twice it does no harm, and so it is no operation: where the answer was lost, the order is read once more.
Rule 2: a value needs its definition first (Intuit's guide: data extensions). One that is there already is refused, and
        that is fine.
Rule 3: a company file that refuses them is told of once, and asked again a day later.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from connector.domain.draft import Extension, OrderDraft
from connector.domain.identifiers import OperationId, TxnID
from connector.domain.operation import Operation
from connector.flow.entities import Purpose, SentSet
from connector.flow.tasks.size import size
from connector.flow.tasks.task import Task
from connector.flow.tasks.turn import Proposal, Turn
from connector.quickbooks.qbxml.message_set import Request
from connector.quickbooks.qbxml.responses import ResponseSet
from connector.quickbooks.qbxml.status_codes import Meaning, meaning_of
from connector.quickbooks.qbxml.writes import define_extension, extend

OFF, EVERY = "extensions.off", timedelta(days=1)
DEFINITION = "definition"


def lacks(operation: Operation) -> Mapping[str, str]:
    """The values that the record of an order does not show as they are to be; empty is none at all."""
    draft, record = operation.draft, operation.record
    if not isinstance(draft, OrderDraft) or record is None:
        return {}
    there = dict(record.extensions)
    return {name: value for name, value in draft.extensions if there.get(name, "") != value}


def propose(turn: Turn) -> Proposal | None:
    """What was found to be missing in this session, once."""
    waiting = turn.notes.to_label[: size(turn, "write")]
    if not waiting or _is_off(turn):
        return None
    requests = tuple(_requests(turn, waiting))
    notes = replace(turn.notes, to_label=turn.notes.to_label[len(waiting) :])
    return Proposal(Purpose.LABEL, requests, notes, waiting) if requests else None


def _is_off(turn: Turn) -> bool:
    since = turn.work.mirror.cursor(turn.company.name, OFF)
    return since is not None and abs(turn.now - datetime.fromisoformat(since)) < EVERY


def _requests(turn: Turn, waiting: tuple[OperationId, ...]) -> Iterator[Request]:
    owner, values = turn.company.owner_id, list[Request]()
    names: dict[str, None] = {}
    for operation in turn.work.operations.several(turn.company.name, waiting):
        there = dict(operation.record.extensions) if operation.record else {}
        for name, value in lacks(operation).items():
            order = TxnID(operation.record.id) if operation.record else None
            deed = ("Mod" if name in there else "Add") if value else "Del"
            extension = Extension(owner, name, value, order_id=order)
            values.append(extend(f"{operation.id} {name}", deed, extension))
            names[name] = None
    yield from (define_extension(f"{DEFINITION} {name}", owner, name, "PurchaseOrder") for name in names)
    yield from values


def apply(turn: Turn, sent: SentSet, answer: ResponseSet) -> None:
    for request_id, response in answer.by_request().items():
        if request_id.startswith(DEFINITION) or meaning_of(response) is Meaning.DONE:
            continue
        if meaning_of(response) is Meaning.REFUSED:
            _off(turn, f"QuickBooks answered {response.code} {response.message}")
        else:
            _read_again(turn, sent)


def _off(turn: Turn, why: str) -> None:
    turn.work.mirror.set_cursor(turn.company.name, OFF, turn.now.isoformat())
    turn.tell("quickbooks", f"The company file takes no data extensions of orders, and they are left out: {why}")


def _read_again(turn: Turn, sent: SentSet) -> None:
    for operation in turn.operations_of(sent):
        turn.work.operations.save(turn.company.name, operation.to_read_back)


def lose(turn: Turn, sent: SentSet, _why: str) -> None:
    _read_again(turn, sent)


def refuse(turn: Turn, sent: SentSet, _hresult: str, _message: str) -> None:
    _read_again(turn, sent)


LABEL = Task(Purpose.LABEL, propose, apply, refuse=refuse, lose=lose, writes=True)
