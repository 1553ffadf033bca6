"""
What can be read: lists in pages, single documents, attachments.

  rule                                                               source
  a list of invoices has {"header"} only, without addresses and terms  UCLA
  invoice by id: header and lineList, no envelope                      UCLA
  companyprofiles: returnCode "0", comp selects sub-objects            public TypeScript client
  the names of filter fields of ji                                     assumed
  purchase orders, receipts, suppliers of ji: in the same form         assumed
  the values of custom fields, in the same form                        assumed
  an attachment by fileId: bytes, Content-Disposition                  public TypeScript client
  unknown id: 404 with a returnCode                                    assumed
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import quote

from simulators.jaggaer.tenant import Records, Tenant
from simulators.jaggaer.wire import Answer, Call, Json, Refused, Shape, page, passing, start_of

KEPT = 64
FILTERS = 8
NOT_FOUND = Refused(404, "Not found", 404)
NOT_LISTED = (
    "billTo",
    "shipTo",
    "remitTo",
    "terms",
    "customFieldValueSetList",
    "splittableFieldSetGroupList",
    "miscFeeList",
)


def in_header(*names: str) -> dict[str, tuple[str, ...]]:
    return {name: ("header", name) for name in names}


INVOICES = Shape(
    ("jiinvoiceList", "jiinvoice"),
    0,
    "",
    {
        **in_header("lastUpdate", "invoiceId", "invoiceNumber", "supplierInvoiceNumber", "workflowStatus"),
        **in_header("paymentStatus", "invoiceType", "businessUnit"),
        "supplierNumber": ("header", "supplier", "supplierNumber"),
    },
)
ORDERS = Shape(
    ("jipurchaseOrderList", "jipurchaseOrder"),
    0,
    "",
    {
        **in_header("lastUpdate", "poId", "poNumber", "poStatus", "revisionNumber"),
        "supplierNumber": ("header", "supplier", "supplierNumber"),
    },
)
RECEIPTS = Shape(
    ("jireceiptList", "jireceipt"),
    0,
    "",
    {name: (name,) for name in ("lastUpdate", "receiptId", "receiptNumber", "receiptDate", "poNumber")},
)
PROFILES = Shape(
    ("returnCompanyData",),
    "0",
    "OK",
    {
        "LASTMODTIME": ("returnCompanyInfo", "lastModTime"),
        "EXTCODE": ("returnCompanyInfo", "extCode"),
        "COMPANYNAME": ("returnCompanyInfo", "companyName"),
        "STATUS": ("returnCompanyInfo", "status"),
        "BRAVOID": ("returnCompanyInfo", "bravoId"),
    },
)
VALUES = Shape(
    ("customFieldValueList", "customFieldValue"), 0, "", {name: (name,) for name in ("name", "value", "active")}
)
SUPPLIERS = Shape(
    ("jisupplierList", "jisupplier"),
    0,
    "",
    {name: (name,) for name in ("lastUpdate", "ERPNumber", "SQIntegrationNumber", "Name", "Active")},
)


@dataclass(slots=True)
class Listing:
    """
    The pages of one resource; ``row`` is how a record stands in a list, given what ``comp`` selects.

    What a filter finds, and pages, are kept until a record of the resource changes: the same list is asked for page by
    page, again and again.
    """

    records: Callable[[Tenant], Records]
    shape: Shape
    row: Callable[[Json, str], Json] = lambda record, comp: record
    _pages: dict[tuple[object, ...], Answer] = field(default_factory=dict)
    _found: dict[tuple[str, str], list[Json]] = field(default_factory=dict)
    _revision: tuple[int, int] = (0, -1)

    def __call__(self, tenant: Tenant, call: Call) -> Answer:
        records = self.records(tenant)
        revision = (id(records), records.revision)
        if revision != self._revision:
            self._pages.clear()
            self._found.clear()
            self._revision = revision
        filter_, comp = call.query.get("flt", ""), call.query.get("comp", "")
        asked = (start_of(call.query.get("start", "1")), filter_, comp)
        if asked not in self._pages:
            if len(self._pages) >= KEPT:
                self._pages.clear()
            found = self._find(records, filter_, comp)
            self._pages[asked] = Answer(page(found, self.shape, asked[0], lambda record: self.row(record, comp)))
        return self._pages[asked]

    def _find(self, records: Records, filter_: str, comp: str) -> list[Json]:
        """The records whose rows pass, by internal id."""
        known = self._found.get((filter_, comp))
        if known is None:
            if len(self._found) >= FILTERS:
                self._found.clear()
            passes = passing(filter_, self.shape)
            known = [one for one in records.in_order() if passes is None or passes(self.row(one, comp))]
            self._found[filter_, comp] = known
        return known


def listings() -> Mapping[str, Listing]:
    """One of each for one tenant, by operation."""
    return {
        "invoices": Listing(lambda tenant: tenant.invoices, INVOICES, _header),
        "purchase_orders": Listing(lambda tenant: tenant.purchase_orders, ORDERS, _header),
        "receipts": Listing(lambda tenant: tenant.receipts, RECEIPTS),
        "suppliers": Listing(lambda tenant: tenant.suppliers, PROFILES, _selected),
        "ji_suppliers": Listing(lambda tenant: tenant.suppliers, SUPPLIERS, _managed),
    }


def invoice(tenant: Tenant, call: Call) -> Answer:
    return _one(tenant.invoices, call.path["invoiceId"])


def purchase_order(tenant: Tenant, call: Call) -> Answer:
    return _one(tenant.purchase_orders, call.path["poId"])


def values(tenant: Tenant, call: Call) -> Answer:
    """A row to each value, with the name of its field."""
    rows = [{"name": name, **one} for name, given in tenant.custom_fields.items() for one in given]
    passes = passing(call.query.get("flt", ""), VALUES)
    found = [one for one in rows if passes is None or passes(one)]
    return Answer(page(found, VALUES, start_of(call.query.get("start", "1")), lambda row: row))


def attachment(tenant: Tenant, call: Call) -> Answer:
    name, content = tenant.attachments.get(call.query.get("fileId", ""), ("", None))
    if content is None or call.query.get("fileName", name) != name:
        raise NOT_FOUND
    headers = {
        "Content-Type": "application/octet-stream",
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}",
    }
    return Answer(content, headers=headers)


def _one(records: Records, key: str) -> Answer:
    if key not in records:
        raise NOT_FOUND
    return Answer(records[key])


def _header(document: Json, _comp: str) -> Json:
    return {"header": {name: value for name, value in document["header"].items() if name not in NOT_LISTED}}


def _selected(record: Json, comp: str) -> Json:
    wanted = {one.strip() for one in comp.split(";") if one.strip()}
    return {name: part for name, part in record.items() if not wanted or name in wanted or name == "returnCompanyInfo"}


def _managed(record: Json, _comp: str) -> Json:
    """The same supplier in the words of supplier management (Cornell's messages): “Yes” for true."""
    info = record["returnCompanyInfo"]
    return {
        "SQIntegrationNumber": str(info.get("bravoId", "")),
        "ERPNumber": info.get("extCode", ""),
        "Name": info.get("companyName", ""),
        "Active": "No" if info.get("status") == "INACTIVE" else "Yes",
        "lastUpdate": info.get("lastModTime", ""),
    }
