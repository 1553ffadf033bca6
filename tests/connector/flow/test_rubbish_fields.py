"""
Every field of every record about one thing that QuickBooks returns, replaced one at a time by rubbish or left out.

The record is Acme's; Bay Plumbing's documents are posted all the same, nothing breaks, and nothing is entered twice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import cache
from typing import Any

import pytest
from lxml import etree

from connector.flow.exchange import Exchange
from scenarios.checks import When, violations
from scenarios.profiles import STORY
from scenarios.world import NAME, World
from simulators.jaggaer import credit_memo, invoice, line
from simulators.qbwc import Person, item, purchase_order, vendor

pytestmark = pytest.mark.once

ACME = {"id": 1, "name": "Acme", "supplierNumber": "V-1"}
BAY = {"id": 2, "name": "Bay Plumbing", "supplierNumber": "V-2"}
ACMES = ("Acme", "Professional Fees", "Net 15")
"""What shows that a record is about Acme: its name, the account and the terms that only its invoices have."""
RUBBISH = "2026-1-5 USD abc"
TAGS = (
    "AccountRet",
    "BillRet",
    "ItemNonInventoryRet",
    "ListDeletedRet",
    "PurchaseOrderRet",
    "StandardTermsRet",
    "TxnDeletedRet",
    "VendorCreditRet",
    "VendorRet",
)
NOT_OF_ONE_THING = {"CompanyRet", "HostRet", "PreferencesRet", "DataExtDefRet", "DataExtRet"}
Tamper = Callable[[etree._Element], None]


def prepared() -> World:
    """Two vendors alike: an order, a bill on an account, a bill of the order and a credit for each."""
    world = World(seed=5)
    now, person = world.clock.now(), Person(world.file, world.clock.now())
    for name, order in (("Acme", "49"), ("Bay Plumbing", "50")):
        made = vendor(world.file, name, now, AccountNumber="V-1" if name == "Acme" else "V-2")
        goods = item(world.file, f"{name} goods", "Cost of Goods Sold", now)
        purchase_order(world.file, made, order, [(goods, "20", "41.25")], now)
    person.set_active(
        "ItemNonInventory", item(world.file, "Acme old goods", "Cost of Goods Sold", now)["FullName"], is_active=False
    )
    person.enter_bill("Acme", "H-1", "10.00")
    person.enter_bill("Acme", "D-1", "11.00")
    person.delete("Bill", "D-1")
    person.add_vendor("Acme once")
    person.delete_record("Vendor", "Acme once")
    world.connect(STORY)
    return world


def documents(first: int) -> Iterator[dict[str, Any]]:
    for at, (supplier, account, order, days) in enumerate(((ACME, "6140", "49", 15), (BAY, "6120", "50", 30))):
        goods = [line(1, "Goods", "1", f"{10 + first}.00", account=account)]
        ordered = [line(1, "Goods", "2", "41.25", po=(order, 1))]
        number, letter = 2_600_000 + 100 * at + first, "AB"[at]
        yield invoice(number, supplier, goods, supplier_invoice=f"{letter}-{first}", net_days=days)
        yield invoice(number + 1, supplier, ordered, supplier_invoice=f"{letter}-{first + 1}", net_days=days)
        yield credit_memo(number + 2, supplier, goods, supplier_invoice=f"{letter}-{first + 2}")


def played(monkeypatch: pytest.MonkeyPatch, tag: str, tamper: Tamper) -> World:
    """Two rounds of documents while QuickBooks shows rubbish of Acme's records, and a while in which it does not."""
    world, really = prepared(), Exchange.receive_response

    def receive(self: Exchange, ticket: str, response: str, hresult: str, message: str) -> int:
        return really(self, ticket, tampered(response, tag, tamper), hresult, message)

    with monkeypatch.context() as patch:
        patch.setattr(Exchange, "receive_response", receive)
        for first in (1, 11):
            for one in documents(first):
                world.tenant.put_invoice(one)
                world.tenant.edit_invoice(str(one["header"]["invoiceId"]), {}, world.clock.now())
            for _ in range(2):
                world.poll()
                world.update()
                world.advance(timedelta(minutes=20))
    for _ in range(2):
        world.update()
        world.advance(timedelta(minutes=20))
    return world


def tampered(response: str, tag: str, tamper: Tamper) -> str:
    if f"<{tag}" not in response:
        return response
    root = etree.fromstring(response.encode())
    for one in root.iter(tag):
        if any(name in (text or "") for name in ACMES for text in one.itertext()) or tag == "TxnDeletedRet":
            tamper(one)
    return etree.tostring(root, encoding="unicode")


@cache
def fields() -> dict[str, list[str]]:
    """The paths of all fields of the records of each kind, as an untouched QuickBooks shows them."""
    found: dict[str, dict[str, None]] = {}
    for sent in played(pytest.MonkeyPatch(), "nothing", lambda _: None).connector.messages(NAME):
        root = etree.fromstring(sent.response.encode()) if sent.response else etree.Element("QBXML")
        for record in root.iterfind("QBXMLMsgsRs/*/*"):
            found.setdefault(record.tag, {}).update(dict.fromkeys(paths(record)))
    return {tag: list(paths) for tag, paths in found.items()}


def paths(element: etree._Element, above: str = "") -> Iterator[str]:
    """Of everything below it that has a text of its own."""
    for one in element.iterchildren("*"):
        here = f"{above}{one.tag}"
        yield from paths(one, f"{here}/") if len(one) else (here,)


def rubbish(path: str) -> Tamper:
    def tamper(record: etree._Element) -> None:
        for one in record.findall(path):
            one.text = RUBBISH

    return tamper


def missing(path: str) -> Tamper:
    def tamper(record: etree._Element) -> None:
        for one in record.findall(path):
            parent = one.getparent()
            if parent is not None:
                parent.remove(one)

    return tamper


HOW = (rubbish, missing)


def wrong(world: World) -> Iterator[str]:
    lines = {one.invoice_id: one for one in world.connector.lines(NAME)}
    for number, one in lines.items():
        is_bays = int(number) >= 2_600_100
        if is_bays and (one.state, one.tied) != ("done", True):
            yield f"{one.invoice} of Bay Plumbing is {one.state} {[hold.code.name for hold in one.holds]}"
        if not is_bays and one.state not in ("done", "held", "needs_person"):
            yield f"{one.invoice} of Acme is {one.state}, and nobody sees it"
    if len(lines) != 12:
        yield f"there are {len(lines)} documents"
    yield from violations(world, When.BETWEEN_STEPS)
    if any(not one.result.status.startswith("OK") for one in world.told):
        yield f"updates ended with {sorted({one.result.status for one in world.told})}"


def test_the_list_of_kinds_is_that_of_what_quickbooks_returns() -> None:
    assert set(fields()) - NOT_OF_ONE_THING == set(TAGS)


@pytest.mark.parametrize("how", HOW)
@pytest.mark.parametrize("tag", TAGS)
def test_one_rotten_field_keeps_nobody_else(
    tag: str, how: Callable[[str], Tamper], monkeypatch: pytest.MonkeyPatch, pytestconfig: pytest.Config
) -> None:
    all_paths = fields()[tag]
    chosen = all_paths if pytestconfig.getoption("--rubbish") == "all" else all_paths[HOW.index(how) :: 2 * len(HOW)]
    failures = {path: found for path in chosen if (found := list(wrong(played(monkeypatch, tag, how(path)))))}
    assert failures == {}
