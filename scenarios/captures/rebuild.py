"""
The company file behind a capture: what must have been there at the start, and what its requests made of it.

Rule 1: a record that an answer shows before any request added it must have existed; the file that is inferred holds
        just those.
Rule 2: a request without an answer was carried out if what it would have added is seen later, or if what it would have
        changed is seen with another EditSequence than it names.
Rule 3: the recorded requests, played at the recorded instants on that file, have to end where the customer's
        file ended: ids carry a counter and an instant, so even they come out the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from lxml import etree

from scenarios.captures.model import BadCapture, Capture, Round
from scenarios.clock import SimClock
from scenarios.tape import SeededEntropy
from simulators.qbwc import LISTS, TRANSACTIONS, CompanyFile, Hresult, Link, RequestProcessor, record_of

KINDS = {f"{kind}Ret": kind for kind in (*LISTS, *TRANSACTIONS)}
ITEMS = tuple(kind for kind in LISTS if kind.startswith("Item"))
NOBODY = {"TxnID": "0-0", "TxnType": "Bill", "Amount": "0.00"}
GUID = re.compile(r"<ExternalGUID>([^<]+)</ExternalGUID>")
CHANGED = re.compile(r"<TxnID>([^<]+)</TxnID>\s*<EditSequence>([^<]+)</EditSequence>")
SEEN = re.compile(r"<TxnID>([^<]+)</TxnID>(?:\s*<Time\w+>[^<]*</Time\w+>)*\s*<EditSequence>([^<]+)</EditSequence>")
SHOW = (
    '<?xml version="1.0"?><?qbxml version="16.0"?><QBXML><QBXMLMsgsRq onError="continueOnError">'
    "<VendorQueryRq><ActiveStatus>All</ActiveStatus></VendorQueryRq>"
    "<AccountQueryRq><ActiveStatus>All</ActiveStatus></AccountQueryRq>"
    "<TermsQueryRq><ActiveStatus>All</ActiveStatus></TermsQueryRq>"
    "<PurchaseOrderQueryRq><IncludeLineItems>true</IncludeLineItems><IncludeLinkedTxns>true</IncludeLinkedTxns>"
    "</PurchaseOrderQueryRq>"
    "<BillQueryRq><IncludeLineItems>true</IncludeLineItems><IncludeLinkedTxns>true</IncludeLinkedTxns></BillQueryRq>"
    "<ItemReceiptQueryRq><IncludeLineItems>true</IncludeLineItems><IncludeLinkedTxns>true</IncludeLinkedTxns>"
    "</ItemReceiptQueryRq>"
    "<VendorCreditQueryRq><IncludeLineItems>true</IncludeLineItems><IncludeLinkedTxns>true</IncludeLinkedTxns>"
    "</VendorCreditQueryRq></QBXMLMsgsRq></QBXML>"
)


def start_of(capture: Capture) -> CompanyFile:
    """The records that were there before the first request of the capture."""
    file, seen, added = CompanyFile(), set[str](), list[dict[str, Any]]()
    sent = {guid for round_ in _rounds(capture) for guid in GUID.findall(round_.request or "")}
    for round_ in _rounds(capture):
        for element in _shown(round_.response):
            record = _record(element)
            key = str(record.get("ListID") or record.get("TxnID"))
            is_new = key not in seen
            seen.add(key)
            if record.get("ExternalGUID") in sent:
                added.append(record)
            elif is_new:
                _keep(file, str(element.tag), record)
    _set_counters(file, added)
    _take_host(file, capture)
    return file


def end_of(capture: Capture) -> CompanyFile:
    """That file, after the recorded requests were played on it."""
    file, clock = start_of(capture), SimClock()
    rounds = list(_rounds(capture))
    for position, round_ in enumerate(rounds):
        if round_.request is None or not (round_.answered_at or _was_carried_out(round_, rounds[position + 1 :])):
            continue
        clock.jump((round_.processed_at or round_.asked_at) - clock.now())
        try:
            RequestProcessor(file, clock, SeededEntropy(0).guid).process(round_.request)
        except Hresult:
            continue
    return file


def shown(file: CompanyFile) -> str:
    """What QuickBooks would show of a file, to compare two of them."""
    return RequestProcessor(file, SimClock(), SeededEntropy(0).guid).process(SHOW)


def _rounds(capture: Capture) -> Iterator[Round]:
    for update in capture.updates:
        yield from update.rounds


def _shown(response: str) -> Iterator[etree._Element]:
    """Every record of an answer that a company file could hold."""
    try:
        root = etree.fromstring(
            response.encode(), etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
        )
    except etree.XMLSyntaxError:
        return
    for element in root.iterfind("QBXMLMsgsRs/*/*"):
        if element.tag in KINDS:
            yield element


def _record(element: etree._Element) -> dict[str, Any]:
    try:
        return record_of(element)
    except KeyError as error:
        raise BadCapture(f"An answer has a {element.tag} with an element that is not qbXML's ({error}).") from error


def _keep(file: CompanyFile, tag: str, record: dict[str, Any]) -> None:
    linked = record.pop("LinkedTxn", [])
    file.put(KINDS[tag], record)
    received = [line for line in record.get("PurchaseOrderLineRet", []) if line.get("ReceivedQuantity", "0") != "0"]
    for line in record.get("PurchaseOrderLineRet", []):
        _keep_item(file, line.get("ItemRef"))
    for place, line in enumerate(received):
        _keep_receipt(file, record, line, (linked or [NOBODY])[0] if place == 0 else NOBODY)


def _keep_receipt(file: CompanyFile, order: dict[str, Any], line: dict[str, str], by: dict[str, str]) -> None:
    """What an order had received before stays received; by which bill is told once for an order."""
    link = Link(
        source=by["TxnID"],
        source_kind=by["TxnType"],
        target=order["TxnID"],
        target_kind="PurchaseOrder",
        kind="QUANTYPE",
        amount=by["Amount"].removeprefix("-"),
        target_line=line["TxnLineID"],
        quantity=line["ReceivedQuantity"],
    )
    file.link(link)


def _keep_item(file: CompanyFile, ref: dict[str, str] | None) -> None:
    """Of an item that only an order names, nothing but its name is known."""
    if ref and not file.find(ITEMS, ref):
        name = ref["FullName"].rpartition(":")[2]
        file.put("ItemNonInventory", {**ref, "Name": name, "IsActive": "true"})


def _was_carried_out(round_: Round, later: list[Round]) -> bool:
    guids, changed = GUID.findall(round_.request or ""), dict(CHANGED.findall(round_.request or ""))
    for one in later:
        shown = [sequence != changed[txn_id] for txn_id, sequence in SEEN.findall(one.response) if txn_id in changed]
        if shown:
            return any(shown)
        if any(guid in (one.request or "") for guid in guids):
            return False  # it was sent again, so it was not there
        if any(guid in one.response for guid in guids):
            return True
    return False


def _set_counters(file: CompanyFile, added: list[dict[str, Any]]) -> None:
    """Transactions count on from where the file stood: just before the first that the capture added."""
    try:
        counters = [int(str(record["TxnID"]).partition("-")[0], 16) for record in added]
        numbers = [int(record["TxnNumber"]) for record in added if "TxnNumber" in record]
    except (KeyError, ValueError) as error:
        raise BadCapture(f"A record that was added has no id of QuickBooks ({error}).") from error
    file.counters.txn = min(counters, default=1) - 1
    file.counters.number = min(numbers, default=1) - 1


def _take_host(file: CompanyFile, capture: Capture) -> None:
    for update in capture.updates:
        for round_ in update.rounds:
            if round_.country:
                file.country = round_.country
                file.path = round_.company_file
                file.qbxml = f"{round_.version[0]}.{round_.version[1]}"
                return
