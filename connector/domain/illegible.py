"""A record of QuickBooks of which a field cannot be read: left out, told of, and waited for by what depends on it."""

from __future__ import annotations

from dataclasses import dataclass

from connector.domain.hold import Hold
from connector.domain.hold_code import HoldCode
from connector.domain.identifiers import ExternalGUID


@dataclass(frozen=True, slots=True)
class Illegible:
    """
    ``kind`` is Intuit's name of it (``Vendor``, ``Bill``), ``name`` its name or number, ``field`` the path of the
    element that cannot be read and ``text`` what stands in it; a field that is missing has an empty one.

    ``shelf`` is the list where it would stand, ``places`` are the keys there of what can be read of it. ``guid``,
    ``memo`` and ``number`` tell a bill of ours from others.
    """

    kind: str
    id: str
    name: str
    field: str
    text: str
    shelf: str = ""
    places: tuple[str, ...] = ()
    vendor_id: str = ""
    number: str = ""
    guid: str = ""
    memo: str = ""

    @property
    def record_id(self) -> str:
        return f"{self.kind} {self.id or self.name}"

    @property
    def row_id(self) -> str:
        """What its row is known by in a list; what has no id, by the name of its element."""
        return self.id or f"{self.kind}Ret"

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(place_on(self.shelf, key) for key in self.places)

    def is_marked(self, guid: ExternalGUID, mark: str) -> bool:
        """Whether it carries what we wrote."""
        return self.guid.casefold() == guid.casefold() or bool(mark and mark in self.memo)

    @property
    def hold(self) -> Hold:
        """What a document waits for that depends on it."""
        return Hold.of(
            HoldCode.RECORD_UNREADABLE,
            record=self.kind,
            name=self.name or "without a name",
            id=self.id or "without an id",
            field=self.field,
            text=self.text or "nothing",
        )

    def __str__(self) -> str:
        name = f"{self.kind} {self.name}".strip()
        return f"{name} ({self.id or 'without an id'}): {self.field} reads “{self.text or 'nothing'}”"


def place_on(shelf: str, key: str) -> str:
    """The key of an illegible record that would stand under another key of a shelf."""
    return f"{shelf} {key}"


class DependsOnIllegible(Exception):
    """A lookup came upon a record that cannot be read."""

    def __init__(self, record: Illegible) -> None:
        super().__init__(str(record))
        self.record = record
