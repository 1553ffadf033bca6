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
    ``forms`` are the texts that it may have been, the likeliest first: what the log has, without what a paste did to
    it.

    ``is_cut``: the log's level left nothing but the first 75 characters.
    """

    forms: tuple[str, ...]
    is_cut: bool = False

    @property
    def text(self) -> str:
        return self.forms[0]


def dump_of(entry: Entry) -> Dump:
    """What an entry dumps: between one empty line and another, or, where a log was pasted, as far as it goes."""
    text = entry.below()
    behind = entry.text.removeprefix(HEADER).strip()
    if behind:  # the page broke no line there
        text = f"{behind}\n{text}"
    plain = text.replace("\r\n", "\n")
    if plain.removesuffix("\n").endswith(CUT) or plain.rstrip().endswith(CUT):
        stem = plain.strip().removesuffix(CUT)
        if len(_between(plain).removesuffix(CUT)) == CUT_AFTER or len(stem) <= CUT_AFTER:
            return Dump((f"{stem}{CUT}",), is_cut=True)
    return Dump(tuple(dict.fromkeys(_forms(plain, text))))


def _forms(plain: str, text: str) -> Iterator[str]:
    exact = _between(plain)
    yield exact
    if "\r" in text:
        yield _between(text).removesuffix("\r")
        yield _between(text)
    stripped = exact.strip()
    yield stripped
    yield f"{stripped}\n"
    if stripped.startswith("&lt;"):
        yield html.unescape(stripped)
        yield f"{html.unescape(stripped)}\n"
    if not stripped.endswith(">"):  # somebody wrote below it
        yield exact[: exact.rfind(">") + 1]
        yield f"{exact[: exact.rfind('>') + 1]}\n"


def _between(text: str) -> str:
    """The log puts an empty line before a dump, and ends its last line and one more behind it."""
    lines = text.removesuffix("\n").split("\n")
    if lines and not lines[0].strip():
        lines = lines[1:]
    if lines and not lines[-1].strip():
        lines = lines[:-1]
    return "\n".join(lines)


def fitting(dump: Dump, size: int, *, is_pasted: bool) -> str | None:
    """The form that has the size, or None where none has: something is missing, or was changed."""
    for form in dump.forms:
        if size in (len(form), len(form.encode("utf-8", "replace"))):
            return form
        if is_pasted and size in range(len(form.rstrip()), len(form.rstrip()) + 3):
            return form
    return None


def well_formed(dump: Dump) -> str | None:
    """The first form that is XML, or None."""
    return next((form for form in dump.forms if _is_xml(form)), None)


def _is_xml(text: str) -> bool:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
    try:
        etree.fromstring(text.strip().encode("utf-8", "replace"), parser)
    except (etree.XMLSyntaxError, ValueError):
        return False
    return True
