"""The kinds of QuickBooks record that we write, by QuickBooks' own names."""

from __future__ import annotations

from enum import Enum


class Kind(Enum):
    """The value is the name in qbXML: ``BillAdd``, ``VendorQuery``, ``DataExtMod``."""

    BILL = "Bill"
    CREDIT = "VendorCredit"
    ORDER = "PurchaseOrder"
    RECEIPT = "ItemReceipt"
    VENDOR = "Vendor"
    EXTENSION = "DataExt"


TRANSACTIONS = (Kind.BILL, Kind.CREDIT, Kind.ORDER, Kind.RECEIPT)
"""Known by a TxnID, voided and deleted as transactions; a vendor is known by a ListID."""
