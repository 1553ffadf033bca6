"""A company whose purchase orders are QuickBooks', and are written to JAGGAER."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from connector import Profile
from connector.domain.writeback import WriteBack
from connector.jaggaer.wire_profile import Writeback
from scenarios.profiles import STORY
from scenarios.world import NAME, World
from simulators.jaggaer import company_profile
from simulators.qbwc import item, purchase_order, vendor

NUMBER = "P-7"


def profile(*, is_on: bool = True, **orders: Any) -> Profile:
    rules = replace(STORY.policy.orders, **{"origin": "quickbooks", **orders})
    wire = replace(STORY.wire, writeback=Writeback(orders=is_on))
    return replace(STORY, policy=replace(STORY.policy, orders=rules), wire=wire)


def made(*, is_on: bool = True, **orders: Any) -> World:
    world = World(seed=11)
    vendor(world.file, "Acme", world.clock.now(), AccountNumber="V-1001")
    item(world.file, "Goods", "Cost of Goods Sold", world.clock.now())
    world.tenant.put_supplier(company_profile(52_001, "Acme", "V-1001"))
    world.connect(profile(is_on=is_on, **orders))
    return world


def enter(world: World, number: str = NUMBER, quantity: str = "20", rate: str = "5.00", lines: int = 1) -> None:
    """A person enters an order."""
    goods = world.file.find("ItemNonInventory", {"FullName": "Goods"}) or {}
    acme = world.file.find("Vendor", {"FullName": "Acme"}) or {}
    purchase_order(world.file, acme, number, [(goods, quantity, rate)] * lines, world.clock.now())


def go_on(world: World, by: timedelta = timedelta(minutes=20)) -> None:
    """QuickBooks' lists are read, and then JAGGAER is polled."""
    world.advance(by)
    world.update()
    world.poll()


def written(world: World, number: str = NUMBER) -> World:
    enter(world, number)
    go_on(world)
    return world


def back(world: World, number: str = NUMBER) -> WriteBack:
    return next(one for one in world.connector.write_backs(NAME) if one.number == number)


def in_jaggaer(world: World) -> dict[str, list[tuple[str, int | float]]]:
    """JAGGAER's orders by number: their status, and what their lines come to."""
    return {
        one["header"]["poNumber"]: [
            (one["header"]["poStatus"], row["extendedPrice"]) for row in one["lineList"]["poLine"]
        ]
        for one in world.tenant.purchase_orders.values()
    }


def sent(world: World) -> int:
    """How many writes left for JAGGAER."""
    return sum(one.call == "write_order" for one in world.transcript.entries())


def told(world: World) -> list[str]:
    return [event.text for event in world.connector.history(NAME) if (event.document or "").startswith("quickbooks:")]
