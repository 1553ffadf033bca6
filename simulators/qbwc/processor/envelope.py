"""A request's text, taken apart as far as QuickBooks' parser goes before the schema."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lxml import etree

from simulators.qbwc.processor.check import Edition, Violation, check
from simulators.qbwc.processor.schema import Version, version

VERSIONS = ("1.0", "1.1", "2.0", "2.1", "3.0", "4.0", "4.1", *(f"{n}.0" for n in range(5, 17)))
PROCESSING = re.compile(r"<\?qbxml\s+version=[\"']([\w.]+)[\"']\s*\?>")
ON_ERROR = ("stopOnError", "continueOnError", "rollbackOnError")
SET_ATTRIBUTES = ("oldMessageSetID", "newMessageSetID", "responseData", "onError")


@dataclass(frozen=True, slots=True)
class Request:
    """One request, and the elements in it that only other editions support."""

    element: etree._Element
    unsupported: tuple[str, ...]

    @property
    def name(self) -> str:
        return str(self.element.tag).removesuffix("Rq")


@dataclass(frozen=True, slots=True)
class Envelope:
    version: Version
    on_error: str
    new_id: str | None
    old_id: str | None
    requests: tuple[Request, ...]


def read(text: str, country: str, newest: str) -> Envelope:
    """The whole message set, checked; a ``Violation`` means that nothing of it is executed."""
    if not text.isascii():
        raise Violation("raw characters above 0x7F")  # ConsoliBYTE wiki: “Décor” fails, D&#233;cor works
    asked = PROCESSING.search(text)
    if asked is None or asked[1] not in VERSIONS or version(asked[1]) > version(newest):
        raise Violation("no qbXML version, or one that this QuickBooks does not know")
    root = _root(text)
    messages = list(root.iterchildren("*"))
    if root.tag != "QBXML" or len(messages) != 1 or messages[0].tag != "QBXMLMsgsRq":
        raise Violation("not a QBXML message set")
    attributes = messages[0].attrib
    if attributes.get("onError") not in ON_ERROR or any(name not in SET_ATTRIBUTES for name in attributes):
        raise Violation("QBXMLMsgsRq needs onError and has no attribute but the known ones")
    edition = Edition(country, version(asked[1]))
    elements = list(messages[0].iterchildren("*"))
    return Envelope(
        version=edition.version,
        on_error=str(attributes["onError"]),
        new_id=attributes.get("newMessageSetID"),
        old_id=attributes.get("oldMessageSetID"),
        requests=tuple(Request(element, check(element, edition)) for element in elements),
    )


def _root(text: str) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True)
    if "<!DOCTYPE" in text:
        raise Violation("a document type")
    try:
        root = etree.fromstring(text.encode("ascii"), parser)
    except etree.XMLSyntaxError as error:
        raise Violation(f"not well-formed: {error.msg}") from error
    return root
