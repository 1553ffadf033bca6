"""An order that QuickBooks owns, and what JAGGAER may have of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from connector.domain.identifiers import DocumentId, EditSequence, ListID, RecordId, SupplierId, TxnID, TxnLineID
from connector.domain.invoice import Standing, Supplier
from connector.domain.kind import Kind
from connector.domain.operation import State
from connector.domain.order import Order, OrderLine
from connector.domain.outgoing import OutgoingOrder
from connector.domain.policy import ItemPolicy, OrderPolicy, Policy, VendorPolicy
from connector.domain.record import Record
from connector.domain.records import PurchaseOrder, PurchaseOrderLine, Vendor
from connector.domain.writeback import Change, WriteBack
from connector.sync.outgoing import Outside, There, draft
from tests.factories import usd

ID, NUMBER = TxnID("9-1"), "P-7"
VENDOR = Vendor(ListID("V1"), "Acme", account_number="V-1001")


def line(name: str, quantity: str | None, amount: str, **more: Any) -> PurchaseOrderLine:
    given = Decimal(quantity) if quantity is not None else None
    facts = {"item": "Goods", "received": Decimal(0), **more}
    return PurchaseOrderLine(TxnLineID(name), quantity=given, amount=usd(amount), **facts)


def ordered(*lines: PurchaseOrderLine, **more: Any) -> PurchaseOrder:
    rows = lines or (line("L1", "20", "100.00"),)
    total = sum((one.amount.amount for one in rows), Decimal(0))
    record = Record(
        Kind.ORDER, RecordId(ID), EditSequence("1"), NUMBER, txn_date=date(2026, 1, 15), total=usd(f"{total}")
    )
    return PurchaseOrder(
        ID, **{"ref_number": NUMBER, "vendor_id": ListID("V1"), "lines": rows, "record": record, **more}
    )


def outside(**orders: Any) -> Outside:
    rules = OrderPolicy(origin="both", **{"items": ItemPolicy(map={"A-1": "Goods"}), **orders})
    return Outside(Policy(vendor=VendorPolicy(number_in="account_number"), orders=rules), VENDOR)


def wanted(order: PurchaseOrder | None = None, told: OutgoingOrder | None = None) -> OutgoingOrder:
    found = draft(order or ordered(), told, outside())
    assert isinstance(found, OutgoingOrder)
    return found


def fresh(**more: Any) -> WriteBack:
    return replace(WriteBack("order", ID, NUMBER, State.QUEUED), **more)


def created(order: PurchaseOrder | None = None, **more: Any) -> WriteBack:
    """One that JAGGAER has."""
    told = wanted(order)
    done = fresh(state=State.DONE, change=Change.CREATE, wanted=told, told=told, own_id="7001", seen="1")
    return replace(done, **more)


def there(of: OutgoingOrder | None = None, *, reference: str = "", own_id: str = "7001", **more: Any) -> There:
    """JAGGAER's order, as it was written there."""
    of = of or wanted()
    lines = tuple(
        OrderLine(
            number=one.number,
            description=one.description,
            quantity=one.quantity,
            unit_price=one.price,
            amount=one.amount,
            catalog_number=one.catalog_number,
            unit=one.unit,
            requested=of.expected,
            is_cancelled=not one.quantity,
        )
        for one in of.lines
    )
    facts = {
        "id": DocumentId(f"order:{own_id}"),
        "number": of.number,
        "revision": 0,
        "standing": Standing.DUE,
        "supplier": Supplier(SupplierId("1"), "Acme", of.supplier_number),
        "order_date": of.day,
        "terms": of.terms or None,
        "ship_to": (),
        "lines": lines,
        "charges": (),
        "total": of.total,
        "stamp": "2026-01-15T17:00:00.000Z",
    }
    return There(Order(**{**facts, **more}), own_id, reference)
