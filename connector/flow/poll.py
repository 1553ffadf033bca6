"""
Reading JAGGAER: every document that changed, whole, into the store.

Rule 1: the watermark is the greatest lastUpdate of a *complete* pass, with an overlap; the rows come by
        internal id, so the last row's stamp says nothing.
Rule 2: a document that cannot be read is held, and the others go on; later passes try it again after the new ones.
        Three that fail for the moment end the pass, and so does the first that JAGGAER answers with a wait.
Rule 3: documents and their plan are committed together, fifty at a time, and only while the lease is ours; the
        watermark moves with the last of the new ones, and never past the moment at which the list began: a later change
        may be to a row that had been listed already.
Rule 4: a pass has two hours for the list, one for the details and one for the troubled documents, and room for so many
        rows. The next pass reads the rest, from the old watermark on.
Rule 5: of two readings of a document the one that counts is kept (``sync.versions``); the other is told of.
Rule 6: each kind of documents has a list and a watermark of its own. Invoices come first, and where they cannot be read
        the pass ends. What fails about another kind is told, and is that kind's alone; a wait that JAGGAER asks for is
        for all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from connector.domain.identifiers import CompanyName, DocumentId
from connector.domain.invoice import Standing
from connector.domain.records import numbered
from connector.errors import ConnectorError, TransientError
from connector.flow.entities import Company, Event, StoredDocument
from connector.flow.lease import Lease
from connector.flow.listing import MIB, Listing, documents_of, latest_of
from connector.flow.planning import BATCH, plan
from connector.flow.ports import Clock, Jaggaer, Store, Work
from connector.flow.stops import Road, failed, went_well
from connector.flow.stumbling import each
from connector.flow.writing_back.noticing import own_of
from connector.kinds import AnyKind, kinds
from connector.sync.retry import after_failure, after_success
from connector.sync.versions import Reading, counts, instant_of

LISTING, DETAILS = timedelta(hours=2), timedelta(hours=1)
MOST_BYTES = 16 * MIB
"""Documents are stored when they are fifty, or when their JSON has more bytes than this."""
MOST_TROUBLED = 200
"""So many documents that could not be read are tried again in a pass: those that wait the longest."""
ENDLESS = "Nothing was lost; ask JAGGAER's support about its list if this comes again."


@dataclass(frozen=True, slots=True)
class Polled:
    """
    How many rows JAGGAER listed, how many were new or changed, and which could not be read.

    ``is_whole`` is false where the next poll has to go on; ``not_read`` says which kinds could not be read at all, and
    ``read`` which were, by their names.
    """

    listed: int
    changed: int
    unreadable: tuple[str, ...] = ()
    is_whole: bool = True
    not_read: tuple[str, ...] = ()
    read: tuple[str, ...] = ()

    def and_also(self, other: Polled) -> Polled:
        return Polled(
            self.listed + other.listed,
            self.changed + other.changed,
            (*self.unreadable, *other.unreadable),
            self.is_whole and other.is_whole,
            (*self.not_read, *other.not_read),
            (*self.read, *other.read),
        )


def watermark_of(kind: AnyKind) -> str:
    """The cursor that says up to which stamp a kind was read."""
    return f"jaggaer.{kind.names.many.replace(' ', '_')}"


Then = Callable[[Lease, Company, Collection[str]], None]
"""``read`` are the kinds of documents that the pass read, by their names."""


def nothing_more(_lease: Lease, _company: Company, _read: Collection[str]) -> None:
    """JAGGAER is only read."""


def poll(
    store: Store,
    tenant: Callable[[], Jaggaer],
    clock: Clock,
    name: CompanyName,
    owner: str,
    every: timedelta,
    then: Then = nothing_more,
    *,
    by_schedule: bool = False,
) -> Polled:
    """
    One pass for one company; whether it went well or not decides when the next one is due.

    ``then`` is what is done after reading, under the same lease. ``by_schedule``: only what is due is read.
    """
    lease = Lease(store, clock, name, owner)
    company, pace = lease.take()
    failure: BaseException | None = None
    try:
        polled = _read_all(lease, company, tenant(), by_schedule=by_schedule)
        then(lease, company, polled.read)
        next_pace = after_success(clock.now(), company.schedule.poll_every(every))
    except BaseException as error:
        failure = error
        next_pace = after_failure(pace, clock.now(), error.wait if isinstance(error, TransientError) else None)
        raise
    finally:
        lease.drop(next_pace, failure)
    return polled


def _read_all(lease: Lease, company: Company, jaggaer: Jaggaer, *, by_schedule: bool) -> Polled:
    """The first kind, and then the others, each for itself."""
    first, *others = (one for one in kinds() if one.is_read(company.policy, company.wire))
    is_due = _is_due(lease, company, first, by_schedule=by_schedule)
    polled, failure = _Pass(lease, company, jaggaer, first).run() if is_due else Polled(0, 0), None
    others = [one for one in others if _is_due(lease, company, one, by_schedule=by_schedule)]
    for kind in others:
        try:
            polled = polled.and_also(_Pass(lease, company, jaggaer, kind).run())
        except ConnectorError as error:
            if isinstance(error, TransientError) and error.wait is not None:
                raise
            failure = failure or error
            polled = polled.and_also(Polled(0, 0, not_read=(kind.names.many,)))
    _tell(lease, company, failure)
    return polled


def read_at(kind: AnyKind) -> str:
    """The cursor that says when a kind was read last."""
    return f"read.{kind.names.many.replace(' ', '_')}"


def _is_due(lease: Lease, company: Company, kind: AnyKind, *, by_schedule: bool) -> bool:
    minutes = company.schedule.every_minutes.get(kind.scheduled_as) if kind.scheduled_as else None
    with lease.store.read() as work:
        last = work.mirror.cursor(company.name, read_at(kind))
    if not by_schedule or minutes is None or last is None:
        return True
    return abs(lease.clock.now() - datetime.fromisoformat(last)) >= timedelta(minutes=minutes)


def _tell(lease: Lease, company: Company, failure: ConnectorError | None) -> None:
    """Whether there is a kind that cannot be read, although invoices can."""
    with lease.store.write() as work:
        lease.hold(work)
        if failure is None:
            went_well(work, company.name, Road.DOCUMENTS)
        else:
            failed(work, company.name, Road.DOCUMENTS, failure, lease.clock.now())


class _Pass:
    """Over one kind; one that breaks off keeps what it read, and the old watermark."""

    def __init__(self, lease: Lease, company: Company, jaggaer: Jaggaer, kind: AnyKind) -> None:
        self._lease = lease
        self._company = company
        self._kind = kind
        self._resource = kind.resource(company.wire)
        self._jaggaer = jaggaer
        self._unsaved: list[StoredDocument] = []
        self._size = 0
        self._watermark = ""
        self._changed = 0
        self._unreadable: list[str] = []

    def run(self) -> Polled:
        name, overlap = self._company.name, self._company.wire.overlap_seconds
        began = self._lease.clock.now()
        with self._lease.store.read() as work:
            self._watermark = work.mirror.cursor(name, watermark_of(self._kind)) or ""
        latest = latest_of(began, self._company)
        watermark = self._watermark if instant_of(self._watermark, latest) else ""
        listing = Listing(self._kind, self._stamps, self._company, latest, watermark)
        is_whole = self._read_list(listing, _earlier(watermark, overlap) if watermark else None)
        listing.put_new_first()
        is_whole = self._read_documents(listing, watermark) and is_whole
        if is_whole:
            self._keep(_bounded(listing.newest, began))
            self._try_again(listing)
        self._keep("")
        self._plan_the_rest(began if is_whole else None)
        read = (self._kind.names.name,) if is_whole else ()
        return Polled(listing.rows, self._changed, tuple(self._unreadable), is_whole, read=read)

    def _stamps(self, ids: Sequence[DocumentId]) -> Mapping[DocumentId, str]:
        with self._lease.store.read() as work:
            return work.documents.stamps(self._company.name, ids)

    def _try_again(self, listing: Listing) -> None:
        """Troubled documents, but for those that this pass has just read; their failures end no pass that went well."""
        with self._lease.store.read() as work:
            troubled = work.documents.troubled(self._company.name, self._kind.names.prefix, MOST_TROUBLED)
        again = Listing(self._kind, lambda _: {}, self._company, listing.latest, "")
        again.add_troubled(one for one in troubled if one.id not in listing.changed)
        try:
            self._read_documents(again, "")
        except TransientError as error:
            if error.wait is not None:
                raise

    def _read_documents(self, listing: Listing, watermark: str) -> bool:
        """Whether all of them were read in time."""
        began, left = self._lease.clock.now(), len(listing.changed)
        try:
            with closing(self._jaggaer.details(self._resource, self._kind.names.called, listing.to_read)) as details:
                for document, size in documents_of(listing, self._company, details, self._lease.number):
                    left -= 1
                    self._changed += 1
                    self._unreadable += [document.number] if document.problem else []
                    self._unsaved.append(document)
                    self._size += size
                    if len(self._unsaved) == BATCH or self._size > MOST_BYTES:
                        self._keep(watermark)
                    self._lease.renew()
                    if self._is_over(DETAILS, began):
                        break
        except TransientError:
            self._keep(watermark)
            raise
        return left == 0

    def _read_list(self, listing: Listing, since: str | None) -> bool:
        """Whether the list was read to its end: as far as there is time and room."""
        began = self._lease.clock.now()
        with closing(self._jaggaer.headers(self._resource, since)) as pages:
            for page in pages:
                listing.add(page)
                listing.rows += len(page)
                self._lease.renew()
                if self._is_over(LISTING, began) or listing.room <= 0:
                    return self._cut(listing)
        return True

    def _cut(self, listing: Listing) -> bool:
        if not listing.changed:
            raise TransientError(
                f"JAGGAER's list of {self._kind.names.many} had no end, and nothing new.", remedy=ENDLESS
            )
        return False

    def _is_over(self, span: timedelta, began: datetime) -> bool:
        return abs(self._lease.clock.now() - began) > span

    def _keep(self, watermark: str) -> None:
        if not self._unsaved and watermark in ("", self._watermark):
            return
        with self._lease.store.write() as work:
            self._lease.hold(work)
            now = self._lease.clock.now()
            each(work, self._company, now, self._unsaved, lambda one: one.id, lambda one: self._keep_one(work, one))
            plan(work, self._company, now)
            if watermark:
                work.mirror.set_cursor(self._company.name, watermark_of(self._kind), watermark)
        self._watermark = watermark or self._watermark
        self._unsaved.clear()
        self._size = 0

    def _keep_one(self, work: Work, document: StoredDocument) -> None:
        name, now = self._company.name, self._lease.clock.now()
        kept_of_it = self._kind.kept(document.payload, self._company.policy, self._company.wire)
        document = replace(document, payload=kept_of_it)
        own = own_of(work, self._company, document)
        if own is not None:
            document = replace(document, standing=Standing.OWN.value)
        kept = work.documents.get(name, document.id)
        has_stamp = kept is not None and bool(kept.stamp or not self._kind.names.has_id(kept.id))
        if kept is not None and has_stamp and kept == replace(document, read_in=kept.read_in):
            work.documents.set_read_in(name, document.id, document.read_in)
            return
        names = self._kind.names
        data = {names.name: document.number, "stamp": document.stamp}
        if kept is not None and self._is_older(document, kept):
            text = f"JAGGAER showed an older version of {names.called} {document.number}, which was not kept"
            work.history.add(name, Event(now, "older", text, document.id, {**data, "kept": kept.stamp}))
            work.documents.set_read_in(name, document.id, max(document.read_in, kept.read_in))
            return
        work.documents.put(name, document, self._kind.money(document.payload, self._company.wire))
        if own is not None:
            work.write_backs.notice(name, own[0], [own[1]])
        work.documents.wake(name, {numbered(one.number) for one in (document, kept) if one is not None})
        text = f"JAGGAER has {names.called} {document.number}: {document.standing}"
        work.history.add(name, Event(now, "read", text, document.id, data))

    def _is_older(self, document: StoredDocument, kept: StoredDocument) -> bool:
        """By its stamp, or by what its kind counts its versions with."""
        latest = latest_of(self._lease.clock.now(), self._company)
        if not counts(_reading(document), _reading(kept), latest):
            return True
        return self._kind.is_older(document.payload, kept.payload, self._company.wire)

    def _plan_the_rest(self, read: datetime | None) -> None:
        """
        What was read before QuickBooks' lists were, or waits for something that has come meanwhile.

        ``read`` is when the pass began, if it read all of its kind.
        """
        decided = BATCH
        while decided == BATCH:
            with self._lease.store.write() as work:
                self._lease.hold(work)
                if read is not None:
                    work.mirror.set_cursor(self._company.name, read_at(self._kind), read.isoformat())
                decided = plan(work, self._company, self._lease.clock.now())


def _earlier(stamp: str, seconds: int) -> str:
    return _stamp(datetime.fromisoformat(stamp.replace("Z", "+00:00")) - timedelta(seconds=seconds))


def _bounded(stamp: str, latest: datetime) -> str:
    return stamp if not stamp or instant_of(stamp, latest) else _stamp(latest)


def _stamp(instant: datetime) -> str:
    return instant.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _reading(document: StoredDocument) -> Reading:
    return Reading(document.stamp, document.read_in)
