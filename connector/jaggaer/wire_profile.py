"""
What differs from one JAGGAER tenant to the next: paths, names, filters and status rules.

No complete contract of JAGGAER's REST API is public, so everything here can be set per customer.
Each default says how well it is known:
  seen      in real payloads or production code (UCLALibrary/jaggaer-api; Crown Commercial Service)
  assumed   extended from a sibling endpoint, to be confirmed with the customer
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from fnmatch import fnmatchcase
from string import Formatter
from typing import Any, Literal

from connector.jaggaer.supplier_rules import SupplierFields, SupplierWriting

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Resource:
    """
    One list and its details.

    ``rows`` is the path to the list inside the envelope, ``row`` the member of each row that holds the record; empty
    where the row is the record. Without a ``detail_path`` a row says all there is. ``changed_since`` is the filter,
    with ``{stamp}``; empty where the tenant has none. ``stamp_format`` is how the filter writes an instant of UTC (as
    in ``%Y-%m-%d``); empty for JAGGAER's own ISO 8601. ``by_number`` is the filter for one number, with ``{number}``;
    where the tenant has none, the whole list is read to find it.
    """

    list_path: str
    rows: str
    row: str
    changed_since: str = ""
    detail_path: str = ""
    stamp_format: str = ""
    by_number: str = ""

    def stamp(self, iso: str) -> str:
        """An instant as the filter wants it."""
        if not self.stamp_format:
            return iso
        return datetime.fromisoformat(iso.replace("Z", "+00:00")).astimezone(UTC).strftime(self.stamp_format)

    def __post_init__(self) -> None:
        for text, known in ((self.changed_since, "stamp"), (self.detail_path, "id"), (self.by_number, "number")):
            names = {name for _, name, _, _ in Formatter().parse(text) if name is not None}
            if not names <= {known}:
                raise ValueError(f"only {{{known}}} can be filled in here")


@dataclass(frozen=True, slots=True)
class Connection:
    """
    How the tenant is called; no public source says what it bears, so the defaults are careful.

    ``auth`` sends the client's secret in the body (seen) or as HTTP Basic. ``ca_bundle`` is a PEM file for a proxy that
    signs anew, ``proxy`` its address. An answer has to be there whole after ``timeout_seconds``, and has at most
    ``answer_mib``. ``at_once`` is how many details are read at the same time, and
    ``requests_per_second`` a limit over all (0: none).
    """

    auth: Literal["body", "basic"] = "body"  # seen: in the body
    ca_bundle: str = ""
    proxy: str = ""
    timeout_seconds: float = 60  # assumed
    answer_mib: int = 24  # assumed
    at_once: int = 1
    requests_per_second: float = 0

    def __post_init__(self) -> None:
        if not 1 <= self.timeout_seconds <= 600:
            raise ValueError("timeout_seconds is from 1 to 600")
        if not 1 <= self.answer_mib <= 512:
            raise ValueError("answer_mib is from 1 to 512")
        if not 1 <= self.at_once <= 16:
            raise ValueError("at_once is from 1 to 16")
        if self.requests_per_second < 0:
            raise ValueError("requests_per_second is 0 for no limit, or more")
        if self.proxy and not self.proxy.startswith(("http://", "https://", "socks5://")):
            raise ValueError("proxy is an address such as http://proxy.example:3128")


@dataclass(frozen=True, slots=True)
class StatusRule:
    """
    Header fields and the values they may have, as patterns (``P*``); a field may be deeper (``payment.method``).

    Every field of ``all_of`` has to have one of its values, and one field of ``any_of``, where there are any. A rule
    without fields never holds. Seen: workflowStatus, paymentStatus.
    """

    all_of: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    any_of: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def holds(self, header: Mapping[str, object]) -> bool:
        if not self.all_of and not self.any_of:
            return False
        every = all(_fits(header, path, values) for path, values in self.all_of.items())
        return every and (not self.any_of or any(_fits(header, path, values) for path, values in self.any_of.items()))


def _fits(header: Mapping[str, object], path: str, patterns: Sequence[str]) -> bool:
    value = at(header, path)
    return isinstance(value, str | int) and any(fnmatchcase(str(value), pattern) for pattern in patterns)


def at(record: object, path: str) -> object:
    """What stands at a path of a JSON document, or None."""
    for step in path.split("."):
        record = record.get(step) if isinstance(record, Mapping) else None
    return record


@dataclass(frozen=True, slots=True)
class OrderRules:
    """
    What the header of a purchase order says of it: left alone, else cancelled, else closed, else due, else not due if
    its status is ``known``; others are held. A line is cancelled by its own fields, or by its quantity of 0.

    The supplier's confirmation stands on the order (``confirmation.status``): ``accepted``, not there yet
    (``unconfirmed``), or anything else, which a person has to see.

    ``fields`` go from where we look for a field to where this tenant has it (``header.createDate``, ``line.quantity``).
    """

    due_when: StatusRule = StatusRule({"poStatus": ("Completed",)})  # assumed
    closed_when: StatusRule = StatusRule(any_of={"poStatus": ("Closed",)})  # assumed
    cancelled_when: StatusRule = StatusRule(any_of={"poStatus": ("Cancelled",)})  # assumed
    skip_when: StatusRule = StatusRule()
    known: StatusRule = StatusRule({"poStatus": ("Pending", "Completed", "Cancelled", "Closed")})  # assumed
    accepted: tuple[str, ...] = ("Accepted",)  # assumed
    unconfirmed: tuple[str, ...] = ("Pending", "None")  # assumed
    line_cancelled_when: StatusRule = StatusRule(any_of={"status": ("Cancelled",)})  # assumed
    fields: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class OrderWriting:
    """
    How QuickBooks' orders are written to JAGGAER: no payload of it is public.

    ``root`` is the member of the body that holds the order. ``create``, ``update`` and ``cancel`` are JAGGAER's
    operation codes; ``close`` is empty where the tenant has no such operation, and then nobody is told that an order
    was closed. ``fields`` go from where we put a field to where this tenant wants it, ``constants`` from where to what
    every order has there.
    """

    path: str = "/j1p/api/public/ji/v1/purchaseorders"  # assumed
    root: str = "purchaseOrder"  # assumed
    create: str = "CREATE"  # seen of suppliers
    update: str = "UPDATE"  # seen of suppliers, and in the XML import of orders
    cancel: str = "CANCEL"  # seen in the XML import of orders
    close: str = ""  # none is known
    fields: Mapping[str, str] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not (self.root and self.create and self.update and self.cancel):
            raise ValueError("root, create, update and cancel are names of JAGGAER's, and not empty")


@dataclass(frozen=True, slots=True)
class PaymentWriting:
    """
    How JAGGAER is told that invoices are paid: its payload is public nowhere, that it is imported is (Indiana
    University's guide).

    ``paid``, ``partly`` and ``reopened`` are JAGGAER's words; nothing is told of what has none. ``methods`` go from
    Intuit's names of payments to JAGGAER's. At most ``together`` invoices go in one request. ``fields`` go from where
    we put a field of a payment to where this tenant wants it; ``cash``, ``discount`` and ``credit`` go only where they
    are named here.
    """

    path: str = "/j1p/api/public/ji/v1/invoices/paymentstatus"  # assumed
    together: int = 100  # assumed
    paid: str = "Paid"  # seen: the word; its import is assumed
    partly: str = ""  # none is known
    reopened: str = ""  # none is known
    methods: Mapping[str, str] = field(
        default_factory=lambda: {
            "BillPaymentCheck": "Check",
            "BillPaymentCreditCard": "Credit Card",
            "VendorCredit": "Credit",
        }
    )  # assumed
    fields: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not self.paid:
            raise ValueError("paid is JAGGAER's word for an invoice that is paid, and not empty")
        if not 1 <= self.together <= 1000:
            raise ValueError("together is from 1 to 1000")


@dataclass(frozen=True, slots=True)
class AcknowledgementWriting:
    """
    How JAGGAER is told whether an invoice is in the books, as a DocumentExportResponse does (a NetSuite script).

    ``posted`` and ``refused`` are JAGGAER's codes. ``shown_code`` and ``shown_id`` are where an invoice of JAGGAER's
    shows what it was told; without them it cannot be read back. ``fields`` go from where we put a field to where this
    tenant wants it.
    """

    path: str = "/j1p/api/public/ji/v1/documentexport/response"  # assumed
    posted: str = "200"  # seen
    refused: str = "400"  # seen
    shown_code: str = "exportStatus.statusCode"  # assumed
    shown_id: str = "exportStatus.externalDocumentNumber"  # assumed
    fields: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not (self.posted and self.refused):
            raise ValueError("posted and refused are codes of JAGGAER's, and not empty")


ListName = Literal["accounts", "classes", "customers", "terms", "items"]


@dataclass(frozen=True, slots=True)
class ValueWriting:
    """
    Which of QuickBooks' lists JAGGAER offers as values of custom fields: no payload of it is public.

    ``lists`` go from QuickBooks' list to the name of JAGGAER's field. A value is the code that the customer's map makes
    of a record; without one, its full name, or an account's ``number``. An account without a code is offered if it is
    one of ``account_types``, by Intuit's names. ``shown`` is where JAGGAER shows them; with no
    ``list_path`` nothing can be read back.
    """

    path: str = "/j1p/api/public/ji/v1/customfieldvalues"  # assumed
    together: int = 500  # assumed
    lists: Mapping[ListName, str] = field(default_factory=lambda: {"accounts": "Account"})  # the field is seen
    by: Literal["name", "number"] = "name"
    account_types: tuple[str, ...] = (
        "Expense",
        "CostOfGoodsSold",
        "OtherExpense",
        "FixedAsset",
        "OtherAsset",
        "OtherCurrentAsset",
    )
    shown: Resource = Resource(
        list_path="/j1p/api/public/ji/v1/customfieldvalues",  # assumed
        rows="customFieldValueList.customFieldValue",  # assumed
        row="",
    )

    def __post_init__(self) -> None:
        if not 1 <= self.together <= 5000:
            raise ValueError("together is from 1 to 5000")
        if len(set(self.lists.values())) < len(self.lists):
            raise ValueError("each of lists needs a field of its own")


@dataclass(frozen=True, slots=True)
class Writeback:
    """What is written to JAGGAER at all: nothing, until it is switched on."""

    orders: bool = False
    order: OrderWriting = OrderWriting()
    payments: bool = False
    payment: PaymentWriting = PaymentWriting()
    suppliers: bool = False
    supplier: SupplierWriting = SupplierWriting()
    acknowledgements: bool = False
    acknowledgement: AcknowledgementWriting = AcknowledgementWriting()
    values: bool = False
    value: ValueWriting = ValueWriting()


@dataclass(frozen=True, slots=True)
class WireProfile:
    """
    The paths are relative to the tenant's base URL.

    A document is, by its header: left alone (``skip_when``), else cancelled, else due, else not due if its statuses
    are ``known``; others are held. ``fields`` go from where J1P has a field to where this tenant has it, by paths from
    the document (``header.total.value``) or from a line (``line.unitPrice``).
    """

    invoices: Resource = Resource(
        list_path="/j1p/api/public/ji/v1/invoices",  # assumed: the envelope is seen, the URL is not
        rows="jiinvoiceList.jiinvoice",  # seen
        row="header",  # seen: list rows carry the header only
        changed_since="lastUpdate>={stamp}",  # syntax seen, field name assumed
        detail_path="/j1p/api/public/ji/v1/invoices/{id}",  # seen
    )
    orders: Resource = Resource(
        list_path="/j1p/api/public/ji/v1/purchaseorders",  # assumed
        rows="jipurchaseOrderList.jipurchaseOrder",  # assumed
        row="header",  # assumed
        changed_since="lastUpdate>={stamp}",  # assumed
        detail_path="/j1p/api/public/ji/v1/purchaseorders/{id}",  # assumed
        by_number="poNumber=={number}",  # syntax seen, field name assumed
    )
    order: OrderRules = OrderRules()
    writeback: Writeback = Writeback()
    receipts: Resource = Resource(
        list_path="/j1p/api/public/ji/v1/receipts",  # assumed
        rows="jireceiptList.jireceipt",  # assumed
        row="",  # assumed: a row is the whole receipt
        changed_since="lastUpdate>={stamp}",  # assumed
    )
    suppliers: Resource = Resource(
        list_path="/j1p/api/public/ja/v1/companyprofiles",  # seen
        rows="returnCompanyData",  # seen
        row="returnCompanyInfo",  # seen
        changed_since="LASTMODTIME>={stamp}",  # seen on a sibling
        stamp_format="%Y%m%d%H%M%S",  # as above
    )
    supplier: SupplierFields = SupplierFields()
    connection: Connection = Connection()
    start_param: str = "start"  # seen
    first: int = 1  # seen: rows are counted from 1
    filter_param: str = "flt"  # seen
    success_codes: tuple[str, ...] = ("0", "1")  # seen: 0 and "0"; "1" is done with warnings
    due_when: StatusRule = StatusRule({"workflowStatus": ("Completed",), "paymentStatus": ("Payable",)})
    cancelled_when: StatusRule = StatusRule(
        any_of={"paymentStatus": ("Cancelled",), "workflowStatus": ("Cancelled", "Rejected")}  # assumed
    )
    skip_when: StatusRule = StatusRule(any_of={"payment.method": ("P-Card", "PCard")})  # field seen, values assumed
    known: StatusRule = StatusRule(
        {
            "workflowStatus": ("Pending", "Completed", "Rejected", "Cancelled"),  # the first two seen
            "paymentStatus": ("InProcess", "In Process", "Payable", "Paid", "Cancelled"),  # the first three seen
        }
    )
    fields: Mapping[str, str] = field(default_factory=dict)
    invoice_types: tuple[str, ...] = ("Invoice",)  # seen
    credit_types: tuple[str, ...] = ("Credit memo",)  # seen
    overlap_seconds: int = 7200
    scope: str = ""


def canonical(document: Json, fields: Mapping[str, str], lines: str) -> Json:
    """The document with every field where J1P has it; ``lines`` is the path of its lines."""
    for place, path in fields.items():
        part, _, name = place.partition(".")
        if part == "line":
            rows = at(document, lines)
            moved = [with_value(row, name, at(row, path)) for row in rows] if isinstance(rows, list) else rows
            document = with_value(document, lines, moved)
        else:
            document = with_value(document, place, at(document, path))
    return document


def with_value(record: Json, path: str, value: object) -> Json:
    """A copy with a value at a path; nothing stays absent."""
    if value is None or not isinstance(record, Mapping):
        return record
    step, _, rest = path.partition(".")
    inner = record.get(step)
    below = with_value(inner if isinstance(inner, dict) else {}, rest, value) if rest else value
    return {**record, step: below}
