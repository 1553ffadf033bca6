"""
What many random stories are known to reach: which fault in which state of the protocol, and which marks.

The list is what a long run of them reached more than once in a hundred stories; an hour of them reaches all of it.
What is not reached any more has become impossible, or is not drawn any more: somebody has to say which.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from importlib.resources import files

from scenarios.coverage import CoverageTotals

FILE = files("scenarios.exploring").joinpath("reachable.json")


def missing(covered: CoverageTotals) -> Iterator[str]:
    """What is on the list and was not reached, in words."""
    known = json.loads(FILE.read_text(encoding="utf-8"))
    for fault, states in known["faults"].items():
        for state in states:
            if (fault, state) not in covered.cells:
                yield f"{fault} in the state “{state}”"
    yield from (mark for mark in known["reached"] if mark not in covered.marks)


def listed(covered: CoverageTotals, stories: int) -> str:
    """The list of a run, as JSON to keep: what was reached more than once in a hundred stories."""
    most_rare = stories / 100
    faults: dict[str, list[str]] = {}
    for (fault, state), count in sorted(covered.cells.items()):
        if count > most_rare:
            faults.setdefault(fault, []).append(state)
    marks = [mark for mark, count in sorted(covered.marks.items()) if count > most_rare]
    return json.dumps({"faults": faults, "reached": marks}, indent=1) + "\n"
