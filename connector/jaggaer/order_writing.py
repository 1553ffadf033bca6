"""
A purchase order as it is written to JAGGAER.

No payload of it is public (all of it is assumed): it is the form in which JAGGAER shows an order, with the operation
codes of its supplier import and of the XML import of orders (Cornell's POXMLImport). AlternatePONumber and
DistributeRevision are names of the latter: the one holds QuickBooks' id, by which an order of ours is known again, the
other says that the supplier is not sent the order again.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from connector.domain.outgoing import OutgoingLine, OutgoingOrder
from connector.domain.writeback import Change
from connector.jaggaer.payload import Json, midnight, wire_text
from connector.jaggaer.rows import header_of
from connector.jaggaer.wire_profile import OrderWriting, at, with_value

REFERENCE = "alternatePoNumber"


def body(change: Change, order: OutgoingOrder, own_id: str, rules: OrderWriting) -> str:
    """The exact text of the request."""
    codes = {
        Change.CREATE: rules.create,
        Change.UPDATE: rules.update,
        Change.CANCEL: rules.cancel,
        Change.CLOSE: rules.close,
    }
    document: Json = {"operationCode": codes[change], "distributeRevision": "false", "header": _named(order, own_id)}
    if change in (Change.CREATE, Change.UPDATE):
        document["header"] |= _header(order)
        document["lineList"] = {"poLine": [_line(line, order) for line in order.lines]}
    for place, value in rules.constants.items():
        document = with_value(document, place, value)
    for place, path in rules.fields.items():
        document = with_value(document, path, at(document, place))
    return wire_text({rules.root: document})


def reference_of(payload: Json, fields: Mapping[str, str]) -> str:
    """The id that QuickBooks has of an order of JAGGAER's, where JAGGAER shows it."""
    moved = fields.get(f"header.{REFERENCE}")
    found = at(payload, moved) if moved else header_of(payload).get(REFERENCE)
    return str(found) if isinstance(found, str | int) else ""


def _named(order: OutgoingOrder, own_id: str) -> Json:
    """By what JAGGAER knows it."""
    own: Json = {"poId": int(own_id) if own_id.isdecimal() else own_id} if own_id else {}
    return {**own, "poNumber": order.number, REFERENCE: order.txn_id}


def _header(order: OutgoingOrder) -> Json:
    supplier: Json = {"name": order.vendor}
    if order.supplier_id:
        supplier["id"] = int(order.supplier_id) if order.supplier_id.isdecimal() else order.supplier_id
    if order.supplier_number:
        supplier["supplierNumber"] = order.supplier_number
    terms: Json = {"terms": {"standardPaymentTermsCode": order.terms}} if order.terms else {}
    total: Json = {"currency": order.total.currency, "value": _number(order.total.amount)}
    return {"createDate": midnight(order.day), "supplier": supplier, **terms, "total": total}


def _line(line: OutgoingLine, order: OutgoingOrder) -> Json:
    item: Json = {"catalogNumber": line.catalog_number, "description": line.description}
    if line.unit:
        item["unitOfMeasure"] = {"dimension": line.unit}
    if line.commodity:
        item["commodityCode"] = line.commodity
    row: Json = {
        "lineNumber": line.number,
        "item": item,
        "quantity": _number(line.quantity),
        "unitPrice": _number(line.price),
        "extendedPrice": _number(line.amount.amount),
    }
    return {**row, "requestedDeliveryDate": midnight(order.expected)} if order.expected else row


def _number(value: Decimal) -> Decimal:
    """Without zeros that say nothing."""
    return value.normalize() + 0
