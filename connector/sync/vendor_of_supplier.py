"""
The vendor of a JAGGAER supplier: which vendor it is, and the fields that JAGGAER is the master of.

Rule 1: the connector writes only the fields whose master is JAGGAER (``vendor.master``).
Rule 2: the vendor is found once, as for an invoice of the supplier, and stays the supplier's until a person names
        another one. A vendor with the supplier's mark is found by the mark, whatever its name is by now.
Rule 3: a vendor belongs to one supplier; two suppliers with one vendor need a person. A supplier that JAGGAER uses no
        more gives its vendor up, and so does a supplier whose vendor a person gave to another one.
Rule 4: a vendor that is gone was merged or deleted; a person names the new one.
"""

from __future__ import annotations

from collections.abc import Iterator

from connector.domain.bill import Choice
from connector.domain.decision import Matter
from connector.domain.difference import Difference, NameOf
from connector.domain.draft import VendorDetails
from connector.domain.form import Form
from connector.domain.hold import Hold
from connector.domain.hold_code import HoldCode
from connector.domain.identifiers import EditSequence, ListID, RecordId, SupplierId
from connector.domain.keys import by_id, by_mark
from connector.domain.kind import Kind
from connector.domain.mark import mark_of
from connector.domain.policy import VendorPolicy
from connector.domain.record import Record
from connector.domain.records import VENDORS, Books, Vendor
from connector.domain.supplier import PREFIX as OF_SUPPLIERS
from connector.domain.supplier import SupplierProfile
from connector.sync import vendor_fields
from connector.sync.choosing import Chosen
from connector.sync.pairing import find_vendor
from connector.sync.situation import Situation
from connector.sync.vendor_fields import ADDRESS, AT_FIRST, COMPANY, NAME, PATHS, Fields

NOBODY = SupplierId("")
"""A supplier of this list has another id than that of invoices, which vendors are paired with."""
CAN_COME = frozenset({HoldCode.VENDOR_UNKNOWN})
NOT_THERE = frozenset({HoldCode.VENDOR_UNKNOWN, HoldCode.VENDOR_MISSING, HoldCode.VENDOR_INACTIVE})
BY_MARK = "our mark in its notes"


def known(situation: Situation) -> Vendor | None:
    """The vendor that it is already, where QuickBooks has it, and no person said otherwise."""
    own = situation.record
    is_it = own and situation.chosen in (None, own) and (situation.chosen == own or not _is_given_away(situation))
    return _vendor(own, situation.books) if is_it else None


def _is_given_away(situation: Situation) -> bool:
    """Whether a person said that its vendor is another supplier."""
    said = (one for (matter, subject), one in situation.said.items() if _is_of_a_supplier(matter, subject))
    return situation.chosen is None and situation.record in said


def _is_of_a_supplier(matter: Matter, subject: str) -> bool:
    return matter is Matter.VENDOR and subject.startswith(OF_SUPPLIERS)


def found(profile: SupplierProfile, situation: Situation) -> Vendor | None:
    """The vendor that it turns out to be."""
    if known(situation) is not None or _is_gone(situation):
        return None
    vendor = _looked_up(profile, situation)
    if isinstance(vendor, Hold) or not _is_read(vendor.value):
        return None
    is_free = situation.chosen == vendor.value.list_id or not situation.shared(vendor.value.list_id)
    return vendor.value if is_free else None


def _is_gone(situation: Situation) -> bool:
    """The one that it was is not there, and no person named another one."""
    return bool(situation.record) and situation.chosen in (None, situation.record)


def is_no_vendor(profile: SupplierProfile, situation: Situation) -> bool:
    """Whether there is nothing to write: it is no vendor, and is not to become one."""
    if situation.record or _is_to_come(profile, situation.policy.vendor):
        return False
    vendor = _looked_up(profile, situation)
    if isinstance(vendor, Hold):
        return vendor.code in NOT_THERE
    is_left = not profile.is_active and bool(situation.shared(vendor.value.list_id))
    return is_left or not _is_read(vendor.value)


def _is_read(vendor: Vendor) -> bool:
    """Whether its details are known: an earlier release kept none. Its list is read whole every day."""
    return bool(vendor.details)


def draft(profile: SupplierProfile, situation: Situation) -> VendorDetails | tuple[Hold, ...]:
    vendor, policy = known(situation), situation.policy.vendor
    if vendor is None:
        return _new(profile, situation)
    names = policy.of("jaggaer")
    if not profile.is_active and (situation.shared(vendor.list_id) or situation.wanted(vendor.name)):
        names -= {"active"}  # another supplier goes on with it
    fields = vendor_fields.of_jaggaer(profile, situation, names, vendor)
    if isinstance(fields, Hold):
        return (fields,)
    if "name" in names and vendor.name != profile.name and vendor.name in policy.map.values():
        detail = f"vendor.map of the profile names the vendor “{vendor.name}”: write its new name there, too"
        return (Hold.of(HoldCode.UNSENDABLE, detail=detail),)
    rule = Choice(f"supplier {profile.name}", f"vendor {vendor.name}", "policy.vendor.master")
    return VendorDetails(NOBODY, vendor.list_id, vendor.name, _named(vendor, fields), choices=(rule,))


def as_it_stands(vendor: Vendor, policy: VendorPolicy) -> VendorDetails:
    """What QuickBooks has of the fields that JAGGAER is the master of."""
    there = dict(vendor.details)
    paths = [path for name in PATHS if name in policy.of("jaggaer") for path in PATHS[name]]
    fields = tuple((path, there[path]) for path in paths if path in there)
    return VendorDetails(NOBODY, vendor.list_id, vendor.name, _named(vendor, fields))


def as_record(vendor: Vendor) -> Record:
    """As QuickBooks' list had it last: it is read with its EditSequence before it is changed."""
    form = Form(vendor.details)
    return Record(Kind.VENDOR, RecordId(vendor.list_id), EditSequence(""), vendor.name, vendor=vendor.name, form=form)


def carried(written: VendorDetails, after: VendorDetails) -> VendorDetails:
    """What was written, with all that JAGGAER says now."""
    given = dict(after.fields)
    has_address = any(path.startswith(ADDRESS) for path in given)
    kept = {path: text for path, text in written.fields if not (has_address and path.startswith(ADDRESS))}
    fields = {**kept, **given}
    ordered = [path for paths in PATHS.values() for path in paths if path in fields]
    others = [path for path in fields if path not in ordered]
    return VendorDetails(
        after.supplier_id,
        after.vendor_id or written.vendor_id,
        after.vendor,
        tuple((path, fields[path]) for path in (*others, *ordered)),
        after.mark,
        after.choices,
    )


def changes(written: VendorDetails, wanted: VendorDetails, name_of: NameOf) -> Iterator[Difference]:
    return vendor_fields.changes(written.fields, wanted.fields, name_of)


def _new(profile: SupplierProfile, situation: Situation) -> VendorDetails | tuple[Hold, ...]:
    if _is_gone(situation):
        stands = _vendor(situation.record, situation.books)
        if stands is not None:  # a person gave it to another supplier
            return (_shared(profile, stands, situation),)
        facts = {"supplier": profile.name, "list_id": situation.record, "number": profile.code or "none"}
        return (Hold.of(HoldCode.VENDOR_GONE, **facts),)
    vendor, policy = _looked_up(profile, situation), situation.policy.vendor
    if isinstance(vendor, Chosen):
        return (_shared(profile, vendor.value, situation),)
    if vendor.code not in CAN_COME or not _is_to_come(profile, policy):
        return (vendor,)
    fields = vendor_fields.of_jaggaer(profile, situation, AT_FIRST | policy.of("jaggaer"), None)
    if isinstance(fields, Hold):
        return (fields,)
    mark = mark_of(profile.name, profile.id)
    number = (("AccountNumber", profile.code),) if policy.number_in == "account_number" and profile.code else ()
    more = ((COMPANY, profile.name), *number, ("Notes", mark))
    return VendorDetails(NOBODY, ListID(""), profile.name, (*fields, *more), mark)


def _shared(profile: SupplierProfile, vendor: Vendor, situation: Situation) -> Hold:
    other = situation.shared(vendor.list_id) or "another one"
    return Hold.of(HoldCode.VENDOR_SHARED, supplier=profile.name, other=other, vendor=vendor.name)


def _is_to_come(profile: SupplierProfile, policy: VendorPolicy) -> bool:
    is_used = profile.is_active and profile.is_status_known
    return policy.new_suppliers == "create" and is_used and policy.is_new(profile.registered)


def _looked_up(profile: SupplierProfile, situation: Situation) -> Chosen[Vendor] | Hold:
    marked = situation.books.find(VENDORS, by_mark(profile.id)) if situation.chosen is None else ()
    if len(marked) == 1:
        return Chosen(marked[0], (Choice(f"supplier {profile.name}", f"vendor {marked[0].name}", BY_MARK),))
    return find_vendor(profile.supplier, situation.books, situation.policy.vendor, chosen=situation.chosen)


def _named(vendor: Vendor, fields: Fields) -> Fields:
    """With the name that it has, where that is QuickBooks' to say; a company name that was the old one goes along."""
    name, old = dict(fields).get(NAME), dict(vendor.details).get(COMPANY)
    if not name:
        return ((NAME, vendor.name), *fields)
    return ((COMPANY, name), *fields) if old == vendor.name else fields


def _vendor(list_id: str, books: Books) -> Vendor | None:
    return next(iter(books.find(VENDORS, by_id(list_id))), None)
