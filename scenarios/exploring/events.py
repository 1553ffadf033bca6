"""What may happen in a random story: a table with a row to each, of the step that it comes to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from scenarios.crash import PAGE, POINTS
from scenarios.exploring.customer import Customer
from scenarios.exploring.draw import Draw, cents
from scenarios.faults import Known, all_faults
from scenarios.network import SOAP_CALLS

Step = Any
Make = Callable[[Draw, Customer], Step | None]
BILLS, ORDERS, JAGGAER, ACCOUNTANT = "bills", "orders", "jaggaer", "accountant"
REQUESTS = (
    "BillAdd",
    "BillMod",
    "BillQuery",
    "VendorCreditAdd",
    "PurchaseOrderAdd",
    "PurchaseOrderMod",
    "PurchaseOrderQuery",
    "ItemReceiptAdd",
    "TxnVoid",
    "TxnDel",
    "VendorQuery",
)
ASKED = ("token", "invoices", "invoice", "purchase_orders", "receipts", "payment_status", "acknowledge")
"""What the connector asks of JAGGAER with any of the profile that are drawn."""
PLACES: Mapping[str, tuple[str, ...]] = {
    "quickbooks": REQUESTS,
    "jaggaer": ASKED,
    "network": (*SOAP_CALLS, *ASKED),
    "connector": tuple(one for one in POINTS if not one.startswith(PAGE)),
}
LEFT_OUT: Mapping[str, str] = {
    "set_back": "both systems read one clock here, and would be wrong together",
    "set_forward": "as above",
    "backup_restored": "nothing is sent to a restored company file before an administrator has said what it is",
    "no_supplier_number": "JAGGAER says once, under one stamp, what it does not have: nobody could know better",
}
"""Faults that are not drawn, and why."""


@dataclass(frozen=True, slots=True)
class Event:
    """``kind`` is what a swarm switches on and off; ``make`` gives nothing where there is nothing it could be of."""

    kind: str
    make: Make


def _of_a_bill(verb: str, **more: Callable[[Draw, Customer], str]) -> Make:
    """A deed about a bill by its number, with what else is said."""

    def make(draw: Draw, customer: Customer) -> Step | None:
        if not customer.references:
            return None
        reference = customer.reference()
        return {verb: {"reference": reference, **{name: say(draw, customer) for name, say in more.items()}}}

    return make


def _taken_away(verb: str) -> Make:
    return lambda draw, customer: {verb: customer.reference()} if customer.references else None


def _of_an_invoice(make: Callable[[Draw, Customer, str], Step]) -> Make:
    def of_it(draw: Draw, customer: Customer) -> Step | None:
        return make(draw, customer, draw.one_of("an invoice", customer.invoices)) if customer.invoices else None

    return of_it


def _of_an_order(make: Callable[[Draw, str, int], Step]) -> Make:
    """A deed about one line of an order; the first line in most."""

    def of_it(draw: Draw, customer: Customer) -> Step | None:
        if not customer.orders:
            return None
        order = draw.one_of("an order", customer.orders)
        return make(draw, order.number, draw.number("a line of it", 1, len(order.lines)))

    return of_it


def _received(status: str) -> Callable[[Draw, str, int], Step]:
    def make(draw: Draw, order: str, line: int) -> Step:
        quantities = {line: str(draw.number("how many come", 1, 20))}
        return {"receive purchase order": {"number": order, "quantities": quantities, "status": status}}

    return make


def _day(draw: Draw) -> str:
    return f"2026-01-{draw.number('a day', 10, 28)}"


EVENTS: tuple[Event, ...] = (
    Event(BILLS, _of_a_bill("edit bill", memo=lambda *_: "seen by Ann")),
    Event(BILLS, _of_a_bill("edit bill", number=lambda _, customer: customer.new_reference())),
    Event(BILLS, _of_a_bill("edit bill", vendor=lambda draw, one: draw.one_of("another vendor", one.suppliers))),
    Event(BILLS, _of_a_bill("edit bill", date=lambda draw, _: _day(draw))),
    Event(BILLS, _of_a_bill("edit bill", account=lambda *_: "Freight In")),
    Event(BILLS, _of_a_bill("pay bill")),
    Event(BILLS, _of_a_bill("pay bill", amount=lambda draw, _: draw.amount("a part of it", 2_000))),
    Event(BILLS, _taken_away("void bill")),
    Event(BILLS, _taken_away("delete bill")),
    Event(
        BILLS,
        lambda draw, one: {
            "enter bill": {
                "vendor": draw.one_of("a vendor", one.suppliers),
                "reference": f"H-{draw.number('a number', 1, 9999)}",
                "total": draw.amount("a total"),
            }
        },
    ),
    Event(BILLS, lambda draw, one: {"open window": {"of": "vendor", "name": draw.one_of("a vendor", one.suppliers)}}),
    Event(BILLS, lambda *_: "close windows"),
    Event(ORDERS, _of_an_order(lambda _, order, __: {"edit order": {"number": order, "memo": "call first"}})),
    Event(
        ORDERS,
        _of_an_order(
            lambda draw, order, line: {
                "edit order": {"number": order, "line": line, "quantity": str(draw.number("how many", 1, 40))}
            }
        ),
    ),
    Event(ORDERS, _of_an_order(lambda _, order, __: {"close order": order})),
    Event(ORDERS, _of_an_order(lambda _, order, __: {"delete order": order})),
    Event(
        ORDERS,
        _of_an_order(
            lambda draw, order, _: {
                "receive order": {"number": order, "quantity": str(draw.number("how many come", 1, 9))}
            }
        ),
    ),
    Event(JAGGAER, _of_an_invoice(lambda _, __, number: {"approve invoice": number})),
    Event(JAGGAER, _of_an_invoice(lambda _, __, number: {"cancel invoice": number})),
    Event(JAGGAER, _of_an_invoice(lambda _, __, number: {"delete invoice": number})),
    Event(
        JAGGAER,
        _of_an_invoice(
            lambda _, one, number: {"edit invoice": {"number": number, "supplier_invoice": one.new_reference()}}
        ),
    ),
    Event(
        JAGGAER,
        _of_an_invoice(
            lambda draw, _, number: {"edit invoice line": {"number": number, "price": draw.amount("a price", 20_000)}}
        ),
    ),
    Event(
        JAGGAER,
        _of_an_order(
            lambda draw, order, line: {
                "revise purchase order": {"number": order, "quantities": {line: str(draw.number("how many", 0, 40))}}
            }
        ),
    ),
    Event(
        JAGGAER,
        _of_an_order(
            lambda draw, order, line: {
                "revise purchase order": {"number": order, "prices": {line: cents(draw.number("a price", 1, 20_000))}}
            }
        ),
    ),
    Event(JAGGAER, _of_an_order(_received("Received"))),
    Event(JAGGAER, _of_an_order(_received("Returned"))),
    Event(JAGGAER, _of_an_order(lambda _, order, __: {"cancel purchase order": order})),
    Event(JAGGAER, _of_an_order(lambda _, order, __: {"close purchase order": order})),
    Event(
        JAGGAER,
        _of_an_order(
            lambda draw, order, _: {
                "confirm purchase order": {"number": order, "as": f"SO-{order}", "date": _day(draw)}
            }
        ),
    ),
    Event(JAGGAER, lambda *_: "revoke tokens"),
    Event(ACCOUNTANT, _of_an_invoice(lambda _, __, number: {"retry": number})),
    Event("connector", lambda *_: "restart connector"),
    Event("connector", lambda *_: "rotate keys"),
    Event("copies", lambda *_: "back up connector"),
    Event("copies", lambda *_: "restore connector"),
)


def fault_kinds() -> list[Known]:
    """Every fault that may be drawn."""
    return [one for one in all_faults() if one.name not in LEFT_OUT]


def fault(draw: Draw, known: Known) -> Step:
    """It strikes at a request from now on, once or a few times: at any, or at one of a kind."""
    said: Step = {"to": known.machine, "fault": known.name}
    places = PLACES.get(known.machine, ())
    if places and draw.happens("at one of a kind", 50):
        said |= {"on": draw.one_of("at what", places), "nth": draw.number("which request", 1, 3)}
    else:
        said |= {"nth": draw.number("which request of any", 1, 40 if known.machine == "connector" else 8)}
    if known.machine in ("jaggaer", "quickbooks"):
        said |= {"times": draw.number("how often", 1, 3)}
    return {"inject": said}
