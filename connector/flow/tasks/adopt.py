"""Find everything of ours in QuickBooks, after one of the two databases was restored: before we write again."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from connector.domain.invoice import Standing
from connector.domain.kind import Kind
from connector.domain.mark import document_of, is_marked
from connector.domain.record import Record
from connector.errors import OtherSideError
from connector.flow import legibility
from connector.flow.entities import Notes, Purpose, SentSet
from connector.flow.tasks.company_mark import ADOPT_FROM, ALL_KINDS
from connector.flow.tasks.size import of_set
from connector.flow.tasks.slices import begun, begun_anew, is_dead, page_of, reading_of, with_answer
from connector.flow.tasks.task import Task
from connector.flow.tasks.turn import Proposal, Turn
from connector.quickbooks.qbxml.records import find_all, illegible_of, records_of
from connector.quickbooks.qbxml.responses import ResponseSet
from connector.quickbooks.qbxml.rows import changed_rows
from connector.quickbooks.qbxml.status_codes import Meaning, meaning_of
from connector.sync.posted import written_kinds
from connector.sync.reading import Reading

LISTING = "adopted"


def propose(turn: Turn) -> Proposal | None:
    """Every bill, then every vendor credit, and so on, page by page."""
    for kind in _left(turn):
        name = f"{LISTING} {kind.value}"
        reading = reading_of(turn, name, Reading)
        span, iterator = (reading.since, reading.until), turn.notes.iterators.get(name)
        page = page_of(turn, name)
        request = find_all(name, kind, span, iterator, page)
        return Proposal(Purpose.ADOPT, (request,), begun(turn.notes, name, reading, page), listing=name)
    return None


def _left(turn: Turn) -> list[Kind]:
    """The kinds that have not been read to their end yet, over however many updates."""
    wanted = turn.work.mirror.cursor(turn.company.name, ADOPT_FROM)
    if wanted is None:
        return []
    ours = written_kinds(turn.company.policy)
    return [kind for kind in ours if wanted == ALL_KINDS or kind.value in wanted.split()]


def apply(turn: Turn, sent: SentSet, answer: ResponseSet) -> Notes:
    """Those that carry a mark of ours are kept by it, for whoever is about to write their document again."""
    response = answer.by_request().get(sent.listing)
    is_given = response is not None and meaning_of(response) in (Meaning.DONE, Meaning.NO_MATCH)
    if response is not None and not is_given and is_dead(turn, sent.listing):
        return begun_anew(turn, sent.listing)
    if response is None or not is_given:
        raise OtherSideError("QuickBooks did not list its bills, and nothing is written before we have seen them.")
    ours = [one for one in records_of(response, turn.company.policy.currency) if _is_ours(one)]
    turn.work.mirror.put(turn.company.name, LISTING, ours)
    _decide_anew(turn, ours)
    unread = illegible_of(response, turn.company.policy.currency)
    legibility.note(turn, [one for one in unread if one.guid or is_marked(one.memo)], {})
    notes, _ = with_answer(turn, sent.listing, list(changed_rows(response.records)), response)
    if sent.listing in notes.read:
        left = [kind.value for kind in _left(turn) if f"{LISTING} {kind.value}" != sent.listing]
        if left:
            turn.work.mirror.set_cursor(turn.company.name, ADOPT_FROM, " ".join(left))
        else:
            turn.work.mirror.drop_cursor(turn.company.name, ADOPT_FROM)
    return notes


def _decide_anew(turn: Turn, ours: Sequence[Record]) -> None:
    """About those that are not to be posted: what is due is found when it is about to be written."""
    documents, name = turn.work.documents, turn.company.name
    for document in filter(None, (document_of(one.memo) for one in ours)):
        stored = documents.get(name, document)
        if stored is not None and stored.standing != Standing.DUE.value:
            documents.set_to_plan(name, document, waits=True)


def _is_ours(record: Record) -> bool:
    return record.external_guid is not None or is_marked(record.memo)


ADOPT = Task(Purpose.ADOPT, propose, apply, sizes=partial(of_set, what=""))
