"""
The rows of JAGGAER's list that are new or changed, and the documents that they stand for.

Rule 1: a row whose stamp we have is not read again; of two rows of one document the last one counts.
Rule 2: rows are packed while their details are read, and a very long one is kept by its names alone.
Rule 3: a document has the stamp of its detail, which may be another version than its row.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from connector.domain.identifiers import DocumentId
from connector.domain.invoice import Standing
from connector.errors import OtherSideError, TransientError
from connector.flow.entities import Company, Json, StoredDocument
from connector.flow.ports import Detail
from connector.jaggaer.payload import pack, unpack
from connector.jaggaer.rows import header_of, named, row_of, whole
from connector.kinds import AnyKind
from connector.sync.versions import instant_of, is_known

MANY_FAILURES = 3
MIB = 1024 * 1024
ROOM = 32 * MIB
"""Bytes of packed rows that are kept while their details are read: some 40,000 of them."""
LONGEST_ROW = MIB // 4
"""Characters; a longer row is kept by its names alone, and its document may be as long as an answer may be."""


HAS_DETAIL = frozenset({Standing.DUE, Standing.CANCELLED, Standing.CLOSED})
Stamps = Callable[[Sequence[DocumentId]], Mapping[DocumentId, str]]
"""The stamps that documents are kept with, of those that are kept."""


def latest_of(now: datetime, company: Company) -> datetime:
    """How far ahead of our clock a stamp of JAGGAER's may be."""
    return now + timedelta(seconds=company.wire.overlap_seconds)


class Listing:
    """
    The rows that are new or changed, each as its newest one, kept small while their details are read.

    ``rows`` is how many JAGGAER listed, ``room`` how many bytes more can be kept. ``newest`` is the greatest stamp of
    them all and of the watermark, of those that are instants up to ``latest``: one of 2099 would be a watermark that
    nothing is ever behind.
    """

    def __init__(self, kind: AnyKind, stamps: Stamps, company: Company, latest: datetime, newest: str) -> None:
        self.kind = kind
        self.latest = latest
        self.newest = newest
        self.changed: dict[DocumentId, tuple[bytes, Standing]] = {}
        self.rows = 0
        self.room = ROOM
        self._stamps = stamps
        self._seen: set[DocumentId] = set()
        self._read_again: set[DocumentId] = set()
        self._company = company

    def add(self, rows: Sequence[Json]) -> None:
        names = self.kind.names
        read = [row_of(header, names) for header in rows]
        kept = self._stamps([row.id for row in read])
        for row in read:
            key, stamp = row.id, row.stamp
            if is_known(stamp, kept.get(key, ""), self.latest):
                self.changed.pop(key, None)
            else:
                self._seen |= {key} & kept.keys()
                self._read_again |= {key} if key in kept and self._is_detail_read_again(row.header) else set()
                packed = pack(row.header, LONGEST_ROW) or pack(named(row, names))
                self.changed[key] = (packed, self.kind.standing(row.header, self._company.wire))
                self.room -= len(packed) + len(key)
            instant, known = instant_of(stamp, self.latest), instant_of(self.newest, self.latest)
            if instant and (known is None or instant > known):
                self.newest = stamp

    def add_troubled(self, documents: Iterable[StoredDocument]) -> None:
        """Documents that could not be read: their standing is the one that their row had in the list."""
        for one in documents:
            header = header_of(one.payload)
            self._read_again |= {one.id} if self._is_detail_read_again(header) else set()
            self.changed[one.id] = (pack(header), Standing(one.standing))

    def put_new_first(self) -> None:
        """Rows without a stamp are read at every poll, and must not keep new ones waiting for ever."""
        self.changed = dict(sorted(self.changed.items(), key=lambda one: one[0] in self._seen))

    @property
    def to_read(self) -> list[str]:
        """JAGGAER's own ids of those of which the list does not say enough."""
        return [self.kind.names.own(key) for key, (_, status) in self.changed.items() if self.has_detail(key, status)]

    def has_detail(self, key: DocumentId, status: Standing) -> bool:
        """Whether its detail is read: of what was never due the row is enough, whatever becomes of it."""
        return self.kind.names.has_id(key) and (status in HAS_DETAIL or key in self._read_again)

    def _is_detail_read_again(self, header: Json) -> bool:
        return self.kind.is_detail_read_again(header, self._company.policy, self._company.wire)


def documents_of(
    listing: Listing, company: Company, details: Iterator[Callable[[], Detail]], read_in: int
) -> Iterator[tuple[StoredDocument, int]]:
    """Each with the stamp of what was read, as a detail may be another version than its row; and its size in bytes."""
    failures, kind, names = 0, listing.kind, listing.kind.names
    for key, (packed, status) in listing.changed.items():
        row, size, failure = row_of(unpack(packed), names), len(packed), None
        payload, problem, stamp = row.payload, "" if names.has_id(key) else names.no_id, row.stamp
        if listing.has_detail(key, status):
            try:
                detail = next(details)()
                read, size = whole(detail.document, key, names), detail.size
                payload, status = detail.document, kind.standing(read.header, company.wire)
                stamp = read.stamp or stamp
            except OtherSideError as error:
                problem = error.what
            except TransientError as error:
                problem, failures, failure = error.what, failures + 1, error
        yield StoredDocument(key, row.number, stamp, status.value, payload, problem, read_in), size
        if failure and (failures == MANY_FAILURES or failure.wait is not None):
            raise failure
