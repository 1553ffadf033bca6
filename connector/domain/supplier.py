"""A supplier as JAGGAER has it, apart from any document of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from connector.domain.identifiers import DocumentId, SupplierId
from connector.domain.invoice import Standing, Supplier
from connector.domain.money import Money

PREFIX = "supplier:"
"""Begins the ids of suppliers, as ``connector.kinds`` tells kinds of documents apart."""
DETAILS = ("street", "city", "state", "postal_code", "country", "email", "tax_id", "terms", "form_1099")


@dataclass(frozen=True, slots=True)
class SupplierProfile:
    """
    ``own_id`` is JAGGAER's, ``code`` the number that the ERP has for it, where JAGGAER holds one.

    What an invoice calls its supplier by is another id of JAGGAER's; the two share the code. ``details`` are what else
    JAGGAER says of it, by our names (``DETAILS``); what it does not say is not known. ``registered`` is the day that it
    began. ``is_status_known``: a status that nobody told us of says nothing.
    """

    id: DocumentId
    own_id: str
    name: str
    code: str
    is_active: bool
    stamp: str
    standing: Standing = Standing.NOTED
    statuses: str = ""
    details: tuple[tuple[str, str], ...] = ()
    registered: date | None = None
    is_status_known: bool = True

    def detail(self, name: str) -> str:
        return dict(self.details).get(name, "")

    @property
    def number(self) -> str:
        """What people call it by."""
        return self.name

    @property
    def supplier(self) -> Supplier:
        return Supplier(SupplierId(self.id), self.name, self.code or None)

    @property
    def total(self) -> Money:
        """It is no money."""
        return Money.zero()
