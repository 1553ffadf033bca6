"""
What a vendor of QuickBooks' is to say as JAGGAER's supplier says it, field by field.

Rule 1: only the fields are written of which the customer made JAGGAER the master (``vendor.master``). What JAGGAER does
        not say is not known, and takes nothing away; an address is one field.
Rule 2: the vendor is found once, as for an invoice of the supplier, and is that vendor from then on, until a person
        names another one. One vendor is one supplier's: two of them are a person's to tell apart.
Rule 3: a vendor that is not there any more was merged or deleted: which one it is now, a person says.
Rule 4: what QuickBooks cannot keep as it is (a name of 42 characters) is not cut, and so not written.
"""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterator, Mapping

from connector.domain.bill import Choice
from connector.domain.difference import Difference, NameOf
from connector.domain.draft import VendorDetails
from connector.domain.form import Form
from connector.domain.hold import Hold
from connector.domain.hold_code import HoldCode
from connector.domain.identifiers import EditSequence, ListID, RecordId, SupplierId
from connector.domain.keys import by_id
from connector.domain.kind import Kind
from connector.domain.mark import mark_of
from connector.domain.policy import VendorField, VendorPolicy
from connector.domain.record import Record
from connector.domain.records import VENDORS, Books, Vendor
from connector.domain.supplier import SupplierProfile
from connector.sync.choosing import Chosen
from connector.sync.heading import terms_of
from connector.sync.pairing import find_vendor
from connector.sync.situation import Situation

NAME = "Name"
ADDRESS, LINE, LINES = "VendorAddress", 41, 3
CITY, STATE, POSTAL_CODE, COUNTRY = 31, 21, 13, 31
ISO = 2
"""Letters of a country's code; QuickBooks has any text there."""
YES = frozenset({"true", "yes", "y", "1"})
PATHS: dict[VendorField, tuple[str, ...]] = {
    "name": (NAME,),
    "active": ("IsActive",),
    "address": (
        *(f"{ADDRESS}/Addr{at}" for at in range(1, LINES + 1)),
        *(f"{ADDRESS}/{part}" for part in ("City", "State", "PostalCode", "Country")),
    ),
    "email": ("Email",),
    "terms": ("TermsRef/ListID",),
    "tax_id": ("VendorTaxIdent",),
    "form_1099": ("IsVendorEligibleFor1099",),
}
"""QuickBooks' fields of each of ours (Intuit's listing)."""
CALLED = {"tax_id": "tax id", "form_1099": "1099", "active": "standing"}
SIDES = ("in QuickBooks", "in JAGGAER now")
NOBODY = SupplierId("")
"""A supplier of this list has another id than that of invoices, which vendors are paired with."""
CAN_COME = frozenset({HoldCode.VENDOR_UNKNOWN})
NOT_THERE = frozenset({HoldCode.VENDOR_UNKNOWN, HoldCode.VENDOR_MISSING, HoldCode.VENDOR_INACTIVE})


def known(profile: SupplierProfile, situation: Situation) -> Vendor | None:
    """The vendor that it is already, where QuickBooks has it, and no person named another one."""
    own = situation.record
    is_it = own and (situation.chosen is None or situation.chosen == own)
    return _vendor(own, situation.books) if is_it else None


def found(profile: SupplierProfile, situation: Situation) -> Vendor | None:
    """The vendor that it turns out to be."""
    if known(profile, situation) is not None:
        return None
    if situation.record and situation.chosen in (None, situation.record):
        return None  # the one that it was is gone
    vendor = _looked_up(profile, situation)
    is_free = isinstance(vendor, Chosen) and _is_read(vendor.value) and not situation.shared(vendor.value.list_id)
    return vendor.value if isinstance(vendor, Chosen) and is_free else None


def is_nobodys(profile: SupplierProfile, situation: Situation) -> bool:
    """Whether there is nothing to write: it is no vendor, and is not to become one."""
    if situation.record or _is_to_come(profile, situation.policy.vendor):
        return False
    vendor = _looked_up(profile, situation)
    return vendor.code in NOT_THERE if isinstance(vendor, Hold) else not _is_read(vendor.value)


def _is_read(vendor: Vendor) -> bool:
    """Whether its details are known: an earlier release kept none. Its list is read whole every day."""
    return bool(vendor.details)


def draft(profile: SupplierProfile, situation: Situation) -> VendorDetails | tuple[Hold, ...]:
    vendor = known(profile, situation)
    if vendor is None:
        return _new(profile, situation)
    fields = _fields(profile, situation, situation.policy.vendor.of("jaggaer"))
    if isinstance(fields, Hold):
        return (fields,)
    rule = Choice(f"supplier {profile.name}", f"vendor {vendor.name}", "policy.vendor.master")
    return VendorDetails(NOBODY, vendor.list_id, vendor.name, _named(vendor, fields), choices=(rule,))


def as_it_stands(profile: SupplierProfile, vendor: Vendor, policy: VendorPolicy) -> VendorDetails:
    """What QuickBooks has of the fields that JAGGAER is the master of."""
    paths = [path for name in sorted(policy.of("jaggaer")) for path in PATHS[name]]
    there = dict(vendor.details)
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
    before, after = dict(written.fields), dict(wanted.fields)
    for name, paths in PATHS.items():
        was, new = (_said(one, paths, name_of) for one in (before, after))
        if was != new:
            yield Difference(CALLED.get(name, name), was, new, SIDES)


def _said(fields: dict[str, str], paths: tuple[str, ...], name_of: NameOf) -> str:
    texts = [fields[path] for path in paths if fields.get(path)]
    return ", ".join(map(name_of, texts) if paths[0].endswith("ListID") else texts)


def _new(profile: SupplierProfile, situation: Situation) -> VendorDetails | tuple[Hold, ...]:
    if situation.record and situation.chosen in (None, situation.record):
        facts = {"supplier": profile.name, "list_id": situation.record, "number": profile.code or "none"}
        return (Hold.of(HoldCode.VENDOR_GONE, **facts),)
    vendor, policy = _looked_up(profile, situation), situation.policy.vendor
    if isinstance(vendor, Chosen):
        other = situation.shared(vendor.value.list_id)
        return (Hold.of(HoldCode.VENDOR_SHARED, supplier=profile.name, other=other, vendor=vendor.value.name),)
    if vendor.code not in CAN_COME or not _is_to_come(profile, policy):
        return (vendor,)
    fields = _fields(profile, situation, frozenset(PATHS))
    if isinstance(fields, Hold):
        return (fields,)
    mark = mark_of(profile.name, profile.id)
    number = (("AccountNumber", profile.code),) if policy.number_in == "account_number" and profile.code else ()
    company = (("CompanyName", profile.name[:LINE]),)
    return VendorDetails(NOBODY, ListID(""), profile.name, (*fields, *company, *number, ("Notes", mark)), mark)


def _is_to_come(profile: SupplierProfile, policy: VendorPolicy) -> bool:
    return policy.new_suppliers == "create" and profile.is_active and policy.is_new(profile.registered)


def _looked_up(profile: SupplierProfile, situation: Situation) -> Chosen[Vendor] | Hold:
    policy = situation.policy.vendor
    return find_vendor(profile.supplier, situation.books, policy, chosen=situation.chosen)


def _named(vendor: Vendor, fields: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    """With the name that it has, where that is QuickBooks' to say."""
    return fields if dict(fields).get(NAME) else ((NAME, vendor.name), *fields)


def _vendor(list_id: str, books: Books) -> Vendor | None:
    return next(iter(books.find(VENDORS, by_id(list_id))), None)


def _fields(
    profile: SupplierProfile, situation: Situation, names: frozenset[VendorField]
) -> tuple[tuple[str, str], ...] | Hold:
    """What JAGGAER says of these fields."""
    terms = terms_of(profile.detail("terms") or None, situation) if "terms" in names else None
    if isinstance(terms, Hold):
        return terms
    said: dict[VendorField, tuple[str, ...]] = {
        "name": (profile.name,),
        "active": ("true" if profile.is_active else "false",),
        "address": _address(profile),
        "email": (profile.detail("email"),),
        "terms": (terms.value.list_id if terms is not None and terms.value is not None else "",),
        "tax_id": (profile.detail("tax_id"),),
        "form_1099": (_yes_or_no(profile.detail("form_1099")),),
    }
    pairs = (
        (path, text) for name in PATHS if name in names for path, text in zip(PATHS[name], said[name], strict=True)
    )
    return tuple((path, text) for path, text in pairs if text)


def _address(profile: SupplierProfile) -> tuple[str, ...]:
    """The street over lines of QuickBooks' length, broken between words."""
    lines = textwrap.wrap(profile.detail("street"), LINE)[:LINES]
    rest = (("city", CITY), ("state", STATE), ("postal_code", POSTAL_CODE), ("country", COUNTRY))
    return (*lines, *[""] * (LINES - len(lines)), *(profile.detail(name)[:most] for name, most in rest))


def _yes_or_no(text: str) -> str:
    return "" if not text else "true" if text.casefold() in YES else "false"


def said_by(vendor: Vendor, names: frozenset[VendorField], code_of_terms: Callable[[str], str]) -> dict[str, str]:
    """What a vendor of QuickBooks' says of these fields, by our names; what it does not say is not known."""
    there = dict(vendor.details)
    lines = [there[path] for path in PATHS["address"][:LINES] if there.get(path)]
    country = there.get(f"{ADDRESS}/Country", "")
    said: dict[VendorField, dict[str, str]] = {
        "name": {"name": vendor.name},
        "active": {"active": "true" if vendor.is_active else "false"},
        "address": {
            "street": ", ".join(lines),
            "city": there.get(f"{ADDRESS}/City", ""),
            "state": there.get(f"{ADDRESS}/State", ""),
            "postal_code": there.get(f"{ADDRESS}/PostalCode", ""),
            "country": country if len(country) == ISO else "",
        },
        "email": {"email": there.get("Email", "")},
        "terms": {"terms": code_of_terms(there["TermsRef/ListID"]) if "TermsRef/ListID" in there else ""},
        "tax_id": {"tax_id": there.get("VendorTaxIdent", "")},
        "form_1099": {"form_1099": {"true": "Yes", "false": "No"}.get(there.get("IsVendorEligibleFor1099", ""), "")},
    }
    return {name: text for field in PATHS if field in names for name, text in said[field].items() if text}


def differing(profile: SupplierProfile, said: Mapping[str, str]) -> dict[str, str]:
    """So much of it as JAGGAER has otherwise."""
    own = {**dict(profile.details), "name": profile.name, "active": "true" if profile.is_active else "false"}
    if "form_1099" in own:
        own["form_1099"] = {"true": "Yes", "false": "No"}[_yes_or_no(own["form_1099"])]
    return {name: text for name, text in said.items() if own.get(name, "") != text}
