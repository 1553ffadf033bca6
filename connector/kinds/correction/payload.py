"""A correction as it is kept: like a document of JAGGAER's, with a header."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from decimal import Decimal
from typing import Any

from connector.domain.bill import Draft, ExpenseLine
from connector.domain.correction import Correction
from connector.domain.identifiers import DocumentId, ListID, RefNumber, SupplierId
from connector.domain.kind import Kind
from connector.domain.money import Money
from connector.jaggaer.payload import Json

TEXTS = ("vendor", "memo", "mark")


def write(correction: Correction) -> Json:
    draft = correction.draft
    supplier = {"id": draft.supplier_id, "name": draft.vendor}
    header = {"correctionId": correction.id, "number": correction.number, "supplier": supplier}
    return {
        "header": {**header, "invoice": correction.invoice, "covers": correction.covers},
        "target": [_line(one) for one in correction.target],
        "source": correction.source,
        "draft": {
            "kind": draft.kind.value,
            "vendorId": draft.vendor_id,
            "refNumber": draft.ref_number,
            "txnDate": draft.txn_date.isoformat(),
            "termsId": draft.terms_id,
            "payableId": draft.payable_id,
            "exchangeRate": None if draft.exchange_rate is None else str(draft.exchange_rate),
            "currency": draft.total.currency,
            **{name: getattr(draft, name) for name in TEXTS},
            "lines": [_line(one) for one in draft.expenses],
        },
    }


def _line(line: ExpenseLine) -> Json:
    rest = {one.name: getattr(line, one.name) for one in fields(line) if one.name != "amount"}
    return {**rest, "amount": str(line.amount.amount)}


def read(document: Json) -> Correction:
    header, kept = document["header"], document["draft"]
    currency = kept["currency"]
    lines, target = (
        tuple(ExpenseLine(**{**one, "amount": Money(Decimal(one["amount"]), currency)}) for one in some)
        for some in (kept["lines"], document["target"])
    )
    draft = Draft(
        kind=Kind(kept["kind"]),
        supplier_id=SupplierId(header["supplier"]["id"]),
        vendor_id=ListID(kept["vendorId"]),
        ref_number=RefNumber(kept["refNumber"]),
        txn_date=date.fromisoformat(kept["txnDate"]),
        due_date=None,
        terms_id=_id(kept, "termsId"),
        expenses=lines,
        items=(),
        total=Money.total((one.amount for one in lines), currency),
        payable_id=_id(kept, "payableId"),
        exchange_rate=Decimal(kept["exchangeRate"]) if kept["exchangeRate"] else None,
        **{name: kept[name] for name in TEXTS},
    )
    return Correction(
        id=DocumentId(header["correctionId"]),
        number=header["number"],
        invoice=DocumentId(header["invoice"]),
        covers=header["covers"],
        draft=draft,
        target=target,
        source=document["source"],
    )


def _id(kept: Mapping[str, Any], name: str) -> ListID | None:
    return ListID(kept[name]) if kept[name] else None
