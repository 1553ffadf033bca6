"""
What a modify changes, so that nobody's edit is lost.

Four versions of a record meet: what JAGGAER said ``before`` and what it wants now, what QuickBooks had when we had
``written`` it, and what it has ``now``.

Rule 1: a field that JAGGAER did not change is left out, and a person's edit of it stays.
Rule 2: a field that both changed, to different values, is decided by nobody but a person.
Rule 3: lines that carry their ids (an order's) are compared by them, wherever they stand: a line of a person's stays,
        and so does its absence where JAGGAER changed nothing of it. A new line that stands there already is not added
        again; one that stands there at another price is decided by a person.
Rule 4: other lines are compared one by one where their number is the same everywhere; else they are exchanged as a
        whole, and only if nobody has touched them since.
Rule 5: a link to a purchase order is made at Add only, and so no modify can move one (Intuit's SDK guide).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from connector.domain.form import NEW_LINE, Form, FormLine, is_same

LINK = "LinkToTxn/"
WORKED_OUT = ("Rate", "Amount")
ITEM, TEXT, QUANTITY, PRICE = "ItemRef/ListID", "Desc", "Quantity", WORKED_OUT
CLOSED = "IsManuallyClosed"
WHOLE = frozenset({"ShipAddress", "VendorAddress"})
"""An address is one field: given in part, it would lose the rest (assumed)."""
MAY_BE_HIDDEN = frozenset({"VendorTaxIdent"})
"""What QuickBooks does not show of it, it may have all the same."""
Texts = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Merged:
    """``changes`` are empty where QuickBooks has it all already."""

    changes: Form


@dataclass(frozen=True, slots=True)
class Clash:
    """A field that both sides changed; a line's is named with its number."""

    field: str
    wanted: str
    found: str


def merge(before: Form, wanted: Form, written: Form, now: Form) -> Merged | Clash:
    """The changes to send, or the first field that a person has to decide about."""
    fields = _fields("", before.named, wanted.named, written.named, now.named)
    if isinstance(fields, Clash):
        return fields
    lines = _lines(before, wanted, written, now)
    if isinstance(lines, Clash):
        return lines
    return Merged(Form((*fields, *_closed_still(dict(fields), lines, wanted.named, now.named)), lines))


def _closed_still(
    changes: Texts, lines: tuple[FormLine, ...], wanted: Texts, now: Texts
) -> tuple[tuple[str, str], ...]:
    """An order that is closed as all of it came is open again where more is ordered: it is closed by hand then."""
    has_more = any(line.id == NEW_LINE or line.at(QUANTITY) for line in lines)
    is_to_stay = wanted.get(CLOSED) == now.get(CLOSED) == "true" and CLOSED not in changes
    return ((CLOSED, "true"),) if has_more and is_to_stay else ()


def _fields(
    place: str, before: Texts, wanted: Texts, written: Texts, now: Texts
) -> tuple[tuple[str, str], ...] | Clash:
    changes: list[tuple[str, str]] = []
    for path in dict.fromkeys((*before, *wanted)):
        new, there = wanted.get(path, ""), now.get(path, "")
        if _name(path) in WHOLE or before.get(path, "") == new or there == new or path.startswith(LINK):
            continue
        if not there and path in MAY_BE_HIDDEN:
            continue
        ours = written.get(path, "") or (before.get(path, "") if path in MAY_BE_HIDDEN else "")
        if there != ours:
            return Clash(f"{place}{path}", new or "nothing", there or "nothing")
        changes.append((path, new))
    for name in WHOLE:
        old, new_, stood, there_ = (_parts(name, one) for one in (before, wanted, written, now))
        if old == new_ or there_ == new_:
            continue
        if there_ != stood:
            return Clash(f"{place}{name}", _joined(new_), _joined(there_))
        changes += [(path, new_.get(path, "")) for path in dict.fromkeys((*there_, *new_))]
    return tuple(changes)


def _name(path: str) -> str:
    return path.partition("/")[0]


def _parts(name: str, of: Texts) -> Texts:
    """What is given as one, and is empty where it is absent."""
    return {path: text for path, text in of.items() if _name(path) == name and text}


def _joined(parts: Texts) -> str:
    return ", ".join(parts.values()) or "nothing"


def _lines(before: Form, wanted: Form, written: Form, now: Form) -> tuple[FormLine, ...] | Clash:
    if before.lines == wanted.lines:
        return ()
    if any(line.id for line in before.lines):
        return _by_id(before, wanted, written, now)
    shapes = [[line.name for line in form.lines] for form in (before, wanted, written, now)]
    if all(shape == shapes[0] for shape in shapes):
        return _one_by_one(before, wanted, written, now)
    if _bare(now) == _bare(wanted):
        return ()
    if _bare(now) != _bare(written):
        return Clash("the lines", f"{len(wanted.lines)} lines", f"{len(now.lines)} lines, changed by a person")
    return _exchanged(wanted, now)


def _by_id(before: Form, wanted: Form, written: Form, now: Form) -> tuple[FormLine, ...] | Clash:
    """Every line that stands is named, as QuickBooks takes out what is not."""
    old, stood, stands = (_identified(form) for form in (before, written, now))
    changed: dict[str, FormLine] = {}
    for number, line in enumerate(wanted.lines, 1):
        was, there = old.get(line.id), stands.get(line.id)
        if was is None or was.fields == line.fields:
            continue
        if there is None and _is_only_closed(was, line):
            continue
        if there is None:
            return Clash(f"line {number}", "a change of it", "no such line: a person took it out")
        sides = (was, line, stood.get(line.id, there), there)
        fields = _fields(f"line {number}, ", *(dict(one.fields) for one in sides))
        if isinstance(fields, Clash):
            return fields
        changed[line.id] = FormLine(line.name, _given(fields), line.id)
    there_now = [changed.get(line.id, FormLine(line.name, (), line.id)) for line in now.lines]
    unknown = [line for line in now.lines if line.id not in old and line.id not in stood]
    added = []
    for number, line in enumerate(wanted.lines, 1):
        if line.id or _takes(unknown, line, (ITEM, TEXT, QUANTITY, *PRICE)) is not None:
            continue
        alike = _takes(unknown, line, (ITEM, TEXT, QUANTITY)) if line.at(TEXT) else None
        if alike is not None:
            path = next(path for path in PRICE if line.at(path))
            return Clash(f"line {number}, {path}", line.at(path), alike.at(path))
        added.append(replace(line, id=NEW_LINE))
    return (*there_now, *added) if added or any(line.fields for line in there_now) else ()


def is_alike(wanted: FormLine, there: FormLine, paths: Sequence[str]) -> bool:
    """Whether a line says all that is wanted of it; what is not given, QuickBooks fills in."""
    given = ((path, wanted.at(path)) for path in paths)
    return all(is_same(path, there.at(path), text) for path, text in given if text)


def _takes(unknown: list[FormLine], line: FormLine, paths: Sequence[str]) -> FormLine | None:
    """A line that stands there already, each for one: we wrote it before our database was set back."""
    found = next((one for one in unknown if is_alike(line, one, paths)), None)
    if found is not None:
        unknown.remove(found)
    return found


def _is_only_closed(was: FormLine, wanted: FormLine) -> bool:
    """Both sides took the line out: nothing is left to close."""
    changed = set(wanted.fields) ^ set(was.fields)
    return {path for path, _ in changed} == {CLOSED} and wanted.at(CLOSED) == "true"


def _identified(form: Form) -> Mapping[str, FormLine]:
    return {line.id: line for line in form.lines if line.id}


def _given(fields: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    """Of price and amount QuickBooks works out the one that is not given."""
    return tuple((path, text) for path, text in fields if text or path not in WORKED_OUT)


def _one_by_one(before: Form, wanted: Form, written: Form, now: Form) -> tuple[FormLine, ...] | Clash:
    changed = []
    rows = zip(before.lines, wanted.lines, written.lines, now.lines, strict=True)
    for number, (old, new, stood, stands) in enumerate(rows, 1):
        place = f"line {number}, "
        fields = _fields(place, dict(old.fields), dict(new.fields), dict(stood.fields), dict(stands.fields))
        if isinstance(fields, Clash):
            return fields
        changed.append(FormLine(new.name, fields, stands.id))
    return tuple(changed) if any(line.fields for line in changed) else ()


def _exchanged(wanted: Form, now: Form) -> tuple[FormLine, ...]:
    """Each wanted line takes the place of one of its kind, in their order; further ones are new."""
    free = {name: [line.id for line in now.lines if line.name == name] for name in {one.name for one in now.lines}}
    made = []
    for line in wanted.lines:
        ids = free.get(line.name, [])
        fields = tuple((path, text) for path, text in line.fields if not path.startswith(LINK))
        made.append(replace(line, fields=fields, id=ids.pop(0) if ids else NEW_LINE))
    return tuple(made)


def _bare(form: Form) -> list[tuple[str, tuple[tuple[str, str], ...]]]:
    return [(line.name, line.fields) for line in form.lines]
