"""What a story says of both systems in its then part, compared with what stands there."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, TypeVar

from scenarios.machines import Machines
from scenarios.schema import (
    ExpectedBill,
    ExpectedJaggaer,
    ExpectedOrder,
    ExpectedQuickBooks,
    ExpectedReceipt,
    OrderInJaggaer,
    PaymentInJaggaer,
    Scenario,
)
from scenarios.stage import more
from scenarios.void import is_void

Record = dict[str, Any]
Order = TypeVar("Order", ExpectedOrder, OrderInJaggaer)


def unlike(world: Machines, scenario: Scenario) -> Iterator[str]:
    """What is not as the story says, in QuickBooks and in JAGGAER."""
    then = scenario.then
    if then.quickbooks is not None:
        yield from _books(world, scenario, then.quickbooks)
    if then.jaggaer is not None:
        yield from _jaggaer(world, then.jaggaer)


def _books(world: Machines, scenario: Scenario, books: ExpectedQuickBooks) -> Iterator[str]:
    named = [(one.reference, one.vendor, Decimal(one.total)) for one in books.bills]
    others = more(scenario.given, books.more_bills)
    expected = sorted([*named, *((one.supplier_invoice, one.supplier, Decimal(one.total)) for one in others)])
    found = sorted(
        (one.get("RefNumber", ""), one["VendorRef"]["FullName"], Decimal(one["AmountDue"]))
        for one in world.file.records("Bill")
    )
    if expected != found:
        yield f"QuickBooks has the bills {_bills(found)}, not {_bills(expected)}"
    if books.vendors is not None:
        there = {one["Name"]: one for one in world.file.records("Vendor")}
        yield from _unlike_fields("QuickBooks", "vendor", books.vendors, there)
    if books.orders is not None:
        yield from _orders(world, books.orders)
    if books.receipts is not None:
        yield from _receipts(world, books.receipts)
    credits_ = [(one["RefNumber"], Decimal(one["CreditAmount"])) for one in world.file.records("VendorCredit")]
    if credits_ != [(one.reference, Decimal(one.total)) for one in books.credits]:
        yield f"QuickBooks has the vendor credits {credits_}"
    for kind, listed in (("Bill", books.bills), ("VendorCredit", books.credits)):
        for one in listed:
            yield from _unlike(one, [is_ for is_ in world.file.records(kind) if is_.get("RefNumber") == one.reference])


def _unlike_fields(
    where: str, what: str, expected: Mapping[str, Mapping[str, str]], there: Mapping[str, Mapping[str, Any]]
) -> Iterator[str]:
    """Each by its name, with some of its fields; a deeper one by its path."""
    if sorted(there) != sorted(expected):
        yield f"{where} has the {what}s {sorted(there)}, not {sorted(expected)}"
    for name, fields in expected.items():
        for path, text in fields.items():
            found: Any = there.get(name, {})
            for step in path.split("."):
                found = found.get(step, "") if isinstance(found, Mapping) else ""
            if str(found) != text:
                yield f"{what} {name} has the {path} “{found}”, not “{text}”"


def _orders(world: Machines, orders: list[ExpectedOrder]) -> Iterator[str]:
    there = {one["RefNumber"]: one for one in world.file.records("PurchaseOrder")}
    yield from _each_order("QuickBooks", there, orders, _unlike_order)


def _each_order(
    where: str,
    there: Mapping[str, Record],
    orders: Sequence[Order],
    unlike_it: Callable[[Order, Record], Iterator[str]],
) -> Iterator[str]:
    if sorted(there) != sorted(one.number for one in orders):
        yield f"{where} has the orders {sorted(there)}"
    for wanted in orders:
        if wanted.number in there:
            yield from unlike_it(wanted, there[wanted.number])


def _unlike_order(wanted: ExpectedOrder, record: dict[str, Any]) -> Iterator[str]:
    rows = record["PurchaseOrderLineRet"]
    lines = [(row["ItemRef"]["FullName"], row["Quantity"], row["Amount"]) for row in rows]
    closed = [at for at, row in enumerate(rows, 1) if row["IsManuallyClosed"] == "true"]
    expected = list(range(1, len(rows) + 1)) if wanted.closed == "all" else wanted.closed
    received = [row["ReceivedQuantity"] for row in rows]
    if record["VendorRef"]["FullName"] != wanted.vendor:
        yield f"order {wanted.number} is of {record['VendorRef']['FullName']}, not of {wanted.vendor}"
    if lines != wanted.lines:
        yield f"order {wanted.number} has the lines {lines}, not {wanted.lines}"
    if closed != expected:
        yield f"the lines {closed} of order {wanted.number} are closed, not {expected}"
    for said, name in ((wanted.expected, "ExpectedDate"), (wanted.confirmed, "Other1")):
        if said not in (None, record.get(name)):
            yield f"order {wanted.number} has the {name} {record.get(name)}, not {said}"
    if wanted.received not in (None, received):
        yield f"{received} of order {wanted.number} came, not {wanted.received}"


def _receipts(world: Machines, receipts: list[ExpectedReceipt]) -> Iterator[str]:
    there = [
        (one["RefNumber"], [(row["ItemRef"]["FullName"], row["Quantity"], row["Amount"]) for row in one["ItemLineRet"]])
        for one in world.file.records("ItemReceipt")
        if not is_void(world, one)
    ]
    if there != [(one.reference, one.lines) for one in receipts]:
        yield f"QuickBooks has the item receipts {there}"


def _jaggaer(world: Machines, expected: ExpectedJaggaer) -> Iterator[str]:
    if expected.orders is not None:
        yield from _orders_in_jaggaer(world, expected.orders)
    if expected.payments is not None:
        yield from _payments_in_jaggaer(world, expected.payments)
    if expected.acknowledged is not None:
        said = {str(one["documentNumber"]): str(one["statusCode"]) for one in world.tenant.acknowledgements}
        if said != expected.acknowledged:
            yield f"JAGGAER was told of the invoices {said}, not {expected.acknowledged}"
    infos = [one["returnCompanyInfo"] for one in world.tenant.suppliers.values()]
    coded = {one["companyName"]: bool(one.get("extCode")) for one in infos}
    if expected.codes is not None and coded != expected.codes:
        yield f"JAGGAER has codes of {coded}, not {expected.codes}"
    if expected.suppliers is not None:
        yield from _unlike_fields("JAGGAER", "supplier", expected.suppliers, {one["companyName"]: one for one in infos})
    for field, values in (expected.offered or {}).items():
        rows = world.tenant.custom_fields.get(field, [])
        offered = [str(one["value"]) for one in rows if str(one.get("active")).lower() != "false"]
        if sorted(offered) != sorted(values):
            yield f"JAGGAER offers the values {sorted(offered)} of {field}, not {sorted(values)}"


def _payments_in_jaggaer(world: Machines, expected: list[PaymentInJaggaer]) -> Iterator[str]:
    told = world.tenant.payments
    if [one["invoiceNumber"] for one in told] != [one.invoice for one in expected]:
        yield f"JAGGAER was told of the payments {told}"
        return
    for wanted, is_so in zip(expected, told, strict=True):
        facts = (
            ("status", wanted.status, is_so["paymentStatus"]),
            ("amount", wanted.amount, f"{Decimal(str(is_so['paymentAmount']['money'])):.2f}"),
            ("method", wanted.method, is_so.get("paymentMethod")),
            ("number", wanted.number, is_so.get("paymentNumber")),
            ("date", wanted.date, str(is_so.get("paymentDate"))[:10]),
        )
        for name, meant, found in facts:
            if meant is not None and meant != found:
                yield f"JAGGAER was told the {name} {found} of {wanted.invoice}, not {meant}"


def _orders_in_jaggaer(world: Machines, orders: list[OrderInJaggaer]) -> Iterator[str]:
    there = {one["header"]["poNumber"]: one for one in world.tenant.purchase_orders.values()}
    yield from _each_order("JAGGAER", there, orders, _unlike_in_jaggaer)


def _unlike_in_jaggaer(wanted: OrderInJaggaer, document: dict[str, Any]) -> Iterator[str]:
    header, rows = document["header"], document["lineList"]["poLine"]
    found = [(one["item"]["catalogNumber"], str(one["quantity"]), one["extendedPrice"]) for one in rows]
    lines = [(item, quantity, f"{Decimal(str(amount)):.2f}") for item, quantity, amount in found if quantity != "0"]
    said = (
        ("supplier", wanted.supplier, header["supplier"]["name"]),
        ("status", wanted.status, header["poStatus"]),
        ("lines", wanted.lines, lines),
    )
    for name, expected, is_so in said:
        if expected != is_so:
            yield f"order {wanted.number} in JAGGAER has the {name} {is_so}, not {expected}"
    if wanted.revision not in (None, header["revisionNumber"]):
        yield f"order {wanted.number} in JAGGAER is in revision {header['revisionNumber']}, not {wanted.revision}"


def _unlike(wanted: ExpectedBill, found: list[dict[str, Any]]) -> Iterator[str]:
    """What of a record is not as the story says."""
    for record in found[:1]:
        lines = [*record["ExpenseLineRet"], *record["ItemLineRet"]]
        booked = [((one.get("AccountRef") or one["ItemRef"])["FullName"], one["Amount"]) for one in lines]
        classes = [one.get("ClassRef", {}).get("FullName", "") for one in lines]
        if wanted.lines is not None and sorted(booked) != sorted(wanted.lines):
            yield f"{wanted.reference} has the lines {booked}, not {wanted.lines}"
        if wanted.classes is not None and classes != wanted.classes:
            yield f"{wanted.reference} has the classes {classes}, not {wanted.classes}"
        if wanted.date not in (None, record["TxnDate"]):
            yield f"{wanted.reference} is of {record['TxnDate']}, not of {wanted.date}"
        if wanted.words not in record.get("Memo", ""):
            yield f"“{wanted.words}” is not in the memo of {wanted.reference}: {record.get('Memo', '')}"


def _bills(bills: list[tuple[str, str, Decimal]]) -> str:
    return ", ".join(f"{reference} {vendor} {total}" for reference, vendor, total in bills) or "none"
