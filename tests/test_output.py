"""Every command, when what it prints goes to a disk that is full."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.once

FULL = Path("/dev/full")


@pytest.mark.skipif(not FULL.exists(), reason="needs a device that is always full")
@pytest.mark.parametrize(
    ("command", "unbuffered"),
    [
        ("connector", False),
        ("simulators.qbwc", False),
        ("simulators.qbwc", True),
        ("simulators.jaggaer", False),
        ("scenarios", False),
    ],
)
def test_an_output_that_cannot_be_written_is_told_in_one_line(command: str, *, unbuffered: bool) -> None:
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
    if unbuffered:
        environment["PYTHONUNBUFFERED"] = "1"
    with FULL.open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", command, "--help"], stdout=full, stderr=subprocess.PIPE, env=environment, check=False
        )
    told = done.stderr.decode()
    assert done.returncode == 2
    assert told.startswith("✗ ")
    assert "No space left on device" in told
    assert len(told.splitlines()) == 1
