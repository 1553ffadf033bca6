"""Every reason speaks in whole sentences, with nothing left unfilled."""

from __future__ import annotations

import pytest

from connector.domain.catalogue import REASONS
from connector.domain.hold import Hold, placeholders
from connector.domain.hold_code import HoldCode


@pytest.mark.parametrize("code", HoldCode)
def test_a_reason_fills_every_word_it_leaves_open(code: HoldCode) -> None:
    hold = Hold.of(code, **dict.fromkeys(placeholders(code), "SOMETHING"))
    for text in (hold.title, hold.what, hold.reason.why, hold.reason.ours, *(step.does for step in hold.steps)):
        assert text
        assert "{" not in text
        assert text.endswith((".", "SOMETHING")) or text == hold.title
    assert hold.steps
    assert len(hold.title) <= 60


def test_a_missing_word_is_noticed_when_the_hold_is_made() -> None:
    with pytest.raises(ValueError, match="VENDOR_UNKNOWN"):
        Hold.of(HoldCode.VENDOR_UNKNOWN, supplier="Acme")


def test_every_code_has_its_words() -> None:
    assert set(REASONS) == set(HoldCode)
