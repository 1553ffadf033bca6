"""Story files: what is wrong is said with its line and what would be right, and nothing is played."""

from __future__ import annotations

import contextlib
import json
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenarios import yaml_file
from scenarios.library import Story, stories
from scenarios.schema import Scenario
from scenarios.story import BadStory, json_schema, read_story

STORY = """name: a
proves: b
given:
  jaggaer:
    suppliers: [{name: Acme}]
    invoices:
      - {number: I00101, supplier: Acme, supplier_invoice: A-1, total: "5.00"}
steps:
  - poll jaggaer
  - advance: 15m
  - during:
      call: invoice
      do:
        - revoke tokens
then: {}
"""


def with_(old: str, new: str) -> str:
    assert old in STORY
    return STORY.replace(old, new)


def deep(levels: int) -> str:
    return with_("then: {}", f"then: {'[' * levels}{']' * levels}")


BOMB = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{name}: &{name} [{','.join(f'*{before}' for _ in range(9))}]\n"
    for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)
BAD = [
    # (what is in the file, the line, words of what is said)
    ("name: [", 1, "is not YAML"),
    (with_("  - poll jaggaer", "  - pol jaggaer"), 9, "there is no verb “pol jaggaer”. Did you mean “poll jaggaer”?"),
    (with_("  - advance: 15m", "  - advence: 15m"), 10, "Did you mean “advance”?"),
    (with_("then: {}", "then: {judge: oracle}"), 15, "the oracle judges what has come to rest: say settle, too."),
    (with_("  - advance: 15m", "  - {perhaps: {do: [void bil: AC-1]}}"), 10, "Did you mean “void bill”?"),
    (with_("15m", "soon"), 10, "advance: a time is a number and s, m, h or d, as 15m."),
    (with_("15m", "-5m"), 10, "a time is a number"),
    (with_("  - advance: 15m", "  - advance"), 10, "advance: a time is a number"),
    (with_("  - poll jaggaer", "  - poll jaggaer: now"), 9, "“poll jaggaer” takes nothing"),
    (with_("- revoke tokens", "- revoke token"), 14, "Did you mean “revoke tokens”?"),
    (with_("call: invoice", "call: invoicing"), 12, "there is no call “invoicing”. Did you mean “invoice”?"),
    (with_("call: invoice", "cal: invoice"), 12, "is not known here. Did you mean “call”?"),
    (with_("  - advance: 15m", "  - {inject: {to: jaggaer, fault: revoked}}"), 10, "Did you mean “token_revoked”?"),
    (with_("  - advance: 15m", "  - {inject: {to: moon, fault: x}}"), 10, "inject: to"),
    (with_("  - advance: 15m", "  - {inject: {to: jaggaer, fault: forbidden, nth: 0}}"), 10, "nth"),
    (with_("  - advance: 15m", "  - {advance: 1m, poll jaggaer: }"), 10, "a step is a verb"),
    (with_("  - advance: 15m", "  - 5"), 10, "a step is a verb"),
    (with_('"5.00"', "5.00"), 7, "given.jaggaer.invoices.0.total: input should be a valid string"),
    (with_("number: I00101", "nummer: I00101"), 7, "Did you mean “number”?"),
    (with_("supplier_invoice: A-1, ", "supplier_invoice: A-1, totall: 1, "), 7, "Did you mean “total”?"),
    (with_("then: {}", "than: {}"), 15, "“than” is not known here. Did you mean “then”?"),
    (with_("then: {}", ""), 1, "“then” is missing"),
    (with_("then: {}", "then: {}\nseed: many"), 16, "seed"),
    (with_("then: {}", "then: {}\nname: twice"), 16, "“name” is there twice"),
    (with_("then: {}", "then: {}\nextra: 1"), 16, "“extra” is not known here"),
    (with_("then: {}", "then: {? [a] : b}"), 15, "a name has to be a word"),
    (with_("steps:", "steps: {}\nmore:"), 8, "the steps are a list"),
    (with_("name: a", "name: !!python/object/apply:os.system [true]"), 1, "tags"),
    (with_("name: a", "name: !!str a"), 1, "tags"),
    (with_("name: a", "name: &x a"), 1, "anchors and aliases are not allowed"),
    (BOMB, 1, "anchors and aliases are not allowed"),
    (deep(50), 15, "nested too deeply"),
    (deep(100_000), 15, "nested too deeply"),
    (with_("then: {}", "then: {reached: [token.renewd]}"), 15, "Did you mean “token.renewed”?"),
    (with_("then: {}", "then: {exceptions: [VENDOR_UNKNWN]}"), 15, "Did you mean “VENDOR_UNKNOWN”?"),
    (with_("supplier: Acme,", "supplier: Acmee,"), 4, "Did you mean “Acme”?"),
    (
        with_("    suppliers: [{name: Acme}]\n    invoices:\n", "    more_invoices: 3\n    invoices:\n"),
        4,
        "is of “Acme”",
    ),
    (with_("steps:", "  web_connector: {every: 0s}\nsteps:"), 8, "every"),
    (with_("15m", "999999d"), 10, "a year at most"),
    (with_("  - advance: 15m", "  - {inject: {to: quickbooks, fault: lose_answer, on: BillAddd}}"), 10, "“BillAdd”"),
    (with_("  - advance: 15m", "  - {inject: {to: jaggaer, fault: forbidden, on: sendRequestXML}}"), 10, "asked for"),
    (with_("then: {}", "then: {<<: {settle: 1h}}"), 15, "“<<” is not known here"),
    (with_("then: {}", "seed: 2026-13-45\nthen: {}"), 15, "seed"),
    (with_("name: a", 'name: "\\ud800"'), 1, "a character is not whole"),
    (with_("  - advance: 15m", '  - {add vendor: "a\\0b"}'), 10, "add vendor"),
    (with_("then: {}", "then: {quickbooks: {more_bills: 1}}"), 1, "more of more_bills"),
    ("just words", 1, "a story has the parts"),
    ("", 1, "a story has the parts"),
    ("- a list", 1, "a story has the parts"),
]


@pytest.mark.parametrize(("text", "line", "words"), BAD, ids=[words[:30] for _, _, words in BAD])
def test_a_bad_story_says_the_line_and_what_would_be_right(tmp_path: Path, text: str, line: int, words: str) -> None:
    file = tmp_path / "story.yaml"
    file.write_text(text)
    with pytest.raises(BadStory) as said:
        read_story(file)
    assert words in str(said.value)
    assert f"line {line}" in str(said.value)


def test_the_story_that_was_spoiled_is_good(tmp_path: Path) -> None:
    (tmp_path / "story.yaml").write_text(STORY)
    story = read_story(tmp_path / "story.yaml")
    assert [step.verb for step in story.steps] == ["poll jaggaer", "advance", "during"]


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"\x00", b"name: \x07", b"a: 2026-99-99", b"\xc3\x28"])
def test_what_is_no_text_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "story.yaml").write_bytes(content)
    with pytest.raises(BadStory):
        read_story(tmp_path / "story.yaml")


def test_fifty_megabytes_are_refused_before_they_are_read(tmp_path: Path) -> None:
    file = tmp_path / "story.yaml"
    with file.open("wb") as opened:
        opened.truncate(50 * 1024 * 1024)
    with pytest.raises(BadStory, match="larger than 256 KiB"):
        read_story(file)


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(BadStory, match="cannot be read"):
        read_story(tmp_path / "none.yaml")


@given(st.binary(max_size=300))
def test_any_bytes_are_a_story_or_are_refused_in_words(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    file = tmp_path_factory.getbasetemp() / "any.yaml"
    file.write_bytes(content)
    with contextlib.suppress(BadStory):
        assert isinstance(read_story(file), Scenario)


def test_the_bare_word_on_is_a_word() -> None:
    scripts = {story.id: story.scenario for story in stories()}
    injected = [step.value for step in scripts["settling/answer_lost_after_save"].steps if step.verb == "inject"]
    assert injected[0].on == "BillAdd"


SCHEMA = json_schema()
EDITOR = jsonschema_rs.validator_for(SCHEMA)


def as_json(file: Path) -> Any:
    """Keys that are numbers in YAML are texts in JSON, and in a schema."""
    return json.loads(json.dumps(yaml_file.read(file).data))


@pytest.mark.parametrize("story", list(stories()), ids=lambda story: story.id)
def test_an_editor_finds_nothing_wrong_with_a_story_of_the_library(story: Story) -> None:
    assert list(EDITOR.iter_errors(as_json(Path(story.file)))) == []


@pytest.mark.parametrize(
    ("step", "offered"),
    [
        ({"inject": {"to": "jaggaer", "fault": "lose_answer"}}, "token_revoked"),
        ({"inject": {"to": "quickbooks", "fault": "lose_answer", "on": "invoices"}}, "BillAdd"),
        ({"inject": {"to": "connector", "fault": "dies", "on": "somewhere"}}, "sendRequestXML: before it is heard"),
        ({"perhaps": {"do": ["pol jaggaer"]}}, "poll jaggaer"),
    ],
)
def test_an_editor_offers_what_would_be_right_at_the_machine(step: Any, offered: str) -> None:
    told = {"name": "a", "proves": "b", "steps": [step], "then": {}}
    assert not EDITOR.is_valid(told)
    assert offered in json.dumps(SCHEMA)


@pytest.mark.parametrize(
    "then",
    [{"exceptions": ["VENDOR_UNKNWON"]}, {"reached": ["session.bussy"]}, {"judge": "nobody"}, {"settle": "soon"}],
)
def test_an_editor_refuses_a_word_that_no_table_has(then: Any) -> None:
    assert not EDITOR.is_valid({"name": "a", "proves": "b", "steps": [], "then": then})


def test_an_editor_knows_the_switches_and_their_values() -> None:
    for value, is_right in (("allow", True), ("maybe", False)):
        told = {
            "name": "a",
            "proves": "b",
            "given": {"quickbooks": {"assumed": {"overbilling": value}}},
            "steps": [],
            "then": {},
        }
        assert EDITOR.is_valid(told) is is_right
