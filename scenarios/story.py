"""A story, from its file to its parts and steps; and its JSON Schema, for editors."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pydantic import ValidationError

from scenarios import yaml_file
from scenarios.schema import Scenario, WrongPart, first
from scenarios.verbs import read_steps, steps_schema
from scenarios.yaml_file import BadStory


def read_story(file: Path) -> Scenario:
    """One story of a file; whatever is wrong with it is said in one line, and nothing of it is played."""
    document = yaml_file.read(file)
    try:
        return story_of(document.data)
    except WrongPart as error:
        raise BadStory(f"{file} line {document.line(error.path)}: {error}") from error


def story_of(data: object) -> Scenario:
    """A story of plain data; a ``WrongPart`` says where it is not understood."""
    if not isinstance(data, dict):
        raise WrongPart((), "a story has the parts name, proves, given, steps and then.")
    try:
        return Scenario.model_validate({**data, "steps": read_steps(data.get("steps"), ("steps",))})
    except ValidationError as error:
        raise WrongPart(*first(error, Scenario)) from error


def json_schema() -> dict[str, Any]:
    """The story's parts, with the verbs as its steps."""
    schema = Scenario.model_json_schema()
    schema["$defs"].pop("Step")
    verbs, definitions = steps_schema()
    schema["$defs"] |= definitions
    schema["properties"]["steps"]["items"] = verbs
    return schema


__all__ = ["BadStory", "json_schema", "read_story", "story_of"]
