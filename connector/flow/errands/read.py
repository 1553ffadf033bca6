"""Read QuickBooks' lists and purchase orders, page by page; then plan what waits for them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from connector.errors import OtherSideError
from connector.flow.errands.turn import Proposal, Turn
from connector.flow.planning import MIRRORED, plan
from connector.flow.ports import Notes, Purpose, SentSet
from connector.quickbooks.qbxml.lists import LISTINGS, Listing, query
from connector.quickbooks.qbxml.message_set import Answer, Response, value_of
from connector.quickbooks.qbxml.status_codes import Meaning, meaning_of
from connector.quickbooks.qbxml.values import modified_since, wall_time

FEATURE_OFF = 3250
OVERLAP = timedelta(hours=2)  # the offset QuickBooks prints is often an hour out


def propose(turn: Turn) -> Proposal | None:
    """The next page of the first list that this session has not read to its end."""
    for name, listing in LISTINGS.items():
        if name not in turn.notes.read:
            cursor = turn.work.mirror.cursor(turn.company.name, f"quickbooks.{name}") if listing.since else None
            since = modified_since(cursor, OVERLAP) if cursor else None
            request = query(listing, name, since, turn.notes.iterators.get(name))
            return Proposal(Purpose.READ, (request,), turn.notes, listing=name)
    return None


def apply(turn: Turn, sent: SentSet, answer: Answer) -> Notes:
    """Keep the page; at the end of the last list, decide about the documents that wait."""
    listing = LISTINGS[sent.listing]
    response = answer.by_request().get(sent.listing)
    if response is None or not (_is_given(response) or _has_none(listing, response)):
        said = f"{response.code} {response.message}" if response else "no answer"
        raise OtherSideError(f"QuickBooks did not give its {listing.name.replace('_', ' ')} ({said}).")
    _keep(turn, listing, response)
    notes = _noted(turn.notes, listing, response)
    if listing.name in notes.read and listing.since and notes.newest.get(listing.name):
        turn.work.mirror.set_cursor(turn.company.name, f"quickbooks.{listing.name}", notes.newest[listing.name])
    if set(notes.read) == set(LISTINGS):
        turn.work.mirror.set_cursor(turn.company.name, MIRRORED, turn.now.isoformat())
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
    if not listing.page:
        ids = [value_of(element, "ListID") or "" for element in response.records]
        turn.work.mirror.drop_unseen(turn.company.name, listing.name, ids)


def _noted(notes: Notes, listing: Listing, response: Response) -> Notes:
    stamps = [stamp for one in response.records if (stamp := value_of(one, "TimeModified"))]
    known = notes.newest.get(listing.name)
    newest = max((*stamps, *([known] if known else [])), key=wall_time, default=None)
    iterators = dict(notes.iterators)
    iterators.pop(listing.name, None)
    is_over = not (listing.page and response.remaining and response.iterator_id)
    if not is_over and response.iterator_id:
        iterators[listing.name] = response.iterator_id
    return replace(
        notes,
        iterators=iterators,
        read=(*notes.read, listing.name) if is_over else notes.read,
        newest={**notes.newest, listing.name: newest} if newest else notes.newest,
    )
