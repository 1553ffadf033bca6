"""
Which code JAGGAER is to have of a supplier: the number of its vendor in QuickBooks.

Rule 1: the vendor is found as for an invoice of the supplier. One that QuickBooks does not have says nothing yet; two
        that fit are a person's to tell apart.
Rule 2: a code that JAGGAER has is never written over. If QuickBooks has another one, a person says which is right.
Rule 3: what QuickBooks does not show is not known: a vendor without a number gives no code.
Rule 4: of the fields that QuickBooks is the master of, JAGGAER gets what it has otherwise.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from connector.domain.hold import Hold
from connector.domain.hold_code import HoldCode
from connector.domain.keys import by_name
from connector.domain.operation import State
from connector.domain.outgoing import OutgoingCode
from connector.domain.policy import VendorPolicy
from connector.domain.records import VENDORS, Books, Vendor
from connector.domain.supplier import SupplierProfile
from connector.domain.writeback import Change, WriteBack
from connector.sync.pairing import find_vendor

Back = WriteBack[OutgoingCode]
Fields = tuple[tuple[str, str], ...]


def code_of(vendor: Vendor, policy: VendorPolicy) -> str:
    """What JAGGAER knows the vendor by: its ListID, or the number that the customer keeps of it."""
    return str(vendor.list_id) if policy.write_back == "list_id" else vendor.numbers.get(policy.number_in, "")


def decided(
    back: Back, profile: SupplierProfile, books: Books, policy: VendorPolicy, otherwise: Callable[[Vendor], Fields]
) -> Back | None:
    """
    The write-back as it stands now; None where nothing is to be told.

    ``otherwise`` says which of QuickBooks' fields JAGGAER has otherwise, by JAGGAER's names.
    """
    vendor = _vendor(profile, books, policy)
    if isinstance(vendor, Hold):
        return back.held(vendor) if vendor.code is HoldCode.VENDOR_AMBIGUOUS else _nothing(back)
    code, fields = code_of(vendor, policy), otherwise(vendor)
    if profile.standing.value == "skipped" or not (code or fields):
        return _nothing(back)
    wanted = OutgoingCode(profile.name, vendor.name, "" if profile.code == code else code, fields=fields)
    if not (wanted.code or fields):
        return back.rests() if back.told is not None else back.known(replace(wanted, code=code))
    if wanted.code and profile.code:
        return back.held(differs(wanted, f"JAGGAER has the code {profile.code} of it"))
    if back.is_settled(wanted):
        return back
    return back.queued(Change.TELL, wanted)


def _vendor(profile: SupplierProfile, books: Books, policy: VendorPolicy) -> Vendor | Hold:
    """The one that it is, also where QuickBooks has it as inactive and says so to JAGGAER."""
    found = find_vendor(profile.supplier, books, policy)
    if not isinstance(found, Hold):
        return found.value
    if found.code is HoldCode.VENDOR_INACTIVE and "active" in policy.of("quickbooks"):
        return next(iter(books.find(VENDORS, by_name(found["vendor"]))), found)
    return found


def _nothing(back: Back) -> Back | None:
    return back.rests() if back.told is not None and back.state is not State.WITHDRAWN else None


def differs(wanted: OutgoingCode, detail: str) -> Hold:
    facts = {"number": wanted.number, "vendor": wanted.vendor, "own": wanted.code, "detail": detail}
    return Hold.of(HoldCode.SUPPLIER_CODE, **facts)
