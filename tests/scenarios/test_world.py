"""Worlds: alone, forked, by the hundred, in other processes, and always the same for the same seed."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import timedelta
from itertools import pairwise

import pytest

from connector import TransientError
from scenarios import library
from scenarios.checks import violations
from scenarios.director import performed
from scenarios.profiles import STORY
from scenarios.schema import Scenario
from scenarios.story import story_of
from scenarios.tape import ReplayedTape
from scenarios.world import NAME, World
from tests.scenarios.worlds import connected, posted

pytestmark = pytest.mark.once


def story() -> Scenario:
    """One in which everything is drawn: latencies, QuickBooks' time, ids; with a lost answer and a restart."""
    return story_of(
        {
            "name": "everything is drawn",
            "proves": "the same seed writes the same transcript",
            "given": {
                "quickbooks": {"vendors": ["Acme"], "takes_time": True},
                "jaggaer": {
                    "suppliers": [{"name": "Acme"}],
                    "invoices": [
                        {"number": "I00101", "supplier": "Acme", "supplier_invoice": "A-1", "total": "120.00"}
                    ],
                },
            },
            "steps": [
                "poll jaggaer",
                {"inject": {"to": "quickbooks", "fault": "lose_answer", "on": "BillAdd"}},
                "update web connector",
                {"advance": "5m"},
                "restart connector",
                "update web connector",
            ],
            "then": {"reached": ["settled.stored_answer"]},
        }
    )


def digest(seed: int) -> str:
    return performed(story(), seed)[1].digest


@pytest.mark.parametrize("part", range(2))
def test_the_same_seed_writes_the_same_transcript_byte_for_byte_here_and_in_another_process(
    part: int, request: pytest.FixtureRequest
) -> None:
    half = request.config.getoption("--seeds") // 2
    seeds = range(part * half, part * half + half)
    played = [performed(story(), seed) for seed in seeds]
    assert [result.failures for _, result in played] == [()] * len(seeds)
    texts = [world.transcript.text() for world, _ in played]
    assert [performed(story(), seed)[0].transcript.text() for seed in seeds] == texts
    assert len(set(texts)) == len(seeds), "another seed writes another one"
    code = f"from tests.scenarios.test_world import digest; print(*map(digest, range({seeds.start}, {seeds.stop})))"
    environment = {**os.environ, "PYTHONHASHSEED": str(part + 1)}
    there = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment)
    assert there.stdout.split() == [result.digest for _, result in played]


@pytest.mark.parametrize("id_", ["time/schedules", "sessions/web_connector_killed", "network/answer_late"])
def test_over_real_sockets_a_story_ends_in_the_same_state(id_: str) -> None:
    scenario = library.find(id_).scenario
    (here, result), (there, other) = performed(scenario), performed(scenario, sockets=True)
    assert (result.failures, other.failures) == ((), ())
    assert here.file == there.file
    assert here.connector.lines(NAME) == there.connector.lines(NAME)
    assert result.digest == other.digest


def test_a_tape_plays_a_world_again() -> None:
    def played(world: World) -> str:
        world.connect(STORY)
        world.poll()
        world.update()
        return world.transcript.text()

    first = World(5, takes_time=True)
    text = played(first)
    again = World(5, takes_time=True, tape=ReplayedTape(first.tape.choices, strict=True))
    assert played(again) == text
    assert len(first.tape.choices) > 10


def test_a_fork_goes_its_own_way() -> None:
    world = connected()
    world.poll()
    fork = world.fork(seed=99)
    fork.update()
    assert [len(one.file.records("Bill")) for one in (world, fork)] == [0, 1]
    assert violations(fork) == []
    world.advance(timedelta(hours=1))
    world.update()
    assert world.file.records("Bill")[0]["TxnID"] != fork.file.records("Bill")[0]["TxnID"]
    assert violations(world) == []


def test_two_hundred_worlds_live_in_one_process_and_none_knows_of_another() -> None:
    worlds = [connected(seed) for seed in range(200)]
    for world in worlds[::10]:
        world.poll()
        world.update()
    assert [len(world.file.records("Bill")) for world in worlds] == [1, *[0] * 9] * 20
    assert [len(world.connector.lines(NAME)) for world in worlds] == [1, *[0] * 9] * 20
    assert len({world.added.password for world in worlds if world.added}) == 200


def test_the_fakes_clocks_tokens_and_pauses_live_on_the_clock_of_the_world() -> None:
    world = posted()
    assert world.keycloak.issued == 1
    world.advance(timedelta(minutes=6))
    world.poll()
    assert world.keycloak.issued == 2
    world.inject("jaggaer", "too_many_requests", "invoices", 1, 1)
    with pytest.raises(TransientError, match="slow down"):
        world.poll()
    with pytest.raises(TransientError, match="asked us to wait until"):
        world.poll()
    world.advance(timedelta(minutes=2))
    world.poll()


def test_the_poller_tries_again_ever_later_and_then_as_usual() -> None:
    world = connected()
    world.inject("jaggaer", "unavailable", "invoices", 1, 5)
    world.run_poller()
    world.advance(timedelta(hours=1))
    asked = [one.asked_at for one in world.transcript.entries() if one.call == "invoices"]
    gaps = [round((after - before).total_seconds()) for before, after in pairwise(asked)]
    assert gaps[:5] == [30, 60, 120, 240, 480]
    assert set(gaps[5:]) == {300}
