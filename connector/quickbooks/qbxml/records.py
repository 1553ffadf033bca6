"""Looking records up by number or id, reading them, and what QuickBooks said to a write."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from lxml import etree

from connector.domain.form import Form, FormLine
from connector.domain.identifiers import EditSequence, ExternalGUID, ListID, RecordId, TxnID
from connector.domain.illegible import Illegible
from connector.domain.kind import TRANSACTIONS, Kind
from connector.domain.money import Money
from connector.domain.outcome import Outcome, Verdict
from connector.domain.payment import PAYMENTS
from connector.domain.policy import CurrencyPolicy
from connector.domain.record import Record
from connector.quickbooks.qbxml.fields import (
    Unreadable,
    bool_at,
    day_at,
    decimal_at,
    id_at,
    needed,
    read_or_tell,
    stamp_at,
)
from connector.quickbooks.qbxml.message_set import Request, Tree
from connector.quickbooks.qbxml.paging import Span, changed_in, paging
from connector.quickbooks.qbxml.responses import Response, value_of
from connector.quickbooks.qbxml.shapes import SHAPES, Field
from connector.quickbooks.qbxml.status_codes import Meaning, entry_of, meaning_of
from connector.quickbooks.qbxml.values import EARLIEST

TOTALS = {
    Kind.BILL: "AmountDue",
    Kind.CREDIT: "CreditAmount",
    Kind.ORDER: "TotalAmount",
    Kind.RECEIPT: "TotalAmount",
}
RETURNED = {f"{kind.value}Ret": kind for kind in (*TRANSACTIONS, Kind.VENDOR)}
LATEST = "9999-12-31T23:59:59"
VERDICTS = {
    Meaning.BUSY: Verdict.BUSY,
    Meaning.UNSAVED: Verdict.UNSAVED,
    Meaning.STALE: Verdict.STALE,
    Meaning.REFUSED: Verdict.REFUSED,
    Meaning.NO_MATCH: Verdict.REFUSED,
    Meaning.UNCLEAR: Verdict.SILENT,
    Meaning.SILENT: Verdict.SILENT,
}


def find_by_number(request_id: str, kind: Kind, numbers: Sequence[str]) -> Request:
    """By RefNumber or name, which QuickBooks compares without regard to case; no other filter goes with it."""
    path = "RefNumber" if kind in TRANSACTIONS else "FullName"
    return Request(request_id, f"{kind.value}Query", tuple((path, number) for number in numbers))


def find_by_id(
    request_id: str, kind: Kind, ids: Sequence[RecordId], *, whole: bool = False, owner_id: str = ""
) -> Request:
    """``whole``: with the lines, as who wants to change it needs them; ``owner_id``: with its data extensions."""
    body: list[Tree] = [(SHAPES[kind].key, one) for one in ids]
    if kind in TRANSACTIONS:
        body.extend([("IncludeLineItems", "true")] if whole else [])
        body.append(("IncludeLinkedTxns", "true"))
        body.extend([("OwnerID", owner_id)] if owner_id else [])
    return Request(request_id, f"{kind.value}Query", tuple(body))


def find_all(request_id: str, kind: Kind, span: Span, iterator_id: str | None, page: int) -> Request:
    """A page of the transactions of a kind that changed in a span of time."""
    body: tuple[Tree, ...] = (("MaxReturned", str(page)), *changed_in(span))
    return Request(request_id, f"{kind.value}Query", body, paging(iterator_id))


def find_deleted(request_id: str, kind: Kind) -> Request:
    """What was deleted in the last 90 days; QuickBooks keeps no more."""
    prefix = "Txn" if kind in TRANSACTIONS else "List"
    return Request(request_id, f"{prefix}DeletedQuery", ((f"{prefix}DelType", kind.value),))


def deleted_ids(response: Response) -> frozenset[str]:
    return frozenset(value_of(one, "TxnID") or value_of(one, "ListID") or "" for one in response.records)


class Deletion(NamedTuple):
    """A row of a deleted list; ``at`` is QuickBooks' wall time, the latest there can be where it says none."""

    id: str
    ref_number: str
    at: str


def deletions(response: Response) -> Iterator[Deletion]:
    for one in response.records:
        try:
            at = stamp_at(one, "TimeDeleted")
        except Unreadable:
            at = None
        record_id = value_of(one, "TxnID") or value_of(one, "ListID") or ""
        name = value_of(one, "RefNumber") or value_of(one, "FullName") or ""
        yield Deletion(record_id, name, at.isoformat(timespec="seconds") if at and at >= EARLIEST else LATEST)


def find_extensions(request_id: str, owner_id: str, vendor_id: str = "") -> Request:
    """The company or a vendor, with the data extensions of one owner."""
    if not vendor_id:
        return Request(request_id, "CompanyQuery", (("OwnerID", owner_id),))
    return Request(request_id, "VendorQuery", (("ListID", vendor_id), ("OwnerID", owner_id)))


def extension_of(response: Response, owner_id: str, name: str) -> str | None:
    """The value of a data extension, or None where there is none."""
    for one in response.records:
        for found in one.iterfind("DataExtRet"):
            owner = (value_of(found, "OwnerID") or "").casefold()
            if owner == owner_id.casefold() and (value_of(found, "DataExtName") or "").casefold() == name.casefold():
                return value_of(found, "DataExtValue") or ""
    return None


def read(element: etree._Element, currencies: CurrencyPolicy, *, with_form: bool = True) -> Record:
    """
    A record with its fields; a list record is found by its name. Its currency is its own, where it has one.

    A list shows no lines, and so its records are kept without their form.

    ``Unreadable`` where a field cannot be read.
    """
    kind = RETURNED[element.tag]
    guid = value_of(element, "ExternalGUID")
    return Record(
        kind=kind,
        id=RecordId(id_at(element, SHAPES[kind].key)),
        edit_sequence=EditSequence(needed(element, "EditSequence")),
        ref_number=value_of(element, "RefNumber" if kind in TRANSACTIONS else "Name"),
        vendor_id=ListID(value_of(element, "VendorRef/ListID") or "") if kind in TRANSACTIONS else None,
        vendor=value_of(element, "VendorRef/FullName") or value_of(element, "Name") or "",
        txn_date=day_at(element, "TxnDate"),
        total=_total(element, kind, currencies.code_of(value_of(element, "CurrencyRef/FullName") or "")),
        memo=value_of(element, "Memo" if kind in TRANSACTIONS else "Notes") or "",
        external_guid=ExternalGUID(guid) if guid else None,
        linked=tuple(TxnID(one.text) for one in element.iterfind("LinkedTxn/TxnID") if one.text),
        is_paid=_is_paid(element),
        form=_form(element, kind) if with_form else Form(),
        extensions=tuple(
            (value_of(one, "DataExtName") or "", value_of(one, "DataExtValue") or "")
            for one in element.iterfind("DataExtRet")
        ),
    )


def _total(element: etree._Element, kind: Kind, currency: str) -> Money | None:
    if kind not in TOTALS:
        return None
    needed(element, TOTALS[kind])
    return Money.rounded(decimal_at(element, TOTALS[kind]) or Decimal(0), currency)


def _is_paid(element: etree._Element) -> bool:
    """
    Paid in whole by its own word; or in part, by a payment that is linked to it, or as less is open of it than is due.

    What is open a list shows without links, too (qbXML listing: OpenAmount).
    """
    if bool_at(element, "IsPaid") or any(one.text in PAYMENTS for one in element.iterfind("LinkedTxn/TxnType")):
        return True
    left, due = decimal_at(element, "OpenAmount"), decimal_at(element, "AmountDue")
    return left is not None and due is not None and left < due


def _form(element: etree._Element, kind: Kind) -> Form:
    shape = SHAPES[kind]
    lines = tuple(
        FormLine(known.name, fields_of(one, known.fields), value_of(one, "TxnLineID") or "")
        for known in shape.lines
        for one in element.iterfind(f"{known.name}Ret")
    )
    return Form((*fields_of(element, shape.fields), *_closed(element, kind)), lines)


def _closed(element: etree._Element, kind: Kind) -> tuple[tuple[str, str], ...]:
    """An order that is fully received is closed, and QuickBooks calls it closed by hand no more (Intuit's listing)."""
    is_complete = kind is Kind.ORDER and bool_at(element, "IsFullyReceived")
    return (("IsManuallyClosed", "true"),) if is_complete else ()


def fields_of(element: etree._Element, fields: tuple[Field, ...]) -> tuple[tuple[str, str], ...]:
    """Those that are there, by their paths."""
    found = [(field.path, value_of(element, field.path)) for field in fields]
    return tuple((path, text) for path, text in found if text)


def records_of(response: Response, currencies: CurrencyPolicy) -> tuple[Record, ...]:
    """Those that can be read."""
    return tuple(one for one in all_of(response, currencies) if isinstance(one, Record))


def illegible_of(response: Response, currencies: CurrencyPolicy) -> tuple[Illegible, ...]:
    """Those that cannot."""
    return tuple(one for one in all_of(response, currencies) if isinstance(one, Illegible))


def all_of(response: Response, currencies: CurrencyPolicy) -> Iterator[Record | Illegible]:
    """Those that can be read and those that cannot, in their order."""
    for element in response.records:
        if element.tag in RETURNED:
            yield read_or_tell(element, "", lambda one: read(one, currencies))


def outcome(response: Response | None, currencies: CurrencyPolicy, *, brings_record: bool = True) -> Outcome:
    """
    What QuickBooks said to a write; no response, or one without status, says nothing.

    An add or a modify brings the record, and without it says nothing either; so does a refused EditSequence at times.
    """
    if response is None:
        return Outcome(Verdict.SILENT)
    status, message = str(response.code), response.message
    meaning = meaning_of(response)
    records = records_of(response, currencies)
    record = records[0] if records and records[0].id else None
    if meaning is not Meaning.DONE:
        as_it_is = record if meaning is Meaning.STALE else None
        return Outcome(VERDICTS[meaning], status, message, as_it_is, entry_of(response))
    if record is None and brings_record:
        return Outcome(Verdict.SILENT, status, message)
    return Outcome(Verdict.SAVED, status, message, record)
