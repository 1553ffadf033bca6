"""
How near the forecast is: when `connector status` says that what waits will be posted, and when it was.

    python -m benchmarks.forecast [--hours 48] [--every 15] [--invoices 120]

Invoices come at random moments of simulated time, JAGGAER is polled every five minutes, the Web Connector checks in on
its own schedule, and QuickBooks takes its time. Each time that something waits, the forecast is noted; its error stands
beside how long it had to wait.
"""

from __future__ import annotations

import argparse
import random
from datetime import datetime, timedelta
from statistics import mean

from benchmarks.worlds import quiet
from scenarios.profiles import STORY
from scenarios.world import NAME, World
from simulators.jaggaer import invoice, line
from simulators.qbwc import vendor

SUPPLIER = {"id": 1_003_837_201, "name": "Acme", "supplierNumber": "V-1001"}
FIRST = 2_600_000
MINUTE = timedelta(minutes=1)


def played(hours: int, every: int, count: int) -> list[tuple[datetime, datetime, datetime]]:
    """When a forecast was made, what it said, and when all that waited then was posted."""
    world = World(seed=11, takes_time=True)
    vendor(world.file, "Acme", world.clock.now(), AccountNumber="V-1001")
    world.connect(STORY)
    world.clock.at(world.clock.now() + timedelta(seconds=1), world.run_poller)
    world.clock.at(world.clock.now() + timedelta(seconds=2), lambda: world.run_schedule(every * MINUTE))
    world.advance(timedelta(hours=3))
    draw, comes = random.Random(5), set[int]()  # noqa: S311 # by a seed
    comes.update(draw.sample(range(hours * 60), count))
    open_: dict[datetime, tuple[datetime, set[str]]] = {}
    found = []
    for minute in range(hours * 60):
        if minute in comes:
            rows = [line(1, "Goods", "1", "10.00", account="6120")]
            world.tenant.put_invoice(invoice(FIRST + minute, SUPPLIER, rows, supplier_invoice=f"AC-{minute}"))
            world.tenant.edit_invoice(str(FIRST + minute), {}, world.clock.now())
        world.advance(MINUTE)
        states = {line.invoice: line.state for line in world.connector.lines(NAME)}
        for made, (said, waiting) in list(open_.items()):
            if all(states[one] == "done" for one in waiting):
                found.append((made, said, world.clock.now()))
                del open_[made]
        due = world.connector.status(NAME).due
        if due.queued and due.posted is not None:
            open_[world.clock.now()] = due.posted, {one for one, state in states.items() if state == "queued"}
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--hours", type=int, default=48)
    parser.add_argument("--every", type=int, default=15)
    parser.add_argument("--invoices", type=int, default=120)
    given = parser.parse_args()
    quiet()
    found = played(given.hours, given.every, given.invoices)
    waits = [(at - made) / MINUTE for made, _, at in found]
    errors = [abs(at - said) / MINUTE for _, said, at in found]
    print(f"{len(found)} forecasts, an update every {given.every} minutes, seen to the minute")
    print(f"    waited {mean(waits):.1f} minutes on the average, {max(waits):.0f} at most")
    print(f"    wrong by {mean(errors):.1f} minutes on the average, {max(errors):.0f} at most")


if __name__ == "__main__":
    main()
