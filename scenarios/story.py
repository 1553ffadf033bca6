"""A story, from its file to its parts and steps; and its JSON Schema, for editors."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from scenarios import yaml_file
from scenarios.schema import Scenario, WrongPart, first, nearest
from scenarios.verbs import read_steps, steps_schema
from scenarios.yaml_file import BadStory


def read_story(file: Path, codes: Collection[str] | None = None) -> Scenario:
    """One story of a file; whatever is wrong with it is said in one line, and nothing of it is played."""
    document = yaml_file.read(file)
    try:
        return story_of(document.data, codes)
    except WrongPart as error:
        raise BadStory(f"{file} line {document.line(error.path)}: {error}") from error


def story_of(data: object, codes: Collection[str] | None = None) -> Scenario:
    """
    A story of plain data; a ``WrongPart`` says where it is not understood.

    ``codes`` are the exceptions that its connector knows; those of the connector that comes with it, if left out.
    """
    if not isinstance(data, dict):
        raise WrongPart((), "a story has the parts name, proves, given, steps and then.")
    try:
        story = Scenario.model_validate({**data, "steps": read_steps(data.get("steps"), ("steps",))})
    except ValidationError as error:
        raise WrongPart(*first(error, Scenario)) from error
    named = story.then.exceptions
    for at, code in enumerate(named if isinstance(named, list) else ()):
        known = own_codes() if codes is None else codes
        if code not in known:
            offered = nearest(code, list(known)) if known else "Say none or any."
            raise WrongPart(("then", "exceptions", at), f"there is no exception “{code}”. {offered}")
    return story


def own_codes() -> Collection[str]:
    from connector import HOLDS  # only here: stories of somebody else's connector are read without it

    return HOLDS


def json_schema() -> dict[str, Any]:
    """The story's parts, with the verbs as its steps."""
    schema = Scenario.model_json_schema()
    schema["$defs"].pop("Step")
    verbs, definitions = steps_schema()
    schema["$defs"] |= definitions
    schema["properties"]["steps"]["items"] = verbs
    one_of = schema["$defs"]["Then"]["properties"]["exceptions"]["anyOf"]
    next(kind for kind in one_of if kind.get("type") == "array")["items"]["enum"] = list(own_codes())
    return schema


__all__ = ["BadStory", "json_schema", "read_story", "story_of"]
