"""What fails about one document is undone, and becomes its exception; the rest of the transaction stands."""

from __future__ import annotations

from dataclasses import replace

import pytest

from connector.domain.hold_code import HoldCode
from connector.domain.identifiers import CompanyName, DocumentId
from connector.domain.operation import Deed, Operation, State
from connector.errors import TransientError
from connector.flow.entities import Company, Event
from connector.flow.generations import next_generation
from connector.flow.ports import Work
from connector.flow.stumbling import stumbling
from scenarios.world import NAME, World
from tests.scenarios.worlds import posted

DOCUMENT = DocumentId("2600001")
COMPANY = CompanyName(NAME)
THEN = {
    State.HELD: State.HELD,
    State.QUEUED: State.HELD,
    State.SENT: State.NEEDS_PERSON,
    State.REFUSED: State.HELD,
    State.UNKNOWN: State.NEEDS_PERSON,
    State.NOT_APPLIED: State.HELD,
    State.NEEDS_PERSON: State.NEEDS_PERSON,
    State.DONE: State.HELD,
    State.WITHDRAWN: State.HELD,
}
"""What is under way stays under way for a person; what is settled is followed by another generation."""


@pytest.fixture
def world() -> World:
    return posted()


def company(work: Work) -> Company:
    found = work.companies.get(COMPANY)
    assert found is not None
    return found


def put(work: Work, state: State) -> Operation:
    """The latest operation of the posted document, in a state of its own."""
    known = work.operations.latest(COMPANY, DOCUMENT)
    assert known is not None
    after = next_generation(company(work), DOCUMENT, known, known.fingerprint)
    return work.operations.add(COMPANY, replace(after, state=state, deed=Deed.MODIFY, draft=known.draft))


def stumble(world: World, work: Work, error: Exception | None = None) -> None:
    with stumbling(work, company(work), DOCUMENT, world.clock.now()):
        raise error or ZeroDivisionError("by nothing")


def test_every_state_has_a_way_to_a_person() -> None:
    assert set(THEN) == set(State)


@pytest.mark.parametrize("state", State)
def test_a_document_over_which_we_stumble_waits_for_a_person_and_the_rest_goes_on(world: World, state: State) -> None:
    with world.connector.store.write() as work:
        before = put(work, state)
        with stumbling(work, company(work), DOCUMENT, world.clock.now()):
            work.mirror.set_cursor(COMPANY, "undone", "1")
            work.history.add(COMPANY, Event(world.clock.now(), "undone", "nobody reads this"))
            work.operations.add(COMPANY, before)  # a generation that is there: the database refuses it
        work.mirror.set_cursor(COMPANY, "stands", "1")
    with world.connector.store.read() as work:
        latest = work.operations.latest(COMPANY, DOCUMENT)
        assert latest is not None
        assert (latest.state, [hold.code for hold in latest.holds]) == (THEN[state], [HoldCode.STUMBLED])
        assert "UNIQUE constraint failed" in latest.holds[0].what
        assert (work.mirror.cursor(COMPANY, "undone"), work.mirror.cursor(COMPANY, "stands")) == (None, "1")
    assert world.connector.verify_history(NAME).wrong == ()
    assert "undone" not in [event.kind for event in world.connector.history(NAME)]


def test_what_fails_about_the_store_is_no_document_s(world: World) -> None:
    with world.connector.store.write() as work, pytest.raises(TransientError):
        stumble(world, work, TransientError("The disk is full."))
    assert world.connector.exceptions(NAME) == []


def test_a_posted_document_stands_again_once_we_do_not_stumble_any_more(world: World) -> None:
    with world.connector.store.write() as work:
        stumble(world, work)
    assert [one.state for one in world.connector.lines(NAME)] == ["held"]
    world.clock.sleep(1200)
    world.update()
    assert [(one.state, one.tied) for one in world.connector.lines(NAME)] == [("done", True)]
    assert len(world.file.records("Bill")) == 1


def test_it_is_told_once_however_often_we_stumble(world: World) -> None:
    for _ in range(3):
        with world.connector.store.write() as work:
            stumble(world, work)
    assert [event.kind for event in world.connector.history(NAME)].count("stumbled") == 1
