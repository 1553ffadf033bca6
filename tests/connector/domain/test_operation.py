"""The one table of an operation's life, walked whole."""

from __future__ import annotations

from itertools import product

import pytest

from connector.domain.operation import LIVE, TRANSITIONS, WAITING_FOR_A_PERSON, State, step
from connector.errors import InternalError


@pytest.mark.parametrize(("old", "new"), list(product(State, State)))
def test_a_step_is_possible_exactly_when_the_table_says_why(old: State, new: State) -> None:
    if (old, new) in TRANSITIONS:
        assert step(old, new) is new
        assert TRANSITIONS[old, new]
    else:
        with pytest.raises(InternalError):
            step(old, new)


def test_every_state_is_reached_and_only_what_was_withdrawn_is_left_for_good() -> None:
    begins = {State.HELD, State.QUEUED}
    assert set(State) - begins == {new for _, new in TRANSITIONS} - begins
    ends = set(State) - {old for old, _ in TRANSITIONS}
    assert ends == {State.WITHDRAWN}


def test_what_was_sent_is_never_simply_queued_again() -> None:
    """Only a refusal, or evidence that nothing was saved, leads back into the queue."""
    assert {old for old, new in TRANSITIONS if new is State.QUEUED} == {State.HELD, State.REFUSED, State.NOT_APPLIED}


def test_every_state_is_either_ours_to_go_on_with_or_a_person_s_or_settled() -> None:
    assert LIVE | WAITING_FOR_A_PERSON | {State.DONE, State.WITHDRAWN} == set(State)
    assert not LIVE & WAITING_FOR_A_PERSON
