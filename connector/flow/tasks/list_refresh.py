"""Read QuickBooks' lists and purchase orders, page by page."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial

from connector.domain.illegible import Illegible
from connector.domain.record import Record
from connector.domain.records import BILLS, CREDITS, ILLEGIBLE, Mirrored
from connector.errors import OtherSideError
from connector.flow import legibility
from connector.flow.entities import MIRRORED, Notes, Purpose, SentSet
from connector.flow.tasks import noticing
from connector.flow.tasks.size import of_set
from connector.flow.tasks.slices import begun, begun_anew, is_dead, page_of, reading_of, with_answer
from connector.flow.tasks.task import Task
from connector.flow.tasks.turn import Proposal, Turn
from connector.quickbooks.qbxml.lists import (
    FEATURE_OFF,
    LISTINGS,
    Listing,
    Query,
    deleted,
    listings_for,
    read,
    requests,
)
from connector.quickbooks.qbxml.responses import Response, ResponseSet, Row, Rows
from connector.quickbooks.qbxml.status_codes import Meaning, meaning_of
from connector.quickbooks.qbxml.values import modified_since, wall_time
from connector.sync.reading import OVERLAP, Reading

POSTINGS = (BILLS.name, CREDITS.name)
DELETIONS_TOLD = timedelta(days=80)
WHOLE_EVERY = timedelta(days=1)
PART = 500
"""So many rows are kept at a time: a page may have many more than were asked for."""


def propose(turn: Turn) -> Proposal | None:
    """The next page of the first list that this session has not read to its end."""
    for listing in listings_for(turn.company.policy):
        if listing.name not in turn.notes.read:
            name = listing.name
            reading = reading_of(turn, name, partial(_new, turn, listing))
            page, iterator = page_of(turn, name), turn.notes.iterators.get(name)
            asked = requests(listing, (reading.since, reading.until), iterator, page)
            return Proposal(Purpose.READ, asked, begun(turn, name, reading), listing=name)
    return None


def _new(turn: Turn, listing: Listing) -> Reading:
    """What changed since the last reading; once a day everything, or what was deleted would stay for ever."""
    cursor = turn.believed(turn.work.mirror.cursor(turn.company.name, f"quickbooks.{listing.name}"))
    if listing.reaches is not None:
        return _of_what_grows(turn, listing, listing.reaches, cursor)
    read_whole = turn.work.mirror.cursor(turn.company.name, f"whole.{listing.name}")
    is_due = read_whole is None or abs(turn.now - datetime.fromisoformat(read_whole)) >= WHOLE_EVERY
    if is_due or cursor is None or not listing.is_paged:
        return Reading()
    return Reading(is_whole=False, since=modified_since(cursor, OVERLAP), newest=cursor)


def _of_what_grows(turn: Turn, listing: Listing, reach: timedelta, cursor: str | None) -> Reading:
    """From its beginning, or since the last reading; what was deleted QuickBooks tells for 90 days and no longer."""
    now = turn.now.replace(tzinfo=None)
    if cursor is not None and now - wall_time(cursor) < DELETIONS_TOLD:
        return Reading(is_whole=False, since=modified_since(cursor, OVERLAP), newest=cursor)
    for shelf in listing.shelves:
        turn.work.mirror.drop_unseen(turn.company.name, shelf.name, ())
    return Reading(is_whole=False, since=modified_since(now.isoformat(), reach))


def apply(turn: Turn, sent: SentSet, answer: ResponseSet) -> Notes:
    """Keep the page; at the end of the last list, what waits is decided about on all of them."""
    listing, given = LISTINGS[sent.listing], answer.by_request()
    responses = [(query, given.get(query.name)) for query in listing.queries]
    for query, response in responses:
        if response is not None and not _is_given(query, response) and is_dead(turn, listing.name):
            return begun_anew(turn, listing.name)
        if response is None or not _is_given(query, response):
            said = f"{response.code} {response.message}" if response else "no answer"
            raise OtherSideError(f"QuickBooks did not give its {listing.name.replace('_', ' ')} ({said}).")
    answered = [response for _, response in responses if response is not None]
    rows = Rows.joined(response.records for response in answered)
    for first in range(0, len(rows), PART):
        _keep(turn, list(rows[first : first + PART]))
    notes, reading = with_answer(turn, listing.name, rows, answered[-1])
    if listing.name in notes.read:
        _end(turn, listing, reading)
    if is_over(turn, notes):
        turn.work.mirror.set_cursor(turn.company.name, MIRRORED, turn.now.isoformat())
    return notes


def is_over(turn: Turn, notes: Notes) -> bool:
    """Whether the session has read every list to its end."""
    return set(notes.read) >= {one.name for one in listings_for(turn.company.policy)}


def _is_given(query: Query, response: Response) -> bool:
    is_off = query.is_optional and response.code == FEATURE_OFF
    return is_off or meaning_of(response) in (Meaning.DONE, Meaning.NO_MATCH)


def _keep(turn: Turn, rows: Sequence[Row]) -> None:
    by_shelf: dict[str, list[Mirrored]] = {}
    for shelf, record in filter(None, (read(row, turn.company.policy.currency) for row in rows)):
        by_shelf.setdefault(shelf.name, []).append(record)
    illegible = [one for one in by_shelf.pop(ILLEGIBLE.name, []) if isinstance(one, Illegible)]
    legibility.note(turn, illegible, by_shelf)
    for name, records in by_shelf.items():
        turn.work.mirror.put(turn.company.name, name, records)
    noticing.notice(turn, [one for name in POSTINGS for one in by_shelf.get(name, ()) if isinstance(one, Record)])
    gone = {(shelf.name, record_id) for shelf, record_id in filter(None, map(deleted, rows))}
    noticing.notice_deleted(turn, [record_id for name, record_id in gone if name in POSTINGS])
    for name, record_id in gone:
        turn.work.mirror.drop(turn.company.name, name, [record_id])
    illegible = [one for one in turn.work.mirror.illegible(turn.company.name) if (one.shelf, one.id) in gone]
    legibility.let_go(turn, illegible, "was deleted")


def _end(turn: Turn, listing: Listing, reading: Reading) -> None:
    """At the end of a list: what a whole reading did not bring is gone, and the next one goes on from here."""
    if reading.is_whole:
        for shelf in listing.shelves:
            turn.work.mirror.drop_unseen(turn.company.name, shelf.name, reading.seen)
        names = {shelf.name for shelf in listing.shelves}
        illegible = [one for one in turn.work.mirror.illegible(turn.company.name) if one.shelf in names]
        legibility.let_go(turn, [one for one in illegible if one.row_id not in reading.seen], "is gone")
        turn.work.mirror.set_cursor(turn.company.name, f"whole.{listing.name}", turn.now.isoformat())
    if listing.is_paged and reading.newest:
        turn.work.mirror.set_cursor(turn.company.name, f"quickbooks.{listing.name}", reading.newest)


READ = Task(Purpose.READ, propose, apply, sizes=partial(of_set, what=""))
