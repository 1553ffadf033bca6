"""Old and foreign QuickBooks: what they have is used, and who cannot be spoken to is told so."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from connector.flow import exchange
from connector.quickbooks.qbxml.host import read_host
from scenarios.checks import violations
from scenarios.profiles import STORY
from scenarios.world import NAME, World
from simulators.jaggaer import credit_memo, invoice, line
from simulators.qbwc import named, vendor

pytestmark = pytest.mark.once

HCP = (
    '<?xml version="1.0"?><QBXML><QBXMLMsgsRs><HostQueryRs statusCode="0" statusSeverity="Info"><HostRet>'
    "<ProductName>QuickBooks</ProductName>{}</HostRet></HostQueryRs></QBXMLMsgsRs></QBXML>"
)
SUPPLIER = {"id": 1_003_837_201, "name": "Acme", "supplierNumber": "V-1001"}


def made(
    country: str = "US", speaks: str = "16.0", *, region: str = "", tax_code: str = "", home: str = "USD"
) -> World:
    world = World(seed=5)
    world.file.country = country
    vendor(world.file, "Acme", world.clock.now(), AccountNumber="V-1001")
    if tax_code:
        named(world.file, "SalesTaxCode", tax_code, world.clock.now())
    policy = replace(
        STORY.policy, tax=replace(STORY.policy.tax, code=tax_code), currency=replace(STORY.policy.currency, home=home)
    )
    world.connect(replace(STORY, policy=policy), region or country, speaks)
    return world


def post(world: World, *documents: dict[str, Any]) -> None:
    for one in documents:
        world.tenant.put_invoice(one)
    world.poll()
    world.update()


def document(number: int = 1, **rest: Any) -> dict[str, Any]:
    goods = [line(1, "Goods", "1", "120.00", account="6120")]
    return invoice(2_600_000 + number, SUPPLIER, goods, supplier_invoice=f"AC-{number}", **rest)


@pytest.mark.parametrize("newest", ["6.0", "7.0", "8.0", "9.0", "11.0", "13.0", "16.0"])
def test_every_version_from_2007_on_gets_its_bills_and_credits_once(newest: str) -> None:
    world = made(speaks=newest)
    credit = credit_memo(2_600_002, SUPPLIER, [line(1, "Back", "1", "20.00", account="6120")], supplier_invoice="C-2")
    post(world, document(), credit)
    (bill,) = world.file.records("Bill")
    (credited,) = world.file.records("VendorCredit")
    assert (bool(bill.get("ExternalGUID")), credited["CreditAmount"]) == (int(newest.split(".")[0]) >= 9, "20.00")
    assert {one.tied for one in world.connector.lines(NAME)} == {True}
    assert violations(world) == []


def test_without_a_guid_a_lost_answer_is_settled_by_the_mark_in_the_memo() -> None:
    world = made(speaks="8.0")
    world.inject("quickbooks", "error_after_save", "BillAdd", 1, 1)
    post(world, document())
    world.clear_faults()
    for _ in range(4):
        world.update()
    assert len(world.file.records("Bill")) == 1
    assert [one.state for one in world.connector.lines(NAME)] == ["done"]


@pytest.mark.parametrize("country", ["CA", "UK", "AU"])
def test_lines_have_the_tax_code_of_the_profile_where_the_edition_has_one(country: str) -> None:
    world = made(country, "13.0", tax_code="E")
    post(world, document(tax="9.60"))
    (bill,) = world.file.records("Bill")
    assert [one["SalesTaxCodeRef"]["FullName"] for one in bill["ExpenseLineRet"]] == ["E", "E"]
    assert bill["AmountDue"] == "129.60"


def test_a_tax_code_that_quickbooks_does_not_have_is_held() -> None:
    world = made("CA", "13.0")
    policy = replace(STORY.policy, tax=replace(STORY.policy.tax, code="Z"))
    world.connector.set_profile(NAME, replace(STORY, policy=policy))
    post(world, document())
    assert [one.id for one in world.connector.waiting(NAME)] == ["NAME_MISSING/tax code/every line"]


def test_another_edition_than_the_one_that_was_set_up_gets_nothing() -> None:
    world = made("CA", "13.0", region="US")
    post(world, document())
    assert "This QuickBooks is the CA edition, and “story” was set up for US" in world.told[-1].result.status
    assert world.file.records("Bill") == []


def test_a_quickbooks_that_is_too_old_is_told_so() -> None:
    """The fake Web Connector, as the captured one, asks in 13.0 itself; an older QuickBooks is met by its words alone."""
    company = made().connector.company(NAME)
    hcp = HCP.format(
        "".join(f"<SupportedQBXMLVersion>{one}</SupportedQBXMLVersion>" for one in ("4.1", "5.0", "CA3.0"))
    )
    facts = replace(read_host(hcp, company.owner_id), file_id=company.file_id)
    assert "speaks qbXML 5.0 at most; the connector needs 6.0" in exchange._obstacle(company, facts)
    assert exchange._obstacle(company, replace(facts, newest="6.0")) == ""
