"""
What the tie-out of a day costs beside a plain sum over the same rows, and in how many requests payments are told.

    python -m benchmarks.tie_out [--posted 20000] [--paid 1000] [--times 15]

An installation with so many posted invoices (``books.grown``), of forty vendors on 250 days, is tied out in this
process; the plain sum is SQLite's over both sides of the same rows, in the same run. Then so many bills are paid in
QuickBooks, and the requests that JAGGAER gets for them are counted.
"""

from __future__ import annotations

import argparse
import sqlite3
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from benchmarks.books import grown, world_of
from benchmarks.worlds import quiet
from connector import Connector
from connector.jaggaer.wire_profile import Writeback
from scenarios.profiles import STORY
from scenarios.world import NAME
from simulators.qbwc import Person

PLAIN = (
    "SELECT sum(documents.cents), sum(operations.shown_cents) FROM documents JOIN operations"
    " ON operations.company = documents.company AND operations.document = documents.id AND operations.is_last"
    " WHERE documents.company = ?"
)
VENDORS, DAYS = 40, 250


def least(act: Callable[[], object], times: int) -> float:
    took = []
    for _ in range(times):
        began = time.perf_counter()
        act()
        took.append(time.perf_counter() - began)
    return min(took)


def tied(posted: int, times: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        grown(home, posted)
        with closing(sqlite3.connect(home / "connector.db")) as database, database:
            database.execute(f"UPDATE operations SET vendor = 'Vendor ' || (id % {VENDORS})")  # noqa: S608 # ours
            database.execute(
                f"UPDATE documents SET day = date('2025-04-01', '+' || (rowid % {DAYS}) || ' days')"  # noqa: S608 # ours
            )
        connector = Connector.open(home)
        found = connector.statement(NAME)
        with closing(sqlite3.connect(home / "connector.db")) as database:
            database.execute("PRAGMA cache_size = -64000")
            plain = least(lambda: database.execute(PLAIN, (NAME,)).fetchall(), times)
        ours = least(lambda: connector.statement(NAME), times)
        connector.close()
    print(f"{found.count:,} invoices, {len(found.rows):,} rows, {len(found.differences)} differences")
    print(f"    a plain sum {plain * 1000:.1f} ms, the tie-out {ours * 1000:.1f} ms: {ours / plain:.1f} times")


def told(count: int) -> None:
    world = world_of(count, 0)
    profile = replace(STORY, wire=replace(STORY.wire, writeback=Writeback(payments=True)))
    world.connector.set_profile(NAME, profile)
    world.poll()
    for _ in range(count // 400 + 3):
        world.update()
        world.advance(timedelta(minutes=16))
    for bill in world.file.records("Bill"):
        Person(world.file, world.clock.now()).pay(bill["RefNumber"])
    read = Counter(one.call for one in world.transcript.entries() if one.lane == "connector")
    for _ in range(3):
        world.advance(timedelta(minutes=16))
        world.update()
        world.poll()
    calls = Counter(one.call for one in world.transcript.entries() if one.lane == "connector")
    calls.subtract(read)
    paid = sum(one["header"]["paymentStatus"] == "Paid" for one in world.tenant.invoices.values())
    lookups = sum("settlements" in one.request for one in world.connector.messages(NAME))
    print(f"{paid:,} of {count:,} invoices are told as paid in {calls['payment_status']} requests")
    print(f"    JAGGAER's documents read for it: {calls['invoice']}; bills looked up in {lookups} message sets")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--posted", type=int, default=20_000)
    parser.add_argument("--paid", type=int, default=1_000)
    parser.add_argument("--times", type=int, default=15)
    given = parser.parse_args()
    quiet()
    tied(given.posted, given.times)
    told(given.paid)


if __name__ == "__main__":
    main()
