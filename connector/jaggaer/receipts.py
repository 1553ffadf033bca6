"""
From a J1P receipt to the domain's.

Rule 1: none is public: a row of the list is whole, and there is no detail to be asked for (assumed).
Rule 2: what was returned counts less than nothing, and what was cancelled nothing (assumed). What came cannot be less
        than nothing.
"""

from __future__ import annotations

from decimal import Decimal

from pydantic import Field, ValidationError

from connector.domain.hold import Hold
from connector.domain.hold_code import HoldCode
from connector.domain.identifiers import DocumentId
from connector.domain.invoice import Standing
from connector.domain.receipt import PREFIX, Receipt, ReceiptLine
from connector.jaggaer.documents import Cost, Day, Document, Number, OptionalText, Text, explain
from connector.jaggaer.payload import Json
from connector.jaggaer.rows import Names, header_of

NAMES = Names("receipt", "receipt", "receipts", "receiptId", "poNumber", prefix=PREFIX)
RECEIVED = "Received"
SIGNS = {RECEIVED: Decimal(1), "Returned": Decimal(-1), "Cancelled": Decimal(0)}


class ReceiptRow(Document):
    po_line: int = Field(alias="poLineNumber")
    quantity: Number
    cost: Cost = Decimal(0)
    status: Text = RECEIVED


class ReceiptRows(Document):
    lines: list[ReceiptRow] = Field([], alias="receiptLine")


class ReceiptDocument(Document):
    receipt_id: Text = Field(alias="receiptId")
    receipt_number: OptionalText = Field(None, alias="receiptNumber")
    po_number: Text = Field(alias="poNumber")
    day: Day = Field(alias="receiptDate")
    last_update: str = Field("", alias="lastUpdate")
    line_list: ReceiptRows = Field(ReceiptRows(), alias="lineList")


def normalise(document: Json) -> Receipt | Hold:
    """The receipt, or why it cannot be read."""
    try:
        parsed = ReceiptDocument.model_validate(header_of(document))
        return Receipt(
            id=DocumentId(f"{NAMES.prefix}{parsed.receipt_id}"),
            number=parsed.po_number,
            receipt_number=parsed.receipt_number or parsed.receipt_id,
            day=parsed.day,
            standing=Standing.NOTED,
            lines=tuple(map(_line, parsed.line_list.lines)),
            stamp=parsed.last_update,
        )
    except ValidationError as error:
        return Hold.of(HoldCode.UNREADABLE, detail=explain(error, NAMES.called))
    except ValueError as error:
        return Hold.of(HoldCode.UNREADABLE, detail=f"In the {NAMES.called}, {error}.")


def _line(row: ReceiptRow) -> ReceiptLine:
    if row.status not in SIGNS:
        raise ValueError(f"line {row.po_line} has the status “{row.status}”, which is not known")
    if row.status == RECEIVED and row.quantity < 0:
        raise ValueError(f"line {row.po_line} is “{row.status}” with a quantity of {row.quantity:f}")
    return ReceiptLine(row.po_line, abs(row.quantity) * SIGNS[row.status], row.cost)
