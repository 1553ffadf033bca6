"""
What a person asks of an installation, beside how much is in its books; what posting costs, and how large it gets.

    python -m benchmarks.books [--posted 20000] [--invoices 400] [--times 3] [--against REVISION]

A small company is played through once, 25 invoices posted and 25 waiting; its posted invoices are then copied until
there are as many as asked for. Each question is a command in a process of its own, in processor time; the bare
interpreter with the connector's imports stands beside it. With a revision of this repository, the same is measured with
that build in the same run.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from pathlib import Path

from connector import initialise
from connector.adapters.store import SqlStore
from scenarios.profiles import STORY
from scenarios.world import CONNECTOR, NAME, World
from simulators.jaggaer import invoice, line
from simulators.qbwc import vendor

FEW, FIRST, COPIES, COPIED = 25, 2_600_000, 100_000, "AC-0000001"
HERE = Path(__file__).resolve()
KEYS = {"documents": "id", "operations": "document", "history": "document", "mirror": "id", "mirror_keys": "id"}
"""The tables of which rows are copied, and what a row is found by: a document, or a record of QuickBooks."""
NUMBERED_BY_THE_DATABASE = {"operations": "id", "history": "number"}
QUESTIONS = {
    "status": ("status",),
    "document": ("document", str(FIRST + 3)),
    "exceptions list": ("exceptions", "list"),
    "tie-out": ("tie-out", NAME),
}


def world_of(posted: int, waiting: int) -> World:
    """Bills of three lines; what waits is of suppliers that QuickBooks does not know."""
    world = World(seed=7)
    vendor(world.file, "Acme", world.clock.now(), AccountNumber="V-1001")
    for number in range(posted + waiting):
        name, own = ("Acme", "V-1001") if number < posted else (f"Unknown {number}", f"U-{number}")
        supplier = {"id": 1_003_837_201 + (number if number >= posted else 0), "name": name, "supplierNumber": own}
        prices = [f"{10 + at + number // 100}.{number % 100:02d}" for at in range(1, 4)]
        lines = [line(at, "Goods", "1", price, account="6120") for at, price in enumerate(prices, 1)]
        world.tenant.put_invoice(invoice(FIRST + number, supplier, lines, supplier_invoice=f"AC-{number:07d}"))
    world.connect(STORY)
    return world


def grown(home: Path, posted: int) -> None:
    """An installation with so many posted invoices: 25 were really posted, the rest are copies of one of them."""
    world = world_of(FEW, FEW)
    world.poll()
    world.update()
    record = next(one["TxnID"] for one in world.file.records("Bill") if one["RefNumber"] == COPIED)
    initialise(home)
    backup = home / "backup.db"
    world.connector.back_up(backup)
    with closing(SqlStore(home / "connector.db")) as store:
        store.restore(backup)
    with closing(sqlite3.connect(home / "connector.db")) as database, database:
        for table, key in KEYS.items():
            put, rows = _copies(database, table, key, record, posted - FEW)
            database.executemany(put, rows)


def _copies(
    database: sqlite3.Connection, table: str, key: str, record: str, count: int
) -> tuple[str, Iterable[tuple[object, ...]]]:
    document, number = str(FIRST + 1), COPIED
    own = [row[1] for row in database.execute(f"PRAGMA table_info({table})")]
    names = ", ".join(f'"{one}"' for one in own if one != NUMBERED_BY_THE_DATABASE.get(table))
    which = record if table.startswith("mirror") else document
    found = database.execute(f"SELECT {names} FROM {table} WHERE {key} = ?", (which,)).fetchall()  # noqa: S608 # ours

    def renumbered(value: object, copy: int) -> object:
        if not isinstance(value, str):
            return value
        value = value.replace(document, str(FIRST + copy)).replace(number, f"AC-{copy:07d}")
        return value.replace(record, f"{copy:X}-{record.partition('-')[2]}")

    def rows() -> Iterator[tuple[object, ...]]:
        for copy in range(COPIES, COPIES + count):
            yield from (tuple(renumbered(value, copy) for value in row) for row in found)

    marks = ", ".join("?" for _ in names.split(", "))
    return f"INSERT INTO {table} ({names}) VALUES ({marks})", rows()  # noqa: S608 # as above


def least(act: Callable[[], object], times: int) -> float:
    """Seconds of processor time of the processes that it starts and ends, the least of some."""
    took = []
    for _ in range(times):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        act()
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        took.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return min(took)


def spent(command: list[str], build: Path, times: int) -> float:
    environment = {**os.environ, "PYTHONPATH": str(build)}

    def run() -> None:
        subprocess.run(command, env=environment, capture_output=True, check=False)  # a tie-out that fails says so by 1

    return least(run, times)


def asked(home: Path, build: Path, times: int) -> dict[str, float]:
    command = [sys.executable, "-P", "-m", "connector"]
    return {what: spent([*command, *words, "--dir", str(home)], build, times) for what, words in QUESTIONS.items()}


def posting(count: int) -> dict[str, float]:
    """Milliseconds of the connector for a bill, in its calls, and bytes of its database for an invoice."""
    world = world_of(count, 0)
    world.poll()
    took = timed(world, time.process_time)
    world.update()
    assert len(world.file.records("Bill")) == count
    return {"ms a bill": sum(took) * 1000 / count, "bytes an invoice": size_of(world) / count}


def timed(world: World, clock: Callable[[], float]) -> list[float]:
    """Seconds of each call of the Web Connector from now on, as they come."""
    took, app = list[float](), world._apps[CONNECTOR]

    def call(environ: object, start: object) -> list[bytes]:
        began = clock()
        try:
            return list(app(environ, start))  # type: ignore[arg-type] # handed on as they come
        finally:
            took.append(clock() - began)

    world._apps[CONNECTOR] = call
    return took


def size_of(world: World) -> int:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "size.db"
        world.connector.store.back_up(file)
        with closing(sqlite3.connect(file)) as database:
            database.execute("VACUUM")
        return file.stat().st_size


def measured(build: Path, posted: int, invoices: int, times: int) -> dict[str, float]:
    """Everything of one build, each part in a process of its own."""
    found: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as folder:
        for what, count in (("few", FEW), ("many", posted)):
            home = Path(folder) / what
            _own(build, "--grow", str(home), str(count))
            found |= {f"{name} ({what})": cost for name, cost in asked(home, build, times).items()}
    figures: dict[str, float] = json.loads(_own(build, "--post", str(invoices)))
    return found | figures


def _own(build: Path, *words: str) -> str:
    command = [sys.executable, "-P", str(HERE), *words]
    environment = {**os.environ, "PYTHONPATH": str(build)}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    return done.stdout.splitlines()[-1] if done.stdout else ""


def told(ours: dict[str, float], theirs: dict[str, float] | None, show: Callable[[str], None]) -> None:
    for what in QUESTIONS:
        few, many = ours[f"{what} (few)"], ours[f"{what} (many)"]
        beside = f"   {many / theirs[f'{what} (many)']:.3f} of before" if theirs else ""
        show(f"{what:18} {few:7.2f} s with few, {many:7.2f} s with many: {many / few:5.2f} times{beside}")
    for what in ("ms a bill", "bytes an invoice"):
        beside = f"   {ours[what] / theirs[what]:.2f} of before" if theirs else ""
        show(f"{what:18} {ours[what]:9.1f}{beside}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--posted", type=int, default=20_000)
    parser.add_argument("--invoices", type=int, default=400)
    parser.add_argument("--times", type=int, default=3)
    parser.add_argument("--against", default="")
    parser.add_argument("--grow", nargs=2, default=[], help=argparse.SUPPRESS)
    parser.add_argument("--post", type=int, default=0, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.grow:
        grown(Path(given.grow[0]), int(given.grow[1]))
    elif given.post:
        print(json.dumps(posting(given.post)))
    else:
        ours, theirs = measured(HERE.parents[1], given.posted, given.invoices, given.times), None
        if given.against:
            from benchmarks.revisions import checked_out  # the revision that is measured may not have it

            with checked_out(given.against) as other:
                theirs = measured(other, given.posted, given.invoices, given.times)
        told(ours, theirs, print)


if __name__ == "__main__":
    main()
