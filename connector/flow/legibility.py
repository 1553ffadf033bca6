"""Records of QuickBooks that cannot be read: kept apart and told of once, until they can be read or are gone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from connector.domain.illegible import Illegible
from connector.domain.records import ILLEGIBLE, PREFERENCES, Mirrored
from connector.flow.tasks.turn import Turn


def note(turn: Turn, found: Sequence[Illegible], legible: Mapping[str, Sequence[Mirrored]]) -> None:
    """What a page brought: ``found`` cannot be read, and ``legible`` can, by its shelf."""
    mirror, name = turn.work.mirror, turn.company.name
    known = {one.record_id: one for one in mirror.illegible(name)}
    for one in found:
        if one != known.get(one.record_id):
            turn.tell("illegible", f"QuickBooks shows {one}; the record is left out")
        if one.shelf != PREFERENCES.name:  # they keep their last good value
            mirror.drop(name, one.shelf, [one.id])
    mirror.put(name, ILLEGIBLE.name, found)
    read = {(shelf, name) for shelf, records in legible.items() for one in records for name in _names(one)}
    again = [one for one in known.values() if {(one.shelf, one.row_id), (one.shelf, one.name or one.row_id)} & read]
    let_go(turn, again, "can be read again")


def _names(record: Mirrored) -> tuple[str, ...]:
    """Its id, and its name where it may have come without an id before."""
    named = (getattr(record, field, None) for field in ("full_name", "name"))
    return (record.record_id, *(one for one in named if one))


def let_go(turn: Turn, records: Iterable[Illegible], why: str) -> None:
    """They are not illegible any more."""
    for one in records:
        turn.tell("legible", f"{one.kind} {one.name or one.id} {why}")
        turn.work.mirror.drop(turn.company.name, ILLEGIBLE.name, [one.record_id])
