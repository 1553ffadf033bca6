"""
Both sides of the tie-out as the database sums them, and the statements of days that were kept.

Rule 1: an invoice that stands in QuickBooks as it was posted, and over what JAGGAER says, is summed by the database and
        read by nobody. All others are named, and read one by one.
Rule 2: what is not ours is a bill or credit that no operation knows, of a vendor that suppliers are booked to.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

from sqlalchemy import and_, bindparam, exists, func, or_, select
from sqlalchemy.dialects.sqlite import insert as upsert

from connector.adapters.store import codec
from connector.adapters.store.documents import LAST, WITH_LAST
from connector.adapters.store.statements import UTMOST
from connector.adapters.store.tables import documents, mirror, mirror_keys, operations, statements, vendor_pairs
from connector.adapters.store.transaction import Transaction
from connector.domain.brief import Apart, Summed
from connector.domain.correction import PREFIX, SEPARATOR
from connector.domain.identifiers import CompanyName, DocumentId
from connector.domain.invoice import Standing
from connector.domain.keys import PAID
from connector.domain.money import Money
from connector.domain.record import Record
from connector.domain.records import BILLS, CREDITS, GONE, SETTLEMENTS
from connector.domain.statement import Statement

CENT = Decimal("0.01")
OF_COMPANY = documents.c.company == bindparam("of_company")
OF_MONEY = func.instr(documents.c.id, ":") == 0
"""Invoices have ids without a prefix."""
THERE = mirror.c.company == bindparam("of_company")
IS_GONE = operations.c.record.in_(select(mirror.c.id).where(THERE, mirror.c.listing == GONE.name))
IS_DUE = or_(
    documents.c.standing.in_((Standing.DUE.value, Standing.STRANGE.value)),
    and_(documents.c.standing == Standing.NOT_DUE.value, documents.c.is_paid.is_(True)),
)
ID_OF_CORRECTION = func.substr(documents.c.id, len(PREFIX) + 1)
CORRECTED = documents.c.id.in_(
    select(func.substr(ID_OF_CORRECTION, 1, func.instr(ID_OF_CORRECTION, SEPARATOR) - 1))
    .where(OF_COMPANY, documents.c.id.between(PREFIX, f"{PREFIX}{UTMOST}"))
    .correlate(None)
)
"""What another record corrects comes to more than its own record."""
STANDS = and_(
    operations.c.is_as_posted.is_(True),
    operations.c.shown_cents == documents.c.cents,
    operations.c.shown_currency == documents.c.currency,
    IS_DUE,
    ~IS_GONE,
    ~CORRECTED,
)
SUMMED = (
    select(
        operations.c.vendor,
        documents.c.day,
        documents.c.currency,
        func.count(),
        func.sum(documents.c.cents),
        func.sum(operations.c.shown_cents),
    )
    .select_from(documents.join(operations, LAST & operations.c.is_last.is_(True)))
    .where(OF_COMPANY, OF_MONEY, STANDS)
    .group_by(operations.c.vendor, documents.c.day, documents.c.currency)
)
APART = (
    select(
        *(documents.c.id, documents.c.supplier, documents.c.day, documents.c.cents, documents.c.currency),
        documents.c.is_paid,
    )
    .select_from(WITH_LAST)
    .where(OF_COMPANY, OF_MONEY, ~func.coalesce(STANDS, False))
    .order_by(documents.c.id)
)
OF_PAIRED = exists().where(
    vendor_pairs.c.company == mirror.c.company,
    vendor_pairs.c.vendor == func.json_extract(mirror.c.record, "$.vendor_id"),
)
IS_OURS = exists().where(operations.c.company == mirror.c.company, operations.c.record == mirror.c.id)
NOT_OURS = (
    select(mirror.c.record)
    .where(THERE, mirror.c.listing.in_((BILLS.name, CREDITS.name)), ~IS_OURS, OF_PAIRED)
    .order_by(mirror.c.id)
)
SETTLED = select(mirror_keys.c.id).where(
    mirror_keys.c.company == bindparam("of_company"),
    mirror_keys.c.listing == SETTLEMENTS.name,
    mirror_keys.c.key == PAID,
)
IS_SETTLED = operations.c.record.in_(SETTLED)
PAID_ON_ONE_SIDE = (
    select(documents.c.id)
    .select_from(documents.join(operations, LAST & operations.c.is_last.is_(True)))
    .where(OF_COMPANY, OF_MONEY, operations.c.record.is_not(None), or_(documents.c.is_paid != IS_SETTLED, CORRECTED))
)
KEPT = select(statements.c.facts).where(statements.c.company == bindparam("of_company"))
OF_DAY = KEPT.where(statements.c.day == bindparam("of_day"))
DAYS = select(statements.c.day).where(statements.c.company == bindparam("of_company")).order_by(statements.c.day)
KEEP = upsert(statements)
KEEP = KEEP.on_conflict_do_update(index_elements=["company", "day"], set_={"facts": KEEP.excluded.facts})


class SqlTieOuts:
    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    def summed(self, company: CompanyName) -> Sequence[Summed]:
        rows = self._transaction.read(SUMMED, {"of_company": company})
        return [
            Summed(vendor, _day(day), currency, count, _amount(ours), _amount(theirs))
            for vendor, day, currency, count, ours, theirs in rows
        ]

    def apart(self, company: CompanyName) -> Sequence[Apart]:
        rows = self._transaction.read(APART, {"of_company": company})
        return [
            Apart(
                DocumentId(row.id),
                row.supplier,
                _day(row.day),
                None if row.cents is None else Money(_amount(row.cents), row.currency),
                bool(row.is_paid),
            )
            for row in rows
        ]

    def not_ours(self, company: CompanyName) -> Iterator[Record]:
        rows = self._transaction.read(NOT_OURS, {"of_company": company})
        return (codec.load(Record, row.record) for row in rows)

    def paid_on_one_side(self, company: CompanyName) -> Sequence[DocumentId]:
        return [DocumentId(row.id) for row in self._transaction.read(PAID_ON_ONE_SIDE, {"of_company": company})]

    def keep(self, company: CompanyName, day: date, statement: Statement) -> None:
        facts = codec.packed(codec.dump(statement))
        self._transaction.write(KEEP, {"company": company, "day": day.isoformat(), "facts": facts})

    def kept(self, company: CompanyName, day: date) -> Statement | None:
        values = {"of_company": company, "of_day": day.isoformat()}
        row = self._transaction.first(OF_DAY, values)
        return codec.load(Statement, codec.unpacked(row.facts)) if row else None

    def days(self, company: CompanyName) -> Sequence[date]:
        return [date.fromisoformat(row.day) for row in self._transaction.read(DAYS, {"of_company": company})]


def _amount(cents: int) -> Decimal:
    return cents * CENT


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
