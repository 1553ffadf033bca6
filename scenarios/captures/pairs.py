"""A folder of qbXML: files of requests and files of answers, paired by their names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from scenarios.captures.lines import text_of
from scenarios.captures.model import Parted, Problem, Round, Update
from scenarios.captures.tally import Tally
from scenarios.captures.values import connection

MOST_BYTES = 96 * 1024 * 1024
ROLE = re.compile(
    r"(?<![a-z])(?:request|response|answer|reply|req|resp|res|rq|rs|in|out)(?![a-z])|R[qs](?![a-z])", re.I
)
SEPARATORS = re.compile(r"[\W_]+")
DIGITS = re.compile(r"(\d+)")
REQUEST, ANSWER = "<QBXMLMsgsRq", "<QBXMLMsgsRs"
MISSING = "a folder of messages shows no serverVersion and no authenticate"


def parts(files: Sequence[Path]) -> Iterator[Parted]:
    """One update of all of them, in the order of their names; an instant is that of the file's last change."""
    tally, problems, pairs = Tally(), list[Problem](), dict[str, dict[str, Path]]()
    for file in sorted(files, key=_natural):
        size = file.stat().st_size
        role = role_of(file)
        key = SEPARATORS.sub(" ", ROLE.sub("", file.stem)).strip().casefold()
        if not role or role in pairs.get(key, {}):
            why = f"another file of this name is its {role}, too" if role else "it is neither a request nor an answer"
            problems.append(Problem(line=1, text=file.name, why=why, unused=1, file=file.name))
            tally.add("unused", 1, size)
            continue
        pairs.setdefault(key, {})[role] = file
        tally.add("calls", 1, size)
    rounds = [_round(number, pair) for number, pair in enumerate(pairs.values(), 1)]
    yield from rounds
    if rounds:
        known = next((found for one in rounds if (found := connection(one.response))), {})
        began = min(one.asked_at for one in rounds)
        yield Update(number=1, began_at=began, missing=(MISSING,), **known)
    yield from problems
    yield tally.totals()


def role_of(file: Path) -> str:
    """``request`` or ``response``, by what is in the file; empty where it is neither."""
    if file.stat().st_size > MOST_BYTES:
        return ""
    with file.open("rb") as opened:
        head = text_of(opened.read(65536))
    places = {"request": head.find(REQUEST), "response": head.find(ANSWER)}
    found = {role: place for role, place in places.items() if place >= 0}
    return min(found, key=lambda role: found[role]) if found else ""


def _round(number: int, pair: dict[str, Path]) -> Round:
    texts = {role: text_of(file.read_bytes()).removeprefix("\ufeff") for role, file in pair.items()}
    at = {role: datetime.fromtimestamp(file.stat().st_mtime, UTC) for role, file in pair.items()}
    asked = at.get("request") or at["response"]
    damage = () if "request" in texts else ("there is no request of this name",)
    return Round(
        number=number,
        asked_at=asked,
        request=texts.get("request"),
        processed_at=asked,
        answered_at=max(at["response"], asked) if "response" in texts else None,
        response=texts.get("response", ""),
        damage=damage,
    )


def _natural(file: Path) -> list[tuple[int, str]]:
    """Number 2 before number 10."""
    return [(int(part), "") if part.isdigit() else (0, part.casefold()) for part in DIGITS.split(file.name)]
