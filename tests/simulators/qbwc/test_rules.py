"""The fidelity table is made of the code, and it is complete: no status, switch or handler without its row."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

import simulators.qbwc as package
from simulators.qbwc import FAULTS, SWITCHES
from simulators.qbwc.faults import Effect
from simulators.qbwc.processor.processor import HANDLERS
from simulators.qbwc.processor.schema import CANADA, PLAIN, messages
from simulators.qbwc.rules import BadRule, Rule, behaviours, rules, written
from simulators.qbwc.statuses import RECALLED, STATUSES

ROOT = Path(package.__file__).parent
SOURCES = sorted([*ROOT.glob("*.py"), *ROOT.glob("*/*.py")])
OUTSIDE = {"", "statuses.py", "rules.py"}
MOST_ASSUMED = 0.15


def functions(path: Path) -> Iterator[tuple[str, str, ast.AST]]:
    """Every function with its name and its own text, comments and all."""
    text = path.read_text(encoding="utf-8")
    lines = text.splitlines()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef):
            yield node.name, "\n".join(lines[node.lineno - 1 : node.end_lineno]), node


def calls(node: ast.AST, *names: str) -> Iterator[ast.Call]:
    for one in ast.walk(node):
        if isinstance(one, ast.Call):
            name = one.func.attr if isinstance(one.func, ast.Attribute) else getattr(one.func, "id", "")
            if name in names:
                yield one


def test_there_are_enough_behaviours_and_few_of_them_are_assumed() -> None:
    found = list(behaviours())
    assumed = [rule for rule in found if rule.assumed]
    assert len(found) >= 120
    assert len(assumed) / len(found) <= MOST_ASSUMED
    assert {rule.kind for rule in rules()} == {"behaviour", "structure"}


def test_every_rule_says_something_once_and_stands_where_it_says() -> None:
    said: dict[str, list[Rule]] = defaultdict(list)
    for rule in behaviours():
        said[rule.rule].append(rule)
        file, _, line = rule.where.partition(":")
        assert (ROOT / file).is_file()
        if line:
            at = (ROOT / file).read_text(encoding="utf-8").splitlines()[int(line) - 1]
            assert at.strip().startswith("#:")
    assert [rule for rule, places in said.items() if len(places) > 1] == []


def test_every_assumed_rule_is_a_switch_and_every_switch_a_rule() -> None:
    """An assumed row names its switch; each switch is looked at in the code."""
    named = [rule.source.removeprefix("assumed: ") for rule in behaviours() if rule.assumed]
    assert sorted(named) == sorted(SWITCHES)
    looked_at = {
        call.args[0].value
        for path in SOURCES
        for call in calls(ast.parse(path.read_text(encoding="utf-8")), "holds", "value")
        if call.args and isinstance(call.args[0], ast.Constant)
    }
    assert looked_at >= set(SWITCHES)


def test_a_switch_has_two_values_and_is_only_compared_with_them() -> None:
    for path in SOURCES:
        for call in calls(ast.parse(path.read_text(encoding="utf-8")), "holds"):
            name, value = (one.value if isinstance(one, ast.Constant) else None for one in call.args)
            switch = SWITCHES[str(name)]
            assert value in (switch.default, switch.other), (path, name)
            assert switch.default != switch.other


def test_every_refusal_has_a_rule_in_its_function() -> None:
    """The processor is walked: whoever raises a status says why, and where that is known from."""
    for path in SOURCES:
        if path.name in OUTSIDE:
            continue
        for name, text, node in functions(path):
            refusals = [call for call in calls(node, "Refusal") if call.args]
            if refusals and not any(isinstance(call.args[0], ast.Name | ast.Subscript) for call in refusals):
                assert "#: " in text, f"{path.name}: {name} refuses without a rule"


def test_every_status_that_is_answered_is_known_and_every_known_one_answered() -> None:
    used = {
        call.args[0].value
        for path in SOURCES
        for call in calls(ast.parse(path.read_text(encoding="utf-8")), "Refusal", "status")
        if call.args and isinstance(call.args[0], ast.Constant) and isinstance(call.args[0].value, int)
    }
    by_fault = {kind.status for kind in FAULTS.values() if kind.effect is Effect.REFUSED}
    elsewhere = {0, 3260, 3261}  # OK, and what ``denied`` of a company file says
    assert used | by_fault | elsewhere >= set(STATUSES)
    assert used | by_fault <= set(STATUSES)


def test_a_status_whose_words_are_recalled_is_marked_by_its_switch() -> None:
    recalled = {str(code) for code, known in STATUSES.items() if RECALLED in known.source}
    (rule,) = (rule for rule in behaviours() if rule.source == "assumed: recalled_texts")
    assert set(re.findall(r"\d{4}", rule.rule)) == recalled


def test_every_request_that_is_handled_is_one_of_the_schema_and_the_rest_is_told_of() -> None:
    requests = {name.removesuffix("Rq") for name in messages(PLAIN) if name.endswith("Rq")}
    assert set(HANDLERS) <= requests
    assert requests - set(HANDLERS) == {"UnitOfMeasureSetQuery"}
    structures = [rule for rule in rules() if rule.kind == "structure"]
    assert len(structures) == len(messages(PLAIN)) + len(messages(CANADA))


@pytest.mark.parametrize(
    "text",
    ["#: no source\nx = 1", "#: begun [a]\n#: and not ended", "#: []", "#: [source]"],
)
def test_a_comment_that_is_not_quite_a_rule_is_told_of(text: str) -> None:
    with pytest.raises(BadRule, match=r"m.py:\d"):
        list(written(text + "\n", "m.py"))


def test_a_rule_may_take_several_lines() -> None:
    (rule,) = written("    #: one\n    #: and more. [source, of it]\n    pass\n", "m.py")
    assert rule == Rule("one and more.", "behaviour", "m.py:2", "source, of it", assumed=False)
