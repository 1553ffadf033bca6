"""
Which bills of JAGGAER's invoices may be paid otherwise than they were looked up last.

Rule 1: a payment or credit that came, changed or went is told by its own stamp; whether that of its bill moves with it
        is not known (assumed either way).
Rule 2: a bill that is paid by its own word is looked up, too, and so is one that a person entered and paired.
Rule 3: only bills that our operations know are looked up: the others are no business of JAGGAER's.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from connector.domain.identifiers import DocumentId, RecordId, TxnID
from connector.domain.keys import by_id
from connector.domain.kind import Kind
from connector.domain.payment import Payment, Settlement
from connector.domain.record import Record
from connector.domain.records import BILLS, CARDS, CHECKS, CREDITS, SETTLEMENTS, Books, Mirrored, Shelf
from connector.flow.course import course, is_paired
from connector.flow.entities import Company
from connector.flow.ports import Work

PAYING: tuple[Shelf[Any], ...] = (CHECKS, CARDS, CREDITS)


def came(work: Work, company: Company, listing: str, records: Sequence[Mirrored]) -> None:
    """Before rows of a list take the place of what stood there; those that say nothing new are left."""
    shelf = next((one for one in (BILLS, *PAYING) if one.name == listing), None)
    if shelf is None or not company.wire.writeback.payments:
        return
    books = work.mirror.books(company.name)
    before = {one.record_id: one for row in records for one in books.find(shelf, by_id(row.record_id))}
    changed = [one for one in records if before.get(one.record_id) != one]
    if listing == BILLS.name:
        bills = (one for one in changed if isinstance(one, Record))
        look_up(work, company, [one.id for one in bills if one.is_paid or _settlement(books, TxnID(one.id))])
    if shelf in PAYING:
        sides = [side for one in changed for side in (before.get(one.record_id), one)]
        look_up(work, company, [bill for one in sides for bill in _bills(one)])


def went(work: Work, company: Company, listing: str, record_id: str) -> None:
    """Before a record that a person deleted is let go of."""
    if company.wire.writeback.payments:
        books = work.mirror.books(company.name)
        for shelf in (one for one in PAYING if one.name == listing):
            look_up(work, company, [bill for one in books.find(shelf, by_id(record_id)) for bill in _bills(one)])


def posted(work: Work, company: Company, documents: Iterable[DocumentId]) -> None:
    """Something happened to these: their bills may have been paid before they were theirs."""
    if not company.wire.writeback.payments:
        return
    books = work.mirror.books(company.name)
    for document in documents:
        known = course(work, company, document)
        record = known.record
        if record is None or record.kind is not Kind.BILL or _settlement(books, TxnID(record.id)):
            continue
        is_paid = any(one.is_paid for one in books.find(BILLS, by_id(record.id)))
        if is_paid or (known.written is not None and is_paired(known.written)):
            look_up(work, company, [record.id])


def look_up(work: Work, company: Company, bills: Iterable[str]) -> None:
    books = work.mirror.books(company.name)
    due = []
    for bill in dict.fromkeys(bills):
        if work.operations.of_record(company.name, RecordId(bill)):
            due.append(replace(_settlement(books, TxnID(bill)) or Settlement(TxnID(bill)), is_due=True))
    if due:
        work.mirror.put(company.name, SETTLEMENTS.name, due)


def _settlement(books: Books, bill: TxnID) -> Settlement | None:
    return next(iter(books.find(SETTLEMENTS, by_id(bill))), None)


def _bills(record: object) -> list[str]:
    """The bills that a payment is for, or that a credit is set against."""
    if isinstance(record, Payment):
        return [one.bill for one in record.applied]
    return list(record.linked) if isinstance(record, Record) else []
