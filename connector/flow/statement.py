"""
The statement of today: both sides summed by the database, and every document apart from that named with its class.

Rule 1: a document's verdict is the tie-out's (``flow.tie_out``); here it gets a class, a vendor, a day and two amounts.
Rule 2: what QuickBooks has of it counts if it stands there; what JAGGAER took back counts nothing there.
Rule 3: the statement of a day is made anew until the day is over, and never after.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from itertools import chain

from connector.domain.brief import Apart, Listed
from connector.domain.catalogue.entry import Found
from connector.domain.identifiers import SupplierId
from connector.domain.invoice import Standing
from connector.domain.keys import by_id
from connector.domain.kind import Kind
from connector.domain.money import Money
from connector.domain.operation import State
from connector.domain.record import Record
from connector.domain.records import VENDORS, Books
from connector.domain.statement import Class, Difference, Row, Statement
from connector.domain.writeback import WriteBack
from connector.errors import ConfigurationError
from connector.flow.correcting import Corrections, Courses, second_bills
from connector.flow.course import course, is_paired
from connector.flow.entities import MIRRORED, Company, StoredDocument
from connector.flow.lease import Lease
from connector.flow.poll import read_at
from connector.flow.ports import Work
from connector.flow.tie_out import STANDS, Looked, Verdict, read
from connector.jaggaer.rows import header_of
from connector.kinds.invoice import INVOICE
from connector.kinds.invoice.payments import INVOICE_PAYMENTS
from connector.sync.deciding import BY_PERSON
from connector.sync.paying import settlement_of
from connector.sync.posted import DELETED, NOT_FOUND, VOIDED

DUE = frozenset({Standing.DUE, Standing.STRANGE})
OVER = frozenset({Standing.CANCELLED, Standing.SKIPPED, Standing.CLOSED, Standing.NOTED, Standing.OWN})
"""What JAGGAER has as over is nothing to be paid."""
CLASSES = {
    Verdict.QUEUED: Class.QUEUED,
    Verdict.LATE: Class.QUEUED,
    Verdict.NOT_READ_BACK: Class.IN_FLIGHT,
    Verdict.UNKNOWN: Class.IN_FLIGHT,
    Verdict.CHANGED: Class.CHANGED,
    Verdict.VOID: Class.VOIDED,
    Verdict.GONE: Class.DELETED,
    Verdict.HELD: Class.HELD,
    Verdict.SETTLED: Class.SETTLED,
    Verdict.NOT_DUE: Class.NOT_YET_DUE,
    Verdict.PAIRED: Class.PAIRED,
    Verdict.AS_POSTED: Class.AMOUNT,
    Verdict.CODED_OTHERWISE: Class.AMOUNT,
}
FINE = frozenset({Class.NOT_YET_DUE, Class.QUEUED, Class.PAIRED, Class.SETTLED, Class.AMOUNT})
"""What may be as it should be, if its verdict is."""
WORDS = {Verdict.LATE: "It is queued for long", Verdict.NOT_READ_BACK: "It was not read back yet"}
PAID_BEFORE = "JAGGAER has it as paid, and it was never posted"
HOW = {VOIDED: Class.VOIDED, DELETED: Class.DELETED, NOT_FOUND: Class.RESTORED}


def statement(work: Work, company: Company, now: datetime) -> Statement:
    """As JAGGAER and QuickBooks were read last."""
    sums = _Sums()
    for one in work.tie_outs.summed(company.name):
        sums.add(one.vendor, one.day, one.currency, one.jaggaer, one.quickbooks, one.count, one.count)
    found = []
    foreign = (_not_ours(one) for one in work.tie_outs.not_ours(company.name) if not one.is_void)
    for difference in chain(_apart(work, company), foreign):
        sums.take(difference)
        if difference.kind is not Class.AMOUNT or difference.amount:
            found.append(difference)
    found += _paid_on_one_side(work, company)
    order, mirrored, pace = list(Class), work.mirror.cursor(company.name, MIRRORED), work.mirror.pace(company.name)
    return Statement(
        company=company.name,
        at=now,
        read_at=datetime.fromisoformat(mirrored) if mirrored else None,
        polled_at=pace.at if not pace.failures else None,
        rows=sums.rows(),
        differences=tuple(sorted(found, key=lambda one: (order.index(one.kind), one.vendor, one.document))),
    )


def kept(work: Work, company: Company, day: date) -> Statement:
    """The one that was made last on a day; of a day without one, the nearest day that has one is said."""
    found = work.tie_outs.kept(company.name, day)
    if found is None:
        days = work.tie_outs.days(company.name)
        nearest = min(days, key=lambda one: abs(one - day), default=None)
        remedy = (
            f"The nearest day that has one is {nearest}." if nearest else "None was kept yet: run it without a day."
        )
        raise ConfigurationError(f"No statement of {day} was kept.", remedy=remedy)
    return found


def keep_if_due(lease: Lease, company: Company) -> None:
    """Time and again, so that the last one of a day is of its end."""
    now = lease.clock.now()
    with lease.store.read() as work:
        day = company.schedule.day_of(now)
        last = work.tie_outs.kept(company.name, day)
        if last is not None and abs(now - last.at) < company.schedule.tie_out_every:
            return
        made = statement(work, company, now)
    with lease.store.write() as work:
        lease.hold(work)
        work.tie_outs.keep(company.name, day, made)


Key = tuple[str, date | None, str]


@dataclass(slots=True)
class _Sum:
    jaggaer_count: int = 0
    jaggaer: Decimal = Decimal(0)
    quickbooks_count: int = 0
    quickbooks: Decimal = Decimal(0)


class _Sums:
    """By vendor, day and currency."""

    def __init__(self) -> None:
        self._of: defaultdict[Key, _Sum] = defaultdict(_Sum)

    def add(
        self, vendor: str, day: date | None, currency: str, ours: Decimal, theirs: Decimal, count: int, there: int
    ) -> None:
        found = self._of[vendor, day, currency]
        found.jaggaer_count += count
        found.quickbooks_count += there
        found.jaggaer += ours
        found.quickbooks += theirs

    def take(self, one: Difference) -> None:
        """What each side has of it."""
        ours, theirs = one.jaggaer or Decimal(0), one.quickbooks or Decimal(0)
        is_ours, is_there = one.jaggaer is not None, one.quickbooks is not None
        if is_ours or is_there:
            self.add(one.vendor, one.day, one.currency, ours, theirs, int(is_ours), int(is_there))

    def rows(self) -> tuple[Row, ...]:
        ordered = sorted(self._of.items(), key=lambda one: (one[0][0].casefold(), one[0][1] or date.min, one[0][2]))
        return tuple(
            Row(*key, one.jaggaer_count, one.jaggaer, one.quickbooks_count, one.quickbooks) for key, one in ordered
        )


def _apart(work: Work, company: Company) -> Iterator[Difference]:
    books = work.mirror.books(company.name)
    corrected = Corrections(work, company, books)
    for one in work.tie_outs.apart(company.name):
        document = work.documents.get(company.name, one.document)
        if document is not None:
            yield from _of_document(work, company, books, one, document, corrected.of(one.document))


def _of_document(
    work: Work, company: Company, books: Books, apart: Apart, document: StoredDocument, made: Courses
) -> Iterator[Difference]:
    """With what corrects it: the newest correction says why the two sides differ, as long as it does not stand."""
    standing = Standing(document.standing)
    is_paid_there = standing is Standing.NOT_DUE and apart.is_paid
    is_due = standing in DUE or (is_paid_there and course(work, company, document.id).written is not None)
    looked = read(work, company, books, Listed(document.id, document.number, document.standing, None), is_due=is_due)
    record = looked.standing_record
    needs_no_bill = company.policy.amounts.zero_total == "skip" and apart.total is not None and not apart.total
    total, shown = None if standing in OVER else apart.total, _with_corrections(_signed(record), made)
    if (standing in OVER or needs_no_bill) and not (shown if made else record):
        return  # there is nothing of it, or all of it was reversed
    looked = (
        looked
        if looked.tied.verdict not in (*STANDS, Verdict.NOT_DUE)
        else _not_as_written(work, company, books, made) or looked
    )
    kind = _class(looked, standing, is_there=shown is not None)
    if kind in (Class.AMOUNT, Class.SETTLED) and total is not None and shown is not None:
        is_said = looked.tied.verdict is Verdict.SETTLED or not (made or is_paid_there)
        kind = _of_amounts(kind, total, shown, company.policy.amounts.tolerance) if is_said else kind
    is_known = looked.tied.is_fine and not _is_short(
        kind, total, shown, company, is_corrected=any(one.record for one in made)
    )
    are_foreign = total is not None and shown is not None and total.currency != shown.currency
    found = Difference(
        kind,
        document=document.number,
        vendor=_vendor(work, company, books, looked, apart, document),
        day=apart.day or (record.txn_date if record else None),
        currency=next((one.currency for one in (total, shown) if one is not None), Money.zero().currency),
        jaggaer=_amount(total),
        number=(record.ref_number or "") if record else "",
        txn_id=record.id if record else looked.tied.txn_id,
        why="; ".join(looked.tied.why)
        or (PAID_BEFORE if is_paid_there and not is_due else WORDS.get(looked.tied.verdict, "")),
        is_fine=is_known and kind in FINE and not are_foreign,
    )
    if shown is not None and are_foreign:  # each side in its own currency
        yield from (found, replace(found, currency=shown.currency, jaggaer=None, quickbooks=shown.amount))
    else:
        yield replace(found, quickbooks=_amount(shown))


def _is_short(kind: Class, total: Money | None, shown: Money | None, company: Company, *, is_corrected: bool) -> bool:
    """
    Whether the amounts differ by more than roundings, and nobody said why.

    A record that a person paired may be over another amount, but not beside what corrected an earlier one.
    """
    if kind is not Class.AMOUNT and not (kind is Class.PAIRED and is_corrected):
        return False
    if total is None or shown is None or total.currency != shown.currency:
        return False
    return abs((total - shown).amount) > company.policy.amounts.tolerance


def _of_amounts(kind: Class, total: Money, shown: Money, tolerance: Decimal) -> Class:
    """What differs by more than roundings stands so because a person said it."""
    if total.currency != shown.currency:
        return Class.AMOUNT
    difference = abs(total - shown).amount
    return kind if not difference else Class.SETTLED if difference > tolerance else Class.AMOUNT


def _class(looked: Looked, standing: Standing, *, is_there: bool) -> Class:
    if standing in OVER and is_there:
        return Class.CANCELLED
    verdict, holds, gone, written = looked.tied.verdict, looked.holds, looked.there.gone, looked.known.written
    if verdict is Verdict.CHANGED and written is not None and is_paired(written) and not written.was_tied:
        return Class.PAIRED  # it never was over what JAGGAER says
    if verdict in (Verdict.VOID, Verdict.GONE) and gone is not None:
        return HOW[gone.how]
    if looked.is_missed:
        return Class.RESTORED
    if verdict is Verdict.HELD and holds and all(one.reason.found is Found.ANSWER for one in holds):
        return Class.REFUSED
    return CLASSES[verdict]


def _vendor(work: Work, company: Company, books: Books, looked: Looked, apart: Apart, document: StoredDocument) -> str:
    """The record's, else the one that the supplier is booked to, else what JAGGAER calls the supplier."""
    if looked.record is not None:
        return looked.record.vendor
    supplier = header_of(document.payload).get("supplier")
    own = str(supplier.get("id", "")) if isinstance(supplier, dict) else ""
    vendor = work.mirror.paired_vendor(company.name, SupplierId(own)) if own else None
    found = books.find(VENDORS, by_id(vendor)) if vendor else ()
    return found[0].name if found else apart.supplier


def _not_ours(record: Record) -> Difference:
    total = _signed(record)
    return Difference(
        Class.NOT_OURS,
        document=f"{record.kind.value} {record.ref_number or record.id}",
        vendor=record.vendor,
        day=record.txn_date,
        currency="" if total is None else total.currency,
        quickbooks=_amount(total),
        number=record.ref_number or "",
        txn_id=record.id,
        why="JAGGAER has no document for it",
    )


def _paid_on_one_side(work: Work, company: Company) -> Iterator[Difference]:
    """Its sums are the same on both sides."""
    books, read = work.mirror.books(company.name), work.mirror.cursor(company.name, read_at(INVOICE))
    for one in work.tie_outs.paid_on_one_side(company.name) if company.wire.writeback.payments else ():
        document, record = work.documents.get(company.name, one), course(work, company, one).record
        if document is None or record is None or record.kind is not Kind.BILL:
            continue
        settlement = settlement_of(record, second_bills(work, company, one), books)
        is_paid = settlement is not None and settlement.is_paid
        if is_paid is INVOICE.money(document.payload, company.wire).is_paid:
            continue
        told = work.write_backs.get(company.name, INVOICE_PAYMENTS.name, one)
        if is_paid and told is not None and told.state is State.DONE and _is_new(told, read):
            continue  # JAGGAER was told of it since it was read
        yield Difference(
            Class.PAID_HERE if is_paid else Class.PAID_THERE,
            document=document.number,
            vendor=record.vendor,
            day=record.txn_date,
            currency="" if record.total is None else record.total.currency,
            number=record.ref_number or "",
            txn_id=record.id,
            why=str(settlement) if settlement else "no payment of it is known",
        )


def _is_new(told: WriteBack, read: str | None) -> bool:
    """Whether JAGGAER was not read since it was told."""
    return told.sent_at is not None and (read is None or told.sent_at >= datetime.fromisoformat(read))


def _with_corrections(shown: Money | None, made: Courses) -> Money | None:
    """What stands of a document, with what corrects it."""
    parts = [found for one in made if (found := _signed(one.record)) is not None]
    if shown is None:
        return Money.total(parts, parts[0].currency) if parts else None
    return Money.total([one for one in parts if one.currency == shown.currency], shown.currency) + shown


def _not_as_written(work: Work, company: Company, books: Books, made: Courses) -> Looked | None:
    """How a correction stands that is not in QuickBooks as it was written; the newest of them."""
    for one in reversed([one.correction for one in made]):
        listed = Listed(one.id, one.number, one.standing.value, None)
        found = read(work, company, books, listed, is_due=True)
        shown = found.known.shown
        is_over = shown is None or (shown.state is State.WITHDRAWN and shown.rule not in BY_PERSON) or shown.is_gone
        if found.tied.verdict not in STANDS and not is_over:
            return found
    return None


def _signed(record: Record | None) -> Money | None:
    if record is None or record.total is None:
        return None
    return -record.total if record.kind is Kind.CREDIT else record.total


def _amount(total: Money | None) -> Decimal | None:
    return None if total is None else total.amount
