"""What people and machines do in JAGGAER."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Annotated, Any, Literal

from pydantic import Field

from scenarios.machines import CannotTake
from scenarios.schema import Amount, GivenInvoice, GivenLine, GivenPurchaseOrder, Name, Number, Part
from scenarios.stage import Stage, line_of
from scenarios.verbs.verb import Verb
from simulators.jaggaer import Clerk, NotThere

PAYABLE = {"workflowStatus": "Completed", "paymentStatus": "Payable"}
CANCELLED = {"workflowStatus": "Cancelled", "paymentStatus": "Cancelled"}


class InvoiceEdit(Part):
    """A person changes the supplier's number on an invoice."""

    number: Number
    supplier_invoice: str


def _add(stage: Stage, given: GivenInvoice) -> None:
    stage.put_invoice(given)
    if "lastUpdate" not in given.header:
        stage.edit_invoice(given.number, {})  # its stamp is that of this moment


def _edit(stage: Stage, edit: InvoiceEdit) -> None:
    stage.edit_invoice(edit.number, {"supplierInvoiceNumber": edit.supplier_invoice})


class SupplierEdit(Part):
    """A person changes fields of a supplier, by JAGGAER's names; it goes by its number, or else by its name."""

    supplier: Name
    fields: dict[Name, str]


class LineEdit(Part):
    """A person changes what a line of an invoice costs a piece."""

    number: Number
    line: int = 1
    price: Amount


class Revision(Part):
    """Other quantities and prices by line number (a quantity of 0 cancels a line), and further lines."""

    number: Name
    quantities: dict[int, str] = Field({})
    prices: dict[int, Amount] = Field({})
    more: list[GivenLine] = Field([])


class Confirming(Part):
    """What the supplier says of an order, under a number of its own."""

    number: Name
    as_: Annotated[Name, Field(alias="as")]
    date: str | None = None
    status: Literal["Accepted", "Changed", "Rejected"] = "Accepted"


class Receiving(Part):
    """How much of each line came, by its number, or went back."""

    number: Name
    quantities: dict[int, str]
    status: Literal["Received", "Returned", "Cancelled"] = "Received"


def _clerk(act: Callable[[Clerk, Any], None]) -> Callable[[Stage, Any], None]:
    def does(stage: Stage, given: Any) -> None:
        try:
            act(Clerk(stage.world.tenant, stage.world.clock), given)
        except NotThere as error:
            raise CannotTake(str(error)) from error

    return does


def _revise(stage: Stage, given: Revision) -> None:
    documents = stage.world.tenant.purchase_orders.values()
    of_it = [one["lineList"]["poLine"] for one in documents if one["header"]["poNumber"] == given.number]
    last = max((row["lineNumber"] for rows in of_it for row in rows), default=0)
    more = [line_of(last + at, one) for at, one in enumerate(given.more, 1)]
    quantities, prices = (_numbers(said) for said in (given.quantities, given.prices))
    _clerk(lambda clerk, one: clerk.revise_order(one.number, quantities, prices, more))(stage, given)


def _numbers(said: dict[int, str]) -> dict[int, Any]:
    """As JAGGAER's JSON has them."""
    return {number: json.loads(text) for number, text in said.items()}


def _revoke(stage: Stage, _: None) -> None:
    stage.world.keycloak.revoke_all()


VERBS = (
    Verb(
        "poll jaggaer",
        "The connector reads what changed in JAGGAER.",
        "poll jaggaer",
        lambda stage, _: stage.world.try_poll(),
    ),
    Verb(
        "add invoice",
        "Another invoice is there.",
        'add invoice: {number: I00105, supplier: Acme, supplier_invoice: AC-5, total: "9.50"}',
        _add,
        GivenInvoice,
    ),
    Verb(
        "approve invoice",
        "A pending invoice is approved for payment.",
        "approve invoice: I00102",
        lambda stage, number: stage.edit_invoice(number, PAYABLE),
        Number,
    ),
    Verb(
        "cancel invoice",
        "An invoice is cancelled.",
        "cancel invoice: I00102",
        lambda stage, number: stage.edit_invoice(number, CANCELLED),
        Number,
    ),
    Verb(
        "delete invoice",
        "An invoice is deleted: JAGGAER does not know it any more.",
        "delete invoice: I00102",
        _clerk(lambda clerk, number: clerk.delete_invoice(number)),
        Number,
    ),
    Verb(
        "edit invoice",
        "A person corrects the supplier's number on an invoice.",
        "edit invoice: {number: I00102, supplier_invoice: AC-9}",
        _edit,
        InvoiceEdit,
    ),
    Verb(
        "edit invoice line",
        "A person changes what a line of an invoice costs a piece; the total follows.",
        'edit invoice line: {number: I00102, line: 1, price: "100.00"}',
        _clerk(lambda clerk, one: clerk.edit_invoice_line(one.number, one.line, {"unitPrice": json.loads(one.price)})),
        LineEdit,
    ),
    Verb(
        "edit supplier",
        "A person changes fields of a supplier in JAGGAER, by JAGGAER's names.",
        "edit supplier: {supplier: V-1001, fields: {companyName: Acme Inc, bizEmail: ap@acme.example}}",
        _clerk(lambda clerk, one: clerk.edit_supplier(one.supplier, one.fields)),
        SupplierEdit,
    ),
    Verb(
        "add purchase order",
        "Another purchase order is sent to its supplier.",
        'add purchase order: {number: "49", supplier: Acme, lines: [{item: Goods, quantity: "20", price: "5.00"}]}',
        Stage.put_order,
        GivenPurchaseOrder,
    ),
    Verb(
        "revise purchase order",
        "A purchase order is changed in JAGGAER: its revision number rises.",
        'revise purchase order: {number: "49", quantities: {1: "25"}}',
        _revise,
        Revision,
    ),
    Verb(
        "cancel purchase order",
        "A purchase order is cancelled in JAGGAER.",
        'cancel purchase order: "49"',
        _clerk(lambda clerk, number: clerk.cancel_order(number)),
        Name,
    ),
    Verb(
        "close purchase order",
        "A purchase order is closed in JAGGAER.",
        'close purchase order: "49"',
        _clerk(lambda clerk, number: clerk.close_order(number)),
        Name,
    ),
    Verb(
        "confirm purchase order",
        "The supplier confirms a purchase order, changes it or rejects it.",
        'confirm purchase order: {number: "49", as: SO-9, date: "2026-02-01"}',
        _clerk(lambda clerk, one: clerk.confirm_order(one.number, one.as_, one.status, one.date or "")),
        Confirming,
    ),
    Verb(
        "receive purchase order",
        "Goods of a purchase order are received in JAGGAER, or go back.",
        'receive purchase order: {number: "49", quantities: {1: "12"}}',
        _clerk(lambda clerk, one: clerk.receive_order(one.number, _numbers(one.quantities), one.status)),
        Receiving,
    ),
    Verb("revoke tokens", "No token is valid any more, from now on.", "revoke tokens", _revoke),
)
