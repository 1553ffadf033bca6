"""
What the fake QuickBooks costs: adds, queries and iterator pages in files of three sizes, a large message set, memory.

    python -m benchmarks.company [--sizes 1000 10000 100000]

Every figure stands beside a reference of the same run, and the ratio is what to look at: absolute numbers belong to
the machine. The cost of a request stands beside the same request in the smallest file, a set of a hundred bills beside
the time lxml takes to parse its request and its answer, a command beside the interpreter that does nothing.
"""

from __future__ import annotations

import argparse
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

from lxml import etree

from simulators.qbwc import RequestProcessor, save
from simulators.qbwc.company.build import furnished

HEAD = (
    '<?xml version="1.0"?><?qbxml version="16.0"?>'
    '<QBXML><QBXMLMsgsRq onError="continueOnError">{}</QBXMLMsgsRq></QBXML>'
)
ACCOUNT = "<AccountRef><FullName>Office Supplies</FullName></AccountRef>"
LINE = f"<ExpenseLineAdd>{ACCOUNT}<Amount>5.00</Amount></ExpenseLineAdd>"
ADD = (
    "<BillAddRq><BillAdd><VendorRef><ListID>{}</ListID></VendorRef><RefNumber>N</RefNumber>"
    + LINE
    + "</BillAdd></BillAddRq>"
)
QUERY = "<BillQueryRq><RefNumber>B-77</RefNumber><IncludeLineItems>true</IncludeLineItems></BillQueryRq>"
PAGE = (
    '<BillQueryRq iterator="{}"><MaxReturned>100</MaxReturned><IncludeLineItems>true</IncludeLineItems></BillQueryRq>'
)
VENDORS, ORDERS, SET = 20, 20, 100


class Standing:
    """A clock that stands: time is not what is measured in it."""

    def now(self) -> datetime:
        return datetime(2026, 1, 15, 17, tzinfo=UTC)


def median(work: Callable[[], object], times: int) -> float:
    """Milliseconds."""
    seconds = []
    for _ in range(times):
        began = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - began)
    return statistics.median(seconds) * 1000


def costs(size: int) -> dict[str, float]:
    """Milliseconds of each kind of request in a file with so many bills."""
    clock, numbers = Standing(), count(1)
    file = furnished(1, clock.now(), VENDORS, ORDERS, size)
    processor = RequestProcessor(file, clock, lambda: str(next(numbers)))
    add = ADD.format(file.records("Vendor")[0]["ListID"])
    first = etree.fromstring(processor.process(HEAD.format(PAGE.format("Start"))).encode())[0][0]
    page = HEAD.format(PAGE.format(f'Continue" iteratorID="{first.get("iteratorID")}'))
    found = {
        "an add": median(lambda: processor.process(HEAD.format(add)), 60),
        "a query by RefNumber": median(lambda: processor.process(HEAD.format(QUERY)), 60),
        "an iterator begun": median(lambda: processor.process(HEAD.format(PAGE.format("Start"))), 9),
        "an iterator page of 100": median(lambda: processor.process(page), min(8, size // SET - 2)),
    }
    whole = HEAD.format(add * SET)
    answer = processor.process(whole)
    found["a set of 100 adds"] = median(lambda: processor.process(whole), 9)
    found["lxml, both parsed"] = median(
        lambda: (etree.fromstring(whole.encode()), etree.fromstring(answer.encode())), 20
    )
    return found


def command() -> tuple[float, float]:
    """Milliseconds of “qbwc-sim process” on a thousand records, and of an interpreter that does nothing."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "company.json"
        save(furnished(1, Standing().now(), VENDORS, ORDERS, 1000 - VENDORS - ORDERS), path)
        words = [sys.executable, "-m", "simulators.qbwc", "process", "--company", str(path)]
        request = HEAD.format(QUERY).encode()
        whole = median(lambda: subprocess.run(words, input=request, capture_output=True, check=True), 5)
    return whole, median(lambda: subprocess.run([sys.executable, "-c", "pass"], check=True), 5)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[1000, 10_000, 100_000])
    sizes: list[int] = parser.parse_args().sizes
    smallest: dict[str, float] = {}
    print(f"{'bills':>9}  {'what':26} {'ms':>9}   beside the same with {sizes[0]:,}")
    for size in sizes:
        found = costs(size)
        smallest = smallest or found
        for what, cost in found.items():
            if what != "lxml, both parsed":
                print(f"{size:9,}  {what:26} {cost:9.3f}   {cost / smallest[what]:.2f}")
        ratio = found["a set of 100 adds"] / found["lxml, both parsed"]
        print(f"{size:9,}  {'100 adds beside lxml':26} {found['lxml, both parsed']:9.3f}   {ratio:.0f} times as long")
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"{size:9,}  {'memory of the process':26} {peak:6.0f} MB")
    whole, bare = command()
    print(f"{1000:9,}  {'qbwc-sim process':26} {whole:9.0f}   {whole / bare:.1f} times a bare interpreter")


if __name__ == "__main__":
    main()
