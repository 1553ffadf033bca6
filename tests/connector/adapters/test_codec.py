"""What is written out comes back as it went, so that what was just written need not be read in."""

from __future__ import annotations

import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connector.adapters.store import codec
from connector.adapters.store.codec import Loaded
from connector.domain.identifiers import CompanyName
from connector.domain.operation import Operation, State
from connector.jaggaer.payload import dump_payload
from scenarios.director import performed, play
from scenarios.library import find
from scenarios.world import NAME

ACME = CompanyName(NAME)
PRESETS = {"operations_1": 0xBA9442B6, "documents_1": 0xD8B9CC5D}
"""By their checksums."""
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
    assert codec.unpacked(codec.packed(f"x}}{text}")) == f"x}}{text}"


@given(st.text(), st.sampled_from(list(PRESETS)), st.integers(0, 5000), st.integers(0, 5000))
def test_a_text_that_is_packed_with_a_preset_reads_as_before(text: str, preset: str, first: int, last: int) -> None:
    usual = codec._preset(preset).decode()[first:last]
    for one in (text, usual, f"{usual}{text}", f"x}}{text}", f"x\x01{usual}"):
        assert codec.unpacked(codec.packed(one, preset)) == one


@pytest.mark.parametrize("preset", ["", *PRESETS])
@pytest.mark.parametrize("cut", [1, 4, 8])
def test_a_text_that_was_cut_off_is_no_text(preset: str, cut: int) -> None:
    with pytest.raises(zlib.error):
        codec.unpacked(codec.packed("a text of some length " * 9, preset)[:-cut])


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_is_never_changed_as_what_was_kept_with_it_needs_it(name: str) -> None:
    assert zlib.adler32(codec._preset(name)) == PRESETS[name]


def test_every_preset_is_known() -> None:
    assert set(PRESETS) == {file.stem for file in codec.PRESETS.iterdir()}


def test_with_a_preset_a_bill_takes_half_the_room() -> None:
    world, _ = performed(find("road/order_in_two_bills").scenario)
    with world.connector.store.read() as work:
        done = [codec.dump(one) for one in work.operations.in_state(ACME, State.DONE)]
        texts = [(text, codec.OPERATIONS) for text in done]
        texts += [(dump_payload(one.payload), codec.DOCUMENTS) for one in work.documents.all(ACME)]
    assert len(texts) > 3
    for text, preset in texts:
        assert len(codec.packed(text, preset)) < 0.6 * len(codec.packed(text))
