"""Vendors of QuickBooks' say what JAGGAER's suppliers say, field by field, where the customer wants it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from connector import Answer, Said
from connector.domain.policy import TermsPolicy, VendorField
from scenarios.checks import violations
from scenarios.world import NAME, World
from simulators.qbwc import Person, fault, vendor
from tests.connector.flow.test_suppliers_named import go_on, held, made, profile, supplier

pytestmark = pytest.mark.once

STREET: dict[str, Any] = {
    "address": "1 Main St",
    "city": "San Diego",
    "province": "CA",
    "zip": "92093",
    "isoCountry": "US",
}


def kept(*fields: VendorField, **policy: Any) -> World:
    """One vendor, of whose ``fields`` JAGGAER is the master."""
    return made(master=dict.fromkeys(fields, "jaggaer"), **policy)


def say(world: World, name: str = "Acme", code: str = "V-1001", at: int = 0, **fields: Any) -> None:
    """JAGGAER says this of the supplier now."""
    supplier(world, name, code, at, lastModTime=f"{world.clock.now():%Y%m%d%H%M%S}", **fields)


def settle(world: World, times: int = 3) -> None:
    for _ in range(times):
        go_on(world)


def acme(world: World) -> dict[str, Any]:
    """The vendor that was there first, whatever it is called now."""
    return world.file.records("Vendor")[0]


def person(world: World) -> Person:
    return Person(world.file, world.clock.now())


def mods(world: World) -> int:
    return sum(one.request.count("<VendorModRq ") for one in world.connector.messages(NAME))


def test_what_jaggaer_says_of_its_fields_is_written_once_and_nothing_else() -> None:
    world = kept("address", "email")
    say(world, bizEmail="ap@acme.example", fiscalCode="12-3456789", **STREET)
    settle(world)
    assert acme(world)["VendorAddress"] == {
        "Addr1": "1 Main St",
        "City": "San Diego",
        "State": "CA",
        "PostalCode": "92093",
        "Country": "US",
    }
    assert (acme(world)["Email"], acme(world).get("VendorTaxIdent"), mods(world)) == ("ap@acme.example", None, 1)
    assert (held(world), violations(world)) == ([], [])


def test_without_a_master_nothing_of_a_vendor_is_written() -> None:
    world = kept()
    say(world, "Acme Incorporated", bizEmail="ap@acme.example")
    settle(world)
    assert (acme(world)["Name"], acme(world).get("Email"), mods(world)) == ("Acme", None, 0)


def test_a_renamed_supplier_renames_its_vendor_and_invoices_find_it() -> None:
    world = kept("name", write_back="list_id")
    say(world, code=acme(world)["ListID"])
    settle(world)
    say(world, "Acme Incorporated", code=acme(world)["ListID"])
    settle(world)
    assert (acme(world)["Name"], mods(world), held(world)) == ("Acme Incorporated", 1, [])
    assert violations(world) == []


def test_an_inactive_supplier_makes_its_vendor_inactive_and_an_active_one_active_again() -> None:
    world = kept("active")
    for status, active in (("INACTIVE", "false"), ("ACTIVE", "true")):
        say(world, status=status)
        settle(world)
        assert acme(world).get("IsActive", "true") == active
    assert (mods(world), held(world)) == (2, [])


def test_terms_go_by_the_customer_s_map_and_unknown_ones_wait() -> None:
    world = World(seed=31)
    vendor(world.file, "Acme", world.clock.now(), AccountNumber="V-1001")
    made_ = profile(master={"terms": "jaggaer", "form_1099": "jaggaer"})
    fields = replace(made_.wire.supplier, terms="payTerms", form_1099="is1099")
    terms = TermsPolicy(map={"30 days net": "Net 30"})
    policy = replace(made_.policy, terms=terms)
    world.connect(replace(made_, policy=policy, wire=replace(made_.wire, supplier=fields)))
    say(world, payTerms="30 days net", is1099="Yes")
    settle(world)
    assert (acme(world)["TermsRef"]["FullName"], acme(world)["IsVendorEligibleFor1099"]) == ("Net 30", "true")
    say(world, payTerms="whenever", is1099="Yes")
    settle(world)
    assert (held(world), acme(world)["TermsRef"]["FullName"]) == (["TERMS_UNKNOWN"], "Net 30")


def test_what_jaggaer_does_not_say_takes_nothing_away() -> None:
    world = kept("email", "address")
    say(world, bizEmail="ap@acme.example", **STREET)
    settle(world)
    say(world, address="2 Main St", city="Oakland")
    settle(world)
    assert acme(world)["Email"] == "ap@acme.example"
    assert acme(world)["VendorAddress"] == {"Addr1": "2 Main St", "City": "Oakland", "Country": "US"}


def test_a_field_that_a_person_changed_since_is_theirs_until_they_say() -> None:
    world = kept("email")
    say(world, bizEmail="ap@acme.example")
    settle(world)
    person(world).edit_vendor("Acme", Email="ann@acme.example")
    settle(world)
    assert (acme(world)["Email"], mods(world), held(world)) == ("ann@acme.example", 1, []), "JAGGAER changed nothing"
    say(world, bizEmail="billing@acme.example")
    settle(world)
    assert (acme(world)["Email"], held(world)) == ("ann@acme.example", ["BOTH_CHANGED"])
    (one,) = world.connector.exceptions(NAME)
    assert "Email is to be “billing@acme.example”" in one.holds[0].what


def test_another_field_that_jaggaer_becomes_the_master_of_is_carried_at_once() -> None:
    world = kept("email")
    say(world, bizEmail="ap@acme.example", **STREET)
    settle(world)
    world.connector.set_profile(NAME, profile(master={"email": "jaggaer", "address": "jaggaer"}))
    settle(world)
    assert (acme(world)["VendorAddress"]["City"], mods(world)) == ("San Diego", 2)


@pytest.mark.parametrize("lost", ["lose_answer", "error_after_save", "answer_not_stored"])
def test_a_change_whose_answer_is_lost_is_settled_by_what_the_vendor_shows(lost: str) -> None:
    world = kept("email")
    world.pc.faults.append(fault(lost, "VendorMod"))
    say(world, bizEmail="ap@acme.example")
    settle(world, 5)
    assert (acme(world)["Email"], held(world), violations(world)) == ("ap@acme.example", [], [])


def test_a_name_of_200_characters_is_named_and_the_others_go_on() -> None:
    world = kept("name", "email")
    vendor(world.file, "Zenith", world.clock.now(), AccountNumber="V-2")
    say(world, "A" * 200, bizEmail="ap@acme.example")
    say(world, "Zenith", "V-2", at=1, bizEmail="ap@zenith.example")
    settle(world)
    (one,) = world.connector.exceptions(NAME)
    assert one.holds[0].what.endswith("Name of Vendor has 200 characters, and may have 41.")
    assert [one.get("Email") for one in world.file.records("Vendor")] == [None, "ap@zenith.example"]


def test_a_name_that_another_record_has_is_named() -> None:
    world = kept("name")
    say(world)
    settle(world)
    vendor(world.file, "Acme Incorporated", world.clock.now())
    say(world, "Acme Incorporated")
    settle(world)
    assert (acme(world)["Name"], held(world)) == ("Acme", ["NAME_IN_USE"])


def test_two_suppliers_of_one_vendor_are_a_person_s_to_tell_apart() -> None:
    world = kept("email")
    say(world, bizEmail="ap@acme.example")
    settle(world)
    say(world, "Acme West", at=1, bizEmail="west@acme.example")
    settle(world)
    assert acme(world)["Email"] == "ap@acme.example"
    assert "VENDOR_SHARED" in held(world)
    vendor(world.file, "Acme West Coast", world.clock.now())
    (waiting,) = [one for one in world.connector.waiting(NAME) if one.hold.code.value == "VENDOR_SHARED"]
    settle(world)
    world.connector.resolve(NAME, waiting.id, Said(Answer.PAIR, "Acme West Coast", "Ann", "two branches"))
    settle(world)
    assert world.file.records("Vendor")[1]["Email"] == "west@acme.example"
    assert "VENDOR_SHARED" not in held(world)


@pytest.mark.parametrize("how", ["deleted", "merged"])
def test_a_vendor_that_was_deleted_or_merged_is_shown_until_a_person_says_which_it_is_now(how: str) -> None:
    world = kept("email")
    say(world, bizEmail="ap@acme.example")
    settle(world)
    vendor(world.file, "Acme Group", world.clock.now())
    if how == "deleted":
        person(world).delete_record("Vendor", "Acme")
    else:
        person(world).merge("Vendor", "Acme", "Acme Group")
    settle(world)
    assert held(world) == ["VENDOR_GONE"]
    (waiting,) = world.connector.waiting(NAME)
    world.connector.resolve(NAME, waiting.id, Said(Answer.PAIR, "Acme Group", "Ann", "merged"))
    settle(world)
    assert (acme(world)["Email"], held(world)) == ("ap@acme.example", [])


def test_a_tax_id_is_written_only_where_quickbooks_shows_the_one_before() -> None:
    world = kept("tax_id")
    assert b"<PersonalDataPref>pdpOptional" in world.connector.qwc(NAME, "https://books.example.com/qbwc")
    say(world, fiscalCode="12-3456789")
    settle(world)
    assert "VendorTaxIdent" not in acme(world), "what QuickBooks does not show, it may have"
    person(world).edit_vendor("Acme", VendorTaxIdent="12-3456789")
    settle(world)
    say(world, fiscalCode="98-7654321")
    settle(world)
    assert (acme(world)["VendorTaxIdent"], held(world)) == ("98-7654321", [])


def test_by_default_quickbooks_is_not_asked_for_tax_ids() -> None:
    world = kept("email")
    assert b"PersonalDataPref" not in world.connector.qwc(NAME, "https://books.example.com/qbwc")
    person(world).edit_vendor("Acme", VendorTaxIdent="12-3456789")
    say(world, bizEmail="ap@acme.example")
    settle(world)
    assert "12-3456789" not in world.transcript.text()


def test_a_supplier_that_is_new_becomes_a_vendor_and_an_old_one_waits_for_its_invoice() -> None:
    world = kept("email", new_suppliers="create", since=date(2026, 1, 1))
    say(world, "Old Supplies", "V-8", at=1, registrationDate="20251231")
    say(world, "New Supplies", "V-9", at=2, registrationDate="20260102", bizEmail="ap@new.example", **STREET)
    settle(world)
    assert [one["Name"] for one in world.file.records("Vendor")] == ["Acme", "New Supplies"]
    new = world.file.records("Vendor")[1]
    assert (new["AccountNumber"], new["Email"], new["VendorAddress"]["City"]) == ("V-9", "ap@new.example", "San Diego")
    assert (held(world), violations(world)) == ([], [])
    say(world, "New Supplies", "V-9", at=2, registrationDate="20260102", bizEmail="billing@new.example", **STREET)
    settle(world)
    assert world.file.records("Vendor")[1]["Email"] == "billing@new.example"
    assert mods(world) == 1
