"""What is written out comes back as it went, so that what was just written need not be read in."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connector.adapters.store import codec
from connector.adapters.store.codec import Loaded
from connector.domain.operation import Operation
from scenarios.director import play
from scenarios.library import find

STORIES = ("road/order_in_two_bills", "settling/answer_lost_after_save", "corrections/edited_between")


@pytest.mark.parametrize("name", STORIES)
def test_operations_come_back_as_they_went(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    real, seen = Loaded.dump, set[bytes]()

    def dumped(self: Loaded, value: object, *, rests: bool) -> bytes:
        kept = real(self, value, rests=rests)
        assert codec.load(Operation, codec.unpacked(kept)) == value
        seen.add(kept)
        return kept

    monkeypatch.setattr(Loaded, "dump", dumped)
    assert play(find(name).scenario).passed
    assert len(seen) > 3


def test_only_the_most_recent_ones_stay_loaded() -> None:
    kept = Loaded(str, 2)
    texts = [kept.dump(one, rests=False) for one in ("a", "b", "c")]
    assert [kept.load(one) for one in texts] == ["a", "b", "c"]
    assert len(kept._values) == 2


@given(st.text())
def test_a_text_that_is_packed_reads_as_before(text: str) -> None:
    assert codec.unpacked(codec.packed(text)) == text
    assert codec.unpacked(codec.packed(f"x\x01{text}")) == f"x\x01{text}"
