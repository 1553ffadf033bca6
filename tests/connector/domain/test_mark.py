"""The mark in a memo names its document, whatever a person wrote around it."""

from __future__ import annotations

import pytest

from connector.domain.identifiers import DocumentId
from connector.domain.mark import document_of, is_marked, mark_of, mark_of_supplier


@pytest.mark.parametrize("number", ["I00101", "A/7", "Nr. é"])
def test_a_mark_is_plain_ascii_and_names_its_document(number: str) -> None:
    mark = mark_of(number, DocumentId("2600001"))
    assert mark.isascii()
    assert document_of(f"checked by Ann {mark} supplier invoice 7") == "2600001"


def test_what_carries_no_mark_is_nobody_s_of_ours() -> None:
    assert (is_marked("by Ann"), document_of("by Ann")) == (False, None)
    assert document_of(mark_of_supplier("77")) is None
    assert is_marked(mark_of_supplier("77"))
