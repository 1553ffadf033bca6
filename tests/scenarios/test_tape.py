"""The tape: the same choices again, or a loud word that they are not the same."""

from __future__ import annotations

import pytest

from scenarios.tape import Choice, Misaligned, ReplayedTape, SeededEntropy, SeededTape, dump, load


def drawn(seed: int) -> list[Choice]:
    tape = SeededTape(seed)
    for bound in (2, 100, 7, 1):
        tape.choose(f"of {bound}", bound)
    return tape.choices


def test_the_same_seed_makes_the_same_choices_within_their_bounds() -> None:
    assert drawn(1) == drawn(1)
    assert drawn(1) != drawn(2)
    assert all(0 <= one.value < one.bound for seed in range(50) for one in drawn(seed))


def test_a_tape_is_kept_as_json_and_comes_back_the_same() -> None:
    assert load(dump(drawn(3))) == drawn(3)


def test_a_strict_replay_gives_what_was_recorded_and_fails_on_anything_else() -> None:
    tape = ReplayedTape(drawn(1), strict=True)
    assert [tape.choose(one.label, one.bound) for one in drawn(1)] == [one.value for one in drawn(1)]
    with pytest.raises(Misaligned, match="choice 5 is “more” of 2; recorded was nothing"):
        tape.choose("more", 2)
    with pytest.raises(Misaligned, match="choice 1"):
        ReplayedTape(drawn(1), strict=True).choose("of 2", 3)


def test_a_lenient_replay_takes_zero_for_what_does_not_fit() -> None:
    tape = ReplayedTape([Choice("a", 5, 4), Choice("b", 5, 3)], strict=False)
    assert [tape.choose("a", 5), tape.choose("other", 5), tape.choose("c", 9)] == [4, 0, 0]


def test_identities_never_come_twice_and_are_the_same_for_the_same_seed() -> None:
    one, two = SeededEntropy(1), SeededEntropy(1)
    secrets = [one.secret() for _ in range(1000)]
    assert len(set(secrets)) == 1000
    assert secrets == [two.secret() for _ in range(1000)]
    assert len(one.bytes(12)) == 12
    assert one.guid() != SeededEntropy(2).guid()
