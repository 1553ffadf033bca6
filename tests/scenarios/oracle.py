"""
A judge of its own: what should stand in QuickBooks, from JAGGAER's rows and the customer's profile, and what does.

It imports neither the connector nor the checks of the stories, and reads both systems' records as they are: what both
got wrong alike would not be seen otherwise.
"""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal
from pathlib import Path
from typing import Any

Json = Mapping[str, Any]
CENT = Decimal("0.01")
PROFILE = Path(__file__).parents[2] / "scenarios" / "profile.toml"


@dataclass(frozen=True, slots=True)
class Expected:
    """What a document should be; ``amounts`` are by account, or by item where a line is of an order."""

    kind: str
    vendor: str
    number: str
    day: str
    total: Decimal
    amounts: Mapping[str, Decimal]


@dataclass(frozen=True, slots=True)
class Verdict:
    """In words, each with the number of its document."""

    doubled: tuple[str, ...]
    wrong: tuple[str, ...]
    stuck: tuple[str, ...]

    @property
    def is_clean(self) -> bool:
        return not (self.doubled or self.wrong or self.stuck)


def profile() -> Json:
    read: Json = tomllib.loads(PROFILE.read_text(encoding="utf-8"))["policy"]
    return read


def is_due(document: Json) -> bool:
    header = document["header"]
    return (header["workflowStatus"], header["paymentStatus"]) == ("Completed", "Payable")


def expected(document: Json, items: Mapping[str, str], policy: Json) -> Expected:
    """``items`` are the items of orders' lines, by ``order/line``."""
    header = document["header"]
    is_credit = header["invoiceType"] == "Credit memo"
    sign = -1 if is_credit else 1
    amounts: dict[str, Decimal] = defaultdict(Decimal)
    for line in document["lineList"]["invoiceLine"]:
        amount = (_money(line["quantity"]) * _money(line["unitPrice"])).quantize(CENT)
        if line.get("poNumber"):
            amounts[items[f"{line['poNumber']}/{line['poLineNumber']}"]] += amount
            continue
        for account, share in _shared(line, amount):
            amounts[policy["account"]["map"][account]] += share
    for name, field, way in (
        ("tax1", "taxCharge1", sign),
        ("shipping", "shippingCharge", sign),
        ("handling", "handlingCharge", sign),
        ("discount", "discountAmount", -1),
    ):
        charge = _money(header[field]) * way
        if charge:
            amounts[policy["charges"][name]] += charge
    supplier = header["supplier"]
    names = policy["vendor"]["map"]
    return Expected(
        kind="VendorCredit" if is_credit else "Bill",
        vendor=names.get(supplier.get("supplierNumber", ""), supplier["name"]),
        number=header.get("supplierInvoiceNumber") or header["invoiceNumber"],
        day=header["invoiceDate"][:10],
        total=abs(_money(header["total"]["value"])),
        amounts={account: amount for account, amount in amounts.items() if amount},
    )


def _money(value: Any) -> Decimal:
    return Decimal(str(value))


def _shared(line: Json, amount: Decimal) -> Iterator[tuple[str, Decimal]]:
    """The accounts of a line and what each bears: cut to the cent, the cents left over to those that lost most."""
    (group,) = line["splittableFieldSetGroupList"]["splittableFieldSetGroup"][0]["splittableFieldIndexSet"]
    parts = [
        (one["customFieldValueList"]["customFieldValue"][0]["value"], _money(one.get("distributionValue", 100)))
        for one in group["splittableFieldIndexList"]["splittableFieldIndex"]
    ]
    whole = sum(share for _, share in parts)
    exact = [amount * share / whole for _, share in parts]
    cut = [one.quantize(CENT, ROUND_DOWN) for one in exact]
    left = int((amount - sum(cut)) / CENT)
    for at in sorted(range(len(cut)), key=lambda at: (cut[at] - exact[at], at))[:left]:
        cut[at] += CENT
    return zip([account for account, _ in parts], cut, strict=True)


def live(records: Iterable[tuple[str, Json]], document: Json) -> list[tuple[str, Json]]:
    """The records that carry the mark of a document, and are not void."""
    header = document["header"]
    mark = f"[JAGGAER {header['originalInvoiceNumber']}/{header['invoiceId']}]"
    return [(kind, one) for kind, one in records if mark in one.get("Memo", "") and not _is_void(one)]


def _is_void(record: Json) -> bool:
    return str(record.get("Memo", "")).startswith("VOID:")


def stands_as(kind: str, record: Json) -> Expected:
    lines = [*record.get("ExpenseLineRet", ()), *record.get("ItemLineRet", ())]
    amounts: dict[str, Decimal] = defaultdict(Decimal)
    for line in lines:
        place = line.get("AccountRef") or line["ItemRef"]
        amounts[place["FullName"]] += _money(line["Amount"])
    return Expected(
        kind=kind,
        vendor=record["VendorRef"]["FullName"],
        number=record.get("RefNumber", ""),
        day=record["TxnDate"],
        total=_money(record["AmountDue" if kind == "Bill" else "CreditAmount"]),
        amounts={account: amount for account, amount in amounts.items() if amount},
    )


def judge(
    documents: Iterable[Json],
    records: Iterable[tuple[str, Json]],
    states: Mapping[str, str],
    items: Mapping[str, str],
    recoded: frozenset[str],
    taken_away: frozenset[str],
) -> Verdict:
    """
    ``states`` are what the connector says of each document at rest; ``recoded`` are TxnIDs of which a person changed
    accounts, and ``taken_away`` numbers of documents whose record a person voided or deleted.
    """
    policy, there = profile(), list(records)
    doubled: list[str] = []
    wrong: list[str] = []
    stuck: list[str] = []
    for document in documents:
        header = document["header"]
        number, state = header["invoiceNumber"], states.get(str(header["invoiceId"]), "never read")
        found = live(there, document)
        if len(found) > 1:
            doubled.append(f"{number}: {', '.join(one['TxnID'] for _, one in found)}")
        elif is_due(document) and state == "done":
            wrong += _compared(number, document, found, items, policy, recoded)
        elif is_due(document) and state not in ("held", "needs_person") and number not in taken_away:
            stuck.append(f"{number} is {state}")
        elif not is_due(document) and found and state not in ("held", "needs_person"):
            wrong.append(f"{number} is not due, stands as {found[0][1]['TxnID']}, and nobody sees it ({state})")
    return Verdict(tuple(doubled), tuple(wrong), tuple(stuck))


def _compared(
    number: str,
    document: Json,
    found: list[tuple[str, Json]],
    items: Mapping[str, str],
    policy: Json,
    recoded: frozenset[str],
) -> Iterator[str]:
    if not found:
        yield f"{number} is done, and nothing stands"
        return
    kind, record = found[0]
    wanted, stands = expected(document, items, policy), stands_as(kind, record)
    for name in ("kind", "vendor", "number", "day", "total", "amounts"):
        ours, theirs = getattr(wanted, name), getattr(stands, name)
        if ours != theirs and not (name == "amounts" and record["TxnID"] in recoded):
            yield f"{number}: {name} {ours} in JAGGAER, {theirs} in QuickBooks"
