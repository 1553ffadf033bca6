"""What JAGGAER and QuickBooks agree on in the end waits for nobody, whatever happened on the way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from itertools import combinations_with_replacement, product
from typing import Any

import pytest

from connector import Profile
from connector.domain.hold_code import HoldCode
from connector.domain.policy import CorrectionPolicy
from scenarios.checks import violations
from scenarios.profiles import STORY
from scenarios.world import NAME, World
from simulators.jaggaer import invoice, line
from simulators.qbwc import Person, item, purchase_order, vendor

pytestmark = pytest.mark.once

SUPPLIER = {"id": 1_003_837_201, "name": "Acme", "supplierNumber": "V-1001"}
ID = "2600001"
CORRECTIONS = {
    "all is held": CorrectionPolicy(),
    "all is carried out": CorrectionPolicy(changed="modify", relinked="replace", cancelled="void", gone="post"),
    "left": CorrectionPolicy(changed="modify", gone="leave"),
}
Deed = Callable[[World], object]


def number(text: str) -> Deed:
    return lambda world: world.tenant.edit_invoice(ID, {"supplierInvoiceNumber": text}, world.clock.now())


def status(workflow: str, payment: str) -> Deed:
    fields = {"workflowStatus": workflow, "paymentStatus": payment}
    return lambda world: world.tenant.edit_invoice(ID, fields, world.clock.now())


def by_hand(**fields: str) -> Deed:
    """A person changes the bill of the invoice, if one stands."""
    return lambda world: [person(world).edit("Bill", bill["RefNumber"], **fields) for bill in standing(world)]


def person(world: World) -> Person:
    return Person(world.file, world.clock.now())


def standing(world: World) -> list[dict[str, Any]]:
    return [bill for bill in world.file.records("Bill") if bill["AmountDue"] != "0.00"]


THERE_AND_BACK: dict[str, tuple[Deed, Deed]] = {
    "the number": (number("AC-2"), number("AC-1")),
    "cancelled": (status("Cancelled", "Cancelled"), status("Completed", "Payable")),
    "not due": (status("Completed", "In Process"), status("Completed", "Payable")),
    "of an unknown status": (status("Completed", "Frozen"), status("Completed", "Payable")),
    "a person's number": (by_hand(RefNumber="AC-9"), by_hand(RefNumber="AC-1")),
    "a person's date": (by_hand(TxnDate="2026-01-20"), by_hand(TxnDate="2026-01-12")),
}


def posted(corrections: CorrectionPolicy) -> World:
    world = World(seed=5)
    vendor(world.file, "Acme", world.clock.now(), AccountNumber="V-1001")
    world.connect(Profile(policy=replace(STORY.policy, corrections=corrections), wire=STORY.wire))
    goods = [line(1, "Goods", "1", "120.00", account="6120")]
    world.tenant.put_invoice(invoice(2_600_001, SUPPLIER, goods, supplier_invoice="AC-1"))
    later(world)
    assert [bill["RefNumber"] for bill in standing(world)] == ["AC-1"]
    return world


def later(world: World) -> None:
    world.poll()
    world.update()
    world.advance(timedelta(minutes=20))


def held(world: World) -> list[HoldCode]:
    return [hold.code for one in world.connector.exceptions(NAME) for hold in one.holds]


def figures(world: World) -> list[tuple[str, str]]:
    return [(one.state, one.quickbooks_total) for one in world.connector.lines(NAME)]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Each pair once, in turn by policy and timing; ``--agreeing all`` plays every order, policy and timing."""
    if "there_and_back" not in metafunc.fixturenames:
        return
    if metafunc.config.getoption("--agreeing") == "all":
        cases = list(product(product(THERE_AND_BACK, repeat=2), CORRECTIONS, (True, False)))
    else:
        pairs = enumerate(combinations_with_replacement(THERE_AND_BACK, 2))
        policies = ("all is carried out", "all is held")
        cases = [(pair, policies[at % 2], at % 4 < 2) for at, pair in pairs]
    ids = [f"{'+'.join(pair)}-{policy}-{'seen' if is_seen else 'unseen'}" for pair, policy, is_seen in cases]
    metafunc.parametrize("there_and_back", cases, ids=ids)


def test_what_went_there_and_back_on_either_side_waits_for_nobody(
    there_and_back: tuple[tuple[str, str], str, bool],
) -> None:
    """Two things happen, seen in between or not, and both are taken back; each is told of only as long as it lasts."""
    both, policy, is_seen = there_and_back
    (one, back), (other, back_too) = (THERE_AND_BACK[name] for name in both)
    world = posted(CORRECTIONS[policy])
    for deed in (one, other, back_too, back):
        deed(world)
        if is_seen:
            later(world)
    for _ in range(3):
        later(world)
    assert [(bill["RefNumber"], bill["AmountDue"], bill["TxnDate"]) for bill in standing(world)] == [
        ("AC-1", "120.00", "2026-01-12")
    ]
    assert (held(world), figures(world)) == ([], [("done", "120.00 USD")])
    assert violations(world) == []


@pytest.mark.parametrize("corrections", CORRECTIONS.values(), ids=CORRECTIONS)
def test_what_a_person_changes_in_quickbooks_as_jaggaer_changed_it_waits_for_nobody(
    corrections: CorrectionPolicy,
) -> None:
    """The accountant enters by hand what the exception asks for."""
    world = posted(corrections)
    number("AC-2")(world)
    by_hand(RefNumber="AC-2")(world)
    for _ in range(3):
        later(world)
    assert ([bill["RefNumber"] for bill in standing(world)], held(world)) == (["AC-2"], [])


def ordered(quantity: str, overbilling: str = "allow") -> World:
    world = World(seed=5)
    corrections = CorrectionPolicy(changed="modify")
    vendor(world.file, "Acme", world.clock.now(), AccountNumber="V-1001")
    world.connect(Profile(policy=replace(STORY.policy, corrections=corrections), wire=STORY.wire))
    part = item(world.file, "Valves", "Cost of Goods Sold", world.clock.now())
    acme = world.file.records("Vendor")[0]
    purchase_order(world.file, acme, "49", [(part, quantity, "10.00")], world.clock.now())
    world.file.assumed.choose("overbilling", overbilling)
    return world


def bills(world: World, number: int, quantity: str) -> None:
    goods = [line(1, "Valves", quantity, "10.00", po=("49", 1))]
    document = invoice(2_600_000 + number, SUPPLIER, goods, supplier_invoice=f"AC-{number}")
    document["header"]["lastUpdate"] = world.clock.now().strftime("%Y-%m-%dT%H:%M:%S.000Z")
    world.tenant.put_invoice(document)


def test_a_change_and_an_addition_in_one_pass_never_take_more_of_an_order_line_than_it_has() -> None:
    """Of 20, AC-1 has 10. In one poll AC-1 becomes 15 and AC-2 bills 10: one of the two is held."""
    world = ordered("20")
    bills(world, 1, "10")
    later(world)
    bills(world, 1, "15")
    bills(world, 2, "10")
    for _ in range(3):
        later(world)
    quantities = [float(one["Quantity"]) for bill in standing(world) for one in bill["ItemLineRet"]]
    assert (sum(quantities) <= 20, held(world)) == (True, [HoldCode.PO_OVERBILLED])
    assert violations(world) == []


def test_a_change_that_gives_back_an_order_line_lets_the_next_bill_have_it() -> None:
    world = ordered("20")
    bills(world, 1, "15")
    later(world)
    bills(world, 2, "10")
    later(world)
    assert held(world) == [HoldCode.PO_OVERBILLED]
    bills(world, 1, "10")
    for _ in range(3):
        later(world)
    assert held(world) == []
    assert sorted(bill["AmountDue"] for bill in standing(world)) == ["100.00", "100.00"]


def test_two_changes_to_one_number_in_one_pass_are_never_both_written() -> None:
    world = posted(CorrectionPolicy(changed="modify"))
    goods = [line(1, "Goods", "1", "80.00", account="6120")]
    world.tenant.put_invoice(invoice(2_600_002, SUPPLIER, goods, supplier_invoice="AC-5"))
    later(world)
    number("AC-7")(world)
    world.tenant.edit_invoice("2600002", {"supplierInvoiceNumber": "AC-7"}, world.clock.now())
    for _ in range(3):
        later(world)
    assert sorted(bill["RefNumber"] for bill in standing(world)) == ["AC-5", "AC-7"]
    assert held(world) == [HoldCode.NUMBER_TWICE]


@pytest.mark.parametrize("is_seen", [True, False])
@pytest.mark.parametrize(
    ("theirs", "change"),
    [
        ({"RefNumber": "AC-9"}, {"supplierInvoiceNumber": "AC-2"}),
        ({"TxnDate": "2026-01-20"}, {"invoiceDate": "2026-01-09T00:00:00.000Z"}),
    ],
    ids=["number", "date"],
)
def test_a_person_s_change_is_never_written_over_also_when_it_was_seen_before(
    theirs: dict[str, str], change: dict[str, str], is_seen: bool
) -> None:
    """The clash is with what was written, not with what was read last."""
    world = posted(CorrectionPolicy(changed="modify"))
    by_hand(**theirs)(world)
    if is_seen:
        later(world)
        later(world)
    world.tenant.edit_invoice(ID, change, world.clock.now())
    for _ in range(3):
        later(world)
    ((field, value),) = theirs.items()
    assert [bill[field] for bill in standing(world)] == [value]
    assert held(world) == [HoldCode.BOTH_CHANGED]


def test_a_change_after_posting_is_told_field_by_field_and_by_whom() -> None:
    world = posted(CorrectionPolicy())
    goods = [line(1, "Goods", "1", "130.00", account="6130")]
    document = invoice(2_600_001, SUPPLIER, goods, supplier_invoice="AC-2")
    document["header"]["lastUpdate"] = world.clock.now().strftime("%Y-%m-%dT%H:%M:%S.000Z")
    world.tenant.put_invoice(document)
    by_hand(RefNumber="AC-9")(world)
    for _ in range(2):
        later(world)
    (words,) = [hold.what for one in world.connector.exceptions(NAME) for hold in one.holds]
    for part in (
        "JAGGAER changed the number from AC-1 to AC-2",
        "the total from 120.00 USD to 130.00 USD",
        "the line 1 account from Office Supplies to Repairs and Maintenance",
        "the line 1 amount from 120.00 USD to 130.00 USD",
        "a person changed it in QuickBooks: number AC-1 as posted, AC-9 in QuickBooks",
    ):
        assert part in words


def test_a_vendor_that_was_renamed_on_both_sides_is_no_change() -> None:
    world = posted(CorrectionPolicy())
    person(world).rename("Vendor", "Acme", "Acme Inc")
    world.renamed["Acme"] = "Acme Inc"
    supplier = {**SUPPLIER, "name": "Acme Inc"}
    world.tenant.edit_invoice(ID, {"supplier": supplier}, world.clock.now())
    for _ in range(3):
        later(world)
    assert (held(world), figures(world)) == ([], [("done", "120.00 USD")])
