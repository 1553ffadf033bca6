"""
The fields that QuickBooks' vendors and JAGGAER's suppliers share, translated from one side to the other.

Rule 1: an empty field is unknown, and removes nothing on the other side.
Rule 2: an address is one field. A first line that repeats the vendor's name stays in QuickBooks, where it is printed.
Rule 3: the connector cuts no text, and writes none that QuickBooks would store differently.
"""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterator, Mapping

from connector.domain.difference import Difference, NameOf
from connector.domain.hold import Hold
from connector.domain.hold_code import HoldCode
from connector.domain.policy import VendorField
from connector.domain.records import Vendor
from connector.domain.supplier import SupplierProfile
from connector.sync.heading import is_storable, terms_of
from connector.sync.situation import Situation

NAME, COMPANY = "Name", "CompanyName"
ADDRESS, LONGEST, LINES = "VendorAddress", 41, 5
PLACE = {"city": "City", "state": "State", "postal_code": "PostalCode", "country": "Country"}
TERMS, TAX_ID, FORM_1099 = "TermsRef/ListID", "VendorTaxIdent", "IsVendorEligibleFor1099"
ISO = 2
"""Letters of a country's code; QuickBooks has any text there."""
YES = frozenset({"true", "yes", "y", "1"})
PATHS: dict[VendorField, tuple[str, ...]] = {
    "name": (NAME,),
    "active": ("IsActive",),
    "address": (
        *(f"{ADDRESS}/Addr{at}" for at in range(1, LINES + 1)),
        *(f"{ADDRESS}/{part}" for part in PLACE.values()),
    ),
    "email": ("Email",),
    "terms": (TERMS,),
    "tax_id": (TAX_ID,),
    "form_1099": (FORM_1099,),
}
"""QuickBooks' fields of each of ours (Intuit's listing)."""
AT_FIRST: frozenset[VendorField] = frozenset(PATHS) - {"tax_id", "form_1099"}
"""What a new one gets, whoever is the master; personal data only where somebody keeps it in step."""
CALLED = {"tax_id": "tax id", "form_1099": "1099", "active": "standing"}
SIDES = ("in QuickBooks", "in JAGGAER now")
Fields = tuple[tuple[str, str], ...]


def of_jaggaer(
    profile: SupplierProfile, situation: Situation, names: frozenset[VendorField], vendor: Vendor | None
) -> Fields | Hold:
    """What JAGGAER says of these fields; ``vendor`` is as it stands."""
    terms = terms_of(profile.detail("terms") or None, situation) if "terms" in names else None
    if isinstance(terms, Hold):
        return terms
    said: dict[VendorField, tuple[str, ...]] = {
        "name": (profile.name,),
        "active": (_active(profile),),
        "address": _address(profile, vendor),
        "email": (profile.detail("email"),),
        "terms": (terms.value.list_id if terms is not None and terms.value is not None else "",),
        "tax_id": (profile.detail("tax_id"),),
        "form_1099": (_yes_or_no(profile.detail("form_1099")),),
    }
    pairs = [pair for name in PATHS if name in names for pair in zip(PATHS[name], said[name], strict=True)]
    fields = tuple((path, text) for path, text in pairs if text)
    unkept = next(((path, text) for path, text in fields if not is_storable(text)), None)
    if unkept is not None:
        detail = f"{unkept[0]} of the vendor is “{unkept[1]}”, with characters that QuickBooks cannot store"
        return Hold.of(HoldCode.UNSENDABLE, detail=detail)
    return fields


def _active(profile: SupplierProfile) -> str:
    """A status that nobody told us of says nothing."""
    return {True: "true", False: "false"}[profile.is_active] if profile.is_status_known else ""


def _address(profile: SupplierProfile, vendor: Vendor | None) -> tuple[str, ...]:
    """The street over lines of QuickBooks' length, broken between words; too many of them are for no vendor."""
    there = dict(vendor.details) if vendor else {}
    street, place = profile.detail("street"), tuple(profile.detail(name) for name in PLACE)
    if not (street or any(place)):
        return ("",) * (LINES + len(PLACE))
    lines = [*_own_name(there), *textwrap.wrap(street, LONGEST)]
    lines = [*lines[: LINES - 1], " ".join(lines[LINES - 1 :])]
    return (*lines, *[""] * (LINES - len(lines)), *place)


def _own_name(there: Mapping[str, str]) -> list[str]:
    """The first line of an address, where it is the vendor's own name."""
    first = there.get(f"{ADDRESS}/Addr1", "")
    return [first] if first and first in (there.get(NAME), there.get(COMPANY)) else []


def _yes_or_no(text: str) -> str:
    return "" if not text else "true" if text.casefold() in YES else "false"


def of_quickbooks(vendor: Vendor, names: frozenset[VendorField], code_of_terms: Callable[[str], str]) -> dict[str, str]:
    """What a vendor says of these fields, by our names of JAGGAER's; without what it does not say."""
    there = {path: text.strip() for path, text in vendor.details}
    lines = [there[path] for path in PATHS["address"][:LINES] if there.get(path)]
    country = there.get(f"{ADDRESS}/Country", "")
    said: dict[VendorField, dict[str, str]] = {
        "name": {"name": vendor.name.strip()},
        "active": {"active": "true" if vendor.is_active else "false"},
        "address": {
            "street": ", ".join(lines[len(_own_name(there)) :]),
            **{name: there.get(f"{ADDRESS}/{part}", "") for name, part in PLACE.items()},
            "country": country if len(country) == ISO else "",
        },
        "email": {"email": there.get("Email", "")},
        "terms": {"terms": code_of_terms(there[TERMS]) if TERMS in there else ""},
        "tax_id": {"tax_id": there.get(TAX_ID, "")},
        "form_1099": {"form_1099": {"true": "Yes", "false": "No"}.get(there.get(FORM_1099, ""), "")},
    }
    return {name: text for field in PATHS if field in names for name, text in said[field].items() if text}


def differing(profile: SupplierProfile, said: Mapping[str, str]) -> dict[str, str]:
    """So much of it as JAGGAER has otherwise; a status that nobody told us of is left alone."""
    own = {**dict(profile.details), "name": profile.name, "active": _active(profile) or said.get("active", "")}
    if "form_1099" in own:
        own["form_1099"] = {"true": "Yes", "false": "No"}[_yes_or_no(own["form_1099"])]
    return {name: text for name, text in said.items() if own.get(name, "") != text}


def shown(profile: SupplierProfile, names: Mapping[str, str]) -> str:
    """What JAGGAER has of these fields, to tell it from what it has later."""
    own = {**dict(profile.details), "name": profile.name, "active": profile.statuses}
    return "\n".join(f"{name} {own.get(name, '')}" for name in names)


def changes(before: Fields, after: Fields, name_of: NameOf) -> Iterator[Difference]:
    for name, paths in PATHS.items():
        was, new = (_said(dict(one), paths, name_of) for one in (before, after))
        if was != new:
            yield Difference(CALLED.get(name, name), was, new, SIDES)


def _said(fields: dict[str, str], paths: tuple[str, ...], name_of: NameOf) -> str:
    texts = [fields[path] for path in paths if fields.get(path)]
    return ", ".join(map(name_of, texts) if paths[0].endswith("ListID") else texts)
