"""
What `connector serve` holds in memory, beside how much is in its books.

    python -m benchmarks.memory [--posted 100000] [--updates 5]

An installation of 25 posted invoices and one of many (``books.grown``) are served by a process each; each has so many
updates in which all lists are read, and its greatest resident size is read from the system afterwards.
"""

from __future__ import annotations

import argparse
import re
import tempfile
from pathlib import Path

from benchmarks.books import FEW, grown
from benchmarks.bounds import memory, served
from benchmarks.sessions import client, without_mark
from benchmarks.worlds import quiet
from connector import Connector
from scenarios.world import NAME

SIZE = 50_000
"""Bytes of an answer of QuickBooks'."""


def megabytes(home: Path, updates: int) -> float:
    connector = Connector.open(home)
    added = connector.new_password(NAME)
    without_mark(connector, added.company.name)
    connector.close()
    company = added.company
    names = {"owner": company.owner_id, "file": company.file_id, "company": company.name}
    facts = {"user": company.user, "password": added.password, "home": str(home), **names}
    with served(home) as process:
        assert process.stdout is not None
        found = re.search(r"http://\S+", process.stdout.readline())
        assert found, "connector serve says where it listens"
        for _ in range(updates):
            client(found[0], SIZE, 0, facts)
        return memory(process, "VmHWM")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--posted", type=int, default=100_000)
    parser.add_argument("--updates", type=int, default=5)
    given = parser.parse_args()
    quiet()
    with tempfile.TemporaryDirectory() as folder:
        found = {}
        for posted in (FEW, given.posted):
            home = Path(folder) / str(posted)
            grown(home, posted)
            found[posted] = megabytes(home, given.updates)
    few, many = found.values()
    print(f"serve with {FEW} invoices {few:.0f} MB, with {given.posted:,} {many:.0f} MB: {many - few:+.0f} MB")


if __name__ == "__main__":
    main()
