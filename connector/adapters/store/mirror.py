"""What QuickBooks has, as last read; the cursors of both sides; which supplier is which vendor."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any, TypeVar

from sqlalchemy import Select, bindparam, column, delete, or_, select, text, union_all, update
from sqlalchemy.dialects.sqlite import insert as upsert

from connector.adapters.store import codec
from connector.adapters.store.cursors import Cursors
from connector.adapters.store.documents import ANEW, WATCHING, is_anything_watched, wake
from connector.adapters.store.statements import UTMOST, each_of
from connector.adapters.store.tables import claims, cursors, documents, mirror, mirror_keys, vendor_pairs, watches
from connector.adapters.store.transaction import Transaction
from connector.domain.identifiers import CompanyName, ListID, SupplierId
from connector.domain.illegible import Illegible
from connector.domain.kind import TRANSACTIONS
from connector.domain.operation import numbers_of
from connector.domain.record import Record
from connector.domain.records import (
    ADOPTED,
    ILLEGIBLE,
    SHELVES,
    VENDORS,
    Books,
    Mirrored,
    Shelf,
    Vendor,
    of_supplier,
    place,
)
from connector.flow.entities import MIRRORED
from connector.sync.retry import Pace

T = TypeVar("T")
R = TypeVar("R")
PACE = "jaggaer.pace"
SHORT, VALUES = 1000, 1000
OF_COMPANY, OF_LISTING = mirror.c.company == bindparam("of_company"), mirror.c.listing == bindparam("of_listing")
RECORDS = select(mirror.c.record).where(OF_COMPANY, OF_LISTING).order_by(mirror.c.id)
IDS = select(mirror.c.id).where(OF_COMPANY, OF_LISTING)
ANY_ON = IDS.limit(1)
PUT = upsert(mirror)
PUT = PUT.on_conflict_do_update(index_elements=["company", "listing", "id"], set_={"record": PUT.excluded.record})
TEXTS = select(mirror.c.id, mirror.c.record).where(OF_COMPANY, OF_LISTING, mirror.c.id.in_(each_of("ids")))
RECORDS = select(mirror.c.record).where(OF_COMPANY, OF_LISTING).order_by(mirror.c.id)
DROP = delete(mirror).where(OF_COMPANY, OF_LISTING, mirror.c.id == bindparam("of_id"))
OF_KEYS = (mirror_keys.c.company == bindparam("of_company")) & (mirror_keys.c.listing == bindparam("of_listing"))
WITH_KEY = select(mirror_keys.c.id).where(OF_KEYS, mirror_keys.c.key == bindparam("of_key"))
BY_KEY = select(mirror.c.record).where(OF_COMPANY, OF_LISTING, mirror.c.id.in_(WITH_KEY)).order_by(mirror.c.id)
"""Not a join: SQLite would walk the whole listing in the order of its ids, and ask of each whether it has the key."""
KEYS_OF: Select[tuple[str]] = (
    select(column("key"))
    .select_from(text("mirror_keys INDEXED BY mirror_keys_by_id"))
    .where(*(column(one) == bindparam(f"of_{one}") for one in ("company", "listing", "id")))
)
"""By itself, SQLite takes the index that has the key in it, and walks the whole listing. To be read, not kept."""
PUT_KEYS = upsert(mirror_keys).on_conflict_do_nothing()
DROP_KEYS = delete(mirror_keys).where(OF_KEYS, mirror_keys.c.id == bindparam("of_id"))
CLEAR, CLEAR_KEYS = delete(mirror).where(OF_COMPANY, OF_LISTING), delete(mirror_keys).where(OF_KEYS)
ON_LISTING = WATCHING.where(watches.c.place.between(bindparam("beginning"), bindparam("end")))
WAKE_ON = (
    update(documents)
    .where(documents.c.company == bindparam("of_company"), documents.c.id.in_(ON_LISTING))
    .values(**ANEW)
)
FORGET_KEYS = delete(mirror_keys).where(mirror_keys.c.company == bindparam("of_company"))
FORGET_LISTS = delete(cursors).where(
    cursors.c.company == bindparam("of_company"),
    or_(*(cursors.c.name.like(f"{one}.%") for one in ("quickbooks", "whole", "reading")), cursors.c.name == MIRRORED),
)
FORGET_MIRROR = delete(mirror).where(OF_COMPANY)
UNPAIR_VENDOR = delete(vendor_pairs).where(
    vendor_pairs.c.company == bindparam("of_company"),
    vendor_pairs.c.supplier == bindparam("of_supplier"),
    vendor_pairs.c.vendor == bindparam("of_vendor"),
)
ON_THEIR_WAY = union_all(
    *(
        select(claims.c.document)
        .where(claims.c.company == bindparam("of_company"))
        .where(claims.c.claim.between(bindparam(kind.name), bindparam(f"{kind.name}_LAST")))
        for kind in TRANSACTIONS
    )
)
"""Of one alternative more, SQLite would walk through all claims."""
WAKE_OTHERS = (
    update(documents)
    .where(documents.c.company == bindparam("of_company"))
    .where(documents.c.id.in_(WATCHING.where(watches.c.place == bindparam("place"))))
    .where(documents.c.id.not_in(ON_THEIR_WAY))
    .values(**ANEW)
)
FORGET_PAIRS = delete(vendor_pairs).where(vendor_pairs.c.company == bindparam("of_company"))
VENDOR_PAIR = select(vendor_pairs.c.vendor).where(
    vendor_pairs.c.company == bindparam("of_company"), vendor_pairs.c.supplier == bindparam("of_supplier")
)
PAIR_VENDOR = upsert(vendor_pairs)
PAIR_VENDOR = PAIR_VENDOR.on_conflict_do_update(
    index_elements=["company", "supplier"], set_={"vendor": PAIR_VENDOR.excluded.vendor}
)


SUPPLIERS_OF = select(vendor_pairs.c.supplier).where(
    vendor_pairs.c.company == bindparam("of_company"), vendor_pairs.c.vendor == bindparam("of_vendor")
)


class SqlMirror:
    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction
        self._cursors = Cursors(transaction)

    def put(self, company: CompanyName, listing: str, records: Sequence[Mirrored]) -> Sequence[str]:
        ours = {"company": company, "listing": listing}
        if not records:
            return ()
        texts = {one.record_id: codec.dump(one) for one in records}
        before = self._texts(company, listing, list(texts))
        changed = [one for one in records if before.get(one.record_id) != texts[one.record_id]]
        if not changed:
            return ()
        if is_anything_watched(self._transaction, company):
            self._wake(company, listing, changed)
        keys = [{**ours, "id": one.record_id, "key": key} for one in changed for key in one.keys]
        rows = [{**ours, "id": one.record_id, "record": texts[one.record_id]} for one in changed]
        self._transaction.write_each(PUT, rows)
        self._transaction.write_each(DROP_KEYS, [_which(company, listing, one.record_id) for one in changed])
        if keys:
            self._transaction.write_each(PUT_KEYS, keys)
        return [one.record_id for one in changed]

    def drop_unseen(self, company: CompanyName, listing: str, ids: Sequence[str]) -> None:
        there = self._transaction.read(IDS, {"of_company": company, "of_listing": listing})
        self.drop(company, listing, {row.id for row in there} - set(ids))

    def clear(self, company: CompanyName, listing: str) -> None:
        ours, beginning = {"of_company": company, "of_listing": listing}, place(listing, "")
        if not _is_anything_on(self._transaction, company, listing):
            return
        if is_anything_watched(self._transaction, company):
            span = {"beginning": beginning, "end": f"{beginning}{UTMOST}"}
            self._transaction.write(WAKE_ON, {"of_company": company, **span})
        self._transaction.write(CLEAR, ours)
        self._transaction.write(CLEAR_KEYS, ours)

    def drop(self, company: CompanyName, listing: str, ids: Iterable[str]) -> None:
        gone = [_which(company, listing, one) for one in ids]
        if gone and _is_anything_on(self._transaction, company, listing):
            there = self._texts(company, listing, [one["of_id"] for one in gone])
            self._wake(company, listing, [_load(listing, text) for text in there.values()])
            if there:
                self._transaction.write_each(DROP, gone)
                self._transaction.write_each(DROP_KEYS, gone)

    def _texts(self, company: CompanyName, listing: str, ids: Sequence[str]) -> dict[str, str]:
        """The records that stand under ids, as they are kept."""
        values = {"of_company": company, "of_listing": listing, "ids": list(ids)}
        return {row.id: row.record for row in self._transaction.read(TEXTS, values)}

    def _wake(self, company: CompanyName, listing: str, changed: Sequence[Mirrored]) -> None:
        """The documents that looked where records are changed, come or go: by their keys before and after."""
        which = (_which(company, listing, one.record_id) for one in changed)
        before = (row.key for one in which for row in self._transaction.read(KEYS_OF, one))
        keys = dict.fromkeys([*before, *(key for one in changed for key in one.keys)])
        wake(self._transaction, company, [place(listing, key) for key in keys])

    def vendors(self, company: CompanyName) -> Iterator[Vendor]:
        rows = self._transaction.read(RECORDS, {"of_company": company, "of_listing": VENDORS.name})
        return (codec.load(Vendor, row.record) for row in rows)

    def books(self, company: CompanyName) -> Books:
        return _Books(self._transaction, company)

    def cursor(self, company: CompanyName, name: str) -> str | None:
        return self._cursors.of(company).get(name)

    def set_cursor(self, company: CompanyName, name: str, value: str) -> None:
        self._cursors.set(company, name, value)

    def drop_cursor(self, company: CompanyName, name: str) -> None:
        self._cursors.drop(company, name)

    def newest_stamp(self, company: CompanyName, earliest: datetime, latest: datetime) -> str:
        first, last = earliest.isoformat(), latest.isoformat(timespec="seconds")
        stamps = (value for name, value in self._cursors.of(company).items() if name.startswith("quickbooks."))
        return max((stamp for stamp in stamps if first <= stamp <= last), default="")

    def pace(self, company: CompanyName) -> Pace:
        kept = self.cursor(company, PACE)
        return _value(Pace, kept) if kept else Pace()

    def set_pace(self, company: CompanyName, pace: Pace) -> None:
        self.set_cursor(company, PACE, codec.dump(pace))

    def value(self, company: CompanyName, name: str, kind: type[T]) -> T | None:
        kept = self.cursor(company, name)
        return _value(kind, kept) if kept else None

    def set_value(self, company: CompanyName, name: str, value: object) -> None:
        self.set_cursor(company, name, codec.dump(value))

    def adopted(self, company: CompanyName) -> Sequence[Record]:
        return self._records(company, ADOPTED)

    def illegible(self, company: CompanyName) -> Sequence[Illegible]:
        return self._records(company, ILLEGIBLE)

    def forget_file(self, company: CompanyName) -> None:
        self._transaction.write(FORGET_MIRROR, {"of_company": company})
        self._transaction.write(FORGET_KEYS, {"of_company": company})
        self._transaction.write(FORGET_PAIRS, {"of_company": company})

    def forget_lists(self, company: CompanyName) -> None:
        self._transaction.write(FORGET_LISTS, {"of_company": company})

    def suppliers_of(self, company: CompanyName, vendor: ListID) -> Sequence[SupplierId]:
        values = {"of_company": company, "of_vendor": vendor}
        return self._transaction.ask(SUPPLIERS_OF, values, lambda row: SupplierId(row.supplier))

    def paired_vendor(self, company: CompanyName, supplier: SupplierId) -> ListID | None:
        values = {"of_company": company, "of_supplier": supplier}
        return self._transaction.one(VENDOR_PAIR, values, lambda row: ListID(row.vendor))

    def pair_vendor(self, company: CompanyName, supplier: SupplierId, vendor: ListID) -> None:
        if self.paired_vendor(company, supplier) != vendor:
            self._transaction.write(PAIR_VENDOR, {"company": company, "supplier": supplier, "vendor": vendor})
            self._wake_others(company, supplier, vendor)

    def _wake_others(self, company: CompanyName, supplier: SupplierId, vendor: ListID) -> None:
        """What is on its way to this very vendor is decided as it would be again."""
        if is_anything_watched(self._transaction, company):
            numbers = {kind.name: numbers_of(kind, vendor) for kind in TRANSACTIONS}
            spans = {**numbers, **{f"{kind}_LAST": f"{first}{UTMOST}" for kind, first in numbers.items()}}
            self._transaction.write(WAKE_OTHERS, {"of_company": company, "place": of_supplier(supplier), **spans})

    def unpair_vendor(self, company: CompanyName, supplier: SupplierId, vendor: ListID) -> None:
        which = {"of_company": company, "of_supplier": supplier, "of_vendor": vendor}
        self._transaction.write(UNPAIR_VENDOR, which)

    def _records(self, company: CompanyName, shelf: Shelf[R]) -> tuple[R, ...]:
        values = {"of_company": company, "of_listing": shelf.name}
        return self._transaction.ask(RECORDS, values, lambda row: _load(shelf.name, row.record))


class _Books:
    """The mirror of one company, as far as it is asked for; what was found once is not looked up again."""

    def __init__(self, transaction: Transaction, company: CompanyName) -> None:
        self._transaction = transaction
        self._company = company
        self._found: dict[tuple[str, str], tuple[Any, ...]] = {}

    def find(self, shelf: Shelf[R], key: str) -> Sequence[R]:
        known = self._found.get((shelf.name, key))
        if known is None and not _is_anything_on(self._transaction, self._company, shelf.name):
            return ()
        if known is None:
            values = {"of_company": self._company, "of_listing": shelf.name, "of_key": key}
            rows = self._transaction.read(BY_KEY, values)
            known = self._found[shelf.name, key] = tuple(_load(shelf.name, row.record) for row in rows)
        return known


def _is_anything_on(transaction: Transaction, company: CompanyName, listing: str) -> bool:
    """Some listings are empty as a rule: of what cannot be read, is gone, or came with a backup."""
    values = {"of_company": company, "of_listing": listing}
    return bool(transaction.ask(ANY_ON, values, lambda row: row.id))


def _which(company: CompanyName, listing: str, record_id: str) -> dict[str, str]:
    return {"of_company": company, "of_listing": listing, "of_id": record_id}


@lru_cache(maxsize=VALUES)
def _short(kind: type[Any], text: str) -> Any:
    return codec.load(kind, text)


def _value(kind: type[T], text: str) -> T:
    """A short text is loaded once, as below; a long one is that of a list that is being read, and changes each time."""
    loaded: T = _short(kind, text) if len(text) <= SHORT else codec.load(kind, text)  # type: ignore[arg-type] # classes are hashable
    return loaded


@lru_cache(maxsize=10_000)
def _load(listing: str, text: str) -> Any:
    """The lists are read again and again, and hardly change; what is loaded is frozen."""
    return codec.load(SHELVES[listing].kind, text)
