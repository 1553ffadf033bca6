"""
Making a failing story smaller: whatever the same check fails without is left out.

Rule 1: the same check has to fail. Another failure is another bug, and no smaller form of this one.
Rule 2: first what comes after the failure is left out, then halves of what is left, then quarters, down to single
        parts; then values get plainer.
Rule 3: no more than ``most`` plays; what was found by then is the answer.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

Data = dict[str, Any]
Path = tuple[str | int, ...]
Fails = Callable[[Data], Sequence[str]]
"""Plays the data of a story, and gives its failures; none where it cannot be read."""
MOST = 80
LISTS: tuple[Path, ...] = (
    ("steps",),
    ("given", "jaggaer", "invoices"),
    ("given", "jaggaer", "orders"),
    ("given", "jaggaer", "suppliers"),
    ("given", "quickbooks", "vendors"),
    ("given", "quickbooks", "orders"),
    ("given", "quickbooks", "accounts"),
    ("given", "quickbooks", "items"),
    ("given", "quickbooks", "customers"),
    ("given", "quickbooks", "classes"),
)
PLAIN: tuple[tuple[str, str], ...] = (("total", "10.00"), ("quantity", "1"), ("advance", "5m"))
"""Values that are as good as any, by the name of what has them."""


KEPT = ("settle",)
"""What a story goes on to say, whatever else it expected."""


def check_of(failure: str) -> str:
    """The check that a failure is of, by its name; of what is no check's, the first words."""
    name, colon, _ = failure.partition(": ")
    return name if colon and len(name) < 60 else " ".join(failure.split()[:3])


@dataclass(slots=True)
class Minimised:
    """``plays`` were needed; ``events`` is how many parts are left."""

    data: Data
    check: str
    plays: int
    events: int


@dataclass(slots=True)
class _Search:
    fails: Fails
    check: str
    most: int
    plays: int = 0
    known: dict[str, bool] = field(default_factory=dict)

    def still_fails(self, data: Data) -> bool:
        """Whether the same check still fails."""
        key = json.dumps(data, sort_keys=True)
        if key not in self.known:
            if self.plays >= self.most:
                return False
            self.plays += 1
            self.known[key] = any(check_of(one) == self.check for one in self.fails(data))
        return self.known[key]


def minimise(data: Data, fails: Fails, check: str | None = None, most: int = MOST) -> Minimised | None:
    """The smallest story that was found in which the check fails, or None where none fails in the first place."""
    found = [check_of(one) for one in fails(data)]
    wanted = check or (found[0] if found else None)
    if wanted is None or wanted not in found:
        return None
    search = _Search(fails, wanted, most, plays=1)
    bare = _bare(data)
    if search.still_fails(bare):
        data = bare
    data = _fewer(_shorter(data, search), search)
    data = _plainer(data, search)
    return Minimised(data, wanted, search.plays, len(_parts(data)))


def _bare(data: Data) -> Data:
    """Without what it expects of the books, where the check fails all the same."""
    then = {name: value for name, value in data.get("then", {}).items() if name in KEPT or value == "any"}
    return {**deepcopy(data), "then": then}


def _parts(data: Data) -> list[Path]:
    """Every part that could be left out."""
    return [(*path, place) for path in LISTS for place in range(len(_at(data, path) or []))]


def _at(data: Any, path: Path) -> Any:
    for step in path:
        data = data.get(step) if isinstance(data, dict) else None
    return data


def _without(data: Data, left_out: Sequence[Path]) -> Data:
    smaller = deepcopy(data)
    for path in LISTS:
        gone = {one[-1] for one in left_out if one[:-1] == path}
        if gone:
            rows = _at(smaller, path)
            rows[:] = [row for place, row in enumerate(rows) if place not in gone]
    return smaller


def _shorter(data: Data, search: _Search) -> Data:
    """The story as far as its check needs it: by halves, as what fails early mostly fails later, too."""
    steps = data.get("steps", [])
    least, most = 0, len(steps)
    while least < most:
        middle = (least + most) // 2
        if search.still_fails({**data, "steps": steps[:middle]}):
            most = middle
        else:
            least = middle + 1
    return {**data, "steps": steps[:most]}


def _fewer(data: Data, search: _Search) -> Data:
    size = max(len(_parts(data)) // 2, 1)
    while True:
        at, changed = 0, False
        while at < len(parts := _parts(data)):
            smaller = _without(data, parts[at : at + size])
            if search.still_fails(smaller):
                data, changed = smaller, True
            else:
                at += size
        if size == 1 and not changed:
            return data
        size = max(size // 2, 1)
        if search.plays >= search.most:
            return data


def _plainer(data: Data, search: _Search) -> Data:
    for path in list(_values(data, ())):
        name = str(path[-1])
        plain = next((value for of, value in PLAIN if of == name), None)
        if plain is None or _value(data, path) == plain:
            continue
        other = deepcopy(data)
        _set(other, path, plain)
        if search.still_fails(other):
            data = other
    return data


def _values(data: Any, path: Path) -> Iterator[Path]:
    rows = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for step, value in rows:
        if isinstance(value, dict | list):
            yield from _values(value, (*path, step))
        else:
            yield (*path, step)


def _value(data: Any, path: Path) -> Any:
    for step in path:
        data = data[step]
    return data


def _set(data: Any, path: Path, value: Any) -> None:
    _value(data, path[:-1])[path[-1]] = value
