"""Coverage: a fault is counted in the state of the protocol in which it struck."""

from __future__ import annotations

import pytest

from scenarios.coverage import AT_WORK, BETWEEN, CoverageTotals
from tests.scenarios.worlds import connected, posted

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("machine", "fault", "on", "state"),
    [
        ("network", "cut_after", "authenticate", "authenticate"),
        ("network", "lost_before", "receiveResponseXML", "receiveResponseXML"),
        ("jaggaer", "bad_gateway", "invoices", "invoices"),
        ("quickbooks", "lose_answer", "BillAdd", AT_WORK),
        ("quickbooks", "internal_error", "BillAdd", AT_WORK),
        ("connector", "dies", "sendRequestXML: before its answer leaves", "sendRequestXML"),
    ],
)
def test_a_fault_is_counted_where_it_struck(machine: str, fault: str, on: str, state: str) -> None:
    world = connected()
    world.crashes.is_counting = True
    world.inject(machine, fault, on, 1, 1)
    world.try_poll()
    for _ in range(3):
        world.update()
    assert world.coverage.cells == {(fault, state)}


def test_what_never_struck_is_not_counted() -> None:
    world = posted()
    world.inject("network", "cut_after", "connectionError", 1, 1)
    world.update()
    assert world.coverage.cells == set()


def test_what_strikes_between_two_updates_is_counted_there() -> None:
    world = posted()
    world.inject("quickbooks", "pc_asleep", "", 1, 1)
    world.update()
    world.update()
    assert world.coverage.cells <= {("pc_asleep", BETWEEN)}


def test_many_stories_are_summed_up_by_fault_and_state() -> None:
    covered = CoverageTotals()
    covered.add([("late", "token"), ("dies", AT_WORK)], ["network.late"])
    covered.add([("late", "token")], [])
    assert covered.shown() == {
        "faults": {"dies": {AT_WORK: 1}, "late": {"token": 2}},
        "reached": {"network.late": 1},
    }
