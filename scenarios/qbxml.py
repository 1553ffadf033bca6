"""What stands in a qbXML message: the checks look at the same messages after each step, and read each of them once."""

from __future__ import annotations

from functools import lru_cache

from lxml import etree


def attributes(qbxml: str, name: str) -> set[str]:
    """The values of an attribute, wherever it stands."""
    return {one.get(name, "") for one in _elements(qbxml, name) if one.get(name)}


@lru_cache(maxsize=4096)
def texts(qbxml: str, name: str) -> frozenset[str]:
    """The texts of an element, wherever it stands."""
    return frozenset(one.text for one in _elements(qbxml, name) if one.tag == name and one.text)


@lru_cache(maxsize=4096)
def written(qbxml: str) -> frozenset[tuple[str, str]]:
    """The ExternalGUIDs of what is written, each with the memo that is written beside it."""
    found = []
    for guid in _elements(qbxml, "ExternalGUID"):
        parent = guid.getparent()
        if guid.tag == "ExternalGUID" and guid.text and parent is not None:
            found.append((guid.text, parent.findtext("Memo") or ""))
    return frozenset(found)


def _elements(qbxml: str, name: str) -> list[etree._Element]:
    """All of a message in which a name stands at all; none of what is no XML."""
    if name not in qbxml:
        return []
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
    try:
        return list(etree.fromstring(qbxml.encode(), parser).iter())
    except etree.XMLSyntaxError:
        return []
