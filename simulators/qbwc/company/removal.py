"""What goes: transactions deleted or voided, list records deleted, and the lists of what was."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import chain

from simulators.qbwc.company import currency, guards, ledger, links, orders, payables, sales
from simulators.qbwc.company.file import CompanyFile
from simulators.qbwc.company.record import Record, entity, full_name
from simulators.qbwc.statuses import Refusal

KEPT = timedelta(days=90)
IN_USE = "This list element is in use and cannot be deleted."
VOID = "VOID: "


def transaction(file: CompanyFile, kind: str, txn_id: str, now: datetime) -> Record:
    """Delete one; its links go with it, and what it received or paid is open again."""
    record = _found(file, kind, txn_id)
    guards.free(file, record)
    guards.related_free(file, entity(record).get("ListID", ""), *file.links.related(txn_id))
    guards.period_open_for_delete(file, kind, record)
    touched = _unlink(file, txn_id)
    file.remove(kind, txn_id)
    after_links(file, touched, now)
    if kind in payables.KINDS:
        payables.stock(file, kind, record, None)
    ledger.post(file, kind, record, None, now)
    entry = {
        "TxnDelType": kind,
        "TxnID": txn_id,
        "TimeCreated": record["TimeCreated"],
        "TimeDeleted": file.printed(now),
        "RefNumber": record.get("RefNumber", ""),
    }
    file.note_deleted(entry)
    return entry


def void(file: CompanyFile, kind: str, txn_id: str, now: datetime) -> Record:
    """A voided transaction stays, with every amount at nothing and “VOID:” before its memo."""
    record = _found(file, kind, txn_id)
    if txn_id in file.in_use:
        #: Voiding what is open in a window: 3185. [captured m13]
        raise Refusal(3185, txn_id, guards.LOCKED)
    guards.related_free(file, entity(record).get("ListID", ""), *file.links.related(txn_id))
    guards.period_open_for_change(file, kind, record["TxnDate"])
    after_links(file, _unlink(file, txn_id), now)
    record = _found(file, kind, txn_id)
    names = (*ledger.LINES, *ledger.SALES.values())
    empty = {name: [_emptied(line) for line in record[name]] for name in names if name in record}
    #: Voiding leaves the transaction with all its amounts at zero. [Intuit's guide; qubesync, QuickBooks 24.0]
    #: Voiding puts “VOID:” before the memo, and the transaction reads back as paid. [qubesync, QuickBooks 24.0]
    voided = {
        **record,
        **empty,
        currency.TOTALS[kind]: "0.00",
        "Memo": VOID + record.get("Memo", "").removeprefix(VOID),
        **({"AppliedToTxnRet": []} if "AppliedToTxnRet" in record else {}),
    }
    if kind in payables.KINDS:
        return payables.replace(file, kind, record, voided, now)
    if kind in ledger.SALES:
        voided = sales.settled(kind, voided)
    changed = file.stamped({**voided, **currency.in_home(kind, voided)}, now, is_edit=True)
    file.put(kind, changed)
    ledger.post(file, kind, record, changed, now)
    return changed


def _emptied(line: Record) -> Record:
    zeros: Record = {key: "0.00" for key in ("Amount", "TaxAmount", "Cost", "Rate") if key in line}
    return {**line, **zeros, **({"Quantity": "0"} if "Quantity" in line else {})}


def _found(file: CompanyFile, kind: str, txn_id: str) -> Record:
    table = file.transactions.get(kind)
    record = table.get(txn_id) if table is not None else None
    if record is None:
        #: Deleting or voiding what is not there is refused with 3120. [Intuit's table: object not found]
        raise Refusal(3120, txn_id)
    return record


def _unlink(file: CompanyFile, txn_id: str) -> list[links.Link]:
    #: Credits that a payment set against bills are free again when the payment goes. [Intuit's listing: SetCredit]
    gone = file.links.of(txn_id)
    for one in gone:
        file.unlink(one)
    return gone


def after_links(file: CompanyFile, gone: list[links.Link], now: datetime) -> None:
    """Orders and bills at the other end of links that came or went."""
    orders.count_anew(file, dict.fromkeys(one.target for one in gone if one.kind == links.RECEIPT), now)
    payables.count_anew(file, {one.target for one in gone if one.kind == links.PAYMENT}, now)


def list_record(file: CompanyFile, kind: str, list_id: str, now: datetime) -> Record:
    """Delete a list record that nothing refers to."""
    table = file.lists.get(kind)
    record = table.get(list_id) if table is not None else None
    if record is None:
        raise Refusal(3120, list_id)
    guards.free(file, record)
    if is_used(file, list_id):
        #: A list record that something refers to cannot be deleted: 3160. [Intuit's guide: deleting list objects]
        raise Refusal(3160, list_id, IN_USE)
    file.remove(kind, list_id)
    entry = {
        "ListDelType": kind,
        "ListID": list_id,
        "TimeCreated": record["TimeCreated"],
        "TimeDeleted": file.printed(now),
        "FullName": full_name(record),
    }
    file.note_deleted(entry)
    return entry


def is_used(file: CompanyFile, list_id: str) -> bool:
    """Whether any other record refers to a list record."""
    tables = chain(file.lists.values(), file.transactions.values())
    return any(_refers(one, list_id) for table in tables for one in table if one.get("ListID") != list_id)


def _refers(value: object, list_id: str) -> bool:
    if isinstance(value, dict):
        return value.get("ListID") == list_id or any(_refers(one, list_id) for one in value.values())
    return isinstance(value, list) and any(_refers(one, list_id) for one in value)


def lately_deleted(file: CompanyFile, now: datetime) -> list[Record]:
    #: The deleted lists go back 90 days. [conductor]
    since = file.printed(now - KEPT)
    return [one for one in file.deleted if one["TimeDeleted"] >= since]
