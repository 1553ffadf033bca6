"""The message table of qbXML, read from ``messages.qbxml``: elements, choices, and what may begin them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from importlib.resources import files

OCCURS = {"!": (1, 1), "?": (0, 1), "*": (0, None), "+": (1, None)}
Version = tuple[int, int]


@dataclass(frozen=True)
class Element:
    """
    ``high`` is None where there is no bound; ``length`` is a number, or one for each edition;
    ``attributes`` map to their allowed values (empty: any).
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
    attributes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    children: list[Particle] = field(default_factory=list)

    @property
    def starts(self) -> frozenset[str]:
        return frozenset({self.name})

    def elements(self) -> Iterator[Element]:
        """The element children in order, those inside choices too."""
        yield from _flat(self.children)

    @cached_property
    def order(self) -> dict[str, int]:
        """The place of each child in an answer."""
        return {child.name: place for place, child in reversed(list(enumerate(self.elements())))}

    @cached_property
    def by_name(self) -> dict[str, Element]:
        return {child.name: child for child in self.elements()}


@dataclass(frozen=True)
class Choice:
    low: int
    high: int | None
    branches: list[list[Particle]] = field(default_factory=list)

    @cached_property
    def starts(self) -> frozenset[str]:
        return frozenset().union(*(starts_of(branch) for branch in self.branches))


Particle = Element | Choice


def starts_of(sequence: list[Particle]) -> frozenset[str]:
    """The names that can come first in a sequence."""
    names: frozenset[str] = frozenset()
    for particle in sequence:
        names |= particle.starts
        if particle.low and not (isinstance(particle, Choice) and is_optional(particle)):
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


@cache
def messages() -> Mapping[str, Element]:
    """Every request and response of the table, by name (``BillAddRq``)."""
    text = files("simulators.qbwc.processor").joinpath("messages.qbxml").read_text(encoding="utf-8")
    reader = _Reader([line for line in text.splitlines() if line and not line.startswith("#")])
    return {message.name: message for message in reader.all()}


class _Reader:
    """The table is indented by two; a choice is closed by its own line."""

    def __init__(self, lines: list[str]) -> None:
        self._lines = lines
        self._at = 0

    def all(self) -> Iterator[Element]:
        while self._at < len(self._lines):
            yield self._element(0, is_message=True)

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
        return {} if key == "macro" else {"type": key}
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
