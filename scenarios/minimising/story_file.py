"""A story as a file, and a pytest test that plays it."""

from __future__ import annotations

import re
from typing import Any

import yaml

Data = dict[str, Any]
TEST = '''"""{name}."""

from __future__ import annotations

from pathlib import Path

from scenarios.director import play
from scenarios.story import read_story


def test_{slug}() -> None:
    """{proves}"""
    result = play(read_story(Path(__file__).with_name("{file}")))
    assert result.passed, "\\n".join(result.failures)
'''
SCHEMA_LINE = "# yaml-language-server: $schema=scenario.schema.json\n"
"""By it editors know what a story may say, and pytest that it is one."""
PARTS = ("name", "proves", "seed", "given", "steps", "then")


class _Dumper(yaml.SafeDumper):
    """Lists are indented, and nothing is an alias: story files have none."""

    def increase_indent(self, *given: Any, **named: Any) -> None:
        super().increase_indent(*given, **{**named, "indentless": False})

    def ignore_aliases(self, data: Any) -> bool:
        return True


def yaml_of(data: Data) -> str:
    ordered = {name: data[name] for name in PARTS if name in data}
    return SCHEMA_LINE + yaml.dump(
        ordered, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=118, default_flow_style=None
    )


def pytest_of(data: Data, file: str) -> str:
    """The text of a test module beside the story's file."""
    name, proves = (_plain(str(data[part])) for part in ("name", "proves"))
    slug = re.sub(r"\W+", "_", proves.lower()).strip("_")[:80] or "the_story_holds"
    named = {"name": name[:1].upper() + name[1:], "proves": f"{proves[:1].upper()}{proves[1:]}."}
    return TEST.format(slug=slug, file=file, **named)


def _plain(text: str) -> str:
    return " ".join(text.replace("\\", "/").replace('"', "'").split()).rstrip(".")
