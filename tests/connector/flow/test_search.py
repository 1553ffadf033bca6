"""The search for what may have been saved, where it is longer than a page, and of two kinds at once."""

from __future__ import annotations

from datetime import timedelta

from connector.flow.entities import Purpose
from connector.sync.sizing import Size
from scenarios.profiles import STORY
from scenarios.world import NAME, World
from simulators.jaggaer import credit_memo, invoice, line
from simulators.qbwc import Person, fault, vendor
from tests.scenarios.sentences import COMPANY

SUPPLIER = {"id": 1, "name": "Acme", "supplierNumber": "V-1"}
PAGE = 5


def test_two_searches_of_several_pages_are_both_read_to_their_end_in_one_update() -> None:
    """A bill and a credit are lost together, and people have entered and changed much since."""
    world = World(seed=5)
    vendor(world.file, "Acme", world.clock.now(), AccountNumber="V-1")
    world.connect(STORY)
    goods = [line(1, "Goods", "1", "10.00", account="6120")]
    world.tenant.put_invoice(invoice(2_600_001, SUPPLIER, goods, supplier_invoice="AC-1"))
    world.tenant.put_invoice(credit_memo(2_600_002, SUPPLIER, goods, supplier_invoice="CM-1"))
    world.pc.faults[:] = [fault("answer_not_stored", "BillAdd"), fault("lose_answer", "BillAdd")]
    world.poll()
    world.update()
    for kind in ("Bill", "VendorCredit"):
        (made,) = world.file.records(kind)
        for number in range(3 * PAGE):
            other = {"RefNumber": f"H-{number}", "TxnID": f"F{number:X}-{len(kind)}"}
            fields = {key: value for key, value in made.items() if key not in ("ExternalGUID", "Memo")}
            world.file.put(kind, {**fields, **other})
    Person(world.file, world.clock.now()).edit("Bill", "AC-1", RefNumber="AC-1-ANN")
    with world.connector.store.write() as work:
        work.mirror.set_value(COMPANY, "size.orders", Size(PAGE))
    world.advance(timedelta(minutes=5))
    world.update()
    sets = [one for one in world.connector.messages(NAME) if one.purpose is Purpose.FIND]
    assert len(sets) > 3, "page by page, in one update"
    assert len({one.ticket for one in sets}) == 1
    told = [event.data.get("evidence") for event in world.connector.history(NAME) if event.kind == "done"]
    assert told == ["found in QuickBooks by ExternalGUID"] * 2
    writes = [one for one in world.connector.messages(NAME) if one.purpose is Purpose.WRITE]
    assert len(writes) == 1, "neither is entered again"
