"""An invoice that JAGGAER changes after it was posted."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

from connector import Profile
from connector.domain.hold_code import HoldCode
from connector.domain.policy import CorrectionPolicy
from connector.domain.statement import Class
from scenarios.profiles import STORY
from scenarios.world import NAME, World
from simulators.jaggaer import invoice, line
from simulators.qbwc import Person, vendor

SUPPLIER = {"id": 1_003_837_201, "name": "Acme", "supplierNumber": "V-1001"}
CANCELLED = {"paymentStatus": "Cancelled"}
CREDIT = CorrectionPolicy(changed="credit", cancelled="credit")
CARRY_OUT = CorrectionPolicy(changed="modify", relinked="replace", cancelled="void")


def corrected(corrections: CorrectionPolicy = CARRY_OUT, *, takes_time: bool = False, **rest: Any) -> World:
    world = World(seed=5, takes_time=takes_time)
    vendor(world.file, "Acme", world.clock.now(), AccountNumber="V-1001")
    policy = replace(STORY.policy, corrections=corrections, **rest)
    world.connect(Profile(policy=policy, wire=STORY.wire))
    return world


def goods(*amounts: str) -> list[dict[str, Any]]:
    return [line(at, f"Goods {at}", "1", amount, account="6120") for at, amount in enumerate(amounts, 1)]


def say(world: World, *amounts: str, update: bool = True, **rest: Any) -> None:
    """JAGGAER has this version of the invoice now."""
    world.advance(timedelta(minutes=20))
    stamp = world.clock.now().strftime("%Y-%m-%dT%H:%M:%S.000Z")
    document = invoice(2_600_001, SUPPLIER, rest.pop("lines", goods(*amounts)), supplier_invoice="AC-1", **rest)
    document["header"]["lastUpdate"] = stamp
    world.tenant.put_invoice(document)
    world.poll()
    if update:
        world.update()


def bills(world: World) -> list[dict[str, Any]]:
    return world.file.records("Bill")


def person(world: World) -> Person:
    return Person(world.file, world.clock.now())


def held(world: World) -> list[HoldCode]:
    return [hold.code for one in world.connector.exceptions(NAME) for hold in one.holds]


def paid(corrections: CorrectionPolicy = CREDIT, **rest: Any) -> World:
    """A bill of two lines over 120.00 that a person has paid."""
    world = corrected(corrections, **rest)
    say(world, "70.00", "50.00")
    person(world).pay("AC-1", check="1001")
    return world


def records(world: World) -> list[tuple[str, str, str]]:
    """Every bill and credit: its kind, number and amount."""
    made = [("Bill", one["RefNumber"], one["AmountDue"]) for one in bills(world)]
    return [*made, *(("VendorCredit", one["RefNumber"], one["CreditAmount"]) for one in credits_of(world))]


def credits_of(world: World) -> list[dict[str, Any]]:
    return world.file.records("VendorCredit")


def stands(world: World) -> Decimal:
    """What QuickBooks has of all of it."""
    return sum((Decimal(amount) * (1 if kind == "Bill" else -1) for kind, _, amount in records(world)), Decimal(0))


def look(world: World) -> None:
    """QuickBooks' lists are read again."""
    world.advance(timedelta(minutes=20))
    world.update()


def differences(world: World) -> list[tuple[Class, Decimal]]:
    return [(one.kind, one.amount) for one in world.connector.statement(NAME).differences]
