"""The names by which both systems know their records, one type each so that they cannot be mixed up."""

from __future__ import annotations

from typing import NewType

CompanyName = NewType("CompanyName", str)
"""The operator's short name of one pair: a JAGGAER tenant and a QuickBooks company file."""

DocumentId = NewType("DocumentId", str)
"""
JAGGAER's internal id of an invoice, an integer on the wire and opaque to us; that of a document of another kind follows
the name of the kind (``order:7001``).
"""

SupplierId = NewType("SupplierId", str)
"""JAGGAER's internal ``supplier.id``; stable while the supplier's name is respelled."""

ListID = NewType("ListID", str)
"""QuickBooks' id of a list record (vendor, account, item, terms), e.g. ``8000001B-1405768916``."""

TxnID = NewType("TxnID", str)
"""QuickBooks' id of a transaction, e.g. ``2C-1413851583``."""

RecordId = NewType("RecordId", str)
"""The TxnID of a transaction or the ListID of a list record, where it may be either."""

TxnLineID = NewType("TxnLineID", str)
"""QuickBooks' id of one line of a transaction."""

EditSequence = NewType("EditSequence", str)
"""QuickBooks' version of a record; a modify must carry the current one."""

RefNumber = NewType("RefNumber", str)
"""The number people see: a bill's is the supplier's invoice number, at most 20 characters."""

ExternalGUID = NewType("ExternalGUID", str)
"""Our own id on a QuickBooks record, ``{…}``; settable at Add only, and no query can filter by it."""

OperationId = NewType("OperationId", int)
MessageSetId = NewType("MessageSetId", str)
"""At most 23 characters, never used twice in a company: QuickBooks stores its answer under it."""
