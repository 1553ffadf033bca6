"""A supplier as JAGGAER has it, apart from any document of it."""

from __future__ import annotations

from dataclasses import dataclass

from connector.domain.identifiers import DocumentId, SupplierId
from connector.domain.invoice import Standing, Supplier
from connector.domain.money import Money


@dataclass(frozen=True, slots=True)
class SupplierProfile:
    """
    ``own_id`` is JAGGAER's, ``code`` the number that the ERP has for it, where JAGGAER holds one.

    What an invoice calls its supplier by is another id of JAGGAER's; the two share the code.
    """

    id: DocumentId
    own_id: str
    name: str
    code: str
    is_active: bool
    stamp: str
    standing: Standing = Standing.NOTED
    statuses: str = ""

    @property
    def number(self) -> str:
        """What people call it by."""
        return self.name

    @property
    def supplier(self) -> Supplier:
        return Supplier(SupplierId(self.own_id), self.name, self.code or None)

    @property
    def total(self) -> Money:
        """It is no money."""
        return Money.zero()
