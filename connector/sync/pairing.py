"""
Which QuickBooks vendor a JAGGAER supplier is.

The one that a person chose; else in the customer's order, and the first way that finds any decides: the vendor it was
paired with before, the customer's vendor map, the field that holds its number, its exact name. Two active ones that
fit are never decided by us. A vendor that somebody named, and that QuickBooks does not have, is not looked for in
other ways; nor is another one taken while the vendor that it was before is inactive. One of the same name that has
another number is another one.
"""

from __future__ import annotations

from collections.abc import Iterator

from connector.domain.bill import Choice
from connector.domain.hold import Hold
from connector.domain.hold_code import HoldCode
from connector.domain.identifiers import ListID
from connector.domain.invoice import Supplier
from connector.domain.keys import by_id, by_look, by_name, by_number, unseen
from connector.domain.policy import VendorPolicy
from connector.domain.records import VENDORS, Books, Vendor
from connector.sync.choosing import PERSON, Chosen

CHOSEN, PAIRED, MAPPED, NAMED = (
    PERSON,
    "the vendor of its earlier documents",
    "vendor.map",
    "its name",
)


def find_vendor(
    supplier: Supplier, books: Books, policy: VendorPolicy, paired: ListID | None = None, chosen: ListID | None = None
) -> Chosen[Vendor] | Hold:
    """The one active vendor, or the reason why there is none to write to."""
    inactive: list[Vendor] = []
    for way, key in ways(supplier, policy, paired, chosen):
        found = [one for one in books.find(VENDORS, key) if way != NAMED or not _contradicts(one, supplier, policy)]
        active = [vendor for vendor in found if vendor.is_active]
        if len(active) == 1:
            about = f"supplier {supplier.name} ({supplier.number or 'no number'})"
            return Chosen(active[0], (Choice(about, f"vendor {active[0].name}", way),))
        if active:
            names = ", ".join(vendor.name for vendor in active)
            return Hold.of(HoldCode.VENDOR_AMBIGUOUS, supplier=supplier.name, vendors=names)
        inactive += found
        if found and way in (CHOSEN, PAIRED):
            break
        if not found and way in (CHOSEN, MAPPED):
            return _missing(supplier, policy, way)
    if inactive:
        return Hold.of(HoldCode.VENDOR_INACTIVE, supplier=supplier.name, vendor=inactive[0].name)
    return _unknown(supplier, books, policy)


def _unknown(supplier: Supplier, books: Books, policy: VendorPolicy) -> Hold:
    """With the vendor that nearly fits, and what keeps it from being the one."""
    near = next(iter(books.find(VENDORS, by_name(supplier.name))), None)
    alike = next(iter(books.find(VENDORS, by_look(supplier.name))), None)
    hint = "No name or number of a vendor comes near it"
    if near is not None and _contradicts(near, supplier, policy):
        own = near.numbers.get(policy.number_in)
        hint = f"The name fits vendor “{near.name}”, whose number is {own}"
    elif alike is not None and "name" in policy.match:
        hint = f"Vendor “{alike.name}” looks the same, and is written with {unseen(supplier.name, alike.name)}"
    return Hold.of(HoldCode.VENDOR_UNKNOWN, supplier=supplier.name, number=supplier.number or "none", hint=hint)


def _contradicts(vendor: Vendor, supplier: Supplier, policy: VendorPolicy) -> bool:
    """Whether both have numbers, and other ones: then it is another of the same name."""
    own = vendor.numbers.get(policy.number_in)
    return bool(own and supplier.number) and by_number("", own or "") != by_number("", supplier.number or "")


def _missing(supplier: Supplier, policy: VendorPolicy, way: str) -> Hold:
    named = f"“{_mapped(supplier, policy)}”" if way == MAPPED else "a vendor"
    return Hold.of(HoldCode.VENDOR_MISSING, supplier=supplier.name, vendor=named, because=way)


def _mapped(supplier: Supplier, policy: VendorPolicy) -> str | None:
    return policy.map.get(supplier.number or "") or policy.map.get(supplier.name)


def ways(
    supplier: Supplier, policy: VendorPolicy, paired: ListID | None, chosen: ListID | None
) -> Iterator[tuple[str, str]]:
    """What it is looked up by, and how that is said, in order."""
    if chosen:
        yield CHOSEN, by_id(chosen)
    mapped = _mapped(supplier, policy)
    for way in policy.match:
        if way == "paired" and paired:
            yield PAIRED, by_id(paired)
        elif way == "map" and mapped:
            yield MAPPED, by_name(mapped)
            return
        elif way == "number" and supplier.number and policy.write_back == "list_id":
            yield "its ListID", by_id(supplier.number)
        elif way == "number" and supplier.number and policy.number_in != "none":
            yield f"its number in {policy.number_in}", by_number(policy.number_in, supplier.number)
        elif way == "name":
            yield NAMED, by_name(supplier.name)
