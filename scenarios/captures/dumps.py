"""
The XML of an entry, and whether it is what was sent: its size line is the judge.

``size (bytes) = N`` counts characters with LF (measured on requests of 404 and answers of 65,892 and 32,666
characters of 2019). Where the XML has line ends of Windows, or letters beyond ASCII, no public log says what is
counted: any count that fits is taken.
"""

from __future__ import annotations

import html
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from scenarios.captures.entries import Entry

HEADER = "XML dump follows: -"
FAILED = "Request that failed:"
CUT = "......"
CUT_AFTER = 75


@dataclass(frozen=True, slots=True)
class Dump:
    """
    ``text`` is what the log has, without what a paste did to it; ``raw`` has the carriage returns as well.

    ``is_cut``: the log's level left nothing but the first 75 characters.
    """

    text: str
    raw: str = ""
    is_cut: bool = False

    def forms(self) -> Iterator[str]:
        """The texts that it may have been, the likeliest first; they are made when they are asked for."""
        yield self.text
        if "\r" in self.raw:
            yield _between(self.raw).removesuffix("\r")
            yield _between(self.raw)
        stripped = self.text.strip()
        yield stripped
        yield f"{stripped}\n"
        if stripped.startswith("&lt;"):
            yield html.unescape(stripped)
            yield f"{html.unescape(stripped)}\n"
        if not stripped.endswith(">"):  # somebody wrote below it
            yield self.text[: self.text.rfind(">") + 1]
            yield f"{self.text[: self.text.rfind('>') + 1]}\n"


def dump_of(entry: Entry) -> Dump:
    """What an entry dumps: between one empty line and another, or, where a log was pasted, as far as it goes."""
    raw = entry.below()
    behind = entry.text.removeprefix(HEADER).strip()
    if behind:  # the page broke no line there
        raw = f"{behind}\n{raw}"
    plain = raw.replace("\r\n", "\n") if "\r" in raw else raw
    if CUT in plain[-len(CUT) - 40 :] and plain.rstrip().endswith(CUT):
        stem = plain.strip().removesuffix(CUT)
        if len(_between(plain).removesuffix(CUT)) == CUT_AFTER or len(stem) <= CUT_AFTER:
            return Dump(f"{stem}{CUT}", is_cut=True)
    return Dump(_between(plain), raw)


def _between(text: str) -> str:
    """The log puts an empty line before a dump, and ends its last line and one more behind it."""
    start, end = 0, len(text) - text.endswith("\n")
    first = text.find("\n", 0, end)
    if not text[: first if first >= 0 else end].strip():
        start = first + 1 if first >= 0 else end
    last = text.rfind("\n", start, end)
    if not text[last + 1 if last >= 0 else start : end].strip():
        end = max(last, start)
    return text[start:end]


def fitting(dump: Dump, size: int, *, is_pasted: bool) -> str | None:
    """The form that has the size, or None where none has: something is missing, or was changed."""
    for form in dump.forms():
        if size == len(form) or (not form.isascii() and size == len(form.encode("utf-8", "replace"))):
            return form
        if is_pasted and size in range(len(form.rstrip()), len(form.rstrip()) + 3):
            return form
    return None


def well_formed(dump: Dump) -> str | None:
    """The first form that is XML, or None."""
    return next((form for form in dump.forms() if _is_xml(form)), None)


def _is_xml(text: str) -> bool:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
    try:
        etree.fromstring(text.strip().encode("utf-8", "replace"), parser)
    except (etree.XMLSyntaxError, ValueError):
        return False
    return True
