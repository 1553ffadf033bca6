"""
A person in JAGGAER: what becomes of invoices, orders, receipts and suppliers in their lives.

  rule                                                               source
  pending → completed and payable → paid                              UCLA's status values; Indiana University's guide
  a cancelled invoice has its header and no lines                     a UMass reader of the XML export
  a number may come again after a cancellation, under another id      Unimarket's documentation (comparable)
  a revision raises revisionNumber under the same poNumber            Cornell's POXMLImport
  a cancelled line has the quantity 0                                 Cornell's POXMLImport
  every such change moves lastUpdate                                  assumed
"""

from __future__ import annotations

from copy import deepcopy
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import Field

from simulators.jaggaer.clock import Clock
from simulators.jaggaer.tenant import Json, Records, Tenant, changed, plain_stamp, stamp

FIRST_INVOICE, FIRST_RECEIPT = 2_600_001, 8_001
PENDING = {"workflowStatus": "Pending", "paymentStatus": "InProcess"}
PAYABLE = {"workflowStatus": "Completed", "paymentStatus": "Payable"}
CANCELLED = {"workflowStatus": "Cancelled", "paymentStatus": "Cancelled"}


Quantity = Annotated[float, Field(ge=0, le=1e9, allow_inf_nan=False)]
Received = Literal["Received", "Returned", "Cancelled"]
Confirmed = Literal["Accepted", "Changed", "Rejected"]


class NotThere(Exception):
    """There is no such record; the text names it."""


class Clerk:
    """
    Works in one tenant. Invoices go by invoice number, orders by PO number, suppliers by their ERP number.

    Each deed raises ``NotThere`` where there is no such record.
    """

    def __init__(self, tenant: Tenant, clock: Clock) -> None:
        self._tenant = tenant
        self._clock = clock

    def enter_invoice(self, document: Json) -> None:
        """A document in J1P's own shape."""
        self._tenant.put_invoice(document)

    def submit_invoice(self, invoice: str) -> None:
        """It waits for approval."""
        self._edit_invoice(invoice, PENDING)

    def approve_invoice(self, invoice: str) -> None:
        """It may be paid."""
        self._edit_invoice(invoice, PAYABLE)

    def pay_invoice(self, invoice: str) -> None:
        """It is marked as paid by hand."""
        self._edit_invoice(invoice, {"paymentStatus": "Paid"})

    def edit_invoice(self, invoice: str, header: Json) -> None:
        """Other header fields; its id does not change."""
        if "invoiceId" in header:
            raise NotThere("The invoiceId of an invoice cannot be edited.")
        self._edit_invoice(invoice, header)

    def edit_invoice_line(self, invoice: str, line: int, fields: Json) -> None:
        """Other fields of one line, by its number; the total follows quantity and price."""
        document = self._found(self._tenant.invoices, "invoiceNumber", invoice)
        lines = deepcopy(document["lineList"]["invoiceLine"])
        before = _goods(lines)
        for one in lines:
            if one["lineNumber"] == line:
                one.update(fields)
                break
        else:
            raise NotThere(f"Invoice {invoice} has no line {line}.")
        total = document["header"].get("total")
        change = _goods(lines) - before
        moved = {"total": {**total, "value": round(total["value"] + change, 2)}} if total else {}
        self._put(
            self._tenant.invoices,
            "invoiceId",
            {**changed(document, moved, self._now), "lineList": {"invoiceLine": lines}},
        )

    def cancel_invoice(self, invoice: str) -> None:
        """Its lines are gone."""
        document = self._found(self._tenant.invoices, "invoiceNumber", invoice)
        self._put(self._tenant.invoices, "invoiceId", {"header": changed(document, CANCELLED, self._now)["header"]})

    def delete_invoice(self, invoice: str) -> None:
        """JAGGAER does not know it any more."""
        document = self._found(self._tenant.invoices, "invoiceNumber", invoice)
        del self._tenant.invoices[str(document["header"]["invoiceId"])]

    def resubmit_invoice(self, invoice: str, invoice_number: str, lines: list[Json]) -> None:
        """Another document with the same supplier's number, under a new id and number."""
        header = self._found(self._tenant.invoices, "invoiceNumber", invoice)["header"]
        number = self._tenant.invoices.next_id(FIRST_INVOICE)
        names = {"invoiceId": number, "invoiceNumber": invoice_number, "originalInvoiceNumber": invoice_number}
        document = {"header": {**header, **names, **PAYABLE}, "lineList": {"invoiceLine": lines}}
        self._put(self._tenant.invoices, "invoiceId", changed(document, {}, self._now))

    def enter_order(self, document: Json) -> None:
        """A document in the shape of a purchase order."""
        self._tenant.put_order(document)

    def revise_order(
        self,
        order: str,
        quantities: dict[int, Quantity] | None = None,
        prices: dict[int, Quantity] | None = None,
        more: list[Json] | None = None,
    ) -> None:
        """Other quantities and prices by line number, up or down, and further lines; a quantity of 0 cancels a line."""
        document = self._found(self._tenant.purchase_orders, "poNumber", order)
        lines = deepcopy([*document["lineList"]["poLine"], *(more or [])])
        quantities, prices = quantities or {}, prices or {}
        unknown = {*quantities, *prices} - {one["lineNumber"] for one in lines}
        if unknown:
            raise NotThere(f"Order {order} has no line {min(unknown)}.")
        for one in lines:
            quantity = quantities.get(one["lineNumber"], one["quantity"])
            one["quantity"] = int(quantity) if quantity == int(quantity) else quantity
            one["unitPrice"] = prices.get(one["lineNumber"], one["unitPrice"])
            one["extendedPrice"] = round(quantity * one["unitPrice"], 2)
        total = {**document["header"]["total"], "value": round(sum(one["extendedPrice"] for one in lines), 2)}
        raised = {
            "revisionNumber": document["header"]["revisionNumber"] + 1,
            "revisionDate": f"{self._now.date().isoformat()}T00:00:00.000Z",
            "total": total,
        }
        self._put(
            self._tenant.purchase_orders,
            "poId",
            {**changed(document, raised, self._now), "lineList": {"poLine": lines}},
        )

    def confirm_order(self, order: str, supplier_order: str, status: Confirmed = "Accepted", day: str = "") -> None:
        """The supplier accepts, changes or rejects it under a number of its own; for today, if no day is given."""
        date = f"{day}T00:00:00.000Z" if day else stamp(self._now)
        said = {"status": status, "date": date, "supplierOrderNumber": supplier_order}
        self._edit_order(order, {"confirmation": said})

    def cancel_order(self, order: str) -> None:
        self._edit_order(order, {"poStatus": "Cancelled"})

    def close_order(self, order: str) -> None:
        self._edit_order(order, {"poStatus": "Closed", "apStatus": "Close"})

    def receive_order(self, order: str, quantities: dict[int, Quantity], status: Received = "Received") -> None:
        """A receipt over some lines by number."""
        document = self._found(self._tenant.purchase_orders, "poNumber", order)
        prices = {one["lineNumber"]: one["unitPrice"] for one in document["lineList"]["poLine"]}
        unknown = set(quantities) - set(prices)
        if unknown:
            raise NotThere(f"Order {order} has no line {min(unknown)}.")
        number = self._tenant.receipts.next_id(FIRST_RECEIPT)
        lines = [
            {"poLineNumber": str(line), "quantity": quantity, "cost": prices[line], "status": status}
            for line, quantity in quantities.items()
        ]
        self._tenant.receipts[str(number)] = {
            "receiptId": number,
            "receiptNumber": f"R{number:06d}",
            "receiptDate": f"{self._now.date().isoformat()}T00:00:00.000Z",
            "lastUpdate": stamp(self._now),
            "poNumber": order,
            "lineList": {"receiptLine": lines},
        }
        self._edit_order(order, {"receiptStatus": "Partial"})

    def rename_supplier(self, supplier: str, name: str) -> None:
        """Later documents have the new name; those that are there keep the old one."""
        self._edit_supplier(supplier, {"companyName": name})

    def deactivate_supplier(self, supplier: str) -> None:
        self._edit_supplier(supplier, {"status": "INACTIVE"})

    def activate_supplier(self, supplier: str) -> None:
        self._edit_supplier(supplier, {"status": "ACTIVE"})

    def edit_supplier(self, supplier: str, fields: Json) -> None:
        """Other fields of a supplier; its bravoId does not change."""
        if "bravoId" in fields:
            raise NotThere("The bravoId of a supplier cannot be edited.")
        self._edit_supplier(supplier, fields)

    @property
    def _now(self) -> datetime:
        return self._clock.now()

    def _edit_invoice(self, number: str, fields: Json) -> None:
        document = self._found(self._tenant.invoices, "invoiceNumber", number)
        self._put(self._tenant.invoices, "invoiceId", changed(document, fields, self._now))

    def _edit_order(self, number: str, fields: Json) -> None:
        document = self._found(self._tenant.purchase_orders, "poNumber", number)
        self._put(self._tenant.purchase_orders, "poId", changed(document, fields, self._now))

    def _edit_supplier(self, number: str, fields: Json) -> None:
        """By its ERP number; by its name, where it has none."""
        for key, record in self._tenant.suppliers.items():
            if (record["returnCompanyInfo"].get("extCode") or record["returnCompanyInfo"]["companyName"]) == number:
                info = {**record["returnCompanyInfo"], **fields, "lastModTime": plain_stamp(self._now)}
                self._tenant.suppliers[key] = {**record, "returnCompanyInfo": info}
                return
        raise NotThere(f"There is no supplier {number}.")

    def _found(self, records: Records, name: str, value: str) -> Json:
        """The newest of that number."""
        for document in reversed(records.in_order()):
            if document["header"].get(name) == value:
                return document
        raise NotThere(f"There is no {name} {value}.")

    def _put(self, records: Records, name: str, document: Json) -> None:
        records[str(document["header"][name])] = document


def _goods(lines: list[Any]) -> float:
    return float(sum(one["quantity"] * one["unitPrice"] for one in lines))
