"""What a story may say: the model behind the YAML, and its errors."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    WithJsonSchema,
    model_validator,
)

from scenarios.reached import REACHED
from simulators.qbwc import SWITCHES, Assumed

SPAN = re.compile(r"^(\d{1,6})\s*(s|m|h|d)$")
LONGEST = timedelta(days=366)
UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}


def _span(value: object) -> object:
    if isinstance(value, timedelta):
        return value
    match = SPAN.match(value) if isinstance(value, str) else None
    if match is None:
        raise ValueError("a time is a number and s, m, h or d, as 15m")
    span = timedelta(**{UNITS[match[2]]: int(match[1])})
    if span > LONGEST:
        raise ValueError("a story lasts a year at most")
    return span


Span = Annotated[timedelta, BeforeValidator(_span), WithJsonSchema({"type": "string", "pattern": SPAN.pattern})]
Name = Annotated[str, Field(min_length=1, max_length=41, pattern=r"^[^\x00-\x1f\x7f]+$")]
Number = Annotated[str, Field(description="JAGGAER's number, I and five digits.", pattern=r"^I\d{5}$")]
Amount = Annotated[str, Field(description="In quotes, with two decimals.", pattern=r"^\d{1,12}\.\d\d$")]


Quantity = Annotated[str, Field(pattern=r"^[1-9]\d{0,5}$", description="In quotes, a whole number.")]


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class GivenSupplier(Part):
    name: Name
    number: Name | None = None


class InvoiceLine(Part):
    """One line of an invoice, on an account or on a line of a purchase order."""

    total: Amount = Field(description="Of this line; charges come on top.")
    account: Name = "6120"
    shares: dict[str, str] = Field({}, description="Accounts and their percentages, in place of the one account.")
    order: Name | None = Field(None, description="The purchase order that this line is of.")
    order_line: int = Field(1, ge=1, description="Which line of it, by JAGGAER's number.")
    quantity: Quantity = Field("1", description="How many of them; the total is for all.")
    unit: Name = Field("EA", description="What it is counted in; LOT is one, billed in parts.")


class GivenInvoice(InvoiceLine):
    """An invoice or a credit memo, with its first line."""

    number: Number
    supplier: str
    supplier_invoice: Name
    kind: Literal["invoice", "credit"] = "invoice"
    more: list[InvoiceLine] = Field([], description="Further lines.")
    tax: Amount = "0.00"
    freight: Amount = "0.00"
    handling: Amount = "0.00"
    discount: Amount = "0.00"
    header: dict[str, Any] = Field({}, description="Further fields of JAGGAER's header, as they are.")
    state: Literal["payable", "pending"] = "payable"


class GivenLine(Part):
    """``item`` is its catalogue number, which the story's profile maps to the item of that name."""

    item: Name = "Goods"
    quantity: Quantity
    price: Amount
    unit: Name = "EA"


class GivenPurchaseOrder(Part):
    """A purchase order of JAGGAER's."""

    number: Name
    supplier: str
    lines: list[GivenLine]
    header: dict[str, Any] = Field({}, description="Further fields of JAGGAER's header, as they are.")


def _known(what: str, names: Sequence[str]) -> AfterValidator:
    """One of a table's names; of another one the nearest is offered."""

    def check(name: str) -> str:
        if name not in names:
            raise ValueError(f"there is no {what} “{name}”. {nearest(name, list(names))}")
        return name

    return AfterValidator(check)


def _offered(names: Iterable[str]) -> WithJsonSchema:
    """What editors offer."""
    return WithJsonSchema({"type": "string", "enum": list(names)})


MARKS = tuple(REACHED)
ExceptionCode = Annotated[str, Field(description="A code of the connector's exceptions.")]
ReachedMark = Annotated[str, _known("mark", MARKS), _offered(MARKS)]


class GivenJaggaer(Part):
    suppliers: list[GivenSupplier] = []
    invoices: list[GivenInvoice] = []
    orders: list[GivenPurchaseOrder] = []
    more_invoices: int = Field(0, ge=0, le=500, description="So many more, payable, of the first supplier, 10.00 each.")
    token_lifetime: Span = timedelta(minutes=5)
    payment_words: list[Name] = Field(["Paid"], description="The words for a payment that this tenant takes.")

    @model_validator(mode="after")
    def check(self) -> GivenJaggaer:
        names = [one.name for one in self.suppliers]
        for one in self.invoices:
            if one.supplier not in names:
                raise ValueError(f"invoice {one.number} is of “{one.supplier}”. {nearest(one.supplier, names)}")
        for order in self.orders:
            if order.supplier not in names:
                raise ValueError(f"order {order.number} is of “{order.supplier}”. {nearest(order.supplier, names)}")
        if self.more_invoices and not names:
            raise ValueError("more_invoices are of the first supplier, and there is none.")
        return self


class GivenOrder(Part):
    """A purchase order of one line."""

    number: Name
    vendor: Name
    item: Name = "Goods"
    quantity: Quantity
    rate: Amount


def _switch(chosen: dict[str, str]) -> dict[str, str]:
    """Only what a company file can be set to."""
    for name in chosen:
        if name not in SWITCHES:
            raise ValueError(f"there is no switch “{name}”. {nearest(name, list(SWITCHES))}")
    Assumed(chosen)
    return chosen


class GivenQuickBooks(Part):
    vendors: list[Name] = []
    accounts: list[Name] = Field([], description="Expense accounts beside the usual ones.")
    classes: list[Name] = []
    customers: list[Name] = []
    items: list[Name] = []
    receives_first: bool = Field(default=False, description="Whether Enhanced Inventory Receiving is on.")
    orders: list[GivenOrder] = []
    assumed: Annotated[dict[str, str], AfterValidator(_switch)] = Field(
        {},
        description="What no public source shows: the switches of “qbwc-sim fidelity”.",
        json_schema_extra={
            "additionalProperties": False,
            "properties": {
                name: {"enum": [one.default, one.other], "description": one.says} for name, one in SWITCHES.items()
            },
        },
    )
    takes_time: bool = Field(default=False, description="Whether QuickBooks takes seconds, drawn by the seed.")

    @model_validator(mode="after")
    def check(self) -> GivenQuickBooks:
        for one in self.orders:
            if one.vendor not in self.vendors:
                raise ValueError(f"order {one.number} is of “{one.vendor}”. {nearest(one.vendor, self.vendors)}")
        return self


def _schedule(span: timedelta) -> timedelta:
    if not timedelta(seconds=5) <= span <= timedelta(days=1):
        raise ValueError("a schedule is every 5s at the most often, and every 1d at the most seldom")
    return span


class GivenSchedule(Part):
    """Without one, the story takes each step itself."""

    every: Annotated[Span, AfterValidator(_schedule)] | None = None


class Given(Part):
    quickbooks: GivenQuickBooks = GivenQuickBooks()
    jaggaer: GivenJaggaer = GivenJaggaer()
    web_connector: GivenSchedule = GivenSchedule()
    connector: GivenSchedule = GivenSchedule()


class ExpectedBill(Part):
    """``lines`` are its lines by account or item, and ``words`` stand in its memo; both only where they are given."""

    reference: str
    vendor: str
    total: Amount
    date: str | None = None
    lines: list[tuple[str, Amount | str]] | None = None
    classes: list[str] | None = None
    words: str = ""


class ExpectedOrder(Part):
    """``lines`` are its lines by item, quantity and amount, ``closed`` those of them that are, by their places."""

    number: str
    vendor: str
    lines: list[tuple[str, str, Amount]]
    closed: list[int] | Literal["all"] = []
    received: list[str] | None = Field(None, description="How much of each line came, in the order of lines.")
    expected: str | None = Field(None, description="The date that it is expected on.")
    confirmed: str | None = Field(None, description="The supplier's number of it, in the field Other1.")


class ExpectedReceipt(Part):
    """``lines`` are its lines by item, quantity and amount."""

    reference: str
    lines: list[tuple[str, str, Amount]]


class ExpectedQuickBooks(Part):
    """Orders, item receipts and vendors are looked at where a story names any; ``vendors`` have QuickBooks' fields."""

    vendors: dict[Name, dict[str, str]] | None = None
    orders: list[ExpectedOrder] | None = None
    receipts: list[ExpectedReceipt] | None = None
    bills: list[ExpectedBill] = []
    credits: list[ExpectedBill] = []
    more_bills: int = Field(0, ge=0, le=500, description="So many of the given more_invoices, as bills.")


class OrderInJaggaer(Part):
    """``lines`` are those that stand, by catalogue number, quantity and amount; ``revision`` counts its changes."""

    number: str
    supplier: str
    lines: list[tuple[str, str, Amount]]
    status: Literal["Pending", "Completed", "Cancelled", "Closed"] = "Completed"
    revision: int | None = None


class PaymentInJaggaer(Part):
    """What JAGGAER was told of the payment of an invoice; what is not named is not looked at."""

    invoice: Number
    status: Name = "Paid"
    amount: Amount
    method: Name | None = None
    number: Name | None = None
    date: str | None = None


class ExpectedJaggaer(Part):
    """
    Orders and payments are looked at where a story names any: all of them, in the order in which they were told.

    ``acknowledged`` are invoices with the codes that JAGGAER was told last, ``offered`` the values that it offers of a
    custom field.
    """

    orders: list[OrderInJaggaer] | None = None
    payments: list[PaymentInJaggaer] | None = None
    acknowledged: dict[Number, Literal["200", "400"]] | None = None
    offered: dict[str, list[str]] | None = None
    codes: dict[Name, bool] | None = Field(None, description="Suppliers, and whether JAGGAER has a code of them.")
    suppliers: dict[Name, dict[str, str]] | None = Field(None, description="Suppliers, with fields by JAGGAER's names.")


class Then(Part):
    """``settle`` clears every fault and lets polls and updates run for that long before anything is looked at."""

    settle: Span | None = None
    quickbooks: ExpectedQuickBooks | None = None
    jaggaer: ExpectedJaggaer | None = None
    exceptions: Literal["none", "any"] | list[ExceptionCode] = "none"
    reached: list[ReachedMark] = []
    told: list[str] = Field([], description="Words that the Web Connector's status column showed.")
    polls_failed: Annotated[int, Field(ge=0)] | None = Field(
        None, description="So many polls of the schedule, no more."
    )
    logged: list[str] = Field([], description="Words in the connector's log.")
    invariants: Literal["all"] = "all"
    judge: Literal["oracle"] | None = Field(
        None, description="After settling, what stands is compared with what each document should be, computed apart."
    )

    @model_validator(mode="after")
    def check(self) -> Then:
        if self.judge and self.settle is None:
            raise ValueError("the oracle judges what has come to rest: say settle, too.")
        return self


class Step(Part):
    """One verb of the table in ``scenarios.verbs``, with what it takes."""

    verb: str
    value: Any = None


class Scenario(Part):
    name: str = Field(max_length=200)
    proves: str = Field(max_length=400)
    seed: int = Field(1, ge=0)
    given: Given = Given()
    steps: list[Step]
    then: Then

    @model_validator(mode="after")
    def check(self) -> Scenario:
        if self.then.quickbooks and self.then.quickbooks.more_bills > self.given.jaggaer.more_invoices:
            raise ValueError("there are more of more_bills than of more_invoices.")
        return self


def nearest(word: str, known: list[str]) -> str:
    """The words that are known, or the one that was meant."""
    near = difflib.get_close_matches(word, known, 1)
    return f"Did you mean “{near[0]}”?" if near else f"Known: {', '.join(known)}."


class WrongPart(Exception):
    """A part that is not understood, and where it is."""

    def __init__(self, path: tuple[str | int, ...], text: str) -> None:
        super().__init__(text)
        self.path = path


def first(error: ValidationError, model: Any) -> tuple[tuple[str | int, ...], str]:
    """Where the first fault is, and what is wrong there; a name that is not known gets the nearest one."""
    fault = min(error.errors(), key=_rank)
    where = tuple(fault["loc"])
    if fault["type"] == "extra_forbidden":
        return where, f"“{where[-1]}” is not known here. {nearest(str(where[-1]), _names(model, where[:-1]))}"
    if fault["type"] == "missing":
        return where[:-1], f"“{where[-1]}” is missing."
    if fault["type"] == "value_error":
        return where, fault["msg"].removeprefix("Value error, ").rstrip(".") + "."
    shown = ".".join(str(step) for step in where) or "the story"
    return where, f"{shown}: {fault['msg'][:1].lower()}{fault['msg'][1:]}."


def _rank(fault: Any) -> int:
    """A misspelt name means more than a missing one, and our own words more than pydantic's."""
    order = ("extra_forbidden", "value_error")
    return order.index(fault["type"]) if fault["type"] in order else len(order)


def _names(model: Any, path: tuple[str | int, ...]) -> list[str]:
    """The fields of the part that a path leads to."""
    for step in path:
        if isinstance(step, str) and isinstance(model, type) and issubclass(model, BaseModel):
            model = model.model_fields[step].annotation
        inner = [one for one in getattr(model, "__args__", ()) if isinstance(one, type) and issubclass(one, BaseModel)]
        model = inner[0] if inner else model
    return list(model.model_fields) if isinstance(model, type) and issubclass(model, BaseModel) else []


__all__ = [
    "Part",
    "Scenario",
    "Step",
    "WrongPart",
    "first",
    "nearest",
]
