"""Read QuickBooks' lists and purchase orders, page by page; then plan what waits for them."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from connector.domain.operation import State
from connector.errors import OtherSideError
from connector.flow.errands.turn import Proposal, Turn
from connector.flow.planning import MIRRORED, plan
from connector.flow.ports import Notes, Purpose, SentSet
from connector.quickbooks.qbxml.lists import LISTINGS, Listing, query
from connector.quickbooks.qbxml.message_set import Answer, Response, value_of
from connector.quickbooks.qbxml.status_codes import Meaning, meaning_of
from connector.quickbooks.qbxml.values import modified_since, wall_time

FEATURE_OFF = 3250
WHOLE_EVERY = timedelta(days=1)
OVERLAP = timedelta(hours=2)  # the offset QuickBooks prints is often an hour out


def propose(turn: Turn) -> Proposal | None:
    """The next page of the first list that this session has not read to its end."""
    for name, listing in LISTINGS.items():
        if name not in turn.notes.read:
            since = _since(turn, listing)
            whole = turn.notes.whole if since else {name: (), **turn.notes.whole}
            request = query(listing, name, since, turn.notes.iterators.get(name))
            return Proposal(Purpose.READ, (request,), replace(turn.notes, whole=whole), listing=name)
    return None


def _since(turn: Turn, listing: Listing) -> str | None:
    """What changed since the last reading; once a day everything, or what was deleted would stay for ever."""
    cursor = turn.work.mirror.cursor(turn.company.name, f"quickbooks.{listing.name}")
    read_whole = turn.work.mirror.cursor(turn.company.name, f"whole.{listing.name}")
    is_under_way = listing.name in turn.notes.iterators
    is_due = read_whole is None or abs(turn.now - datetime.fromisoformat(read_whole)) >= WHOLE_EVERY
    is_whole = listing.name in turn.notes.whole if is_under_way else is_due
    return None if is_whole or cursor is None or not listing.since else modified_since(cursor, OVERLAP)


def apply(turn: Turn, sent: SentSet, answer: Answer) -> Notes:
    """Keep the page; at the end of the last list, decide about the documents that wait."""
    listing = LISTINGS[sent.listing]
    response = answer.by_request().get(sent.listing)
    if response is None or not (_is_given(response) or _has_none(listing, response)):
        said = f"{response.code} {response.message}" if response else "no answer"
        raise OtherSideError(f"QuickBooks did not give its {listing.name.replace('_', ' ')} ({said}).")
    _keep(turn, listing, response)
    notes = _noted(turn.notes, listing, response)
    if listing.name in notes.read:
        _end(turn, listing, notes)
    if set(notes.read) == set(LISTINGS):
        turn.work.mirror.set_cursor(turn.company.name, MIRRORED, turn.now.isoformat())
        for operation in turn.operations(State.QUEUED):  # decided on older lists: once more on these
            turn.work.documents.set_to_plan(turn.company.name, operation.document, waits=True)
        plan(turn.work, turn.company, turn.now)
    return notes


def _is_given(response: Response) -> bool:
    return meaning_of(response) in (Meaning.DONE, Meaning.NO_MATCH)


def _has_none(listing: Listing, response: Response) -> bool:
    """Purchase orders are a feature that may be off (3250): then there are none."""
    return listing.name == "purchase_orders" and response.code == FEATURE_OFF


def _keep(turn: Turn, listing: Listing, response: Response) -> None:
    records = [listing.read(element) for element in response.records]
    turn.work.mirror.put(turn.company.name, listing.name, records)


def _end(turn: Turn, listing: Listing, notes: Notes) -> None:
    """At the end of a list: what a whole reading did not bring is gone, and the next one goes on from here."""
    if listing.name in notes.whole:
        turn.work.mirror.drop_unseen(turn.company.name, listing.name, notes.whole[listing.name])
        turn.work.mirror.set_cursor(turn.company.name, f"whole.{listing.name}", turn.now.isoformat())
    if listing.since and notes.newest.get(listing.name):
        turn.work.mirror.set_cursor(turn.company.name, f"quickbooks.{listing.name}", notes.newest[listing.name])


def _noted(notes: Notes, listing: Listing, response: Response) -> Notes:
    stamps = [stamp for one in response.records if (stamp := value_of(one, "TimeModified"))]
    known = notes.newest.get(listing.name)
    newest = max((*stamps, *([known] if known else [])), key=wall_time, default=None)
    iterators = dict(notes.iterators)
    iterators.pop(listing.name, None)
    is_over = not (listing.page and response.remaining and response.iterator_id)
    if not is_over and response.iterator_id:
        iterators[listing.name] = response.iterator_id
    whole = dict(notes.whole)
    if listing.name in whole:
        ids = [value_of(one, "TxnID") or value_of(one, "ListID") or "" for one in response.records]
        whole[listing.name] = (*whole[listing.name], *ids)
    return replace(
        notes,
        whole=whole,
        iterators=iterators,
        read=(*notes.read, listing.name) if is_over else notes.read,
        newest={**notes.newest, listing.name: newest} if newest else notes.newest,
    )
