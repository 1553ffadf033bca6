"""What one customer has decided: how suppliers, codes, charges, numbers and dates become QuickBooks'."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from typing import Literal

VendorNumberIn = str
"""``none``, ``account_number`` or ``custom_field:NAME``: QuickBooks has no vendor number of its own."""


@dataclass(frozen=True, slots=True)
class VendorPolicy:
    """``map`` goes from a supplier number or name in JAGGAER to a vendor's name in QuickBooks."""

    number_in: VendorNumberIn = "none"
    unknown: Literal["hold", "create"] = "hold"
    map: Mapping[str, str] = dataclass_field(default_factory=dict)

    def __post_init__(self) -> None:
        known = self.number_in in ("none", "account_number")
        if not known and not self.number_in.removeprefix("custom_field:").strip():
            raise ValueError("vendor.number_in has to name the custom field")
        if not known and not self.number_in.startswith("custom_field:"):
            raise ValueError("vendor.number_in is none, account_number or custom_field:NAME")


@dataclass(frozen=True, slots=True)
class AccountPolicy:
    """``field`` is the splittable field that holds the code; ``map`` goes from its value to an account."""

    field: str = "Account"
    strip_suffix: str = ""
    map: Mapping[str, str] = dataclass_field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ChargePolicy:
    """The full name of the account each charge is booked to; empty where there is none."""

    tax1: str = ""
    tax2: str = ""
    shipping: str = ""
    handling: str = ""
    misc: str = ""
    discount: str = ""


@dataclass(frozen=True, slots=True)
class RefNumberPolicy:
    """What a bill is numbered with where the supplier's number is missing or over 20 characters."""

    fallback: Literal["hold", "jaggaer"] = "hold"


@dataclass(frozen=True, slots=True)
class TermsPolicy:
    """``map`` goes from JAGGAER's terms code to the name in QuickBooks' terms list."""

    unknown: Literal["hold", "omit"] = "hold"
    map: Mapping[str, str] = dataclass_field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CorrectionPolicy:
    """
    What becomes of a posted record when JAGGAER changes or cancels its document; a paid one is never touched.

    ``relinked`` is for a change that ties it to other order lines, which QuickBooks takes only with a new record.
    """

    changed: Literal["hold", "modify"] = "hold"
    relinked: Literal["hold", "replace"] = "hold"
    cancelled: Literal["hold", "void", "delete"] = "hold"


@dataclass(frozen=True, slots=True)
class Policy:
    """``po_strip_zeros``: JAGGAER pads order numbers (``0000000049``), people in QuickBooks do not."""

    vendor: VendorPolicy = VendorPolicy()
    account: AccountPolicy = AccountPolicy()
    charges: ChargePolicy = ChargePolicy()
    ref_number: RefNumberPolicy = RefNumberPolicy()
    terms: TermsPolicy = TermsPolicy()
    corrections: CorrectionPolicy = CorrectionPolicy()
    bill_date: Literal["invoice", "accounting"] = "invoice"
    po_strip_zeros: bool = True
    home_currency: str = "USD"
