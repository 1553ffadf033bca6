"""docs/your-connector.md names whatever the plugin offers."""

from __future__ import annotations

import inspect
import re
from pathlib import Path

import pytest

from scenarios import pytest_plugin
from scenarios.under_test import UnderTest
from scenarios.under_test.rig import Rig
from scenarios.under_test.systems import Jaggaer, WebConnector

PAGE = (Path(__file__).parents[3] / "docs" / "your-connector.md").read_text(encoding="utf-8")


def public(kind: type) -> list[str]:
    names = {*vars(kind), *inspect.signature(kind).parameters} - {"machines", "given", "look", "profile"}
    return sorted(name for name in names if not name.startswith("_"))


def fixtures() -> list[str]:
    kind = type(pytest_plugin.world)
    return [name for name, one in vars(pytest_plugin).items() if type(one) is kind]


def offered() -> list[str]:
    source = inspect.getsource(pytest_plugin.pytest_addoption)
    marks = [mark.partition("(")[0].partition(":")[0] for mark in pytest_plugin.MARKS]
    return [*re.findall(r'"(--[a-z-]+)"', source), *re.findall(r'addini\("(\w+)"', source), *marks, *fixtures()]


@pytest.mark.parametrize("name", offered())
def test_every_fixture_mark_option_and_setting_is_on_the_page(name: str) -> None:
    assert re.search(rf"[`.\s(]{re.escape(name)}[`\s(=,]", PAGE)


@pytest.mark.parametrize("kind", [UnderTest, Jaggaer, WebConnector, Rig])
def test_what_is_done_with_them_is_on_the_page(kind: type) -> None:
    names = [name for name in public(kind) if name not in ("application", "close", "start", "failures")]
    assert names
    assert [name for name in names if f"`{name}" not in PAGE] == []


def test_five_fixtures_are_offered() -> None:
    assert fixtures() == ["world", "jaggaer", "quickbooks", "connector_under_test", "web_connector"]
