"""
What a story went through: which fault struck in which state of the protocol, and which marks were reached.

A state is the call under way as a fault strikes; between two calls of the Web Connector it is what lies between them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from scenarios.network import SOAP_CALLS
from simulators.trigger import Named

AT_WORK, BETWEEN = "QuickBooks at work", "between two updates"
AFTER = {"": BETWEEN, "sendRequestXML": AT_WORK, "closeConnection": BETWEEN}
"""What lies between a call of the Web Connector and the next one, where it is not named for the call before."""
Cell = tuple[str, str]


@dataclass(slots=True)
class Coverage:
    """``faults`` are all that were set up; ``cells`` are those that struck, each with the state."""

    faults: list[Named] = field(default_factory=list)
    cells: set[Cell] = field(default_factory=set)
    _struck: dict[int, int] = field(default_factory=dict)
    _last: str = ""

    def begins(self, call: str) -> None:
        """Whatever struck since the last call of the Web Connector struck between the two."""
        if call in SOAP_CALLS:
            self._notice(AFTER.get(self._last, f"after {self._last}"))
            self._last = call

    def ends(self, call: str) -> None:
        self._notice(call)

    def _notice(self, state: str) -> None:
        for at, fault in enumerate(self.faults):
            if fault.struck > self._struck.get(at, 0):
                self._struck[at] = fault.struck
                self.cells.add((fault.name, state))


@dataclass(slots=True)
class CoverageTotals:
    """Of many stories: how often each cell and each mark was reached."""

    cells: dict[Cell, int] = field(default_factory=dict)
    marks: dict[str, int] = field(default_factory=dict)

    def add(self, cells: Iterable[Cell], marks: Iterable[str]) -> None:
        for cell in cells:
            self.cells[cell] = self.cells.get(cell, 0) + 1
        for mark in marks:
            self.marks[mark] = self.marks.get(mark, 0) + 1

    @property
    def faults(self) -> set[str]:
        return {fault for fault, _ in self.cells}

    def shown(self) -> dict[str, object]:
        """As JSON: by fault and state, in the order of the names."""
        matrix: dict[str, dict[str, int]] = {}
        for (fault, state), count in sorted(self.cells.items()):
            matrix.setdefault(fault, {})[state] = count
        return {"faults": matrix, "reached": dict(sorted(self.marks.items()))}
