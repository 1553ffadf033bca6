"""A customer who does everything otherwise: other statuses, field names, codes, dates and charges, by its profile alone."""

from __future__ import annotations

from typing import Any

import pytest

from connector import profile_of
from scenarios.checks import CHECKS, When
from scenarios.world import NAME, World
from simulators.jaggaer import invoice, line
from simulators.qbwc import account, named, vendor

pytestmark = pytest.mark.once

PROFILE = """
[wire]
credit_types = ["CR"]

[wire.due_when.all_of]
state = ["RELEASED*"]
[wire.skip_when.any_of]
"payment.method" = ["CARD*"]
[wire.cancelled_when.all_of]
state = ["VOID"]
[wire.known.all_of]
state = ["DRAFT", "ROUTED"]

[wire.fields]
"header.total.value" = "header.gross.amount"
"header.total.currency" = "header.gross.iso"
"header.supplierInvoiceNumber" = "header.vendorReference"
"line.unitPrice" = "price.net"

[policy.dates]
bill = "accounting"

[policy.vendor]
match = ["map", "name"]
[policy.vendor.map]
"Grainger Deutschland" = "Grainger"

[policy.account]
fields = ["Fund", "Object"]
separator = "."
strip_suffix = "_W"
unmapped = "as_is"
fallback = ""

[policy.classes]
fields = ["Fund"]
strip_suffix = "_W"
[policy.classes.map]
"10" = "General"

[policy.charges]
tax1 = "spread"
shipping = "Postage"

[policy.amounts]
tolerance = "0.02"
rounding_account = "Rounding"

[policy.ref_number]
fallback = "jaggaer"
"""


def document(number: int, fund: str = "10_W", **header: Any) -> dict[str, Any]:
    supplier = {"id": 7, "name": "Grainger Deutschland"}
    goods = [line(1, "Pump", "2", "50.00", account=fund), line(2, "Seal", "3", "1.10", account=fund)]
    made = invoice(2_600_000 + number, supplier, goods, supplier_invoice=f"RE {number}", tax="8.01", freight="4.00")
    head = made["header"]
    for one in made["lineList"]["invoiceLine"]:
        one["price"] = {"net": one.pop("unitPrice")}
        for group in one["splittableFieldSetGroupList"]["splittableFieldSetGroup"]:
            for index in group["splittableFieldIndexSet"][0]["splittableFieldIndexList"]["splittableFieldIndex"]:
                index["customFieldValueList"]["customFieldValue"] = [
                    {"internalName": "Fund", "value": fund},
                    {"internalName": "Object", "value": "6100_W"},
                ]
    total = head.pop("total")
    head["gross"] = {"amount": total["value"], "iso": total["currency"]}
    head["vendorReference"] = head.pop("supplierInvoiceNumber")
    head["accountingDate"] = "2026-02-03T00:00:00.000Z"
    head["state"] = "RELEASED-FINAL"
    head.update({"workflowStatus": "n/a", "paymentStatus": "n/a"}, **header)
    return made


@pytest.fixture
def world() -> World:
    made = World(seed=5)
    now = made.clock.now()
    made.file.preferences.uses_classes = True
    vendor(made.file, "Grainger", now)
    for name in ("10.6100", "Postage", "Rounding"):
        account(made.file, name, "Expense", now)
    named(made.file, "Class", "General", now)
    made.connect(profile_of(PROFILE, "the profile of the second customer"))
    return made


def play(world: World, *documents: dict[str, Any]) -> list[dict[str, Any]]:
    for one in documents:
        world.tenant.put_invoice(one)
    world.poll()
    world.update()
    return world.file.records("Bill")


def test_everything_is_booked_as_its_profile_says(world: World) -> None:
    (bill,) = play(world, document(1))
    assert (bill["VendorRef"]["FullName"], bill["RefNumber"], bill["TxnDate"]) == ("Grainger", "RE 1", "2026-02-03")
    assert bill["AmountDue"] == "115.31"
    lines = [
        (one["AccountRef"]["FullName"], one["Amount"], one.get("ClassRef", {}).get("FullName"))
        for one in bill["ExpenseLineRet"]
    ]
    assert lines == [
        ("10.6100", "107.75", "General"),
        ("10.6100", "3.56", "General"),
        ("Postage", "4.00", None),
    ]


def test_a_difference_of_cents_goes_to_its_rounding_account(world: World) -> None:
    off = document(1)
    off["header"]["gross"]["amount"] = 115.33
    (bill,) = play(world, off)
    assert (bill["AmountDue"], bill["ExpenseLineRet"][-1]["AccountRef"]["FullName"]) == ("115.33", "Rounding")


def test_its_own_statuses_decide(world: World) -> None:
    states = {1: "DRAFT", 2: "VOID", 3: "RELEASED", 4: "SHREDDED"}
    card = document(5, payment={"method": "CARD CORPORATE"})
    play(world, *(document(number, state=state) for number, state in states.items()), card)
    found = {one.invoice: (one.state, [hold.code.value for hold in one.holds]) for one in world.connector.lines(NAME)}
    assert found == {
        "I00101": ("not due", []),
        "I00102": ("cancelled", []),
        "I00103": ("done", []),
        "I00104": ("held", ["STATUS_UNKNOWN"]),
        "I00105": ("skipped", []),
    }


def test_a_code_that_it_does_not_know_is_one_exception_by_its_joined_name(world: World) -> None:
    play(world, document(1, fund="99_W"), document(2, fund="99_W"))
    found = [(one.id, len(one.lines)) for one in world.connector.waiting(NAME)]
    assert found == [("ACCOUNT_MISSING/99.6100", 2), ("NAME_UNMAPPED/class/99", 2)]


def test_nothing_of_it_breaks_a_promise(world: World) -> None:
    play(world, document(1), document(2, fund="99_W"))
    told = {"every posted document ties", "none is lost"}  # they read the tenant's documents as J1P writes them
    kept = [check for check in CHECKS if check.name not in told and check.when is not When.AT_REST]
    assert [what for check in kept for what in check.run(world)] == []
