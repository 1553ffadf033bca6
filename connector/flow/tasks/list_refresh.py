"""
Read QuickBooks' lists and purchase orders, page by page.

Rule 1: an update begins all of them in one message set, with as many rows as one page has. Mostly that is everything
        that changed.
Rule 2: a list of which much more is left is begun once more, alone and in whole pages: an iterator keeps the size of
        its pages.
Rule 3: several iterators in one message set are not forbidden, and were not seen (assumed). Where QuickBooks does not
        answer such a message set as it should, or takes long for it, lists are read one by one for a day.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from itertools import islice

from connector.domain.illegible import Illegible
from connector.domain.record import Record
from connector.domain.records import ILLEGIBLE, ORDERS, VENDORS, Mirrored, PurchaseOrder
from connector.errors import OtherSideError
from connector.flow import legibility, settling
from connector.flow.entities import MIRRORED, Notes, Purpose, SentSet
from connector.flow.tasks import noticing
from connector.flow.tasks.size import of_set
from connector.flow.tasks.slices import (
    begun,
    begun_anew,
    in_whole_pages,
    is_broken_off,
    is_dead,
    page_of,
    reading_of,
    with_answer,
)
from connector.flow.tasks.task import Task
from connector.flow.tasks.turn import Proposal, Turn
from connector.flow.writing_back import noticing as writing_back
from connector.quickbooks.qbxml.lists import (
    FEATURE_OFF,
    LISTINGS,
    Listing,
    Query,
    listings_for,
    requests,
)
from connector.quickbooks.qbxml.message_set import Request
from connector.quickbooks.qbxml.responses import Response, ResponseSet, Rows
from connector.quickbooks.qbxml.rows import ListRow, read_rows
from connector.quickbooks.qbxml.status_codes import Meaning, meaning_of
from connector.quickbooks.qbxml.values import modified_since, wall_time
from connector.sync.posted import SHELF, as_record
from connector.sync.reading import OVERLAP, Reading
from connector.sync.sizing import SLOW

ONE_BY_ONE = "lists.one_by_one"
POSTED = tuple(shelf.name for shelf in SHELF.values())
DELETIONS_TOLD = timedelta(days=80)
WHOLE_EVERY = timedelta(days=1)
PART = 500
"""So many rows are kept at a time: a page may have many more than were asked for."""


def propose(turn: Turn) -> Proposal | None:
    """The beginning of all lists, or the next page of the first one that this session has not read to its end."""
    left = [one for one in _listings(turn) if one.name not in turn.notes.read]
    if not left:
        return None
    is_begun = bool(turn.notes.pages or turn.notes.read)
    listings = left[:1] if is_begun or _is_read_one_by_one(turn, left) else left
    share = sum(one.is_paged for one in listings)
    notes, asked = turn.notes, list[Request]()
    for listing in listings:
        name = listing.name
        reading = reading_of(turn, name, partial(_new, turn, listing))
        page = max(1, page_of(turn, name) // max(1, share))
        asked += requests(listing, (reading.since, reading.until), turn.notes.iterators.get(name), page)
        notes = begun(notes, name, reading, page)
    return Proposal(Purpose.READ, tuple(asked), notes, listing=" ".join(one.name for one in listings))


def _is_read_one_by_one(turn: Turn, left: Sequence[Listing]) -> bool:
    """Also where one of them broke off: it gets on by whole pages."""
    if any(is_broken_off(turn, one.name) for one in left):
        return True
    since = turn.work.mirror.cursor(turn.company.name, ONE_BY_ONE)
    return since is not None and abs(turn.now - datetime.fromisoformat(since)) < WHOLE_EVERY


def _read_one_by_one(turn: Turn, sent: SentSet) -> None:
    """From now on, after a message set of several that did not go well."""
    if " " in sent.listing:
        turn.work.mirror.set_cursor(turn.company.name, ONE_BY_ONE, turn.now.isoformat())


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
        turn.work.mirror.clear(turn.company.name, shelf.name)
    return Reading(is_whole=False, since=modified_since(now.isoformat(), reach))


def apply(turn: Turn, sent: SentSet, answer: ResponseSet) -> Notes:
    """Keep the pages; at the end of the last list, what waits is decided about on all of them."""
    given, listings = answer.by_request(), [LISTINGS[name] for name in sent.listing.split()]
    if turn.now - sent.sent_at > SLOW:
        _read_one_by_one(turn, sent)
    answers = []
    for listing in listings:
        responses = [(query, given.get(query.request_id)) for query in listing.queries]
        for query, response in responses:
            if response is not None and not _is_given(query, response) and is_dead(turn, listing.name):
                return begun_anew(turn, listing.name)
            if response is None or not _is_given(query, response):
                _read_one_by_one(turn, sent)
                said = f"{response.code} {response.message}" if response else "no answer"
                raise OtherSideError(f"QuickBooks did not give its {listing.name.replace('_', ' ')} ({said}).")
        answers.append((listing, [response for _, response in responses if response is not None]))
    for listing, answered in answers:
        turn = replace(turn, opened=replace(turn.opened, notes=_take_in(turn, listing, answered)))
    notes = turn.notes
    if len(listings) > 1:
        notes = _whole_pages(turn, notes, answers)
    if is_over(turn, notes):
        turn.work.mirror.set_cursor(turn.company.name, MIRRORED, turn.now.isoformat())
    return notes


def _take_in(turn: Turn, listing: Listing, answered: Sequence[Response]) -> Notes:
    given = Rows.joined(response.records for response in answered)
    rows, changes = read_rows(given, turn.company.policy.currency), list[ListRow]()
    while part := list(islice(rows, PART)):
        _keep(turn, part)
        changes += [ListRow(row.id, row.changed_at) for row in part]  # without their records, which may be many
    notes, reading = with_answer(turn, listing.name, changes, answered[-1])
    if listing.name in notes.read:
        _end(turn, listing, reading)
    return notes


def _whole_pages(turn: Turn, notes: Notes, answers: Sequence[tuple[Listing, Sequence[Response]]]) -> Notes:
    """Those of which more is left than whole pages would bring at once are begun once more in such."""
    for listing, (response, *_) in answers:
        if listing.name in notes.iterators and (response.remaining or 0) > notes.pages[listing.name]:
            notes = in_whole_pages(notes, listing.name)
    return notes


def lose(turn: Turn, sent: SentSet, _why: str) -> None:
    _read_one_by_one(turn, sent)


def refuse(turn: Turn, sent: SentSet, _hresult: str, _message: str) -> None:
    _read_one_by_one(turn, sent)


def is_over(turn: Turn, notes: Notes) -> bool:
    """Whether the session has read every list to its end."""
    return set(notes.read) >= {one.name for one in _listings(turn)}


def _listings(turn: Turn) -> tuple[Listing, ...]:
    """Also those that only JAGGAER is told of."""
    told = turn.company.wire.writeback
    wanted = {"payments"} if told.payments else set()
    return listings_for(turn.company.policy, frozenset(wanted | (set(told.value.lists) if told.values else set())))


def _is_given(query: Query, response: Response) -> bool:
    is_off = query.is_optional and response.code == FEATURE_OFF
    return is_off or meaning_of(response) in (Meaning.DONE, Meaning.NO_MATCH)


def _keep(turn: Turn, rows: Sequence[ListRow]) -> None:
    by_shelf: dict[str, list[Mirrored]] = {}
    for shelf, record in filter(None, (row.kept for row in rows)):
        by_shelf.setdefault(shelf.name, []).append(record)
    illegible = [one for one in by_shelf.pop(ILLEGIBLE.name, []) if isinstance(one, Illegible)]
    legibility.note(turn, illegible, by_shelf)
    noticing.notice_unlinked(turn, [one for one in by_shelf.get(ORDERS.name, ()) if isinstance(one, PurchaseOrder)])
    for name, records in by_shelf.items():
        settling.came(turn.work, turn.company, name, records)
        changed = turn.work.mirror.put(turn.company.name, name, records)
        writing_back.came(turn.work, turn.company, name, [one.record_id for one in records], changed)
    posted = [one for name in POSTED for one in by_shelf.get(name, ()) if isinstance(one, Record | PurchaseOrder)]
    noticing.notice(turn, [found for one in posted if (found := as_record(one)) is not None])
    gone = {(shelf.name, record_id) for shelf, record_id in filter(None, (row.gone for row in rows))}
    noticing.notice_deleted(turn, [record_id for name, record_id in gone if name in (*POSTED, VENDORS.name)])
    for name, record_id in gone:
        settling.went(turn.work, turn.company, name, record_id)
        turn.work.mirror.drop(turn.company.name, name, [record_id])
        writing_back.went(turn.work, turn.company, name, [record_id])
    illegible = [one for one in turn.work.mirror.illegible(turn.company.name) if (one.shelf, one.id) in gone]
    legibility.let_go(turn, illegible, "was deleted")


def _end(turn: Turn, listing: Listing, reading: Reading) -> None:
    """At the end of a list: what a whole reading did not bring is gone, and the next one goes on from here."""
    if reading.is_whole:
        for shelf in listing.shelves:
            turn.work.mirror.drop_unseen(turn.company.name, shelf.name, reading.seen)
            writing_back.read_whole(turn.work, turn.company, shelf.name, reading.seen)
        names = {shelf.name for shelf in listing.shelves}
        illegible = [one for one in turn.work.mirror.illegible(turn.company.name) if one.shelf in names]
        legibility.let_go(turn, [one for one in illegible if one.row_id not in reading.seen], "is gone")
        turn.work.mirror.set_cursor(turn.company.name, f"whole.{listing.name}", turn.now.isoformat())
    if listing.is_paged and reading.newest:
        turn.work.mirror.set_cursor(turn.company.name, f"quickbooks.{listing.name}", reading.newest)


READ = Task(Purpose.READ, propose, apply, refuse=refuse, lose=lose, sizes=partial(of_set, what=""))
