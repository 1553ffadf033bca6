"""
Which code JAGGAER is to have of a supplier: the number of its vendor in QuickBooks.

Rule 1: the vendor is the one that the supplier is (``sync.vendor_of_supplier``). One that is none yet is told nothing.
Rule 2: a code that JAGGAER has is never written over. If QuickBooks has another one, a person says which is right.
Rule 3: what QuickBooks does not show is not known: a vendor without a number gives no code.
Rule 4: of the fields that QuickBooks is the master of, JAGGAER gets what it has otherwise. What it does not keep, or
        has again as it was before our write, is shown, and not written for ever.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from connector.domain.hold import Hold
from connector.domain.hold_code import HoldCode
from connector.domain.operation import State
from connector.domain.outgoing import OutgoingCode
from connector.domain.policy import VendorPolicy
from connector.domain.records import Vendor
from connector.domain.supplier import SupplierProfile
from connector.domain.writeback import Change, WriteBack

Back = WriteBack[OutgoingCode]


@dataclass(frozen=True, slots=True)
class Told:
    """
    What JAGGAER is to be told of a supplier: ``code`` of its vendor, ``fields`` that it has otherwise, by its names.

    ``shows`` is what it has in their place, and ``is_read`` says that it was read since our last write.
    """

    vendor: Vendor
    code: str
    fields: tuple[tuple[str, str], ...] = ()
    shows: str = ""
    is_read: bool = True


def code_of(vendor: Vendor, policy: VendorPolicy) -> str:
    """What JAGGAER knows the vendor by: its ListID, or the number that the customer keeps of it."""
    return str(vendor.list_id) if policy.write_back == "list_id" else vendor.numbers.get(policy.number_in, "")


def decided(back: Back, profile: SupplierProfile, told: Told | None) -> Back | None:
    """The write-back as it stands now; None where nothing is to be told. ``told`` is None where it is no vendor."""
    if told is None or not (told.code or told.fields):
        return _nothing(back)
    code = "" if profile.code == told.code else told.code
    wanted = OutgoingCode(profile.name, told.vendor.name, code, fields=told.fields)
    if not (code or told.fields):
        return back.rests() if back.told is not None else back.known(replace(wanted, code=told.code))
    if code and profile.code:
        return back.held(differs(wanted, f"JAGGAER has the code {profile.code} of it"))
    if told.fields and not back.overwrites and _was_written(back, wanted):
        if not told.is_read:
            return back
        if back.seen == told.shows:
            return back.held(_overwritten(wanted))
    if back.is_settled(wanted):
        return back
    return replace(back.queued(Change.TELL, wanted), seen=told.shows)


def _was_written(back: Back, wanted: OutgoingCode) -> bool:
    """Whether just this was written before."""
    return back.told is not None and set(wanted.fields) <= set(back.told.fields)


def _nothing(back: Back) -> Back | None:
    return back.rests() if back.told is not None and back.state is not State.WITHDRAWN else None


def _overwritten(wanted: OutgoingCode) -> Hold:
    fields = ", ".join(f"{name} “{text}”" for name, text in wanted.fields)
    return Hold.of(HoldCode.SUPPLIER_FIELD, number=wanted.number, vendor=wanted.vendor, fields=fields)


def differs(wanted: OutgoingCode, detail: str) -> Hold:
    facts = {"number": wanted.number, "vendor": wanted.vendor, "own": wanted.code, "detail": detail}
    return Hold.of(HoldCode.SUPPLIER_CODE, **facts)
