"""What the requests and answers of a capture show: names by their ids, purchase orders, and what was posted."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation

from lxml import etree

from scenarios.captures.model import Capture, Round, Update

MARK = re.compile(r"\[JAGGAER (\S{1,60})/(\S{1,60})\]")
"""What the connector writes into a memo: JAGGAER's number and id of the document."""
POSTED = {"BillAdd": "Bill", "VendorCreditAdd": "VendorCredit"}
NOUGHT = Decimal(0)


@dataclass(frozen=True, slots=True)
class PostedLine:
    """``order`` and ``order_line`` are ids of QuickBooks; a line of an order may have but them and a quantity."""

    account: str
    item: str
    amount: Decimal | None
    quantity: Decimal | None
    cost: Decimal | None
    text: str
    order: str = ""
    order_line: str = ""


@dataclass(frozen=True, slots=True)
class Posted:
    """
    One bill or credit that was asked for. ``number`` and ``document`` are JAGGAER's, empty where no mark of the
    connector is in the memo. ``status`` is QuickBooks' code, empty where no answer came.
    """

    kind: str
    update: Update
    round: Round
    number: str
    document: str
    ref_number: str
    vendor: str
    day: date | None
    due: date | None
    terms: str
    lines: tuple[PostedLine, ...]
    status: str

    @property
    def key(self) -> tuple[str, ...]:
        """What it is a posting of."""
        return (self.document,) if self.document else (self.kind, self.vendor, self.ref_number)


@dataclass(frozen=True, slots=True)
class SeenOrder:
    number: str
    vendor: str
    lines: dict[str, tuple[int, str, str, str]]
    """By TxnLineID: place, item, quantity, rate."""


@dataclass(slots=True)
class Seen:
    """``names`` are full names by ListID, ``numbers`` account numbers of vendors by name."""

    names: dict[str, str] = field(default_factory=dict)
    numbers: dict[str, str] = field(default_factory=dict)
    orders: dict[str, SeenOrder] = field(default_factory=dict)
    posted: list[Posted] = field(default_factory=list)
    unnamed: set[str] = field(default_factory=set)


def seen(capture: Capture) -> Seen:
    found = Seen()
    rounds = [(update, one) for update in capture.updates for one in update.rounds]
    for _, one in rounds:
        for element in _elements(one.response):
            _learn(found, element)
    for update, one in rounds:
        found.posted.extend(_posted(found, update, one))
    return found


def _learn(found: Seen, element: etree._Element) -> None:
    name = element.findtext("FullName") or element.findtext("Name")
    list_id = element.findtext("ListID")
    if list_id and name:
        found.names.setdefault(list_id, name)
    if element.tag == "VendorRet" and name and (number := element.findtext("AccountNumber")):
        found.numbers.setdefault(name, number)
    if element.tag == "PurchaseOrderRet" and (txn_id := element.findtext("TxnID")):
        lines = {
            row.findtext("TxnLineID") or "": (
                place,
                row.findtext("ItemRef/FullName") or "",
                row.findtext("Quantity") or "1",
                row.findtext("Rate") or "0.00",
            )
            for place, row in enumerate(element.iterfind("PurchaseOrderLineRet"), 1)
        }
        vendor = element.findtext("VendorRef/FullName") or ""
        found.orders.setdefault(txn_id, SeenOrder(element.findtext("RefNumber") or "", vendor, lines))


def _posted(found: Seen, update: Update, one: Round) -> Iterator[Posted]:
    statuses = {
        (str(answer.tag).removesuffix("Rs"), answer.get("requestID")): answer.get("statusCode") or ""
        for answer in _elements(one.response)
        if answer.get("statusCode")
    }
    for element in _elements(one.request or ""):
        kind = POSTED.get(str(element.tag))
        if kind is None:
            continue
        parent = element.getparent()
        request_id = parent.get("requestID") if parent is not None else None
        mark = MARK.search(element.findtext("Memo") or "")
        yield Posted(
            kind,
            update,
            one,
            mark[1] if mark else "",
            mark[2] if mark else "",
            element.findtext("RefNumber") or "",
            _name(found, element.find("VendorRef")),
            _day(element.findtext("TxnDate")),
            _day(element.findtext("DueDate")),
            _name(found, element.find("TermsRef")),
            tuple(_line(found, row) for row in element if str(row.tag) in ("ExpenseLineAdd", "ItemLineAdd")),
            statuses.get((str(element.tag), request_id), ""),
        )


def _line(found: Seen, row: etree._Element) -> PostedLine:
    return PostedLine(
        _name(found, row.find("AccountRef")),
        _name(found, row.find("ItemRef")),
        _decimal(row.findtext("Amount")),
        _decimal(row.findtext("Quantity")),
        _decimal(row.findtext("Cost")),
        row.findtext("Memo") or row.findtext("Desc") or "",
        row.findtext("LinkToTxn/TxnID") or "",
        row.findtext("LinkToTxn/TxnLineID") or "",
    )


def _name(found: Seen, ref: etree._Element | None) -> str:
    """The name of what is referred to; of an id that no answer shows, the id."""
    if ref is None:
        return ""
    list_id, name = ref.findtext("ListID") or "", ref.findtext("FullName")
    if not name and list_id not in found.names:
        found.unnamed.add(list_id)
    return name or found.names.get(list_id, list_id)


def _decimal(text: str | None) -> Decimal | None:
    try:
        return Decimal(text) if text else None
    except InvalidOperation:
        return None


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


def _elements(text: str) -> Iterator[etree._Element]:
    if not text.strip():
        return
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
    try:
        root = etree.fromstring(text.strip().encode("utf-8", "replace"), parser)
    except (etree.XMLSyntaxError, ValueError):
        return
    yield from root.iter("*")
