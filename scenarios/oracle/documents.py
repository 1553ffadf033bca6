"""Invoices and credit memos: what each should be in QuickBooks, to the cent and per account, and what it is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal
from typing import Any

from scenarios.oracle.facts import CENT, WAITING, Facts, Finding, Json, is_due, money, summed

KINDS = ("Bill", "VendorCredit")
CHARGES = (
    ("tax1", "taxCharge1"),
    ("shipping", "shippingCharge"),
    ("handling", "handlingCharge"),
    ("discount", "discountAmount"),
)
COMPARED = ("kind", "vendor", "number", "day", "total", "amounts")


@dataclass(frozen=True, slots=True)
class Document:
    """What a document is, or should be; ``amounts`` are by account, or by item where a line is of an order."""

    kind: str
    vendor: str
    number: str
    day: str
    total: Decimal
    amounts: Mapping[str, Decimal]


def wanted(document: Json, facts: Facts) -> Document:
    """From JAGGAER's own rows."""
    header = document["header"]
    return Document(
        kind="VendorCredit" if _is_credit(document) else "Bill",
        vendor=facts.vendor(header["supplier"]),
        number=header.get("supplierInvoiceNumber") or header["invoiceNumber"],
        day=header["invoiceDate"][:10],
        total=abs(money(header["total"]["value"])),
        amounts=summed(_amounts(document, facts)),
    )


def _is_credit(document: Json) -> bool:
    return bool(document["header"]["invoiceType"] == "Credit memo")


def _amounts(document: Json, facts: Facts) -> Iterator[tuple[str, Decimal]]:
    for line in document["lineList"]["invoiceLine"]:
        amount = (money(line["quantity"]) * money(line["unitPrice"])).quantize(CENT)
        if line.get("poNumber"):
            yield facts.item_of(line["poNumber"], line["poLineNumber"]), amount
        else:
            for account, share in _shared(line, amount):
                yield facts.policy["account"]["map"][account], share
    sign = -1 if _is_credit(document) else 1
    for name, field in CHARGES:
        charge = money(document["header"][field]) * (-1 if name == "discount" else sign)
        if charge:
            yield facts.policy["charges"][name], charge


def _shared(line: Json, amount: Decimal) -> Iterator[tuple[str, Decimal]]:
    """The accounts of a line and what each bears: cut to the cent, the cents left over to those that lost most."""
    (group,) = line["splittableFieldSetGroupList"]["splittableFieldSetGroup"][0]["splittableFieldIndexSet"]
    parts: list[tuple[Any, Decimal]] = [
        (one["customFieldValueList"]["customFieldValue"][0]["value"], money(one.get("distributionValue", 100)))
        for one in group["splittableFieldIndexList"]["splittableFieldIndex"]
    ]
    whole = sum(share for _, share in parts)
    exact = [amount * share / whole for _, share in parts]
    cut = [one.quantize(CENT, ROUND_DOWN) for one in exact]
    left = int((amount - sum(cut)) / CENT)
    for at in sorted(range(len(cut)), key=lambda at: (cut[at] - exact[at], at))[:left]:
        cut[at] += CENT
    return zip([account for account, _ in parts], cut, strict=True)


def stands(kind: str, record: Json) -> Document:
    """From QuickBooks' own record."""
    lines = [*record.get("ExpenseLineRet", ()), *record.get("ItemLineRet", ())]
    return Document(
        kind=kind,
        vendor=record["VendorRef"]["FullName"],
        number=record.get("RefNumber", ""),
        day=record["TxnDate"],
        total=money(record["AmountDue" if kind == "Bill" else "CreditAmount"]),
        amounts=summed(((one.get("AccountRef") or one["ItemRef"])["FullName"], money(one["Amount"])) for one in lines),
    )


def judged(facts: Facts) -> Iterator[Finding]:
    for document in facts.invoices:
        header = document["header"]
        number, id_ = header["invoiceNumber"], str(header["invoiceId"])
        state = facts.states.get(id_, "never read")
        found = facts.live_of(document, *KINDS)
        if len(found) > 1:
            yield Finding("doubled", f"{number}: {', '.join(one['TxnID'] for _, one in found)}")
        elif is_due(document) and state == "done":
            yield from _compared(document, found, facts)
        elif is_due(document) and state not in WAITING and not _is_let_go(id_, state, facts):
            yield Finding("stuck", f"{number} is {state}")
        elif not is_due(document) and found and state not in WAITING and not _is_paid(document):
            txn_id = found[0][1]["TxnID"]
            yield Finding("wrong", f"{number} is not due, stands as {txn_id}, and nobody sees it ({state})")


def _is_let_go(id_: str, state: str, facts: Facts) -> bool:
    """A person took the record away, and the customer wants it left at that."""
    return id_ in facts.taken_away or (
        state == "withdrawn" and facts.policy.get("corrections", {}).get("gone") == "leave"
    )


def _is_paid(document: Json) -> bool:
    """It was due, and JAGGAER knows by now that it is paid."""
    header = document["header"]
    return bool(header["workflowStatus"] == "Completed" and header["paymentStatus"] == "Paid")


def _compared(document: Json, found: list[tuple[str, Json]], facts: Facts) -> Iterator[Finding]:
    number = document["header"]["invoiceNumber"]
    if not found:
        yield Finding("wrong", f"{number} is done, and nothing stands")
        return
    kind, record = found[0]
    ours, theirs = wanted(document, facts), stands(kind, record)
    excused = defaultdict(
        bool,
        amounts=record["TxnID"] in facts.reworked,
        day=theirs.day == facts.first_open_day(),
        vendor=not ours.vendor,
    )
    for name in COMPARED:
        if getattr(ours, name) != getattr(theirs, name) and not excused[name]:
            said = f"{_shown(getattr(ours, name))} in JAGGAER, {_shown(getattr(theirs, name))} in QuickBooks"
            yield Finding("wrong", f"{number}: {name} {said}")


def _shown(value: object) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{name} {amount}" for name, amount in sorted(value.items())) or "nothing"
    return str(value)
