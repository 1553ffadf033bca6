"""
A random story: a customer with 5 to 60 documents, a day, and what happens on it, all of it from one tape.

It is a story like any other: what goes wrong in it can be kept as a file, played again, made smaller and looked at.
Each story is a swarm of its own: a random part of all kinds of events and faults is switched on in it.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from scenarios.exploring.customer import Customer
from scenarios.exploring.draw import Draw
from scenarios.exploring.events import EVENTS, Event, fault, fault_kinds
from scenarios.tape import Tape

LEAST, MOST = 5, 60
EVERY = (timedelta(minutes=5), timedelta(minutes=15), timedelta(hours=1))
DAY = timedelta(hours=24)
AT_REST = timedelta(hours=4)
POLLS_AT_REST = 16
MOST_FAULTS = 24
Data = dict[str, Any]


def story(tape: Tape, seed: int, every: timedelta | None = None) -> Data:
    """The data of a story; ``every`` is how often it polls and updates, drawn where it is not given."""
    draw = Draw(tape)
    customer = Customer(draw)
    customer.add_suppliers()
    pace = draw.one_of("the schedule", EVERY) if every is None else every
    profile = customer.profile()
    orders = [customer.order() for _ in range(draw.number("orders", 0, 5))]
    typed = [customer.typed_order() for _ in range(draw.number("orders that a person typed", 0, 2))]
    items = sorted({line["item"] for order in orders for line in order["lines"]} - {one["item"] for one in typed})
    schedule = {"every": span_text(pace)}
    return {
        "name": f"random, of seed {seed}",
        "proves": "whatever happens on the way, both systems come to rest as they should",
        "seed": seed,
        "given": {
            "quickbooks": {"vendors": list(customer.suppliers), "items": items, "orders": typed},
            "jaggaer": {
                "suppliers": [
                    {"name": name, "number": f"V-{number}"} for number, name in enumerate(customer.suppliers, 101)
                ],
                "orders": orders,
            },
            "web_connector": schedule,
            "connector": schedule,
        },
        "steps": [{"change profile": profile}, *_day(draw, customer), "close windows"],
        "then": {"settle": span_text(max(AT_REST, POLLS_AT_REST * pace)), "exceptions": "any", "judge": "oracle"},
    }


def _day(draw: Draw, customer: Customer) -> list[Any]:
    """Documents come all day; in between there is what the swarm lets happen."""
    kinds = draw.some_of("a kind of happening", sorted({one.kind for one in EVENTS}), 50)
    events = [one for one in EVENTS if one.kind in kinds]
    faults = draw.some_of("a fault", fault_kinds(), 15)
    steps: list[Any] = []
    count = draw.number("documents", LEAST, MOST)
    luck = draw.number("faults of the day", 0, MOST_FAULTS) * 100 // count if faults else 0
    for _ in range(count):
        steps.append({"add invoice": customer.invoice()})
        for _ in range(draw.number("what happens meanwhile", 0, 2)):
            steps += _something(draw, customer, events)
        if draw.happens("a fault", min(luck, 100)):
            steps.append(_perhaps(fault(draw, draw.one_of("which fault", faults))))
        steps.append({"advance": span_text(draw.span("a while", 2 * DAY / count))})
    return steps


def _something(draw: Draw, customer: Customer, events: list[Event]) -> list[Any]:
    made = draw.one_of("what happens", events).make(draw, customer) if events else None
    return [_perhaps(made)] if made is not None else []


def _perhaps(step: Any) -> Data:
    """It may be impossible by then."""
    return {"perhaps": {"do": [step]}}


def span_text(span: timedelta) -> str:
    """As stories say it."""
    seconds = int(span.total_seconds())
    return f"{seconds // 60}m" if seconds % 60 == 0 else f"{seconds}s"
