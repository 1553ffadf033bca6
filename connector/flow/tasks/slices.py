"""Lists read page by page and slice by slice: what one session did of it, and where the next one goes on."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from connector.flow.entities import Notes
from connector.flow.tasks.size import of_listing, size
from connector.flow.tasks.turn import Turn
from connector.quickbooks.qbxml.responses import Response
from connector.quickbooks.qbxml.rows import ListRow
from connector.sync.reading import Reading, broken_off, following, with_page

T = TypeVar("T")
KEPT_AS = "reading."


def reading_of(turn: Turn, name: str, new: Callable[[], Reading]) -> Reading:
    """As this session began it; else where an earlier one broke off; else a new one."""
    begun = turn.notes.readings.get(name)
    if begun is not None:
        return begun
    left = turn.work.mirror.value(turn.company.name, KEPT_AS + name, Reading)
    return broken_off(left) if left is not None else new()


def is_broken_off(turn: Turn, name: str) -> bool:
    return turn.work.mirror.cursor(turn.company.name, KEPT_AS + name) is not None


def page_of(turn: Turn, name: str) -> int:
    """The size of its pages, which an iterator keeps from its first to its last."""
    return turn.notes.pages.get(name) or size(turn, of_listing(name))


def begun(notes: Notes, name: str, reading: Reading, page: int) -> Notes:
    """The session's notes once a page of it was asked for."""
    return replace(notes, readings={**notes.readings, name: reading}, pages={**notes.pages, name: page})


def in_whole_pages(notes: Notes, name: str) -> Notes:
    """Begun once more from its beginning, as an iterator keeps the size of its pages; what was read of it counts."""
    return replace(notes, iterators=_without(notes.iterators, name), pages=_without(notes.pages, name))


def with_answer(turn: Turn, name: str, rows: Sequence[ListRow], response: Response) -> tuple[Notes, Reading]:
    """The notes after a page, and how far the reading is; with its last page, the list is among those ``read``."""
    notes, goes_on = turn.notes, bool(response.remaining and response.iterator_id)
    latest = turn.latest
    ids, stamps = [row.id for row in rows], [stamp for row in rows if (stamp := row.stamp(latest))]
    reading = with_page(notes.readings.get(name, Reading()), ids, stamps, response.remaining if goes_on else 0)
    after = reading if goes_on else following(reading)
    if after is None:
        turn.work.mirror.drop_cursor(turn.company.name, KEPT_AS + name)
        readings = _without(notes.readings, name)
        notes = replace(notes, readings=readings, read=(*notes.read, name))
    else:
        turn.work.mirror.set_value(turn.company.name, KEPT_AS + name, after)
        notes = replace(notes, readings={**notes.readings, name: after})
    iterators = _without(notes.iterators, name)
    return replace(notes, iterators={**iterators, name: response.iterator_id or ""} if goes_on else iterators), reading


def begun_anew(turn: Turn, name: str) -> Notes:
    """A shorter slice in smaller pages: an iterator that QuickBooks lets go of was most likely left alone too long."""
    notes = turn.notes
    shorter = broken_off(notes.readings.get(name, Reading()))
    turn.work.mirror.set_value(turn.company.name, KEPT_AS + name, shorter)
    return replace(
        notes,
        iterators=_without(notes.iterators, name),
        pages={**notes.pages, name: max(1, notes.pages.get(name, 2) // 2)},
        readings={**notes.readings, name: shorter},
        begun_anew=(*notes.begun_anew, name),
    )


def is_dead(turn: Turn, name: str) -> bool:
    """Whether an iterator that QuickBooks refuses may be begun anew: once in a session, not for ever."""
    return name in turn.notes.iterators and name not in turn.notes.begun_anew


def _without(given: Mapping[str, T], name: str) -> dict[str, T]:
    return {key: value for key, value in given.items() if key != name}
