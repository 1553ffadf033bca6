"""What a story's given part sets up, and what its steps act on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from scenarios.machines import EVERY, NAME, NOT_OURS, Beginning, CannotTake, Machines
from scenarios.network import Interruption
from scenarios.schema import (
    Given,
    GivenInvoice,
    GivenLine,
    GivenOrder,
    GivenPurchaseOrder,
    GivenQuickBooks,
    InvoiceLine,
    Step,
)
from simulators.jaggaer import company_profile, credit_memo, invoice, line, order_line
from simulators.jaggaer import purchase_order as purchase_order_of
from simulators.qbwc import CompanyFile, account, item, named, purchase_order, vendor

FIRST_ID = 2_600_000
FIRST_ORDER = 7_001
FIRST_MORE = 301
MORE_TOTAL = "10.00"
FINEST = Decimal("0.00001")
Record = dict[str, Any]


def beginning(given: Given) -> Beginning:
    """What the machines of a story begin with, before anything is on the stage."""
    return {
        "takes_time": given.quickbooks.takes_time,
        "token_lifetime": given.jaggaer.token_lifetime,
        "poll_every": given.connector.every or EVERY,
    }


@dataclass(slots=True)
class Stage:
    """A world that a story is played in; ``take`` plays one step, ``suppliers`` are JAGGAER's, by name."""

    world: Machines
    profile: Any
    take: Callable[[Stage, Step], None]
    suppliers: dict[str, dict[str, Any]] = field(default_factory=dict)
    interruptions: list[Interruption] = field(default_factory=list)
    backup: CompanyFile | None = None
    backed_up_at: datetime | None = None
    connector_backup: Any = None

    def set(self, given: Given) -> None:
        """Both systems as the story finds them, the company connected, and the schedules running."""
        self.fill(given)
        self.start(given)

    def fill(self, given: Given) -> None:
        """What both systems hold."""
        self._fill(given.quickbooks)
        self.world.tenant.payment_words = tuple(given.jaggaer.payment_words)
        for position, one in enumerate(given.jaggaer.suppliers):
            number = {"supplierNumber": one.number} if one.number else {}
            self.suppliers[one.name] = {"id": 1_003_837_200 + position, "name": one.name, **number}
            self.world.tenant.put_supplier(company_profile(52_000 + position, one.name, one.number or ""))
        for order in given.jaggaer.orders:
            self.put_order(order)
        for invoice_ in (*given.jaggaer.invoices, *more(given, given.jaggaer.more_invoices)):
            self.put_invoice(invoice_)

    def start(self, given: Given) -> None:
        """The connector is connected, and the schedules run."""
        self.world.connect(self.profile)
        soon = timedelta(seconds=1)
        if given.connector.every:
            self.world.clock.at(self.world.clock.now() + soon, self.world.run_poller)
        if (every := given.web_connector.every) is not None:
            self.world.clock.at(self.world.clock.now() + 2 * soon, lambda: self.world.run_schedule(every))

    def _fill(self, given: GivenQuickBooks) -> None:
        """The company file."""
        for name, value in given.assumed.items():
            self.world.file.assumed.choose(name, value)
        self.world.file.preferences.uses_classes = bool(given.classes)
        self.world.file.preferences.enhanced_receiving = given.receives_first
        for kind, names in (("Class", given.classes), ("Customer", given.customers)):
            for name in names:
                named(self.world.file, kind, name, self.world.clock.now())
        for name in given.accounts:
            account(self.world.file, name, "Expense", self.world.clock.now())
        for name in given.items:
            item(self.world.file, name, "Cost of Goods Sold", self.world.clock.now())
        for name in given.vendors:
            vendor(self.world.file, name, self.world.clock.now())
        for order in given.orders:
            self.enter(order)

    def enter(self, given: GivenOrder) -> None:
        """A purchase order, as a person enters it."""
        file, now = self.world.file, self.world.clock.now()
        known = file.find("ItemNonInventory", {"FullName": given.item})
        part = known or item(file, given.item, "Cost of Goods Sold", now)
        purchase_order(
            file,
            file.find("Vendor", {"FullName": given.vendor}) or {},
            given.number,
            [(part, given.quantity, given.rate)],
            now,
        )

    def put_order(self, given: GivenPurchaseOrder) -> None:
        """An order of JAGGAER's, as it is sent to its supplier."""
        if given.supplier not in self.suppliers:
            raise CannotTake(f"JAGGAER has no supplier “{given.supplier}”")
        number = self.world.tenant.purchase_orders.next_id(FIRST_ORDER)
        rows = [line_of(at, one) for at, one in enumerate(given.lines, 1)]
        document = purchase_order_of(number, given.number, self.suppliers[given.supplier], rows)
        stamp = f"{self.world.clock.now():%Y-%m-%dT%H:%M:%S.000Z}"
        document["header"].update({"lastUpdate": stamp, **given.header})
        self.world.tenant.put_order(document)

    def put_invoice(self, given: GivenInvoice) -> None:
        if given.supplier not in self.suppliers:
            raise CannotTake(f"JAGGAER has no supplier “{given.supplier}”")
        lines = [_invoice_line(at, one) for at, one in enumerate((given, *given.more), 1)]
        status = {} if given.state == "payable" else {"workflowStatus": "Pending", "paymentStatus": "InProcess"}
        make = invoice if given.kind == "invoice" else credit_memo
        document = make(
            _id(given.number),
            self.suppliers[given.supplier],
            lines,
            supplier_invoice=given.supplier_invoice,
            header={**status, "invoiceNumber": given.number, "originalInvoiceNumber": given.number, **given.header},
            tax=given.tax,
            freight=given.freight,
            handling=given.handling,
            discount=given.discount,
        )
        self.world.tenant.put_invoice(document)

    def edit_invoice(self, number: str, changes: dict[str, Any]) -> None:
        """As a person in JAGGAER does it: the stamp of the invoice moves."""
        if not self.world.tenant.edit_invoice(str(_id(number)), changes, self.world.clock.now()):
            raise CannotTake(f"JAGGAER has no invoice {number}")

    @property
    def policy(self) -> Any:
        """Of the profile; only the connector that comes with the machines has one."""
        if self.profile is None:
            raise CannotTake(NOT_OURS)
        return self.profile.policy

    def use_profile(self, policy: Any) -> None:
        self.profile = replace(self.profile, policy=policy)
        self.world.own.connector.set_profile(NAME, self.profile)


def line_of(number: int, given: GivenLine) -> dict[str, Any]:
    row: dict[str, Any] = order_line(number, given.item, given.quantity, given.price)
    row["item"].update({"catalogNumber": given.item, "unitOfMeasure": {"dimension": given.unit}})
    return row


def _invoice_line(number: int, given: InvoiceLine) -> dict[str, Any]:
    shares = [(share, code) for code, share in given.shares.items()]
    if not given.order:
        return dict(line(number, "Goods", "1", given.total, account=shares or given.account))
    row: dict[str, Any] = line(
        number, "Goods", given.quantity, _each(given), po=(given.order, given.order_line), account=shares
    )
    row["item"]["unitOfMeasure"] = {"dimension": given.unit}
    return row


def _each(given: InvoiceLine) -> str:
    each = Decimal(given.total) / Decimal(given.quantity)
    if each != each.quantize(FINEST):
        raise CannotTake(f"{given.total} cannot be divided by {given.quantity}")
    return str(each)


def more(given: Given, count: int) -> list[GivenInvoice]:
    """The first so many of those that ``more_invoices`` stands for."""
    return [
        GivenInvoice(
            number=f"I{FIRST_MORE + n:05d}",
            supplier=given.jaggaer.suppliers[0].name,
            supplier_invoice=f"M-{n + 1}",
            total=MORE_TOTAL,
        )
        for n in range(count)
    ]


def _id(number: str) -> int:
    return FIRST_ID + int(number[1:])
