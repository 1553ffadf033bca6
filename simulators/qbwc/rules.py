"""
Every behaviour of the fake PC with its source, read from the code.

A behaviour is written down where it is done, in a comment of one form: ``#: what it does. [its source]``. In the
brackets stands where it is known from, or ``assumed: switch`` with the switch of ``assumed.py`` that has both values.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable

from simulators.qbwc.processor.schema import CANADA, PLAIN, messages
from simulators.qbwc.statuses import RECALLED, STATUSES

PACKAGES = ("", "company", "processor", "web_connector")
MARK = "#:"
RULE = re.compile(r"(?P<says>.+) \[(?P<source>[^\[\]]+)\]")
TABLES = {
    PLAIN: "Intuit's annotated listing of qbXML 16.0, checked against its 13.0 schema",
    CANADA: "Intuit's annotated listing of qbXML CA3.0",
}


@dataclass(frozen=True, slots=True)
class Rule:
    """``kind`` is behaviour or structure; ``where`` a file and line; ``assumed``: no public source shows it."""

    rule: str
    kind: str
    where: str
    source: str
    assumed: bool


class BadRule(Exception):
    """A comment that is not a rule; the text says where it stands."""


def rules() -> tuple[Rule, ...]:
    """Behaviours in the order of the code, statuses, and the structure of every message."""
    return (*behaviours(), *structures())


def behaviours() -> Iterator[Rule]:
    for package in PACKAGES:
        for source in _sources(package):
            yield from written(source.read_text(encoding="utf-8"), f"{package}/{source.name}".lstrip("/"))
    for code, known in STATUSES.items():
        if RECALLED not in known.source:
            yield Rule(
                f"status {code}, {known.severity}: {known.text}",
                "behaviour",
                "statuses.py",
                known.source,
                assumed=False,
            )


def structures() -> Iterator[Rule]:
    for table, source in TABLES.items():
        for message in messages(table):
            spec = "CA3.0" if table == CANADA else "qbXML"
            yield Rule(f"structure of {spec} {message}", "structure", f"processor/{table}", source, assumed=False)


def written(text: str, where: str) -> Iterator[Rule]:
    """The rules in one module."""
    held: list[str] = []
    number = 0
    for number, line in enumerate(text.splitlines(), 1):
        said = line.strip()
        if not said.startswith(MARK):
            if held:
                raise BadRule(f"{where}:{number}: a rule ends with its source in brackets")
            continue
        held.append(said.removeprefix(MARK).strip())
        if held[-1].endswith("]"):
            match = RULE.fullmatch(" ".join(held))
            if match is None:
                raise BadRule(f"{where}:{number}: a rule has one source in brackets at its end")
            held = []
            yield Rule(
                match["says"],
                "behaviour",
                f"{where}:{number}",
                match["source"],
                assumed=match["source"].startswith("assumed"),
            )
    if held:
        raise BadRule(f"{where}:{number}: a rule ends with its source in brackets")


def _sources(package: str) -> list[Traversable]:
    root = files("simulators.qbwc")
    folder = root.joinpath(package) if package else root
    return sorted((one for one in folder.iterdir() if one.name.endswith(".py")), key=lambda one: one.name)
