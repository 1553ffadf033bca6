"""What a tenant holds: invoices, suppliers and purchase orders, each in J1P's own JSON."""

from __future__ import annotations

import json
from copy import deepcopy
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

Json = dict[str, Any]


class BadTenant(Exception):
    """A tenant file that cannot be served; the text says where."""


class Tenant:
    """
    ``invoices`` are ``{"header": …, "lineList": …}`` by internal id, ``suppliers`` the
    ``returnCompanyInfo`` rows by bravoId, ``purchase_orders`` like invoices by poId.
    """

    def __init__(self) -> None:
        self.invoices: dict[str, Json] = {}
        self.suppliers: dict[str, Json] = {}
        self.purchase_orders: dict[str, Json] = {}

    @classmethod
    def from_json(cls, document: Json) -> Tenant:
        """Any payload goes, as long as each record has its id: captured ones are served as they are."""
        tenant = cls()
        for key, keep, path in (
            ("invoices", tenant.invoices, ("header", "invoiceId")),
            ("suppliers", tenant.suppliers, ("returnCompanyInfo", "bravoId")),
            ("purchaseOrders", tenant.purchase_orders, ("header", "poId")),
        ):
            for index, record in enumerate(document.get(key, [])):
                try:
                    keep[str(record[path[0]][path[1]])] = record
                except (KeyError, TypeError) as error:
                    raise BadTenant(f"{key}[{index}] has no {'.'.join(path)}") from error
        return tenant

    @classmethod
    def from_file(cls, file: Path) -> Tenant:
        try:
            document = json.loads(file.read_text(encoding="utf-8"))
        except OSError as error:
            raise BadTenant(f"{file} cannot be read") from error
        except ValueError as error:
            raise BadTenant(f"{file} is not JSON: {error}") from error
        if not isinstance(document, dict):
            raise BadTenant(f"{file} is not a JSON object")
        return cls.from_json(document)

    def to_json(self) -> Json:
        return {
            "invoices": list(self.invoices.values()),
            "suppliers": list(self.suppliers.values()),
            "purchaseOrders": list(self.purchase_orders.values()),
        }

    def put_invoice(self, document: Json) -> None:
        self.invoices[str(document["header"]["invoiceId"])] = deepcopy(document)

    def put_supplier(self, record: Json) -> None:
        self.suppliers[str(record["returnCompanyInfo"]["bravoId"])] = deepcopy(record)

    def edit_invoice(self, invoice_id: str, changes: Json, now: datetime) -> bool:
        """Change header fields as a person would; ``lastUpdate`` moves with it."""
        document = self.invoices.get(invoice_id)
        if document is None:
            return False
        document["header"].update(changes)
        document["header"]["lastUpdate"] = stamp(now)
        return True


def stamp(instant: datetime) -> str:
    """A true UTC stamp with milliseconds and Z, as ``lastUpdate`` has it (UCLA)."""
    return instant.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
