"""A kind that nobody here has heard of is added from outside, and travels the whole road."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from connector import kinds
from connector.domain.hold import Hold
from connector.domain.hold_code import HoldCode
from connector.domain.identifiers import DocumentId
from connector.domain.invoice import Invoice, InvoiceKind, InvoiceLine, Split, Standing
from connector.errors import InternalError
from connector.jaggaer import orders
from connector.jaggaer.payload import Json
from connector.jaggaer.rows import Names
from connector.jaggaer.wire_profile import Resource, WireProfile
from connector.kinds import invoice
from scenarios.checks import violations
from scenarios.profiles import STORY
from scenarios.world import NAME, World
from simulators.jaggaer import Clerk, order_line, purchase_order
from simulators.qbwc import vendor

ACME = {"id": 1, "name": "Acme", "supplierNumber": "V-1001"}
ACCOUNT = (Split(share=Decimal(100), codes=(("Account", "6120"),)),)


class Prepayment(invoice.InvoiceKind):
    """An order that is paid before anything comes: it becomes a bill over what is ordered."""

    names = Names("prepayment", "prepayment", "prepayments", "poId", "poNumber", prefix="prepayment:")

    def resource(self, wire: WireProfile) -> Resource:
        return wire.orders

    def standing(self, header: Json, wire: WireProfile) -> Standing:
        return orders.standing(header, wire)

    def read(self, document: Json, wire: WireProfile) -> Invoice | Hold:
        order = orders.normalise(document, wire)
        if isinstance(order, Hold):
            return order
        return Invoice(
            id=DocumentId(order.id.replace("order:", self.names.prefix)),
            number=order.number,
            kind=InvoiceKind.INVOICE,
            standing=order.standing,
            supplier=order.supplier,
            supplier_invoice_number=f"PRE-{order.number}",
            invoice_date=order.order_date,
            accounting_date=order.order_date,
            due_date=None,
            terms=None,
            lines=tuple(
                InvoiceLine(one.number, one.description, one.quantity, one.unit_price, one.amount, codings=(ACCOUNT,))
                for one in order.lines
            ),
            charges=(),
            total=order.total,
            stamp=order.stamp,
            statuses=order.statuses,
        )


@pytest.fixture
def prepayment() -> Iterator[Prepayment]:
    kind = Prepayment()
    kinds.add(kind)
    yield kind
    kinds.remove(kind)


@pytest.fixture
def world() -> World:
    world = World(seed=4)
    vendor(world.file, "Acme", world.clock.now(), AccountNumber="V-1001")
    policy = replace(STORY.policy, orders=replace(STORY.policy.orders, origin="quickbooks"))
    modify = replace(policy, corrections=replace(policy.corrections, changed="modify"))
    world.connect(replace(STORY, policy=modify))
    return world


def go_on(world: World) -> None:
    world.advance(timedelta(minutes=20))
    world.poll()
    world.update()


def test_a_kind_from_outside_is_read_posted_changed_found_and_told(world: World, prepayment: Prepayment) -> None:
    world.tenant.put_order(purchase_order(7001, "49", ACME, [order_line(1, "A lathe", "2", "1500.00")]))
    go_on(world)
    (bill,) = world.file.records("Bill")
    assert (bill["RefNumber"], bill["AmountDue"]) == ("PRE-49", "3000.00")
    world.advance(timedelta(minutes=1))
    Clerk(world.tenant, world.clock).revise_order("49", {1: 3})
    go_on(world)
    (bill,) = world.file.records("Bill")
    assert bill["AmountDue"] == "4500.00"
    (life,) = world.connector.lives(NAME, "49")
    assert [event.text for event in life.events if event.kind == "read"] == ["JAGGAER has prepayment 49: due"] * 2
    assert (life.line.invoice_id, life.line.state, life.line.tied) == ("prepayment:7001", "done", True)
    assert ("JAGGAER", "line 1 A lathe", "4,500.00 USD") in [(one.side, one.what, one.amount) for one in life.money]
    assert [one.verdict.value for one in world.connector.invoices_tied(NAME)] == ["as posted"]


def test_what_a_kind_from_outside_lacks_is_an_exception_and_a_dry_run_says_so(
    world: World, prepayment: Prepayment
) -> None:
    stranger = {"id": 9, "name": "Nobody", "supplierNumber": "V-9"}
    world.tenant.put_order(purchase_order(7001, "49", stranger, [order_line(1, "A lathe", "2", "1500.00")]))
    world.update()
    world.poll()
    (line,) = world.connector.exceptions(NAME)
    assert [hold.code for hold in line.holds] == [HoldCode.VENDOR_UNKNOWN]
    (forecast,) = world.connector.rehearse(NAME).forecasts
    assert (forecast.invoice_id, forecast.verdict) == ("prepayment:7001", "would hold")


@pytest.mark.parametrize("prefix", ["", "prepayment", "order:"])
def test_a_kind_needs_a_prefix_of_its_own(prefix: str) -> None:
    class Other(Prepayment):
        names = replace(Prepayment.names, prefix=prefix)

    with pytest.raises(InternalError, match="prefix"):
        kinds.add(Other())


def test_a_document_of_a_kind_that_is_not_there_is_a_fault_of_ours() -> None:
    assert kinds.kind_of(DocumentId("2600001")) is invoice.INVOICE
    with pytest.raises(InternalError, match="parcel:"):
        kinds.kind_of(DocumentId("parcel:1"))


def test_no_kind_leaves_anything_behind(world: World) -> None:
    assert [kind.names.name for kind in kinds.kinds()] == ["invoice", "order", "receipt", "supplier", "correction"]
    assert violations(world) == []
