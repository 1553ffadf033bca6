"""Purchase orders and what came of them: each stands once, line by line, and received what came or was billed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal

from scenarios.oracle.facts import CENT, WAITING, Facts, Finding, Json, money

PREFIX = "order:"
OF_RECEIPTS = "receipt:"
KIND = "PurchaseOrder"
MARK = re.compile(r"\[JAGGAER [^\]]*?/([^\]/]+)\]")
SIGNS = {"Received": 1, "Returned": -1, "Cancelled": 0}
FINEST = Decimal("0.00001")
Line = tuple[str, Decimal, Decimal]


def judged(facts: Facts) -> Iterator[Finding]:
    for document in facts.orders:
        header = document["header"]
        id_ = f"{PREFIX}{header['poId']}"
        state = facts.states.get(id_, "never read")
        found = [one for _, one in facts.live(id_, f"[JAGGAER {header['poNumber']}/{id_}]", KIND)]
        if len(found) > 1:
            yield Finding("doubled", f"order {header['poNumber']}: {', '.join(one['TxnID'] for one in found)}")
        elif header["poStatus"] == "Completed" and state not in ("done", *WAITING):
            yield Finding("stuck", f"order {header['poNumber']} is {state}")
        elif state == "done":
            yield from _compared(document, found, facts)


def _compared(document: Json, found: Sequence[Json], facts: Facts) -> Iterator[Finding]:
    number, status = document["header"]["poNumber"], document["header"]["poStatus"]
    if not found:
        if status == "Completed" and f"{PREFIX}{document['header']['poId']}" not in facts.taken_away:
            yield Finding("wrong", f"order {number} is done, and nothing stands")
        return
    (record,) = found
    if record["TxnID"] in facts.edited | facts.reworked:
        return
    if status == "Cancelled" and record["IsManuallyClosed"] != "true" and record["IsFullyReceived"] != "true":
        yield Finding("wrong", f"order {number} is cancelled, and open in QuickBooks")
    if status != "Completed":
        return
    vendor = facts.vendor(document["header"]["supplier"])
    if record["VendorRef"]["FullName"] != vendor and vendor:
        yield Finding("wrong", f"order {number}: vendor {vendor}, and {record['VendorRef']['FullName']} in QuickBooks")
    ordered, stands = Counter(_ordered(document, facts)), Counter(_standing(record))
    if ordered != stands:
        missing, more = ordered - stands, stands - ordered
        yield Finding("wrong", f"order {number}: lacks {_shown(missing)}, and has {_shown(more)} beside it")
    yield from _received(document, record, facts)


def _ordered(document: Json, facts: Facts) -> Iterator[Line]:
    for row in document["lineList"]["poLine"]:
        if row["quantity"]:
            yield facts.item(row), money(row["quantity"]).normalize(), money(row["extendedPrice"]).quantize(CENT)


def _standing(record: Json) -> Iterator[Line]:
    """What is open or received; a line that was closed by hand was cancelled in JAGGAER."""
    for row in record["PurchaseOrderLineRet"]:
        if row["IsManuallyClosed"] != "true" or record["IsManuallyClosed"] == "true":
            quantity, amount = money(row["Quantity"]).normalize(), money(row["Amount"]).quantize(CENT)
            yield row["ItemRef"]["FullName"], quantity, amount


def _shown(lines: Counter[Line]) -> str:
    return ", ".join(f"{item} {quantity:f} for {amount}" for item, quantity, amount in lines.elements()) or "nothing"


def _received(document: Json, record: Json, facts: Facts) -> Iterator[Finding]:
    """What came by JAGGAER's receipts, where they are entered, or what is billed, if that is more."""
    number = document["header"]["poNumber"]
    receipts = [one for one in facts.receipts if one["poNumber"] == number]
    are_entered = facts.policy.get("receipts", {}).get("as") == "item_receipt"
    if _is_a_persons(number, receipts, facts):
        return
    for row in document["lineList"]["poLine"]:
        item, line = facts.item(row), str(row["lineNumber"])
        same = [one for one in record["PurchaseOrderLineRet"] if one["ItemRef"]["FullName"] == item]
        if len(same) != 1:
            continue
        came, billed = _came(receipts, line) if are_entered else Decimal(0), _billed(number, line, facts)
        received = money(same[0]["ReceivedQuantity"])
        if received != max(came, billed):
            told = f"{_plain(came)} came and {_plain(billed)} are billed, and QuickBooks received {_plain(received)}"
            yield Finding("wrong", f"order {number} line {line}: {told}")


def _plain(quantity: Decimal) -> str:
    return f"{quantity.normalize():f}"


def _is_a_persons(number: str, receipts: Sequence[Json], facts: Facts) -> bool:
    """Whether something of the order waits for a person, or a person had a hand in it."""
    ids = [f"{OF_RECEIPTS}{one['receiptId']}" for one in receipts]
    if any(facts.states.get(id_) in WAITING for id_ in ids) or _is_one_of_a_deleted_invoice(facts):
        return True
    for document in facts.invoices:
        if any(line.get("poNumber") == number for line in document.get("lineList", {}).get("invoiceLine", ())):
            id_ = str(document["header"]["invoiceId"])
            there = {record["TxnID"] for _, record in facts.live_of(document, "Bill")}
            if facts.states.get(id_) in WAITING or id_ in facts.taken_away or there & (facts.edited | facts.reworked):
                return True
    return False


def _is_one_of_a_deleted_invoice(facts: Facts) -> bool:
    """Whether a bill of ours stands of which JAGGAER does not know the invoice any more: nobody can say what of."""
    known = {str(one["header"]["invoiceId"]) for one in facts.invoices}
    live = [bill for _, bill in facts.of("Bill") if not facts.is_void(bill)]
    marked = {id_ for bill in live for id_ in MARK.findall(bill.get("Memo", ""))}
    ids = {bill["TxnID"] for bill in live}
    return not marked | {id_ for id_, txn_id in facts.txn_ids.items() if txn_id in ids} <= known


def _came(receipts: Sequence[Json], line: str) -> Decimal:
    rows = [row for one in receipts for row in one["lineList"]["receiptLine"] if row["poLineNumber"] == line]
    return sum((money(row["quantity"]).quantize(FINEST) * SIGNS[row["status"]] for row in rows), Decimal(0))


def _billed(number: str, line: str, facts: Facts) -> Decimal:
    """By bills of ours that stand."""
    return sum(
        (
            money(row["quantity"])
            for document in facts.invoices
            for row in document.get("lineList", {}).get("invoiceLine", ())
            if (row.get("poNumber"), row.get("poLineNumber")) == (number, line) and facts.live_of(document, "Bill")
        ),
        Decimal(0),
    )
