"""Somebody else's repository, with the package installed: their connector, their tests, the machines' fixtures."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).with_name("project")
pytestmark = pytest.mark.once


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return Path(shutil.copytree(PROJECT, tmp_path / "theirs", ignore=shutil.ignore_patterns("__pycache__")))


def run(project: Path, *words: str, **environment: str) -> tuple[int, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST", "COV"))}
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *words]
    done = subprocess.run(
        command, cwd=project, env={**kept, **environment}, capture_output=True, text=True, timeout=120, check=False
    )
    return done.returncode, done.stdout + done.stderr


@pytest.mark.parametrize("over_http", ["no", "yes"])
def test_a_careful_connector_is_green_in_this_process_and_over_http(project: Path, over_http: str) -> None:
    code, told = run(project, OVER_HTTP=over_http)
    assert code == 0, told
    assert "4 passed" in told


def test_a_careless_one_is_red_by_its_story_with_the_seed_and_how_to_play_it_again(project: Path) -> None:
    code, told = run(project, CAREFUL="no")
    assert code == 1, told
    assert "2 failed, 2 passed" in told
    assert "no second record: 2 Bill records" in told
    assert "seed 17; once more: pytest stories/answer_lost.yaml::answer_lost --world-seed 17" in told
    assert "seed 7; once more: pytest test_bills.py::test_an_answer_may_be_lost --world-seed 7" in told


def test_the_line_that_is_printed_plays_it_again(project: Path) -> None:
    code, told = run(project, "stories/answer_lost.yaml::answer_lost", "--world-seed", "17", CAREFUL="no")
    assert (code, "1 failed" in told) == (1, True), told


def test_other_yaml_files_are_left_alone_and_stories_where_that_is_wished(project: Path) -> None:
    _, told = run(project, "--collect-only")
    assert "deployment" not in told
    _, told = run(project, "--collect-only", "--no-stories")
    assert "answer_lost" not in told


def test_a_story_with_a_mistake_is_said_with_its_line(project: Path) -> None:
    story = project / "stories" / "answer_lost.yaml"
    story.write_text(story.read_text().replace("- poll jaggaer", "- pol jaggaer"))
    code, told = run(project, "stories")
    assert code == 2, told
    assert "answer_lost.yaml line 11: there is no verb “pol jaggaer”. Did you mean “poll jaggaer”?" in told
    assert "Traceback" not in told


def test_without_a_connector_it_says_how_to_give_one(project: Path) -> None:
    (project / "conftest.py").unlink()
    _, told = run(project, "stories")
    assert "Define a fixture connector_under_test" in told


def test_the_shipped_connector_plays_the_same_story(project: Path) -> None:
    (project / "conftest.py").unlink()
    (project / "pytest.ini").write_text("[pytest]\nstories_connector = shipped\n")
    code, told = run(project, "stories")
    assert code == 0, told
