"""What is known to be reachable names what there is; what of it is not reached is said."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from scenarios.__main__ import app
from scenarios.coverage import AFTER, CoverageTotals
from scenarios.exploring import reachable
from scenarios.exploring.events import fault_kinds
from scenarios.faults import OPERATIONS
from scenarios.network import SOAP_CALLS
from scenarios.reached import REACHED

KNOWN = json.loads(reachable.FILE.read_text(encoding="utf-8"))
STATES = {*OPERATIONS, *AFTER.values(), *(f"after {call}" for call in SOAP_CALLS)}


def test_the_list_names_faults_states_and_marks_that_there_are() -> None:
    assert set(KNOWN["faults"]) <= {one.name for one in fault_kinds()}
    assert {state for states in KNOWN["faults"].values() for state in states} <= STATES
    assert set(KNOWN["reached"]) <= set(REACHED)


def test_the_list_leaves_few_faults_out() -> None:
    assert len(KNOWN["faults"]) > 0.8 * len(fault_kinds())


def test_what_is_reached_is_not_missing_and_the_rest_is_named() -> None:
    covered = CoverageTotals()
    covered.add([(fault, state) for fault, states in KNOWN["faults"].items() for state in states], KNOWN["reached"])
    assert list(reachable.missing(covered)) == []
    fault = next(iter(KNOWN["faults"]))
    state = KNOWN["faults"][fault][0]
    del covered.cells[fault, state]
    assert list(reachable.missing(covered)) == [f"{fault} in the state “{state}”"]


def test_a_list_keeps_what_was_reached_more_than_once_in_a_hundred_stories() -> None:
    covered = CoverageTotals()
    for _ in range(2):
        covered.add([("late", "token")], ["network.late"])
    covered.add([("late", "invoice")], [])
    assert json.loads(reachable.listed(covered, 100)) == {"faults": {"late": ["token"]}, "reached": ["network.late"]}


@pytest.mark.once
def test_the_command_fails_where_a_known_cell_is_not_reached(tmp_path: Path) -> None:
    words = ["explore", "--runs", "1", "--seed", "14", "--every", "1h", "--jobs", "1", "--all-cells"]
    done = CliRunner().invoke(app, [*words, "--cells", str(tmp_path / "cells.json")])
    assert done.exit_code == 1
    assert "✗ not reached: " in done.stdout
    assert "All of them hold." in done.stdout
    assert set(json.loads((tmp_path / "cells.json").read_text())) == {"faults", "reached"}
