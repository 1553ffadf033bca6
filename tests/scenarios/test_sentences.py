"""Each sentence holds; that it would be missed if it did not is shown by the bugs planted for it."""

from __future__ import annotations

import pytest

from tests.scenarios.sentences import SENTENCES

pytestmark = pytest.mark.once


@pytest.mark.parametrize("name", SENTENCES)
def test_a_sentence_holds(name: str) -> None:
    SENTENCES[name]()
