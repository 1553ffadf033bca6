"""
Reading JAGGAER: every invoice that changed, whole, into the store.

Rule 1: the watermark is the greatest lastUpdate of a *complete* pass, with an overlap; the rows come by
        internal id, so the last row's stamp says nothing.
Rule 2: a row whose stamp we have is not fetched again; one that cannot be read is held, and the rest go on;
        it is fetched again after all that is new, until it can be. Three that fail for the moment end the pass, and
        so does the first that JAGGAER answers with a wait.
Rule 3: documents and their plan are committed together, fifty at a time, and only while the lease is ours; the
        watermark moves with the last of the new ones, and never past the moment at which the list began: what changed
        since may stand on a page that was read before.
Rule 4: a pass has two hours for the list, one for the details, and one for those that are tried again; and it keeps so
        much of the list. What is left the next one reads, from the old watermark on.
Rule 5: of two readings of a document the one that counts is kept (``sync.versions``); the other is told of.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from connector.domain.identifiers import CompanyName, InvoiceId
from connector.domain.invoice import Standing
from connector.errors import OtherSideError, TransientError
from connector.flow.entities import Company, Event, Json, StoredDocument
from connector.flow.lease import Lease
from connector.flow.planning import BATCH, plan
from connector.flow.ports import Clock, Detail, Jaggaer, Store, Work
from connector.flow.stumbling import each
from connector.jaggaer.normalise import standing
from connector.jaggaer.payload import pack, unpack
from connector.jaggaer.rows import NO_ID, NO_ID_SAID, header_of, named, row_of, whole
from connector.sync.retry import after_failure, after_success
from connector.sync.versions import Reading, counts, instant_of, is_known

WATERMARK = "jaggaer.invoices"
MANY_FAILURES = 3
LISTING, DETAILS = timedelta(hours=2), timedelta(hours=1)
MIB = 1024 * 1024
ROOM = 32 * MIB
"""Bytes of rows that are kept while their details are read: some 40,000 of them."""
ROW = MIB // 4
"""A longer row is kept by its names alone; its document may be as long as an answer may be."""
READ = 16 * MIB
"""Bytes of documents that are kept until they are stored, if they are not fifty before."""
AGAIN = 200
"""So many documents that could not be read are tried again in a pass: those that wait the longest."""
ENDLESS = "Nothing was lost; ask JAGGAER's support about its list if this comes again."


@dataclass(frozen=True, slots=True)
class Polled:
    """
    How many rows JAGGAER listed, how many were new or changed, and which could not be read.

    ``is_whole`` is false where the next poll has to go on.
    """

    listed: int
    changed: int
    unreadable: tuple[str, ...] = ()
    is_whole: bool = True


def poll(
    store: Store, tenant: Callable[[], Jaggaer], clock: Clock, name: CompanyName, owner: str, every: timedelta
) -> Polled:
    """One pass for one company; whether it went well or not decides when the next one is due."""
    lease = Lease(store, clock, name, owner)
    company, pace = lease.take()
    failure: BaseException | None = None
    try:
        polled = _Pass(lease, company, tenant()).run()
        next_pace = after_success(clock.now(), every)
    except BaseException as error:
        failure = error
        next_pace = after_failure(pace, clock.now(), error.wait if isinstance(error, TransientError) else None)
        raise
    finally:
        lease.drop(next_pace, failure)
    return polled


class _Pass:
    """One that breaks off keeps what it read, and the old watermark."""

    def __init__(self, lease: Lease, company: Company, jaggaer: Jaggaer) -> None:
        self._lease = lease
        self._company = company
        self._jaggaer = jaggaer
        self._read: list[StoredDocument] = []
        self._size = 0
        self._changed = 0
        self._unreadable: list[str] = []

    def run(self) -> Polled:
        name, overlap = self._company.name, self._company.wire.overlap_seconds
        began = self._lease.clock.now()
        with self._lease.store.read() as work:
            seen = work.documents.stamps(name)
            kept = work.mirror.cursor(name, WATERMARK) or ""
        latest = _latest(began, self._company)
        watermark = kept if instant_of(kept, latest) else ""
        listing = _Listing(seen, self._company, latest, watermark)
        is_whole = self._list(listing, _earlier(watermark, overlap) if watermark else None)
        listing.put_new_first()
        is_whole = self._documents(listing, watermark) and is_whole
        if is_whole:
            self._keep(_bounded(listing.newest, began))
            self._again(listing)
        self._keep("")
        self._plan_the_rest()
        return Polled(listing.rows, self._changed, tuple(self._unreadable), is_whole)

    def _again(self, listing: _Listing) -> None:
        """Those that could not be read, but for what has just been read; they end no pass that went well."""
        with self._lease.store.read() as work:
            troubled = work.documents.troubled(self._company.name, AGAIN)
        again = _Listing({}, self._company, listing.latest, "")
        again.add_kept(one for one in troubled if one.id not in listing.changed)
        try:
            self._documents(again, "")
        except TransientError as error:
            if error.wait is not None:
                raise

    def _documents(self, listing: _Listing, watermark: str) -> bool:
        """Whether all of them were read in time."""
        began, left = self._lease.clock.now(), len(listing.changed)
        try:
            with closing(self._jaggaer.details(listing.to_read)) as details:
                for document, size in _read(listing, self._company, details, self._lease.number):
                    left -= 1
                    self._changed += 1
                    self._unreadable += [document.number] if document.problem else []
                    self._read.append(document)
                    self._size += size
                    if len(self._read) == BATCH or self._size > READ:
                        self._keep(watermark)
                    self._lease.renew()
                    if self._is_over(DETAILS, began):
                        break
        except TransientError:
            self._keep(watermark)
            raise
        return left == 0

    def _list(self, listing: _Listing, since: str | None) -> bool:
        """Whether the list was read to its end: as far as there is time and room."""
        began = self._lease.clock.now()
        with closing(self._jaggaer.invoice_headers(since)) as pages:
            for page in pages:
                listing.add(page)
                listing.rows += len(page)
                self._lease.renew()
                if self._is_over(LISTING, began) or listing.room <= 0:
                    return self._cut(listing)
        return True

    def _cut(self, listing: _Listing) -> bool:
        if not listing.changed:
            raise TransientError("JAGGAER's list of invoices had no end, and nothing new.", remedy=ENDLESS)
        return False

    def _is_over(self, span: timedelta, began: datetime) -> bool:
        return abs(self._lease.clock.now() - began) > span

    def _keep(self, watermark: str) -> None:
        with self._lease.store.write() as work:
            self._lease.hold(work)
            now = self._lease.clock.now()
            each(work, self._company, now, self._read, lambda one: one.id, lambda one: self._keep_one(work, one))
            plan(work, self._company, now)
            if watermark:
                work.mirror.set_cursor(self._company.name, WATERMARK, watermark)
        self._read.clear()
        self._size = 0

    def _keep_one(self, work: Work, document: StoredDocument) -> None:
        name, now = self._company.name, self._lease.clock.now()
        kept = work.documents.get(name, document.id)
        has_stamp = kept is not None and bool(kept.stamp or kept.id.startswith(NO_ID))
        if kept is not None and has_stamp and kept == replace(document, read_in=kept.read_in):
            work.documents.seen_again(name, document.id, document.read_in)
            return
        data = {"invoice": document.number, "stamp": document.stamp}
        if kept is not None and not counts(_reading(document), _reading(kept), _latest(now, self._company)):
            text = f"JAGGAER showed an older version of invoice {document.number}, which was not kept"
            work.history.add(name, Event(now, "older", text, document.id, {**data, "kept": kept.stamp}))
            work.documents.seen_again(name, document.id, max(document.read_in, kept.read_in))
            return
        work.documents.put(name, document)
        text = f"JAGGAER has invoice {document.number}: {document.standing}"
        work.history.add(name, Event(now, "read", text, document.id, data))

    def _plan_the_rest(self) -> None:
        """What was read before QuickBooks' lists were, or waits for something that has come meanwhile."""
        decided = BATCH
        while decided == BATCH:
            with self._lease.store.write() as work:
                self._lease.hold(work)
                decided = plan(work, self._company, self._lease.clock.now())


def _earlier(stamp: str, seconds: int) -> str:
    return _stamp(datetime.fromisoformat(stamp.replace("Z", "+00:00")) - timedelta(seconds=seconds))


def _bounded(stamp: str, latest: datetime) -> str:
    return stamp if not stamp or instant_of(stamp, latest) else _stamp(latest)


def _stamp(instant: datetime) -> str:
    return instant.isoformat(timespec="milliseconds").replace("+00:00", "Z")


class _Listing:
    """
    The rows that are new or changed, each as its newest one, kept small while their details are read.

    ``rows`` is how many JAGGAER listed, ``room`` how many bytes more can be kept. ``newest`` is the greatest stamp of
    them all and of the watermark, of those that are instants up to ``latest``: one of 2099 would be a watermark that
    nothing is ever behind.
    """

    def __init__(self, seen: Mapping[InvoiceId, str], company: Company, latest: datetime, newest: str) -> None:
        self.latest = latest
        self.newest = newest
        self.changed: dict[InvoiceId, tuple[bytes, Standing]] = {}
        self.rows = 0
        self.room = ROOM
        self._seen = seen
        self._company = company

    def add(self, rows: Sequence[Json]) -> None:
        for row in map(row_of, rows):
            key, stamp = row.id, row.stamp
            if is_known(stamp, self._seen.get(key, ""), self.latest):
                self.changed.pop(key, None)
            else:
                packed = pack(row.header, ROW) or pack(named(row))
                self.changed[key] = (packed, standing(row.header, self._company.wire))
                self.room -= len(packed) + len(key)
            instant, known = instant_of(stamp, self.latest), instant_of(self.newest, self.latest)
            if instant and (known is None or instant > known):
                self.newest = stamp

    def add_kept(self, documents: Iterable[StoredDocument]) -> None:
        """Those whose row is kept: they stand as they stood when the list showed it."""
        for one in documents:
            self.changed[one.id] = (pack(header_of(one.payload)), Standing(one.standing))

    def put_new_first(self) -> None:
        """Rows without a stamp are read at every poll: they keep no others waiting for ever."""
        self.changed = dict(sorted(self.changed.items(), key=lambda one: one[0] in self._seen))

    @property
    def to_read(self) -> list[InvoiceId]:
        """Those of which the list does not say enough."""
        return [key for key, (_, status) in self.changed.items() if _has_detail(key, status)]


def _has_detail(key: InvoiceId, status: Standing) -> bool:
    return not key.startswith(NO_ID) and status in (Standing.DUE, Standing.CANCELLED)


def _latest(now: datetime, company: Company) -> datetime:
    """How far ahead of our clock a stamp of JAGGAER's may be."""
    return now + timedelta(seconds=company.wire.overlap_seconds)


def _reading(document: StoredDocument) -> Reading:
    return Reading(document.stamp, document.read_in)


def _read(
    listing: _Listing, company: Company, details: Iterator[Callable[[], Detail]], read_in: int
) -> Iterator[tuple[StoredDocument, int]]:
    """Each with the stamp of what was read, as a detail may be another version than its row; and its size in bytes."""
    failures = 0
    for key, (packed, status) in listing.changed.items():
        row, size, failure = row_of(unpack(packed)), len(packed), None
        payload, problem, stamp = row.payload, "" if row.has_id else NO_ID_SAID, row.stamp
        if _has_detail(key, status):
            try:
                detail = next(details)()
                read, size = whole(detail.document, key), detail.size
                payload, status = detail.document, standing(read.header, company.wire)
                stamp = read.stamp or stamp
            except OtherSideError as error:
                problem = error.what
            except TransientError as error:
                problem, failures, failure = error.what, failures + 1, error
        yield StoredDocument(key, row.number, stamp, status.value, payload, problem, read_in), size
        if failure and (failures == MANY_FAILURES or failure.wait is not None):
            raise failure
