"""Which vendor a supplier is: in order of certainty, and never a guess between two."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from connector.domain.hold import Hold
from connector.domain.hold_code import HoldCode
from connector.domain.identifiers import ListID, SupplierId
from connector.domain.invoice import Supplier
from connector.domain.policy import VendorPolicy
from connector.domain.records import VENDORS, Remembered, Vendor
from connector.sync import pairing
from tests.factories import ACME

SUPPLIER = Supplier(SupplierId("7"), "acme lab supply ", "V-1001")
OTHER = Vendor(ListID("80000002-1"), "Acme (West)", account_number="V-1001", custom=(("ERP No", "V-1001"),))


def find_vendor(supplier: Supplier, *known: Any, **more: Any) -> Vendor | Hold:
    """The vendor alone, without the way it was found."""
    found = pairing.find_vendor(supplier, *known, **more)
    return found if isinstance(found, Hold) else found.value


def vendors(*there: Vendor) -> Remembered:
    return Remembered().put(VENDORS, there)


BOTH = vendors(ACME, OTHER)


def test_the_name_counts_without_regard_to_case_and_blanks() -> None:
    assert find_vendor(SUPPLIER, BOTH, VendorPolicy()) == ACME


def test_the_number_in_the_field_that_the_profile_names_goes_before_the_name() -> None:
    policy = VendorPolicy(number_in="custom_field:ERP No")
    assert find_vendor(SUPPLIER, BOTH, policy) == OTHER


def test_the_vendor_map_goes_before_the_number() -> None:
    policy = VendorPolicy(number_in="account_number", map={"V-1001": "Acme (West)"})
    assert find_vendor(SUPPLIER, vendors(replace(ACME, account_number="V-1"), OTHER), policy) == OTHER


def test_the_vendor_it_was_paired_with_goes_before_everything() -> None:
    policy = VendorPolicy(map={"V-1001": "Acme Lab Supply"})
    assert find_vendor(SUPPLIER, BOTH, policy, paired=OTHER.list_id) == OTHER


def test_two_that_fit_are_not_decided_by_us() -> None:
    found = find_vendor(SUPPLIER, BOTH, VendorPolicy(number_in="account_number"))
    assert isinstance(found, Hold)
    assert found.code is HoldCode.VENDOR_AMBIGUOUS
    assert "Acme Lab Supply, Acme (West)" in found.what


def test_an_inactive_vendor_is_no_vendor() -> None:
    found = find_vendor(SUPPLIER, vendors(replace(ACME, is_active=False)), VendorPolicy(), paired=ACME.list_id)
    assert isinstance(found, Hold)
    assert found.code is HoldCode.VENDOR_INACTIVE


def test_a_vendor_that_a_person_chose_or_that_it_was_before_is_not_replaced_while_it_is_inactive() -> None:
    both = vendors(replace(OTHER, is_active=False), ACME)
    for named in ({"chosen": OTHER.list_id}, {"paired": OTHER.list_id}):
        found = find_vendor(SUPPLIER, both, VendorPolicy(), **named)
        assert isinstance(found, Hold)
        assert (found.code, OTHER.name in found.what) == (HoldCode.VENDOR_INACTIVE, True)


def test_a_vendor_that_somebody_named_and_that_is_gone_is_held_and_one_that_was_merged_is_looked_for() -> None:
    mapped = VendorPolicy(map={"V-1001": "Acme Limited"})
    for policy, chosen, words in ((mapped, None, "“Acme Limited”"), (VendorPolicy(), "80-1", "a person said so")):
        found = find_vendor(SUPPLIER, BOTH, policy, chosen=ListID(chosen) if chosen else None)
        assert isinstance(found, Hold)
        assert (found.code, words in found.what) == (HoldCode.VENDOR_MISSING, True)
    assert find_vendor(SUPPLIER, BOTH, VendorPolicy(), paired=ListID("80-1")) == ACME


@pytest.mark.parametrize("number_in", ["custom_field:", "vendor_number", "custom_field: "])
def test_a_field_that_cannot_be_is_refused_when_the_profile_is_read(number_in: str) -> None:
    with pytest.raises(ValueError, match="number_in"):
        VendorPolicy(number_in=number_in)


def test_a_vendor_of_the_same_name_with_another_number_is_another() -> None:
    numbered = vendors(replace(ACME, account_number="V-9"))
    found = find_vendor(SUPPLIER, numbered, VendorPolicy(number_in="account_number"))
    assert isinstance(found, Hold)
    assert found.code is HoldCode.VENDOR_UNKNOWN
    assert find_vendor(SUPPLIER, numbered, VendorPolicy(number_in="none")).name == ACME.name  # type: ignore[union-attr] # found


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("Acme\u00a0Lab Supply", "a no-break space"),
        ("Acme  Lab Supply", "a double blank"),
        ("Acme\u200b Lab Supply", "a zero-width space"),
    ],
)
def test_two_names_that_look_the_same_are_told_apart_in_words(written: str, said: str) -> None:
    found = find_vendor(Supplier(SupplierId("7"), written, None), BOTH, VendorPolicy())
    assert isinstance(found, Hold)
    assert f"Vendor “Acme Lab Supply” looks the same, and is written with {said}." in found.what


def test_an_accent_that_is_a_character_of_its_own_is_told_too() -> None:
    books = vendors(Vendor(ListID("80-9"), "Caf\u00e9 Rouge"))
    found = find_vendor(Supplier(SupplierId("7"), "Cafe\u0301 Rouge", None), books, VendorPolicy())
    assert isinstance(found, Hold)
    assert "an accent that is a character of its own" in found.what


def test_a_name_that_fits_with_another_number_is_told() -> None:
    books = vendors(replace(ACME, account_number="V-2"))
    found = find_vendor(SUPPLIER, books, VendorPolicy(number_in="account_number"))
    assert isinstance(found, Hold)
    assert "The name fits vendor “Acme Lab Supply”, whose number is V-2." in found.what
