"""Read QuickBooks' lists and purchase orders, page by page; then plan what waits for them."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from connector.errors import OtherSideError
from connector.flow.errands.size import of_listing, size
from connector.flow.errands.turn import Proposal, Turn
from connector.flow.kept import Notes, Purpose, SentSet
from connector.flow.planning import MIRRORED, plan
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
            page = turn.notes.pages.get(name) or size(turn, of_listing(name))
            request = query(listing, name, since, turn.notes.iterators.get(name), page)
            notes = replace(turn.notes, whole=whole, pages={**turn.notes.pages, name: page})
            return Proposal(Purpose.READ, (request,), notes, listing=name)
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
    if response is not None and _is_dead(turn, listing, response):
        return _from_the_start(turn, listing)
    if response is None or not (_is_given(response) or _has_none(listing, response)):
        said = f"{response.code} {response.message}" if response else "no answer"
        raise OtherSideError(f"QuickBooks did not give its {listing.name.replace('_', ' ')} ({said}).")
    _keep(turn, listing, response)
    notes = _noted(turn.notes, listing, response)
    if listing.name in notes.read:
        _end(turn, listing, notes)
    if set(notes.read) == set(LISTINGS):
        turn.work.mirror.set_cursor(turn.company.name, MIRRORED, turn.now.isoformat())
        turn.work.documents.plan_queued(turn.company.name)  # decided on older lists: once more on these
        plan(turn.work, turn.company, turn.now)
    return notes


def _is_given(response: Response) -> bool:
    return meaning_of(response) in (Meaning.DONE, Meaning.NO_MATCH)


def _is_dead(turn: Turn, listing: Listing, response: Response) -> bool:
    """An iterator that QuickBooks does not know any more; it is begun anew once in a session, not for ever."""
    is_going_on = listing.name in turn.notes.iterators
    return is_going_on and not _is_given(response) and listing.name not in turn.notes.begun_anew


def _from_the_start(turn: Turn, listing: Listing) -> Notes:
    """In smaller pages: an iterator that QuickBooks lets go of was most likely left alone too long."""
    page = max(1, turn.notes.pages.get(listing.name, 2) // 2)
    return replace(
        turn.notes,
        iterators={name: one for name, one in turn.notes.iterators.items() if name != listing.name},
        pages={**turn.notes.pages, listing.name: page},
        whole={name: () if name == listing.name else ids for name, ids in turn.notes.whole.items()},
        begun_anew=(*turn.notes.begun_anew, listing.name),
    )


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
    is_over = not (listing.is_paged and response.remaining and response.iterator_id)
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
