"""What must always hold of purchase orders: each is there as JAGGAER ordered it, and nothing comes of it twice."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from scenarios.void import is_void
from scenarios.world import NAME, World
from simulators.qbwc import linked

ORDER = "PurchaseOrder"
OF_ORDERS = "order:"
CENT = Decimal("0.01")
LOT, ROUNDED = "LOT", Decimal("0.00001")
MARK = "[JAGGAER {poNumber}/order:{poId}]"


def every_order_is_as_ordered(world: World) -> Iterator[str]:
    """What JAGGAER ordered stands in its order in QuickBooks, line by line, wherever no person changed it there."""
    ours = [one for one in world.file.records(ORDER) if one.get("ExternalGUID")]
    there = {one["TxnID"]: one for one in ours if one["TxnID"] not in {*world.edited, *world.reworked}}
    for line in world.lines:
        document = world.tenant.purchase_orders.get(line.invoice_id.removeprefix(OF_ORDERS))
        is_ours = line.invoice_id.startswith(OF_ORDERS) and line.state == "done" and line.txn_id in there
        if not is_ours or document is None or not _is_as_read(world, line.invoice_id, document):
            continue
        record = there[line.txn_id]
        supplier, vendor = document["header"]["supplier"], record["VendorRef"]
        if is_on_another(world, vendor, supplier):
            names = " or ".join(meant(world, supplier))
            yield f"order {line.invoice} is on {vendor['FullName']}, and was meant for {names}"
        wanted = Counter(_ordered(row["quantity"], row["extendedPrice"]) for row in document["lineList"]["poLine"])
        shown = Counter(
            _ordered(row["Quantity"], row["Amount"])
            for row in record["PurchaseOrderLineRet"]
            if row["IsManuallyClosed"] != "true" or record["IsManuallyClosed"] == "true"
        )
        missing = [one for one in (wanted - shown).elements() if one[0]]
        if missing and document["header"]["poStatus"] == "Completed":
            yield f"order {line.invoice} lacks {missing}"


def _ordered(quantity: object, amount: object) -> tuple[Decimal, Decimal]:
    return Decimal(str(quantity)).normalize(), Decimal(str(amount)).quantize(CENT)


def _is_as_read(world: World, document_id: str, document: Mapping[str, Any]) -> bool:
    """Whether the connector has read this very version."""
    kept = next((one for one in world.connector.documents(NAME) if one.id == document_id), None)
    return kept is not None and kept.stamp == document["header"]["lastUpdate"]


def meant(world: World, supplier: Mapping[str, str]) -> list[str]:
    """The vendor of the supplier's name, or of the map's, whatever it is called by now."""
    mapped = [
        world.mapped[key] for key in (supplier.get("supplierNumber", ""), supplier["name"]) if key in world.mapped
    ]
    names = mapped or [supplier["name"]]
    return [*names, *(world.renamed[name] for name in names if name in world.renamed)]


def is_on_another(world: World, vendor: Mapping[str, str], supplier: Mapping[str, str]) -> bool:
    """Whether a record's vendor is not the one that was meant; one that was merged is whatever it was merged into."""
    names, is_now = meant(world, supplier), {one["ListID"] for one in world.file.records("Vendor")}
    merged = {name for list_id, name in world.first_names.items() if list_id not in is_now}
    known = {world.first_names.get(vendor["ListID"], ""), vendor["FullName"]}
    return not known & set(names) and not merged & set(names)


def bills_receive_the_lines_they_name(world: World) -> Iterator[str]:
    """What is billed of an order of JAGGAER's is received on the lines that its invoices name."""
    billed = _billed(world)
    for order in world.file.records(ORDER):
        if not order.get("ExternalGUID") or order["TxnID"] in world.edited or is_void(world, order):
            continue
        ours = [one for one in world.tenant.purchase_orders.values() if MARK.format(**one["header"]) in order["Memo"]]
        for row in ours[0]["lineList"]["poLine"] if ours else ():
            quantity = billed[ours[0]["header"]["poNumber"], str(row["lineNumber"])]
            lines = [one for one in order["PurchaseOrderLineRet"] if one.get("Desc") == row["item"]["description"]]
            if len(lines) == 1 and Decimal(lines[0]["ReceivedQuantity"]) < quantity:
                named = f"order {order['RefNumber']} line {row['lineNumber']}"
                yield f"{named} received {lines[0]['ReceivedQuantity']}, and {quantity:f} of it are billed"


def _billed(world: World) -> Mapping[tuple[str, str], Decimal]:
    """How much of each line of JAGGAER's orders is billed, by bills of which every line is an order's."""
    bills = {
        one["TxnID"]: one
        for one in world.file.records("Bill")
        if one["TxnID"] not in world.edited and not is_void(world, one)
    }
    found: defaultdict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for line in world.lines:
        document, bill = world.tenant.invoices.get(line.invoice_id), bills.get(line.txn_id)
        if document is None or bill is None or line.state != "done":
            continue
        rows = [one for one in document.get("lineList", {}).get("invoiceLine", ()) if one.get("poNumber")]
        if len(rows) == len(bill["ItemLineRet"]) and _is_as_read(world, line.invoice_id, document):
            for row in rows:
                found[row["poNumber"], str(row["poLineNumber"])] += _taken(world, row)
    return found


def _taken(world: World, row: Mapping[str, Any]) -> Decimal:
    """How much of its order a line of an invoice takes; of a lot, its amount as a share, but for the rounding."""
    if row["item"]["unitOfMeasure"]["dimension"] != LOT:
        return Decimal(str(row["quantity"]))
    orders = (one for one in world.tenant.purchase_orders.values() if one["header"]["poNumber"] == row["poNumber"])
    ordered = [one for order in orders for one in order["lineList"]["poLine"]]
    whole = next(one["extendedPrice"] for one in ordered if str(one["lineNumber"]) == str(row["poLineNumber"]))
    return Decimal(str(row["unitPrice"])) / Decimal(str(whole)) - ROUNDED


def orders_are_not_over_received(world: World) -> Iterator[str]:
    """No purchase order line received more than it ordered, and a bill is linked to each order of its that stands."""
    lines = {}
    there = {one.get("RefNumber") for one in world.file.records("PurchaseOrder") if not is_void(world, one)}
    for order in world.file.records("PurchaseOrder"):
        for line in order["PurchaseOrderLineRet"]:
            lines[line["TxnLineID"]] = line
            is_over = Decimal(line["ReceivedQuantity"]) > Decimal(line.get("Quantity", "0"))
            if is_over and order["TxnID"] not in world.reworked:  # a person may have cut it down since
                yield f"order {order['RefNumber']}: {line['ReceivedQuantity']} of {line['Quantity']}"
    for document in world.lines:
        record = next((one for one in world.file.records("Bill") if one["TxnID"] == document.txn_id), None)
        linked_to = linked(world.file, record) if record else []
        orders = {one["RefNumber"] for one in linked_to if one["TxnType"] == "PurchaseOrder"}
        is_live = record is not None and not is_void(world, record)
        if is_live and not set(document.purchase_orders) & there <= orders:
            yield f"{document.invoice} should be linked to {document.purchase_orders}, and is to {sorted(orders)}"
