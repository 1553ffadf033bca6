"""
The fields that we write, kind by kind: their order, types and lengths.

From Intuit's listing of qbXML 16.0, as far as we use it. An element in the wrong place, or a text that is too long,
makes QuickBooks refuse the whole message set with 0x80040400 and say nothing of where: ``problems`` finds it first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import Enum

from connector.domain.form import Form
from connector.domain.kind import Kind
from connector.quickbooks.qbxml.edition import Edition, Version


class Type(Enum):
    """The value is the pattern of what QuickBooks' parser takes."""

    ID = r"[0-9A-Za-z-]{1,36}"
    TEXT = r"[^\x00-\x1f]*"
    AMOUNT = r"-?[0-9]{1,13}\.[0-9]{2}"
    QUANTITY = r"-?[0-9]{1,10}(\.[0-9]{1,5})?"
    RATE = r"[0-9]{1,10}(\.[0-9]{1,10})?"
    DATE = r"(19|20)[0-9]{2}-[0-9]{2}-[0-9]{2}"
    BOOL = r"true|false"
    GUID = r"\{[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}\}"


@dataclass(frozen=True, slots=True)
class Field:
    """
    ``is_fixed``: it can be given at Add only; ``is_later``: at Mod only. ``length`` is in characters, for texts.

    ``since`` is the first qbXML version that has it, and ``not_in`` are the editions that have it not.
    """

    path: str
    type: Type
    length: int = 0
    is_required: bool = False
    is_fixed: bool = False
    is_later: bool = False
    since: Version = (1, 0)
    not_in: frozenset[str] = frozenset()

    def is_in(self, edition: Edition) -> bool:
        return self.since <= edition.version and edition.country not in self.not_in


@dataclass(frozen=True, slots=True)
class LineShape:
    name: str
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Shape:
    """``key`` is the name of its id; lines follow the fields."""

    key: str
    fields: tuple[Field, ...]
    lines: tuple[LineShape, ...] = ()

    def line(self, name: str) -> LineShape | None:
        return next((one for one in self.lines if one.name == name), None)


MEMO = Field("Memo", Type.TEXT, 4095)
GUID = Field("ExternalGUID", Type.GUID, is_fixed=True, since=(9, 0))
VENDOR = Field("VendorRef/ListID", Type.ID, is_required=True)
DATE = Field("TxnDate", Type.DATE)
NUMBER = Field("RefNumber", Type.TEXT, 20)
PAYABLE = Field("APAccountRef/ListID", Type.ID)
RATE = Field("ExchangeRate", Type.RATE, since=(8, 0))
TAX_CODE = Field("SalesTaxCodeRef/ListID", Type.ID, since=(6, 0), not_in=frozenset({"US"}))
CUSTOMER = Field("CustomerRef/ListID", Type.ID)
CLASS = Field("ClassRef/ListID", Type.ID)
CLOSED = Field("IsManuallyClosed", Type.BOOL, is_later=True, since=(2, 1))
TAX_ID = "VendorTaxIdent"
"""QuickBooks shows it to applications only that may see personal data: where it is not shown, it is not known."""
EXPENSES = LineShape(
    "ExpenseLine",
    (
        Field("AccountRef/ListID", Type.ID, is_required=True),
        Field("Amount", Type.AMOUNT, is_required=True),
        MEMO,
        CUSTOMER,
        CLASS,
        TAX_CODE,
    ),
)
ITEMS = LineShape(
    "ItemLine",
    (
        Field("ItemRef/ListID", Type.ID),
        Field("Desc", Type.TEXT, 4095),
        Field("Quantity", Type.QUANTITY),
        Field("Amount", Type.AMOUNT),
        CUSTOMER,
        CLASS,
        TAX_CODE,
        Field("OverrideItemAccountRef/ListID", Type.ID),
        Field("LinkToTxn/TxnID", Type.ID, is_fixed=True),
        Field("LinkToTxn/TxnLineID", Type.ID, is_fixed=True),
    ),
)
RETURNED = LineShape("ItemLine", tuple(one for one in ITEMS.fields if not one.path.startswith("LinkToTxn")))
"""A vendor credit is tied to nothing: the element is of QuickBooks Online there."""

ORDERED = LineShape(
    "PurchaseOrderLine",
    (
        Field("ItemRef/ListID", Type.ID, is_required=True),
        Field("Desc", Type.TEXT, 4095),
        Field("Quantity", Type.QUANTITY),
        Field("UnitOfMeasure", Type.TEXT, 31, since=(7, 0)),
        Field("Rate", Type.QUANTITY),
        CLASS,
        Field("Amount", Type.AMOUNT),
        CUSTOMER,
        TAX_CODE,
        CLOSED,
    ),
)

SHAPES: dict[Kind, Shape] = {
    Kind.BILL: Shape(
        "TxnID",
        (
            *(VENDOR, PAYABLE, DATE, Field("DueDate", Type.DATE), NUMBER),
            *(Field("TermsRef/ListID", Type.ID), MEMO, RATE, GUID),
        ),
        (EXPENSES, ITEMS),
    ),
    Kind.CREDIT: Shape("TxnID", (VENDOR, PAYABLE, DATE, NUMBER, MEMO, RATE, GUID), (EXPENSES, RETURNED)),
    Kind.RECEIPT: Shape("TxnID", (VENDOR, PAYABLE, DATE, NUMBER, MEMO, RATE, GUID), (EXPENSES, ITEMS)),
    Kind.ORDER: Shape(
        "TxnID",
        (
            *(VENDOR, CLASS, DATE, Field("RefNumber", Type.TEXT, 11)),
            *(Field(f"ShipAddress/Addr{at}", Type.TEXT, 41) for at in range(1, 6)),
            *(Field("TermsRef/ListID", Type.ID), Field("ExpectedDate", Type.DATE), CLOSED, MEMO),
            *(Field("IsToBePrinted", Type.BOOL), Field("IsToBeEmailed", Type.BOOL, since=(6, 0))),
            *(Field("Other1", Type.TEXT, 25, since=(6, 0)), RATE, GUID),
        ),
        (ORDERED,),
    ),
    Kind.VENDOR: Shape(
        "ListID",
        (
            Field("Name", Type.TEXT, 41, is_required=True),
            Field("IsActive", Type.BOOL, since=(3, 0)),
            Field("CompanyName", Type.TEXT, 41),
            *(Field(f"VendorAddress/Addr{at}", Type.TEXT, 41) for at in range(1, 4)),
            *(
                Field("VendorAddress/Addr4", Type.TEXT, 41, since=(2, 0)),
                Field("VendorAddress/Addr5", Type.TEXT, 41, since=(6, 0)),
            ),
            Field("VendorAddress/City", Type.TEXT, 31),
            Field("VendorAddress/State", Type.TEXT, 21),
            Field("VendorAddress/PostalCode", Type.TEXT, 13),
            Field("VendorAddress/Country", Type.TEXT, 31),
            Field("Email", Type.TEXT, 1023),
            Field("AccountNumber", Type.TEXT, 99),
            Field("Notes", Type.TEXT, 4095, since=(3, 0)),
            Field("TermsRef/ListID", Type.ID, since=(3, 0)),
            Field(TAX_ID, Type.TEXT, 15, since=(3, 0)),
            Field("IsVendorEligibleFor1099", Type.BOOL, since=(3, 0), not_in=frozenset({"CA", "UK"})),
            replace(GUID, since=(8, 0)),
        ),
    ),
    Kind.EXTENSION: Shape(
        "",
        (
            Field("OwnerID", Type.GUID, is_required=True),
            Field("DataExtName", Type.TEXT, 31, is_required=True),
            Field("DataExtValue", Type.TEXT, 255),
        ),
    ),
}


def problems(kind: Kind, form: Form, edition: Edition) -> list[str]:
    """Everything for which QuickBooks' parser would refuse the whole message set, in words."""
    shape = SHAPES[kind]
    found = list(_of_fields(kind.value, shape.fields, form.named, edition))
    for line in form.lines:
        known = shape.line(line.name)
        if known is None:
            found.append(f"a {kind.value} has no {line.name}")
        else:
            found.extend(_of_fields(line.name, known.fields, dict(line.fields), edition))
    return found


def _of_fields(place: str, fields: tuple[Field, ...], given: Mapping[str, str], edition: Edition) -> Iterator[str]:
    known = {field.path: field for field in fields}
    for path in given:
        if path not in known:
            yield f"{place} has no field {path}"
    for field in fields:
        text = given.get(field.path, "")
        if not text and field.is_required:
            yield f"{place} has no {field.path}"
        elif text and not field.is_in(edition):
            yield f"{place} has no {field.path} in {edition}"
        elif text and not re.fullmatch(field.type.value, text):
            yield f"{field.path} of {place} is “{text[:40]}”, which QuickBooks cannot read"
        elif field.length and len(text) > field.length:
            yield f"{field.path} of {place} has {len(text)} characters, and may have {field.length}"
