"""
What a command costs before it does anything: its processor time beside the bare imports of what it needs.

    python -m benchmarks.starts [--times 5] [--against REVISION]

With a revision of this repository, the same commands of that build are run in the same run.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from benchmarks.books import HERE, spent
from benchmarks.revisions import checked_out
from connector import initialise

COMMANDS = {
    "connector status": (("connector", "status", "--dir", "{home}"), "connector.cli"),
    "qbwc-sim new-company": (("simulators.qbwc", "new-company", "{home}/{number}.json"), "simulators.qbwc.__main__"),
    "jaggaer-sim --help": (("simulators.jaggaer", "--help"), "simulators.jaggaer.__main__"),
}


def costs(build: Path, home: Path, times: int) -> dict[str, tuple[float, float]]:
    """Seconds of each command, and of its imports."""
    found: dict[str, tuple[float, float]] = {}
    for name, (words, module) in COMMANDS.items():
        said = [word.format(home=home, number=len(found)) for word in words]
        command = [sys.executable, "-P", "-m", *said]
        imports = [sys.executable, "-P", "-c", f"import {module}"]
        found[name] = (spent(command, build, times), spent(imports, build, times))
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--times", type=int, default=5)
    parser.add_argument("--against", default="")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        initialise(home)
        ours = costs(HERE.parents[1], home, given.times)
        theirs: dict[str, tuple[float, float]] = {}
        if given.against:
            with checked_out(given.against) as other:
                theirs_home = Path(folder) / "other"
                initialise(theirs_home)
                theirs = costs(other, theirs_home, given.times)
    for name, (whole, imports) in ours.items():
        beside = f"; imports {imports / theirs[name][1]:.2f} of before" if theirs else ""
        print(f"{name:22} {whole:6.2f} s, {whole / imports:.2f} times its imports ({imports:.2f} s){beside}")


if __name__ == "__main__":
    main()
