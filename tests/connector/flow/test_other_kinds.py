"""Purchase orders and data extensions go the same road as bills: looked up, written, and settled when an answer is lost."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from connector.domain.draft import Extension, OrderDraft, OrderDraftLine, Wanted
from connector.domain.hold_code import HoldCode
from connector.domain.identifiers import CompanyName, DocumentId, ExternalGUID, ListID, OperationId, SupplierId
from connector.domain.money import Money
from connector.domain.operation import Deed, Operation, State
from connector.flow.entities import Purpose
from connector.sync.revising import carried
from scenarios.profiles import STORY
from scenarios.world import NAME, World
from simulators.qbwc import RequestProcessor, fault, item, purchase_order, vendor

pytestmark = pytest.mark.once

COMPANY = CompanyName(NAME)
DOCUMENT = DocumentId("order:77")
MARK = "[JG 77]"
LOST = ("lose_answer", "error_after_save", "web_connector_killed", "answer_not_stored")


@pytest.fixture
def world() -> World:
    made = World(seed=6)
    vendor(made.file, "Acme", made.clock.now(), AccountNumber="V-1001")
    item(made.file, "Reagents", "Cost of Goods Sold", made.clock.now())
    made.connect(STORY)
    made.update()
    return made


def order(world: World, *quantities: str, memo: str = "Lab 3") -> OrderDraft:
    (acme,), (part,) = world.file.records("Vendor"), world.file.records("ItemNonInventory")
    rate = Decimal("41.25")
    lines = tuple(
        OrderDraftLine(
            at, ListID(part["ListID"]), "Reagents", Decimal(one), Money(Decimal(one) * rate), rate, "Reagents"
        )
        for at, one in enumerate(quantities, 1)
    )
    return OrderDraft(
        supplier_id=SupplierId("1"),
        vendor_id=ListID(acme["ListID"]),
        vendor="Acme",
        ref_number="PO-77",
        txn_date=date(2026, 1, 8),
        lines=lines,
        memo=f"{memo} {MARK}",
        mark=MARK,
        total=Money.total((one.amount for one in lines), "USD"),
    )


def want(world: World, draft: Wanted, deed: Deed = Deed.ADD) -> None:
    """One more operation about the same document, and an update."""
    with world.connector.store.write() as work:
        before = work.operations.latest(COMPANY, DOCUMENT)
        if deed is Deed.MODIFY and before and isinstance(draft, OrderDraft) and isinstance(before.draft, OrderDraft):
            draft = carried(before.draft, None, draft)
        operation = Operation(
            OperationId(0),
            DOCUMENT,
            generation=before.generation + 1 if before else 1,
            state=State.QUEUED,
            fingerprint=str(draft),
            guid=ExternalGUID(f"{{{world.entropy.guid()}}}"),
            draft=draft,
            deed=deed,
            base=before.draft if before else None,
            record=before.record if before else None,
        )
        work.operations.add(COMPANY, operation)
    world.advance(timedelta(minutes=20))
    world.update()


def settle(world: World) -> None:
    for _ in range(3):
        world.advance(timedelta(minutes=30))
        world.update()


def latest(world: World) -> Operation:
    with world.connector.store.read() as work:
        found = work.operations.latest(COMPANY, DOCUMENT)
    assert found is not None
    return found


def orders(world: World) -> list[dict[str, Any]]:
    return world.file.records("PurchaseOrder")


def quantities(world: World) -> list[str]:
    (only,) = orders(world)
    return [one["Quantity"] for one in only["PurchaseOrderLineRet"]]


def sent(world: World, request: str) -> int:
    return sum(f"<{request}Rq" in one.request for one in world.connector.messages(COMPANY))


def test_an_order_is_entered_changed_and_deleted(world: World) -> None:
    want(world, order(world, "20", "4"))
    assert (quantities(world), orders(world)[0]["TotalAmount"], latest(world).state) == (
        ["20", "4"],
        "990.00",
        State.DONE,
    )
    world.file.put("PurchaseOrder", {**orders(world)[0], "VendorMsg": "Ring twice"})
    want(world, order(world, "20", "6"), Deed.MODIFY)
    assert (quantities(world), orders(world)[0]["VendorMsg"]) == (["20", "6"], "Ring twice")
    want(world, order(world, "20", "6"), Deed.DELETE)
    assert (orders(world), latest(world).is_gone) == ([], True)


@pytest.mark.parametrize("lost", LOST)
@pytest.mark.parametrize(("deed", "request_"), [(Deed.ADD, "Add"), (Deed.MODIFY, "Mod"), (Deed.DELETE, "Del")])
def test_an_order_whose_answer_is_lost_is_settled_by_what_is_there(
    world: World, deed: Deed, request_: str, lost: str
) -> None:
    on = "TxnDel" if deed is Deed.DELETE else f"PurchaseOrder{request_}"
    if deed is not Deed.ADD:
        want(world, order(world, "20"))
    if lost == "answer_not_stored":
        world.pc.faults.append(fault("lose_answer", on))
    world.pc.faults.append(fault(lost, on))
    want(world, order(world, "25"), deed)
    settle(world)
    there = [one["Quantity"] for found in orders(world) for one in found["PurchaseOrderLineRet"]]
    assert there == ([] if deed is Deed.DELETE else ["25"])
    assert latest(world).state is State.DONE
    assert sent(world, on) == (2 if lost == "web_connector_killed" else 1), "what was saved is not sent again"


def test_an_order_of_a_person_under_the_same_number_is_shown_and_not_doubled(world: World) -> None:
    (acme,), (part,) = world.file.records("Vendor"), world.file.records("ItemNonInventory")
    purchase_order(world.file, acme, "PO-77", [(part, "20", "41.25")], world.clock.now())
    want(world, order(world, "20"))
    assert [one.code for one in latest(world).holds] == [HoldCode.ALREADY_ENTERED]
    assert (quantities(world), sent(world, "PurchaseOrderAdd")) == (["20"], 0)


def extension(world: World, value: str) -> Extension:
    (acme,) = world.file.records("Vendor")
    return Extension(world.connector.company(COMPANY).owner_id, "Supplier", value, ListID(acme["ListID"]))


def asked_directly(world: World, request: str) -> str:
    """What QuickBooks says to another program of the customer."""
    messages = f'<QBXMLMsgsRq onError="stopOnError">{request}</QBXMLMsgsRq>'
    processor = RequestProcessor(world.file, world.clock, world.entropy.guid)
    return processor.process(f'<?xml version="1.0"?><?qbxml version="16.0"?><QBXML>{messages}</QBXML>')


def defined(world: World) -> None:
    owner = world.connector.company(COMPANY).owner_id
    added = (
        f"<DataExtDefAddRq><DataExtDefAdd><OwnerID>{owner}</OwnerID><DataExtName>Supplier</DataExtName>"
        "<DataExtType>STR255TYPE</DataExtType><AssignToObject>Vendor</AssignToObject></DataExtDefAdd></DataExtDefAddRq>"
    )
    assert 'statusCode="0"' in asked_directly(world, added)


def value(world: World) -> str | None:
    owner = world.connector.company(COMPANY).owner_id
    (acme,) = world.file.records("Vendor")
    asked = f"<VendorQueryRq><ListID>{acme['ListID']}</ListID><OwnerID>{owner}</OwnerID></VendorQueryRq>"
    text = f'<?xml version="1.0"?><?qbxml version="16.0"?><QBXML><QBXMLMsgsRq onError="stopOnError">{asked}</QBXMLMsgsRq></QBXML>'
    _, _, after = (
        RequestProcessor(world.file, world.clock, world.entropy.guid).process(text).partition("<DataExtValue>")
    )
    return after.partition("<")[0] or None


def test_a_data_extension_is_added_changed_and_deleted(world: World) -> None:
    defined(world)
    want(world, extension(world, "1003837201"))
    assert (value(world), latest(world).state) == ("1003837201", State.DONE)
    want(world, extension(world, "1003837202"))
    assert (value(world), sent(world, "DataExtMod") - _marks(world)) == ("1003837202", 1), "one stands: it is changed"
    want(world, extension(world, "1003837202"))
    assert sent(world, "DataExtMod") - _marks(world) == 1, "it is so already"
    want(world, extension(world, ""), Deed.DELETE)
    assert (value(world), latest(world).state) == (None, State.DONE)


def _marks(world: World) -> int:
    """Message sets of writes that carry a DataExtMod of the company's mark only."""
    return sum(
        one.request.count("<DataExtModRq") == 1
        for one in world.connector.messages(COMPANY)
        if one.purpose is Purpose.WRITE
    )


@pytest.mark.parametrize("lost", LOST)
@pytest.mark.parametrize("deed", [Deed.ADD, Deed.MODIFY, Deed.DELETE])
def test_a_data_extension_whose_answer_is_lost_is_settled_by_its_value(world: World, deed: Deed, lost: str) -> None:
    defined(world)
    on = {Deed.ADD: "DataExtAdd", Deed.MODIFY: "DataExtMod", Deed.DELETE: "DataExtDel"}[deed]
    if deed is not Deed.ADD:
        want(world, extension(world, "1"))
    if lost == "answer_not_stored":
        world.pc.faults.append(fault("lose_answer", on))
    world.pc.faults.append(fault(lost, on))
    want(world, extension(world, "2"), deed)
    settle(world)
    assert (value(world), latest(world).state) == (None if deed is Deed.DELETE else "2", State.DONE)
