"""
What the promises cost: round trips for a backlog, settling a lost message set, and a restart with much to do.

    python -m benchmarks.promises [--bills N] [--open N]

A round trip is one sendRequestXML and its receiveResponseXML. QuickBooks takes its default time (1.0 s a message
set, 0.30 s a write, 0.01 s a row, ±50 % by the seed) on the clock of the world, which costs none of ours.
"""

from __future__ import annotations

import argparse
import time
from datetime import timedelta

from benchmarks.books import timed
from benchmarks.worlds import quiet
from connector.domain.identifiers import CompanyName, DocumentId, ExternalGUID, OperationId
from connector.domain.operation import Operation, State
from connector.flow.entities import Purpose
from scenarios.profiles import STORY
from scenarios.world import NAME, World
from simulators.jaggaer import invoice, line
from simulators.qbwc import fault, vendor

SUPPLIER = {"id": 1_003_837_201, "name": "Acme", "supplierNumber": "V-1001"}
COMPANY = CompanyName(NAME)


def backlog(count: int) -> World:
    world = World(seed=5, takes_time=True, poll_every=timedelta(hours=9))
    vendor(world.file, "Acme", world.clock.now(), AccountNumber="V-1001")
    world.connect(STORY)
    for number in range(count):
        lines = [line(1, "Goods", "1", "120.00", account="6120")]
        world.tenant.put_invoice(invoice(2_600_000 + number, SUPPLIER, lines, supplier_invoice=f"AC-{number}"))
    world.poll()
    return world


def trips(world: World, *purposes: Purpose) -> int:
    return sum(one.purpose in (purposes or tuple(Purpose)) for one in world.connector.messages(NAME))


def posted(world: World) -> int:
    return len(world.file.records("Bill"))


def measure_backlog(count: int) -> None:
    world = backlog(count)
    for _ in range(9):
        if posted(world) == count and not any(one.state == "queued" for one in world.connector.lines(NAME)):
            break
        world.update()
        world.advance(timedelta(minutes=5))
    sets = world.connector.messages(NAME)
    slowest = max((one.settled_at or one.sent_at) - one.sent_at for one in sets)
    sizes = [len(one.operations) for one in sets if one.purpose is Purpose.WRITE]
    print(f"{count} bills: {trips(world)} round trips, all reads included; one at a time: {2 * count}")
    print(f"    the slowest took {slowest.total_seconds():.0f} s; bills to a message set: {sizes}")


def measure_settling(count: int) -> None:
    world = backlog(count)
    plain = backlog(count)
    for one, lost in ((world, True), (plain, False)):
        if lost:
            one.pc.faults.append(fault("lose_answer", "BillAdd"))
        for _ in range(9):
            one.update()
            one.advance(timedelta(minutes=20))
    extra = trips(world, Purpose.ASK, Purpose.FIND)
    print(f"a lost message set of {count}: {extra} questions; {posted(world)} bills, {posted(plain)} without the loss")


def measure_restart(count: int) -> None:
    world = backlog(1)
    with world.connector.store.write() as work:
        for number in range(count):
            document = DocumentId(f"open-{number}")
            guid = ExternalGUID("{00000000-0000-0000-0000-000000000000}")
            work.operations.add(COMPANY, Operation(OperationId(0), document, 1, State.QUEUED, "", guid))
    world.restart()
    took = timed(world, time.perf_counter)
    world.update()
    print(f"a restart with {count} open operations: the first update's slowest call takes {max(took):.3f} s,")
    print(f"    all {len(took)} of its calls {sum(took):.2f} s")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bills", type=int, default=1000)
    parser.add_argument("--open", type=int, default=10_000)
    given = parser.parse_args()
    quiet()
    measure_backlog(given.bills)
    measure_settling(100)
    measure_restart(given.open // 10)
    measure_restart(given.open)


if __name__ == "__main__":
    main()
