"""The guide for support: each command of it does what the guide says, on the log of a bug."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from scenarios.__main__ import app
from scenarios.story import BadStory, read_story
from tests.scenarios.test_planted import BUGS, DUPLICATE

pytestmark = pytest.mark.once

GUIDE = Path(__file__).parents[2] / "docs/support.md"
COMMANDS = re.findall(r"^\$ scenarios (.*)$", GUIDE.read_text(encoding="utf-8"), re.MULTILINE)
SAYS = {
    "explain": "written twice",
    "scrub": "nothing of the original's names in it",
    "replay": "no difference",
    "story": "no second record: ",
    "minimise": "fails by “no second record”",
}
STATUS = {"explain": 0, "scrub": 0, "replay": 0, "story": 1, "minimise": 0}


def test_each_command_of_the_guide_does_what_it_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    *five, without_a_customer = (shlex.split(one) for one in COMMANDS)
    assert [one[0] for one in five] == list(STATUS)
    with pytest.MonkeyPatch.context() as patch:
        BUGS[DUPLICATE][0](patch)
        CliRunner().invoke(app, without_a_customer)
        for command in five:
            done = CliRunner().invoke(app, command)
            assert done.exit_code == STATUS[command[0]], f"{command}: {done.output} {done.exception}"
            assert SAYS[command[0]] in done.output
        assert CliRunner().invoke(app, ["run", "small.yaml"]).exit_code == 1
    assert CliRunner().invoke(app, ["run", "small.yaml"]).exit_code == 0
    assert len(read_story(tmp_path / "small.yaml").steps) <= 4
    assert "QuickBooks saves BillAdd and its answer is lost" in read_story(tmp_path / "small.yaml").proves
    mended = subprocess.run(  # our own pytest on our own file
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "test_small.py"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert mended.returncode == 0, mended.stdout


def test_where_the_bug_is_mended_the_story_holds_and_there_is_nothing_to_make_smaller(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    run = CliRunner().invoke
    with pytest.MonkeyPatch.context() as patch:
        BUGS[DUPLICATE][0](patch)
        run(app, shlex.split(COMMANDS[-1]))
    assert run(app, ["replay", "QWCLog.txt"]).exit_code == 1
    assert run(app, ["story", "QWCLog.txt", "-o", "story.yaml"]).exit_code == 0
    assert isinstance(run(app, ["minimise", "story.yaml", "-o", "small.yaml"]).exception, BadStory)
