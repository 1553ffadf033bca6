"""
What .NET's SOAP proxy says when a call fails: the texts that customers see and send.

The order of its looks at an answer is that of System.Web.Services: the status, the content type, the XML, the fault.
"""

from __future__ import annotations

import html
import socket
import ssl

import httpx
from lxml import etree

SERVICE = "http://developer.intuit.com/"
NIL = "{http://www.w3.org/2001/XMLSchema-instance}nil"
SOAP = "http://schemas.xmlsoap.org/soap/envelope/"
NULL = "Object reference not set to an instance of an object."
NO_ITEM = "Index was outside the bounds of the array."
NOT_XML = "Response is not well-formed XML."
TIMED_OUT = "The operation has timed out"
CLOSED = "The underlying connection was closed: "
UNEXPECTED = f"{CLOSED}The connection was closed unexpectedly."
XML_TYPES = ("text/xml", "application/soap+xml")
PARSER = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)


class CallFailed(Exception):
    """The service gave no usable answer: a fault, an HTTP error, or nothing; the text is what .NET shows."""


#: A status of 300 or more that is neither 400 nor 500 fails with its number and words, a redirect with its body. [.NET
#: reference source: SoapHttpClientProtocol, RequestResponseUtils]
def check_head(response: httpx.Response) -> None:
    """Fails where .NET does not even read the body as XML."""
    status = response.status_code
    if status >= 300 and status not in (400, 500):
        raise CallFailed(_described(response))
    #: What is not said to be text/xml, or is empty, fails with its content type and all of its body. [.NET reference
    #: source]
    kind = response.headers.get("Content-Type", "")
    if kind.partition(";")[0].strip().lower() in XML_TYPES and response.headers.get("Content-Length") != "0":
        return
    if status == 400:
        raise CallFailed(_described(response))
    raise CallFailed(
        f"Client found response content type of '{kind}', but expected 'text/xml'.\r\n{_described(response)}"
    )


def _described(response: httpx.Response) -> str:
    if response.status_code >= 400 and response.status_code != 500:
        return f"The request failed with HTTP status {response.status_code}: {response.reason_phrase}."
    body = html.unescape(response.text)
    if not body:
        return "The request failed with an empty response."
    return f"The request failed with the error message:\r\n--\r\n{body}\r\n--."


def parsed(content: bytes, charset: str | None) -> etree._Element:
    """The envelope of an answer."""
    #: The charset of the content type counts, whatever the XML says of itself. [.NET reference source]
    parser = PARSER
    if charset and charset.lower() not in ("utf-8", "utf8"):
        parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True, encoding=charset)
    root = etree.fromstring(content, parser)
    #: An Envelope without a namespace is one all the same. [.NET reference source]
    if root.tag == "Envelope":
        for one in (root, *root.iterchildren("Body")):
            one.tag = f"{{{SOAP}}}{one.tag}"
    return root


#: A fault gives its faultstring, whatever the status; an envelope that cannot be read is “not well-formed XML”, and one
#: that breaks inside the result “an error in XML document”. [.NET reference source; quickbooks-php issue 248]
def what_is_wrong(content: bytes, call: str) -> str:
    """Of an answer that could not be used."""
    try:
        root = etree.fromstring(content, PARSER)
    except etree.XMLSyntaxError as error:
        line, column = error.position
        lines = content.split(b"\n")
        before = b"\n".join([*lines[: line - 1], lines[line - 1][:column]])
        inside = 0 < before.count(f"{call}Result".encode()) < 2
        return f"There is an error in XML document ({line}, {column})." if inside else NOT_XML
    if etree.QName(root).localname != "Envelope":
        return NOT_XML
    fault = root.find(f"{{{SOAP}}}Body/{{{SOAP}}}Fault")
    if fault is not None:
        return fault.findtext("faultstring") or ""
    result = root.find(f".//{{{SERVICE}}}{call}Result")
    if result is not None and result.get(NIL) not in ("true", "1"):
        #: An authenticate with fewer than two items, or with items of another namespace, is an array without them.
        #: [Stack Overflow 2017; QbSync issue 62]
        return NO_ITEM if call == "authenticate" else f"There is an error in XML document ({result.sourceline}, 1)."
    #: A null where a value has to be ends the update with .NET's own words. [qbws issue 3; CoolDotty]
    return NULL


def of_transport(error: httpx.TransportError, host: str) -> str:
    """A name that is not known, a certificate that is not trusted, a port that is shut, a connection that breaks."""
    #: The words for a connection that cannot be made or breaks are .NET's. [.NET reference source: SR strings;
    #: quickbooks-php issue 240]
    if isinstance(error, httpx.TimeoutException):
        return TIMED_OUT
    cause = _root(error)
    if isinstance(cause, ssl.SSLCertVerificationError):
        return f"{CLOSED}Could not establish trust relationship for the SSL/TLS secure channel."
    if isinstance(cause, ssl.SSLError):
        return "The request was aborted: Could not create SSL/TLS secure channel."
    if isinstance(cause, socket.gaierror):
        return f"The remote name could not be resolved: '{host}'"
    if isinstance(error, httpx.ConnectError):
        return "Unable to connect to the remote server"
    if isinstance(error, httpx.RemoteProtocolError):
        partly = "without sending complete" in str(error) or "incomplete" in str(error)
        return "The request was aborted: The connection was closed unexpectedly." if partly else UNEXPECTED
    if isinstance(error, httpx.WriteError):
        return f"{CLOSED}An unexpected error occurred on a send."
    return f"{CLOSED}An unexpected error occurred on a receive."


def _root(error: BaseException) -> BaseException:
    while (before := error.__cause__ or error.__context__) is not None:
        error = before
    return error
