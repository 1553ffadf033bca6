"""What a tenant holds: each record in J1P's own JSON, by its internal id."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections import UserDict
from copy import deepcopy
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

Json = dict[str, Any]
PLACES = {
    "invoices": ("header", "invoiceId"),
    "suppliers": ("returnCompanyInfo", "bravoId"),
    "purchaseOrders": ("header", "poId"),
    "receipts": ("receiptId",),
}


class BadTenant(Exception):
    """A tenant file that cannot be served; the text says where."""


class Records(UserDict[str, Json]):
    """Records by id; one is replaced, never changed in place, so that ``revision`` tells whether any has changed."""

    def __init__(self) -> None:
        self.revision = 0
        self._highest = 0
        super().__init__()

    def __setitem__(self, key: str, record: Json) -> None:
        self.revision += 1
        self._highest = max(self._highest, int(key) if key.isascii() and key.isdigit() else 0)
        super().__setitem__(key, record)

    def __delitem__(self, key: str) -> None:
        self.revision += 1
        super().__delitem__(key)

    def in_order(self) -> list[Json]:
        """By internal id, ascending."""

        def order(key: str) -> tuple[int, str]:
            return (int(key) if key.isascii() and key.isdigit() else 0, key)

        return [self.data[key] for key in sorted(self.data, key=order)]

    def next_id(self, first: int) -> int:
        """One above every id that was ever given: a deleted record's is not given again. [assumed]"""
        return max(first, self._highest + 1)


class Tenant:
    """
    ``invoices`` and ``purchase_orders`` are ``{"header": …, "lineList": …}``, ``suppliers`` rows with
    ``returnCompanyInfo``, ``receipts`` flat. ``custom_fields`` are lists of values by name, ``attachments`` go from
    file id to name and content; ``payments``, ``order_writes`` and ``acknowledgements`` are what was written back.
    An order write has the revision number that the order had after it, and ``repeats`` names what was told twice.
    ``numbers_orders`` is whether it gives new orders numbers of its own, whatever they come with, ``payment_words``
    which words it takes for a payment (assumed, both ways).
    """

    def __init__(self) -> None:
        self.invoices = Records()
        self.suppliers = Records()
        self.purchase_orders = Records()
        self.receipts = Records()
        self.custom_fields: dict[str, list[Json]] = {}
        self.attachments: dict[str, tuple[str, bytes]] = {}
        self.payments: list[Json] = []
        self.order_writes: list[Json] = []
        self.numbers_orders = False
        self.payment_words: tuple[str, ...] = ("Paid",)
        self.acknowledgements: list[Json] = []
        self.repeats: list[str] = []

    @classmethod
    def from_json(cls, document: Json) -> Tenant:
        """Any payload goes, as long as each record has its id: captured ones are served as they are."""
        tenant = cls()
        for key, keep in tenant._kept().items():
            records = document.get(key, [])
            if not isinstance(records, list):
                raise BadTenant(f"{key} is not a list")
            for index, record in enumerate(records):
                try:
                    keep[str(_at(record, PLACES[key]))] = record
                except (KeyError, TypeError) as error:
                    raise BadTenant(f"{key}[{index}] has no {'.'.join(PLACES[key])}") from error
        tenant._take_back(document)
        return tenant

    def _take_back(self, document: Json) -> None:
        try:
            self.custom_fields = {str(name): list(values) for name, values in document.get("customFields", {}).items()}
            self.payments = list(document.get("payments", []))
            self.repeats = [str(one) for one in document.get("repeats", [])]
            self.payment_words = tuple(document.get("paymentWords", self.payment_words))
            self.order_writes = list(document.get("orderWrites", []))
            self.acknowledgements = list(document.get("acknowledgements", []))
            self.attachments = {
                str(number): (str(one["fileName"]), b64decode(one["content"], validate=True))
                for number, one in document.get("attachments", {}).items()
            }
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise BadTenant(
                "customFields, payments, orderWrites, acknowledgements or attachments have not their shape"
            ) from error

    @classmethod
    def from_file(cls, file: Path) -> Tenant:
        try:
            document = json.loads(file.read_text(encoding="utf-8"), parse_constant=_no_number)
        except OSError as error:
            raise BadTenant(f"{file} cannot be read") from error
        except (ValueError, RecursionError) as error:
            raise BadTenant(f"{file} is not JSON: {error}") from error
        if not isinstance(document, dict):
            raise BadTenant(f"{file} is not a JSON object")
        return cls.from_json(document)

    def to_json(self) -> Json:
        """What ``from_json`` reads; nothing is lost on the way."""
        held = {key: list(records.values()) for key, records in self._kept().items()}
        return {
            **held,
            "customFields": self.custom_fields,
            "payments": self.payments,
            "repeats": self.repeats,
            "paymentWords": list(self.payment_words),
            "orderWrites": self.order_writes,
            "acknowledgements": self.acknowledgements,
            "attachments": {
                number: {"fileName": name, "content": b64encode(content).decode()}
                for number, (name, content) in self.attachments.items()
            },
        }

    def put_invoice(self, document: Json) -> None:
        self.invoices[str(document["header"]["invoiceId"])] = deepcopy(document)

    def put_supplier(self, record: Json) -> None:
        self.suppliers[str(record["returnCompanyInfo"]["bravoId"])] = deepcopy(record)

    def put_order(self, document: Json) -> None:
        self.purchase_orders[str(document["header"]["poId"])] = deepcopy(document)

    def edit_invoice(self, invoice_id: str, changes: Json, now: datetime) -> bool:
        """Change header fields as a person would; ``lastUpdate`` moves with it."""
        document = self.invoices.get(invoice_id)
        if document is None:
            return False
        self.invoices[invoice_id] = changed(document, changes, now)
        return True

    def take(self, other: Tenant) -> None:
        """Become another; whoever looks at this one sees what the other holds."""
        vars(self).update(vars(other))

    def _kept(self) -> dict[str, Records]:
        return {
            "invoices": self.invoices,
            "suppliers": self.suppliers,
            "purchaseOrders": self.purchase_orders,
            "receipts": self.receipts,
        }


def changed(document: Json, changes: Json, now: datetime) -> Json:
    """The document with other header fields and a ``lastUpdate`` of now."""
    return {**document, "header": {**document["header"], **changes, "lastUpdate": stamp(now)}}


def stamp(instant: datetime) -> str:
    """A true UTC stamp with milliseconds and Z, as ``lastUpdate`` has it (UCLA)."""
    return instant.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def plain_stamp(instant: datetime) -> str:
    """``YYYYMMDDHHMMSS``, as ``lastModTime`` has it (public TypeScript client)."""
    return instant.astimezone(UTC).strftime("%Y%m%d%H%M%S")


def _no_number(name: str) -> Any:
    raise ValueError(f"{name} is no number")


def _at(record: Any, path: tuple[str, ...]) -> Any:
    for step in path:
        record = record[step]
    return record
