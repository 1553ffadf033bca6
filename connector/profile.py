"""A customer's profile, one TOML file: the accounting policy, how this JAGGAER is spoken to, and the schedule."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, is_dataclass
from pathlib import Path
from typing import Any, get_type_hints

from pydantic import TypeAdapter, ValidationError

from connector.domain.policy import Policy
from connector.domain.schedule import Schedule
from connector.errors import ConfigurationError
from connector.jaggaer.wire_profile import WireProfile

HEADER = re.compile(r"\s*\[+([^\]]+)\]+")
ENTRY = re.compile(r"""\s*((?:"[^"]*"|'[^']*'|[\w-]+)(?:\s*\.\s*(?:"[^"]*"|'[^']*'|[\w-]+))*)\s*=""")
STEP = re.compile(r"""\s*(?:"([^"]*)"|'([^']*)'|([\w-]+))\s*\.?""")
"""Enough of TOML to find the line of an entry; tomllib tells nobody where it read what."""


@dataclass(frozen=True, slots=True)
class Profile:
    """What differs from customer to customer, in both directions, and when what is done."""

    policy: Policy = Policy()
    wire: WireProfile = WireProfile()
    schedule: Schedule = Schedule()


def read_profile(file: Path) -> Profile:
    """A customer's profile; an error names its line, and an unknown name offers the nearest right one."""
    try:
        text = file.read_text(encoding="utf-8")
    except OSError as error:
        raise ConfigurationError(f"The profile {file} cannot be read.", remedy="Check the path.") from error
    except UnicodeDecodeError as error:
        raise ConfigurationError(f"The profile {file} is not UTF-8.", remedy="Save it as UTF-8.") from error
    return profile_of(text, str(file))


def profile_of(text: str, name: str, base: Profile | None = None) -> Profile:
    """The profile that a TOML text says, or what it changes of another; ``name`` is what errors call it."""
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigurationError(f"The profile {name} is not TOML: {error}.", remedy="Correct that line.") from error
    _check_names(raw, Profile, (), lambda path: _place(text, name, path))
    raw = _as_fields(raw, Profile)
    try:
        kind = TypeAdapter(Profile)
        return kind.validate_python(_over(kind.dump_python(base), raw) if base else _with_defaults(raw))
    except ValidationError as error:
        fault = error.errors()[0]
        path = tuple(str(step) for step in fault["loc"])
        what = f"{fault['msg'][:1].lower()}{fault['msg'][1:]}".removeprefix("value error, ")
        where = ".".join(path) or "the file"
        raise ConfigurationError(
            f"{_place(text, name, path)}: {where}: {what}.", remedy="Correct that value; docs/settings.md has them all."
        ) from error


def _check_names(
    raw: Mapping[str, Any], kind: type[Any], path: tuple[str, ...], place: Callable[[tuple[str, ...]], str]
) -> None:
    known = {field.name.rstrip("_"): field.name for field in fields(kind)}
    hints = get_type_hints(kind)
    for name, value in raw.items():
        here = (*path, name)
        if name not in known:
            near = difflib.get_close_matches(name, known, 1)
            remedy = f"Did you mean “{near[0]}”?" if near else f"Known names: {', '.join(sorted(known))}."
            raise ConfigurationError(f"{place(here)}: “{'.'.join(here)}” is not known.", remedy=remedy)
        if isinstance(value, Mapping) and is_dataclass(hints[known[name]]):
            _check_names(value, hints[known[name]], here, place)


def _as_fields(raw: Mapping[str, Any], kind: type[Any]) -> dict[str, Any]:
    """What a profile calls ``as`` has another name here, as Python keeps that one for itself."""
    known, hints = {field.name.rstrip("_"): field.name for field in fields(kind)}, get_type_hints(kind)
    inner = {name: hints[known[name]] for name in raw}
    return {
        known[name]: _as_fields(value, inner[name])
        if isinstance(value, Mapping) and is_dataclass(inner[name])
        else value
        for name, value in raw.items()
    }


def _with_defaults(raw: Mapping[str, Any]) -> dict[str, Any]:
    """What a table of the policy does not name stays as the policy has it; a rule of the wire is given whole."""
    given = raw.get("policy")
    if not isinstance(given, Mapping):
        return dict(raw)
    tables = {name: _filled(table, getattr(Policy(), name)) for name, table in given.items()}
    return {**raw, "policy": {**given, **tables}}


def _filled(table: object, default: Any) -> object:
    if not isinstance(table, Mapping):
        return table
    return {**{field.name: getattr(default, field.name) for field in fields(default)}, **table}


def _over(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    merged = dict(below)
    for name, value in above.items():
        known = merged.get(name)
        merged[name] = _over(known, value) if isinstance(known, Mapping) and isinstance(value, Mapping) else value
    return merged


def _place(text: str, name: str, path: tuple[str, ...]) -> str:
    """The file and the line that is nearest to an entry: its own, else its table's."""
    best, depth = 0, 0
    table: tuple[str, ...] = ()
    for number, line in enumerate(text.splitlines(), 1):
        header = HEADER.match(line)
        entry = None if header else ENTRY.match(line)
        if header:
            here = table = _steps(header[1])
        elif entry:
            here = (*table, *_steps(entry[1]))
        else:
            continue
        if path[: len(here)] == here and len(here) > depth:
            best, depth = number, len(here)
        elif header and here[: len(path)] == path and not best:
            best = number
    return f"{name}, line {best}" if best else name


def _steps(key: str) -> tuple[str, ...]:
    return tuple(step[1] or step[2] or step[3] for step in STEP.finditer(key))
