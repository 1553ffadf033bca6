"""``connector history export``: what the connector did, in words; of messages it has the ids."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import BinaryIO

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from scenarios.captures.lines import lines_of, text_of
from scenarios.captures.model import BadCapture, Event, Parted
from scenarios.captures.problems import LONGEST_EVENT, Problems, printable
from scenarios.captures.tally import Tally

LARGEST = 256 * 1024 * 1024


class _Happened(BaseModel):
    at: datetime
    kind: str
    text: str
    document: str | None = None
    data: dict[str, str] = {}


class _Line(BaseModel):
    model_config = ConfigDict(extra="ignore")

    number: int
    event: _Happened
    is_right: bool = True


def parts(stream: BinaryIO) -> Iterator[Parted]:
    """Events, problems and totals; a ``BadCapture`` where no line is one of a history."""
    is_array = stream.read(1) == b"["
    stream.seek(0)
    yield from _array(stream) if is_array else _lines(stream)


def _array(stream: BinaryIO) -> Iterator[Parted]:
    """What ``--json`` prints: all lines in one array."""
    content = stream.read(LARGEST + 1)
    try:
        told = TypeAdapter(list[_Line]).validate_json(content)
    except ValidationError as error:
        raise BadCapture("The array is cut, or is none of a history. Make one with “-o FILE”.") from error
    tally = Tally()
    tally.add("events", content.count(b"\n") + (not content.endswith(b"\n")), len(content))
    problems = Problems()
    for number, line in enumerate(told, 1):
        yield _event(number, line)
        _look_at_seal(number, line, problems)
    yield from problems.end()
    yield tally.totals()


def _lines(stream: BinaryIO) -> Iterator[Parted]:
    lines, problems, tally = lines_of(stream), Problems(), Tally()
    tally.add("empty", 0, lines.mark)
    for number, raw in enumerate(lines.raw, 1):
        weight = lines.weigh(raw)
        if not raw.strip():
            tally.add("empty", 1, weight)
            continue
        try:
            line = _Line.model_validate_json(raw.strip())
        except ValidationError:
            problems.tell(number, text_of(raw[:200]), "it is no line of a history", unused=1)
            tally.add("unused", 1, weight)
            continue
        tally.add("events", 1, weight)
        yield _event(number, line)
        _look_at_seal(number, line, problems)
    if not tally.lines("events"):
        raise BadCapture("There is no line of a history in it. Make one with “connector history export NAME -o FILE”.")
    yield from problems.end()
    yield tally.totals()


def _look_at_seal(number: int, line: _Line, problems: Problems) -> None:
    if not line.is_right:
        problems.tell(number, line.event.text, "its seal is wrong: somebody changed the database")


def _event(number: int, line: _Line) -> Event:
    told = line.event
    data = {"document": told.document or ""} | told.data
    below = "\n".join(f"{name} = {value}" for name, value in data.items() if value)
    source = f"connector: {told.kind}"
    return Event(
        line=number,
        at=told.at,
        source=source,
        text=printable(told.text, LONGEST_EVENT),
        below=printable(below, LONGEST_EVENT),
    )
