"""
What a process costs until it says its first line: its processor time beside the bare imports of what it needs.

    python -m benchmarks.starts [--times 5] [--against REVISION]

With a revision of this repository, the same is measured with that build in the same run.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.books import HERE, least
from benchmarks.revisions import checked_out
from connector import initialise

COMMANDS = {
    "connector status": (("connector", "status", "--dir", "{home}"), ("connector.cli",)),
    "qbwc-sim serve": (
        ("simulators.qbwc", "serve", "--port", "0", "--company", "{home}/company.json"),
        ("simulators.qbwc.__main__", "simulators.qbwc.serving", "zeep"),
    ),
    "jaggaer-sim serve": (
        ("simulators.jaggaer", "serve", "--port", "0"),
        ("simulators.jaggaer.__main__", "simulators.jaggaer.factories"),
    ),
}
"""The words of each, and the modules that it cannot do without."""
IMPORTS = """
import importlib, sys
for one in sys.argv[1:]:
    try:
        importlib.import_module(one)
    except ModuleNotFoundError:  # an earlier build has it elsewhere
        pass
"""


def until_it_speaks(words: list[str], build: Path, times: int) -> float:
    """Seconds of processor time until the first line, the least of some; a server ends with it."""
    command, environment = [sys.executable, "-P", *words], {**os.environ, "PYTHONPATH": str(build)}

    def run() -> None:
        with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
            assert process.stdout is not None
            process.stdout.readline()
            process.terminate()

    return least(run, times)


def costs(build: Path, home: Path, times: int) -> dict[str, tuple[float, float]]:
    """Seconds of each command, and of importing what it needs; in a folder that is not there yet."""
    initialise(home)
    until_it_speaks(["-m", "simulators.qbwc", "new-company", str(home / "company.json")], build, 1)
    found: dict[str, tuple[float, float]] = {}
    for name, (words, needed) in COMMANDS.items():
        said = [word.format(home=home) for word in words]
        imports = until_it_speaks(["-c", IMPORTS, *needed], build, times)
        found[name] = (until_it_speaks(["-m", *said], build, times), imports)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--times", type=int, default=5)
    parser.add_argument("--against", default="")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        ours, theirs = costs(HERE.parents[1], Path(folder) / "ours", given.times), dict[str, tuple[float, float]]()
        if given.against:
            with checked_out(given.against) as other:
                theirs = costs(other, Path(folder) / "theirs", given.times)
    for name, (whole, imports) in ours.items():
        before = theirs.get(name)
        beside = f"; {whole / before[0]:.2f} of before, imports {imports / before[1]:.2f}" if before else ""
        print(f"{name:20} {whole:6.2f} s, {whole / imports:.2f} times its imports ({imports:.2f} s){beside}")


if __name__ == "__main__":
    main()
