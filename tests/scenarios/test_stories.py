"""Stories: every one of the library holds, and one that tells something else is caught."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path

import pytest
import yaml

from scenarios import library
from scenarios.director import performed, play
from scenarios.faults import all_faults
from scenarios.library import stories
from scenarios.story import json_schema, story_of
from scenarios.world import World
from simulators.qbwc import SWITCHES

pytestmark = pytest.mark.once

OTHERWISE = {name: switch.other for name, switch in SWITCHES.items()}


@pytest.mark.parametrize("story", list(stories()), ids=lambda story: story.id)
def test_a_story_of_the_library_holds_with_another_seed_and_on_a_quickbooks_that_does_otherwise(
    story: library.Story,
) -> None:
    """Where no source says what QuickBooks does, it does everything the other way; as it is told, the gate plays it."""
    chosen = {**OTHERWISE, **story.scenario.given.quickbooks.assumed}
    assert performed(story.scenario, 99, assumed=chosen)[1].failures == ()


def test_a_story_that_tells_something_else_is_caught() -> None:
    told = yaml.safe_load(Path(library.find("first_bill").file).read_text())
    told["then"]["quickbooks"]["bills"][0]["total"] = "1132.56"
    told["then"]["exceptions"] = ["VENDOR_UNKNOWN"]
    told["then"]["reached"] = ["settled.stored_answer"]
    failures = play(story_of(told)).failures
    assert len(failures) == 3


@pytest.mark.parametrize(
    ("step", "words"),
    [
        ({"inject": {"to": "quickbooks", "fault": "lose_answer", "on": "VendorAdd"}}, "never struck at VendorAdd"),
        ({"inject": {"to": "jaggaer", "fault": "forbidden", "on": "invoices", "nth": 99}}, "forbidden never struck"),
        ({"inject": {"to": "network", "fault": "cut_after", "on": "connectionError"}}, "cut_after never struck"),
        ({"during": {"call": "invoice", "nth": 99, "do": ["revoke tokens"]}}, "never happened"),
        ({"approve invoice": "I09999"}, "JAGGAER has no invoice I09999"),
        ({"retry": "I09999"}, "the story broke off"),
        (
            {"add invoice": {"number": "I00105", "supplier": "Nobody", "supplier_invoice": "x", "total": "1.00"}},
            "no supplier",
        ),
    ],
)
def test_a_step_that_comes_to_nothing_fails_the_story(step: dict[str, object], words: str) -> None:
    told = yaml.safe_load(Path(library.find("first_bill").file).read_text())
    told["steps"].insert(0, step)
    assert any(words in failure for failure in play(story_of(told)).failures)


def test_a_fault_without_a_place_strikes_anywhere_and_once_for_all_pcs() -> None:
    told = yaml.safe_load(Path(library.find("first_bill").file).read_text())
    told["steps"].insert(0, {"inject": {"to": "network", "fault": "cut_after"}})
    told["then"] = {"settle": "30m"}
    assert play(story_of(told)).failures == ()
    world = World(1)
    world.inject("quickbooks", "lose_answer", "", 1, 1)
    assert world.pcs["AP-PC"].faults == world.pcs["WAREHOUSE-PC"].faults == world.injected


def test_settling_lets_nothing_come_in_between() -> None:
    told = yaml.safe_load(Path(library.find("first_bill").file).read_text())
    told["steps"].append({"during": {"call": "invoices", "do": [{"inject": {"to": "jaggaer", "fault": "forbidden"}}]}})
    told["then"]["settle"] = "30m"
    (failure,) = play(story_of(told)).failures
    assert "never happened" in failure


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


@pytest.mark.parametrize("name", sorted({one.name for one in all_faults()}))
def test_every_fault_of_every_machine_is_in_a_story(name: str) -> None:
    """What nobody plays is only claimed."""
    assert re.search(rf"fault: {name}\b", _all_stories())


@cache
def _all_stories() -> str:
    return "\n".join(Path(story.file).read_text(encoding="utf-8") for story in library.stories())
