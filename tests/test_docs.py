"""What is documented is what there is: every command, setting, profile entry, hold, status, fault and check."""

from __future__ import annotations

import re
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any, get_type_hints

import pytest
from typer.main import get_command

from connector.cli import app as connector_app
from connector.cli import catalogue, rules
from connector.jaggaer.wire_profile import Resource
from connector.profile import Profile
from connector.quickbooks.qbxml.status_codes import CODES
from connector.quickbooks.web_connector.hresults import TABLE
from connector.settings import Settings
from scenarios import clauses, language, library, yaml_file
from scenarios.__main__ import app as scenarios_app
from scenarios.captures import signals
from scenarios.checks import CHECKS
from scenarios.faults import all_faults
from scenarios.reached import REACHED
from scenarios.verbs import VERBS, read_steps
from simulators.jaggaer import OPERATIONS
from simulators.jaggaer.__main__ import app as jaggaer_app
from simulators.qbwc.__main__ import app as qbwc_app
from simulators.qbwc.assumed import SWITCHES
from simulators.qbwc.statuses import STATUSES
from simulators.qbwc.web_connector import codes

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")), *sorted((ROOT / ".github").glob("*.md"))]


def page(name: str) -> str:
    return (ROOT / "docs" / name).read_text(encoding="utf-8")


def commands(group: Any, prefix: str = "") -> list[str]:
    found = []
    for name, command in group.commands.items():
        found += commands(command, f"{prefix}{name} ") if hasattr(command, "commands") else [f"{prefix}{name}"]
    return found


@pytest.mark.parametrize("app", [connector_app, scenarios_app, jaggaer_app, qbwc_app])
def test_every_command_is_documented_and_every_documented_one_exists(app: Any) -> None:
    text = page("commands.md")
    for name in commands(get_command(app)):
        assert re.search(rf"\| `{name}[ `]", text), name


def test_no_command_is_documented_that_is_not_there() -> None:
    there = {
        name for app in (connector_app, scenarios_app, jaggaer_app, qbwc_app) for name in commands(get_command(app))
    }
    for row in re.findall(r"^\| `([^`]+)`", page("commands.md"), re.MULTILINE):
        assert any(row == name or row.startswith(f"{name} ") for name in there), row


@pytest.mark.parametrize("name", Settings.model_fields)
def test_every_setting_is_documented_with_its_default_and_meaning(name: str) -> None:
    field = Settings.model_fields[name]
    assert f"| `{name}` | `{field.default}` | {field.description} |" in page("settings.md")


def entries(kind: type[Any], prefix: str = "") -> list[str]:
    hints, found = get_type_hints(kind), []
    for field in fields(kind):
        inner = hints[field.name]
        if is_dataclass(inner) and inner is not Resource and isinstance(inner, type):
            found += entries(inner, f"{prefix}{field.name}.")
        else:
            found.append(f"{prefix}{field.name.rstrip('_')}")
    return found


@pytest.mark.parametrize("entry", entries(Profile))
def test_every_profile_entry_is_documented(entry: str) -> None:
    assert entry in page("settings.md")


@pytest.mark.parametrize("name", clauses.PAGES)
def test_every_clause_has_a_story_and_every_such_story_a_clause(name: str) -> None:
    assert page(f"{name}.md") == str(clauses.PAGES[name]), f"run: scenarios clauses {name} > docs/{name}.md"
    shown = [story for _, stories in clauses.PAGES[name].clauses for story in stories]
    there = {story.id for story in library.stories()}
    assert all(stories for _, stories in clauses.PAGES[name].clauses)
    assert set(shown) <= there
    assert {one for one in there if one.startswith(f"{name}/")} <= set(shown)


def test_the_page_of_exceptions_is_the_catalogue() -> None:
    assert page("exceptions.md") == catalogue.page()


def test_the_page_of_rules_is_the_table() -> None:
    assert page("rules.md") == rules.page(), "run: connector rules > docs/rules.md"


def test_every_status_and_hresult_is_documented() -> None:
    text = page("status-codes.md")
    for code, known in CODES.items():
        entry = f"[{known.entry.name}](exceptions.md#{known.entry.name.lower()})" if known.entry else ""
        assert f"| {code} | {known.meaning.value} | {known.words} | {entry} |" in text
    for hresult, error in TABLE.items():
        assert f"| {hresult} | {error.effect.value} | {error.what} | {error.remedy} |" in text
    for code, status in STATUSES.items():
        assert f"| {code} | {status.severity} | {status.text} | {status.source} |" in text


def test_the_page_of_signals_is_the_table_that_explains_logs() -> None:
    assert page("signals.md") == signals.page(), "run: scenarios signals > docs/signals.md"


def test_the_page_about_stories_is_the_one_that_is_printed() -> None:
    assert page("language.md") == language.page(), "run: scenarios language > docs/language.md"


def test_every_verb_fault_check_and_kind_of_evidence_says_what_it_is() -> None:
    sentences = [
        *(verb.says for verb in VERBS.values()),
        *(one.customer_sees for one in all_faults()),
        *(check.says for check in CHECKS),
        *(reached.says for reached in REACHED.values()),
    ]
    for sentence in sentences:
        assert sentence.endswith("."), sentence
        assert len(sentence) > 15


def test_every_example_of_a_verb_is_one(tmp_path: Path) -> None:
    for verb in VERBS.values():
        (tmp_path / "step.yaml").write_text(f"- {verb.example}")
        (step,) = read_steps(yaml_file.read(tmp_path / "step.yaml").data, ())
        assert step.verb == verb.name


@pytest.mark.parametrize("file", PAGES, ids=lambda file: file.name)
def test_every_link_leads_somewhere(file: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", file.read_text(encoding="utf-8")):
        assert target.startswith("https://") or (file.parent / target).exists(), target


def test_every_test_and_story_that_proves_something_is_there() -> None:
    text = page("proof.md")
    for path in re.findall(r"`(tests/[\w/]+\.py)", text):
        assert (ROOT / path).is_file(), path
    everything = "".join(file.read_text(encoding="utf-8") for file in (ROOT / "tests").rglob("*.py"))
    for name in re.findall(r"::(\w+)", text):
        assert f"def {name}(" in everything, name


def test_the_readme_has_both_commands() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    for command in ("python3 -m tox run -e demo", "python3 -m tox"):
        assert f"\npython3 -m pip install tox && {command}\n" in text


def test_every_code_of_the_fake_web_connector_is_documented() -> None:
    text = page("simulators.md")
    for code in codes.CODES:
        assert re.search(rf"(?<!\d){code.removeprefix('QBWC')}(?!\d)", text), code


def test_every_operation_of_the_fake_tenant_is_documented() -> None:
    text = page("simulators.md")
    for operation in OPERATIONS:
        assert f"`{operation}`" in text


def test_every_switch_of_the_fake_quickbooks_is_documented() -> None:
    text = page("simulators.md")
    for name, switch in SWITCHES.items():
        assert f"| `{name}` | {switch.default}, {switch.other} | {switch.says} |" in text
