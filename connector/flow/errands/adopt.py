"""Find everything of ours in QuickBooks, after one of the two databases was restored: before we write again."""

from __future__ import annotations

from dataclasses import replace

from connector.domain.kind import POSTINGS
from connector.domain.record import Record
from connector.errors import OtherSideError
from connector.flow.errands.sign import ADOPT_FROM
from connector.flow.errands.size import size
from connector.flow.errands.turn import Proposal, Turn
from connector.flow.kept import Notes, Purpose, SentSet
from connector.quickbooks.qbxml.message_set import Answer
from connector.quickbooks.qbxml.records import find_all, records_of
from connector.quickbooks.qbxml.status_codes import Meaning, meaning_of

LISTING = "adopted"
OUR_MARK = "[JAGGAER "


def propose(turn: Turn) -> Proposal | None:
    """Every bill, then every vendor credit, page by page."""
    if turn.work.mirror.cursor(turn.company.name, ADOPT_FROM) is None:
        return None
    for kind in POSTINGS:
        name = f"{LISTING} {kind.value}"
        if name not in turn.notes.read:
            page = turn.notes.pages.get(name) or size(turn, "orders")
            request = find_all(name, kind, page, turn.notes.iterators.get(name))
            notes = replace(turn.notes, pages={**turn.notes.pages, name: page})
            return Proposal(Purpose.ADOPT, (request,), notes, listing=name)
    return None


def apply(turn: Turn, sent: SentSet, answer: Answer) -> Notes:
    """Those that carry a mark of ours are kept by it, for whoever is about to write their document again."""
    response = answer.by_request().get(sent.listing)
    if response is None or meaning_of(response) not in (Meaning.DONE, Meaning.NO_MATCH):
        raise OtherSideError("QuickBooks did not list its bills, and nothing is written before we have seen them.")
    ours = [one for one in records_of(response, turn.company.policy.home_currency) if _is_ours(one)]
    turn.work.mirror.put(turn.company.name, LISTING, ours)
    iterators = {name: one for name, one in turn.notes.iterators.items() if name != sent.listing}
    if response.remaining and response.iterator_id:
        return replace(turn.notes, iterators={**iterators, sent.listing: response.iterator_id})
    notes = replace(turn.notes, iterators=iterators, read=(*turn.notes.read, sent.listing))
    if all(f"{LISTING} {kind.value}" in notes.read for kind in POSTINGS):
        turn.work.mirror.drop_cursor(turn.company.name, ADOPT_FROM)
    return notes


def _is_ours(record: Record) -> bool:
    return record.external_guid is not None or OUR_MARK in record.memo
