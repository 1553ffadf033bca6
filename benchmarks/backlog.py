"""
A backlog that a new customer brings: from JAGGAER's list to queued bills, and what pairing costs.

    python -m benchmarks.backlog [--invoices 20000] [--pairs 1000000]

The tenant is a process of its own and serves over a real socket. What it serves when nothing is done with it (the
same client reads the same list and details) stands beside what the connector makes of it, in this one run; memory is
this process's own, as the pass goes on. A decision is timed beside stores with ever more pairs and vendors.
"""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from benchmarks.machines import running
from connector import Connector, NewCompany, initialise
from connector.domain.identifiers import CompanyName, DocumentId, ListID, SupplierId
from connector.domain.records import ACCOUNTS, TERMS, VENDORS, Account, Preferences, Terms, Vendor
from connector.flow.entities import MIRRORED, StoredDocument
from connector.flow.planning import plan
from connector.jaggaer.wire_profile import WireProfile
from scenarios.profiles import STORY
from simulators.jaggaer import Tenant, invoice, line

NAME = CompanyName("acme")
VENDOR_COUNT = 400
PAGE = 4096


def documents(count: int) -> Iterator[dict[str, Any]]:
    for number in range(count):
        supplier = {"id": 1_000_000 + number % VENDOR_COUNT, "name": f"Vendor {number % VENDOR_COUNT}"}
        lines = [
            line(1, "Goods", "3", "40.00", account="6120"),
            line(2, "Work", "1", "99.99", account=[("60", "6130"), ("40", "6140")]),
        ]
        yield invoice(2_600_000 + number, supplier, lines, supplier_invoice=f"S-{number}", tax="9.60")


def mirrored(connector: Connector) -> None:
    """QuickBooks' lists, as a session would have left them."""
    vendors = [Vendor(ListID(f"V{number}"), f"Vendor {number}") for number in range(VENDOR_COUNT)]
    names = ("Office Supplies", "Repairs and Maintenance", "Professional Fees", "Sales Tax Paid")
    accounts = [Account(ListID(f"A{number}"), name, type="Expense") for number, name in enumerate(names)]
    with connector.store.write() as work:
        work.mirror.put(NAME, VENDORS.name, vendors)
        work.mirror.put(NAME, ACCOUNTS.name, accounts)
        work.mirror.put(NAME, TERMS.name, [Terms(ListID("T1"), "Net 30")])
        work.mirror.put(NAME, "preferences", [Preferences()])
        work.mirror.set_cursor(NAME, MIRRORED, "2026-01-01T00:00:00")


@contextmanager
def tenant(folder: Path, count: int) -> Iterator[dict[str, Any]]:
    made = Tenant()
    for one in documents(count):
        made.put_invoice(one)
    (folder / "tenant.json").write_text(json.dumps(made.to_json()), encoding="utf-8")
    del made
    words = ("-m", "simulators.jaggaer", "serve", "--tenant", str(folder / "tenant.json"), "--port", "0", "--json")
    with running(*words) as (first, _):
        yield json.loads(first)


def resident() -> float:
    """MB of this process that are in memory now."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize() / 1e6


@contextmanager
def watched(every: float = 0.5) -> Iterator[list[float]]:
    seen, over = [resident()], threading.Event()

    def look() -> None:
        while not over.wait(every):
            seen.append(resident())

    watcher = threading.Thread(target=look, daemon=True)
    watcher.start()
    yield seen
    over.set()
    watcher.join()
    seen.append(resident())


def measure_backlog(count: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with tenant(folder, count) as facts:
            own = 0.0
            for at_once in (1, 4):
                connector = connected(folder / f"connector-{at_once}", facts, at_once)
                own = own or served(connector, count)
                with watched() as memory:
                    began = time.perf_counter()
                    polled = connector.poll(NAME)
                    took = time.perf_counter() - began
                rate, states = polled.changed / took, connector.status(NAME).states
                quarter = len(memory) // 4
                marks = ", ".join(f"{memory[min(one * quarter, len(memory) - 1)]:.0f}" for one in range(5))
                print(f"{count} invoices, {at_once} read at once: {states}")
                print(
                    f"  from poll to queued {rate:.0f} a second; the tenant alone serves {own:.0f} ({rate / own:.0%})"
                )
                print(f"  memory at the start, after each quarter: {marks} MB", flush=True)


def connected(folder: Path, facts: dict[str, Any], at_once: int) -> Connector:
    initialise(folder)
    connector = Connector.open(folder)
    address = (facts["url"], facts["token_url"], facts["client_id"], facts["client_secret"])
    wire = replace(STORY.wire, connection=replace(STORY.wire.connection, at_once=at_once))
    connector.add_company(NewCompany(NAME, *address, "US", "16.0", replace(STORY, wire=wire)))
    mirrored(connector)
    return connector


def served(connector: Connector, count: int) -> float:
    """Documents a second of the tenant, when nothing is done with them: its whole list, and some of the details."""
    client = connector.jaggaer(connector.company(NAME))
    began = time.perf_counter()
    ids = [row["invoiceId"] for page in client.headers(WireProfile().invoices, None) for row in page]
    listed, began = time.perf_counter() - began, time.perf_counter()
    some = ids[:2000]
    for one in some:
        client.detail(WireProfile().invoices, "invoice", str(one))
    return count / (listed + (time.perf_counter() - began) * count / len(some))


def measure_pairing(sizes: list[int]) -> None:
    """One decision, with ever more pairs of suppliers and vendors in the store."""
    first = None
    for size in sizes:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name) / "connector"
            initialise(folder)
            connector = Connector.open(folder)
            nowhere = ("https://j.example", "https://j.example/token", "id", "secret")
            connector.add_company(NewCompany(NAME, *nowhere, "US", "16.0", STORY))
            mirrored(connector)
            for chunk in _batched(size):
                with connector.store.write() as work:
                    vendors = [Vendor(ListID(f"P{one}"), f"Paired {one}") for one in chunk]
                    work.mirror.put(NAME, VENDORS.name, vendors)
                    for one in chunk:
                        work.mirror.pair_vendor(NAME, SupplierId(str(9_000_000 + one)), ListID(f"P{one}"))
            took = statistics.median(_decisions(connector, size))
        first = first or took
        print(f"{size:>9} pairs: {took * 1e3:.2f} ms a decision, {took / first:.2f} times the first")


def _batched(size: int) -> Iterator[range]:
    for start in range(0, size, 10_000):
        yield range(start, min(start + 10_000, size))


def _decisions(connector: Connector, size: int) -> Iterator[float]:
    """Batches of fifty, of suppliers all over the pairs."""
    company = connector.company(NAME)
    for number in range(20):
        with connector.store.write() as work:
            for one in range(50):
                key = (number * 50 + one) * max(size // 1000, 1) % size
                supplier = {"id": 9_000_000 + key, "name": f"Supplier {key}"}
                lines = [line(1, "Goods", "1", "10.00", account="6120")]
                made = invoice(2_600_000 + number * 50 + one, supplier, lines, supplier_invoice=f"S-{number}-{one}")
                head = made["header"]
                which = DocumentId(str(head["invoiceId"]))
                stored = StoredDocument(which, head["invoiceNumber"], head["lastUpdate"], "due", made, "")
                work.documents.put(NAME, stored)
        with connector.store.write() as work:
            began = time.perf_counter()
            decided = plan(work, company, connector._clock.now())
            yield (time.perf_counter() - began) / decided


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--invoices", type=int, default=20_000)
    parser.add_argument("--pairs", type=int, default=1_000_000)
    given = parser.parse_args()
    measure_backlog(given.invoices)
    measure_pairing([size for size in (1000, 100_000, 1_000_000) if size <= given.pairs])
