"""
What differs from one JAGGAER tenant to the next: paths, names, filters and status rules.

No complete contract of JAGGAER's REST API is public, so everything here can be set per customer.
Each default says how well it is known:
  seen      in real payloads or production code (UCLALibrary/jaggaer-api; Crown Commercial Service)
  assumed   extended from a sibling endpoint, to be confirmed with the customer
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from string import Formatter


@dataclass(frozen=True, slots=True)
class Resource:
    """
    One list and its details.

    ``rows`` is the path to the list inside the envelope, ``row`` the member of each row that holds
    the record. ``changed_since`` is the filter, with ``{stamp}``; empty where the tenant has none.
    """

    list_path: str
    rows: str
    row: str
    changed_since: str = ""
    detail_path: str = ""

    def __post_init__(self) -> None:
        for text, known in ((self.changed_since, "stamp"), (self.detail_path, "id")):
            names = {name for _, name, _, _ in Formatter().parse(text) if name is not None}
            if not names <= {known}:
                raise ValueError(f"only {{{known}}} can be filled in here")


@dataclass(frozen=True, slots=True)
class StatusRule:
    """Every named header field must have one of the values given (seen: workflowStatus, paymentStatus)."""

    all_of: Mapping[str, tuple[str, ...]]

    def holds(self, header: Mapping[str, object]) -> bool:
        return all(header.get(name) in values for name, values in self.all_of.items())


@dataclass(frozen=True, slots=True)
class WireProfile:
    """The paths are relative to the tenant's base URL."""

    invoices: Resource = Resource(
        list_path="/j1p/api/public/ji/v1/invoices",  # assumed: the envelope is seen, the URL is not
        rows="jiinvoiceList.jiinvoice",  # seen
        row="header",  # seen: list rows carry the header only
        changed_since="lastUpdate>={stamp}",  # syntax seen, field name assumed
        detail_path="/j1p/api/public/ji/v1/invoices/{id}",  # seen
    )
    suppliers: Resource = Resource(
        list_path="/j1p/api/public/ja/v1/companyprofiles",  # seen
        rows="returnCompanyData",  # seen
        row="returnCompanyInfo",  # seen
        changed_since="LASTMODTIME>={stamp}",  # seen on a sibling
    )
    start_param: str = "start"  # seen, 1-based
    filter_param: str = "flt"  # seen
    success_codes: tuple[str, ...] = ("0", "1")  # seen: 0 and "0"; "1" is done with warnings
    due_when: StatusRule = StatusRule({"workflowStatus": ("Completed",), "paymentStatus": ("Payable",)})
    cancelled_when: StatusRule = StatusRule({"paymentStatus": ("Cancelled",)})  # assumed
    credit_types: tuple[str, ...] = ("Credit memo",)  # seen
    overlap_seconds: int = 7200
    scope: str = ""
