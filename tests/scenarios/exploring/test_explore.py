"""Exploring: random stories hold, and one that does not is saved, made smaller, and told with its command."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from scenarios import checks
from scenarios.__main__ import app
from scenarios.checks import Check, When
from scenarios.director import play
from scenarios.exploring.explore import run, runs
from scenarios.story import read_story
from scenarios.world import World

pytestmark = pytest.mark.once
FIRST_SEED = 20_260_101


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "seed" in metafunc.fixturenames:
        count = metafunc.config.getoption("--explored")
        metafunc.parametrize("seed", range(FIRST_SEED, FIRST_SEED + count))


def test_a_random_story_holds(seed: int) -> None:
    assert run(seed).failures == ()


def test_the_same_seed_plays_the_same_story() -> None:
    assert run(14).digest == run(14).digest


def test_runs_end_with_their_number_and_with_their_time() -> None:
    assert [one.seed for one in runs(14, 1, None, 1, lambda: False)] == [14]
    assert list(runs(14, None, None, 1, lambda: True)) == []
    assert list(runs(14, None, None, 2, lambda: True)) == []


def a_rule_that_is_wrong(world: World) -> Iterator[str]:
    """No bill is over 50.00."""
    yield from (f"a bill over {one['AmountDue']}" for one in world.file.records("Bill") if len(one["AmountDue"]) > 5)


def test_a_story_that_does_not_hold_is_saved_and_made_smaller(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "CHECKS", (*checks.CHECKS, Check(a_rule_that_is_wrong, When.AT_REST)))
    words = ["explore", "--runs", "1", "--seed", "14", "--every", "1h", "--jobs", "1", "--out", str(tmp_path)]
    done = CliRunner().invoke(app, [*words, "--plays", "25", "--json"])
    report = json.loads(done.stdout)
    (failed,) = report["failed"]
    assert (done.exit_code, report["runs"], failed["seed"]) == (1, 1, 14)
    assert failed["failures"][0].startswith("a rule that is wrong: a bill over ")
    assert failed["again"] == f"scenarios run {tmp_path / '14.minimal.yaml'} -v"
    assert not play(read_story(tmp_path / "14.yaml")).passed
    smaller = read_story(tmp_path / "14.minimal.yaml")
    assert failed["events"] < 12
    assert len(smaller.steps) < 6
    assert not play(smaller).passed
    told = CliRunner().invoke(app, [*words, "--plays", "0"])
    assert f"scenarios run {tmp_path / '14.yaml'} -v" in told.stdout
    assert "1 do not hold, by 1 checks." in told.stdout


def test_a_story_that_breaks_does_not_hold_and_ends_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(world: World) -> Iterator[str]:
        yield f"{len(world.polls) // 0}"

    monkeypatch.setattr(checks, "CHECKS", (Check(breaks, When.BETWEEN_STEPS),))
    assert run(14).failures == ("the play broke off by ZeroDivisionError: integer division or modulo by zero",)


def test_what_holds_is_summed_up() -> None:
    done = CliRunner().invoke(app, ["explore", "--runs", "1", "--seed", "14", "--every", "1h", "--jobs", "1"])
    assert done.exit_code == 0
    assert "1 stories (seeds 14 to 14)" in done.stdout
    assert "All of them hold." in done.stdout


def test_a_schedule_that_is_none_is_said_in_one_line() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "scenarios", "explore", "--every", "soon"], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (2, "✗ --every soon: a time is a number and s, m, h or d, as 15m.\n")


def _heeds_ctrl_c() -> None:
    """Whatever started the tests, as a background job, may have switched it off for all below."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@pytest.mark.parametrize("by", [signal.SIGINT, signal.SIGTERM])
def test_whatever_ends_it_hears_what_was_found_so_far(by: signal.Signals, tmp_path: Path) -> None:
    words = [sys.executable, "-m", "scenarios", "explore", "--runs", "500", "--every", "1h", "--jobs", "2"]
    exploring = subprocess.Popen(
        [*words, "--seed", "14", "--out", str(tmp_path)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=_heeds_ctrl_c,
    )
    try:
        with pytest.raises(subprocess.TimeoutExpired):
            exploring.communicate(timeout=12)
        exploring.send_signal(by)
        out, error = exploring.communicate(timeout=120)
    finally:
        exploring.kill()
    assert exploring.returncode in (1, 130), error
    assert "Ended early" in out or "No story was played" in out
    assert "Traceback" not in error
