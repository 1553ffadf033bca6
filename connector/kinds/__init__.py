"""
The kinds of JAGGAER documents, in the order in which they are read.

A kind that is not among them may be added (``add``) by whoever embeds the connector; docs/kinds.md says how.
"""

from __future__ import annotations

from collections.abc import Sequence

from connector.domain.identifiers import DocumentId
from connector.errors import InternalError
from connector.jaggaer.rows import APART
from connector.kinds.correction import CORRECTION
from connector.kinds.invoice import INVOICE
from connector.kinds.invoice.acknowledgements import INVOICE_ACKNOWLEDGEMENTS
from connector.kinds.invoice.payments import INVOICE_PAYMENTS
from connector.kinds.kind import AnyKind, DocumentKind, Read
from connector.kinds.order import ORDER
from connector.kinds.order.writing import ORDER_WRITING
from connector.kinds.receipt import RECEIPT
from connector.kinds.supplier import SUPPLIER
from connector.kinds.supplier.codes import NEW_SUPPLIERS, SUPPLIER_CODES
from connector.kinds.values import LIST_VALUES
from connector.kinds.writing import DocumentWriting, ListWriting, RecordWriting, WritingKind

_KINDS: list[AnyKind] = [INVOICE, ORDER, RECEIPT, SUPPLIER, CORRECTION]
_WRITTEN: tuple[WritingKind, ...] = (
    ORDER_WRITING,
    INVOICE_PAYMENTS,
    INVOICE_ACKNOWLEDGEMENTS,
    SUPPLIER_CODES,
    NEW_SUPPLIERS,
    LIST_VALUES,
)


def kinds() -> Sequence[AnyKind]:
    return tuple(_KINDS)


def written_kinds() -> Sequence[WritingKind]:
    """The kinds of what is written to JAGGAER."""
    return _WRITTEN


def of_records() -> Sequence[RecordWriting]:
    """Those of records that QuickBooks owns."""
    return [one for one in _WRITTEN if isinstance(one, RecordWriting)]


def of_documents() -> Sequence[DocumentWriting]:
    """Those of what became of JAGGAER's documents."""
    return [one for one in _WRITTEN if isinstance(one, DocumentWriting)]


def of_lists() -> Sequence[ListWriting]:
    """Those of records of QuickBooks' lists."""
    return [one for one in _WRITTEN if isinstance(one, ListWriting)]


def writing_kind(name: str) -> WritingKind:
    return next(one for one in _WRITTEN if one.name == name)


def kind_of(document: DocumentId) -> AnyKind:
    """The kind of a document: its id begins with the kind's prefix, and an invoice's with none."""
    found = known_kind_of(document)
    if found is None:
        raise InternalError(f"There is no kind of documents whose ids begin as that of “{document}”.")
    return found


def known_kind_of(document: DocumentId) -> AnyKind | None:
    """The same of an id that a person may have written, as in a memo."""
    prefix, is_apart, _ = document.partition(APART)
    found = (one for one in _KINDS if one.names.prefix == f"{prefix}{APART}")
    return next(found, None) if is_apart else INVOICE


def add(kind: AnyKind) -> None:
    """Have documents of another kind travel, too."""
    if not kind.names.prefix.endswith(APART) or any(one.names.prefix == kind.names.prefix for one in _KINDS):
        raise InternalError(f"A kind needs a prefix of its own that ends in “{APART}”.")
    _KINDS.append(kind)


def remove(kind: AnyKind) -> None:
    _KINDS.remove(kind)


__all__ = [
    "AnyKind",
    "DocumentKind",
    "Read",
    "add",
    "kind_of",
    "kinds",
    "known_kind_of",
    "of_documents",
    "of_lists",
    "of_records",
    "remove",
    "writing_kind",
    "written_kinds",
]
