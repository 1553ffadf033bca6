"""
What .NET's proxy reads in an answer: the value, or nothing, or an error in its own words.

Mono's System.Web.Services, made from Intuit's WSDL, is the nearest living relative of the Web Connector's proxy. Where
the guide or a captured log says otherwise, they have the word.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any, cast

from lxml import etree

from simulators.qbwc.web_connector.dotnet import NOT_XML, NULL, SERVICE, SOAP, CallFailed

NIL = "{http://www.w3.org/2001/XMLSchema-instance}nil"
INT = re.compile(r"[ \t\r\n]*([+-]?[0-9]{1,20})[ \t\r\n]*")
WITHOUT_WORDS = "Exception of type 'System.Web.Services.Protocols.SoapException' was thrown."
Element = etree._Element
Value = Sequence[str | None] | str | int | None


class NoResult(CallFailed):
    """The answer has no element of the result, and nothing in its place."""


def read(content: bytes, charset: str | None, call: str) -> Value:
    """Strings from authenticate, a number from receiveResponseXML, else a text; None for a null."""
    envelope = _envelope(content, charset, call)
    body = next((one for one in _elements(envelope) if one.tag == f"{{{SOAP}}}Body"), None)
    #: An envelope without a Body is not well-formed. [Mono 6.8 proxy, seen 2026-11]
    if body is None:
        raise CallFailed(NOT_XML)
    response = next(_elements(body), None)
    if response is not None and response.tag == f"{{{SOAP}}}Fault":
        raise CallFailed(_words(response))
    _check_header(envelope)
    result = _result(response, call)
    if call == "authenticate":
        return None if result is None or _is_nil(result) else _strings(result)
    if call == "receiveResponseXML":
        return _number(result, response)
    return None if result is None or _is_nil(result) else _text(result)


def _envelope(content: bytes, charset: str | None, call: str) -> Element:
    #: The charset of the content type counts, whatever the XML says of itself. [.NET reference source; Mono 6.8 proxy,
    #: seen 2026-11]
    try:
        parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True, encoding=charset)
        root = etree.fromstring(content, parser)
    except LookupError as error:
        raise CallFailed(NOT_XML) from error
    except etree.XMLSyntaxError as error:
        raise CallFailed(_broken(content, error, call)) from error
    #: A document type is not well-formed. [Mono 6.8 proxy, seen 2026-11; .NET reference source: DtdProcessing]
    if cast(Any, root.getroottree().docinfo).doctype:
        raise CallFailed(NOT_XML)
    #: An Envelope without a namespace is one all the same. [.NET reference source]
    if root.tag == "Envelope":
        for one in (root, *root.iterchildren("Body", "Header")):
            one.tag = f"{{{SOAP}}}{one.tag}"
    if root.tag != f"{{{SOAP}}}Envelope":
        raise CallFailed(NOT_XML)
    return root


#: An envelope that cannot be read is “not well-formed XML”, and one that breaks inside the result “an error in XML
#: document”. [.NET reference source; quickbooks-php issue 248]
def _broken(content: bytes, error: etree.XMLSyntaxError, call: str) -> str:
    line, column = error.position
    lines = content.split(b"\n")
    before = b"\n".join([*lines[: line - 1], lines[line - 1][:column]])
    inside = 0 < before.count(f"{call}Result".encode()) < 2
    return _in_document(line, column) if inside else NOT_XML


#: A fault gives its faultstring, whatever the status; one in the shape of SOAP 1.2 has none, and says what .NET says of
#: an exception without words. [.NET reference source; Mono 6.8 proxy, seen 2026-11]
def _words(fault: Element) -> str:
    said = next((one for one in _elements(fault) if etree.QName(one).localname == "faultstring"), None)
    return WITHOUT_WORDS if said is None else said.text or ""


#: A header entry that must be understood is not. [Mono 6.8 proxy, seen 2026-11; .NET reference source: the words are
#: those of WebCannotUnderstandHeader]
def _check_header(envelope: Element) -> None:
    for header in envelope.iterchildren(f"{{{SOAP}}}Header"):
        for entry in _elements(header):
            if entry.get(f"{{{SOAP}}}mustUnderstand", "0").strip() in ("1", "true"):
                name = etree.QName(entry)
                raise CallFailed(f"SOAP header {name.namespace or ''}:{name.localname} was not understood.")


#: A result is one under its own name in the service's namespace, inside a response that is; of two the first counts.
#: [Mono 6.8 proxy, seen 2026-11; qbws issue 10]
def _result(response: Element | None, call: str) -> Element | None:
    if response is None or response.tag != f"{{{SERVICE}}}{call}Response":
        return None
    return next((one for one in _elements(response) if one.tag == f"{{{SERVICE}}}{call}Result"), None)


#: What is no string among the strings is passed over, and so are strings of another namespace. [Mono 6.8 proxy, seen
#: 2026-11; Stack Overflow 2017; QbSync issue 62]
def _strings(result: Element) -> Sequence[str | None]:
    found = [one for one in _elements(result) if one.tag == f"{{{SERVICE}}}string"]
    return [None if _is_nil(one) else _text(one) for one in found]


#: The text of a result may stand inside one element of the service's namespace. Other elements in it, and comments, are
#: an error. [Mono 6.8 proxy, seen 2026-11]
def _text(holder: Element) -> str:
    while inner := list(holder):
        is_wrapped = len(inner) == 1 and str(inner[0].tag).startswith(f"{{{SERVICE}}}")
        if not is_wrapped or f"{holder.text or ''}{inner[0].tail or ''}".strip():
            raise CallFailed(_in_document(_line(holder), 1))
        holder = inner[0]
    return holder.text or ""


#: A number may have a sign, leading noughts and white space around it; null, empty, fractions, powers and what has more
#: than 32 bits are errors. [Mono 6.8 proxy, seen 2026-11; .NET reference source: XmlConvert.ToInt32]
def _number(result: Element | None, response: Element | None) -> int:
    if result is not None:
        match = None if _is_nil(result) else INT.fullmatch(_text(result))
        if match is None or not -(2**31) <= int(match[1]) < 2**31:
            raise CallFailed(_in_document(_line(result), 1))
        return int(match[1])
    #: A number that stands under another name or without its namespace is nought. [Mono 6.8 proxy, seen 2026-11]
    if response is not None and (next(_elements(response), None) is not None or (response.text or "").strip()):
        return 0
    raise NoResult(NULL)


def _elements(parent: Element) -> Iterator[Element]:
    return parent.iterchildren("*")


def _is_nil(element: Element) -> bool:
    return element.get(NIL) in ("true", "1")


def _line(element: Any) -> int:
    return int(element.sourceline)


def _in_document(line: int, column: int) -> str:
    return f"There is an error in XML document ({line}, {column})."
