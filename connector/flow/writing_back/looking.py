"""
Looking at JAGGAER for the record that a write is about.

Rule 1: by JAGGAER's id, where it is known: JAGGAER may have given it another number since. Else by its number.
Rule 2: after a new record whose answer was lost, also by QuickBooks' id among what JAGGAER got since, as JAGGAER may
        number records itself.
Rule 3: what bears QuickBooks' id is the one that we wrote, whatever it says by now.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta

from connector.domain.writeback import Change, WriteBack
from connector.flow.entities import Company, Json
from connector.flow.ports import JaggaerWriter
from connector.jaggaer.rows import header_of
from connector.kinds.writing import RecordWriting, WritingKind

MOST_LOOKED_AT = 200
"""So many documents are read to find the one of a lost request, where JAGGAER's list does not say which it is."""


@dataclass(frozen=True, slots=True)
class Found:
    """JAGGAER's document with its id and number; all of them empty where there is none."""

    document: Json | None = None
    own_id: str = ""
    number: str = ""


@dataclass(frozen=True, slots=True)
class Looking:
    jaggaer: JaggaerWriter
    company: Company
    kind: WritingKind
    listed: dict[str, Sequence[Json]] = field(default_factory=dict)
    """A list that was read whole, once in a pass."""

    def at(self, back: WriteBack) -> tuple[WriteBack, Found]:
        """The write-back, with JAGGAER's id where it is seen to be ours; and JAGGAER's record, as it is now."""
        filters = self.kind.filters(back, self.company.wire)
        if filters:
            return back, Found({"rows": [row for one in filters for row in self._rows(one)]})
        document = self._document(back)
        if document is None:
            return back, Found()
        header, names = header_of(document), self.kind.names
        found = Found(document, str(header.get(names.id, "")), str(header.get(names.number, "")))
        is_new = not back.own_id and self._is_marked(document, back)
        return replace(back, own_id=found.own_id) if is_new else back, found

    def _rows(self, filter_: str) -> Sequence[Json]:
        """A list that is looked at whole is read once."""
        resource = self.kind.resource(self.company.wire)
        if not resource.list_path:
            return ()
        if filter_:
            return self.jaggaer.rows(resource, filter_)
        if resource.list_path not in self.listed:
            self.listed[resource.list_path] = list(self.jaggaer.rows(resource, ""))
        return self.listed[resource.list_path]

    def _document(self, back: WriteBack) -> Json | None:
        resource, names = self.kind.resource(self.company.wire), self.kind.names
        if back.own_id and resource.detail_path:
            return self.jaggaer.known(resource, names, back.own_id)
        found = self.jaggaer.numbered(resource, names, back.told.number if back.told else back.number)
        ours = [one for one in found if back.own_id and str(header_of(one).get(names.id)) == back.own_id]
        marked = [one for one in found if self._is_marked(one, back)]
        is_lost = back.change is Change.CREATE and bool(back.attempts) and not (ours or marked)
        return next(iter([*ours, *marked, *(self._marked_since(back) if is_lost else ()), *found]), None)

    def _marked_since(self, back: WriteBack) -> Iterator[Json]:
        wire, names = self.company.wire, self.kind.names
        resource = self.kind.resource(wire)
        since = None if back.sent_at is None else back.sent_at - timedelta(seconds=wire.overlap_seconds)
        stamp = since.isoformat(timespec="milliseconds").replace("+00:00", "Z") if since else None
        rows = [row for page in self.jaggaer.headers(resource, stamp) for row in page]
        shows_any = any(self._reference({"header": row}) for row in rows)
        likely = [row for row in rows if not shows_any or self._is_marked({"header": row}, back)]
        for row in likely[:MOST_LOOKED_AT]:
            document = self.jaggaer.known(resource, names, str(row.get(names.id)))
            if document is not None and self._is_marked(document, back):
                yield document

    def _is_marked(self, document: Json, back: WriteBack) -> bool:
        return self._reference(document) == back.subject

    def _reference(self, document: Json) -> str:
        """QuickBooks' id on it; on what began in JAGGAER there is none."""
        return self.kind.reference(document, self.company.wire) if isinstance(self.kind, RecordWriting) else ""
