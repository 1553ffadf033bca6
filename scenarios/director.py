"""Plays a story: sets the stage, takes the steps, and looks whether it ended as told."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from connector import Profile
from scenarios.checks import violations
from scenarios.profiles import STORY
from scenarios.schema import Advance, GivenInvoice, GivenSupplier, Inject, Scenario, Step, Then
from scenarios.world import NAME, World
from simulators.jaggaer import company_profile, invoice, line
from simulators.qbwc import fault, vendor

EVERY = timedelta(minutes=5)
EVIDENCE = {
    "settled.stored_answer": "QuickBooks' stored answer",
    "settled.record_found": "found in QuickBooks by",
    "settled.nothing_found": "QuickBooks has no such record",
}


@dataclass(frozen=True, slots=True)
class Result:
    """``failures`` are in words; none means that the story holds."""

    name: str
    failures: tuple[str, ...]

    @property
    def passed(self) -> bool:
        return not self.failures


def play(scenario: Scenario, seed: int | None = None, profile: Profile = STORY) -> Result:
    """Play a story in a world of its own."""
    world = World(scenario.seed if seed is None else seed)
    _set_stage(world, scenario)
    world.connect(profile)
    for step in scenario.steps:
        _take(world, step)
    _settle(world, scenario.then.settle)
    return Result(scenario.name, tuple(_failures(world, scenario.then)))


def _set_stage(world: World, scenario: Scenario) -> None:
    for name in scenario.given.quickbooks.vendors:
        vendor(world.file, name, world.clock.now())
    suppliers = {}
    for position, given in enumerate(scenario.given.jaggaer.suppliers):
        suppliers[given.name] = _supplier(given, position)
        world.tenant.put_supplier(company_profile(52_000 + position, given.name, given.number or ""))
    for one in scenario.given.jaggaer.invoices:
        world.tenant.put_invoice(_document(one, suppliers[one.supplier]))


def _supplier(given: GivenSupplier, position: int) -> dict[str, object]:
    number = {"supplierNumber": given.number} if given.number else {}
    return {"id": 1_003_837_200 + position, "name": given.name, **number}


def _document(given: GivenInvoice, supplier: dict[str, object]) -> dict[str, object]:
    number = int(given.number[1:])
    lines = [line(1, "Goods", "1", given.total, account=given.account)]
    status = {} if given.state == "payable" else {"workflowStatus": "Pending", "paymentStatus": "InProcess"}
    return invoice(2_600_000 + number - 100, supplier, lines, supplier_invoice=given.supplier_invoice, header=status)


def _take(world: World, step: Step) -> None:
    match step:
        case "poll jaggaer":
            world.poll()
        case "update web connector":
            world.update()
        case "restart connector":
            world.restart()
        case Advance(advance=by):
            world.advance(by)
        case Inject(inject=one):
            world.pc.faults.append(fault(one.fault, one.on, one.nth))


def _settle(world: World, within: timedelta | None) -> None:
    if within is None:
        return
    world.pc.faults.clear()
    until = world.clock.now() + within
    while world.clock.now() < until:
        world.poll()
        world.update()
        world.advance(EVERY)


def _failures(world: World, then: Then) -> Iterator[str]:
    if then.quickbooks is not None:
        expected = sorted((one.reference, one.vendor, Decimal(one.total)) for one in then.quickbooks.bills)
        found = sorted(
            (one.get("RefNumber", ""), one["VendorRef"]["FullName"], Decimal(one["AmountDue"]))
            for one in world.file.transactions["Bill"]
        )
        if expected != found:
            yield f"QuickBooks has the bills {found}, not {expected}"
    yield from _exceptions(world, then)
    evidence = [event.data.get("evidence", "") for event in world.connector.history(NAME)]
    for wanted in then.reached:
        if not any(text.startswith(EVIDENCE[wanted]) for text in evidence):
            yield f"{wanted} was not reached"
    yield from violations(world)


def _exceptions(world: World, then: Then) -> Iterator[str]:
    waiting = sorted(hold.code.name for one in world.connector.exceptions(NAME) for hold in one.holds)
    expected = [] if then.exceptions == "none" else sorted(then.exceptions)
    if waiting != expected:
        yield f"the exceptions are {waiting}, not {expected}"
