"""The library: one file to a story, in a folder to a subject."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from scenarios.schema import Scenario
from scenarios.story import BadStory, read_story

HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Story:
    """``id`` is subject and file name, as ``settling/answer_lost_after_save``."""

    id: str
    subject: str
    file: str
    scenario: Scenario


def stories() -> Iterator[Story]:
    for file in sorted(HERE.glob("*/*.yaml")):
        yield Story(f"{file.parent.name}/{file.stem}", file.parent.name, str(file), read_story(file))


def folder(path: Path) -> Iterator[Story]:
    """Every story file in a folder and below: a customer's own."""
    for file in sorted(path.rglob("*.y*ml")):
        yield _of_file(file)


def _of_file(file: Path) -> Story:
    return Story(file.stem, file.parent.name, str(file), read_story(file))


def find(name: str) -> Story:
    """A story by its id, by the end of its id, or by its file."""
    if name.endswith((".yaml", ".yml")):
        return _of_file(Path(name))
    found = [story for story in stories() if story.id == name or story.id.endswith(f"/{name}")]
    if len(found) != 1:
        known = ", ".join(story.id for story in stories())
        raise BadStory(f"There is no story “{name}”. Known: {known}.")
    return found[0]
