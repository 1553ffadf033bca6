"""The real process, killed by SIGKILL in mid-work over real sockets: 20 times here, any number with --kills."""

from __future__ import annotations

import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import pytest

from scenarios.checks import When, violations
from scenarios.world import NAME
from tests.scenarios.killing import killing

pytestmark = pytest.mark.once
SEED = 20_260_101


def test_however_often_it_is_killed_every_invoice_becomes_one_bill(
    tmp_path: Path, pytestconfig: pytest.Config, capsys: pytest.CaptureFixture[str]
) -> None:
    wanted = pytestconfig.getoption("--kills")
    with killing(tmp_path, SEED) as made:
        while made.kills < wanted:
            made.round()
            assert violations(made.world, When.BETWEEN_STEPS) == [], f"after {made.kills} kills"
        made.settle()
        assert violations(made.world, When.BETWEEN_STEPS, When.AT_REST) == []
        states = {line.state for line in made.world.connector.lines(NAME)}
        assert states <= {"done", "cancelled", "withdrawn"}
        assert made.world.connector.verify_history(NAME).wrong == ()
        with closing(sqlite3.connect(made.home / "connector.db", isolation_level=None)) as database:
            assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        bills = len(made.world.file.records("Bill"))
    with capsys.disabled():
        caught = ", ".join(f"{call} {count}" for call, count in sorted(made.trap.caught.items()))
        sys.stdout.write(f"\n{made.kills} kills ({caught}); {made.invoices} invoices, {bills} bills\n")
