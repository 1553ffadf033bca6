"""Dying: points are numbered alike in every play, each is survived, and a connector that forgets is found out."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from connector.flow import tasks
from connector.flow.tasks import write
from scenarios import library
from scenarios.__main__ import app
from scenarios.prove import GOLDEN, deaths, die, pairs, points_of

pytestmark = pytest.mark.once


@pytest.mark.parametrize("story", GOLDEN)
def test_a_story_passes_the_same_points_in_every_play(story: str) -> None:
    points = points_of(library.find(story).scenario)
    assert points == points_of(library.find(story).scenario)
    assert "sendRequestXML: before a transaction commits" in points
    assert "receiveResponseXML: before its answer leaves" in points
    answered = {f"the runner: after {one} was answered" for one in ("invoice", "purchase_order", "suppliers")}
    assert answered & set(points)


def test_a_few_points_are_survived_here_and_more_of_them_in_the_gate() -> None:
    died = list(deaths(GOLDEN, every=150))
    assert len(died) > 6
    assert [one for one in died if one.failures] == []


def test_a_connector_that_sends_before_it_has_committed_does_not_survive(monkeypatch: pytest.MonkeyPatch) -> None:
    """The proof can fail: without the write-ahead there is a point at which a bill is entered twice or lost."""
    depart: Callable[..., Any] = write.depart

    def forget(turn: Any, sent: Any) -> None:
        if turn.opened.session.rounds < 99:
            return  # the operations stay queued while their bytes are on the way
        depart(turn, sent)

    changed = [replace(one, depart=forget) if one is write.WRITE else one for one in tasks.TASKS]
    monkeypatch.setattr(tasks, "TASKS", tuple(changed))
    names = points_of(library.find("road/first_bill").scenario)
    numbers = [at for at, name in enumerate(names, 1) if name.startswith(("sendRequestXML", "receiveResponseXML"))]
    assert any(die("road/first_bill", (number,), "").failures for number in numbers[-12:])


def test_the_command_counts_the_points_and_tells_what_is_not_survived() -> None:
    done = CliRunner().invoke(app, ["prove", "first_bill", "--every", "50", "--jobs", "1", "--json"])
    assert (done.exit_code, json.loads(done.stdout)) == (0, {"died": {"road/first_bill": 2}, "failed": []})


def test_a_sweep_dies_at_pairs_of_points_too_the_same_ones_by_the_same_seed() -> None:
    chosen = [one.points for one in pairs(["road/first_bill"], 6, 3)]
    assert chosen == [one.points for one in pairs(["road/first_bill"], 6, 3)]
    assert all(first < second for first, second in chosen)
    assert chosen != [one.points for one in pairs(["road/first_bill"], 6, 4)]


def test_a_story_of_anybody_s_own_is_swept_by_its_file(tmp_path: Path) -> None:
    file = tmp_path / "own.yaml"
    file.write_text(Path(library.find("first_bill").file).read_text(encoding="utf-8"), encoding="utf-8")
    words = ["sweep", str(file), "--every", "60", "--pairs", "4", "--jobs", "1"]
    done = CliRunner().invoke(app, words)
    assert done.exit_code == 0, done.stdout
    assert "died 5 times, survived 5" in done.stdout
    assert json.loads(CliRunner().invoke(app, [*words, "--json"]).stdout) == {"died": {str(file): 5}, "failed": []}
