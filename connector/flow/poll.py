"""
Reading JAGGAER: every invoice that changed, whole, into the store.

Rule 1: the watermark is the greatest lastUpdate of a *complete* pass, with an overlap; the rows come by
        internal id, so the last row's stamp says nothing.
Rule 2: a row whose stamp we have is not fetched again; one that cannot be read is held, and the rest go on;
        it is fetched at every poll until it can be. Three that fail for the moment end the pass, and so
        does the first that JAGGAER answers with a wait.
Rule 3: documents, plan and watermark are committed together.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from connector.domain.identifiers import CompanyName, InvoiceId
from connector.domain.invoice import Standing
from connector.errors import ConfigurationError, ConnectorError, OtherSideError, TransientError
from connector.flow.planning import plan
from connector.flow.ports import Clock, Company, Event, Jaggaer, Json, Store, StoredDocument, Work
from connector.jaggaer.normalise import standing
from connector.sync.retry import LONGEST_ASKED, Pace, after_failure, after_success

JOB = "poll"
WATERMARK = "jaggaer.invoices"
LEASE = timedelta(minutes=10)
MANY_FAILURES = 3
FARTHEST = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Polled:
    """How many rows JAGGAER listed, how many were new or changed, and which could not be read."""

    listed: int
    changed: int
    unreadable: tuple[str, ...] = ()


def poll(store: Store, jaggaer: Jaggaer, clock: Clock, name: CompanyName, owner: str, every: timedelta) -> Polled:
    """One pass for one company; whether it went well or not decides when the next one is due."""
    company, pace = _take(store, clock, name, owner)
    next_pace = after_failure(pace, clock.now(), None)
    try:
        polled = _pass(store, jaggaer, clock, company)
        next_pace = after_success(clock.now(), every)
    except ConnectorError as error:
        next_pace = after_failure(pace, clock.now(), error.wait if isinstance(error, TransientError) else None)
        raise
    finally:
        with store.write() as work:
            work.mirror.set_pace(name, next_pace)
            work.leases.drop(name, JOB, owner)
    return polled


def due(work: Work, name: CompanyName, now: datetime) -> datetime:
    """When the next pass is to begin; at once for one that never had any, or when the clock was set back far."""
    pace = work.mirror.pace(name)
    return pace.due if pace.due and pace.due - now <= FARTHEST else now


def _pass(store: Store, jaggaer: Jaggaer, clock: Clock, company: Company) -> Polled:
    """One that breaks off keeps what it read, and the old watermark."""
    with store.read() as work:
        seen = work.documents.stamps(company.name)
        watermark = work.mirror.cursor(company.name, WATERMARK)
        troubled = [document.payload["header"] for document in work.documents.troubled(company.name)]
    since = _overlapped(watermark, company.wire.overlap_seconds) if watermark else None
    listed = [row for page in jaggaer.invoice_headers(since) for row in page]
    documents: list[StoredDocument] = []
    try:
        for document in _read([*troubled, *listed], seen, company, jaggaer):
            documents.append(document)
    except TransientError:
        _keep(store, clock, company, documents, watermark or "")
        raise
    _keep(store, clock, company, documents, max((*_stamps(listed), watermark or "")))
    unreadable = tuple(one.number for one in documents if one.problem)
    return Polled(len({_id(row) for row in listed}), len(documents), unreadable)


def _take(store: Store, clock: Clock, name: CompanyName, owner: str) -> tuple[Company, Pace]:
    now = clock.now()
    with store.write() as work:
        company = work.companies.get(name)
        if company is None:
            known = ", ".join(one.name for one in work.companies.all()) or "none yet"
            raise ConfigurationError(f"There is no company “{name}”.", remedy=f"Known companies: {known}.")
        if not work.leases.take(name, JOB, owner, now, now + LEASE):
            raise TransientError(
                f"Another poll of “{name}” is under way.", remedy="Wait for it, or try again in ten minutes."
            )
        pace = work.mirror.pace(name)
        if pace.not_before and now < pace.not_before <= now + LONGEST_ASKED:
            work.leases.drop(name, JOB, owner)
            raise TransientError(
                f"JAGGAER asked us to wait until {pace.not_before:%H:%M:%S} UTC.", remedy="Try again then."
            )
    return company, pace


def _overlapped(stamp: str, seconds: int) -> str:
    instant = datetime.fromisoformat(stamp.replace("Z", "+00:00")) - timedelta(seconds=seconds)
    return instant.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _stamps(rows: list[Json]) -> Iterator[str]:
    for row in rows:
        stamp = str(row.get("lastUpdate", ""))
        try:
            datetime.fromisoformat(stamp.replace("Z", "+00:00"))
        except ValueError:
            continue
        yield stamp


def _id(header: Json) -> InvoiceId:
    given = header.get("invoiceId")
    if given not in (None, "", {}):
        return InvoiceId(str(given))
    text = json.dumps(header, sort_keys=True, default=str)
    return InvoiceId(f"without-id-{hashlib.sha256(text.encode()).hexdigest()[:12]}")


def _read(
    rows: list[Json], seen: Mapping[InvoiceId, str], company: Company, jaggaer: Jaggaer
) -> Iterator[StoredDocument]:
    failures = 0
    for invoice_id, header in {_id(row): row for row in rows}.items():
        stamp = str(header.get("lastUpdate", ""))
        if seen.get(invoice_id) == stamp != "":
            continue
        number = str(header.get("invoiceNumber", invoice_id))
        status = standing(header, company.wire)
        payload, problem = {"header": header}, ""
        if invoice_id.startswith("without-id-"):
            problem = "In the invoice, header.invoiceId: it is missing."
        elif status is not Standing.NOT_DUE:
            try:
                payload = _detail(jaggaer, invoice_id)
                status = standing(payload["header"], company.wire)
            except OtherSideError as error:
                problem = error.what
            except TransientError as error:
                problem, failures = error.what, failures + 1
                if failures == MANY_FAILURES or error.wait is not None:
                    raise
        yield StoredDocument(invoice_id, number, stamp, status.value, payload, problem)


def _detail(jaggaer: Jaggaer, invoice_id: InvoiceId) -> Json:
    """The whole document, if it is the one that was asked for."""
    payload = jaggaer.invoice(invoice_id)
    header = payload.get("header")
    if not isinstance(header, dict) or str(header.get("invoiceId")) != invoice_id:
        raise OtherSideError(f"JAGGAER's answer for invoice {invoice_id} is not that invoice.")
    return payload


def _keep(store: Store, clock: Clock, company: Company, documents: list[StoredDocument], watermark: str) -> None:
    now = clock.now()
    with store.write() as work:
        for document in documents:
            work.documents.put(company.name, document)
            text = f"JAGGAER has invoice {document.number}: {document.standing}"
            data = {"invoice": document.number, "stamp": document.stamp}
            work.history.add(company.name, Event(now, "read", text, document.id, data))
        plan(work, company, now)
        if watermark:
            work.mirror.set_cursor(company.name, WATERMARK, watermark)
