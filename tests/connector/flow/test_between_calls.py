"""What changes between two calls of the Web Connector counts at the next one; where nothing does, nothing is done twice."""

from __future__ import annotations

import pytest

from connector.flow import exchange, tasks
from connector.flow.tasks.turn import Proposal, Turn
from scenarios.checks import violations
from scenarios.network import Interruption
from scenarios.profiles import STORY
from scenarios.world import World
from simulators.jaggaer import invoice, line
from simulators.qbwc import vendor

SUPPLIER = {"id": 1_003_837_201, "name": "Acme", "supplierNumber": "V-1001"}
CANCELLED = {"workflowStatus": "Cancelled", "paymentStatus": "Cancelled"}


@pytest.fixture
def world() -> World:
    """Two invoices wait for their update."""
    made = World(seed=5)
    vendor(made.file, "Acme", made.clock.now(), AccountNumber="V-1001")
    made.connect(STORY)
    for number in (1, 2):
        goods = [line(1, "Goods", "1", "120.00", account="6120")]
        made.tenant.put_invoice(invoice(2_600_000 + number, SUPPLIER, goods, supplier_invoice=f"AC-{number}"))
    made.poll()
    return made


def cancel(world: World) -> None:
    world.tenant.edit_invoice("2600001", CANCELLED, world.clock.now())
    world.poll()


@pytest.mark.parametrize("nth", [2, 3, 4])
def test_an_invoice_that_is_cancelled_before_its_bill_leaves_becomes_none(world: World, nth: int) -> None:
    world.network.interruptions.append(Interruption("sendRequestXML", nth, is_before=True, act=lambda: cancel(world)))
    world.update()
    world.update()
    assert [bill["RefNumber"] for bill in world.file.records("Bill")] == ["AC-2"]
    assert violations(world) == []


def test_where_nothing_happens_between_two_calls_nothing_is_proposed_twice(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, anew = tasks.next_proposal, list[str]()

    def proposing(turn: Turn) -> Proposal | None:
        proposal = real(turn)
        anew.append(proposal.purpose.value if proposal else "nothing")
        return proposal

    monkeypatch.setattr(exchange, "next_proposal", proposing)
    world.update()
    assert len(world.file.records("Bill")) == 2
    assert len(anew) == len(set(anew))
