"""A support bundle of ``connector support-bundle``: messages and events without names, or with their payloads."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any, BinaryIO

from scenarios.captures.lines import lines_of, text_of
from scenarios.captures.model import BadCapture, Event, Parted, Round, Update
from scenarios.captures.problems import LONGEST_EVENT, Problems, printable
from scenarios.captures.tally import Tally

FORMAT = 1
MISSING = "a support bundle shows no authenticate"
NO_LINE = "it is no part of a support bundle"


def parts(stream: BinaryIO) -> Iterator[Parted]:
    """Events of what it says, and updates where it holds payloads; a ``BadCapture`` where it is of another version."""
    lines, problems, tally = lines_of(stream), Problems(), Tally()
    tally.add("empty", 0, lines.mark)
    updates: dict[int, list[Round]] = {}
    for number, raw in enumerate(lines.raw, 1):
        weight = lines.weigh(raw)
        try:
            ((name, told), *_) = json.loads(raw).items() if raw.strip() else (("", {}),)
            if name == "support_bundle" and told != FORMAT:
                raise BadCapture("The support bundle is of another version. Use the scenarios of that version.")
            found = _part(number, name, told, updates)
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
            problems.tell(number, text_of(raw[:200]), NO_LINE, unused=1)
            tally.add("unused", 1, weight)
            continue
        tally.add("events" if found else "calls" if name == "message" else "empty", 1, weight)
        if found:
            yield found
    for place, rounds in enumerate(updates.values(), 1):
        yield from rounds
        yield Update(number=place, began_at=rounds[0].asked_at, missing=(MISSING,))
    yield from problems.end()
    yield tally.totals()


def _part(number: int, name: str, told: Any, updates: dict[int, list[Round]]) -> Event | None:
    match name:
        case "message" if "request" in told:
            updates.setdefault(told["update"], []).append(_round(number, told))
            return None
        case "message":
            text = f"message set, {told['purpose'].lower()}: {_counted(told['requests'])}"
            return _event(number, told["sent_at"], text, _answers(told))
        case "event":
            document = f", document {told['document']}" if told["document"] else ""
            return _event(number, told["at"], f"{told['kind']}{document}", "")
        case "versions" | "settings" | "health" | "left_out":
            below = "\n".join(f"{key} = {value}" for key, value in told.items())
            text = name.replace("_", " ")
            return Event(line=number, text=text, source="connector", below=printable(below, LONGEST_EVENT))
        case "last_errors":
            below = "\n".join(f"{one['at']} {' '.join(one['codes'])} {one['hresult']}".rstrip() for one in told)
            return Event(
                line=number, text=f"{len(told)} last errors", source="connector", below=printable(below, LONGEST_EVENT)
            )
    return None


def _event(number: int, at: str, text: str, below: str) -> Event:
    said = {"text": printable(text, 400), "below": printable(below, 400)}
    return Event(line=number, at=datetime.fromisoformat(at), source="connector", **said)


def _answers(told: dict[str, Any]) -> str:
    return ", ".join(filter(None, (_counted(told["answers"]), told["hresult"], told["delivery"].lower())))


def _counted(counts: dict[str, int]) -> str:
    return ", ".join(f"{name} ×{count}" if count > 1 else name for name, count in counts.items()) or "nothing"


def _round(number: int, told: dict[str, Any]) -> Round:
    settled = datetime.fromisoformat(told["settled_at"]) if told["settled_at"] else None
    asked = datetime.fromisoformat(told["sent_at"])
    return Round(
        line=number,
        asked_at=asked,
        processed_at=asked,
        request=str(told["request"]),
        response=str(told["response"]),
        answered_at=settled if told["response"] else None,
        hresult=str(told["hresult"]) if not told["response"] else "",
    )
