"""
What the dry run says of odd documents, before anything was sent, is what becomes of them.

Odd tenants: each seed draws invoices with a field that QuickBooks' schema, or a rule of its books, does not take.
The rate of what was predicted stands at the end of the run.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from random import Random
from typing import Any

import pytest

from connector.flow.rehearsal import HOLD, POST
from scenarios.profiles import STORY
from scenarios.world import NAME, World
from simulators.jaggaer import invoice, line
from simulators.qbwc import item, purchase_order, vendor

pytestmark = pytest.mark.once

SEEDS = range(20_270_101, 20_270_107)
INVOICES = 40
ACME = {"id": 1, "name": "Acme", "supplierNumber": "V-1"}
Oddity = Callable[[dict[str, Any]], None]


def header(**fields: Any) -> Oddity:
    return lambda made: made["header"].update(fields)


def first_line(**fields: Any) -> Oddity:
    return lambda made: made["lineList"]["invoiceLine"][0].update(fields)


def total(quantity: str, price: float, value: float) -> Oddity:
    def change(made: dict[str, Any]) -> None:
        first_line(quantity=float(quantity), unitPrice=price)(made)
        made["header"]["total"]["value"] = value

    return change


def both(one: Oddity, other: Oddity, made: dict[str, Any]) -> None:
    one(made)
    other(made)


ODD: Mapping[str, Oddity] = {
    "nothing": lambda made: None,
    "due in 9999": header(dueDate="9999-12-31T00:00:00.000Z"),
    "due in 2204": header(dueDate="2204-02-11T00:00:00.000Z"),
    "dated 2204": header(invoiceDate="2204-01-12T00:00:00.000Z", accountingDate="2204-01-12T00:00:00.000Z"),
    "accounted in 2204": header(accountingDate="2204-01-12T00:00:00.000Z"),
    "dated 1899": header(invoiceDate="1899-01-12T00:00:00.000Z"),
    "over more than QuickBooks keeps": total("1", 99_999_999_999_999.0, 99_999_999_999_999.0),
    "a quantity of many decimals": total("0.1234567", 1000.0, 123.46),
    "a description without end": lambda made: first_line(item={"description": "x" * 5000})(made),
    "a number that is too long": header(supplierInvoiceNumber="N" * 60),
    "a number of control characters": header(supplierInvoiceNumber="A\u0007C\u001b"),
    "a number of another script": header(supplierInvoiceNumber="發票號碼"),
    "an unknown supplier": header(supplier={"id": 99, "name": "Nobody Knows", "supplierNumber": "V-99"}),
    "another currency": lambda made: made["header"]["total"].update(currency="EUR"),
    "an unknown type": header(invoiceType="Proforma"),
    "an unknown status": header(workflowStatus="Perhaps"),
    "an order that is not there": first_line(poNumber="777", poLineNumber=1),
    "more than was ordered": lambda made: both(
        first_line(poNumber="49", poLineNumber=1), total("99", 12.5, 1237.5), made
    ),
}


def drawn(random: Random, number: int) -> tuple[str, dict[str, Any]]:
    name = random.choice(list(ODD))
    price = f"{random.randint(1, 99_999) / 100:.2f}"
    lines = [line(1, "Goods", "1", price, account=random.choice(("6120", "6130")))]
    made = invoice(number, ACME, lines, supplier_invoice=f"N-{number}")
    ODD[name](made)
    return name, made


def tenant(seed: int) -> tuple[World, dict[str, str]]:
    """A world that has read QuickBooks' lists, and the oddity of each of its invoices."""
    world, random = World(seed), Random(seed)  # noqa: S311 # a simulation, not a secret
    acme = vendor(world.file, "Acme", world.clock.now(), AccountNumber="V-1")
    goods = item(world.file, "Goods", "Cost of Goods Sold", world.clock.now())
    purchase_order(world.file, acme, "49", [(goods, "10", "12.50")], world.clock.now())
    world.connect(STORY)
    world.update()
    odd = {}
    for number in range(1, INVOICES + 1):
        name, made = drawn(random, number)
        world.tenant.put_invoice(made)
        odd[str(number)] = name
    return world, odd


@pytest.mark.parametrize("seed", SEEDS)
def test_the_dry_run_predicts_what_becomes_of_odd_documents(
    seed: int, record_property: Callable[[str, object], None]
) -> None:
    world, odd = tenant(seed)
    said = {one.invoice_id: one for one in world.connector.rehearse(NAME).forecasts}
    for _ in range(3):
        world.poll()
        world.update()
        world.advance(timedelta(minutes=20))
    lines = {str(one.invoice_id): one for one in world.connector.lines(NAME)}
    waiting = [number for number, one in lines.items() if one.state in ("held", "needs_person")]
    predicted = [number for number in waiting if said[number].verdict == HOLD]
    record_property("predicted", f"{len(predicted)}/{len(waiting)}")
    surprises = {
        number: (odd[number], [hold.code.value for hold in lines[number].holds])
        for number in waiting
        if number not in predicted
    }
    assert surprises == {}
    broken = {
        number: (odd[number], lines[number].state)
        for number, one in said.items()
        if one.verdict == POST and lines[number].state != "done"
    }
    assert broken == {}
    assert any(lines[number].holds[0].code.value == "UNSENDABLE" for number in waiting)
