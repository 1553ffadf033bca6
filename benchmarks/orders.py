"""
What purchase orders cost: round trips for new ones and their revisions, and planning one beside planning an invoice.

    python -m benchmarks.orders [--orders 1000] [--planned 20000]

A round trip is one sendRequestXML and its receiveResponseXML; QuickBooks takes its default time. Orders and invoices of
ten lines are planned by turns in this one run, each from the store, with the memory of this process as it goes on.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from benchmarks.backlog import NAME, mirrored, resident
from benchmarks.worlds import quiet
from connector import Connector, NewCompany, initialise
from connector.domain.identifiers import DocumentId, ListID
from connector.domain.records import ITEMS, Item
from connector.flow.entities import StoredDocument
from connector.flow.planning import BATCH, plan
from scenarios.profiles import STORY
from scenarios.world import NAME as OF_WORLD
from scenarios.world import World
from simulators.jaggaer import Clerk, invoice, line, order_line, purchase_order
from simulators.qbwc import item, vendor

SUPPLIER = {"id": 1_000_000, "name": "Vendor 0"}
LINES = 10
FIRST_ORDER, FIRST_INVOICE = 7_000, 2_600_000


def order(number: int) -> dict[str, Any]:
    rows = [order_line(at, "Goods", "3", f"{10 + at}.00") for at in range(1, LINES + 1)]
    for row in rows:
        row["item"]["catalogNumber"] = "Goods"
    made: dict[str, Any] = purchase_order(FIRST_ORDER + number, f"{number:010d}", SUPPLIER, rows)
    return made


def bill(number: int) -> dict[str, Any]:
    rows = [line(at, "Goods", "3", f"{10 + at}.00", account="6120") for at in range(1, LINES + 1)]
    made: dict[str, Any] = invoice(FIRST_INVOICE + number, SUPPLIER, rows, supplier_invoice=f"S-{number}")
    return made


def trips(count: int) -> None:
    world = World(seed=5, takes_time=True, poll_every=timedelta(hours=9))
    vendor(world.file, "Vendor 0", world.clock.now())
    item(world.file, "Goods", "Cost of Goods Sold", world.clock.now())
    world.connect(STORY)
    for number in range(count):
        world.tenant.put_order(order(number))
    _settled(world)
    entered = len(world.connector.messages(OF_WORLD))
    clerk = Clerk(world.tenant, world.clock)
    for number in range(count):
        clerk.revise_order(f"{number:010d}", {1: 5})
    _settled(world)
    both = len(world.connector.messages(OF_WORLD))
    slowest = max((one.settled_at or one.sent_at) - one.sent_at for one in world.connector.messages(OF_WORLD))
    revised = sum(one["PurchaseOrderLineRet"][0]["Quantity"] == "5" for one in world.file.records("PurchaseOrder"))
    print(
        f"{count} orders of {LINES} lines: {entered} round trips; {revised} revisions: {both - entered}; {both} in all"
    )
    print(f"    the slowest took {slowest.total_seconds():.0f} s")


def _settled(world: World) -> None:
    world.advance(timedelta(minutes=16))
    world.poll()
    for _ in range(20):
        world.update()
        world.advance(timedelta(minutes=16))
        if not any(one.state == "queued" for one in world.connector.lines(OF_WORLD)):
            return


def planned(count: int) -> None:
    """By turns, a batch of each: what else runs on this machine slows both."""
    with tempfile.TemporaryDirectory() as name:
        stored = [
            _stored(Path(name) / "orders", _documents("order:", FIRST_ORDER, order, count)),
            _stored(Path(name) / "invoices", _documents("", FIRST_INVOICE, bill, count)),
        ]
        spent, memory = [0.0, 0.0], [resident()]
        for batch in range(0, count, BATCH):
            for at, connector in enumerate(stored):
                spent[at] += _plan(connector)
            if batch * 4 % count < BATCH * 4:
                memory.append(resident())
        queued = [connector.status(NAME).states.get("queued", 0) for connector in stored]
    each, marks = [1000 * one / count for one in spent], ", ".join(f"{one:.0f}" for one in memory)
    print(f"{queued[0]} orders planned in {each[0]:.2f} ms each, {queued[1]} invoices in {each[1]:.2f} ms: ", end="")
    print(f"{spent[0] / spent[1]:.2f} times; memory at the start and after each quarter: {marks} MB")


def _plan(connector: Connector) -> float:
    """Seconds of this process that a batch takes."""
    company, now, began = connector.company(NAME), datetime.now(UTC), time.process_time()
    with connector.store.write() as work:
        plan(work, company, now)
    return time.process_time() - began


def _stored(folder: Path, documents: Iterable[StoredDocument]) -> Connector:
    """A connector that has read documents, and QuickBooks' lists."""
    initialise(folder)
    connector = Connector.open(folder)
    connector.add_company(NewCompany(NAME, "https://j", "https://j/t", "id", "secret", "US", "16.0", STORY))
    mirrored(connector)
    with connector.store.write() as work:
        work.mirror.put(NAME, ITEMS.name, [Item(ListID("I1"), "Goods")])
        for document in documents:
            work.documents.put(NAME, document)
    return connector


def _documents(prefix: str, first: int, make: Callable[[int], dict[str, Any]], count: int) -> Iterator[StoredDocument]:
    for number in range(count):
        document = make(number)
        header = document["header"]
        own = DocumentId(f"{prefix}{first + number}")
        yield StoredDocument(own, str(header.get("poNumber", number)), header["lastUpdate"], "due", document)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--orders", type=int, default=1000)
    parser.add_argument("--planned", type=int, default=20_000)
    given = parser.parse_args()
    quiet()
    trips(given.orders)
    planned(given.planned)


if __name__ == "__main__":
    main()
