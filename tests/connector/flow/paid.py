"""A company of which JAGGAER is told what is paid: what is done in it, and what is seen of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from connector import Profile
from connector.domain.writeback import WriteBack
from connector.jaggaer.wire_profile import PaymentWriting, Writeback
from scenarios.profiles import STORY
from scenarios.world import NAME, World
from simulators.jaggaer import Clerk, invoice, line
from simulators.qbwc import Person, vendor

ACME = {"id": 1, "name": "Acme", "supplierNumber": "V-1001"}
FIRST = 2600001


def profile(*, is_on: bool = True, **payment: Any) -> Profile:
    rules = Writeback(payments=is_on, payment=PaymentWriting(**payment))
    return replace(STORY, wire=replace(STORY.wire, writeback=rules))


def made(*, is_on: bool = True, **payment: Any) -> World:
    world = World(seed=17)
    vendor(world.file, "Acme", world.clock.now(), AccountNumber="V-1001")
    world.connect(profile(is_on=is_on, **payment))
    return world


def bill(world: World, number: str = "AC-1", total: str = "120.00", at: int = 0) -> None:
    """JAGGAER approves an invoice."""
    rows = [line(1, "Goods", "1", total, account="6120")]
    world.tenant.put_invoice(
        invoice(FIRST + at, ACME, rows, supplier_invoice=number, header={"invoiceNumber": f"I{FIRST + at}"})
    )


def go_on(world: World, by: timedelta = timedelta(minutes=20)) -> None:
    """JAGGAER is polled, QuickBooks' lists are read, and JAGGAER is polled again."""
    world.advance(by)
    world.poll()
    world.update()
    world.advance(timedelta(minutes=6))
    world.poll()


def posted(world: World, *bills: tuple[str, str]) -> World:
    for at, (number, total) in enumerate(bills or (("AC-1", "120.00"),)):
        bill(world, number, total, at)
    go_on(world)
    return world


def person(world: World) -> Person:
    return Person(world.file, world.clock.now())


def clerk(world: World) -> Clerk:
    return Clerk(world.tenant, world.clock)


def back(world: World, number: str = f"I{FIRST}") -> WriteBack:
    return next(one for one in world.connector.write_backs(NAME) if one.number == number)


def payments(world: World) -> list[tuple[Any, ...]]:
    """What JAGGAER was told: status, amount, method and number of each payment."""
    return [
        (one["paymentStatus"], one["paymentAmount"]["money"], one.get("paymentMethod"), one.get("paymentNumber"))
        for one in world.tenant.payments
    ]


def status(world: World, at: int = 0) -> str:
    return str(world.tenant.invoices[str(FIRST + at)]["header"]["paymentStatus"])


def requests(world: World, call: str = "payment_status") -> int:
    return sum(one.call == call for one in world.transcript.entries())
