"""
What it costs to decide about documents: all that are new, and again after an update in which nothing changed.

    python -m benchmarks.deciding [--documents 20000] [--against REVISION]

One document in ten waits for a vendor that QuickBooks does not have. Time is this process's own; with a revision of
this repository, that build decides about the same documents in the same run, by turns, and the ratios are printed.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

HERE = Path(__file__).resolve()
MIRRORED = "mirror.complete"
ROUNDS = 3
UNKNOWN_EVERY = 10


def measured(count: int) -> dict[str, float]:
    """Seconds of processor time: for all that are new, and for a reading of lists that brought nothing."""
    from benchmarks.backlog import NAME, documents, mirrored
    from connector import Connector, NewCompany, initialise
    from connector.flow.entities import StoredDocument
    from connector.flow.planning import BATCH, plan
    from scenarios.profiles import STORY

    with tempfile.TemporaryDirectory() as folder:
        initialise(Path(folder) / "c")
        connector = Connector.open(Path(folder) / "c")
        urls = ("https://jaggaer.example", "https://jaggaer.example/token")
        connector.add_company(NewCompany(NAME, *urls, "id", "secret", profile=STORY))
        mirrored(connector)
        company = connector.company(NAME)
        with connector.store.write() as work:
            for at, payload in enumerate(documents(count)):
                if at % UNKNOWN_EVERY == 0:
                    payload["header"]["supplier"] = {"id": 9, "name": "Nobody Knows"}
                header = payload["header"]
                document = StoredDocument(header["invoiceId"], header["invoiceNumber"], "1", "due", payload)
                work.documents.put(NAME, document)
        found = {}
        for what, reading in (("all that are new", "2026-01-01T00:00:00"), ("nothing changed", "2026-01-02T00:00:00")):
            with connector.store.write() as work:
                work.mirror.set_cursor(NAME, MIRRORED, reading)
                if what == "nothing changed" and hasattr(work.documents, "plan_queued"):
                    work.documents.plan_queued(NAME)  # what the end of a reading did in older builds
            began, decided = time.process_time(), BATCH
            while decided == BATCH:
                with connector.store.write() as work:
                    decided = plan(work, company, connector._clock.now())
            found[what] = time.process_time() - began
    return found


def one_run(folder: Path, count: int) -> dict[str, float]:
    command = [sys.executable, "-P", str(HERE), "--documents", str(count), "--once"]
    environment = {**os.environ, "PYTHONPATH": str(folder)}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=True)  # ours
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def compare(revision: str, count: int) -> None:
    from benchmarks.revisions import checked_out  # the revision that is measured may not have it

    with checked_out(revision) as other:
        runs = [(one_run(other, count), one_run(HERE.parents[1], count)) for _ in range(ROUNDS)]
    for one in (one for pair in runs for one in pair):
        one["both"] = sum(one.values())
    for what in runs[0][0]:
        before, after = (median(pair[at][what] for pair in runs) for at in (0, 1))
        print(f"{what}: {after:.2f} s, at {revision} {before:.2f} s: {after / before:.2f} of it")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, default=20_000)
    parser.add_argument("--against", default="")
    parser.add_argument("--once", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.against:
        compare(given.against, given.documents)
        return
    found = measured(given.documents)
    if given.once:
        print(json.dumps(found))
        return
    for what, seconds in found.items():
        print(f"{what}: {given.documents} documents in {seconds:.2f} s, {1000 * seconds / given.documents:.2f} ms each")


if __name__ == "__main__":
    main()
