"""What is shown of many documents at once is what each of them shows when it is read alone."""

from __future__ import annotations

from collections import Counter

import pytest

from connector.domain.brief import Brief, brief_of
from connector.domain.identifiers import CompanyName
from connector.domain.operation import State
from scenarios.director import performed
from scenarios.library import find, stories
from scenarios.world import NAME, World

COMPANY = CompanyName(NAME)
SOME = sorted(one.id for one in stories())[::9]


@pytest.mark.parametrize("story", SOME)
def test_status_and_tie_out_say_of_all_documents_what_each_of_them_says(
    story: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    world, result = performed(find(story).scenario)
    assert result.passed
    _status_adds_up(world)
    _briefs_are_those_of_the_operations(world)
    at_once = world.connector.invoices_tied(NAME)
    monkeypatch.setattr(Brief, "is_as_posted", False)
    assert world.connector.invoices_tied(NAME) == at_once


def _status_adds_up(world: World) -> None:
    status, lines = world.connector.status(NAME), world.connector.lines(NAME)
    assert status.documents == len(lines) == sum(status.states.values()) + status.not_due
    states = {state.value for state in State}
    shown = Counter(one.state for one in lines if one.state in states)
    assert {state: count for state, count in status.states.items() if state in states} == shown


def _briefs_are_those_of_the_operations(world: World) -> None:
    with world.connector.store.read() as work:
        newest = {one.document: brief_of(one) for one in work.operations.in_state(COMPANY, *State)}
        listed = {one.id: one.last for one in work.documents.listed(COMPANY)}
    assert {key: newest.get(key) for key in listed} == listed
