"""
The table of what the tenant answers: everything else about an operation is read from here.

Paths stand below an address that ``Paths`` can change as a whole or one by one: real tenants differ, and a client
that is told the paths in its settings has to need no more than that.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path

from simulators.jaggaer import reading, writing

REALM = "J1p-integrations"


@dataclass(frozen=True, slots=True)
class Route:
    """
    ``path`` is below the API's address, ``answers`` and ``takes`` are names of ``schemas``; one that takes nothing
    is read with GET. ``shows`` names what its query may hold.
    """

    operation: str
    path: str
    says: str
    source: str
    answers: str
    takes: str = ""
    shows: tuple[str, ...] = ()

    @property
    def method(self) -> str:
        return "POST" if self.takes else "GET"


LIST = ("start", "flt")
ROUTES: tuple[Route, ...] = (
    Route("invoices", "/ji/v1/invoices", "invoices, header only", "UCLA; path assumed", "InvoiceList", shows=LIST),
    Route("invoice", "/ji/v1/invoices/{invoiceId}", "one invoice with its lines", "UCLA", "Invoice"),
    Route("import_invoice", "/ji/v1/invoices/ocr", "import an invoice", "UCLA", "Done", "InvoiceImport"),
    Route(
        "payment_status",
        "/ji/v1/invoices/paymentstatus",
        "tell what was paid",
        "assumed",
        "Results",
        "PaymentStatus",
    ),
    Route(
        "acknowledge",
        "/ji/v1/documentexport/response",
        "tell whether a document was posted, and under which number",
        "assumed",
        "Done",
        "Acknowledgement",
    ),
    Route("purchase_orders", "/ji/v1/purchaseorders", "orders, header only", "assumed", "OrderList", shows=LIST),
    Route("purchase_order", "/ji/v1/purchaseorders/{poId}", "one order with its lines", "assumed", "Order"),
    Route("write_order", "/ji/v1/purchaseorders", "create, revise or cancel an order", "assumed", "Done", "OrderWrite"),
    Route("receipts", "/ji/v1/receipts", "goods received", "assumed", "ReceiptList", shows=LIST),
    Route(
        "suppliers",
        "/ja/v1/companyprofiles",
        "suppliers",
        "public TypeScript client",
        "ProfileList",
        shows=(*LIST, "comp"),
    ),
    Route(
        "write_profile",
        "/ja/v1/companyprofiles",
        "create or change a supplier",
        "public TypeScript client",
        "ProfileDone",
        "ProfileWrite",
    ),
    Route("ji_suppliers", "/ji/v1/suppliers", "suppliers in other words", "assumed", "SupplierList", shows=LIST),
    Route("write_suppliers", "/ji/v1/suppliers", "create or change suppliers", "assumed", "Results", "SupplierWrite"),
    Route(
        "values",
        "/ji/v1/customfieldvalues",
        "the values of custom fields, one by one",
        "assumed",
        "ValueList",
        shows=LIST,
    ),
    Route(
        "write_values",
        "/ji/v1/customfieldvalues",
        "values to choose from, as a chart of accounts",
        "assumed",
        "Done",
        "ValuesWrite",
    ),
    Route(
        "attachment",
        "/ja/v1/attachments",
        "a file of a document",
        "public TypeScript client",
        "",
        shows=("fileId", "fileName"),
    ),
)
OPERATIONS = ("token", "legacy_token", *(route.operation for route in ROUTES))
DETAILS = {
    "invoice": reading.invoice,
    "purchase_order": reading.purchase_order,
    "values": reading.values,
    "attachment": reading.attachment,
}
WRITES: Mapping[str, writing.Write] = {
    "import_invoice": writing.import_invoice,
    "payment_status": writing.payment_status,
    "acknowledge": writing.acknowledge,
    "write_order": writing.write_order,
    "write_profile": writing.write_profile,
    "write_suppliers": writing.write_suppliers,
    "write_values": writing.write_values,
}


PATH = re.compile(r"(/([\w.~-]+|\{\w+\}))+")
PARAMETER = re.compile(r"\w+")
IN_PATH = re.compile(r"\{(\w+)\}")
OURS = ("/__sim", "/openapi.json", "/forks/")


class BadPaths(Exception):
    """A file of paths that cannot be used; the text says why."""


@dataclass(frozen=True, slots=True)
class Paths:
    """
    Where everything is. ``operations`` has paths, below the host, that differ from the usual ones.

    ``start`` and ``flt`` are the names of the query's parameters for the page and the filter.
    """

    api: str = "/j1p/api/public"
    token: str = f"/auth/realms/{REALM}/protocol/openid-connect/token"
    legacy_token: str = "/esop/jint/api/public/token"  # noqa: S105 # an address
    start: str = "start"
    flt: str = "flt"
    operations: Mapping[str, str] = field(default_factory=dict)

    def of(self, route: Route) -> str:
        return self.operations.get(route.operation, self.api + route.path)

    @classmethod
    def from_file(cls, file: Path) -> Paths:
        try:
            given = json.loads(file.read_text(encoding="utf-8"))
        except (OSError, ValueError, RecursionError) as error:
            raise BadPaths(f"{file} cannot be read as JSON: {error}") from error
        return cls.from_json(given)

    @classmethod
    def from_json(cls, given: object) -> Paths:
        if not isinstance(given, dict):
            raise BadPaths("The paths are not a JSON object")
        known = {one.name for one in fields(cls)} - {"operations"}
        others = {route.operation for route in ROUTES}
        for name, path in given.items():
            if name not in known | others:
                raise BadPaths(f"“{name}” is no path of a tenant; known: {', '.join(sorted(known | others))}")
            if name in ("start", "flt"):
                if not (isinstance(path, str) and PARAMETER.fullmatch(path)):
                    raise BadPaths(f"{name} has to be the name of a parameter")
            elif not (isinstance(path, str) and PATH.fullmatch(path)):
                raise BadPaths(
                    f"{name} has to be a path that begins with “/”, of letters, digits, “-”, “_”, “.” and “~”"
                )
        changed = {name: path for name, path in given.items() if name in others}
        made = cls(**{name: path for name, path in given.items() if name in known}, operations=changed)
        made._check()
        return made

    def _check(self) -> None:
        if self.start == self.flt:
            raise BadPaths("start and flt have to be two names")
        taken = {("POST", self.token): "token", ("POST", self.legacy_token): "legacy_token"}
        for route in ROUTES:
            path = self.of(route)
            if set(IN_PATH.findall(path)) != set(IN_PATH.findall(route.path)):
                raise BadPaths(
                    f"{route.operation} needs {', '.join(IN_PATH.findall(route.path)) or 'no name'} in braces"
                )
            if path.startswith(OURS):
                raise BadPaths(f"{route.operation} cannot be below {path}: it is the fake's own")
            other = taken.setdefault((route.method, path), route.operation)
            if other != route.operation:
                raise BadPaths(f"{route.operation} and {other} have the same path")
