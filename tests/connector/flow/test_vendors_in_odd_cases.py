"""Suppliers and vendors that are kept in step, where something else happens, too."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from connector import Answer, Said
from scenarios.checks import violations
from scenarios.world import NAME, World
from simulators.jaggaer import invoice, line
from simulators.qbwc import copied, restore, vendor
from tests.connector.flow.test_suppliers_named import held, made, supplier, writes
from tests.connector.flow.test_suppliers_told import infos, told
from tests.connector.flow.test_vendors_kept import STREET, acme, kept, mods, person, say, settle

pytestmark = pytest.mark.once

NEW = date(2026, 1, 1)


def answer(world: World, code: str, answered: Answer, value: str = "") -> None:
    (one,) = [one for one in world.connector.waiting(NAME) if one.hold.code.value == code]
    world.connector.resolve(NAME, one.id, Said(answered, value, "Ann", "as I know"))
    settle(world)


def vendors(world: World) -> list[str]:
    return [one["Name"] for one in world.file.records("Vendor")]


def test_an_invoice_of_a_supplier_without_an_id_is_not_booked_to_the_vendor_that_came_last() -> None:
    world = kept("email", new_suppliers="create", since=NEW)
    say(world, "New Supplies", "V-9", at=2, registrationDate="20260102")
    settle(world)
    goods = [line(1, "Goods", "1", "5.00", account="6120")]
    stranger = {"name": "Acme", "supplierNumber": "V-1001", "id": ""}
    world.tenant.put_invoice(invoice(2_600_001, stranger, goods, supplier_invoice="A-1"))
    settle(world)
    assert [one["VendorRef"]["FullName"] for one in world.file.records("Bill")] == ["Acme"]


def test_a_supplier_goes_on_after_it_was_tried_again() -> None:
    world = kept("name", "email")
    say(world, bizEmail="j1@acme.example")
    settle(world)
    vendor(world.file, "Acme Incorporated", world.clock.now())
    say(world, "Acme Incorporated", bizEmail="j2@acme.example")
    settle(world)
    assert held(world) == ["NAME_IN_USE"]
    person(world).rename("Vendor", "Acme Incorporated", "Acme Old")
    settle(world)
    world.connector.retry(NAME, "Acme Incorporated")
    settle(world)
    assert (acme(world)["Name"], acme(world)["Email"], held(world)) == ("Acme Incorporated", "j2@acme.example", [])
    assert not [
        one for one in world.connector.messages(NAME) if "Rq requestID" not in one.request and "Rq " not in one.request
    ]


def test_a_restored_company_file_gets_what_was_written_since() -> None:
    world = kept("email")
    say(world, bizEmail="ap@acme.example")
    settle(world)
    backup, at = copied(world.file), world.clock.now()
    world.advance(timedelta(minutes=1))
    say(world, bizEmail="billing@acme.example")
    settle(world)
    restore(world.file, backup)
    world.update()
    world.connector.restored_file(NAME, at)
    settle(world, 4)
    assert (acme(world)["Email"], held(world)) == ("billing@acme.example", [])


@pytest.mark.parametrize("name", ["日本商事", "Zażółć", "Acme\u200b"])
def test_a_name_that_quickbooks_cannot_store_is_named_and_not_written(name: str) -> None:
    world = kept("name")
    say(world)
    settle(world)
    say(world, name)
    settle(world)
    assert (acme(world)["Name"], held(world)) == ("Acme", ["UNSENDABLE"])


def test_what_jaggaer_does_not_keep_is_shown_and_not_written_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    world = told("address")
    supplier(world, code="V-1001")
    put = world.tenant.put_supplier

    def cut(record: dict[str, Any]) -> None:
        record["returnCompanyInfo"]["address"] = record["returnCompanyInfo"].get("address", "")[:10]
        put(record)

    monkeypatch.setattr(world.tenant, "put_supplier", cut)
    person(world).edit_vendor("Acme", VendorAddress={"Addr1": "1 Main St", "Addr2": "Floor 2"})
    settle(world, 8)
    assert (writes(world), held(world)) == (2, ["SUPPLIER_FIELD"])


def test_a_field_that_somebody_changes_in_jaggaer_is_written_again() -> None:
    world = told("email")
    supplier(world, code="V-1001")
    person(world).edit_vendor("Acme", Email="ap@acme.example ")
    settle(world)
    supplier(world, code="V-1001", bizEmail="x@acme.example", lastModTime=f"{world.clock.now():%Y%m%d%H%M%S}")
    settle(world)
    assert (infos(world)[0]["bizEmail"], writes(world), held(world)) == ("ap@acme.example", 2, [])


@pytest.mark.parametrize("name", ["ACME", "acme"])
def test_a_vendor_that_jaggaer_has_by_another_case_is_not_new(name: str) -> None:
    world = made(number="", new_vendors="create", since=NEW, master={"email": "jaggaer"})
    supplier(world, name, bizEmail="a@acme.example")
    settle(world, 4)
    assert ([one["companyName"] for one in infos(world)], held(world)) == ([name], [])


def test_a_vendor_that_jaggaer_has_by_nearly_its_name_is_a_person_s_to_say() -> None:
    world = made(number="", new_vendors="create", since=NEW)
    supplier(world, "Acme, Inc.")
    settle(world)
    assert (len(infos(world)), held(world)) == (1, ["SUPPLIER_ALIKE"])
    answer(world, "SUPPLIER_ALIKE", Answer.POST_ANYWAY)
    assert (len(infos(world)), held(world)) == (2, [])


def test_a_vendor_that_we_made_is_found_by_its_mark_whatever_it_is_called() -> None:
    world = kept("email", new_suppliers="create", since=NEW, number_in="none")
    settle(world)
    backup = world.connector.store.copy()
    say(world, "New Supplies", "", at=2, registrationDate="20260102", bizEmail="a@new.example")
    settle(world)
    person(world).rename("Vendor", "New Supplies", "New Supplies LLC")
    world.use_store(backup)
    settle(world, 4)
    assert (vendors(world), held(world)) == (["Acme", "New Supplies LLC"], [])


def test_jaggaer_is_told_of_the_vendor_that_a_person_named() -> None:
    world = made(master={"email": "quickbooks"})
    vendor(world.file, "Acme West Coast", world.clock.now(), AccountNumber="V-2", Email="west@acme.example")
    person(world).edit_vendor("Acme", Email="ap@acme.example")
    supplier(world, "Acme", "V-1001")
    supplier(world, "Acme West", "V-1001", 1)
    settle(world)
    assert [one.get("bizEmail") for one in infos(world)] == ["ap@acme.example", None]
    assert held(world) == ["VENDOR_SHARED"]
    answer(world, "VENDOR_SHARED", Answer.PAIR, "Acme West Coast")
    assert held(world) == ["SUPPLIER_CODE"], "its code is another vendor's"
    person(world).edit_vendor("Acme West Coast", AccountNumber="")
    settle(world)
    assert [one.get("bizEmail") for one in infos(world)] == ["ap@acme.example", "west@acme.example"]


@pytest.mark.parametrize("way", ["to quickbooks", "to jaggaer"])
def test_a_new_one_gets_no_tax_id_that_nobody_keeps(way: str) -> None:
    if way == "to quickbooks":
        world = kept("email", new_suppliers="create", since=NEW)
        say(world, "New Supplies", "V-9", at=2, registrationDate="20260102", fiscalCode="12-3456789")
    else:
        world = told(new_vendors="create", since=NEW)
        world.file.preferences.personal_data_access = True
        person(world).edit_vendor("Acme", VendorTaxIdent="12-3456789")
    settle(world)
    assert "VendorTaxIdent" not in world.file.records("Vendor")[-1] or way == "to jaggaer"
    assert "12-3456789" not in str([one.payload for one in world.connector.documents(NAME)])
    assert way == "to quickbooks" or "fiscalCode" not in infos(world)[0]


def test_nothing_of_a_bank_account_is_kept() -> None:
    world = kept("email")
    say(world, bizEmail="ap@acme.example", iban="DE89370400440532013000")
    settle(world)
    assert "DE89" not in world.connector.store.dump()


def test_a_supplier_that_is_retired_leaves_its_vendor_to_the_one_that_is_used() -> None:
    world = kept("email", "active")
    say(world, "Acme", bizEmail="a@acme.example")
    settle(world)
    say(world, "Acme West", at=1, bizEmail="w@acme.example")
    settle(world)
    assert held(world) == ["VENDOR_SHARED"]
    say(world, "Acme", bizEmail="a@acme.example", status="INACTIVE")
    settle(world, 4)
    assert (acme(world).get("IsActive", "true"), acme(world)["Email"]) == ("true", "w@acme.example")
    assert held(world) == []


def test_a_person_gives_the_vendor_of_one_supplier_to_another() -> None:
    world = kept("email")
    say(world, "Acme", bizEmail="a@acme.example")
    settle(world)
    say(world, "Acme West", at=1, bizEmail="w@acme.example")
    settle(world)
    (one,) = [one for one in world.connector.waiting(NAME) if one.hold.code.value == "VENDOR_SHARED"]
    world.connector.resolve(NAME, one.id, Said(Answer.PAIR, "Acme", "Ann", "it is the western branch"))
    settle(world)
    assert acme(world)["Email"] == "w@acme.example"
    (left,) = world.connector.exceptions(NAME)
    assert (left.invoice, [hold.code.value for hold in left.holds]) == ("Acme", ["VENDOR_SHARED"])


@pytest.mark.parametrize("status", ["", "BLOCKED"])
def test_a_status_that_nobody_told_us_of_makes_no_vendor_active(status: str) -> None:
    world = kept("active")
    say(world, status="INACTIVE")
    settle(world)
    say(world, status=status)
    settle(world)
    assert (acme(world)["IsActive"], mods(world)) == ("false", 1)


def test_nothing_of_an_address_is_cut() -> None:
    world = kept("address")
    say(world, **{**STREET, "zip": "12345678901234567"})
    settle(world)
    assert ("VendorAddress" in acme(world), held(world)) == (False, ["UNSENDABLE"])
    say(world, **{**STREET, "address": "A long street " * 10})
    settle(world)
    assert [acme(world)["VendorAddress"][f"Addr{at}"] for at in range(1, 5)] == [
        "A long street A long street A long street"
    ] * 3 + ["A long street"]


def test_the_vendor_s_own_name_in_its_address_stays() -> None:
    world = made(master={"address": "jaggaer"})
    person(world).edit_vendor("Acme", VendorAddress={"Addr1": "Acme", "Addr2": "9 Old St", "City": "Oakland"})
    say(world, **STREET)
    settle(world)
    address = acme(world)["VendorAddress"]
    assert (address["Addr1"], address["Addr2"], address["City"]) == ("Acme", "1 Main St", "San Diego")
    world = told("address")
    person(world).edit_vendor("Acme", VendorAddress={"Addr1": "Acme", "Addr2": "9 Old St", "Addr5": "Mail stop 7"})
    supplier(world, code="V-1001")
    settle(world)
    assert infos(world)[0]["address"] == "9 Old St, Mail stop 7"


def test_what_a_person_keeps_is_asked_of_them_once() -> None:
    world = kept("email", "address")
    say(world, bizEmail="j1@acme.example", **STREET)
    settle(world)
    person(world).edit_vendor("Acme", Email="ann@acme.example")
    settle(world)
    say(world, bizEmail="j2@acme.example", **STREET)
    settle(world)
    answer(world, "BOTH_CHANGED", Answer.WITHDRAW)
    say(world, bizEmail="j2@acme.example", **{**STREET, "address": "99 New St"})
    settle(world)
    assert (acme(world)["VendorAddress"]["Addr1"], acme(world)["Email"]) == ("99 New St", "ann@acme.example")
    assert held(world) == []


def test_a_vendor_that_the_map_names_is_renamed_there_first() -> None:
    world = made(number="", number_in="none", map={"Acme Incorporated": "Acme"}, master={"name": "jaggaer"})
    say(world, "Acme Incorporated", "")
    settle(world)
    assert (vendors(world), held(world)) == (["Acme"], ["UNSENDABLE"])


def test_the_company_name_that_was_the_old_name_goes_along() -> None:
    world = kept("name")
    person(world).edit_vendor("Acme", CompanyName="Acme")
    say(world)
    settle(world)
    say(world, "Acme Incorporated")
    settle(world)
    assert (acme(world)["Name"], acme(world)["CompanyName"]) == ("Acme Incorporated", "Acme Incorporated")
    assert violations(world) == []


def test_another_company_file_is_looked_through_for_its_vendors() -> None:
    world = kept("email")
    say(world, bizEmail="ap@acme.example")
    settle(world)
    with world.connector.store.write() as work:
        from connector.flow.rebinding import new_file

        company = work.companies.all()[0]
        new_file(work, replace(company), company.file_id, world.clock.now())
    settle(world)
    assert held(world) == []
