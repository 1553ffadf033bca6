"""
The JSON of J1P purchase orders, checked where it enters.

None is public: the names are those of the XML form (Cornell's POXMLImport) in the style of the invoice (assumed).
"""

from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator, Field

from connector.jaggaer.documents import (
    Charged,
    Day,
    Document,
    Number,
    OptionalDay,
    OptionalNumber,
    OptionalText,
    SplitGroups,
    SupplierPart,
    TermsPart,
    Text,
    Total,
    Unit,
    absent_when_empty,
)


class OrderItem(Document):
    description: OptionalText = None
    catalog_number: OptionalText = Field(None, alias="catalogNumber")
    commodity: OptionalText = Field(None, alias="commodityCode")
    unit: Unit = Field(Unit(), alias="unitOfMeasure")


class PoLine(Charged):
    line_number: int = Field(alias="lineNumber")
    item: OrderItem = OrderItem()
    quantity: Number
    unit_price: Number = Field(alias="unitPrice")
    extended: OptionalNumber = Field(None, alias="extendedPrice")
    requested: OptionalDay = Field(None, alias="requestedDeliveryDate")
    splits: SplitGroups = Field(SplitGroups(), alias="splittableFieldSetGroupList")


class PoLines(Document):
    lines: list[PoLine] = Field([], alias="poLine")


class AddressLine(Document):
    text: OptionalText = Field(None, alias="addressLine")


class AddressLines(Document):
    lines: list[AddressLine] = Field([], alias="addressLine")


class Address(Document):
    code: OptionalText = Field(None, alias="addressCode")
    lines: AddressLines = Field(AddressLines(), alias="addressLineList")
    city: OptionalText = None
    state: OptionalText = None
    postal_code: OptionalText = Field(None, alias="postalCode")
    country: OptionalText = None


class Place(Document):
    address: Annotated[Address | None, BeforeValidator(absent_when_empty)] = None


class Confirmed(Document):
    status: OptionalText = None
    day: OptionalDay = Field(None, alias="date")
    number: OptionalText = Field(None, alias="supplierOrderNumber")


class OrderHeader(Charged):
    po_id: Text = Field(alias="poId")
    po_number: Text = Field(alias="poNumber")
    reference: OptionalText = Field(None, alias="alternatePoNumber")
    revision: Annotated[int | None, BeforeValidator(absent_when_empty)] = Field(None, alias="revisionNumber")
    last_update: str = Field(alias="lastUpdate")
    created: Day = Field(alias="createDate")
    supplier: SupplierPart
    terms: TermsPart = TermsPart()
    ship_to: Place = Field(Place(), alias="shipTo")
    splits: SplitGroups = Field(SplitGroups(), alias="splittableFieldSetGroupList")
    confirmation: Annotated[Confirmed | None, BeforeValidator(absent_when_empty)] = None
    exchange_rate: OptionalNumber = Field(None, alias="exchangeRate")
    total: Total


class OrderDocument(Document):
    header: OrderHeader
    line_list: PoLines = Field(PoLines(), alias="lineList")
