"""JAGGAER's suppliers get the codes of their vendors, once, and only where they have none."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from connector import Profile
from connector.domain.policy import VendorPolicy
from connector.jaggaer.wire_profile import Writeback
from scenarios.checks import violations
from scenarios.profiles import STORY
from scenarios.world import NAME, World
from simulators.jaggaer import company_profile, invoice, line
from simulators.qbwc import Person, vendor

pytestmark = pytest.mark.once
FIRST = 52_001


def profile(**vendor_policy: Any) -> Profile:
    rules = VendorPolicy(**{"number_in": "account_number", **vendor_policy})
    wire = replace(STORY.wire, writeback=Writeback(suppliers=True))
    return replace(STORY, policy=replace(STORY.policy, vendor=rules), wire=wire)


def supplier(world: World, name: str = "Acme", code: str = "", at: int = 0, **more: Any) -> None:
    row = company_profile(FIRST + at, name, code)
    row["returnCompanyInfo"].update(more)
    if not code:
        del row["returnCompanyInfo"]["extCode"]
    world.tenant.put_supplier(row)


def made(number: str = "V-1001", **vendor_policy: Any) -> World:
    world = World(seed=29)
    vendor(world.file, "Acme", world.clock.now(), **({"AccountNumber": number} if number else {}))
    world.connect(profile(**vendor_policy))
    return world


def go_on(world: World, by: timedelta = timedelta(minutes=20)) -> None:
    world.advance(by)
    world.update()
    world.poll()


def codes(world: World) -> dict[str, str]:
    infos = [one["returnCompanyInfo"] for one in world.tenant.suppliers.values()]
    return {one["companyName"]: one.get("extCode", "") for one in infos}


def writes(world: World) -> int:
    return sum(one.call == "write_profile" for one in world.transcript.entries())


def held(world: World) -> list[str]:
    return [hold.code.value for one in world.connector.exceptions(NAME) for hold in one.holds]


def test_a_supplier_without_a_code_gets_its_vendors_number_once() -> None:
    world = made()
    supplier(world)
    for _ in range(4):
        go_on(world)
    assert (codes(world), writes(world), held(world)) == ({"Acme": "V-1001"}, 1, [])
    assert violations(world) == []


def test_nobody_is_sent_a_message_and_nothing_else_of_the_supplier_is_written() -> None:
    world = made()
    supplier(world)
    go_on(world)
    (sent,) = [one.request for one in world.transcript.entries() if one.call == "write_profile"]
    assert sent.content.decode() == (
        '{"company": {"operationCode": "UPDATE", "sendEMail": "0",'
        ' "companyInfo": {"bravoId": 52001, "extCode": "V-1001"}}}'
    )


def test_a_supplier_that_is_no_vendor_gets_nothing_and_one_without_a_name_is_shown() -> None:
    world = made()
    for at, name in enumerate(("Nobody", "", "N" * 200, "Acme")):
        supplier(world, name, at=at)
    go_on(world)
    assert (codes(world)["Acme"], writes(world), held(world)) == ("V-1001", 1, ["UNREADABLE"])
    (line_,) = world.connector.exceptions(NAME)
    assert line_.holds[0].what == "In the supplier, companyName: it has no name."


def test_a_vendor_without_a_number_gives_no_code_until_it_has_one() -> None:
    world = made(number="")
    supplier(world)
    go_on(world)
    assert writes(world) == 0
    Person(world.file, world.clock.now()).edit_vendor("Acme", AccountNumber="V-7")
    go_on(world)
    assert codes(world) == {"Acme": "V-7"}


def test_the_list_id_is_the_code_where_the_profile_says_so_and_invoices_find_their_vendor_by_it() -> None:
    world = made(number="", number_in="none", write_back="list_id")
    supplier(world)
    go_on(world)
    list_id = world.file.lists["Vendor"].ids()[0]
    assert codes(world) == {"Acme": list_id}
    other_name = {"id": 7, "name": "ACME Incorporated", "supplierNumber": list_id}
    rows = [line(1, "Goods", "1", "5.00", account="6120")]
    world.tenant.put_invoice(invoice(2600001, other_name, rows, supplier_invoice="A-1"))
    world.advance(timedelta(minutes=6))
    world.poll()
    world.update()
    assert [one["VendorRef"]["FullName"] for one in world.file.records("Bill")] == ["Acme"]


def test_another_code_in_jaggaer_is_shown_and_never_written_over() -> None:
    world = made(map={"Acme": "Acme"})
    supplier(world, code="V-9")
    go_on(world)
    assert (codes(world), writes(world), held(world)) == ({"Acme": "V-9"}, 0, ["SUPPLIER_CODE"])
    world.tenant.suppliers.clear()
    supplier(world, code="V-1001", lastModTime=f"{world.clock.now():%Y%m%d%H%M%S}")
    go_on(world)
    assert held(world) == []


def test_a_code_that_another_supplier_has_is_shown() -> None:
    world = made()
    supplier(world, "Acme")
    supplier(world, "Acme West", "V-1001", at=1)
    go_on(world)
    assert (writes(world), held(world)) == (0, ["VENDOR_SHARED", "SUPPLIER_CODE"])
    exception = world.connector.exceptions(NAME)[1]
    assert "JAGGAER has this code of Acme West" in exception.holds[0].what


def test_two_vendors_that_fit_are_an_exception() -> None:
    world = World(seed=29)
    world.connect(profile(map={"Acme": "Acme"}))
    for name, number in (("Acme", "V-1"), ("Acme East", "V-1")):
        vendor(world.file, name, world.clock.now(), AccountNumber=number)
    supplier(world, "Somebody", code="V-1")
    go_on(world)
    assert held(world) == ["VENDOR_AMBIGUOUS"]


@pytest.mark.parametrize("name", ["reset_after", "reset_before", "server_error"])
def test_a_lost_answer_is_looked_for_in_jaggaers_list(name: str) -> None:
    world = made()
    supplier(world)
    world.inject("jaggaer", name, "write_profile", 1, 1)
    for _ in range(4):
        go_on(world)
    assert (codes(world), held(world)) == ({"Acme": "V-1001"}, [])
    assert violations(world) == []


def test_jaggaers_own_company_is_no_supplier() -> None:
    world = made()
    supplier(world, type="BUYER")
    go_on(world)
    assert writes(world) == 0


def test_the_list_of_suppliers_is_read_from_where_it_was_read_to() -> None:
    world = made()
    for at in range(150):
        supplier(world, f"Supplier {at}", f"S-{at}", at)
    go_on(world)
    before = sum(one.call == "suppliers" for one in world.transcript.entries())
    assert before == 2
    go_on(world)
    asked = [one.request.url for one in world.transcript.entries() if one.call == "suppliers"][before:]
    assert {url.params["flt"][:13] for url in asked} == {"LASTMODTIME>="}
