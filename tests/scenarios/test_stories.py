"""Stories: every one of the library holds, a broken one is caught, and a bad file says where."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from scenarios import library
from scenarios.checks import CHECKS, violations
from scenarios.director import play
from scenarios.library import stories
from scenarios.profiles import STORY
from scenarios.schema import BadStory, json_schema, read_story
from scenarios.world import NAME, World
from simulators.jaggaer import invoice, line
from simulators.qbwc import vendor


@pytest.mark.parametrize("story", list(stories()), ids=lambda story: story.id)
@pytest.mark.parametrize("seed", [None, 99])
def test_a_story_of_the_library_holds_whatever_the_seed(story: library.Story, seed: int | None) -> None:
    assert play(story.scenario, seed).failures == ()


def test_a_story_that_tells_something_else_is_caught() -> None:
    story = library.find("first_bill").scenario
    told = story.model_dump(by_alias=True)
    told["then"]["quickbooks"]["bills"][0]["total"] = "1132.56"
    told["then"]["exceptions"] = ["VENDOR_UNKNOWN"]
    told["then"]["reached"] = ["settled.stored_answer"]
    failures = play(type(story).model_validate({**told, "steps": ["poll jaggaer", "update web connector"]})).failures
    assert len(failures) == 3


def posted() -> World:
    world = World(seed=4)
    vendor(world.file, "Acme", world.clock.now())
    world.tenant.put_invoice(
        invoice(
            2_600_001, {"id": 1, "name": "Acme"}, [line(1, "Goods", "1", "5.00", account="6120")], supplier_invoice="A"
        )
    )
    world.connect(STORY)
    world.poll()
    world.update()
    assert violations(world) == []
    return world


def _second_bill(world: World) -> None:
    bills = world.file.transactions["Bill"]
    bills.append({**bills[0], "TxnID": "FF-1"})


def _other_amount(world: World) -> None:
    world.file.transactions["Bill"][0]["AmountDue"] = "5.01"


def _lost(world: World) -> None:
    document = invoice(2_600_002, {"id": 1, "name": "Acme"}, [line(1, "Goods", "1", "5.00", account="6120")])
    world.tenant.put_invoice(document)


def _over_received(world: World) -> None:
    ordered = {"Quantity": "1", "ReceivedQuantity": "2"}
    world.file.transactions["PurchaseOrder"].append({"RefNumber": "1", "PurchaseOrderLineRet": [ordered]})


def _unsettled(world: World) -> None:
    from dataclasses import replace

    first, company = world.connector.messages(NAME)[0], world.connector.company(NAME).name
    with world.connector.store.write() as work:
        work.sent_sets.save(company, replace(first, settled_at=None))


def _unexplained(world: World) -> None:
    with world.connector.store.write() as work:
        work._connection.exec_driver_sql("DELETE FROM history WHERE kind IN ('sent', 'done')")


@pytest.mark.parametrize(
    "plant",
    [_second_bill, _other_amount, _lost, _over_received, _unsettled, _unexplained],
    ids=lambda one: one.__name__,
)
def test_a_planted_violation_is_caught(plant: Any) -> None:
    world = posted()
    plant(world)
    assert violations(world)


def test_every_check_says_in_a_sentence_what_must_hold() -> None:
    for check in CHECKS:
        assert (check.__doc__ or "").endswith(".")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("name: [", "line 1"),
        ("steps: []", "name: field required"),
        ("name: a\nproves: b\nsteps: [fly]\nthen: {}", "steps.0"),
        ("name: a\nproves: b\nsteps: [{advance: soon}]\nthen: {}", "a time is a number"),
        ("name: a\nproves: b\nsteps: []\nthen: {}\nextra: 1", "extra"),
        ("!!python/object/apply:os.system [true]", "not YAML"),
        ("x" * 300_000, "larger than"),
    ],
)
def test_a_bad_story_says_where_and_runs_nothing(tmp_path: Path, text: str, words: str) -> None:
    file = tmp_path / "story.yaml"
    file.write_text(text)
    with pytest.raises(BadStory, match=words):
        read_story(file)


def test_the_schema_beside_the_library_is_the_one_that_is_printed() -> None:
    kept = Path(library.__file__).parents[1] / "scenario.schema.json"
    assert json.loads(kept.read_text()) == json_schema()


def test_the_same_seed_ends_in_the_same_company_file() -> None:
    one, two = posted(), posted()
    assert one.file == two.file
    assert [sent.request for sent in one.connector.messages(NAME)] == [
        sent.request for sent in two.connector.messages(NAME)
    ]


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
