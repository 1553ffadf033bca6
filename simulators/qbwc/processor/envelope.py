"""A request's text, taken apart as far as QuickBooks' parser goes before it does anything."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lxml import etree

from simulators.qbwc.processor.check import Checked, Violation, check, elements
from simulators.qbwc.processor.schema import CANADA, Edition, version

VERSIONS = ("1.0", "1.1", "2.0", "2.1", "3.0", "4.0", "4.1", *(f"{n}.0" for n in range(5, 17)))
CANADIAN = "CA3.0"
PROCESSING = re.compile(r"<\?qbxml\s+version\s*=\s*[\"']([\w.]+)[\"']\s*\?>")
ON_ERROR = ("stopOnError", "continueOnError", "rollbackOnError")
ALLOWED = {
    "oldMessageSetID": (),
    "newMessageSetID": (),
    "responseData": ("includeAll", "includeNone"),
    "onError": ON_ERROR,
}


@dataclass(frozen=True, slots=True)
class Request:
    """One request, and what is odd about it although it fits."""

    element: etree._Element
    checked: Checked

    @property
    def name(self) -> str:
        return str(self.element.tag).removesuffix("Rq")


@dataclass(frozen=True, slots=True)
class Envelope:
    edition: Edition
    on_error: str
    new_id: str | None
    old_id: str | None
    is_data_wanted: bool
    requests: tuple[Request, ...]


def read(text: str, country: str, newest: str, *, is_length_checked: bool = True) -> Envelope:
    """The whole message set, checked; a ``Violation`` means that nothing of it is executed."""
    if not text.isascii():
        #: Raw characters above 0x7F refuse the message set; as references they pass. [ConsoliBYTE wiki: “Décor”]
        raise Violation("raw characters above 0x7F")
    edition = _edition(text, country, newest)
    root = _root(text)
    messages = list(root.iterchildren("*"))
    if root.tag != "QBXML" or root.keys() or len(messages) != 1 or messages[0].tag != "QBXMLMsgsRq":
        raise Violation("not a QBXML message set")
    given = {str(name): str(messages[0].get(name)) for name in messages[0].keys()}  # noqa: SIM118 # lxml iterates children
    for name, value in given.items():
        if name not in ALLOWED or (ALLOWED[name] and value not in ALLOWED[name]):
            raise Violation(f"{name}={value!r} is not an attribute of QBXMLMsgsRq")
    if "onError" not in given:
        #: A message set without onError is refused. [the 13.0 schema, tried]
        raise Violation("QBXMLMsgsRq needs onError")
    return Envelope(
        edition=edition,
        on_error=given["onError"],
        new_id=given.get("newMessageSetID"),
        old_id=given.get("oldMessageSetID"),
        is_data_wanted=given.get("responseData") != "includeNone",
        requests=tuple(
            Request(element, check(element, edition, is_length_checked=is_length_checked))
            for element in elements(messages[0])
        ),
    )


def _edition(text: str, country: str, newest: str) -> Edition:
    asked = PROCESSING.search(text)
    if asked is not None and asked[1] == CANADIAN and country == "CA":
        #: The Canadian edition also answers its own specification CA3.0. [Intuit's listing of CA3.0]
        return Edition(country, (3, 0), CANADA)
    if asked is None or asked[1] not in VERSIONS or version(asked[1]) > version(newest):
        #: A message set without a version, or with one this QuickBooks does not know, is refused. [Intuit's guide]
        raise Violation("no qbXML version, or one that this QuickBooks does not know")
    #: Every newer QuickBooks accepts the older versions, and answers in the shape of the one asked for. [Intuit's
    #: guide]
    return Edition(country, version(asked[1]))


def _root(text: str) -> etree._Element:
    if "<!DOCTYPE" in text:
        raise Violation("a document type")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True)
    try:
        return etree.fromstring(text.encode("ascii"), parser)
    except (etree.XMLSyntaxError, LookupError) as error:
        raise Violation(f"not well-formed: {error}") from error
