"""
The verbs of stories: a table with a row to each, read from a step, and played on a stage.

A step is a verb alone (``poll jaggaer``), or a verb with what it takes (``advance: 15m``).
"""

from __future__ import annotations

from typing import Any

from pydantic import TypeAdapter, ValidationError
from pydantic.json_schema import models_json_schema

from scenarios.schema import Part, Step, WrongPart, first, nearest
from scenarios.verbs import accounts, connector, jaggaer, paying, pc, people, troubles
from scenarios.verbs.verb import Verb

TABLES = (jaggaer.VERBS, pc.VERBS, people.VERBS, paying.VERBS, accounts.VERBS, connector.VERBS, troubles.VERBS)
VERBS: dict[str, Verb] = {verb.name: verb for table in TABLES for verb in table}


def read_steps(given: Any, path: tuple[str | int, ...]) -> list[Step]:
    """The steps of a list in a file, each checked by its verb; nested ones as well."""
    if not isinstance(given, list):
        raise WrongPart(path, "the steps are a list, one verb to an item.")
    return [_read(one, (*path, index)) for index, one in enumerate(given)]


def _read(given: Any, path: tuple[str | int, ...]) -> Step:
    if isinstance(given, dict) and len(given) == 1:
        name, value = next(iter(given.items()))
        where = (*path, name)
    else:
        name, value, where = given, None, path
    if not isinstance(name, str):
        raise WrongPart(path, "a step is a verb, or a verb and what it takes, as “advance: 15m”.")
    verb = VERBS.get(name)
    if verb is None:
        raise WrongPart(where, f"there is no verb “{name}”. {nearest(name, list(VERBS))}")
    if verb.takes is None:
        if value is not None:
            raise WrongPart(where, f"“{name}” takes nothing.")
        return Step(verb=name)
    if isinstance(value, dict) and "do" in value:
        value = {**value, "do": read_steps(value["do"], (*where, "do"))}
    try:
        return Step(verb=name, value=TypeAdapter(verb.takes).validate_python(value))
    except ValidationError as error:
        inner, text = first(error, verb.takes)
        raise WrongPart((*where, *inner), f"{name}: {text} For example: {verb.example}.") from error


def steps_schema() -> tuple[dict[str, Any], dict[str, Any]]:
    """The JSON Schema of one step, and the definitions it needs."""
    alone = [verb.name for verb in VERBS.values() if verb.takes is None]
    models = [
        (verb.takes, "validation")
        for verb in VERBS.values()
        if isinstance(verb.takes, type) and issubclass(verb.takes, Part)
    ]
    references, defined = models_json_schema(models, ref_template="#/$defs/{model}")  # type: ignore[arg-type] # its modes are literals
    kinds: list[dict[str, Any]] = [{"enum": alone}]
    for verb in VERBS.values():
        if verb.takes is None:
            continue
        reference = references.get((verb.takes, "validation"))
        schema = reference or TypeAdapter(verb.takes).json_schema()
        kinds.append(
            {
                "type": "object",
                "description": verb.says,
                "properties": {verb.name: schema},
                "required": [verb.name],
                "additionalProperties": False,
            }
        )
    definitions = defined.get("$defs", {})
    definitions.pop("Step", None)
    definitions["step"] = {"anyOf": kinds}
    for nesting in ("During", "Perhaps"):
        definitions[nesting]["properties"]["do"]["items"] = {"$ref": "#/$defs/step"}
    return {"$ref": "#/$defs/step"}, definitions


__all__ = ["VERBS", "Verb", "read_steps", "steps_schema"]
