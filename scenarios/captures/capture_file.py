"""A capture on a disk: a JSON object to a line, so that one of any size is written and read in little memory."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from scenarios.captures.model import BadCapture, Capture, Event, Parted, Problem, Round, Totals, Update, gathered

FORMAT = 2
KINDS: dict[str, type[Round] | type[Update] | type[Event] | type[Problem] | type[Totals]] = {
    "round": Round,
    "update": Update,
    "event": Event,
    "problem": Problem,
    "totals": Totals,
}
NAMES = {kind: name for name, kind in KINDS.items()}
MARK = '{"capture": '


def write(parts: Iterable[Parted], file: Path, source: str) -> Iterator[Parted]:
    """Write each part as it comes, and hand it on; the file is there when all of it is."""
    descriptor, name = tempfile.mkstemp(dir=file.parent, prefix=f"{file.name}.")
    os.close(descriptor)
    unfinished = Path(name)
    try:
        yield from _written(parts, unfinished, source)
        unfinished.replace(file)
    finally:
        unfinished.unlink(missing_ok=True)


def _written(parts: Iterable[Parted], file: Path, source: str) -> Iterator[Parted]:
    with file.open("w", encoding="utf-8", errors="replace", newline="\n") as opened:
        opened.write(f'{MARK}{FORMAT}, "source": {json.dumps(source)}}}\n')
        for part in parts:
            left_out = {"rounds"} if isinstance(part, Update) else None
            told = part.model_dump_json(exclude=left_out, exclude_defaults=True)
            opened.write(f'{{"{NAMES[type(part)]}": {told}}}\n')
            yield part


def load(file: Path) -> Capture:
    try:
        return gathered(parts(file), source_of(file))
    except OSError as error:
        raise BadCapture(f"{file} cannot be read. Check the path.") from error


def is_one(file: Path) -> bool:
    with file.open("rb") as opened:
        return opened.read(len(MARK)) == MARK.encode()


def source_of(file: Path) -> str:
    return str(_head(file)["source"])


def parts(file: Path) -> Iterator[Parted]:
    """What is in a capture, one after another; a ``BadCapture`` where it is none."""
    _head(file)
    with file.open("rb") as opened:
        next(opened)
        for number, line in enumerate(opened, 2):
            name = line[2 : line.find(b'"', 2)].decode("ascii", "replace")
            kind = KINDS.get(name)
            body = line.rstrip()[len(name) + 5 : -1]
            try:
                if kind is None:
                    raise ValueError(name)
                yield kind.model_validate_json(body)
            except (ValidationError, ValueError) as error:
                raise BadCapture(f"{file} is damaged at line {number}. {again(file)}") from error


def _head(file: Path) -> dict[str, Any]:
    with file.open("rb") as opened:
        line = opened.readline(4096)
    try:
        head = json.loads(line)
        if head["capture"] != FORMAT:
            raise BadCapture(f"{file} is a capture of another version. {again(file)}")
        return {"source": head["source"]}
    except (ValueError, KeyError, TypeError) as error:
        raise BadCapture(f"{file} is not a capture. {again(file)}") from error


def again(file: Path) -> str:
    return f"Make one with “scenarios import LOG -o {file}”."
