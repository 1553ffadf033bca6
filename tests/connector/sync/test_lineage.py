"""Whether a company file is the one we left: every case of what we know and what it shows."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connector.sync import lineage
from connector.sync.lineage import Lineage, Verdict, judge, number

OURS = ("a" * 12, "b" * 12)
KNOWN = Lineage(confirmed=f"7 {OURS[0]}", sent=(f"8 {OURS[1]}",))


@pytest.mark.parametrize(
    ("seen", "known", "verdict"),
    [
        ("", Lineage(), Verdict.UNMARKED),
        (f"7 {OURS[0]}", KNOWN, Verdict.AS_WE_LEFT_IT),
        (f"8 {OURS[1]}", KNOWN, Verdict.AS_WE_LEFT_IT),  # its answer was lost, and it was saved
        ("", KNOWN, Verdict.OLDER),
        (f"3 {OURS[0]}", KNOWN, Verdict.OLDER),
        ("7 cccccccccccc", KNOWN, Verdict.NOT_OURS),
        ("8 cccccccccccc", KNOWN, Verdict.NOT_OURS),
        ("9 cccccccccccc", KNOWN, Verdict.AHEAD),
        (f"9 {OURS[0]}", KNOWN, Verdict.AHEAD),
        ("1 cccccccccccc", Lineage(), Verdict.AHEAD),  # our database is new, the file is not
        ("rubbish", KNOWN, Verdict.NOT_OURS),
        ("", Lineage(sent=(f"1 {OURS[0]}",)), Verdict.UNMARKED),  # the first mark may not have been saved
        (f"1 {OURS[0]}", Lineage(sent=(f"1 {OURS[0]}",)), Verdict.AS_WE_LEFT_IT),
    ],
)
def test_what_a_mark_says(seen: str, known: Lineage, verdict: Verdict) -> None:
    assert judge(seen, known, lambda session: session in OURS) is verdict


@given(st.text())
def test_rubbish_in_place_of_a_mark_is_number_nought_or_a_number(text: str) -> None:
    assert number(text) >= 0


def test_marks_rise_whether_their_answers_come_or_not() -> None:
    known = Lineage()
    for expected in range(1, 6):
        mark = lineage.following(known, OURS[0] * 6)
        assert mark == f"{expected} {OURS[0]}"
        known = lineage.sent(known, mark)
        if expected % 2:
            known = lineage.confirmed(known, mark)
            assert known == Lineage(confirmed=mark)
    assert known.highest == 5
