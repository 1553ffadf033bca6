"""Worlds that tests begin from."""

from __future__ import annotations

from scenarios.profiles import STORY
from scenarios.world import World
from simulators.jaggaer import invoice, line
from simulators.qbwc import vendor


def connected(seed: int = 4) -> World:
    """One vendor, one payable invoice of 5.00, and nothing read yet."""
    world = World(seed)
    vendor(world.file, "Acme", world.clock.now())
    world.tenant.put_invoice(
        invoice(
            2_600_001, {"id": 1, "name": "Acme"}, [line(1, "Goods", "1", "5.00", account="6120")], supplier_invoice="A"
        )
    )
    world.connect(STORY)
    return world


def posted(seed: int = 4) -> World:
    """The same, with its bill in QuickBooks."""
    world = connected(seed)
    world.poll()
    world.update()
    return world
