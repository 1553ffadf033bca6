"""What QuickBooks has, as last read; the cursors of both sides; which supplier is which vendor."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, TypeVar

from sqlalchemy import Connection, bindparam, delete, or_, select
from sqlalchemy.dialects.sqlite import insert as upsert

from connector.adapters.store import codec
from connector.adapters.store.tables import cursors, mirror, vendor_pairs
from connector.domain.identifiers import CompanyName, ListID, SupplierId
from connector.domain.record import Record
from connector.domain.records import Account, Books, PurchaseOrder, Terms, Vendor
from connector.flow.planning import MIRRORED
from connector.sync.retry import Pace

T = TypeVar("T")
PACE = "jaggaer.pace"
KINDS: Mapping[str, type[Any]] = {
    "vendors": Vendor,
    "accounts": Account,
    "terms": Terms,
    "purchase_orders": PurchaseOrder,
    "adopted": Record,
}


OF_COMPANY, OF_LISTING = mirror.c.company == bindparam("of_company"), mirror.c.listing == bindparam("of_listing")
RECORDS = select(mirror.c.record).where(OF_COMPANY, OF_LISTING).order_by(mirror.c.id)
IDS = select(mirror.c.id).where(OF_COMPANY, OF_LISTING)
PUT = upsert(mirror)
PUT = PUT.on_conflict_do_update(index_elements=["company", "listing", "id"], set_={"record": PUT.excluded.record})
DROP = delete(mirror).where(OF_COMPANY, OF_LISTING, mirror.c.id == bindparam("of_id"))
OF_CURSOR = (cursors.c.company == bindparam("of_company")) & (cursors.c.name == bindparam("of_name"))
CURSOR = select(cursors.c.value).where(OF_CURSOR)
SET_CURSOR = upsert(cursors)
SET_CURSOR = SET_CURSOR.on_conflict_do_update(
    index_elements=["company", "name"], set_={"value": SET_CURSOR.excluded.value}
)
DROP_CURSOR = delete(cursors).where(OF_CURSOR)
FORGET_LISTS = delete(cursors).where(
    cursors.c.company == bindparam("of_company"),
    or_(*(cursors.c.name.like(f"{one}.%") for one in ("quickbooks", "whole", "reading")), cursors.c.name == MIRRORED),
)
FORGET_MIRROR = delete(mirror).where(OF_COMPANY)
FORGET_PAIRS = delete(vendor_pairs).where(vendor_pairs.c.company == bindparam("of_company"))
VENDOR_PAIRS = select(vendor_pairs).where(vendor_pairs.c.company == bindparam("of_company"))
PAIR_VENDOR = upsert(vendor_pairs)
PAIR_VENDOR = PAIR_VENDOR.on_conflict_do_update(
    index_elements=["company", "supplier"], set_={"vendor": PAIR_VENDOR.excluded.vendor}
)


class SqlMirror:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def put(
        self, company: CompanyName, listing: str, records: Sequence[Vendor | Account | Terms | PurchaseOrder | Record]
    ) -> None:
        rows = [
            {"company": company, "listing": listing, "id": _key(record), "record": codec.dump(record)}
            for record in records
        ]
        if rows:
            self._connection.execute(PUT, rows)

    def drop_unseen(self, company: CompanyName, listing: str, ids: Sequence[str]) -> None:
        ours = {"of_company": company, "of_listing": listing}
        for gone in set(self._connection.execute(IDS, ours).scalars()) - set(ids):
            self._connection.execute(DROP, {**ours, "of_id": gone})

    def books(self, company: CompanyName) -> Books:
        return Books(
            vendors=self._records(company, "vendors"),
            accounts=self._records(company, "accounts"),
            terms=self._records(company, "terms"),
            purchase_orders=self._records(company, "purchase_orders"),
        )

    def cursor(self, company: CompanyName, name: str) -> str | None:
        return self._connection.execute(CURSOR, {"of_company": company, "of_name": name}).scalar_one_or_none()

    def set_cursor(self, company: CompanyName, name: str, value: str) -> None:
        self._connection.execute(SET_CURSOR, {"company": company, "name": name, "value": value})

    def drop_cursor(self, company: CompanyName, name: str) -> None:
        self._connection.execute(DROP_CURSOR, {"of_company": company, "of_name": name})

    def pace(self, company: CompanyName) -> Pace:
        kept = self.cursor(company, PACE)
        return codec.load(Pace, kept) if kept else Pace()

    def set_pace(self, company: CompanyName, pace: Pace) -> None:
        self.set_cursor(company, PACE, codec.dump(pace))

    def value(self, company: CompanyName, name: str, kind: type[T]) -> T | None:
        kept = self.cursor(company, name)
        return codec.load(kind, kept) if kept else None

    def set_value(self, company: CompanyName, name: str, value: object) -> None:
        self.set_cursor(company, name, codec.dump(value))

    def adopted(self, company: CompanyName) -> Sequence[Record]:
        return self._records(company, "adopted")

    def forget_file(self, company: CompanyName) -> None:
        self._connection.execute(FORGET_MIRROR, {"of_company": company})
        self._connection.execute(FORGET_PAIRS, {"of_company": company})

    def forget_lists(self, company: CompanyName) -> None:
        self._connection.execute(FORGET_LISTS, {"of_company": company})

    def vendor_pairs(self, company: CompanyName) -> Mapping[str, ListID]:
        rows = self._connection.execute(VENDOR_PAIRS, {"of_company": company})
        return {row.supplier: ListID(row.vendor) for row in rows}

    def pair_vendor(self, company: CompanyName, supplier: SupplierId, vendor: ListID) -> None:
        self._connection.execute(PAIR_VENDOR, {"company": company, "supplier": supplier, "vendor": vendor})

    def _records(self, company: CompanyName, listing: str) -> tuple[Any, ...]:
        rows = self._connection.execute(RECORDS, {"of_company": company, "of_listing": listing})
        return tuple(_load(listing, row.record) for row in rows)


def _key(record: Vendor | Account | Terms | PurchaseOrder | Record) -> str:
    if isinstance(record, Record):
        return record.id
    return record.txn_id if isinstance(record, PurchaseOrder) else record.list_id


@lru_cache(maxsize=10_000)
def _load(listing: str, text: str) -> Any:
    """The lists are read again and again, and hardly change; what is loaded is frozen."""
    return codec.load(KINDS[listing], text)
