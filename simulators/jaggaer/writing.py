"""
What can be written: imports of invoices, payments, acknowledgements, orders, suppliers and lists of values.

  rule                                                                source
  invoice import: batch, invoiceOcr header and lines                   UCLA
  a number that the supplier has used is refused                       UCLA ("Invoice number needs to be unique")
  what is imported waits for approval                                  assumed
  payment status: a result to each invoice; moves lastUpdate           assumed; SupplierErrors of Cornell's messages
  the same payment again is accepted and changes nothing               assumed
  the words for a payment: Paid alone, or others, too                  assumed, both ways (Tenant.payment_words)
  what is cancelled is not paid                                        assumed
  acknowledgement: StatusCode 200 or 400, StatusText                   DocumentExportResponse of a NetSuite script
  the invoice shows it as exportStatus, and its lastUpdate moves       assumed
  orders: operationCode CREATE, UPDATE, CANCEL                         Cornell's POXMLImport; the JSON is assumed
  an order's supplier is known, by its number or an id; it has lines   assumed
  a number is one order's; what is cancelled takes no update            assumed
  companyprofiles: CREATE, UPDATE, CREATEUPDATE; bravoId in the answer  public TypeScript client
  suppliers of ji, custom field values                                 assumed
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import Any

from simulators.jaggaer.clerk import PENDING
from simulators.jaggaer.tenant import Json, Tenant, changed, plain_stamp, stamp
from simulators.jaggaer.wire import Answer, Call, Refused, success

FIRST_INVOICE, FIRST_ORDER, FIRST_SUPPLIER = 2_600_001, 7_001, 52_001
INVALID = -1
LARGEST = 1e12
Write = Callable[[Tenant, Call, datetime], Answer]


def import_invoice(tenant: Tenant, call: Call, now: datetime) -> Answer:
    header = _part(call.body, "invoiceOcr", "invoiceOcrHeader")
    lines = _rows(call.body, "invoiceOcr", "invoiceOcrLineList", "invoiceOcrLine")
    number, supplier = _text(header, "supplierInvoiceNumber"), _supplier(tenant, _part(header, "supplier"))
    for one in tenant.invoices.values():
        there, whose = one["header"], one["header"].get("supplier")
        same = there.get("supplierInvoiceNumber") == number and isinstance(whose, dict)
        same = same and whose.get("id") == supplier["id"]
        if same and there.get("workflowStatus") != "Cancelled":
            raise Refused(INVALID, "Invoice number needs to be unique")
    invoice_id = tenant.invoices.next_id(FIRST_INVOICE)
    name = f"I{invoice_id - FIRST_INVOICE + 101:05d}"
    made = [_line(one, position) for position, one in enumerate(lines, 1)]
    total = sum((Decimal(str(one["quantity"])) * Decimal(str(one["unitPrice"])) for one in made), Decimal(0))
    document: Json = {
        "header": {
            "invoiceId": invoice_id,
            "lastUpdate": stamp(now),
            "invoiceNumber": name,
            "originalInvoiceNumber": name,
            "invoiceType": _text(header, "invoiceType", "Invoice"),
            "invoiceLineType": "Non-PO",
            "invoiceSource": "Automated",
            "invoiceDate": _text(header, "invoiceDate", stamp(now)),
            "supplier": supplier,
            "supplierInvoiceNumber": number,
            "matchStatus": "Do Not Match",
            **PENDING,
            "total": {"currency": _currency(lines), "value": float(round(total, 2))},
        },
        "lineList": {"invoiceLine": made},
    }
    tenant.put_invoice(document)
    return Answer(success(invoiceId=invoice_id, invoiceNumber=name))


def payment_status(tenant: Tenant, call: Call, now: datetime) -> Answer:
    results = [_paid(tenant, one, now) for one in _rows(call.body, "invoicePaymentList", "invoicePayment")]
    return Answer(success(resultList={"result": results}))


def _paid(tenant: Tenant, payment: Json, now: datetime) -> Json:
    number = payment.get("invoiceNumber", "")
    key = _invoice_of(tenant, payment)
    document = tenant.invoices.get(key)
    if document is None or (number and document["header"].get("invoiceNumber") != number):
        return {"invoiceNumber": number, "returnCode": INVALID, "returnMessage": "Invoice not found"}
    status = payment.get("paymentStatus")
    if status not in tenant.payment_words:
        return {"invoiceNumber": number, "returnCode": INVALID, "returnMessage": "Invalid paymentStatus"}
    if document["header"].get("workflowStatus") == "Cancelled":
        return {"invoiceNumber": number, "returnCode": INVALID, "returnMessage": "Invoice is cancelled"}
    before = [one for one in tenant.payments if _invoice_of(tenant, one) == key]
    if not before or any(before[-1].get(name) != payment.get(name) for name in ("paymentStatus", "paymentNumber")):
        tenant.payments.append(payment)
        tenant.invoices[key] = changed(document, {"paymentStatus": status}, now)
    else:
        tenant.repeats.append(f"payment of invoice {key}")
    return {"invoiceNumber": number, "returnCode": 0, "returnMessage": ""}


def _invoice_of(tenant: Tenant, payment: Json) -> str:
    return str(payment.get("invoiceId") or _id_of(tenant, payment.get("invoiceNumber", "")))


def _id_of(tenant: Tenant, number: str) -> str:
    return next((key for key, one in tenant.invoices.items() if one["header"].get("invoiceNumber") == number), "")


def acknowledge(tenant: Tenant, call: Call, now: datetime) -> Answer:
    body = _part(call.body)
    if str(body.get("statusCode")) not in ("200", "400"):
        raise Refused(INVALID, "statusCode must be 200 or 400")
    key = _text(body, "documentId")
    document = tenant.invoices.get(key)
    if document is None:
        raise Refused(INVALID, "Document not found")
    if body not in tenant.acknowledgements:
        tenant.acknowledgements.append(body)
        names = ("statusCode", "statusText", "externalDocumentNumber")
        shown = {name: str(body[name]) for name in names if name in body}
        tenant.invoices[key] = changed(document, {"exportStatus": shown}, now)
    else:
        tenant.repeats.append(f"acknowledgement of invoice {key}")
    return Answer(success())


def write_order(tenant: Tenant, call: Call, now: datetime) -> Answer:
    given = _part(call.body, "purchaseOrder")
    header = _part(given, "header")
    number = _text(header, "poNumber")
    there = next((one for one in tenant.purchase_orders.values() if one["header"].get("poNumber") == number), None)
    lines = {"lineList": {"poLine": _rows(given, "lineList", "poLine")}} if "lineList" in given else {}
    operation = given.get("operationCode")
    if operation == "CREATE" and not lines.get("lineList", {}).get("poLine"):
        raise Refused(INVALID, f"PO number {number} has no lines")
    if "supplier" in header:
        header = {**header, "supplier": _ordered_from(tenant, _part(header, "supplier"), number)}
    if operation not in ("CREATE", "UPDATE", "CANCEL"):
        raise Refused(INVALID, "operationCode must be CREATE, UPDATE or CANCEL")
    if there is None:
        if operation != "CREATE":
            raise Refused(INVALID, f"PO number {number} not found")
        own = {"poId": tenant.purchase_orders.next_id(FIRST_ORDER), "revisionNumber": 0, "poStatus": "Completed"}
        number = f"J{own['poId']}" if tenant.numbers_orders else number
        own["poNumber"] = number
        there = {"header": {**header, **own}, "lineList": {"poLine": []}}
        changes: Json = {}
    elif operation == "CREATE":
        raise Refused(INVALID, f"PO number {number} already exists")
    elif operation == "CANCEL":
        lines, changes = {}, {"poStatus": "Cancelled"}
    elif there["header"].get("poStatus") == "Cancelled":
        raise Refused(INVALID, f"PO number {number} is cancelled")
    else:
        own = {"poId": there["header"]["poId"], "revisionNumber": int(there["header"].get("revisionNumber", 0)) + 1}
        changes = {**header, **own}
    written = {**changed(there, changes, now), **lines}
    tenant.put_order(written)
    known = written["header"]
    tenant.order_writes.append({**given, "revisionNumber": known.get("revisionNumber", 0)})
    return Answer(success(poId=known["poId"], poNumber=number, revisionNumber=known.get("revisionNumber", 0)))


def _ordered_from(tenant: Tenant, given: Json, po_number: str) -> Json:
    """The supplier by its number, or by an id of its own or of a document's, as JAGGAER shows it."""
    number, own = given.get("supplierNumber"), str(given.get("id", ""))
    documents = (*tenant.invoices.values(), *tenant.purchase_orders.values())
    infos = [one["returnCompanyInfo"] for one in tenant.suppliers.values()]
    known = [one["header"]["supplier"] for one in documents if isinstance(one["header"].get("supplier"), dict)]
    known += [
        {"id": _number(str(one["bravoId"])), "name": one.get("companyName", ""), "supplierNumber": one.get("extCode")}
        for one in infos
    ]
    for one in known:
        if one.get("supplierNumber") == number if number else own and str(one.get("id")) == own:
            return {**one}
    raise Refused(INVALID, f"Supplier of PO number {po_number} not found")


def write_profile(tenant: Tenant, call: Call, now: datetime) -> Answer:
    company = _part(call.body, "company")
    info = _part(company, "companyInfo")
    operation = company.get("operationCode")
    if operation not in ("CREATE", "UPDATE", "CREATEUPDATE"):
        raise Refused(INVALID, "operationCode must be CREATE, UPDATE or CREATEUPDATE")
    key = _known(tenant, info)
    if (operation == "CREATE" and key) or (operation == "UPDATE" and not key):
        raise Refused(INVALID, "Company already exists" if key else "Company not found")
    return Answer({"returnCode": "0", "returnMessage": "OK", "bravoId": _keep_supplier(tenant, key, info, now)})


def write_suppliers(tenant: Tenant, call: Call, now: datetime) -> Answer:
    results = []
    for given in _rows(call.body, "supplierList", "supplier"):
        name = given.get("Name")
        if not isinstance(name, str) or not name:
            results.append({"ERPNumber": given.get("ERPNumber", ""), "returnCode": INVALID, "returnMessage": "No Name"})
            continue
        active = str(given.get("Active", "Yes")).lower() in ("yes", "true", "t")
        info = {"companyName": name, "status": "ACTIVE" if active else "INACTIVE"}
        if isinstance(given.get("ERPNumber"), str):
            info["extCode"] = given["ERPNumber"]
        number = _keep_supplier(tenant, _known(tenant, info), info, now)
        results.append({"SQIntegrationNumber": str(number), "returnCode": 0, "returnMessage": ""})
    return Answer(success(resultList={"result": results}))


def write_values(tenant: Tenant, call: Call, _now: datetime) -> Answer:
    name = _text(_part(call.body), "name")
    values = _rows(call.body, "values")
    if any(not isinstance(one.get("value"), str) for one in values):
        raise Refused(INVALID, "Every value needs a value")
    kept = {one["value"]: one for one in tenant.custom_fields.get(name, [])}
    kept.update({one["value"]: one for one in values})
    tenant.custom_fields[name] = list(kept.values())
    return Answer(success())


def _known(tenant: Tenant, info: Json) -> str:
    """The key of a supplier with this bravoId or ERP number; empty where there is none."""
    if str(info.get("bravoId", "")) in tenant.suppliers:
        return str(info["bravoId"])
    for key, one in tenant.suppliers.items():
        if info.get("extCode") and one["returnCompanyInfo"].get("extCode") == info["extCode"]:
            return key
    return ""


def _keep_supplier(tenant: Tenant, key: str, info: Json, now: datetime) -> int | str:
    number = key or str(tenant.suppliers.next_id(FIRST_SUPPLIER))
    there = tenant.suppliers.get(number, {"returnCompanyInfo": {"type": "SELLER", "status": "ACTIVE"}})
    kept = {**there["returnCompanyInfo"], **info, "bravoId": number, "lastModTime": plain_stamp(now)}
    tenant.put_supplier({**there, "returnCompanyInfo": kept})
    return _number(number)


def _number(key: str) -> int | str:
    """An id as JAGGAER has it, a number; in a tenant file it can be anything."""
    return int(key) if key.isascii() and key.isdigit() else key


def _supplier(tenant: Tenant, given: Json) -> Json:
    number = _text(given, "supplierNumber")
    for one in tenant.suppliers.values():
        info = one["returnCompanyInfo"]
        if info.get("extCode") == number:
            return {"id": _number(str(info["bravoId"])), "name": info.get("companyName", ""), "supplierNumber": number}
    raise Refused(INVALID, f"Supplier {number} not found")


def _line(given: Json, position: int) -> Json:
    quantity, price = given.get("quantity", 1), _part(given, "unitPrice").get("money", 0)
    if not all(_is_number(one) for one in (quantity, price)):
        raise Refused(INVALID, f"Line {position}: quantity and unitPrice.money are numbers")
    described = given.get("ocrItem")
    item = described if isinstance(described, dict) else {}
    return {
        "lineId": position,
        "lineNumber": position,
        "item": {
            "description": item.get("description", ""),
            "unitOfMeasure": {"dimension": item.get("unitOfMeasure", "EA")},
        },
        "quantity": quantity,
        "unitPrice": price,
    }


def _is_number(value: object) -> bool:
    """A boolean is none, although Python counts with it."""
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < LARGEST


def _currency(lines: list[Json]) -> str:
    currency = _part(lines[0], "unitPrice").get("currency") if lines else None
    return currency if isinstance(currency, str) else "USD"


def _part(body: Any, *path: str) -> Json:
    """An object below ``body``."""
    for step in path:
        body = body.get(step) if isinstance(body, dict) else None
    if not isinstance(body, dict):
        raise Refused(INVALID, f"{'.'.join(path) or 'The body'} must be an object")
    return body


def _rows(body: Any, *path: str) -> list[Json]:
    rows = _part(body, *path[:-1]).get(path[-1])
    if not isinstance(rows, list) or not all(isinstance(one, dict) for one in rows):
        raise Refused(INVALID, f"{'.'.join(path)} must be a list of objects")
    return rows


def _text(part: Json, name: str, default: str | None = None) -> str:
    text = part.get(name, default)
    if not isinstance(text, str) or not text:
        raise Refused(INVALID, f"{name} is missing")
    return text
