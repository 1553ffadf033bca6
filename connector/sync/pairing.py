"""
Which QuickBooks vendor a JAGGAER supplier is.

In this order, and the first that decides wins: the vendor it was paired with before, the customer's
vendor map, the field that holds its number, its exact name among the active vendors. Two that fit
are never decided by us.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from connector.domain.hold import Hold, HoldCode
from connector.domain.identifiers import ListID
from connector.domain.invoice import Supplier
from connector.domain.policy import VendorPolicy
from connector.domain.records import Vendor

Test = Callable[[Vendor], bool]


def find_vendor(
    supplier: Supplier, vendors: Sequence[Vendor], policy: VendorPolicy, paired: ListID | None = None
) -> Vendor | Hold:
    """The one active vendor, or the reason why there is none to write to."""
    active = [vendor for vendor in vendors if vendor.is_active]
    for fits in _tests(supplier, policy, paired):
        found = [vendor for vendor in active if fits(vendor)]
        if len(found) == 1:
            return found[0]
        if found:
            names = ", ".join(vendor.name for vendor in found)
            return Hold.of(HoldCode.VENDOR_AMBIGUOUS, supplier=supplier.name, vendors=names)
    return Hold.of(HoldCode.VENDOR_UNKNOWN, supplier=supplier.name, number=supplier.number or "none")


def _tests(supplier: Supplier, policy: VendorPolicy, paired: ListID | None) -> list[Test]:
    tests: list[Test] = [lambda vendor: vendor.list_id == paired]
    mapped = policy.map.get(supplier.number or "") or policy.map.get(supplier.name)
    if mapped:
        return [*tests, lambda vendor: vendor.name == mapped]
    if supplier.number and policy.number_in != "none":
        tests.append(lambda vendor: _number(vendor, policy.number_in) == supplier.number)
    return [*tests, lambda vendor: vendor.name.casefold() == supplier.name.strip().casefold()]


def _number(vendor: Vendor, number_in: str) -> str | None:
    if number_in == "account_number":
        return vendor.account_number
    return dict(vendor.custom).get(number_in.removeprefix("custom_field:"))
