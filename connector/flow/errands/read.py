"""Read QuickBooks' lists and purchase orders, page by page; then plan what waits for them."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial

from connector.errors import OtherSideError
from connector.flow.errands.slices import begun, begun_anew, is_dead, page_of, reading_of, with_answer
from connector.flow.errands.turn import Proposal, Turn
from connector.flow.kept import Notes, Purpose, SentSet
from connector.flow.planning import MIRRORED, plan
from connector.quickbooks.qbxml.lists import LISTINGS, Listing, query
from connector.quickbooks.qbxml.message_set import Answer, Response
from connector.quickbooks.qbxml.status_codes import Meaning, meaning_of
from connector.quickbooks.qbxml.values import modified_since
from connector.sync.reading import OVERLAP, Reading

FEATURE_OFF = 3250
WHOLE_EVERY = timedelta(days=1)


def propose(turn: Turn) -> Proposal | None:
    """The next page of the first list that this session has not read to its end."""
    for name, listing in LISTINGS.items():
        if name not in turn.notes.read:
            reading = reading_of(turn, name, partial(_new, turn, listing))
            page, iterator = page_of(turn, name), turn.notes.iterators.get(name)
            request = query(listing, name, (reading.since, reading.until), iterator, page)
            return Proposal(Purpose.READ, (request,), begun(turn, name, reading), listing=name)
    return None


def _new(turn: Turn, listing: Listing) -> Reading:
    """What changed since the last reading; once a day everything, or what was deleted would stay for ever."""
    cursor = turn.work.mirror.cursor(turn.company.name, f"quickbooks.{listing.name}")
    read_whole = turn.work.mirror.cursor(turn.company.name, f"whole.{listing.name}")
    is_due = read_whole is None or abs(turn.now - datetime.fromisoformat(read_whole)) >= WHOLE_EVERY
    if is_due or cursor is None or not listing.is_paged:
        return Reading()
    return Reading(is_whole=False, since=modified_since(cursor, OVERLAP), newest=cursor)


def apply(turn: Turn, sent: SentSet, answer: Answer) -> Notes:
    """Keep the page; at the end of the last list, decide about the documents that wait."""
    listing = LISTINGS[sent.listing]
    response = answer.by_request().get(sent.listing)
    is_given = response is not None and (_is_given(response) or _has_none(listing, response))
    if response is not None and not is_given and is_dead(turn, listing.name):
        return begun_anew(turn, listing.name)
    if response is None or not is_given:
        said = f"{response.code} {response.message}" if response else "no answer"
        raise OtherSideError(f"QuickBooks did not give its {listing.name.replace('_', ' ')} ({said}).")
    turn.work.mirror.put(turn.company.name, listing.name, [listing.read(element) for element in response.records])
    notes, reading = with_answer(turn, listing.name, response)
    if listing.name in notes.read:
        _end(turn, listing, reading)
    if set(notes.read) >= set(LISTINGS):
        turn.work.mirror.set_cursor(turn.company.name, MIRRORED, turn.now.isoformat())
        turn.work.documents.plan_queued(turn.company.name)  # decided on older lists: once more on these
        plan(turn.work, turn.company, turn.now)
    return notes


def _is_given(response: Response) -> bool:
    return meaning_of(response) in (Meaning.DONE, Meaning.NO_MATCH)


def _has_none(listing: Listing, response: Response) -> bool:
    """Purchase orders are a feature that may be off (3250): then there are none."""
    return listing.name == "purchase_orders" and response.code == FEATURE_OFF


def _end(turn: Turn, listing: Listing, reading: Reading) -> None:
    """At the end of a list: what a whole reading did not bring is gone, and the next one goes on from here."""
    if reading.is_whole:
        turn.work.mirror.drop_unseen(turn.company.name, listing.name, reading.seen)
        turn.work.mirror.set_cursor(turn.company.name, f"whole.{listing.name}", turn.now.isoformat())
    if listing.is_paged and reading.newest:
        turn.work.mirror.set_cursor(turn.company.name, f"quickbooks.{listing.name}", reading.newest)
