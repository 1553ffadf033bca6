"""QuickBooks' and the Web Connector's own words: fields and their types, and the words of every message."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache

from simulators.qbwc.hresults import HRESULTS
from simulators.qbwc.processor.schema import Element, messages
from simulators.qbwc.statuses import STATUSES
from simulators.qbwc.web_connector.answers import Next, Word
from simulators.qbwc.web_connector.codes import CODES

SENTENCES = (
    "QuickBooks Web Connector has started. Application has been added to QuickBooks.",
    "More info: StackTrace = at Source = Error message: HRESULT Message: Description: Version:",
    "Exception in WSManager.Update: Object reference not set to an instance of an object. Index was out of range.",
    "Response is not well-formed XML. The request was aborted: The connection was closed unexpectedly.",
    "The operation has timed out. The underlying connection was closed: Could not create SSL/TLS secure channel.",
    "Could not establish trust relationship; the remote certificate is invalid.",
    "Unable to connect to the remote server. The remote name could not be resolved. actively refused",
    "Enter a password. You need to enter a password before you can update.",
    "Update aborted. The company file is locked by another client.",
)
"""What else the Web Connector and .NET say in logs of 2009 to 2025, in pieces."""
WORD = re.compile(r"[^\W\d_]+")


@cache
def field_types() -> Mapping[str, frozenset[str]]:
    """Every field of the schema that has a value, by its name, with the types that it has somewhere."""
    found: dict[str, set[str]] = {}
    for element in _every():
        if element.type:
            found.setdefault(element.name, set()).add(element.type)
    return {name: frozenset(types) for name, types in found.items()}


@cache
def group_names() -> frozenset[str]:
    """Every element of the schema that has others inside, and the envelope."""
    envelope = {"QBXML", "QBXMLMsgsRq", "QBXMLMsgsRs"}
    return frozenset(envelope | {one.name for one in _every() if not one.type or one.children})


@cache
def enum_values() -> frozenset[str]:
    return frozenset(value for element in _every() for value in element.enum)


@cache
def own_words() -> frozenset[str]:
    """The words of QuickBooks' status texts and of the Web Connector's messages, as they are written."""
    texts = (
        *(one.text for one in STATUSES.values()),
        *HRESULTS.values(),
        *(one.text for one in CODES.values()),
        *(one.value for one in (*Word, *Next)),
        *SENTENCES,
    )
    return frozenset(word for text in texts for word in WORD.findall(text))


def _every() -> Iterator[Element]:
    table = messages()
    for name in table:
        yield from _inside(table[name])


def _inside(element: Element) -> Iterator[Element]:
    yield element
    for child in element.elements():
        yield from _inside(child)
