"""Bills and vendor credits: add, find by number or id, read. They differ in names and in a few fields only."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from lxml import etree

from connector.domain.bill import Draft, ExpenseLine, ItemLine, Posting, Record
from connector.domain.identifiers import EditSequence, ExternalGUID, ListID, RefNumber, TxnID
from connector.domain.money import Money
from connector.domain.outcome import Outcome, Verdict
from connector.quickbooks.qbxml import values
from connector.quickbooks.qbxml.message_set import Request, Response, Tree, value_of
from connector.quickbooks.qbxml.status_codes import Meaning, meaning_of

MEMO = 4095  # Intuit's annotated listing of qbXML 16.0
TOTAL_FIELD = {Posting.BILL: "AmountDue", Posting.CREDIT: "CreditAmount"}
VERDICTS = {
    Meaning.BUSY: Verdict.BUSY,
    Meaning.REFUSED: Verdict.REFUSED,
    Meaning.NO_MATCH: Verdict.REFUSED,
    Meaning.SILENT: Verdict.SILENT,
}


def add(request_id: str, draft: Draft, guid: ExternalGUID) -> Request:
    """``BillAdd`` or ``VendorCreditAdd``; elements in the schema's order."""
    body: list[Tree] = [
        ("VendorRef", [("ListID", draft.vendor_id)]),
        ("TxnDate", values.day(draft.txn_date)),
        ("DueDate", values.day(draft.due_date) if draft.due_date else None),
        ("RefNumber", draft.ref_number),
        ("TermsRef", [("ListID", draft.terms_id)] if draft.terms_id else None),
        ("Memo", values.text(draft.memo, MEMO)),
        ("ExternalGUID", guid),
        *(_expense(line) for line in draft.expenses),
        *(_item(line) for line in draft.items),
    ]
    name = f"{draft.posting.value}Add"
    return Request(request_id, name, ((name, body),))


def _expense(line: ExpenseLine) -> Tree:
    children: list[Tree] = [
        ("AccountRef", [("ListID", line.account_id)]),
        ("Amount", values.amount(line.amount)),
        ("Memo", values.text(line.memo, MEMO) or None),
    ]
    return ("ExpenseLineAdd", children)


def _item(line: ItemLine) -> Tree:
    children: list[Tree] = [
        ("Desc", values.text(line.description, MEMO) or None),
        ("Quantity", values.quantity(line.quantity)),
        ("Amount", values.amount(line.amount)),
        ("LinkToTxn", [("TxnID", line.link.txn_id), ("TxnLineID", line.link.line_id)]),
    ]
    return ("ItemLineAdd", children)


def find_by_number(request_id: str, posting: Posting, numbers: Sequence[RefNumber]) -> Request:
    """By RefNumber, which QuickBooks compares without regard to case; no other filter goes with it."""
    body: tuple[Tree, ...] = tuple(("RefNumber", number) for number in numbers)
    return Request(request_id, f"{posting.value}Query", body)


def find_by_id(request_id: str, posting: Posting, ids: Sequence[TxnID]) -> Request:
    body: list[Tree] = [("TxnID", txn_id) for txn_id in ids]
    body.append(("IncludeLinkedTxns", "true"))
    return Request(request_id, f"{posting.value}Query", tuple(body))


def read(element: etree._Element, currency: str) -> Record:
    """A ``BillRet`` or ``VendorCreditRet``."""
    posting = Posting(element.tag.removesuffix("Ret"))
    guid, number = value_of(element, "ExternalGUID"), value_of(element, "RefNumber")
    total = values.read_decimal(value_of(element, TOTAL_FIELD[posting]))
    return Record(
        posting=posting,
        txn_id=TxnID(value_of(element, "TxnID") or ""),
        edit_sequence=EditSequence(value_of(element, "EditSequence") or ""),
        vendor_id=ListID(value_of(element, "VendorRef/ListID") or ""),
        vendor=value_of(element, "VendorRef/FullName") or "",
        ref_number=RefNumber(number) if number else None,
        txn_date=date.fromisoformat((value_of(element, "TxnDate") or "1970-01-01")[:10]),
        total=Money.rounded(total, currency) if total is not None else Money.zero(currency),
        memo=value_of(element, "Memo") or "",
        external_guid=ExternalGUID(guid) if guid else None,
        linked=tuple(TxnID(one.text) for one in element.iterfind("LinkedTxn/TxnID") if one.text),
    )


def records_of(response: Response, currency: str) -> tuple[Record, ...]:
    return tuple(read(one, currency) for one in response.records if one.tag in ("BillRet", "VendorCreditRet"))


def outcome(response: Response | None, currency: str) -> Outcome:
    """What QuickBooks said to an add; no response, or one without record or status, says nothing."""
    if response is None:
        return Outcome(Verdict.SILENT)
    status, message = str(response.code), response.message
    meaning = meaning_of(response)
    if meaning is not Meaning.DONE:
        return Outcome(VERDICTS[meaning], status, message)
    records = records_of(response, currency)
    if not records or not records[0].txn_id:
        return Outcome(Verdict.SILENT, status, message)
    return Outcome(Verdict.SAVED, status, message, records[0])
