"""Where a supplier of JAGGAER's has what a vendor has, and how it is written: seen in a public TypeScript client."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SupplierFields:
    """
    Where a supplier of JAGGAER's has what a vendor of QuickBooks' has, too: names of fields, or paths, within a row.

    One that is empty is not read. ``form_1099`` is a yes or a no.
    """

    name: str = "companyName"  # seen
    street: str = "address"  # seen, as those up to tax_id
    city: str = "city"
    state: str = "province"
    postal_code: str = "zip"
    country: str = "isoCountry"
    email: str = "bizEmail"
    tax_id: str = "fiscalCode"
    terms: str = ""
    form_1099: str = ""
    registered: str = "registrationDate"  # seen


@dataclass(frozen=True, slots=True)
class SupplierWriting:
    """
    How a supplier is given its code (extCode), and what QuickBooks is the master of; ``update`` is JAGGAER's operation
    code for one that is there, and ``create`` for one that is not. ``active`` and ``inactive`` are its statuses.

    ``by_id``, ``by_code`` and ``by_name`` are filters of the list of suppliers for one, with ``{id}``, ``{code}`` and
    ``{name}``.
    """

    path: str = "/j1p/api/public/ja/v1/companyprofiles"  # seen
    update: str = "UPDATE"  # seen
    create: str = "CREATE"  # seen
    by_id: str = "BRAVOID=={id}"  # syntax seen, field name assumed
    by_code: str = "EXTCODE=={code}"  # as above
    by_name: str = "COMPANYNAME=={name}"  # as above
    active: str = "ACTIVE"  # seen
    inactive: str = "INACTIVE"  # assumed

    def __post_init__(self) -> None:
        if "{id}" not in self.by_id or "{code}" not in self.by_code or "{name}" not in self.by_name:
            raise ValueError("by_id has {id} in it, by_code {code}, and by_name {name}")
