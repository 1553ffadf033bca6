"""The library: one file to a story, in a folder to a subject."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from scenarios.schema import Scenario
from scenarios.story import BadStory, read_story

HERE = Path(__file__).parent
NEAR = 5


@dataclass(frozen=True, slots=True)
class Story:
    """``id`` is subject and file name, as ``settling/answer_lost_after_save``; anybody's own file has no subject."""

    id: str
    subject: str
    file: str
    scenario: Scenario

    @property
    def found_by(self) -> str:
        """What a command finds it by again, as a shell takes it."""
        return self.id if self.subject else shlex.quote(self.file)


def stories() -> Iterator[Story]:
    for file in sorted(HERE.glob("*/*.yaml")):
        yield Story(f"{file.parent.name}/{file.stem}", file.parent.name, str(file), read_story(file))


def folder(path: Path) -> Iterator[Story]:
    """Every story file in a folder and below: a customer's own."""
    for file in sorted(path.rglob("*.y*ml")):
        yield _of_file(file)


def _of_file(file: Path) -> Story:
    return Story(file.stem, "", str(file), read_story(file))


def find(name: str) -> Story:
    """A story by its id, by the end of its id, or by its file."""
    if name.endswith((".yaml", ".yml")):
        return _of_file(Path(name))
    known = {f"{file.parent.name}/{file.stem}": file for file in sorted(HERE.glob("*/*.yaml"))}
    found = [id_ for id_ in known if id_ == name or id_.endswith(f"/{name}")]
    if len(found) != 1:
        raise BadStory(f"{_none_or_several(name, found or _nearest(name, known))} “scenarios list” shows them all.")
    (id_,) = found
    return Story(id_, id_.partition("/")[0], str(known[id_]), read_story(known[id_]))


def _none_or_several(name: str, ids: Sequence[str]) -> str:
    if len(ids) > 1 and all(id_.endswith(f"/{name}") for id_ in ids):
        return f"There are several stories “{name}”: {', '.join(ids)}."
    return f"There is no story “{name}”." + (f" Near it: {', '.join(ids)}." if ids else "")


def _nearest(name: str, ids: Iterable[str]) -> list[str]:
    """By the whole id, by its end, or by a word that both have."""
    ends = {id_.rpartition("/")[2]: id_ for id_ in ids}
    close = [*get_close_matches(name, ids, NEAR), *(ends[one] for one in get_close_matches(name, ends, NEAR))]
    words = [id_ for id_ in ids if name.rpartition("/")[2] in id_] if name else []
    return list(dict.fromkeys([*close, *words]))[:NEAR]
