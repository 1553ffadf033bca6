"""
What it costs to notice: an update in which nothing changed, and the reading back of what was written.

    python -m benchmarks.standing [--bills 100000] [--read-back 400] [--against REVISION]

The first is counted in round trips on QuickBooks' default time (1.0 s a message set, 0.01 s a row), two hours after the
last change, in a company of so many bills. The second is timed in this process, bills of five lines; with a revision
of this repository, the same is timed with that build in the same run, by turns, and the ratio is printed.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path
from statistics import median
from unittest.mock import patch

from connector.flow.entities import Purpose
from connector.flow.exchange import Exchange
from scenarios.profiles import STORY
from scenarios.world import NAME, World
from simulators.jaggaer import invoice, line
from simulators.qbwc import Person, vendor

SUPPLIER = {"id": 1_003_837_201, "name": "Acme", "supplierNumber": "V-1001"}
HERE = Path(__file__).resolve()


def idle(bills: int) -> None:
    """Round trips of an update in which only the lists are due."""
    world = World(seed=5, takes_time=True, poll_every=timedelta(hours=9))
    vendor(world.file, "Acme", world.clock.now(), AccountNumber="V-1001")
    for number in range(bills):  # one every five minutes: a busy year
        entered = world.clock.now() - timedelta(minutes=5 * (bills - number))
        Person(world.file, entered).enter_bill("Acme", f"H-{number}", "10.00")
    world.connect(STORY)
    first = 0
    while not first or world.told[-1].result.status != "OK":
        world.update()
        world.advance(timedelta(minutes=16))
        first = len(world.connector.messages(NAME))
    world.advance(timedelta(hours=2))
    began = world.clock.now()
    world.update()
    trips = len(world.connector.messages(NAME)) - first
    took = (world.clock.now() - began).total_seconds()
    print(f"{bills} bills in QuickBooks: {first} round trips read them; {trips} find nothing changed ({took:.0f} s)")


def read_back(count: int) -> float:
    """Seconds that it took to take in and compare what was read back, the least of three worlds."""
    return min(_read_back(count) for _ in range(3))


def _read_back(count: int) -> float:
    world = World(seed=5)
    vendor(world.file, "Acme", world.clock.now(), AccountNumber="V-1001")
    world.connect(STORY)
    for number in range(count):
        lines = [line(at, "Goods", "1", f"{10 + at}.00", account="6120") for at in range(1, 6)]
        world.tenant.put_invoice(invoice(2_600_000 + number, SUPPLIER, lines, supplier_invoice=f"AC-{number}"))
    world.poll()
    spent, real = [0.0], Exchange.receive_response

    def receive(self: Exchange, ticket: str, response: str, hresult: str, message: str) -> int:
        is_read_back = world.connector.messages(NAME)[-1].purpose is Purpose.VERIFY
        began = time.perf_counter()
        percent = real(self, ticket, response, hresult, message)
        spent[0] += (time.perf_counter() - began) * is_read_back
        return percent

    with patch.object(Exchange, "receive_response", receive):  # timed for as long as this world lives
        world.update()
    return spent[0]


def against(revision: str, count: int) -> None:
    """The same measure with this build and another one, by turns."""
    from benchmarks.revisions import checked_out  # the revision that is measured may not have it

    with checked_out(revision) as other:
        pairs = [(_measured(HERE.parents[1], count), _measured(other, count)) for _ in range(5)]
    ours, theirs = (median(one) for one in zip(*pairs, strict=True))
    print(f"{count} bills read back: {ours:.2f} s, with {revision} {theirs:.2f} s: {ours / theirs:.2f} times")


def _measured(build: Path, count: int) -> float:
    command = [sys.executable, "-P", str(HERE), "--measure", str(count)]
    done = subprocess.run(
        command, env={**os.environ, "PYTHONPATH": str(build)}, capture_output=True, text=True, check=True
    )
    return float(done.stdout.splitlines()[-1])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bills", type=int, default=100_000)
    parser.add_argument("--read-back", type=int, default=400)
    parser.add_argument("--against", default="")
    parser.add_argument("--measure", type=int, default=0, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.measure:
        print(read_back(given.measure))
        return
    idle(given.bills)
    if given.against:
        against(given.against, given.read_back)
    else:
        print(f"{given.read_back} bills read back: {read_back(given.read_back):.2f} s")


if __name__ == "__main__":
    main()
