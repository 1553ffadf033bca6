"""Somebody else's repository, with the package installed: their connector, their tests, the machines' fixtures."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from scenarios.exploring.explore import drawn
from scenarios.minimising.story_file import yaml_of

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


def write(project: Path, name: str, text: str) -> None:
    (project / name).write_text(text, encoding="utf-8")


def test_a_test_of_python_has_the_shipped_connector_and_all_of_its_checks(project: Path) -> None:
    (project / "conftest.py").unlink()
    write(project, "pytest.ini", "[pytest]\nstories_connector = shipped\n")
    write(project, "test_bills.py", (PROJECT / "test_bills.py").read_text().replace("    assert shown.status", "    #"))
    code, told = run(project, "test_bills.py", "-k", "lost")
    assert code == 0, told


def test_another_fixture_named_world_is_none_of_ours(project: Path) -> None:
    write(
        project,
        "test_bills.py",
        "import pytest\n\n@pytest.fixture\ndef world():\n    return 1\n\ndef test_it(world):\n    assert world == 2\n",
    )
    code, told = run(project, "test_bills.py")
    assert (code, "INTERNALERROR" in told, "once more" in told) == (1, False, False), told


@pytest.mark.parametrize(
    ("mark", "said"),
    [
        ("given(jaggaer={'suplliers': []})", "the mark “given” is not understood: “suplliers” is not known here."),
        ("given(jaggaer={'invoices': [7]})", "the mark “given” is not understood:"),
        ("seed", "the mark “seed” takes one whole number that is not negative"),
        ("seed(-1)", "the mark “seed” takes one whole number that is not negative"),
        ("seed('x')", "the mark “seed” takes one whole number that is not negative"),
    ],
)
def test_a_mark_that_is_not_understood_is_said_in_words(project: Path, mark: str, said: str) -> None:
    write(project, "test_bills.py", f"import pytest\n\n@pytest.mark.{mark}\ndef test_it(world):\n    pass\n")
    code, told = run(project, "test_bills.py")
    assert (code, said in told, "Traceback" in told) == (1, True, False), told


@pytest.mark.parametrize(
    ("words", "setting", "said"),
    [
        (("--world-seed", "-1"), "", "--world-seed"),
        (("--world-seed", "x"), "", "--world-seed"),
        ((), "shippd", "stories_connector is “shipped” or left out, and not “shippd”"),
    ],
)
def test_a_wrong_option_is_wrong_use(project: Path, words: tuple[str, ...], setting: str, said: str) -> None:
    write(project, "pytest.ini", f"[pytest]\nstories_connector = {setting}\n")
    code, told = run(project, *words)
    assert (code, said in told, "Traceback" in told) == (4, True, False), told


@pytest.mark.parametrize(
    ("connector", "said"),
    [
        ("UnderTest('<QBWCXML/>', 'x')", "the Web Connector refuses the .qwc file"),
        ("UnderTest('rubbish', 'x')", "the Web Connector refuses the .qwc file"),
        ("UnderTest(Path('nowhere.qwc'), 'x')", "the .qwc file nowhere.qwc cannot be read"),
        ("UnderTest(QWC.format(url='http://localhost:9/naive'), 'x')", "connector_under_test has no poll"),
        (
            "UnderTest(QWC.format(url='http://localhost:9/naive'), 'x', poll=lambda: 1 / 0)",
            "ZeroDivisionError: division by zero",
        ),
    ],
)
def test_a_connector_that_cannot_be_used_is_said_in_words(project: Path, connector: str, said: str) -> None:
    write(
        project,
        "conftest.py",
        "from pathlib import Path\n\nimport pytest\nfrom naive import QWC\nfrom scenarios.under_test import UnderTest\n\n"
        f"@pytest.fixture\ndef connector_under_test():\n    return {connector}\n",
    )
    code, told = run(project, "stories")
    assert (code, said in told, "Traceback" in told) == (1, True, False), told


def test_what_explore_saves_is_a_story_to_pytest(project: Path) -> None:
    write(project, "stories/1.yaml", yaml_of(drawn(1, timedelta(hours=1))))
    _, told = run(project, "--collect-only", "stories")
    assert "stories/1.yaml::1\n" in told
