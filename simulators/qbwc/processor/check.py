"""
The check QuickBooks makes of a whole message before it does anything.

One violation refuses everything with 0x80040400 and no hint of the place (Intuit's guide; live
observations); we keep the place for the log. An element that only another edition has passes, and is
answered with 530 while the object is saved (captured for one field).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lxml import etree

from simulators.qbwc.processor.lexical import is_valid
from simulators.qbwc.processor.schema import (
    Choice,
    Element,
    Particle,
    Version,
    is_optional,
    messages,
    starts_of,
)


class Violation(Exception):
    """The message does not fit the schema; the text says where."""


@dataclass(frozen=True, slots=True)
class Edition:
    """``country`` is US, CA, UK or AU; ``version`` is the one the message asks for."""

    country: str
    version: Version


def check(request: etree._Element, edition: Edition) -> tuple[str, ...]:
    """Raise on a violation; else the names of elements that this edition does not support."""
    message = messages().get(str(request.tag))
    if message is None or message.since > edition.version or not str(request.tag).endswith("Rq"):
        raise Violation(f"{request.tag} is not a request of qbXML {edition.version[0]}.{edition.version[1]}")
    walk = _Walk(edition)
    walk.attributes(request, message)
    walk.sequence(message.children, _elements(request), request)
    return tuple(walk.unsupported)


def _elements(parent: etree._Element) -> list[etree._Element]:
    if any((text or "").strip() for text in (parent.text, *(child.tail for child in parent))) and len(parent):
        raise Violation(f"{parent.tag} has text beside its elements")
    return list(parent.iterchildren("*"))


class _Walk:
    def __init__(self, edition: Edition) -> None:
        self._edition = edition
        self.unsupported: list[str] = []

    def attributes(self, element: etree._Element, declared: Element) -> None:
        for name, value in element.attrib.items():
            if name not in declared.attributes and not (name == "useMacro"):
                raise Violation(f"{element.tag} has no attribute {name!s}")
            allowed = declared.attributes.get(str(name), ())
            if allowed and value not in allowed:
                raise Violation(f"{name!s} of {element.tag} cannot be {value!r}")

    def sequence(self, particles: Sequence[Particle], children: list[etree._Element], parent: etree._Element) -> None:
        rest = self._match(particles, children)
        if rest:
            raise Violation(f"{rest[0].tag} is not expected here in {parent.tag}")

    def _match(self, particles: Sequence[Particle], children: list[etree._Element]) -> list[etree._Element]:
        for particle in particles:
            children = (
                self._match_element(particle, children)
                if isinstance(particle, Element)
                else self._match_choice(particle, children)
            )
        return children

    def _match_element(self, declared: Element, children: list[etree._Element]) -> list[etree._Element]:
        count = 0
        while children and children[0].tag == declared.name and (declared.high is None or count < declared.high):
            self._element(children[0], declared)
            children = children[1:]
            count += 1
        if count < declared.low:
            raise Violation(f"{declared.name} is missing")
        return children

    def _match_choice(self, choice: Choice, children: list[etree._Element]) -> list[etree._Element]:
        count = 0
        while children and children[0].tag in choice.starts and (choice.high is None or count < choice.high):
            branch = next(branch for branch in choice.branches if children[0].tag in starts_of(branch))
            children = self._match(branch, children)
            count += 1
        if count < choice.low and not is_optional(choice):
            names = " or ".join(sorted(choice.starts))
            raise Violation(f"one of {names} is missing")
        return children

    def _element(self, element: etree._Element, declared: Element) -> None:
        if declared.since > self._edition.version:
            raise Violation(f"{declared.name} came with qbXML {declared.since[0]}.{declared.since[1]}")
        self.attributes(element, declared)
        if self._edition.country in declared.not_in:
            self.unsupported.append(declared.name)
        if declared.children:
            self.sequence(declared.children, _elements(element), element)
        else:
            self._value(element, declared)

    def _value(self, element: etree._Element, declared: Element) -> None:
        if len(element):
            raise Violation(f"{declared.name} takes a value, not elements")
        text = element.text or ""
        for fault in self._faults(text, declared):
            raise Violation(f"{declared.name} {fault}")

    def _faults(self, text: str, declared: Element) -> Iterator[str]:
        length = declared.length
        limit = length if isinstance(length, int) or length is None else length.get(self._edition.country)
        if limit is not None and len(text) > limit:
            yield f"is longer than {limit}"
        if declared.enum and text not in declared.enum and not (declared.default and not text):
            yield f"cannot be {text!r}"
        if declared.type and not is_valid(declared.type, text):
            yield f"is not a {declared.type}: {text!r}"
        if declared.type == "INT" and not self._is_in_range(text, declared):
            yield f"is out of range: {text!r}"

    def _is_in_range(self, text: str, declared: Element) -> bool:
        try:
            value = int(text)
        except ValueError:
            return True
        return (declared.minimum is None or value >= declared.minimum) and (
            declared.maximum is None or value <= declared.maximum
        )
