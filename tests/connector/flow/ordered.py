"""A company whose purchase orders are JAGGAER's: what is done in it, and what is seen of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from connector import Profile
from connector.domain.hold_code import HoldCode
from connector.domain.policy import ItemPolicy
from connector.flow.rebinding import adopting
from scenarios.profiles import STORY
from scenarios.world import NAME, World
from simulators.jaggaer import Clerk, invoice, line, order_line, purchase_order
from simulators.qbwc import Person, item, vendor

ACME = {"id": 1, "name": "Acme", "supplierNumber": "V-1001"}
NUMBER = "0000000049"
ITEMS = ItemPolicy(map={"A-1": "Reagents", "A-2": "Gloves", "A-3": "Freight"})


def profile(**orders: Any) -> Profile:
    policy = replace(STORY.policy.orders, **{"items": ITEMS, **orders})
    return replace(STORY, policy=replace(STORY.policy, orders=policy))


def made(**orders: Any) -> World:
    world = World(seed=3)
    vendor(world.file, "Acme", world.clock.now(), AccountNumber="V-1001")
    for name in ("Reagents", "Gloves", "Freight"):
        item(world.file, name, "Cost of Goods Sold", world.clock.now())
    world.connect(profile(**orders))
    return world


def order(*lines: tuple[str, str], po_id: int = 7001, number: str = NUMBER, **header: Any) -> dict[str, Any]:
    rows = [order_line(at, f"Goods {at}", quantity, price) for at, (quantity, price) in enumerate(lines, 1)]
    document: dict[str, Any] = purchase_order(po_id, number, ACME, rows)
    document["header"].update(header)
    return document


def go_on(world: World, by: timedelta = timedelta(minutes=20)) -> None:
    world.advance(by)
    world.poll()
    world.update()


def enter(world: World, document: dict[str, Any]) -> None:
    world.tenant.put_order(document)
    go_on(world)


def entered(world: World, *lines: tuple[str, str]) -> World:
    enter(world, order(*(lines or (("20", "41.25"), ("4", "5.00")))))
    return world


def bill_of(world: World, quantity: str, price: str, at: int, number: str = NUMBER, invoice_id: int = 2600001) -> None:
    """An invoice of a line of an order."""
    goods = line(1, f"Goods {at}", quantity, price, po=(number, at), account="6120")
    world.tenant.put_invoice(invoice(invoice_id, ACME, [goods], supplier_invoice=f"AC-{invoice_id}"))


def revise(world: World, revision: object, *lines: tuple[str, str]) -> None:
    world.advance(timedelta(minutes=1))
    stamp = f"{world.clock.now():%Y-%m-%dT%H:%M:%S}.000Z"
    enter(world, order(*lines, revisionNumber=revision, lastUpdate=stamp))


def clerk(world: World) -> Clerk:
    world.advance(timedelta(minutes=1))
    return Clerk(world.tenant, world.clock)


def orders(world: World) -> list[dict[str, Any]]:
    return world.file.records("PurchaseOrder")


def rows(world: World, at: int = 0) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = orders(world)[at]["PurchaseOrderLineRet"]
    return found


def quantities(world: World) -> list[str]:
    return [one["Quantity"] for one in rows(world)]


def person(world: World) -> Person:
    return Person(world.file, world.clock.now())


def edit(world: World, number: str = NUMBER, **fields: Any) -> None:
    person(world).edit("PurchaseOrder", number, **fields)


def add_line(world: World, **fields: Any) -> None:
    """A person's own line, below the others."""
    there = [{"TxnLineID": row["TxnLineID"]} for row in rows(world)]
    edit(world, PurchaseOrderLineMod=[*there, {"TxnLineID": "-1", **fields}])


def take_out(world: World, at: int) -> None:
    """A person deletes a line."""
    there = [{"TxnLineID": row["TxnLineID"]} for row in rows(world)]
    edit(world, PurchaseOrderLineMod=[*there[:at], *there[at + 1 :]])


def delete(world: World, number: str = NUMBER) -> None:
    """A person deletes the order, if it is there still."""
    if any(one["RefNumber"] == number for one in orders(world)):
        person(world).delete("PurchaseOrder", number)


def held(world: World) -> list[HoldCode]:
    return [hold.code for one in world.connector.exceptions(NAME) for hold in one.holds]


def state(world: World) -> str:
    return next(one.state for one in world.connector.lines(NAME) if one.invoice_id.startswith("order:"))


def sent(world: World, request: str) -> int:
    return sum(f"<{request}Rq" in one.request for one in world.connector.messages(NAME))


def set_back(world: World, before: Any) -> None:
    """Our database is one from a backup; QuickBooks' is as it is."""
    world.use_store(before)
    with world.connector.store.write() as work:
        adopting(work, work.companies.all(), world.clock.now())
