"""What stands in the way of a write: permissions, features, the closing date, and windows that are open."""

from __future__ import annotations

from simulators.qbwc.company.file import CompanyFile
from simulators.qbwc.company.record import Record
from simulators.qbwc.statuses import Refusal

LOCKED = "The transaction could not be locked.  It is in use by another user."
LIST_IN_USE = "The list element is in use."
CLOSED = "The date of the transaction is on or before the closing date of the company."


def permitted(file: CompanyFile, request: str) -> None:
    #: What the user may not do is refused with 3260, what the application may not do with 3261. [ConsoliBYTE]
    if request in file.denied:
        raise Refusal(file.denied[request])


def feature(file: CompanyFile, kind: str) -> None:
    #: Purchase orders while inventory and purchase orders are switched off: 3250. [InterWeave's list of errors]
    if kind in ("PurchaseOrder", "ItemReceipt") and not file.preferences.is_using_inventory:
        raise Refusal(3250)


def free(file: CompanyFile, record: Record) -> None:
    """The record itself must not be open in a window."""
    id_ = record.get("TxnID") or record["ListID"]
    if id_ in file.in_use:
        #: A record that is open in a window cannot be changed: 3175, for lists with another sentence. [captured m14]
        raise Refusal(3175, id_, LOCKED if "TxnID" in record else LIST_IN_USE)


def related_free(file: CompanyFile, *ids: str) -> None:
    """What the write would change besides its own record."""
    for id_ in ids:
        if id_ in file.in_use:
            #: A related record that is open in a window: 3176. [captured m14]
            raise Refusal(3176, id_)


def period_open_for_add(file: CompanyFile, kind: str, txn_date: str) -> None:
    #: A new transaction on or before the closing date is refused with 3180, or 3171. [assumed: closed_period]
    if _is_closed(file, txn_date):
        if file.assumed.holds("closed_period", "3180"):
            raise Refusal(3180, kind, CLOSED)
        raise Refusal(3171, kind)


def period_open_for_change(file: CompanyFile, kind: str, *txn_dates: str) -> None:
    #: A change of what is, or would be, on or before the closing date is refused with 3171. [AYS, a help page]
    #: Voiding it is such a change. [Intuit's page on TxnVoid]
    if any(_is_closed(file, txn_date) for txn_date in txn_dates):
        raise Refusal(3171, kind)


def period_open_for_delete(file: CompanyFile, kind: str, record: Record) -> None:
    #: Deleting what is on or before the closing date is refused with 3161. [qubesync's documentation]
    if _is_closed(file, record["TxnDate"]):
        raise Refusal(3161, record["TxnID"], kind)


def _is_closed(file: CompanyFile, txn_date: str) -> bool:
    closing = file.preferences.closing_date
    return bool(closing) and txn_date <= closing


def single_user(file: CompanyFile) -> None:
    #: List records are deleted in single-user mode only: 3162. [qubesync's documentation]
    if file.mode != "SingleUser":
        raise Refusal(3162)


def fresh(record: Record, given: Record) -> None:
    #: A stale EditSequence is refused with 3200, and the answer shows the record as it is. [captured m01]
    if given["EditSequence"] != record["EditSequence"]:
        raise Refusal(3200, given["EditSequence"], record=record)


def unsaid(file: CompanyFile, kind: str, why: str, field: str, value: str = "") -> Refusal:
    """The refusal of what sources say is refused, without a word of the code."""
    #: The code of what sources only say is refused is 3180, or 3210. [assumed: unsaid_code]
    if file.assumed.holds("unsaid_code", "3180"):
        return Refusal(3180, kind, why)
    return Refusal(3210, field, value, why)


def unique_guid(file: CompanyFile, kind: str, given: Record) -> None:
    guid = given.get("ExternalGUID")
    #: A second record with the same ExternalGUID is saved, or refused with 3180. [assumed: same_guid]
    if guid and file.transactions[kind].having("guid", guid) and file.assumed.holds("same_guid", "refuse"):
        raise Refusal(3180, kind, "The external GUID is already in use.")
