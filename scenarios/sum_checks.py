"""What must hold of the sums of invoices: on their own records, and with those that correct them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from scenarios.order_checks import is_on_another, meant
from scenarios.void import is_void
from scenarios.world import NAME, World

POSTED = (("Bill", "AmountDue", 1), ("VendorCredit", "CreditAmount", -1))
"""Each with its sum, and how the sum counts."""
OF_CORRECTIONS, LET_GO = "correction:", ("cancelled", "withdrawn")


def every_posted_document_ties(world: World) -> Iterator[str]:
    """What is posted is what JAGGAER approved: to the cent, in its currency, and on the vendor that was meant."""
    return _untied(world, but=frozenset(world.edited), as_read=True)


def what_people_changed_is_seen(world: World) -> Iterator[str]:
    """At rest, what the connector calls done ties, also where a person changed it since: or it is an exception."""
    return _untied(world, but=frozenset(), as_read=False)


def _untied(world: World, but: frozenset[str], *, as_read: bool) -> Iterator[str]:
    """``as_read``: what JAGGAER changed since it was written is no fault yet."""
    posted = {one["TxnID"]: (one, Decimal(one[total])) for kind, total, _ in POSTED for one in world.file.records(kind)}
    corrected = corrections_of(world)
    for line in world.lines:
        if line.state != "done" or line.txn_id not in posted or line.txn_id in but:
            continue
        record, amount = posted[line.txn_id]
        if is_void(world, record):
            continue  # that it is empty is not ours; whether it is seen is another check
        document = world.tenant.invoices.get(line.invoice_id, {}).get("header")
        if document is None:
            continue  # JAGGAER deleted it
        approved = Decimal(str(document["total"]["value"]))
        if is_on_another(world, record["VendorRef"], document["supplier"]):
            names = " or ".join(meant(world, document["supplier"]))
            yield f"{line.invoice} is on {record['VendorRef']['FullName']}, and was meant for {names}"
        differs = amount != abs(approved) and line.invoice_id not in corrected  # those have a check of their own
        if differs and not (as_read and _changed_since(world, line.invoice_id, document, record)):
            yield f"{line.invoice}: JAGGAER {abs(approved)}, QuickBooks {amount}"
        name = record.get("CurrencyRef", {}).get("FullName", "")
        currency = (world.file.find("Currency", {"FullName": name}) or {}).get("CurrencyCode", name)
        if currency not in ("", document["total"]["currency"]):
            yield f"{line.invoice}: JAGGAER {document['total']['currency']}, QuickBooks {currency}"


def _changed_since(world: World, invoice: str, header: Mapping[str, Any], record: Mapping[str, Any]) -> bool:
    """Whether JAGGAER changed an invoice after its bill was written last, by our history or by QuickBooks."""
    written = [one.at for one in world.connector.history(NAME) if one.document == invoice and one.kind == "done"]
    try:
        stamp = datetime.fromisoformat(header["lastUpdate"].replace("Z", "+00:00"))
    except ValueError:
        return False
    return bool(written) and (stamp > max(written) or stamp > datetime.fromisoformat(record["TimeModified"]))


def corrections_of(world: World) -> Mapping[str, list[Any]]:
    """The corrections that are to be in QuickBooks, by the ids of their invoices."""
    found: dict[str, list[Any]] = defaultdict(list)
    for line in world.lines:
        if line.kind == "correction" and line.state not in LET_GO:
            found[line.invoice_id.removeprefix(OF_CORRECTIONS).rpartition(":")[0]].append(line)
    return found


def corrected_documents_come_to_what_jaggaer_has(world: World) -> Iterator[str]:
    """At rest, an invoice and its corrections come to what JAGGAER has of it, unless a person has to see why not."""
    stands = {
        record["TxnID"]: sign * Decimal(record[total])
        for kind, total, sign in POSTED
        for record in world.file.records(kind)
        if not is_void(world, record)
    }
    lines = {str(line.invoice_id): line for line in world.lines}
    for invoice, made in corrections_of(world).items():
        header = world.tenant.invoices.get(invoice, {}).get("header")
        own = lines[invoice]
        if header is None or any(one.state != "done" for one in (own, *made)):
            continue
        is_over = "Cancelled" in (header["paymentStatus"], header["workflowStatus"])
        approved = Decimal(0) if is_over else Decimal(str(header["total"]["value"]))
        there = sum((stands.get(one.txn_id, Decimal(0)) for one in (own, *made)), Decimal(0))
        if there != approved:
            yield f"{own.invoice}: JAGGAER {approved}, QuickBooks {there} with {len(made)} corrections"
