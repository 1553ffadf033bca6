"""
The check QuickBooks makes of a whole message before it does anything.

One violation refuses everything with no hint of the place; we keep the place for who runs the fake.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lxml import etree

from simulators.qbwc.processor.lexical import is_valid
from simulators.qbwc.processor.schema import PLAIN, Choice, Edition, Element, Particle, is_optional, messages, requests

BEYOND = re.compile(r"\d{5}")
ATTRIBUTES_SINCE = {
    "defMacro": (2, 0),
    "metaData": (4, 0),
    "iterator": (5, 0),
    "iteratorID": (5, 0),
}


class Violation(Exception):
    """The message does not fit the schema; the text says where."""


@dataclass(frozen=True, slots=True)
class TooLong:
    """A text that is longer than its field."""

    field: str
    text: str
    limit: int


@dataclass(frozen=True, slots=True)
class Impossible:
    """A date that the schema takes and no calendar of QuickBooks has."""

    field: str
    text: str


@dataclass(frozen=True, slots=True)
class Checked:
    """
    What is odd about a request that fits: elements this edition does not have, and texts that are too long.

    One that is not played is real, and not looked at.
    """

    unsupported: tuple[str, ...] = ()
    too_long: tuple[TooLong, ...] = ()
    impossible: tuple[Impossible, ...] = ()
    is_played: bool = True


def check(request: etree._Element, edition: Edition, *, is_length_checked: bool = True) -> Checked:
    """Raise on a violation. Without ``is_length_checked`` a text that is too long passes, and is told of."""
    message = messages(edition.table).get(str(request.tag))
    if message is None and _is_real(str(request.tag), edition):
        return Checked(is_played=False)
    if message is None or message.since > edition.version or not str(request.tag).endswith("Rq"):
        #: A request that the version asked for does not have refuses the message set. [Intuit's guide]
        raise Violation(f"{request.tag} is not a request of qbXML {edition.version[0]}.{edition.version[1]}")
    walk = _Walk(edition, is_length_checked=is_length_checked)
    walk.attributes(request, message)
    walk.sequence(message.children, elements(request), request)
    return Checked(tuple(walk.unsupported), tuple(walk.too_long), tuple(walk.impossible))


def _is_real(tag: str, edition: Edition) -> bool:
    """Whether qbXML has a request that is not among the messages here."""
    name = tag.removesuffix("Rq")
    return tag.endswith("Rq") and edition.table == PLAIN and requests().get(name, (99, 0)) <= edition.version


def elements(parent: etree._Element) -> list[etree._Element]:
    """The element children, where nothing stands beside them but blanks."""
    children = list(parent.iterchildren("*"))
    if children and any((text or "").strip() for text in (parent.text, *(child.tail for child in parent))):
        raise Violation(f"{parent.tag} has text beside its elements")
    return children


class _Walk:
    def __init__(self, edition: Edition, *, is_length_checked: bool) -> None:
        self._edition = edition
        self._is_length_checked = is_length_checked
        self.unsupported: list[str] = []
        self.too_long: list[TooLong] = []
        self.impossible: list[Impossible] = []

    def attributes(self, element: etree._Element, declared: Element) -> None:
        for name in element.keys():  # noqa: SIM118 # an lxml element iterates over its children
            value = str(element.get(name))
            if name == "useMacro" and declared.is_macro:
                continue
            #: Macros came with qbXML 2.0, metaData with 4.0, iterators with 5.0. [Intuit's listings]
            if ATTRIBUTES_SINCE.get(str(name), (0, 0)) > self._edition.version:
                raise Violation(f"{name!s} of {element.tag} came later")
            if name not in declared.attributes:
                raise Violation(f"{element.tag} has no attribute {name!s}")
            allowed = declared.attributes[str(name)]
            if allowed and value not in allowed:
                raise Violation(f"{name!s} of {element.tag} cannot be {value!r}")

    def sequence(self, particles: Sequence[Particle], children: list[etree._Element], parent: etree._Element) -> None:
        at = self._match(particles, children, 0)
        if at < len(children):
            #: An unknown element, or one out of order, refuses the message set. [Intuit's guide; seen live in 2026]
            raise Violation(f"{children[at].tag} is not expected here in {parent.tag}")

    def _match(self, particles: Sequence[Particle], children: list[etree._Element], at: int) -> int:
        for particle in particles:
            at = (
                self._match_element(particle, children, at)
                if isinstance(particle, Element)
                else self._match_choice(particle, children, at)
            )
        return at

    def _match_element(self, declared: Element, children: list[etree._Element], at: int) -> int:
        count = 0
        while at < len(children) and children[at].tag == declared.name:
            if declared.high is not None and count >= declared.high:
                break
            self._element(children[at], declared)
            at += 1
            count += 1
        if count < declared.low:
            raise Violation(f"{declared.name} is missing")
        return at

    def _match_choice(self, choice: Choice, children: list[etree._Element], at: int) -> int:
        count = 0
        while at < len(children) and children[at].tag in choice.starts:
            if choice.high is not None and count >= choice.high:
                break
            at = self._match(choice.branch_of[str(children[at].tag)], children, at)
            count += 1
        if count < choice.low and not is_optional(choice):
            names = " or ".join(sorted(choice.starts))
            raise Violation(f"one of {names} is missing")
        return at

    def _element(self, element: etree._Element, declared: Element) -> None:
        if declared.since > self._edition.version:
            #: An element that came with a later version than the one asked for refuses the message set. [Intuit's
            #: guide]
            raise Violation(f"{declared.name} came with qbXML {declared.since[0]}.{declared.since[1]}")
        self.attributes(element, declared)
        if self._edition.country in declared.not_in:
            self.unsupported.append(declared.name)
        if declared.children:
            self.sequence(declared.children, elements(element), element)
        elif not (declared.is_macro and element.get("useMacro")):
            self._value(element, declared)

    def _value(self, element: etree._Element, declared: Element) -> None:
        if len(element):
            raise Violation(f"{declared.name} takes a value, not elements")
        text = element.text or ""
        if declared.type == "DATE" and BEYOND.match(text.strip()):
            self.impossible.append(Impossible(declared.name, text))
        for fault in self._faults(text, declared):
            raise Violation(f"{declared.name} {fault}")

    def _faults(self, text: str, declared: Element) -> Iterator[str]:
        length = declared.length
        limit = length if isinstance(length, int) or length is None else length.get(self._edition.country)
        if limit is not None and len(text) > limit:
            self.too_long.append(TooLong(declared.name, text, limit))
            #: A text that is too long refuses the message set, or its request with 3070. [assumed: too_long]
            if self._is_length_checked:
                yield f"is longer than {limit}"
        if declared.enum and text not in declared.enum and not (declared.default and not text):
            yield f"cannot be {text!r}"
        if declared.type and not is_valid(declared.type, text):
            yield f"is not a {declared.type}: {text!r}"
        if declared.type == "INT" and not _is_in_range(text, declared):
            yield f"is out of range: {text!r}"


def _is_in_range(text: str, declared: Element) -> bool:
    try:
        value = int(text)
    except ValueError:  # more digits than any number of QuickBooks has
        return False
    return (declared.minimum is None or value >= declared.minimum) and (
        declared.maximum is None or value <= declared.maximum
    )
