"""The gate: what failed is said to people, to JUnit readers and to GitHub, and nothing passes unplayed."""

from __future__ import annotations

import json
import re
import shlex
from importlib.resources import files
from pathlib import Path

import pytest
import yaml
from lxml import etree
from typer.testing import CliRunner, Result

from scenarios import director, gate, library
from scenarios.__main__ import app
from scenarios.guards import ReachedOut
from scenarios.story import BadStory


def story(tmp_path: Path, total: str = "1132.55", name: str = "ours.yaml") -> Path:
    told = yaml.safe_load(Path(library.find("first_bill").file).read_text())
    told["then"]["quickbooks"]["bills"][0]["total"] = total
    told["name"] = "ours: 100%, they say"
    file = tmp_path / "stories" / name
    file.parent.mkdir(exist_ok=True)
    file.write_text(yaml.safe_dump(told))
    return file


def run(*words: str, **environment: str) -> Result:
    return CliRunner().invoke(app, ["gate", *words], env={"GITHUB_ACTIONS": "", **environment})


def test_what_holds_passes_with_every_seed_and_is_in_the_junit_file(tmp_path: Path) -> None:
    story(tmp_path)
    done = run(str(tmp_path / "stories"), "--seeds", "3", "--junitxml", str(tmp_path / "new" / "gate.xml"))
    assert done.exit_code == 0, done.output
    assert "All 3 hold." in done.output
    suite = etree.parse(tmp_path / "new" / "gate.xml").getroot()[0]
    assert dict(suite.attrib).items() >= {"tests": "3", "failures": "0", "errors": "0"}.items()
    assert [case.get("name") for case in suite] == [f"ours (seed {seed})" for seed in (1, 2, 3)]


def test_what_does_not_hold_fails_and_says_how_to_see_it_again(tmp_path: Path) -> None:
    story(tmp_path), story(tmp_path, "1.00", "wrong.yaml")
    done = run(str(tmp_path / "stories"), "--junitxml", str(tmp_path / "gate.xml"), "--github")
    assert done.exit_code == 1
    assert "1 of 2 do not hold." in done.output
    failure = etree.parse(tmp_path / "gate.xml").getroot().find(".//failure")
    assert failure is not None
    assert "QuickBooks has the bills" in (failure.text or "")
    assert "wrong.yaml --seed 1 -v" in (failure.text or "")
    (line,) = [line for line in done.output.splitlines() if line.startswith("::error")]
    assert "title=ours%3A 100%25%2C they say (seed 1)::" in line
    assert "wrong.yaml,line=1" in line


def test_github_is_noticed_by_its_environment(tmp_path: Path) -> None:
    file = story(tmp_path, "1.00")
    assert "::error" in run(str(file), GITHUB_ACTIONS="true").output
    assert "::error" not in run(str(file)).output


def test_the_report_is_the_same_on_standard_output_and_in_a_file(tmp_path: Path) -> None:
    file = story(tmp_path, "1.00")
    done = run(str(file), "--json", "--report-json", str(tmp_path / "report.json"))
    report = json.loads(done.stdout)
    assert report == json.loads((tmp_path / "report.json").read_text())
    assert (report["passed"], report["cases"], len(report["failed"])) == (False, 1, 1)


@pytest.mark.parametrize("broken", [RuntimeError("boom \x1b"), ReachedOut("a world reached out")])
def test_a_story_that_breaks_off_is_an_error_and_the_others_are_played(
    monkeypatch: pytest.MonkeyPatch, broken: BaseException
) -> None:
    real, calls = director.play, list[int]()

    def play(*arguments: object) -> object:
        calls.append(1)
        if len(calls) == 1:
            raise broken
        return real(*arguments)  # type: ignore[arg-type] # handed on

    monkeypatch.setattr(director, "play", play)
    cases = list(gate.run([library.find("first_bill"), library.find("polled_twice")]))
    assert [case.passed for case in cases] == [False, True]
    suite = etree.fromstring(gate.junit(cases))[0]
    assert (suite.get("errors"), suite.get("failures")) == ("1", "0")


def test_nothing_to_play_is_wrong_use(tmp_path: Path) -> None:
    assert run(str(tmp_path)).exception is not None


def test_the_workflow_for_customers_runs_what_there_is() -> None:
    text = (Path(__file__).parents[2] / "docs" / "scenarios-gate.yml").read_text()
    commands = [step["run"] for step in yaml.safe_load(text)["jobs"]["gate"]["steps"] if "run" in step]
    assert commands[1:] == [
        "scenarios gate --junitxml out/library.xml",
        "scenarios gate stories --seeds 5 --junitxml out/stories.xml",
    ]


def test_a_story_of_a_file_is_played_once_more_by_its_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(story(tmp_path, "1.00", "f 1.yml").parent)
    done = CliRunner().invoke(app, ["run", "f 1.yml"])
    assert "once more: scenarios run 'f 1.yml' --seed 1 -v" in done.output
    words = shlex.split(done.output.partition("once more: scenarios ")[2].partition("\n")[0])
    assert CliRunner().invoke(app, words).exit_code == 1
    assert "once more: scenarios run 'f 1.yml'" in run("f 1.yml").output


def test_each_case_has_a_classname_in_the_junit_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(story(tmp_path).parent)
    run("ours.yaml", "road/first_bill", "--junitxml", "gate.xml")
    suite = etree.parse("gate.xml").getroot()[0]
    assert [case.get("classname") for case in suite] == ["scenarios.own", "scenarios.road"]


@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("first_bil", "Near it: road/first_bill"),
        ("road/frist_bill", "Near it: road/first_bill"),
        ("drips", "Near it: network/answer_drips"),
        ("xyzzy", "There is no story “xyzzy”. “scenarios list”"),
    ],
)
def test_a_story_that_is_not_there_is_answered_with_those_near_it(name: str, near: str) -> None:
    with pytest.raises(BadStory, match=re.escape(near)) as refused:
        library.find(name)
    assert len(str(refused.value)) < 300


def test_types_are_shipped() -> None:
    assert all(files(package).joinpath("py.typed").is_file() for package in ("connector", "simulators", "scenarios"))
