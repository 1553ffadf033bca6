"""
Everything of a kind that changed in QuickBooks since before a write: the search for what may have been saved.

Rule 1: it begins at QuickBooks' newest stamp before the write, less two hours, and has no end: a person's edit moves
        TimeModified, and our clock is not QuickBooks'.
Rule 2: it is read page by page, in one session; what was asked about waits until the last page is there.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from connector.domain.illegible import Illegible
from connector.domain.kind import TRANSACTIONS, Kind
from connector.domain.operation import Deed, Operation
from connector.domain.record import Record
from connector.flow.entities import Notes, Purpose, SentSet
from connector.flow.tasks.lookups import asked_by, before, deleted_since, is_answer
from connector.flow.tasks.size import size
from connector.flow.tasks.turn import Proposal, Turn
from connector.quickbooks.qbxml.message_set import Request, requests_of
from connector.quickbooks.qbxml.records import Deletion, find_all, illegible_of, records_of
from connector.quickbooks.qbxml.responses import Response, ResponseSet, parse

BEGINS = "search "


@dataclass(frozen=True, slots=True)
class Found:
    """What was changed since, and what has the number, whenever it was changed; what of it was deleted since."""

    records: tuple[Record, ...]
    illegible: tuple[Illegible, ...]
    deleted: tuple[Deletion, ...]


def searched_by(kind: Kind) -> str:
    """The requestID of a search."""
    return f"{kind.value} since"


def first_pages(turn: Turn, operations: Sequence[Operation]) -> tuple[Request, ...]:
    """One search for each kind of which something was added."""
    return tuple(_page(turn, kind, sought) for kind in TRANSACTIONS if (sought := _added(operations, kind)))


def next_page(turn: Turn, unknown: Sequence[Operation]) -> Proposal | None:
    """The next page of a search that has more."""
    for kind in TRANSACTIONS:
        sought = [one for one in _added(unknown, kind) if one.id in turn.notes.looked_for]
        if _name(kind) in turn.notes.iterators and sought:
            ids = tuple(one.id for one in sought)
            return Proposal(Purpose.FIND, (_page(turn, kind, sought),), turn.notes, ids, listing=_name(kind))
    return None


def _page(turn: Turn, kind: Kind, sought: Sequence[Operation]) -> Request:
    since, iterator = min(before(one.since) for one in sought), turn.notes.iterators.get(_name(kind))
    return find_all(searched_by(kind), kind, (since, ""), iterator, size(turn, "orders"))


def _added(operations: Iterable[Operation], kind: Kind) -> list[Operation]:
    return [one for one in operations if one.draft and one.draft.kind is kind and one.deed is Deed.ADD]


def _name(kind: Kind) -> str:
    return f"{BEGINS}{kind.value}"


def after_page(notes: Notes, sent: SentSet, answer: ResponseSet) -> Notes:
    """The iterators of the searches that have more; one that was asked for and refused has ended."""
    asked, given = requests_of(sent.request), answer.by_request()
    searched = [kind for kind in TRANSACTIONS if searched_by(kind) in asked]
    going_on = {
        _name(kind): response.iterator_id
        for kind in searched
        if (response := given.get(searched_by(kind))) and response.remaining and response.iterator_id
    }
    ended = {_name(kind) for kind in searched}
    others = {name: one for name, one in notes.iterators.items() if name not in ended}
    return replace(notes, iterators={**others, **going_on})


def found_by(turn: Turn, sent: SentSet, answer: ResponseSet, operation: Operation) -> Found | None:
    """All that the pages brought, or None while there are more, or where QuickBooks did not answer."""
    if operation.draft is None:
        return None
    kind, numbered = operation.draft.kind, asked_by(operation)
    answers = [*_before(turn, sent, operation), answer] if sent.listing else [answer]
    given = [one.by_request() for one in answers]
    pages, by_number = [one.get(searched_by(kind)) for one in given], given[0].get(numbered)
    responses = [one for one in (*pages, by_number) if one is not None and is_answer(one)]
    deleted, currencies = deleted_since(answers[0], operation), turn.company.policy.currency
    if len(responses) <= len(pages) or _has_more(pages[-1]) or deleted is None:
        return None
    return Found(
        tuple(record for one in responses for record in records_of(one, currencies)),
        tuple(record for one in responses for record in illegible_of(one, currencies)),
        deleted,
    )


def _has_more(response: Response | None) -> bool:
    return response is None or bool(response.remaining)


def _before(turn: Turn, sent: SentSet, operation: Operation) -> list[ResponseSet]:
    """The answers of this session to the pages before."""
    earlier = [
        one
        for one in turn.work.sent_sets.of_ticket(turn.opened.ticket)
        if one.purpose is Purpose.FIND and operation.id in one.operations and one.id != sent.id and one.response
    ]
    return [parse(one.response).to(requests_of(one.request)) for one in earlier]
