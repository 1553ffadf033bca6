"""Every benchmark runs to its end on little, and prints figures."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.once

ROOT = Path(__file__).resolve().parents[1]
LITTLE = {
    "backlog": ("--invoices", "30", "--pairs", "100"),
    "books": ("--posted", "30", "--invoices", "5", "--times", "1"),
    "bounds": ("--invoices", "30", "--gigabytes", "0.01", "--rest", "0.1"),
    "company": ("--sizes", "300"),
    "deciding": ("--documents", "20"),
    "exploring": ("--stories", "1", "--every", "1h", "--seed", "14"),
    "forecast": ("--hours", "1", "--invoices", "3"),
    "guesses": ("--pairs", "4"),
    "machines": ("--seconds", "0.2"),
    "memory": ("--posted", "30", "--updates", "1"),
    "orders": ("--orders", "5", "--planned", "60"),
    "promises": ("--bills", "25", "--open", "20"),
    "sessions": ("--seconds", "0.1", "--at-once", "1", "--kilobytes", "50"),
    "standing": ("--bills", "50", "--read-back", "5"),
    "starts": ("--times", "1"),
    "captures": ("--mib", "0.2", "--updates", "4", "--times", "1"),
    "tie_out": ("--posted", "60", "--paid", "5", "--times", "2"),
    "worlds": ("--seconds", "0.1", "--worlds", "5"),
}
PARTS = {"__init__", "endpoints", "revisions", "wire"}


def test_every_benchmark_is_among_them() -> None:
    assert {file.stem for file in (ROOT / "benchmarks").glob("*.py")} == {*LITTLE, *PARTS}


@pytest.mark.parametrize("name", LITTLE)
def test_a_benchmark_runs_on_little(name: str) -> None:
    command = [sys.executable, "-m", f"benchmarks.{name}", *LITTLE[name]]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stderr
    assert re.search(r"\d", done.stdout)
