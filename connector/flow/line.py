"""One line of what people are shown: a document, and what became of it in the other system."""

from __future__ import annotations

from dataclasses import dataclass

from connector.domain.hold import Hold
from connector.domain.identifiers import DocumentId


@dataclass(frozen=True, slots=True)
class Line:
    """
    One JAGGAER document and the QuickBooks record it became, or why it did not.

    ``kind`` is the document's; what it is called by stands in ``invoice``, whatever its kind is, as it always has.
    """

    invoice_id: DocumentId
    invoice: str
    supplier: str
    jaggaer_total: str
    state: str
    posting: str = ""
    txn_id: str = ""
    ref_number: str = ""
    vendor: str = ""
    purchase_orders: tuple[str, ...] = ()
    quickbooks_total: str = ""
    tied: bool = False
    evidence: str = ""
    holds: tuple[Hold, ...] = ()
    supplier_id: str = ""
    kind: str = ""

    @property
    def numbers(self) -> tuple[str, str]:
        """What people call it by."""
        return self.invoice, self.invoice_id
