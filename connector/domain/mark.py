"""Our mark: what in a memo or note says that a record is ours, and whose it is."""

from __future__ import annotations

import re

from connector.domain.identifiers import DocumentId
from connector.domain.receipt import PREFIX

OURS = "[JAGGAER "
"""What every mark of ours begins with."""

OF_DOCUMENT = re.compile(rf"{re.escape(OURS)}.+/(?P<id>[^/\]]+)\]")


def mark_of(number: str, invoice_id: DocumentId) -> str:
    """The mark of a document; plain ASCII, so that it comes back as it went."""
    return _ascii(f"{OURS}{number}/{invoice_id}]")


def is_numbered(memo: str, number: str) -> bool:
    """Whether it carries the mark of a document of this number."""
    return _ascii(f"{OURS}{number}/") in memo


def mark_of_supplier(supplier_id: str) -> str:
    return _ascii(f"{OURS}supplier {supplier_id}]")


def is_marked(memo: str) -> bool:
    """Whether it carries a mark of ours, of whatever document."""
    return OURS in memo


def is_of_a_bill(memo: str) -> bool:
    """
    Whether it carries a mark of ours as a bill of ours does.

    An item receipt that a person made the bill keeps its memo: that bill is the person's.
    """
    document = document_of(memo)
    return is_marked(memo) and not (document or "").startswith(PREFIX)


def document_of(memo: str) -> DocumentId | None:
    """The document that a memo's mark names."""
    found = OF_DOCUMENT.search(memo)
    return DocumentId(found["id"]) if found else None


def _ascii(text: str) -> str:
    return text.encode("ascii", "replace").decode("ascii")
