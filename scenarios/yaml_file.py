"""
Reading a story's YAML: plain data with the line of every part, and nothing that YAML can do beyond data.

No tags, no anchors or aliases, no key twice, no more than 256 KiB and 20 levels; the bare words on, off, yes and no
are text. What is refused is said with its line.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

MAX_BYTES = 256 * 1024
MAX_DEPTH = 20
Path_ = tuple[str | int, ...]


class BadStory(Exception):
    """A story that cannot be played; the text says where and what would be right."""


@dataclass(frozen=True, slots=True)
class Document:
    """``lines`` goes from the path of a part to its line in the file, counted from 1."""

    data: Any
    lines: Mapping[Path_, int]

    def line(self, path: Path_) -> int:
        """The line of a part, or of the nearest one around it."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


NOT_HERE = frozenset(f"tag:yaml.org,2002:{kind}" for kind in ("bool", "timestamp", "merge"))


class _Loader(yaml.SafeLoader):
    """YAML 1.1 takes the bare words on, off, yes and no for booleans; here only true and false are. Dates are text."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, rule) for tag, rule in rules if tag not in NOT_HERE]
    for first, rules in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), list("tf"))


_Fast: type[yaml.SafeLoader] = type(
    "_Fast",
    (getattr(yaml, "CSafeLoader", yaml.SafeLoader),),
    {"yaml_implicit_resolvers": _Loader.yaml_implicit_resolvers},
)
"""The same in C, where PyYAML was built with it; the other one says better where a file is wrong."""


def read(file: Path) -> Document:
    """The content of a file; a ``BadStory`` names file and line."""
    try:
        with file.open("rb") as opened:
            content = opened.read(MAX_BYTES + 1)
    except OSError as error:
        raise BadStory(f"{file} cannot be read. Check the path.") from error
    if len(content) > MAX_BYTES:
        raise BadStory(f"{file} is larger than {MAX_BYTES // 1024} KiB. A story is a page or two.")
    try:
        return _read(content, file, _Fast)
    except (yaml.YAMLError, ValueError):
        pass  # said below
    try:
        return _read(content, file, _Loader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f" line {mark.line + 1}" if mark else ""
        raise BadStory(f"{file}{where} is not YAML. Correct that line.") from error
    except ValueError as error:  # a date or number that YAML resolves and Python cannot hold
        raise BadStory(f"{file} has a value that cannot be read ({error}). Put it in quotes.") from error


def _read(content: bytes, file: Path, kind: type[yaml.SafeLoader]) -> Document:
    _refuse_tricks(content, file, kind)
    loader = kind(content)
    node = loader.get_single_node()
    lines: dict[Path_, int] = {}
    if node is not None:
        _walk(node, (), lines, file)
    return Document(loader.construct_document(node) if node is not None else None, lines)


def _refuse_tricks(content: bytes, file: Path, kind: type[yaml.SafeLoader]) -> None:
    """Before anything is built: an alias is refused where it stands, however often it would multiply."""
    depth = 0
    for event in yaml.parse(content, kind):
        line = event.start_mark.line + 1 if event.start_mark else 1
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise BadStory(f"{file} line {line}: anchors and aliases are not allowed. Write the part out.")
        if tag := getattr(event, "tag", None):
            raise BadStory(f"{file} line {line}: tags ({tag}) are not allowed. Leave it out.")
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > MAX_DEPTH:
            raise BadStory(f"{file} line {line}: it is nested too deeply.")


def _walk(node: Node, path: Path_, lines: dict[Path_, int], file: Path) -> None:
    lines[path] = node.start_mark.line + 1
    if isinstance(node, ScalarNode) and not node.value.isascii():
        _check_characters(node, file)
    if isinstance(node, SequenceNode):
        for index, one in enumerate(node.value):
            _walk(one, (*path, index), lines, file)
    elif isinstance(node, MappingNode):
        for key, value in node.value:
            if not isinstance(key, ScalarNode):
                raise BadStory(f"{file} line {key.start_mark.line + 1}: a name has to be a word.")
            if (*path, key.value) in lines:
                raise BadStory(f"{file} line {key.start_mark.line + 1}: “{key.value}” is there twice.")
            _walk(value, (*path, key.value), lines, file)
            lines[(*path, key.value)] = key.start_mark.line + 1


def _check_characters(node: ScalarNode, file: Path) -> None:
    """An escape may write half of a character, which nothing can print."""
    try:
        node.value.encode()
    except UnicodeEncodeError as error:
        line = node.start_mark.line + 1
        raise BadStory(f"{file} line {line}: a character is not whole. Write it as it is.") from error
