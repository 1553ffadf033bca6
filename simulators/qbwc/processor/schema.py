"""
The message tables of qbXML: which elements a message has, in which order and form, and what may begin them.

Two specifications: the plain one, with every version and edition in one table, and Canada's own 3.0.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from importlib.resources import files

OCCURS = {"!": (1, 1), "?": (0, 1), "*": (0, None), "+": (1, None)}
REQUESTS = "requests.txt"
PLAIN, CANADA = "messages.qbxml", "messages_ca3.qbxml"
Version = tuple[int, int]


@dataclass(frozen=True)
class Edition:
    """``country`` is US, CA, UK or AU; ``version`` is the one the message asks for, ``table`` where it is described."""

    country: str
    version: Version
    table: str = PLAIN


@dataclass(frozen=True)
class Element:
    """
    ``high`` is None where there is no bound; ``length`` is a number, or one for each edition;
    ``attributes`` map to their allowed values (empty: any); ``is_macro`` allows a useMacro in place of a value.
    """

    name: str
    low: int = 1
    high: int | None = 1
    type: str | None = None
    length: int | Mapping[str, int] | None = None
    minimum: int | None = None
    maximum: int | None = None
    since: Version = (1, 0)
    not_in: tuple[str, ...] = ()
    enum: tuple[str, ...] = ()
    default: str | None = None
    is_macro: bool = False
    attributes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    children: list[Particle] = field(default_factory=list)

    @property
    def starts(self) -> frozenset[str]:
        return frozenset({self.name})

    def elements(self) -> Iterator[Element]:
        """The element children in order, those inside choices too."""
        yield from _flat(self.children)

    @cached_property
    def by_name(self) -> dict[str, Element]:
        return {child.name: child for child in self.elements()}

    @cached_property
    def repeated(self) -> frozenset[str]:
        """The names of the children that may come more than once."""
        return frozenset(_repeated(self.children))

    def shape(self, edition: Edition) -> dict[str, tuple[int, Element]]:
        """The children that an answer of this edition has, each with its place."""
        known = self._shapes.get(edition)
        if known is None:
            known = {
                child.name: (place, child)
                for place, child in reversed(list(enumerate(self.elements())))
                if child.since <= edition.version and edition.country not in child.not_in
            }
            self._shapes[edition] = known
        return known

    @cached_property
    def _shapes(self) -> dict[Edition, dict[str, tuple[int, Element]]]:
        return {}


@dataclass(frozen=True)
class Choice:
    low: int
    high: int | None
    branches: list[list[Particle]] = field(default_factory=list)

    @cached_property
    def starts(self) -> frozenset[str]:
        return frozenset().union(*(starts_of(branch) for branch in self.branches))

    @cached_property
    def branch_of(self) -> dict[str, list[Particle]]:
        """The branch that each name begins."""
        return {name: branch for branch in reversed(self.branches) for name in starts_of(branch)}


Particle = Element | Choice


def starts_of(sequence: list[Particle]) -> frozenset[str]:
    """The names that can come first in a sequence."""
    names: frozenset[str] = frozenset()
    for particle in sequence:
        names |= particle.starts
        if not is_optional(particle):
            break
    return names


def is_optional(particle: Particle) -> bool:
    """Whether nothing at all satisfies it."""
    if isinstance(particle, Element):
        return particle.low == 0
    return particle.low == 0 or any(all(map(is_optional, branch)) for branch in particle.branches)


def _flat(particles: list[Particle]) -> Iterator[Element]:
    for particle in particles:
        if isinstance(particle, Element):
            yield particle
        else:
            for branch in particle.branches:
                yield from _flat(branch)


def _repeated(particles: list[Particle]) -> Iterator[str]:
    for particle in particles:
        if isinstance(particle, Element):
            if particle.high != 1:
                yield particle.name
        else:
            for branch in particle.branches:
                names = _flat(branch) if particle.high != 1 else ()
                yield from (child.name for child in names)
                yield from _repeated(branch)


class Messages(Mapping[str, Element]):
    """The messages of one table; each is read when it is first asked for."""

    def __init__(self, text: str) -> None:
        lines = [line for line in text.splitlines() if line and not line.startswith("#")]
        begins = [place for place, line in enumerate(lines) if not line.startswith(" ")]
        self._lines = {
            lines[begin].partition(" ")[0]: lines[begin:end]
            for begin, end in zip(begins, [*begins[1:], len(lines)], strict=True)
        }
        self._read: dict[str, Element] = {}

    def __getitem__(self, name: str) -> Element:
        if name not in self._read:
            self._read[name] = _Reader(self._lines[name]).message()
        return self._read[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._lines)

    def __len__(self) -> int:
        return len(self._lines)

    def __contains__(self, name: object) -> bool:
        return name in self._lines


@cache
def messages(table: str = PLAIN) -> Messages:
    """Every request and response of a table, by name (``BillAddRq``)."""
    return Messages(files("simulators.qbwc.processor").joinpath(table).read_text(encoding="utf-8"))


@cache
def requests() -> Mapping[str, Version]:
    """Every request of qbXML by its name without Rq, and since when there is one."""
    text = files("simulators.qbwc.processor").joinpath(REQUESTS).read_text(encoding="utf-8")
    rows = (line.partition(" v") for line in text.splitlines() if line and not line.startswith("#"))
    return {name: version(since) if since else (1, 0) for name, _, since in rows}


class _Reader:
    """A table is indented by two; a choice is closed by its own line."""

    def __init__(self, lines: list[str]) -> None:
        self._lines = lines
        self._at = 0

    def message(self) -> Element:
        return self._element(0, is_message=True)

    def _element(self, depth: int, *, is_message: bool = False) -> Element:
        words = self._lines[self._at].split()
        self._at += 1
        occurs = ["!"] if is_message else [words.pop(1)]
        element = _declared(words[0], occurs[0], words[1:])
        element.children.extend(self._sequence(depth + 1))
        return element

    def _sequence(self, depth: int) -> Iterator[Particle]:
        while self._at < len(self._lines):
            line = self._lines[self._at]
            indent = len(line) - len(line.lstrip(" "))
            if indent != 2 * depth or line.strip() == ")":
                return
            yield self._choice(depth) if line.lstrip().startswith("( ") else self._element(depth)

    def _choice(self, depth: int) -> Choice:
        low, high = _occurs(self._lines[self._at].split()[1])
        choice = Choice(low, high)
        self._at += 1
        while self._lines[self._at].strip() == "|":
            self._at += 1
            choice.branches.append(list(self._sequence(depth + 1)))
        self._at += 1  # the closing line
        return choice


def _occurs(sign: str) -> tuple[int, int | None]:
    if sign in OCCURS:
        return OCCURS[sign]
    low, _, high = sign.partition("..")
    return int(low), int(high)


def _declared(name: str, occurs: str, words: list[str]) -> Element:
    low, high = _occurs(occurs)
    facts: dict[str, object] = {}
    attributes: dict[str, tuple[str, ...]] = {}
    for word in words:
        if word.startswith("@"):
            attribute, _, allowed = word[1:].partition("=")
            attributes[attribute.rstrip("!")] = tuple(allowed.split("|")) if allowed else ()
        else:
            facts.update(_fact(word))
    return Element(name, low, high, attributes=attributes, **facts)  # type: ignore[arg-type] # _fact knows the fields


def _fact(word: str) -> dict[str, object]:
    if word.startswith("="):
        return {"enum": tuple(word[1:].split("|"))}
    if word.startswith("v") and word[1:2].isdigit():
        return {"since": version(word[1:])}
    key, sign, value = word.partition("=")
    if not sign:
        return {"is_macro": True} if key == "macro" else {"type": key}
    match key:
        case "len":
            parts = dict(part.split(":") for part in value.split(",")) if ":" in value else {}
            return {"length": {edition: int(size) for edition, size in parts.items()} or int(value)}
        case "min" | "max":
            return {f"{key}imum": int(value)}
        case "not":
            return {"not_in": tuple(value.split(","))}
        case _:
            return {key: value}


def version(text: str) -> Version:
    major, _, minor = text.partition(".")
    return int(major), int(minor or 0)
