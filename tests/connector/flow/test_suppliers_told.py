"""JAGGAER's suppliers say what QuickBooks' vendors say, where QuickBooks is the master; and new vendors become ones."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from connector.domain.policy import VendorField
from scenarios.checks import violations
from scenarios.world import World
from simulators.qbwc import Person, vendor
from tests.connector.flow.test_suppliers_named import go_on, held, made, supplier, writes

pytestmark = pytest.mark.once

ADDRESS = {"Addr1": "1 Main St", "Addr2": "Floor 2", "City": "San Diego", "State": "CA", "PostalCode": "92093"}


def told(*fields: VendorField, **policy: Any) -> World:
    """One vendor, of whose ``fields`` QuickBooks is the master."""
    return made(master=dict.fromkeys(fields, "quickbooks"), **policy)


def settle(world: World, times: int = 3) -> None:
    for _ in range(times):
        go_on(world)


def person(world: World) -> Person:
    return Person(world.file, world.clock.now())


def infos(world: World) -> list[dict[str, Any]]:
    return [one["returnCompanyInfo"] for one in world.tenant.suppliers.values()]


def test_what_quickbooks_has_otherwise_goes_to_jaggaer_once() -> None:
    world = told("address", "email")
    supplier(world, code="V-1001", bizEmail="old@acme.example", fiscalCode="12-3456789")
    person(world).edit_vendor("Acme", VendorAddress=ADDRESS, Email="ap@acme.example")
    settle(world)
    (info,) = infos(world)
    assert (info["address"], info["city"], info["province"], info["zip"]) == (
        "1 Main St, Floor 2",
        "San Diego",
        "CA",
        "92093",
    )
    assert (info["bizEmail"], info["fiscalCode"], info["companyName"]) == ("ap@acme.example", "12-3456789", "Acme")
    assert (writes(world), held(world), violations(world)) == (1, [], [])


def test_a_renamed_vendor_renames_its_supplier_and_an_inactive_one_makes_it_inactive() -> None:
    world = told("name", "active")
    supplier(world, code="V-1001")
    settle(world)
    person(world).rename("Vendor", "Acme", "Acme Incorporated")
    settle(world)
    assert [one["companyName"] for one in infos(world)] == ["Acme Incorporated"]
    person(world).set_active("Vendor", "Acme Incorporated", is_active=False)
    settle(world)
    assert [one["status"] for one in infos(world)] == ["INACTIVE"]
    assert (writes(world), held(world)) == (2, [])


def test_what_quickbooks_does_not_say_stays_in_jaggaer() -> None:
    world = told("email", "address", "tax_id", "terms", "form_1099")
    supplier(world, code="V-1001", bizEmail="ap@acme.example", address="1 Main St", fiscalCode="12-3456789")
    settle(world)
    assert writes(world) == 0
    assert (infos(world)[0]["bizEmail"], infos(world)[0]["fiscalCode"]) == ("ap@acme.example", "12-3456789")


def test_one_field_goes_this_way_and_another_that_way() -> None:
    world = made(master={"email": "quickbooks", "name": "jaggaer"})
    supplier(world, "Acme Incorporated", "V-1001", bizEmail="old@acme.example")
    person(world).edit_vendor("Acme", Email="ap@acme.example")
    settle(world)
    assert (infos(world)[0]["bizEmail"], infos(world)[0]["companyName"]) == ("ap@acme.example", "Acme Incorporated")
    assert [one["Name"] for one in world.file.records("Vendor")] == ["Acme Incorporated"]
    assert (held(world), violations(world)) == ([], [])


def test_a_field_whose_answer_is_lost_is_looked_for_and_not_written_twice() -> None:
    world = told("email")
    supplier(world, code="V-1001")
    person(world).edit_vendor("Acme", Email="ap@acme.example")
    world.inject("jaggaer", "reset_after", "write_profile", 1, 1)
    settle(world, 4)
    assert (infos(world)[0]["bizEmail"], writes(world), held(world)) == ("ap@acme.example", 1, [])


def test_a_vendor_that_is_new_becomes_a_supplier_once_and_an_old_one_does_not() -> None:
    world = told(new_vendors="create", since=date(2026, 1, 16))
    settle(world)
    assert infos(world) == [], "Acme was there before"
    go_on(world, by=timedelta(days=2))
    person(world).add_vendor("Zenith, Inc.", AccountNumber="V-7", Email="ap@zenith.example", VendorAddress=ADDRESS)
    settle(world)
    (info,) = infos(world)
    assert (info["companyName"], info["extCode"], info["city"], info["bizEmail"]) == (
        "Zenith, Inc.",
        "V-7",
        "San Diego",
        "ap@zenith.example",
    )
    settle(world)
    assert (writes(world), held(world), violations(world)) == (1, [], [])


def test_a_new_vendor_that_jaggaer_has_already_is_not_created_again() -> None:
    world = told(new_vendors="create", since=date(2026, 1, 1))
    supplier(world, "Zenith", "V-7")
    vendor(world.file, "Zenith", world.clock.now(), AccountNumber="V-7")
    settle(world)
    assert [one["companyName"] for one in infos(world)].count("Zenith") == 1


def test_a_new_supplier_whose_answer_is_lost_is_there_once() -> None:
    world = told(new_vendors="create", since=date(2026, 1, 1))
    world.inject("jaggaer", "reset_after", "write_profile", 1, 1)
    settle(world, 4)
    assert [one["companyName"] for one in infos(world)] == ["Acme"]
    assert (writes(world), held(world)) == (1, [])


def test_what_came_from_jaggaer_is_no_vendor_that_is_new() -> None:
    world = told(new_vendors="create", new_suppliers="create", since=date(2026, 1, 1))
    supplier(world, "Zenith", "V-7", registrationDate="20260114")
    settle(world, 5)
    assert sorted(one["companyName"] for one in infos(world)) == ["Acme", "Zenith"]
    assert [one["Name"] for one in world.file.records("Vendor")] == ["Acme", "Zenith"]
    assert (writes(world), held(world), violations(world)) == (1, [], [])
