"""The JSON of J1P invoices, checked where it enters; what we do not use may be anything."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError
from pydantic_core import PydanticCustomError

OLDEST = date(1990, 1, 1)
"""No invoice of JAGGAER's is older: what seems to be is a zero, or a slip in the year."""


def absent_when_empty(value: object) -> object:
    return None if value in ({}, "", []) else value  # empty values are {} or absent, never null (UCLA)


def _nought_when_empty(value: object) -> object:
    return Decimal(0) if absent_when_empty(value) is None else value


def _date_part(value: object) -> object:
    # Dates are midnight-UTC stamps: the first ten characters are the date; zones are never converted (UCLA).
    return value[:10] if isinstance(value, str) else value


def _in_use(day: date) -> date:
    if day < OLDEST:
        raise PydanticCustomError("old", "it is before {oldest}", {"oldest": OLDEST.isoformat()})
    return day


def _text(value: object) -> object:
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


Text = Annotated[str, BeforeValidator(_text)]
OptionalText = Annotated[Text | None, BeforeValidator(absent_when_empty)]
Number = Annotated[Decimal, Field(allow_inf_nan=False, max_digits=18)]
OptionalNumber = Annotated[Number | None, BeforeValidator(absent_when_empty)]
Cost = Annotated[Number, BeforeValidator(_nought_when_empty)]
Day = Annotated[date, BeforeValidator(_date_part), AfterValidator(_in_use)]
OptionalDay = Annotated[Day | None, BeforeValidator(absent_when_empty)]


class Document(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True, populate_by_name=True)


class CodeValue(Document):
    internal_name: Text = Field("", alias="internalName")
    value: OptionalText = None


class CodeValues(Document):
    values: list[CodeValue] = Field([], alias="customFieldValue")


class SplitIndex(Document):
    share: OptionalNumber = Field(None, alias="distributionValue")
    codes: CodeValues = Field(CodeValues(), alias="customFieldValueList")


class SplitIndexes(Document):
    indexes: list[SplitIndex] = Field([], alias="splittableFieldIndex")


class SplitSet(Document):
    kind: str = Field("PercentOfPrice", alias="distributionType")
    indexes: SplitIndexes = Field(SplitIndexes(), alias="splittableFieldIndexList")


class SplitGroup(Document):
    sets: list[SplitSet] = Field([], alias="splittableFieldIndexSet")


class SplitGroups(Document):
    groups: list[SplitGroup] = Field([], alias="splittableFieldSetGroup")


class Unit(Document):
    dimension: OptionalText = None


class LineItem(Document):
    description: OptionalText = None
    unit: Unit = Field(Unit(), alias="unitOfMeasure")


class MiscFee(Document):
    name: str = "miscellaneous fee"
    fee: Cost = Decimal(0)


class MiscFees(Document):
    fees: list[MiscFee] = Field([], alias="miscFee")


class Charged(Document):
    """What a document, or a line of one, costs beside its goods."""

    tax1: Cost = Field(Decimal(0), alias="taxCharge1")
    tax2: Cost = Field(Decimal(0), alias="taxCharge2")
    shipping: Cost = Field(Decimal(0), alias="shippingCharge")
    handling: Cost = Field(Decimal(0), alias="handlingCharge")
    discount: Cost = Field(Decimal(0), alias="discountAmount")
    misc_fees: MiscFees = Field(MiscFees(), alias="miscFeeList")


class Line(Charged):
    line_number: int = Field(alias="lineNumber")
    item: LineItem = LineItem()
    quantity: Number
    unit_price: Number = Field(alias="unitPrice")
    po_number: OptionalText = Field(None, alias="poNumber")
    po_line_number: Annotated[int | None, BeforeValidator(absent_when_empty)] = Field(None, alias="poLineNumber")
    splits: SplitGroups = Field(SplitGroups(), alias="splittableFieldSetGroupList")


class LineList(Document):
    lines: list[Line] = Field([], alias="invoiceLine")


class SupplierPart(Document):
    id: Text
    name: str
    supplier_number: OptionalText = Field(None, alias="supplierNumber")


class TermsPart(Document):
    code: OptionalText = Field(None, alias="standardPaymentTermsCode")


class Total(Document):
    currency: str
    value: Number


class Header(Charged):
    invoice_id: Text = Field(alias="invoiceId")
    invoice_number: Text = Field(alias="invoiceNumber")
    invoice_type: str = Field(alias="invoiceType")
    last_update: str = Field(alias="lastUpdate")
    invoice_date: Day = Field(alias="invoiceDate")
    accounting_date: OptionalDay = Field(None, alias="accountingDate")
    due_date: OptionalDay = Field(None, alias="dueDate")
    supplier: SupplierPart
    supplier_invoice_number: OptionalText = Field(None, alias="supplierInvoiceNumber")
    terms: TermsPart = TermsPart()
    splits: SplitGroups = Field(SplitGroups(), alias="splittableFieldSetGroupList")
    exchange_rate: OptionalNumber = Field(None, alias="exchangeRate")
    total: Total


class InvoiceDocument(Document):
    header: Header
    line_list: LineList = Field(LineList(), alias="lineList")


def explain(error: ValidationError, called: str) -> str:
    """The first things wrong in what people ``called`` so, by JAGGAER's own field names, without echoing any value."""
    parts = [f"{'.'.join(str(step) for step in fault['loc'])}: {fault['msg'].lower()}" for fault in error.errors()]
    more = f" (and {len(parts) - 3} more)" if len(parts) > 3 else ""
    return f"In the {called}, {'; '.join(parts[:3])}{more}."
