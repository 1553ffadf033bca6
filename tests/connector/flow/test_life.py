"""The life of one document: what each part became by which rule, and its money from JAGGAER to QuickBooks."""

from __future__ import annotations

import pytest

from connector import Answer, Said
from connector.flow.overview import Life
from scenarios.profiles import STORY
from scenarios.world import NAME, World
from simulators.jaggaer import invoice, line
from simulators.qbwc import item, purchase_order, vendor

pytestmark = pytest.mark.once

ACME = {"id": 1_003_837_201, "name": "Acme", "supplierNumber": "V-1001"}
STRANGER = {"id": 1_003_837_299, "name": "Acme Supplies LLC", "supplierNumber": "V-9"}


def life(supplier: dict[str, object], answer: str = "") -> Life:
    world = World(seed=5)
    now = world.clock.now()
    acme = vendor(world.file, "Acme", now, AccountNumber="V-1001")
    purchase_order(world.file, acme, "49", [(item(world.file, "Valves", "Cost of Goods Sold", now), "9", "10.00")], now)
    world.connect(STORY)
    lines = [
        line(1, "Valves", "3", "10.00", po=("0000000049", 1)),
        line(2, "Paper", "1", "100.01", account=[("60", "6120"), ("40", "6140")]),
    ]
    world.tenant.put_invoice(invoice(2_600_001, supplier, lines, supplier_invoice="AC-1", freight="7.50"))
    world.poll()
    world.update()
    if answer:
        world.connector.resolve(NAME, answer, Said(Answer.PAIR, "Acme", "Ann", "I know them"))
        world.update()
    (found,) = world.connector.lives(NAME, "I00101")
    return found


def test_every_part_of_a_bill_says_which_rule_made_it() -> None:
    assert [str(one) for one in life(ACME).choices] == [
        "statuses Completed, Payable → a Bill is due [wire.due_when]",
        "supplier Acme (V-1001) → vendor Acme [its number in account_number]",
        "number AC-1 → RefNumber AC-1 [the supplier's invoice number]",
        "date 2026-01-12 → TxnDate 2026-01-12 [dates.bill = invoice]",
        "terms Net 30 → Net 30 [its name]",
        "line 1, 30.00 USD → order 0000000049 line 1, 3 [its purchase order]",
        "line 2, 100.01 USD, share 60, Account 6120 → account Office Supplies [account.map]",
        "line 2, 100.01 USD, share 40, Account 6140 → account Professional Fees [account.map]",
        "freight 7.50 USD → Freight In [charges.shipping]",
    ]


def test_what_a_person_decided_is_said_to_be_a_persons() -> None:
    choices = {one.about: one.rule for one in life(STRANGER, "VENDOR_UNKNOWN/Acme Supplies LLC").choices}
    assert choices["supplier Acme Supplies LLC (V-9)"] == "a person said so"


def test_the_money_adds_up_from_jaggaers_lines_to_quickbooks_total() -> None:
    found = [(one.side, one.what.split(" ")[0], one.amount) for one in life(ACME).money]
    assert found == [
        ("JAGGAER", "line", "30.00 USD"),
        ("JAGGAER", "line", "100.01 USD"),
        ("JAGGAER", "freight", "7.50 USD"),
        ("JAGGAER", "total", "137.51 USD"),
        ("Bill", "order", "30.00 USD"),
        ("Bill", "Office", "60.01 USD"),
        ("Bill", "Professional", "40.00 USD"),
        ("Bill", "Freight", "7.50 USD"),
        ("Bill", "total", "137.51 USD"),
        ("QuickBooks", "Bill", "137.51 USD"),
    ]


def test_a_document_that_waits_shows_its_side_of_the_money_only() -> None:
    assert {one.side for one in life(STRANGER).money} == {"JAGGAER"}
