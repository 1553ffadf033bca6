"""
Reading JAGGAER: every invoice that changed, whole, into the store.

Rule 1: the watermark is the greatest lastUpdate of a *complete* pass, with an overlap; the rows come by
        internal id, so the last row's stamp says nothing.
Rule 2: a row whose stamp we have is not fetched again; one that cannot be read is held, and the rest go on;
        it is fetched at every poll until it can be. Three that fail for the moment end the pass, and so
        does the first that JAGGAER answers with a wait.
Rule 3: documents and their plan are committed together, fifty at a time, and only while the lease is ours; the
        watermark moves with the last of them.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial

from connector.domain.identifiers import CompanyName, InvoiceId
from connector.domain.invoice import Standing
from connector.errors import ConfigurationError, OtherSideError, TransientError
from connector.flow.kept import Company, Event, Json, StoredDocument
from connector.flow.planning import BATCH, plan
from connector.flow.ports import Clock, Jaggaer, Store, Work
from connector.jaggaer.normalise import standing
from connector.jaggaer.payload import pack, unpack
from connector.sync.retry import LONGEST_ASKED, Pace, after_failure, after_success, next_attempt

JOB = "poll"
WATERMARK = "jaggaer.invoices"
LEASE = timedelta(minutes=3)  # longer than one request and its token may take
MANY_FAILURES = 3
NO_ID = "without-id-"


@dataclass(frozen=True, slots=True)
class Polled:
    """How many rows JAGGAER listed, how many were new or changed, and which could not be read."""

    listed: int
    changed: int
    unreadable: tuple[str, ...] = ()


def poll(
    store: Store, tenant: Callable[[], Jaggaer], clock: Clock, name: CompanyName, owner: str, every: timedelta
) -> Polled:
    """One pass for one company; whether it went well or not decides when the next one is due."""
    lease = _Lease(store, clock, name, owner)
    company, pace = lease.take()
    after = partial(after_failure, pace)
    try:
        polled = _Pass(lease, company, tenant()).run()
        next_pace = after_success(clock.now(), every)
    except TransientError as error:
        next_pace = after(clock.now(), error.wait)
        raise
    except BaseException:
        next_pace = after(clock.now(), None)
        raise
    finally:
        lease.drop(next_pace)
    return polled


def due(work: Work, name: CompanyName, now: datetime) -> datetime:
    """When the next pass is to begin: as its pace says, and not while another is under way."""
    held = work.leases.held_until(name, JOB)
    attempt = next_attempt(work.mirror.pace(name), now)
    return max(attempt, held) if held and held <= now + LEASE else attempt


class _Lease:
    """Nobody else polls this company: taken for minutes, renewed while the pass goes on, given back with its pace."""

    def __init__(self, store: Store, clock: Clock, name: CompanyName, owner: str) -> None:
        self.store = store
        self.clock = clock
        self._name = name
        self._owner = owner
        self._renew_at = clock.now()

    def take(self) -> tuple[Company, Pace]:
        now = self.clock.now()
        with self.store.write() as work:
            company, pace = work.companies.get(self._name), work.mirror.pace(self._name)
            if company is None:
                known = ", ".join(one.name for one in work.companies.all()) or "none yet"
                raise ConfigurationError(f"There is no company “{self._name}”.", remedy=f"Known companies: {known}.")
            if pace.not_before and now < pace.not_before <= now + LONGEST_ASKED:
                raise TransientError(
                    f"JAGGAER asked us to wait until {pace.not_before:%H:%M:%S} UTC.", remedy="Try again then."
                )
            self.hold(work)
        return company, pace

    def hold(self, work: Work) -> None:
        """Hold it longer, in the caller's transaction; what a pass keeps, it keeps only while it holds it."""
        now = self.clock.now()
        if not work.leases.take(self._name, JOB, self._owner, now, now + LEASE):
            raise TransientError(
                f"Another poll of “{self._name}” is under way.", remedy="Wait for it, or try again in three minutes."
            )
        self._renew_at = now + LEASE / 3

    def renew(self) -> None:
        if self.clock.now() >= self._renew_at:
            with self.store.write() as work:
                self.hold(work)

    def drop(self, pace: Pace) -> None:
        """Who lost it meanwhile says nothing of when the next pass is due."""
        with self.store.write() as work:
            if work.leases.drop(self._name, JOB, self._owner):
                work.mirror.set_pace(self._name, pace)


class _Pass:
    """One that breaks off keeps what it read, and the old watermark."""

    def __init__(self, lease: _Lease, company: Company, jaggaer: Jaggaer) -> None:
        self._lease = lease
        self._company = company
        self._jaggaer = jaggaer
        self._read: list[StoredDocument] = []

    def run(self) -> Polled:
        name, overlap = self._company.name, self._company.wire.overlap_seconds
        with self._lease.store.read() as work:
            seen = work.documents.stamps(name)
            kept = work.mirror.cursor(name, WATERMARK) or ""
            troubled = [document.payload["header"] for document in work.documents.troubled(name)]
        latest = self._lease.clock.now() + timedelta(seconds=overlap)
        watermark = kept if _is_instant(kept, latest) else ""
        listing = _Listing(seen, self._company, latest)
        listing.add(troubled)
        listed: set[InvoiceId] = set()
        for page in self._jaggaer.invoice_headers(_overlapped(watermark, overlap) if watermark else None):
            listed |= listing.add(page)
            self._lease.renew()
        changed, unreadable = 0, []
        try:
            with closing(self._jaggaer.details(listing.to_read)) as details:
                for document in _read(listing, self._company, details):
                    changed += 1
                    unreadable += [document.number] if document.problem else []
                    self._read.append(document)
                    if len(self._read) == BATCH:
                        self._keep(watermark)
                    self._lease.renew()
        except TransientError:
            self._keep(watermark)
            raise
        self._keep(max(listing.newest, watermark))
        self._plan_the_rest()
        return Polled(len(listed), changed, tuple(unreadable))

    def _keep(self, watermark: str) -> None:
        company, now = self._company, self._lease.clock.now()
        with self._lease.store.write() as work:
            self._lease.hold(work)
            for document in self._read:
                work.documents.put(company.name, document)
                text = f"JAGGAER has invoice {document.number}: {document.standing}"
                data = {"invoice": document.number, "stamp": document.stamp}
                work.history.add(company.name, Event(now, "read", text, document.id, data))
            plan(work, company, now)
            if watermark:
                work.mirror.set_cursor(company.name, WATERMARK, watermark)
        self._read.clear()

    def _plan_the_rest(self) -> None:
        """What was read before QuickBooks' lists were, or waits for something that has come meanwhile."""
        decided = BATCH
        while decided == BATCH:
            with self._lease.store.write() as work:
                self._lease.hold(work)
                decided = plan(work, self._company, self._lease.clock.now())


def _overlapped(stamp: str, seconds: int) -> str:
    instant = datetime.fromisoformat(stamp.replace("Z", "+00:00")) - timedelta(seconds=seconds)
    return instant.isoformat(timespec="milliseconds").replace("+00:00", "Z")


class _Listing:
    """
    The rows that are new or changed, each as its newest one, kept small while their details are read.

    ``newest`` is the greatest stamp of them all, of those that are instants up to ``latest``: one of 2099 would be a
    watermark that nothing is ever behind.
    """

    def __init__(self, seen: Mapping[InvoiceId, str], company: Company, latest: datetime) -> None:
        self._latest = latest
        self.newest = ""
        self.changed: dict[InvoiceId, tuple[bytes, Standing]] = {}
        self._seen = seen
        self._company = company

    def add(self, rows: Sequence[Json]) -> set[InvoiceId]:
        """The ids of the rows, whether they changed or not."""
        ids = set()
        for header in rows:
            key, stamp = _id(header), str(header.get("lastUpdate", ""))
            ids.add(key)
            if self._seen.get(key) == stamp != "":
                self.changed.pop(key, None)
            else:
                self.changed[key] = (pack(header), standing(header, self._company.wire))
            if _is_instant(stamp, self._latest):
                self.newest = max(self.newest, stamp)
        return ids

    @property
    def to_read(self) -> list[InvoiceId]:
        """Those of which the list does not say enough."""
        return [key for key, (_, status) in self.changed.items() if _has_detail(key, status)]


def _has_detail(key: InvoiceId, status: Standing) -> bool:
    return not key.startswith(NO_ID) and status in (Standing.DUE, Standing.CANCELLED)


def _is_instant(stamp: str, latest: datetime) -> bool:
    try:
        instant = datetime.fromisoformat(stamp.replace("Z", "+00:00"))
    except ValueError:
        return False
    return (instant if instant.tzinfo else instant.replace(tzinfo=UTC)) <= latest


def _id(header: Json) -> InvoiceId:
    given = header.get("invoiceId")
    if given not in (None, "", {}):
        return InvoiceId(str(given))
    text = json.dumps(header, sort_keys=True, default=str)
    return InvoiceId(f"{NO_ID}{hashlib.sha256(text.encode()).hexdigest()[:12]}")


def _read(listing: _Listing, company: Company, details: Iterator[Callable[[], Json]]) -> Iterator[StoredDocument]:
    failures = 0
    for key, (packed, status) in listing.changed.items():
        header = unpack(packed)
        stamp, number = str(header.get("lastUpdate", "")), str(header.get("invoiceNumber", key))
        payload, problem = {"header": header}, ""
        if key.startswith(NO_ID):
            problem = "In the invoice, header.invoiceId: it is missing."
        elif _has_detail(key, status):
            try:
                payload = _detail(next(details)(), key)
                status = standing(payload["header"], company.wire)
            except OtherSideError as error:
                problem = error.what
            except TransientError as error:
                problem, failures = error.what, failures + 1
                if failures == MANY_FAILURES or error.wait is not None:
                    raise
        yield StoredDocument(key, number, stamp, status.value, payload, problem)


def _detail(payload: Json, invoice_id: InvoiceId) -> Json:
    """The whole document, if it is the one that was asked for."""
    header = payload.get("header")
    if not isinstance(header, dict) or str(header.get("invoiceId")) != invoice_id:
        raise OtherSideError(f"JAGGAER's answer for invoice {invoice_id} is not that invoice.")
    return payload
