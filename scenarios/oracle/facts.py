"""What the oracle judges by: both systems' records as they are, the customer's wishes, and what people did."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

Json = Mapping[str, Any]
CENT = Decimal("0.01")
WAITING = ("held", "needs_person")


@dataclass(frozen=True, slots=True)
class Finding:
    """``kind`` is one of ``doubled``, ``wrong`` and ``stuck``; ``text`` begins with the document's number."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Facts:
    """
    ``invoices``, ``orders``, ``receipts`` and ``payments`` are JAGGAER's, ``records`` QuickBooks' by kind.

    ``policy`` and ``writeback`` are those of the customer's profile, as its TOML has them; ``closed_until`` is the
    closing date of the company file, or empty. ``states`` and ``txn_ids`` are what the connector says at rest, by
    document id, and ``held_write_backs`` the numbers of what it could not tell JAGGAER. Of people there are the TxnIDs
    of what they ``edited`` and ``reworked``, the ids of the documents of which they have ``taken_away`` the record, and
    the vendors they ``renamed``, by their first names (one that was merged away has no name now), and the items of the
    orders that they ``typed``, of one line each, by number.
    """

    invoices: Sequence[Json] = ()
    orders: Sequence[Json] = ()
    receipts: Sequence[Json] = ()
    payments: Sequence[Json] = ()
    records: Mapping[str, Sequence[Json]] = field(default_factory=dict)
    policy: Json = field(default_factory=dict)
    closed_until: str = ""
    writeback: Json = field(default_factory=dict)
    states: Mapping[str, str] = field(default_factory=dict)
    txn_ids: Mapping[str, str] = field(default_factory=dict)
    held_write_backs: frozenset[str] = frozenset()
    edited: frozenset[str] = frozenset()
    reworked: frozenset[str] = frozenset()
    taken_away: frozenset[str] = frozenset()
    renamed: Mapping[str, str] = field(default_factory=dict)
    typed: Mapping[str, str] = field(default_factory=dict)

    def of(self, *kinds: str) -> Iterator[tuple[str, Json]]:
        """QuickBooks' records of these kinds, each with its kind."""
        return ((kind, one) for kind in kinds for one in self.records.get(kind, ()))

    def live(self, document_id: str, mark: str, *kinds: str) -> list[tuple[str, Json]]:
        """
        The records of a document that are not void: those that carry its mark in their memo.

        A person may have written over the memo: so the one that the connector takes for it counts, too.
        """
        named = self.txn_ids.get(document_id)
        return [
            (kind, one)
            for kind, one in self.of(*kinds)
            if (mark in one.get("Memo", "") or one["TxnID"] == named) and not self.is_void(one)
        ]

    def live_of(self, document: Json, *kinds: str) -> list[tuple[str, Json]]:
        """The same, of an invoice or a credit memo."""
        header = document["header"]
        mark = f"[JAGGAER {header['originalInvoiceNumber']}/{header['invoiceId']}]"
        return self.live(str(header["invoiceId"]), mark, *kinds)

    def is_void(self, record: Json) -> bool:
        """By its memo; or nothing is left of it, where a person wrote over the memo."""
        lines = [*record.get("ExpenseLineRet", ()), *record.get("ItemLineRet", ())]
        is_empty = bool(lines) and not any(money(one["Amount"]) for one in lines)
        is_edited = record["TxnID"] in self.edited
        return str(record.get("Memo", "")).startswith("VOID:") or (is_edited and is_empty)

    def item_of(self, order: str, line: str) -> str:
        """The item of QuickBooks' that a line of an order is: of JAGGAER's order, or of one that a person typed."""
        for document in self.orders:
            if document["header"]["poNumber"] == order:
                for row in document["lineList"]["poLine"]:
                    if str(row["lineNumber"]) == line:
                        return self.item(row)
        return self.typed.get(order, "")

    def item(self, row: Json) -> str:
        """The same, of the line itself."""
        return str(self.policy["orders"]["items"]["map"].get(row["item"]["catalogNumber"], ""))

    def vendor(self, supplier: Json) -> str:
        """The name of the vendor that a supplier is, as it is called by now; empty where it was merged away."""
        mapped = self.policy["vendor"]["map"].get(supplier.get("supplierNumber", ""), supplier["name"])
        return self.renamed.get(mapped, mapped)

    def first_open_day(self) -> str:
        """The day that a bill of a closed period bears, where the customer wishes it moved; empty otherwise."""
        is_wished = self.policy.get("dates", {}).get("closed_period") == "first_open_day" and self.closed_until
        return str(date.fromisoformat(self.closed_until) + timedelta(days=1)) if is_wished else ""


def money(value: Any) -> Decimal:
    return Decimal(str(value))


def is_due(document: Json) -> bool:
    """Whether an invoice is approved for payment."""
    header = document["header"]
    return (header["workflowStatus"], header["paymentStatus"]) == ("Completed", "Payable")


def summed(amounts: Iterator[tuple[str, Decimal]]) -> dict[str, Decimal]:
    """By name, without what comes to nothing."""
    found: dict[str, Decimal] = defaultdict(Decimal)
    for name, amount in amounts:
        found[name] += amount
    return {name: amount for name, amount in found.items() if amount}
