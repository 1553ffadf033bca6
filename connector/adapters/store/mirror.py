"""What QuickBooks has, as last read; the cursors of both sides; which supplier is which vendor."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeVar

from sqlalchemy import Connection, delete, select
from sqlalchemy.dialects.sqlite import insert as upsert

from connector.adapters.store import codec
from connector.adapters.store.tables import cursors, mirror, vendor_pairs
from connector.domain.identifiers import CompanyName, ListID, SupplierId
from connector.domain.records import Account, Books, PurchaseOrder, Terms, Vendor

R = TypeVar("R", Vendor, Account, Terms, PurchaseOrder)


class SqlMirror:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def put(
        self, company: CompanyName, listing: str, records: Sequence[Vendor | Account | Terms | PurchaseOrder]
    ) -> None:
        for record in records:
            key = record.txn_id if isinstance(record, PurchaseOrder) else record.list_id
            statement = upsert(mirror).values(company=company, listing=listing, id=key, record=codec.dump(record))
            self._connection.execute(
                statement.on_conflict_do_update(
                    index_elements=["company", "listing", "id"], set_={"record": statement.excluded.record}
                )
            )

    def drop_unseen(self, company: CompanyName, listing: str, ids: Sequence[str]) -> None:
        ours = (mirror.c.company == company) & (mirror.c.listing == listing)
        gone = set(self._connection.execute(select(mirror.c.id).where(ours)).scalars()) - set(ids)
        for one in gone:
            self._connection.execute(delete(mirror).where(ours, mirror.c.id == one))

    def books(self, company: CompanyName) -> Books:
        return Books(
            vendors=self._records(company, "vendors", Vendor),
            accounts=self._records(company, "accounts", Account),
            terms=self._records(company, "terms", Terms),
            purchase_orders=self._records(company, "purchase_orders", PurchaseOrder),
        )

    def cursor(self, company: CompanyName, name: str) -> str | None:
        condition = (cursors.c.company == company) & (cursors.c.name == name)
        return self._connection.execute(select(cursors.c.value).where(condition)).scalar_one_or_none()

    def set_cursor(self, company: CompanyName, name: str, value: str) -> None:
        statement = upsert(cursors).values(company=company, name=name, value=value)
        self._connection.execute(
            statement.on_conflict_do_update(index_elements=["company", "name"], set_={"value": value})
        )

    def drop_cursor(self, company: CompanyName, name: str) -> None:
        ours = (cursors.c.company == company) & (cursors.c.name == name)
        self._connection.execute(delete(cursors).where(ours))

    def vendor_pairs(self, company: CompanyName) -> Mapping[str, ListID]:
        rows = self._connection.execute(select(vendor_pairs).where(vendor_pairs.c.company == company))
        return {row.supplier: ListID(row.vendor) for row in rows}

    def pair_vendor(self, company: CompanyName, supplier: SupplierId, vendor: ListID) -> None:
        statement = upsert(vendor_pairs).values(company=company, supplier=supplier, vendor=vendor)
        self._connection.execute(
            statement.on_conflict_do_update(index_elements=["company", "supplier"], set_={"vendor": vendor})
        )

    def _records(self, company: CompanyName, listing: str, kind: type[R]) -> tuple[R, ...]:
        ours = (mirror.c.company == company) & (mirror.c.listing == listing)
        rows = self._connection.execute(select(mirror.c.record).where(ours).order_by(mirror.c.id))
        return tuple(codec.load(kind, row.record) for row in rows)
