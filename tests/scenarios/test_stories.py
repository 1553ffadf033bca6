"""Stories: every one of the library holds, and one that tells something else is caught."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from scenarios import library
from scenarios.director import play
from scenarios.library import stories
from scenarios.schema import json_schema, story_of


@pytest.mark.parametrize("story", list(stories()), ids=lambda story: story.id)
@pytest.mark.parametrize("seed", [None, 99])
def test_a_story_of_the_library_holds_whatever_the_seed(story: library.Story, seed: int | None) -> None:
    assert play(story.scenario, seed).failures == ()


def test_a_story_that_tells_something_else_is_caught() -> None:
    told = yaml.safe_load(Path(library.find("first_bill").file).read_text())
    told["then"]["quickbooks"]["bills"][0]["total"] = "1132.56"
    told["then"]["exceptions"] = ["VENDOR_UNKNOWN"]
    told["then"]["reached"] = ["settled.stored_answer"]
    failures = play(story_of(told)).failures
    assert len(failures) == 3


def test_the_schema_beside_the_library_is_the_one_that_is_printed() -> None:
    kept = Path(library.__file__).parents[1] / "scenario.schema.json"
    assert json.loads(kept.read_text()) == json_schema()


def test_the_commands_of_stories_speak_in_one_line(tmp_path: Path) -> None:
    import subprocess
    import sys

    def run(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run([sys.executable, "-m", "scenarios", *words], capture_output=True, text=True, check=False)

    listed = json.loads(run("list", "--json").stdout)
    assert {"id", "name", "proves", "subject", "file"} == set(listed[0])
    played = json.loads(run("run", "first_bill", "--json", "--seed", "5").stdout)
    assert played["results"][0]["passed"] is True
    (tmp_path / "taken").write_text("")
    for words in (
        ("run", "nothing"),
        ("check", str(tmp_path / "none.yaml")),
        ("demo", "--out", str(tmp_path / "taken")),
    ):
        done = run(*words)
        assert (done.returncode, done.stdout.strip(), done.stderr.count("\n")) == (2, "", 1), done.stderr
